//! `/accounts`: several customers' CLABEs together, for a merchant's server. It decides nothing, and keeps nothing of
//! what it passes on.

use super::Handed;
use super::json::Json;
use super::merchant::Merchant;
use super::query::Query;
use crate::error::ApiError;
use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;

/// Which lines of a ledger.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Lines {
    clabe: String,
}

/// `POST /accounts`
pub async fn open(
    State(backend): Handed,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateAccount>,
) -> Result<(StatusCode, Json<api::Holders>), ApiError> {
    Ok((StatusCode::CREATED, Json(backend.open_account(&wanted).await?)))
}

/// `GET /accounts`
pub async fn list(State(backend): Handed, _merchant: Merchant) -> Result<Json<api::Accounts>, ApiError> {
    backend.accounts().await.map(Json)
}

/// `GET /accounts/{id}`
pub async fn show(State(backend): Handed, _merchant: Merchant, Path(id): Path<String>) -> Result<Json<api::Holders>, ApiError> {
    backend.account(id).await.map(Json)
}

/// `GET /accounts/{id}/transactions`
pub async fn transactions(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
    Query(lines): Query<Lines>,
) -> Result<Json<api::Movements>, ApiError> {
    let clabe = Some(lines.clabe.as_str()).filter(|clabe| !clabe.is_empty());
    backend.movements(&id, clabe).await.map(Json)
}
