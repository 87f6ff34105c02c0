//! The layer around a merchant's calls that writes down what they have changed or taken along as a whole: who, what, and the values
//! that concern nobody's person.
//!
//! The line is written before the answer is given, so what was answered was written down. What a call was about its handler
//! says, with an [`AuditNote`] beside its answer. Of what only reads nothing is written unless its handler says something; whatever
//! changes is written down also where it says nothing, so a new call is never left out.

use crate::Backend;
use crate::db::audit::{self, Entry};
use crate::http::extract::merchant::Merchant;
use crate::http::layer::observe::RequestId;
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use http::Method;
use serde::Serialize;
use serde_json::{Map, Value};
use std::convert::Infallible;
use std::sync::Arc;
use url::Url;

/// What may be written down of a request: never a name, an address, a phone or a note.
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

/// What a handler has to say of its call: a part of its answer that no client is sent.
#[derive(Clone, Debug, Default)]
pub struct AuditNote {
    about: Option<String>,
    sent: Map<String, Value>,
}

impl AuditNote {
    /// A call that was about this: the id of what it made, or what it took along. Without it, a call is about the ids in its path.
    pub fn about(id: &str) -> Self {
        Self { about: Some(id.to_owned()), ..Self::default() }
    }

    /// The values of what was sent that concern nobody's person.
    pub fn sent(request: &impl Serialize) -> Self {
        Self::default().and_sent(request)
    }

    /// Both.
    #[must_use]
    pub fn and_sent(self, request: &impl Serialize) -> Self {
        let sent = serde_json::to_value(request).expect("a request we have read can be written");
        Self { sent: harmless(sent), ..self }
    }
}

impl IntoResponseParts for AuditNote {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}

/// Lets a call through, and writes down what it changed.
pub async fn audited(
    backend: Arc<Backend>,
    path: MatchedPath,
    parameters: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let merchant = match Merchant::from_request_parts(&mut parts, &backend).await {
        Ok(merchant) => merchant,
        Err(error) => return error.into_response(),
    };
    let reads = parts.method == Method::GET || parts.method == Method::HEAD;
    let action = format!("{} {}", parts.method, path.as_str());
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
    let actor = merchant.token.clone();
    parts.extensions.insert(merchant);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let note = response.extensions_mut().remove::<AuditNote>();
    if !response.status().is_success() || (reads && note.is_none()) {
        return response;
    }
    let note = note.unwrap_or_default();
    let in_path = || parameters.iter().map(|(_, id)| id).collect::<Vec<_>>().join(",");
    let entry = Entry {
        at: backend.clock.now(),
        actor,
        action,
        about: note.about.unwrap_or_else(in_path),
        detail: Value::Object(note.sent).to_string(),
        request_id,
    };
    write_down(&backend, &entry).await;
    response
}

/// Adds a line to the audit trail. What was done is done, so that it could not be written down is for the operator.
pub async fn write_down(backend: &Backend, entry: &Entry) {
    if let Err(error) = audit::add(&*backend.db, entry).await {
        tracing::error!(%error, action = entry.action, "a change was not written down");
    }
}

/// The values of a request that concern nobody's person.
fn harmless(sent: Value) -> Map<String, Value> {
    let Value::Object(sent) = sent else { return Map::new() };
    let kept =
        sent.into_iter().filter(|(name, value)| HARMLESS.contains(&name.as_str()) && !value.is_object() && !value.is_null());
    let kept = kept.map(|(name, value)| match (name.as_str(), value.as_str().map(Url::parse)) {
        // What stands behind the question mark of a webhook's address may be a key.
        ("url", Some(Ok(mut url))) => {
            url.set_query(None);
            (name, Value::String(url.into()))
        }
        (_, _) => (name, value),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_about_a_person_and_no_key_is_kept() {
        let sent = json!({"amount": 15000, "currency": "MXN", "description": "para Ana", "customer": {"name": "Ana"},
            "metadata": {"phone": "55"}, "url": "https://tienda.example.mx/ficha?key=secret", "reference": "R-1", "alert": null});
        let expected = r#"{"amount":15000,"currency":"MXN","reference":"R-1","url":"https://tienda.example.mx/ficha"}"#;
        let mut kept = Value::Object(harmless(sent));
        kept.sort_all_objects();
        assert_eq!(kept.to_string(), expected);
        assert!(harmless(json!("no object")).is_empty());
    }
}
