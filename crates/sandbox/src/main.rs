//! `ficha-sandbox`: the sandbox as a program of its own. Reads its arguments, serves until it is told to stop. What
//! is played is not known here.

use std::io::IsTerminal as _;
use std::net::{IpAddr, Ipv4Addr};

use clap::Parser;
use sandbox::{Options, Sandbox};
use tracing_subscriber::EnvFilter;

/// The providers' APIs, played on this machine, with a page to pay, expire and break things.
#[derive(Debug, Parser)]
#[command(name = "ficha-sandbox", version)]
struct Arguments {
    /// The port to listen at; 0 is any free one.
    #[arg(long, env = "FICHA_SANDBOX_PORT", default_value_t = 4010)]
    port: u16,
    /// The address to listen at. Nobody else can reach 127.0.0.1.
    #[arg(long, env = "FICHA_SANDBOX_BIND", default_value_t = Ipv4Addr::LOCALHOST.into())]
    bind: IpAddr,
    /// A URL every account is told at, as if its merchant had registered it; {provider} in it becomes the provider's id.
    #[arg(long, env = "FICHA_SANDBOX_WEBHOOK", value_name = "URL")]
    webhook: Option<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let log = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(log)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let Arguments { port, bind, webhook } = Arguments::parse();
    let running = Sandbox::start(Options { bind, port, webhook }).await?;
    println!("control page  http://{}/", running.address);
    println!("ComproPago    {}/v1/  {}/v2/", running.url("compropago"), running.url("compropago"));
    println!("KashIO        {}/v1/payments/", running.url("kashio"));
    println!("Mercado Pago  {}/v1/", running.url("mercadopago"));
    let own = running.client_base("stripe").unwrap_or_default();
    println!("Stripe        {}/v1/  (its own clients, which take no path: {own})", running.url("stripe"));
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}
