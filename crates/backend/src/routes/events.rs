//! `GET /orders/{id}/events`, `GET /clabes/{id}/events`: what is watched at once, and again each time it changes, as
//! server-sent events.
//!
//! Each event is the whole of it with its version as id, so that nothing depends on having seen the one before. The
//! stream says something every fifteen seconds, and ends when the backend does; browsers then come back.

use super::Handed;
use crate::Backend;
use crate::db::{clabes, orders};
use crate::error::ApiError;
use crate::live::Watcher;
use api::Code;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{HeaderName, header};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What a proxy that collects answers before passing them on must be told (nginx).
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

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
    /// Whether it has been told yet.
    told: bool,
}

/// `GET /orders/{id}/events`
pub async fn of_order(State(backend): Handed, Path(id): Path<String>) -> Result<Response, ApiError> {
    // Watched before it is read, so that no change falls between the two.
    let watcher = backend.live.watch(&id);
    orders::version(&*backend.db, &id).await?.ok_or(Code::OrderNotFound)?;
    Ok(stream(backend, Watched::Order(id), watcher))
}

/// `GET /clabes/{id}/events`
pub async fn of_clabe(State(backend): Handed, Path(id): Path<String>) -> Result<Response, ApiError> {
    let watcher = backend.live.watch(&id);
    clabes::find(&*backend.db, &id).await?.ok_or(Code::ClabeNotFound)?;
    Ok(stream(backend, Watched::Clabe(id), watcher))
}

fn stream(backend: Arc<Backend>, watched: Watched, watcher: Watcher) -> Response {
    let ending = backend.ending.clone();
    let watching = Watching { backend, watched, watcher, ending, told: false };
    let events = stream::unfold(watching, |mut watching| async move {
        let event = watching.next().await?;
        Some((Ok::<_, std::convert::Infallible>(event), watching))
    });
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    ([(header::CACHE_CONTROL, "no-store"), UNBUFFERED], Sse::new(events).keep_alive(alive)).into_response()
}

impl Watched {
    /// Its version and its JSON now; `None` where it cannot be read.
    async fn now(&self, backend: &Backend) -> Option<(i64, String)> {
        match self {
            Self::Order(id) => {
                let record = orders::find(&*backend.db, id).await.ok()??;
                let order = backend.show(&record).await.ok()?;
                Some((order.version, serde_json::to_string(&order).ok()?))
            }
            Self::Clabe(id) => {
                let clabe = backend.show_clabe(id).await.ok()?;
                Some((clabe.version, serde_json::to_string(&clabe).ok()?))
            }
        }
    }
}

impl Watching {
    /// The next event; `None` where the backend ends, or can no longer read what is watched: the browser comes back.
    async fn next(&mut self) -> Option<Event> {
        if self.told {
            tokio::select! {
                () = self.watcher.change() => {}
                _ = self.ending.wait_for(|ending| *ending) => return None,
            }
        }
        if *self.ending.borrow() {
            return None;
        }
        self.told = true;
        let (version, json) = self.watched.now(&self.backend).await?;
        Some(Event::default().id(version.to_string()).retry(Duration::from_secs(3)).data(json))
    }
}
