//! Idempotency keys at the HTTP edge: how one is read from a request, and how an answer that was kept is given again.

use crate::base::error::WorkError;
use crate::base::idempotency::{Answered, Key};
use crate::http::error::PROBLEM;
use api::Code;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};

/// Says that an answer was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = WorkError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WorkError> {
        let mut sent = parts.headers.get_all("idempotency-key").iter();
        let first = sent.next().ok_or(Code::IdempotencyKeyMissing)?;
        if sent.next().is_some() {
            return Err(
                WorkError::from(Code::IdempotencyKeyInvalid).with_detail("there is more than one; a request has one key")
            );
        }
        Self::parse(&String::from_utf8_lossy(first.as_bytes()))
    }
}

impl<S: Sync> axum::extract::OptionalFromRequestParts<S> for Key {
    type Rejection = WorkError;

    /// Where a key may be left out, a wrong one is still refused.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, WorkError> {
        if !parts.headers.contains_key("idempotency-key") {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some)
    }
}

/// Marks an answer whose body is to stay as it is: the next one with this key must be the same.
#[derive(Clone, Copy)]
pub struct AsItStands;

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = if status.is_success() { "application/json" } else { PROBLEM };
        let mut response = (status, [(header::CONTENT_TYPE, kind)], self.body).into_response();
        if let Some(error) = self.refusal {
            response.extensions_mut().insert(error);
            response.extensions_mut().insert(AsItStands);
        }
        if self.replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
