//! `/buttons`: what a button offers, and an order from it.

use super::Handed;
use super::json::Json;
use crate::error::ApiError;
use crate::idempotency::{Answered, Key};
use axum::extract::{Path, State};

/// `GET /buttons/{id}`
pub async fn show(State(backend): Handed, Path(id): Path<String>) -> Result<Json<api::Button>, ApiError> {
    let button = backend.working_button(&id).await?;
    let offer = backend.button_offer(&button).await?;
    Ok(Json(api::Button { id: button.id, offer }))
}

/// `POST /buttons/{id}/orders`
pub async fn order(State(backend): Handed, Path(id): Path<String>, key: Key) -> Result<Answered, ApiError> {
    backend.order_from_button(&id, &key).await
}
