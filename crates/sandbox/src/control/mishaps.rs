//! What goes wrong on demand, what time it is, and starting over. What a mishap looks like to who asks is in
//! `faults.rs`.

use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use http::StatusCode;
use jiff::Timestamp;
use providers::fake::Moment;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Answer, Problem, Shared, read};
use crate::clock::Clock;
use crate::faults::Fault;

/// `GET /control/faults`: those still to happen.
pub(crate) async fn faults(State(world): Shared) -> Json<Vec<Fault>> {
    Json(world.look(|state| state.faults.all().to_vec()))
}

/// `POST /control/faults`: one more thing that goes wrong. Answers all of them.
pub(crate) async fn add_fault(State(world): Shared, body: Bytes) -> Result<Json<Vec<Fault>>, Problem> {
    let fault = read(&body)?;
    Ok(Json(world.change(|state, _| {
        state.faults.add(fault);
        state.faults.all().to_vec()
    })))
}

/// `DELETE /control/faults`: nothing goes wrong any more.
pub(crate) async fn clear_faults(State(world): Shared) -> StatusCode {
    world.change(|state, _| state.faults.clear());
    StatusCode::NO_CONTENT
}

/// `GET /control/clock`: what time it is in the sandbox, and how far that is ahead of this machine.
pub(crate) async fn clock(State(world): Shared) -> Json<Value> {
    Json(world.look(|state| clock_document(state.clock)))
}

/// Where the clock is moved: on by so many seconds, to a moment, or back to this machine's time.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Move {
    /// `{"advance_seconds": 86400}`; negative goes back.
    AdvanceSeconds(i64),
    /// Sets the sandbox's clock: `{"now": "2026-11-21T18:30:00Z"}`.
    Now(Timestamp),
    /// Sets the sandbox's clock back to this machine's time: `{"reset": true}`.
    Reset(bool),
}

/// `POST /control/clock`: moves it; what is due by then happens at once.
pub(crate) async fn move_clock(State(world): Shared, body: Bytes) -> Answer {
    let to = read(&body)?;
    world.change(|state, _| {
        state.clock = match to {
            Move::AdvanceSeconds(seconds) => state.clock.moved_by(seconds.saturating_mul(1000)),
            Move::Now(moment) => Clock::set_to(Moment(moment.as_millisecond())),
            Move::Reset(true) => Clock::default(),
            Move::Reset(false) => state.clock,
        };
    });
    Ok(Json(world.ask(|state, _| clock_document(state.clock))))
}

/// The clock as the control API shows it.
pub(super) fn clock_document(clock: Clock) -> Value {
    json!({ "now": clock.now(), "ahead_ms": clock.moved_ms() })
}

/// `POST /control/reset`: as if just started.
pub(crate) async fn reset(State(world): Shared) -> StatusCode {
    world.change(|state, _| {
        state.played.iter_mut().for_each(|played| played.reset());
        state.faults.clear();
        state.deliveries.clear();
        state.clock = Clock::default();
    });
    StatusCode::NO_CONTENT
}
