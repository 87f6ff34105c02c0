//! The native shell: a socket, a runtime and signals. What is done without being asked is in `background.rs`.
//!
//! Every request is finished although its customer goes away, because a provider that is being asked must be heard
//! out; and when the backend is told to end, what has begun is finished first, streams are closed, and the db last.

use crate::config::Config;
use crate::config::safety::reasons_not_to_start;
use crate::db::postgres::{self, Postgres};
use crate::db::sqlite::{self, Sqlite};
use crate::db::{Db, copy};
use crate::error::ApiError;
use crate::files::Files;
use crate::limits::caller::Peer;
use crate::limits::connections::Connections;
use crate::offers::Counter;
use crate::router::{operators, router};
use crate::{Backend, Parts, background};
use anyhow::{Context, bail};
use api::Code;
use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use providers::http::Http;
use providers::{Kind, register};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long a provider may take to say whether it accepts its keys.
const KEYS: Duration = Duration::from_secs(10);

/// How long a caller may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To send the head of a request.
    pub head: Duration,
    /// To send the whole of its body: who sends a letter a minute would hold a connection for days.
    pub body: Duration,
    /// Until there is an answer. What was begun goes on all the same; a provider is heard out for forty seconds.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), body: Duration::from_secs(30), whole: Duration::from_secs(60) }
    }
}

/// How long what has begun may take once the backend is to end.
const ENDING: Duration = Duration::from_secs(45);

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

/// Everything but the clock and the way out, from the configuration: the providers by the register.
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
    let accepting = tokio::spawn(accept(listener, router(Arc::clone(&backend)), (doors, patience), ending.clone()));
    let (metrics, serving) = serve_operators(&backend, patience, &ending).await?;
    let working = tokio::spawn(background::work(Arc::clone(&backend), ending));
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

async fn accept(
    listener: TcpListener,
    app: Router,
    (doors, patience): (Connections, Patience),
    mut ending: watch::Receiver<bool>,
) {
    let (graceful, tasks) = (GracefulShutdown::new(), TaskTracker::new());
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(patience.head).max_buf_size(64 * 1024);
    builder.http2().timer(TokioTimer::new()).max_concurrent_streams(64).keep_alive_interval(Duration::from_secs(20));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.wait_for(|ending| *ending) => break,
        };
        let (socket, peer) = match accepted {
            Ok((socket, peer)) => (socket, peer.ip().to_canonical()),
            Err(error) => {
                // Out of file descriptors, most likely: wait for some to come back rather than spin.
                tracing::warn!(%error, "cannot accept");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(admitted) = doors.admit(peer) else {
            tracing::debug!("a connection too many");
            continue;
        };
        let _ = socket.set_nodelay(true);
        let (app, tracker, spoke) = (app.clone(), tasks.clone(), Arc::new(AtomicBool::new(false)));
        let speaks = Arc::clone(&spoke);
        let service = service_fn(move |request: Request<Incoming>| {
            speaks.store(true, Ordering::Relaxed);
            finish(app.clone(), tracker.clone(), (Peer(peer), patience), request)
        });
        let connection = builder.serve_connection(TokioIo::new(socket), service).into_owned();
        let watched = graceful.watch(connection);
        tasks.spawn(async move {
            let _admitted = admitted;
            tokio::select! {
                ended = watched => if let Err(error) = ended {
                    tracing::debug!(error, "connection");
                },
                () = said_nothing(&spoke, patience.head) => tracing::debug!("a connection that asked nothing"),
            }
        });
    }
    drop(listener);
    tasks.close();
    let finished = async {
        graceful.shutdown().await;
        tasks.wait().await;
    };
    if tokio::time::timeout(ENDING, finished).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// Ends where a connection has brought no request for too long; the time of a head is only counted once its first bytes have
/// said which HTTP it is.
async fn said_nothing(spoke: &AtomicBool, head: Duration) {
    tokio::time::sleep(head).await;
    if spoke.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

/// Runs a request as a task of its own, so that it ends although its connection breaks or its time is over.
async fn finish(
    app: Router,
    tasks: TaskTracker,
    (peer, patience): (Peer, Patience),
    mut request: Request<Incoming>,
) -> Result<Response, Infallible> {
    request.extensions_mut().insert(peer);
    let answer = tasks.spawn(app.oneshot(request.map(|body| in_time(body, patience.body))));
    Ok(match tokio::time::timeout(patience.whole, answer).await {
        Ok(Ok(Ok(response))) => response,
        Ok(Err(_)) => ApiError::from(Code::Internal).into_response(),
        Err(_) => ApiError::from(Code::Unavailable).with_detail("it took too long").into_response(),
    })
}

/// The body, which breaks off where it has not come to its end in time.
fn in_time(body: Incoming, limit: Duration) -> Body {
    if hyper::body::Body::is_end_stream(&body) {
        return Body::empty();
    }
    let until = tokio::time::Instant::now() + limit;
    let parts = futures_util::stream::unfold(Body::new(body).into_data_stream(), move |mut parts| async move {
        let next = tokio::time::timeout_at(until, parts.next()).await;
        let part = next.unwrap_or_else(|_| Some(Err(axum::Error::new("its body took too long"))))?;
        Some((part, parts))
    });
    Body::from_stream(parts)
}
