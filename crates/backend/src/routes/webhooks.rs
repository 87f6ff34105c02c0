//! `POST /webhooks/{provider}`: somebody says that something happened. It is a hint, signed or not: what is true is
//! asked of the provider.
//!
//! The answer has the form ComproPago's documents ask for; others only look at the status. One about a charge that is
//! none of ours is answered well too, and changes nothing: a refusal would only be sent again.

use super::Handed;
use super::json::{Json, body};
use crate::collect::Followed;
use crate::error::ApiError;
use api::Code;
use axum::extract::{Path, Request, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the provider is told.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Received {
    /// `success`.
    status: String,
    /// What came of it, for whoever looks.
    message: String,
    /// The provider's short id, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    short_id: Option<String>,
    /// Our id of the charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
}

/// `POST /webhooks/{provider}`
pub async fn receive(
    State(backend): Handed,
    Path(provider): Path<String>,
    request: Request,
) -> Result<Json<Received>, ApiError> {
    let counter = backend.offers.counter(&provider).ok_or(Code::NotFound)?;
    let headers = request.headers().clone();
    let body = body(request, &()).await?;
    let hint = counter.provider.read_webhook(&headers, &body).map_err(|error| {
        backend.metrics.webhook_received(counter.provider.id(), "unreadable");
        // The sender's fault, whoever it is; asking us again would not help.
        ApiError::from(Code::InvalidJson).because(error)
    })?;
    let short_id = short_id(&body);
    let Some(hint) = hint else {
        backend.metrics.webhook_received(counter.provider.id(), "test");
        return Ok(Json(received("test received", short_id, None)));
    };
    let followed = backend.collect.follow_hint(&provider, &hint.provider_charge).await;
    let was = match &followed {
        Ok(Followed::Charge(_) | Followed::Deposit) => "checked",
        Ok(Followed::Noted) => "noted",
        Ok(Followed::NotOurs) => "not_ours",
        Err(_) => "failed",
    };
    backend.metrics.webhook_received(counter.provider.id(), was);
    let (message, reference) = match followed? {
        Followed::Charge(id) => ("checked", Some(id)),
        // Its id is all it takes to see it, so it is not told to whoever asks.
        Followed::Deposit => ("checked", None),
        Followed::Noted => ("noted, and checked later", None),
        Followed::NotOurs => ("not a charge of ours", None),
    };
    Ok(Json(received(message, short_id, reference)))
}

fn received(message: &str, short_id: Option<String>, reference: Option<String>) -> Received {
    Received { status: "success".to_owned(), message: message.to_owned(), short_id, reference }
}

/// What the provider wants echoed, where the body is an object that has it.
fn short_id(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let short_id = body.get("short_id").or_else(|| body.pointer("/data/object/short_id"))?.as_str()?;
    (short_id.len() <= 40).then(|| short_id.to_owned())
}
