//! `/metrics`, for Prometheus: at an address of its own, or here with a token of its own, and otherwise nowhere. What
//! is counted is not known here.

use super::Handed;
use crate::Backend;
use crate::db::unreadable::Unreadable;
use crate::db::vital;
use crate::error::ApiError;
use crate::metrics::OPEN_METRICS;
use crate::metrics::plain::{self, PLAIN};
use api::Code;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

/// `GET /metrics` where everybody comes: only with the token; without one in the configuration there is nothing here.
pub async fn among_others(State(backend): Handed, headers: HeaderMap) -> Result<Response, ApiError> {
    if backend.config.metrics_token.is_none() {
        return Err(Code::NotFound.into());
    }
    write(&backend, &headers).await
}

/// `GET /metrics` at its own address: with the token, where there is one.
pub async fn apart(State(backend): Handed, headers: HeaderMap) -> Result<Response, ApiError> {
    write(&backend, &headers).await
}

async fn write(backend: &Backend, headers: &HeaderMap) -> Result<Response, ApiError> {
    if let Some(token) = &backend.config.metrics_token {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let sent = sent.strip_prefix("Bearer ").unwrap_or_default();
        if !bool::from(sent.as_bytes().ct_eq(token.expose_secret().as_bytes())) {
            return Err(Code::Unauthorized.into());
        }
    }
    backend.metrics.streams(backend.streams.held());
    backend.metrics.unreadable(backend.db.unreadable().map_or(0, Unreadable::count));
    let waiting = vital::waiting(&*backend.db).await?;
    let text = backend.metrics.write(&waiting, backend.clock.now());
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, text) = if plain::is_wanted(accepted) { (PLAIN, plain::of(&text)) } else { (OPEN_METRICS, text) };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")], text).into_response())
}
