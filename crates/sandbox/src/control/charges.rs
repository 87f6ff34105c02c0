//! Charges as the control API lists them, and what a shopper, a bank or the calendar does to them. What then becomes
//! of a charge is the played provider's own.

use axum::Json;
use axum::extract::{Path, Query, State};
use bytes::Bytes;
use http::StatusCode;
use providers::fake::{Action, FakeCharge, Refused};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, Limit, Problem, Shared, read};
use crate::deliver::Delivery;
use crate::world;

/// `GET /control/charges`: the newest first.
pub(crate) async fn charges(State(world): Shared, Query(query): Query<Limit>) -> Json<Vec<FakeCharge>> {
    Json(world.look(|state| newest(state, query.limit.unwrap_or(usize::MAX))))
}

/// Of every provider, the newest first.
pub(super) fn newest(state: &world::State, limit: usize) -> Vec<FakeCharge> {
    let mut all: Vec<FakeCharge> = state.played.iter().flat_map(|played| played.charges(state.clock.now())).collect();
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
    /// The amount in minor units; the whole of it where it is left out.
    amount: Option<i64>,
}

/// `POST /control/charges/{id}/{pay|pay-partial|expire|decline|refund}`: what a shopper, a bank or the calendar would do.
pub(crate) async fn act(
    State(world): Shared,
    Path((id, action)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<FakeCharge>, Problem> {
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
