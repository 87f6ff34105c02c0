//! `/orders/{id}/charges`: the customer has chosen how to pay.

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
