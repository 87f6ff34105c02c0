//! `ficha-backend serve`: from configuration to a running backend, and back down when told.

use anyhow::Context;
use backend::clock::SystemClock;
use backend::config::{Config, LogFormat};
use backend::files::Files;
use backend::notify::outside::Outside;
use backend::{Parts, serve};
use providers::http::Network;
use std::io::IsTerminal;
use std::sync::Arc;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    start_logging(&config)?;
    let counters = serve::counters(&config)?;
    serve::refuse_if_unsafe(&config, &counters)?;
    let http = Network::new()?;
    serve::refuse_bad_keys(&counters, &http).await?;
    let site = match &config.site_dir {
        Some(folder) => Files::load(folder).context("site_dir")?,
        None => Files::default(),
    };
    let assets = serve::assets(&config)?;
    if assets.is_empty() {
        tracing::warn!("there is no widget to serve: set assets_dir to the folder it was built into");
    }
    let public_url = config.public_url.clone();
    let parts = Parts {
        db: serve::open_db(&config).await?,
        counters,
        http: Arc::new(http),
        shops: Arc::new(Outside::new(config.private_webhooks)?),
        clock: Arc::new(SystemClock),
        assets,
        site,
        ending: watch::channel(false).1,
        config,
    };
    let running = serve::start(parts).await?;
    tracing::info!(address = %running.address, %public_url, metrics = ?running.metrics, "serving");
    serve::told_to_end().await;
    tracing::info!("ending: finishing what has begun");
    running.end().await;
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
