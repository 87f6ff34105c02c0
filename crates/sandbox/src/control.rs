//! The control API: what tests and the control page do to the sandbox. Reads and writes JSON of our own, the same for
//! every provider; refusals are RFC 9457 problems.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::StatusCode;
use jiff::Timestamp;
use providers::sandbox::{Action, Moment, PlayedCharge, Refused};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio_stream::wrappers::WatchStream;

use crate::clock::Clock;
use crate::deliver::Delivery;
use crate::faults::Fault;
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

/// Which provider a key is for, since a key alone does not tell.
#[derive(Debug, Deserialize)]
pub(crate) struct OfProvider {
    #[serde(default = "first_provider")]
    provider: String,
}

fn first_provider() -> String {
    "compropago".into()
}

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

/// `GET /control/charges`: the newest first.
pub(crate) async fn charges(State(world): Shared, Query(query): Query<Limit>) -> Json<Vec<PlayedCharge>> {
    Json(world.look(|state| newest(state, query.limit.unwrap_or(usize::MAX))))
}

fn newest(state: &crate::world::State, limit: usize) -> Vec<PlayedCharge> {
    let mut all: Vec<PlayedCharge> = state.played.iter().flat_map(|played| played.charges(state.clock.now())).collect();
    all.sort_by_key(|charge| std::cmp::Reverse(charge.created));
    all.truncate(limit);
    all
}

/// `GET /control/charges/{id}`: the charge, what the provider's API would answer about it, and its webhook events.
pub(crate) async fn charge(State(world): Shared, Path(id): Path<String>) -> Answer {
    world.look(|state| {
        let charge = newest(state, usize::MAX).into_iter().find(|charge| charge.id == id);
        let charge = charge.ok_or_else(|| Refused::Unknown(format!("no charge {id}")))?;
        let document = state.played.iter().find_map(|played| played.document(&id));
        let deliveries: Vec<Delivery> = state.deliveries.about(&id);
        Ok(Json(json!({ "charge": charge, "document": document, "deliveries": deliveries })))
    })
}

/// The body of a payment; may be absent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    /// Minor units.
    amount: Option<i64>,
}

/// `POST /control/charges/{id}/{pay|pay-partial|expire|decline|refund}`: what a shopper, a bank or the calendar would do.
pub(crate) async fn act(
    State(world): Shared,
    Path((id, action)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<PlayedCharge>, Problem> {
    let payment: Payment = if body.is_empty() { Payment::default() } else { read(&body)? };
    let amount = payment.amount;
    let action = match action.as_str() {
        "pay" => Action::Pay(amount),
        "pay-partial" => Action::PayPartial(amount),
        "expire" => Action::Expire,
        "decline" => Action::Decline,
        "refund" => Action::Refund,
        _ => {
            let detail = format!("{action}? pay, pay-partial, expire, decline or refund");
            return Err(Problem::new(StatusCode::NOT_FOUND, detail));
        }
    };
    world.change(|state, now| {
        for played in &mut state.played {
            match played.act(&id, action, now) {
                Ok(charge) => return Ok(Json(charge)),
                Err(Refused::Unknown(_)) => {}
                Err(refused @ Refused::Impossible(_)) => return Err(refused.into()),
            }
        }
        Err(Refused::Unknown(format!("no charge {id}")).into())
    })
}

/// `GET /control/accounts`: every account seen so far.
pub(crate) async fn accounts(State(world): Shared) -> Json<Vec<Value>> {
    Json(world.look(|state| state.played.iter().flat_map(|played| played.accounts()).collect()))
}

/// `PUT /control/accounts/{key}`: which generation it speaks, which stores it has switched on, one more webhook.
pub(crate) async fn set_account(
    State(world): Shared,
    Path(key): Path<String>,
    Query(OfProvider { provider }): Query<OfProvider>,
    body: Bytes,
) -> Answer {
    let settings: Value = read(&body)?;
    let account = world.change(|state, _| {
        let played = state.provider(&provider).ok_or_else(|| no_provider(&provider))?;
        played.set_account(&key, &settings)
    });
    Ok(Json(account?))
}

/// `POST /control/accounts/{key}/ping`: the provider's own test event.
pub(crate) async fn ping(
    State(world): Shared,
    Path(key): Path<String>,
    Query(OfProvider { provider }): Query<OfProvider>,
) -> Result<StatusCode, Problem> {
    world.change(|state, now| {
        let played = state.provider(&provider).ok_or_else(|| no_provider(&provider))?;
        played.ping(&key, now)
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /control/providers/{name}`: what is settable for a provider as a whole.
pub(crate) async fn settings(State(world): Shared, Path(name): Path<String>) -> Answer {
    let settings = world.look(|state| {
        let played = state.played.iter().find(|played| played.name() == name);
        played.map(|played| played.settings()).ok_or_else(|| no_provider(&name))
    });
    Ok(Json(settings?))
}

/// `PUT /control/providers/{name}`: sets it, for example `{"rates": {"USD": "18.50"}}`.
pub(crate) async fn set_settings(State(world): Shared, Path(name): Path<String>, body: Bytes) -> Answer {
    let settings: Value = read(&body)?;
    let answer = world.change(|state, _| {
        let played = state.provider(&name).ok_or_else(|| no_provider(&name))?;
        played.set_settings(&settings)
    });
    Ok(Json(answer?))
}

fn no_provider(name: &str) -> Refused {
    Refused::Unknown(format!("no provider {name} is played here"))
}

/// `GET /control/deliveries`: webhook events sent, waiting and lost, the newest first.
pub(crate) async fn deliveries(State(world): Shared, Query(query): Query<Limit>) -> Json<Vec<Delivery>> {
    Json(world.look(|state| state.deliveries.newest(query.limit.unwrap_or(usize::MAX))))
}

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
    /// `{"now": "2026-11-21T18:30:00Z"}`
    Now(Timestamp),
    /// `{"reset": true}`
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

fn clock_document(clock: Clock) -> Value {
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
