//! `cargo xtask demo`: a shop to try Ficha in, with everything behind it, on this machine alone.
//!
//! Builds the widget, the sandbox and the backend, starts the two, saves a button for each country, and says where to look. Ends
//! everything when it is told to end, when one of the two ends, and even when it is killed. What a shop looks like
//! (`www/demo`, `www/builder`) and how money moves it does not know.

mod child;
mod collectors;
mod setup;

use std::{
    io::IsTerminal as _,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::Command,
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use xtask::{process, repo, widget};

use self::{child::Child, collectors::Provider, setup::Setup};

/// Where the demo is put.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The port of the shop and of the backend.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The port of the sandbox.
    #[arg(long, default_value_t = 4010)]
    sandbox_port: u16,
    /// Where orders are kept; a fresh folder that is removed afterwards where it is left out.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Who collects.
    #[arg(long, value_enum, default_value_t = Provider::Compropago)]
    provider: Provider,
    /// Do not open the shop in a browser.
    #[arg(long)]
    no_open: bool,
}

/// Runs the demo until somebody ends it.
///
/// # Errors
///
/// When a port is taken, something does not build, or sandbox or backend does not start or ends by itself.
pub(crate) fn run(args: &Args) -> Result<()> {
    let ended = listen_for_the_end()?;
    need_port(args.port, "--port")?;
    need_port(args.sandbox_port, "--sandbox-port")?;
    widget::build(false)?;
    // One by one: built together, the backend would carry the sandbox's half of the providers.
    process::run(process::cargo().args(["build", "--package", "ficha-sandbox"]))?;
    process::run(process::cargo().args(["build", "--package", "ficha-server"]))?;

    let temporary = tempfile::TempDir::with_prefix("ficha-demo-").context("no temporary folder can be made")?;
    let data = args.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    let setup = Setup { port: args.port, sandbox_port: args.sandbox_port, data, provider: args.provider };
    setup.write()?;

    let mut sandbox = Child::start("the sandbox", &mut setup.sandbox(program("ficha-sandbox")))?;
    sandbox.wait_until_it_answers(args.sandbox_port, "/", &ended)?;
    setup.tell_sandbox()?;
    for product in Setup::products() {
        process::run(&mut setup.save_button(program("ficha-backend"), &product))?;
    }
    let token = process::output(&mut setup.make_token(program("ficha-backend")))?;
    let mut backend = Child::start("the backend", &mut setup.serve(program("ficha-backend")))?;
    backend.wait_until_it_answers(args.port, "/readyz", &ended)?;

    let shop = setup.shop();
    println!("shop           {shop}   (and {shop}peru.html, in soles)");
    println!("panel          {shop}panel   (sign in with {})", token.trim());
    println!("builder        {shop}builder/   (a button with the same token, by the public API alone)");
    println!("control page   {}   (pay what was ordered, let it expire, break things)", setup.control_page());
    println!("orders         {}", setup.data.display());
    println!("ready");
    if !args.no_open && std::io::stdout().is_terminal() && open::that_detached(&shop).is_err() {
        println!("(no browser was found here: open the shop yourself)");
    }
    loop {
        match ended.recv_timeout(Duration::from_millis(200)) {
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) => {
                sandbox.must_be_running()?;
                backend.must_be_running()?;
            }
        }
    }
}

/// Ctrl-C, and where there is such a thing, being told to terminate or losing the terminal.
fn listen_for_the_end() -> Result<Receiver<()>> {
    let (tell, told) = mpsc::channel();
    // Whoever is told twice had ended already.
    ctrlc::set_handler(move || _ = tell.send(())).context("Ctrl-C cannot be listened for")?;
    Ok(told)
}

fn need_port(port: u16, flag: &str) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err() {
        bail!("port {port} is taken: end what listens there, or choose another with {flag}");
    }
    Ok(())
}

fn program(name: &str) -> Command {
    let mut command = Command::new(repo::target().join("debug").join(name));
    command.current_dir(repo::root());
    command
}
