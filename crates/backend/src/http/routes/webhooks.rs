//! `POST /webhooks/{account}`: somebody says that something happened to a charge of this provider account. It is a hint, signed
//! or not: what is true is asked of the provider.
//!
//! A signature that is wrong is refused before anybody is asked. The provider says what its sender is answered; where it says
//! nothing, the answer has the form ComproPago's documents ask for. A webhook about a charge that is none of ours is answered well
//! too, and changes nothing: a refusal would only be sent again.

use crate::base::error::WorkError;
use crate::charges::Followed;
use crate::http::AppState;
use crate::http::extract::json::{Json, body};
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header;
use providers::Kind;
use providers::webhook::{WebhookAnswer, WebhookRequest, WebhookSubject};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// What the provider is told.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Received {
    /// Always `success`.
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

/// `POST /webhooks/{account}`
///
/// # Errors
///
/// `not_found` where no provider account has this id, `bad_signature`, `invalid_json` where the webhook cannot be read,
/// `body_too_large`, and as [`Collect::follow_hint`](crate::charges::Collect::follow_hint): the provider then sends it again.
pub async fn receive(State(backend): AppState, Path(account): Path<String>, request: Request) -> Result<Response, WorkError> {
    let account = backend.offers.account(&account).ok_or(Code::NotFound)?;
    let count = |was: &'static str| backend.metrics.webhook_received(&account.id, was);
    let headers = request.headers().clone();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let body = body(request, &()).await?;
    let request = WebhookRequest { headers: &headers, query: &query, body: &body };
    let reading = account.provider.verify_webhook(backend.clock.now(), &request).map_err(|error| {
        // The sender's fault, whoever it is; asking us again would not help.
        let (was, code) = match error.kind {
            Kind::BadSignature => ("bad_signature", Code::BadSignature),
            Kind::NotReached
            | Kind::NoAnswer
            | Kind::Busy
            | Kind::BadKeys
            | Kind::Refused(_)
            | Kind::NotFound
            | Kind::NotUnderstood => ("unreadable", Code::InvalidJson),
        };
        count(was);
        WorkError::from(code).because(error)
    })?;
    let charges = match reading.about {
        WebhookSubject::Charges(charges) => charges,
        WebhookSubject::Ping => {
            count("test");
            return Ok(answer(reading.answer, "test received", None));
        }
        WebhookSubject::Challenge => {
            count("challenge");
            return Ok(answer(reading.answer, "received", None));
        }
    };
    let mut followed = Vec::new();
    for hint in &charges {
        let one = backend.collect.follow_hint(&account.id, hint).await;
        count(match &one {
            Ok(Followed::Charge(_) | Followed::Deposit) => "checked",
            Ok(Followed::Noted) => "noted",
            Ok(Followed::NotOurs) => "not_ours",
            Err(_) => "failed",
        });
        followed.push(one);
    }
    // Each is followed, whatever becomes of another; where one could not be, all of it is to be sent again, which is harmless.
    let followed: Vec<Followed> = followed.into_iter().collect::<Result<_, _>>()?;
    let (message, reference) = match followed.into_iter().next() {
        Some(Followed::Charge(id)) => ("checked", Some(id)),
        // Its id is all it takes to see it, so it is not told to whoever asks.
        Some(Followed::Deposit) => ("checked", None),
        Some(Followed::Noted) => ("noted, and checked later", None),
        Some(Followed::NotOurs) | None => ("not a charge of ours", None),
    };
    Ok(answer(reading.answer, message, reference))
}

pub(crate) fn receive_operation() -> Operation {
    Operation::new("receiveWebhook", "A webhook of a provider")
        .more(
            "Says which charge has changed, and is believed in nothing else: the provider is asked what is true before this \
             is answered. Where a provider wants an answer of its own form, it gets that.",
        )
        .takes_anything()
        .gives::<Received>(
            200,
            "Webhook accepted.",
            json!({"status": "success", "message": "checked", "reference": "chg_3k9x7q2m4w8r5t6v1b2n4c7d9f"}),
        )
        .refuses(&[Code::NotFound, Code::BadSignature])
        .asks_a_provider()
}

/// What the sender is answered: in the provider's words, or in ours, with what came of it.
fn answer(words: WebhookAnswer, message: &str, reference: Option<String>) -> Response {
    match words {
        WebhookAnswer::Theirs { status, content_type, body } => {
            (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
        }
        WebhookAnswer::Ours(echoed) => {
            let short_id = echoed.into_iter().find(|(name, _)| *name == "short_id").map(|(_, id)| id);
            let (status, message) = ("success".to_owned(), message.to_owned());
            Json(Received { status, message, short_id, reference }).into_response()
        }
    }
}
