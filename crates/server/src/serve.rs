//! The native shell: from a configuration to the parts of a backend, and from those to one that runs until it is told to end.
//!
//! How a connection is served stands in `accept.rs`, what is done without being asked in `background.rs`. When the backend is
//! told to end, what has begun is finished, and the db comes last.

use crate::accept::{Timeouts, accept};
use crate::clock::SystemClock;
use crate::connections::Connections;
use crate::network::Network;
use crate::postgres::{self, Postgres};
use crate::public_http::PublicHttp;
use crate::sqlite::{self, Sqlite};
use crate::{background, files};
use anyhow::{Context, bail};
use backend::base::clock::Clock as _;
use backend::base::files::Files;
use backend::config::Config;
use backend::config::safety::reasons_not_to_start;
use backend::db::{Db, copy};
use backend::http::router::{operators, router};
use backend::providers::ProviderAccount;
use backend::{Backend, Parts};
use providers::http::Http;
use providers::{Context as Cx, Kind, register};
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
    /// The address and port the backend listens on.
    pub address: SocketAddr,
    /// Where metrics are served apart, where they are.
    pub metrics: Option<SocketAddr>,
    /// The backend that answers, for tests and commands.
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
        accounts: accounts(&config)?,
        http: Arc::new(Network::new()?),
        shops: Arc::new(PublicHttp::new(config.private_webhooks)?),
        clock: Arc::new(SystemClock),
        assets: assets(&config)?,
        site: config.site_dir.as_deref().map(files::load).transpose().context("site_dir")?.unwrap_or_default(),
        ending: watch::channel(false).1,
        // Last, because it may bring a db up to date, and what cannot be used should leave no trace.
        db: open_db(&config).await?,
        config,
    })
}

/// The provider accounts of the configuration, built by the register.
///
/// # Errors
///
/// Where there is no such provider, or an account's settings cannot be used: its section is named, with what is wrong.
pub fn accounts(config: &Config) -> anyhow::Result<Vec<ProviderAccount>> {
    let mut accounts = Vec::new();
    for said in &config.providers {
        let (id, kind) = (&said.id, &said.kind);
        let entry = register::find(kind).with_context(|| format!("there is no provider {kind}"))?;
        let build = || entry.check(&said.settings).and_then(|()| (entry.build)(&said.settings));
        let provider = build().map_err(|reason| anyhow::anyhow!("[{id}] {reason}"))?;
        let place = |ids: &[String]| ids.iter().position(|preferred| preferred == id);
        let places = config.preferences.iter().filter_map(|(method, ids)| Some((*method, place(ids)?))).collect();
        accounts.push(ProviderAccount {
            stores: said.stores.clone(),
            barcodes: said.barcodes.clone(),
            places,
            ..ProviderAccount::new(id.clone(), provider.into())
        });
    }
    Ok(accounts)
}

/// Refuses an unsafe configuration.
///
/// # Errors
///
/// With every reason.
pub fn refuse_if_unsafe(config: &Config, accounts: &[ProviderAccount]) -> anyhow::Result<()> {
    let keys: Vec<_> = accounts.iter().map(|account| (account.id.as_str(), !account.test_mode())).collect();
    let reasons = reasons_not_to_start(config, &keys);
    if !reasons.is_empty() {
        bail!("this configuration is not safe:\n  - {}", reasons.join("\n  - "));
    }
    Ok(())
}

/// Asks each provider whether it accepts its keys, and refuses those it does not, or that are of another mode than they
/// say. A provider that cannot say so now refuses nothing: a shop must open although its provider naps.
///
/// # Errors
///
/// Where one says no: its section is named.
pub async fn refuse_bad_keys(accounts: &[ProviderAccount], http: &dyn Http) -> anyhow::Result<()> {
    for account in accounts {
        let (id, Some(keys)) = (account.id.as_str(), account.provider.check_keys()) else { continue };
        let cx = Cx { http, now: SystemClock.now() };
        match tokio::time::timeout(KEYS, keys.check_keys(cx)).await {
            Ok(Ok(())) => tracing::info!(provider = id, "keys accepted"),
            Ok(Err(error)) if error.kind == Kind::BadKeys => {
                bail!("[{id}] {}: {}", needed(account.provider.facts().kind), error.detail)
            }
            Ok(Err(error)) => tracing::warn!(provider = id, %error, "its keys could not be checked"),
            Err(_) => tracing::warn!(provider = id, "its keys could not be checked in time"),
        }
    }
    Ok(())
}

/// The settings a provider of this kind cannot do without: its keys.
fn needed(kind: &str) -> String {
    let settings = register::find(kind).map(|entry| entry.settings).unwrap_or_default();
    settings.iter().filter(|setting| setting.required).map(|setting| setting.name).collect::<Vec<_>>().join(", ")
}

/// Opens the db the configuration names.
///
/// # Errors
///
/// Fails where the db cannot be opened, or its tables need a later program.
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
///
/// # Errors
///
/// Fails where the folder that is named cannot be read.
pub fn assets(config: &Config) -> anyhow::Result<Files> {
    match &config.assets_dir {
        Some(folder) => files::load(folder).context("assets_dir"),
        #[cfg(feature = "embed")]
        None => Ok(files::embedded()),
        #[cfg(not(feature = "embed"))]
        None => Ok(Files::default()),
    }
}

/// Starts to listen and to work. `parts.ending` is replaced by one of its own.
///
/// # Errors
///
/// Fails where one of its addresses cannot be listened on, that of the shop or that of the metrics.
pub async fn start(parts: Parts) -> anyhow::Result<Running> {
    start_with(parts, Timeouts::default()).await
}

/// The same with another patience.
///
/// # Errors
///
/// As [`start`].
pub async fn start_with(mut parts: Parts, timeouts: Timeouts) -> anyhow::Result<Running> {
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
    let accepting = tokio::spawn(accept(listener, router(Arc::clone(&backend)), (doors, timeouts), ending.clone()));
    let (metrics, serving) = serve_operators(&backend, timeouts, &ending).await?;
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
    timeouts: Timeouts,
    ending: &watch::Receiver<bool>,
) -> anyhow::Result<(Option<SocketAddr>, JoinHandle<()>)> {
    let Some(listen) = backend.config.metrics_listen else { return Ok((None, tokio::spawn(std::future::ready(())))) };
    let listener = TcpListener::bind(listen).await.with_context(|| format!("metrics_listen: cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let doors = Connections::new(backend.config.limits, backend.config.trusted_proxies.clone());
    let serving = tokio::spawn(accept(listener, operators(Arc::clone(backend)), (doors, timeouts), ending.clone()));
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
