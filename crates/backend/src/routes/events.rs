//! `GET /orders/{id}/events`: the order at once, and again each time it changes, as server-sent events.
//!
//! Each event is the whole order with its version as id, so that nothing depends on having seen the one before. The
//! stream says something every fifteen seconds, and ends when the backend does; browsers then come back.

use super::Handed;
use crate::Backend;
use crate::db::orders;
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

struct Watching {
    backend: Arc<Backend>,
    order_id: String,
    watcher: Watcher,
    ending: watch::Receiver<bool>,
    /// Whether the order has been told yet.
    told: bool,
}

/// `GET /orders/{id}/events`
pub async fn stream(State(backend): Handed, Path(id): Path<String>) -> Result<Response, ApiError> {
    // Watched before it is read, so that no change falls between the two.
    let watcher = backend.live.watch(&id);
    orders::version(&*backend.db, &id).await?.ok_or(Code::OrderNotFound)?;
    let ending = backend.ending.clone();
    let watching = Watching { backend, order_id: id, watcher, ending, told: false };
    let events = stream::unfold(watching, |mut watching| async move {
        let event = watching.next().await?;
        Some((Ok::<_, std::convert::Infallible>(event), watching))
    });
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(([(header::CACHE_CONTROL, "no-store"), UNBUFFERED], Sse::new(events).keep_alive(alive)).into_response())
}

impl Watching {
    /// The next event; `None` where the backend ends, or can no longer read the order: the browser comes back.
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
        let record = orders::find(&*self.backend.db, &self.order_id).await.ok()??;
        let order = self.backend.show(&record).await.ok()?;
        let json = serde_json::to_string(&order).ok()?;
        Some(Event::default().id(order.version.to_string()).retry(Duration::from_secs(3)).data(json))
    }
}
