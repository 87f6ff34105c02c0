//! `/metrics`, for Prometheus: at an address of its own, or here with a token of its own, and otherwise nowhere. What
//! is counted is not known here.

use crate::Backend;
use crate::base::error::WorkError;
use crate::db::backlog;
use crate::db::unreadable::Unreadable;
use crate::http::AppState;
use crate::http::openapi::operation::Operation;
use crate::metrics::OPEN_METRICS;
use crate::metrics::plain::{self, PLAIN};
use api::Code;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, header};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

/// `GET /metrics` where everybody comes: only with the token; without one in the configuration there is nothing here.
///
/// # Errors
///
/// `not_found` where no token is configured, `unauthorized` where another or none was sent, and `unavailable` where the db cannot
/// be used.
pub async fn among_others(State(backend): AppState, headers: HeaderMap) -> Result<Response, WorkError> {
    if backend.config.metrics_token.is_none() {
        return Err(Code::NotFound.into());
    }
    write(&backend, &headers).await
}

pub(crate) fn among_others_operation() -> Operation {
    Operation::new("readMetrics", "The metrics, for Prometheus")
        .more("Only where the configuration has a token for it, and with that token.")
        .with_token_of_metrics()
        .gives_texts(
            200,
            "OpenMetrics; or Prometheus' older text, for whoever accepts `text/plain` alone.",
            &["application/openmetrics-text", "text/plain"],
        )
        .refuses(&[Code::NotFound])
}

/// `GET /metrics` at its own address: with the token, where there is one.
///
/// # Errors
///
/// `unauthorized` where a token is configured and another or none was sent, and `unavailable` where the db cannot be used.
pub async fn apart(State(backend): AppState, headers: HeaderMap) -> Result<Response, WorkError> {
    write(&backend, &headers).await
}

async fn write(backend: &Backend, headers: &HeaderMap) -> Result<Response, WorkError> {
    if let Some(token) = &backend.config.metrics_token {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let sent = sent.strip_prefix("Bearer ").unwrap_or_default();
        if !bool::from(sent.as_bytes().ct_eq(token.expose_secret().as_bytes())) {
            return Err(Code::Unauthorized.into());
        }
    }
    backend.metrics.streams(backend.streams.held());
    backend.metrics.unreadable(backend.db.unreadable().map_or(0, Unreadable::count));
    let waiting = backlog::waiting(&*backend.db).await?;
    let text = backend.metrics.write(&waiting, backend.clock.now());
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (kind, text) = if plain::is_wanted(accepted) { (PLAIN, plain::of(&text)) } else { (OPEN_METRICS, text) };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store"), (header::VARY, "accept")], text).into_response())
}
