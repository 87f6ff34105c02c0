//! `/orders/{id}/charges`: the customer has chosen how to pay. What that leads to is `collect/`'s; here a request is
//! read and an answer given.

use super::Handed;
use super::json::Json;
use crate::error::ApiError;
use crate::idempotency::{Answered, Key};
use axum::extract::{Path, State};

/// `POST /orders/{id}/charges`
pub async fn create(
    State(backend): Handed,
    Path(id): Path<String>,
    key: Key,
    Json(wanted): Json<api::CreateCharge>,
) -> Result<Answered, ApiError> {
    backend.collect.create_charge(&id, &key, &wanted).await
}

/// `POST /orders/{id}/charges/{charge}/cancel`
pub async fn cancel(
    State(backend): Handed,
    Path((order, charge)): Path<(String, String)>,
) -> Result<Json<api::Charge>, ApiError> {
    backend.collect.cancel(&order, &charge).await.map(Json)
}

/// `POST /orders/{id}/charges/{charge}/sms`
pub async fn sms(
    State(backend): Handed,
    Path((order, charge)): Path<(String, String)>,
    Json(wanted): Json<api::SendSms>,
) -> Result<Json<api::Charge>, ApiError> {
    backend.collect.send_sms(&order, &charge, &wanted).await.map(Json)
}
