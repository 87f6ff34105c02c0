//! The layer around a merchant's calls that writes down what they have changed or taken along as a whole: who, what, and the values
//! that concern nobody's person.
//!
//! The line is written before the answer is given, so what was answered was written down. What a call does is not known
//! here, so a new one is written down too.

use super::merchant::Merchant;
use crate::Backend;
use crate::db::audit::{self, Entry};
use crate::error::ApiError;
use crate::observe::RequestId;
use api::Code;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use serde_json::{Map, Value};
use std::sync::Arc;
use url::Url;

/// The most that is read of a body; the routes take no more.
const BODY: usize = 16 * 1024;

/// What may be written down of a body: never a name, an address, a phone or a note.
const HARMLESS: [&str; 12] = [
    "amount",
    "currency",
    "expires_at",
    "reference",
    "url",
    "type",
    "disabled",
    "methods",
    "retired",
    "action",
    "alert",
    "refunded_on",
];

/// Lets a call through, and writes down what it changed.
pub async fn audited(
    backend: Arc<Backend>,
    path: MatchedPath,
    parameters: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    let takes_along = path.as_str().ends_with(".csv");
    if reads && !takes_along {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let merchant = match Merchant::from_request_parts(&mut parts, &backend).await {
        Ok(merchant) => merchant,
        Err(error) => return error.into_response(),
    };
    let Ok(body) = to_bytes(body, BODY).await else { return ApiError::from(Code::BodyTooLarge).into_response() };
    let mut entry = Entry {
        at: backend.clock.now(),
        actor: merchant.token.clone(),
        action: format!("{} {}", parts.method, path.as_str()),
        about: parameters.iter().map(|(_, id)| id).collect::<Vec<_>>().join(","),
        detail: harmless(&body).to_string(),
        request_id: parts.extensions.get::<RequestId>().map(|id| id.0.clone()),
    };
    parts.extensions.insert(merchant);
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.status().is_success() {
        return response;
    }
    if takes_along {
        // A table is written while it is read, so it is not waited for: that it was asked for is what is told.
        entry.about = "orders".to_owned();
        note(&backend, &entry).await;
        return response;
    }
    let (head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if entry.about.is_empty() {
        entry.about = made(&body).unwrap_or_default();
    }
    note(&backend, &entry).await;
    Response::from_parts(head, Body::from(body))
}

async fn note(backend: &Backend, entry: &Entry) {
    if let Err(error) = audit::add(&*backend.db, entry).await {
        tracing::error!(%error, action = entry.action, "a change was not written down");
    }
}

/// The id of what was made.
fn made(answer: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    answer.get("id")?.as_str().map(str::to_owned)
}

/// The values of a body that concern nobody's person.
fn harmless(body: &[u8]) -> Value {
    let sent: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    let kept = sent.into_iter().filter(|(name, value)| HARMLESS.contains(&name.as_str()) && !value.is_object());
    let kept = kept.map(|(name, value)| match (name.as_str(), value.as_str().map(Url::parse)) {
        // What stands behind the question mark of a webhook's address may be a key.
        ("url", Some(Ok(mut url))) => {
            url.set_query(None);
            (name, Value::String(url.into()))
        }
        (_, _) => (name, value),
    });
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_about_a_person_and_no_key_is_kept() {
        let body = br#"{"amount": 15000, "currency": "MXN", "description": "para Ana", "customer": {"name": "Ana"},
            "metadata": {"phone": "55"}, "url": "https://tienda.example.mx/ficha?key=secret", "reference": "R-1"}"#;
        let expected = r#"{"amount":15000,"currency":"MXN","reference":"R-1","url":"https://tienda.example.mx/ficha"}"#;
        let mut kept = harmless(body);
        kept.sort_all_objects();
        assert_eq!(kept.to_string(), expected);
        assert_eq!(harmless(b"not JSON").to_string(), "{}");
    }
}
