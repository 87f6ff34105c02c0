//! The control API: what tests and the control page do to the sandbox. Reads and writes JSON of our own, the same for
//! every provider; refusals are RFC 9457 problems. One file for each thing that can be asked for.

mod accounts;
mod charges;
mod mishaps;
mod watch;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use providers::fake::Refused;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) use self::accounts::{accounts, ping, set_account, set_settings, settings};
pub(crate) use self::charges::{act, charge, charges};
pub(crate) use self::mishaps::{add_fault, clear_faults, clock, faults, move_clock, reset};
pub(crate) use self::watch::{deliveries, events, state};
use crate::world::World;

type Shared = State<Arc<World>>;
type Answer = Result<Json<Value>, Problem>;

/// Why something could not be done, in one sentence.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
}

impl Problem {
    /// A problem of that status.
    pub(crate) fn new(status: StatusCode, detail: String) -> Problem {
        Problem { status, detail }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let title = self.status.canonical_reason();
        let body = json!({ "title": title, "status": self.status.as_u16(), "detail": self.detail });
        (self.status, [("content-type", "application/problem+json")], body.to_string()).into_response()
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Unknown(detail) => Problem::new(StatusCode::NOT_FOUND, detail),
            Refused::Impossible(detail) => Problem::new(StatusCode::CONFLICT, detail),
        }
    }
}

/// Reads a body as JSON, whatever the content type says: `curl -d` sets another.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    let unreadable = |error: serde_json::Error| Problem::new(StatusCode::BAD_REQUEST, error.to_string());
    serde_json::from_slice(body).map_err(unreadable)
}

/// How much of a list; all of it unless said.
#[derive(Debug, Deserialize)]
pub(crate) struct Limit {
    limit: Option<usize>,
}
