//! `GET /orders/{id}/events`, `GET /clabes/{id}/events`: what is watched at once, and again each time it changes, as
//! server-sent events.
//!
//! Each event is the whole of it with its version as id, so that nothing depends on having seen the one before. The
//! stream says something every five seconds, if only a `beat`, so that a page knows when it is held back on its way;
//! it ends when the backend does; browsers then come back. How many may be held, and
//! how often what is watched is drawn, is decided in `http/limits/streams.rs` and `base/change_feed.rs`.

use crate::Backend;
use crate::base::change_feed::Watcher;
use crate::base::clock::Clock;
use crate::base::error::WorkError;
use crate::clabes::reusable;
use crate::db::{clabes, orders};
use crate::http::AppState;
use crate::http::limits::caller::{Peer, caller};
use crate::http::limits::streams::Held;
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::{Extension, Path, State};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use http::{HeaderMap, HeaderName, header};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What a proxy that collects answers before passing them on must be told (nginx).
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// After how long it is worth while to ask for a stream again that was refused.
const FULL: Duration = Duration::from_secs(60);

/// How long a stream may last: a browser comes back after it, and one that is held for its own sake has to be asked for again.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// How often a stream says that it is there. A page asks for itself where it hears nothing for a little longer (`src/live.rs`).
const BEAT: Duration = Duration::from_secs(5);

/// What is watched, by its id.
enum Watched {
    Order(String),
    Clabe(String),
}

struct Watching {
    backend: Arc<Backend>,
    watched: Watched,
    watcher: Watcher,
    ending: watch::Receiver<bool>,
    _held: Held,
    /// As the clock has been running.
    until: Duration,
    /// Whether it has been told yet.
    told: bool,
    /// Whether it has broken off.
    over: bool,
}

/// `GET /orders/{id}/events`
///
/// # Errors
///
/// `order_not_found`, `too_many_streams` where this caller or the backend has all its streams open, and `unavailable` where the
/// db cannot be used.
pub async fn of_order(
    State(backend): AppState,
    Path(id): Path<String>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Result<Response, WorkError> {
    orders::version(&*backend.db, &id).await?.ok_or(Code::OrderNotFound)?;
    let held = hold(&backend, &id, peer, &headers)?;
    Ok(stream(backend, Watched::Order(id), held))
}

pub(crate) fn of_order_operation() -> Operation {
    Operation::new("watchOrder", "The order each time it changes, as server-sent events")
        .more(
            "The data of each event is the whole order as JSON, its id the order's version. The stream says something every \
             five seconds, if only an event named `beat`; asking for the order with its `ETag` every few seconds works too, \
             and is what to do where the stream is refused because too many are open.",
        )
        .streams("A stream that ends when the backend does; come back then.")
        .refuses(&[Code::OrderNotFound, Code::TooManyStreams])
}

/// `GET /clabes/{id}/events`
///
/// # Errors
///
/// `clabe_not_found`, `too_many_streams` where this caller or the backend has all its streams open, and `unavailable` where the
/// db cannot be used.
pub async fn of_clabe(
    State(backend): AppState,
    Path(id): Path<String>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Result<Response, WorkError> {
    clabes::find(&*backend.db, &id).await?.ok_or(Code::ClabeNotFound)?;
    let held = hold(&backend, &id, peer, &headers)?;
    Ok(stream(backend, Watched::Clabe(id), held))
}

pub(crate) fn of_clabe_operation() -> Operation {
    Operation::new("watchClabe", "The reusable CLABE each time money comes in, as server-sent events")
        .more("The data of each event is the whole of it as JSON, like that of an order.")
        .streams("A stream, like that of an order.")
        .refuses(&[Code::ClabeNotFound, Code::TooManyStreams])
}

/// Counts the stream, or says that it is one too many.
fn hold(backend: &Backend, id: &str, peer: Option<Extension<Peer>>, headers: &HeaderMap) -> Result<Held, WorkError> {
    let caller = caller(peer.map(|Extension(peer)| peer), headers, &backend.config.trusted_proxies);
    backend.streams.hold(caller, id).ok_or_else(|| {
        backend.metrics.stream_refused();
        WorkError::from(Code::TooManyStreams).retry_after(FULL)
    })
}

fn stream(backend: Arc<Backend>, watched: Watched, held: Held) -> Response {
    let (ending, clock) = (backend.ending.clone(), Arc::clone(&backend.clock));
    // Watched before it is read, so that no change falls between the two.
    let watcher = backend.live.watch(watched.id());
    let until = backend.clock.running() + LONGEST;
    let watching = Watching { backend, watched, watcher, ending, _held: held, until, told: false, over: false };
    let events = stream::unfold(watching, |mut watching| async move {
        let event = watching.next().await?;
        watching.over = event.is_err();
        Some((event, watching))
    });
    ([(header::CACHE_CONTROL, "no-store"), UNBUFFERED], Sse::new(with_beats(clock, events))).into_response()
}

/// The events, and a beat wherever there was none for a while.
fn with_beats(clock: Arc<dyn Clock>, events: impl Stream<Item = io::Result<Event>>) -> impl Stream<Item = io::Result<Event>> {
    stream::unfold(Box::pin(events.fuse()), move |mut events| {
        let clock = Arc::clone(&clock);
        async move {
            let next = tokio::select! {
                biased;
                next = events.next() => next?,
                () = clock.sleep(BEAT) => Ok(Event::default().event("beat").data(".")),
            };
            Some((next, events))
        }
    })
}

impl Watched {
    fn id(&self) -> &str {
        match self {
            Self::Order(id) | Self::Clabe(id) => id,
        }
    }

    /// Its version and its JSON now; `None` where it cannot be read.
    async fn now(&self, backend: &Backend) -> Option<(i64, String)> {
        match self {
            Self::Order(id) => {
                let record = orders::find(&*backend.db, id).await.ok()??;
                let order = backend.orders.show(&record).await.ok()?;
                Some((order.version, serde_json::to_string(&order).ok()?))
            }
            Self::Clabe(id) => {
                let clabe = reusable::show(&*backend.db, &backend.config.merchant, id).await.ok()?;
                Some((clabe.version, serde_json::to_string(&clabe).ok()?))
            }
        }
    }
}

impl Watching {
    /// The next event; `None` where the backend ends, or it has lasted long enough. Where what is watched can no longer be read the
    /// stream breaks off, which nobody takes for its end; in each case the browser comes back.
    async fn next(&mut self) -> Option<io::Result<Event>> {
        if self.over {
            return None;
        }
        if self.told {
            let clock = &self.backend.clock;
            let left = clock.sleep(self.until.saturating_sub(clock.running()));
            tokio::select! {
                () = self.watcher.change() => {}
                () = left => return None,
                _ = self.ending.wait_for(|ending| *ending) => return None,
            }
        }
        if *self.ending.borrow() {
            return None;
        }
        self.told = true;
        let Self { backend, watched, watcher, ending, .. } = self;
        let (version, json) = tokio::select! {
            drawn = watcher.now(watched.now(backend)) => match drawn {
                Some(drawn) => drawn,
                None => return Some(Err(io::Error::other("what is watched cannot be read"))),
            },
            _ = ending.wait_for(|ending| *ending) => return None,
        };
        Some(Ok(Event::default().id(version.to_string()).retry(Duration::from_secs(3)).data(json)))
    }
}
