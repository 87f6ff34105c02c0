//! Watching: everything at once, a sign each time something has changed, and the webhook events on their way. What
//! has changed is not said: whoever watches reads it.

use std::convert::Infallible;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt as _};
use serde_json::{Value, json};
use tokio_stream::wrappers::WatchStream;

use super::charges::newest;
use super::mishaps::clock_document;
use super::{Limit, Shared};
use crate::deliver::Delivery;

/// `GET /control/state`: everything the page shows, in one answer.
pub(crate) async fn state(State(world): Shared) -> Json<Value> {
    Json(world.look(|state| {
        let charges = newest(state, 200);
        let accounts: Vec<Value> = state.played.iter().flat_map(|played| played.accounts()).collect();
        let settings: serde_json::Map<String, Value> =
            state.played.iter().map(|played| (played.name().to_owned(), played.settings())).collect();
        json!({
            "clock": clock_document(state.clock),
            "charges": charges,
            "accounts": accounts,
            "settings": settings,
            "faults": state.faults.all(),
            "deliveries": state.deliveries.newest(100),
        })
    }))
}

/// `GET /control/events`: a server-sent event each time something has changed. It says only that.
pub(crate) async fn events(State(world): Shared) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = WatchStream::new(world.changes());
    Sse::new(changes.map(|version| Ok(Event::default().data(version.to_string())))).keep_alive(KeepAlive::default())
}

/// `GET /control/deliveries`: webhook events sent, waiting and lost, the newest first.
pub(crate) async fn deliveries(State(world): Shared, Query(query): Query<Limit>) -> Json<Vec<Delivery>> {
    Json(world.look(|state| state.deliveries.newest(query.limit.unwrap_or(usize::MAX))))
}
