//! `/webhook-endpoints`: where the merchant's shop is told what has become of its orders, and whether it heard. How
//! it is told, and how often, is `notify/`'s.

use super::Handed;
use super::json::Json;
use super::merchant::Merchant;
use super::part::Part;
use crate::error::ApiError;
use axum::extract::{Path, State};
use http::StatusCode;

/// `POST /webhook-endpoints`
pub async fn create(
    State(backend): Handed,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateWebhookEndpoint>,
) -> Result<(StatusCode, Json<api::WebhookEndpoint>), ApiError> {
    Ok((StatusCode::CREATED, Json(backend.create_endpoint(&wanted).await?)))
}

/// `GET /webhook-endpoints`
pub async fn list(State(backend): Handed, _merchant: Merchant) -> Result<Json<api::WebhookEndpoints>, ApiError> {
    backend.endpoints().await.map(Json)
}

/// `GET /webhook-endpoints/{id}`
pub async fn show(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<Json<api::WebhookEndpoint>, ApiError> {
    backend.endpoint(&id).await.map(Json)
}

/// `PATCH /webhook-endpoints/{id}`
pub async fn change(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::ChangeWebhookEndpoint>,
) -> Result<Json<api::WebhookEndpoint>, ApiError> {
    backend.change_endpoint(&id, &wanted).await.map(Json)
}

/// `DELETE /webhook-endpoints/{id}`
pub async fn remove(State(backend): Handed, _merchant: Merchant, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    backend.remove_endpoint(&id).await.map(|()| StatusCode::NO_CONTENT)
}

/// `POST /webhook-endpoints/{id}/secret`: another secret.
pub async fn change_secret(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<Json<api::WebhookEndpoint>, ApiError> {
    backend.change_secret(&id).await.map(Json)
}

/// `POST /webhook-endpoints/{id}/ping`: an event that is about nothing.
pub async fn ping(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<api::Delivery>), ApiError> {
    Ok((StatusCode::ACCEPTED, Json(backend.ping_endpoint(&id).await?)))
}

/// `GET /webhook-endpoints/{id}/deliveries`
pub async fn deliveries(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
    part: Part,
) -> Result<Json<api::Deliveries>, ApiError> {
    backend.deliveries(&id, part.cursor.as_deref(), part.limit).await.map(Json)
}

/// `POST /webhook-endpoints/{id}/deliveries/{event}/resend`
pub async fn resend(
    State(backend): Handed,
    _merchant: Merchant,
    Path((id, event)): Path<(String, String)>,
) -> Result<(StatusCode, Json<api::Delivery>), ApiError> {
    Ok((StatusCode::ACCEPTED, Json(backend.resend(&id, &event).await?)))
}
