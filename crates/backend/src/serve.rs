//! The native shell: from a configuration to the parts of a backend, and from those to one that runs until it is told to end.
//!
//! How a connection is served stands in `accept.rs`, what is done without being asked in `background.rs`. When the backend is
//! told to end, what has begun is finished, and the db comes last.

use crate::accept::{Patience, accept};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::config::safety::reasons_not_to_start;
use crate::db::postgres::{self, Postgres};
use crate::db::sqlite::{self, Sqlite};
use crate::db::{Db, copy};
use crate::files::Files;
use crate::limits::connections::Connections;
use crate::notify::outside::Outside;
use crate::offers::Counter;
use crate::router::{operators, router};
use crate::{Backend, Parts, background};
use anyhow::{Context, bail};
use providers::http::{Http, Network};
use providers::{Kind, register};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How long a provider may take to say whether it accepts its keys.
const KEYS: Duration = Duration::from_secs(10);

/// A backend that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where metrics are served apart, where they are.
    pub metrics: Option<SocketAddr>,
    /// The backend itself.
    pub backend: Arc<Backend>,
    end: watch::Sender<bool>,
    done: JoinHandle<()>,
}

impl Running {
    /// Ends it: what has begun is finished, streams are closed.
    pub async fn end(self) {
        let _ = self.end.send(true);
        let _ = self.done.await;
    }
}

/// Every part of a backend as the configuration has it, with the real clock and the real ways out. Whoever wants another one of
/// them says so: `Parts { clock, ..serve::parts(config).await? }`.
///
/// # Errors
///
/// Where a provider's settings cannot be used, the db cannot be opened, or a folder cannot be read.
pub async fn parts(config: Config) -> anyhow::Result<Parts> {
    Ok(Parts {
        counters: counters(&config)?,
        http: Arc::new(Network::new()?),
        shops: Arc::new(Outside::new(config.private_webhooks)?),
        clock: Arc::new(SystemClock),
        assets: assets(&config)?,
        site: config.site_dir.as_deref().map(Files::load).transpose().context("site_dir")?.unwrap_or_default(),
        ending: watch::channel(false).1,
        // Last, because it may bring a db up to date, and what cannot be used should leave no trace.
        db: open_db(&config).await?,
        config,
    })
}

/// The providers of the configuration, by the register.
pub fn counters(config: &Config) -> anyhow::Result<Vec<Counter>> {
    let mut counters = Vec::new();
    for (id, section) in &config.providers {
        let entry = register::find(id).with_context(|| format!("there is no provider {id}"))?;
        let build = || entry.check(&section.settings).and_then(|()| (entry.build)(&section.settings));
        let provider = build().map_err(|reason| anyhow::anyhow!("[{id}] {reason}"))?;
        counters.push(Counter {
            provider: provider.into(),
            currencies: entry.currencies.to_vec(),
            needs: entry.needs,
            stores: section.stores.clone(),
            barcodes: section.barcodes.clone(),
            can: entry.capabilities,
            settings: section.settings.clone(),
        });
    }
    Ok(counters)
}

/// Refuses an unsafe configuration, with every reason.
pub fn refuse_if_unsafe(config: &Config, counters: &[Counter]) -> anyhow::Result<()> {
    let keys: Vec<_> = counters.iter().map(|counter| (counter.provider.id(), !counter.provider.test_mode())).collect();
    let reasons = reasons_not_to_start(config, &keys);
    if !reasons.is_empty() {
        bail!("this configuration is not safe:\n  - {}", reasons.join("\n  - "));
    }
    Ok(())
}

/// Asks each provider whether it accepts its keys, and refuses those it does not, or that are of another mode than they
/// say. A provider that cannot say so now refuses nothing: a shop must open although its provider naps.
pub async fn refuse_bad_keys(counters: &[Counter], http: &dyn Http) -> anyhow::Result<()> {
    for counter in counters {
        let (id, Some(check)) = (counter.provider.id(), counter.can.check_keys) else { continue };
        match tokio::time::timeout(KEYS, check(&counter.settings, http)).await {
            Ok(Ok(())) => tracing::info!(provider = id, "keys accepted"),
            Ok(Err(error)) if error.kind == Kind::BadKeys => bail!("[{id}] {}: {}", needed(id), error.detail),
            Ok(Err(error)) => tracing::warn!(provider = id, %error, "its keys could not be checked"),
            Err(_) => tracing::warn!(provider = id, "its keys could not be checked in time"),
        }
    }
    Ok(())
}

/// The settings a provider cannot do without: its keys.
fn needed(id: &str) -> String {
    let settings = register::find(id).map(|entry| entry.settings).unwrap_or_default();
    settings.iter().filter(|setting| setting.required).map(|setting| setting.name).collect::<Vec<_>>().join(", ")
}

/// Opens the db the configuration names.
pub async fn open_db(config: &Config) -> anyhow::Result<Arc<dyn Db>> {
    let url = &config.database_url;
    if postgres::is_address(url) {
        let address = postgres::Address::parse(url).map_err(|reason| anyhow::anyhow!("database_url: {reason}"))?;
        let db = Postgres::open(&address).await.context("database_url")?;
        if copy::is_unfinished(&db).await.context("database_url")? {
            bail!(
                "database_url: this Postgres is a copy that was interrupted and is not whole; run the same `ficha-backend db copy` \
                 again, with database_url still naming the SQLite file: it goes on where it stopped"
            );
        }
        return Ok(Arc::new(db));
    }
    let path = sqlite::path_of(url)
        .with_context(|| format!("database_url: only sqlite:PATH and postgres://... are known, not {}", scheme(url)))?;
    let db = Sqlite::open(&path).with_context(|| format!("database_url: {}", path.display()))?;
    Ok(Arc::new(db))
}

/// What stands before the first colon: the rest of such a URL may be a password.
fn scheme(url: &str) -> &str {
    url.split(':').next().unwrap_or_default()
}

/// The built widget: from the folder that is named, else from inside the binary, where it carries it.
pub fn assets(config: &Config) -> anyhow::Result<Files> {
    match &config.assets_dir {
        Some(folder) => Files::load(folder).context("assets_dir"),
        #[cfg(feature = "embed")]
        None => Ok(Files::embedded()),
        #[cfg(not(feature = "embed"))]
        None => Ok(Files::default()),
    }
}

/// Starts to listen and to work. `parts.ending` is replaced by one of its own.
pub async fn start(parts: Parts) -> anyhow::Result<Running> {
    start_with(parts, Patience::default()).await
}

/// The same with another patience.
pub async fn start_with(mut parts: Parts, patience: Patience) -> anyhow::Result<Running> {
    let listen = parts.config.listen;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    // Any free port was asked for, and only now is it known which.
    if parts.config.public_url.port() == Some(0) {
        let _ = parts.config.public_url.set_port(Some(address.port()));
    }
    let (end, ending) = watch::channel(false);
    parts.ending = ending.clone();
    let backend = Backend::new(parts);
    let doors = Connections::new(backend.config.limits, backend.config.trusted_proxies.clone());
    // Before the first page goes out: what it loads may be asked of a copy of another version.
    let kept = background::keep_files(&backend, true).await;
    let accepting = tokio::spawn(accept(listener, router(Arc::clone(&backend)), (doors, patience), ending.clone()));
    let (metrics, serving) = serve_operators(&backend, patience, &ending).await?;
    let working = tokio::spawn(background::work(Arc::clone(&backend), kept, ending));
    let done = tokio::spawn(async move {
        let _ = accepting.await;
        let _ = serving.await;
        let _ = working.await;
    });
    Ok(Running { address, metrics, backend, end, done })
}

/// Serves what only operators need at its own address, where the configuration has one.
async fn serve_operators(
    backend: &Arc<Backend>,
    patience: Patience,
    ending: &watch::Receiver<bool>,
) -> anyhow::Result<(Option<SocketAddr>, JoinHandle<()>)> {
    let Some(listen) = backend.config.metrics_listen else { return Ok((None, tokio::spawn(std::future::ready(())))) };
    let listener = TcpListener::bind(listen).await.with_context(|| format!("metrics_listen: cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let doors = Connections::new(backend.config.limits, backend.config.trusted_proxies.clone());
    let serving = tokio::spawn(accept(listener, operators(Arc::clone(backend)), (doors, patience), ending.clone()));
    Ok((Some(address), serving))
}

/// Waits for Ctrl-C, or for SIGTERM where there is such a thing.
pub async fn told_to_end() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
