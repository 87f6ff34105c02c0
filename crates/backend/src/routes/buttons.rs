//! `/buttons`: what a button offers, and an order from it, for a page; the buttons themselves, for their merchant.
//! Neither the price nor who collects is decided here.

use super::Handed;
use super::json::Json;
use super::merchant::Merchant;
use super::part::Part;
use crate::error::ApiError;
use crate::idempotency::{Answered, Key};
use axum::extract::{Path, State};
use http::StatusCode;

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

/// `POST /buttons`
pub async fn create(
    State(backend): Handed,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateButton>,
) -> Result<(StatusCode, Json<api::MerchantButton>), ApiError> {
    Ok((StatusCode::CREATED, Json(backend.create_button(&wanted).await?)))
}

/// `GET /buttons`
pub async fn list(State(backend): Handed, _merchant: Merchant, part: Part) -> Result<Json<api::MerchantButtons>, ApiError> {
    backend.merchant_buttons(part.cursor.as_deref(), part.limit).await.map(Json)
}

/// `PATCH /buttons/{id}`
pub async fn change(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::ChangeButton>,
) -> Result<Json<api::MerchantButton>, ApiError> {
    backend.change_button(&id, &wanted).await.map(Json)
}
