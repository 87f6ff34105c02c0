//! The merchants' accounts at each played provider, and what is settable for a provider as a whole. What a setting
//! does is the played provider's own.

use axum::Json;
use axum::extract::{Path, Query, State};
use bytes::Bytes;
use http::StatusCode;
use providers::fake::Refused;
use serde::Deserialize;
use serde_json::Value;

use super::{Answer, Problem, Shared, read};

/// Which provider a key is for, since a key alone does not tell.
#[derive(Debug, Deserialize)]
pub(crate) struct OfProvider {
    #[serde(default = "first_provider")]
    provider: String,
}

fn first_provider() -> String {
    "compropago".into()
}

/// `GET /control/accounts`: every account seen so far.
pub(crate) async fn accounts(State(world): Shared) -> Json<Vec<Value>> {
    Json(world.look(|state| state.played.iter().flat_map(|played| played.accounts()).collect()))
}

/// `PUT /control/accounts/{key}?provider=`: which year it speaks as, which stores it has switched on, one more webhook.
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
