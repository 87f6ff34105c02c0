//! `/webhook-endpoints`: where the merchant's shop is told what has become of its orders, and whether it heard. How
//! it is told, and how often, is `notify/`'s.

use crate::base::error::WorkError;
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::extract::merchant::Merchant;
use crate::http::extract::pagination::Part;
use crate::http::layer::audit::AuditNote;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use crate::notify::endpoints;
use api::Code;
use axum::extract::{Path, State};
use http::StatusCode;

/// `POST /webhook-endpoints`
///
/// # Errors
///
/// As [`Endpoints::create`](crate::notify::endpoints::Endpoints::create).
pub async fn create(
    State(backend): AppState,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateWebhookEndpoint>,
) -> Result<(StatusCode, AuditNote, Json<api::WebhookEndpoint>), WorkError> {
    let made = backend.endpoints.create(&wanted).await?;
    Ok((StatusCode::CREATED, AuditNote::about(&made.id).and_sent(&wanted), Json(made)))
}

pub(crate) fn create_operation() -> Operation {
    Operation::new("createWebhookEndpoint", "Say where your shop is to be told")
        .more("From then on it is told of every order whose status changes, or that receives money.")
        .takes::<api::CreateWebhookEndpoint>(examples::create_endpoint())
        .gives::<api::WebhookEndpoint>(
            201,
            "The endpoint with its secret, which is never shown again.",
            examples::endpoint(true),
        )
        .refuses(&[Code::InvalidFields])
}

/// `GET /webhook-endpoints`
///
/// # Errors
///
/// As [`Endpoints::list`](crate::notify::endpoints::Endpoints::list).
pub async fn list(State(backend): AppState, _merchant: Merchant) -> Result<Json<api::WebhookEndpoints>, WorkError> {
    backend.endpoints.list().await.map(Json)
}

pub(crate) fn list_operation() -> Operation {
    Operation::new("listWebhookEndpoints", "Where your shop is told")
        .more("Disabled endpoints are listed too, with the reason.")
        .gives::<api::WebhookEndpoints>(200, "Every endpoint, newest first.", examples::endpoints())
}

/// `GET /webhook-endpoints/{id}`
///
/// # Errors
///
/// As [`Endpoints::show`](crate::notify::endpoints::Endpoints::show).
pub async fn show(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<Json<api::WebhookEndpoint>, WorkError> {
    backend.endpoints.show(&id).await.map(Json)
}

pub(crate) fn show_operation() -> Operation {
    Operation::new("readWebhookEndpoint", "One webhook endpoint")
        .more("Where it is disabled, the reason is given.")
        .gives::<api::WebhookEndpoint>(200, "The endpoint, without its secret.", examples::endpoint(false))
        .refuses(&[Code::EndpointNotFound])
}

/// `PATCH /webhook-endpoints/{id}`
///
/// # Errors
///
/// As [`Endpoints::change`](crate::notify::endpoints::Endpoints::change).
pub async fn change(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::ChangeWebhookEndpoint>,
) -> Result<(AuditNote, Json<api::WebhookEndpoint>), WorkError> {
    let changed = backend.endpoints.change(&id, &wanted).await?;
    Ok((AuditNote::sent(&wanted), Json(changed)))
}

pub(crate) fn change_operation() -> Operation {
    Operation::new("changeWebhookEndpoint", "Change it, or be told nothing for a while")
        .more(
            "Fields that are absent stay as they are. While it is disabled events wait; enabled again, it is told all of \
             them.",
        )
        .takes::<api::ChangeWebhookEndpoint>(examples::change_endpoint())
        .gives::<api::WebhookEndpoint>(200, "The endpoint as it is now.", examples::endpoint(false))
        .refuses(&[Code::EndpointNotFound, Code::InvalidFields])
}

/// `DELETE /webhook-endpoints/{id}`
///
/// # Errors
///
/// As [`Endpoints::remove`](crate::notify::endpoints::Endpoints::remove).
pub async fn remove(State(backend): AppState, _merchant: Merchant, Path(id): Path<String>) -> Result<StatusCode, WorkError> {
    backend.endpoints.remove(&id).await.map(|()| StatusCode::NO_CONTENT)
}

pub(crate) fn remove_operation() -> Operation {
    Operation::new("removeWebhookEndpoint", "Be told nothing there any more")
        .more("Deliveries that wait there are removed with it.")
        .gives_nothing(204, "Endpoint removed, with its deliveries.")
        .refuses(&[Code::EndpointNotFound])
}

/// `POST /webhook-endpoints/{id}/secret`: another secret.
///
/// # Errors
///
/// As [`Endpoints::change_secret`](crate::notify::endpoints::Endpoints::change_secret).
pub async fn change_secret(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<Json<api::WebhookEndpoint>, WorkError> {
    backend.endpoints.change_secret(&id).await.map(Json)
}

pub(crate) fn change_secret_operation() -> Operation {
    Operation::new("changeWebhookSecret", "Another secret to sign with")
        .more("For a day events are signed with both.")
        .gives::<api::WebhookEndpoint>(200, "The endpoint with its new secret.", examples::endpoint(true))
        .refuses(&[Code::EndpointNotFound])
}

/// `POST /webhook-endpoints/{id}/ping`: an event that is about nothing.
///
/// # Errors
///
/// As [`Endpoints::ping`](crate::notify::endpoints::Endpoints::ping).
pub async fn ping(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<api::Delivery>), WorkError> {
    Ok((StatusCode::ACCEPTED, Json(backend.endpoints.ping(&id).await?)))
}

pub(crate) fn ping_operation() -> Operation {
    Operation::new("pingWebhookEndpoint", "Send an event that is about nothing")
        .more("To see whether your server hears: the list of deliveries says what it answered.")
        .gives::<api::Delivery>(202, "The delivery, which is on its way.", examples::delivery())
        .refuses(&[Code::EndpointNotFound])
}

/// `GET /webhook-endpoints/{id}/deliveries`
///
/// # Errors
///
/// As [`Endpoints::deliveries`](crate::notify::endpoints::Endpoints::deliveries).
pub async fn deliveries(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
    part: Part,
) -> Result<Json<api::Deliveries>, WorkError> {
    backend.endpoints.deliveries(&id, part.cursor.as_deref(), part.limit).await.map(Json)
}

pub(crate) fn deliveries_operation() -> Operation {
    Operation::new("listDeliveries", "What was sent, newest first")
        .in_parts(endpoints::LINES)
        .more("Each event with what became of it: how often it was tried, what was answered, and when it is tried again.")
        .gives::<api::Deliveries>(200, "A page of the list of deliveries.", examples::deliveries())
        .refuses(&[Code::EndpointNotFound])
}

/// `POST /webhook-endpoints/{id}/deliveries/{event}/resend`
///
/// # Errors
///
/// As [`Endpoints::resend`](crate::notify::endpoints::Endpoints::resend).
pub async fn resend(
    State(backend): AppState,
    _merchant: Merchant,
    Path((id, event)): Path<(String, String)>,
) -> Result<(StatusCode, Json<api::Delivery>), WorkError> {
    Ok((StatusCode::ACCEPTED, Json(backend.endpoints.resend(&id, &event).await?)))
}

pub(crate) fn resend_operation() -> Operation {
    Operation::new("resendDelivery", "Send an event once more")
        .more("With the same `webhook-id` and the same body, whatever became of it before.")
        .gives::<api::Delivery>(202, "The delivery, which is on its way.", examples::delivery())
        .refuses(&[Code::EndpointNotFound, Code::DeliveryNotFound])
}
