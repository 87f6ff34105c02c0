//! The binary: reads the command line and the configuration, and runs one command. Each is a file in `command/`.

mod command;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Ficha's backend: holds the provider's keys, keeps the orders, serves the widget.
#[derive(Parser)]
#[command(version)]
struct Cli {
    /// The configuration; every value is also an environment variable, FICHA_...
    #[arg(long, global = true, env = "FICHA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to end.
    Serve,
    /// Saved offers a page can point at.
    #[command(subcommand)]
    Button(command::button::Button),
    /// Where a provider says that something happened; whether it does what we think.
    Provider(command::provider::Provider),
    /// Copies of the db.
    #[command(name = "db", subcommand)]
    Copies(command::db::Copies),
    /// What is kept of a person.
    #[command(subcommand)]
    Customer(command::customer::Customer),
    /// What merchants and operators have changed.
    Audit(command::audit::Audit),
    /// Whether everything is as it should be, and what to do where it is not.
    Doctor,
    /// What a merchant's server shows to be let in.
    #[command(subcommand)]
    Token(command::token::Token),
}

/// How long threads that still wait for something may take at the very end.
const LEFT_OVER: std::time::Duration = std::time::Duration::from_secs(1);

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let config = server::configuration::load(cli.config.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve => command::serve::run(config).await,
            Command::Button(button) => command::button::run(&config, button).await,
            Command::Provider(provider) => command::provider::run(&config, provider).await,
            Command::Copies(copies) => command::db::run(&config, copies).await,
            Command::Customer(customer) => command::customer::run(&config, customer).await,
            Command::Audit(audit) => command::audit::run(&config, audit).await,
            Command::Doctor => command::doctor::run(config).await,
            Command::Token(token) => command::token::run(&config, token).await,
        }
    });
    // What did not end in time ends now: nobody waits for a name that is still being looked up.
    runtime.shutdown_timeout(LEFT_OVER);
    done
}
