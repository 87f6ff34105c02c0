//! `ficha-backend serve`: from configuration to a running backend, and back down when told.

use anyhow::Context;
use backend::config::{Config, LogFormat};
use backend::http::limits::unbelieved;
use server::network::Network;
use server::serve;
use server::sqlite::alone::alone;
use server::{postgres, sqlite};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    start_logging(&config)?;
    let accounts = serve::accounts(&config)?;
    serve::refuse_if_unsafe(&config, &accounts)?;
    serve::refuse_bad_keys(&accounts, &Network::new()?).await?;
    if let Some(advice) = unbelieved::advice(&config) {
        tracing::warn!("{advice}");
    }
    let public_url = config.public_url.clone();
    // Before the db is touched: a second one would work in it too.
    let file = sqlite::path_of(&config.database_url).filter(|_| !postgres::is_address(&config.database_url));
    let _alone = file.map(|path| alone(&path)).transpose()?;
    let parts = serve::parts(config).await?;
    if parts.assets.is_empty() {
        tracing::warn!("there is no widget to serve: set assets_dir to the folder it was built into");
    }
    let running = serve::start(parts).await?;
    tracing::info!(address = %running.address, %public_url, metrics = ?running.metrics, "serving");
    serve::told_to_end().await;
    tracing::info!("ending: finishing what has begun; told once more, it ends at once");
    tokio::select! {
        () = running.end() => {}
        () = serve::told_to_end() => tracing::warn!("ended at once"),
    }
    Ok(())
}

fn start_logging(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log_filter).context("log_filter")?;
    let colours = std::io::stderr().is_terminal();
    let log =
        tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_ansi(colours).with_writer(std::io::stderr);
    match config.log {
        LogFormat::Pretty => log.init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}
