//! Idempotency keys at the HTTP edge: what a key is, what the same request is, and how an answer is given again.
//!
//! The customer's page keeps a key until it has an answer, so a request that comes twice is one request: the second
//! gets the first one's status and body. Where keys are kept is not known here.

use crate::error::{ApiError, PROBLEM};
use api::Code;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Says that an answer was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What the page sends as `Idempotency-Key`: 8 to 200 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The key, or the rule it breaks: too short to be one, too long, or not visible ASCII.
    pub fn parse(text: &str) -> Result<Self, ApiError> {
        let invalid = |why: String| Err(ApiError::from(Code::IdempotencyKeyInvalid).with_detail(why));
        let strange = text.chars().position(|c| !c.is_ascii_graphic());
        match (text.chars().count(), strange) {
            (0, _) => Err(Code::IdempotencyKeyMissing.into()),
            (_, Some(at)) => invalid(format!("its character {} is not visible ASCII; a UUID is a good key", at + 1)),
            (length @ 1..8, None) => {
                invalid(format!("it has {length} characters; at least 8 are needed; a UUID is a good key"))
            }
            (8..=200, None) => Ok(Self(text.to_owned())),
            (length, None) => invalid(format!("it has {length} characters; at most 200 are allowed")),
        }
    }

    /// The characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut sent = parts.headers.get_all("idempotency-key").iter();
        let first = sent.next().ok_or(Code::IdempotencyKeyMissing)?;
        if sent.next().is_some() {
            return Err(
                ApiError::from(Code::IdempotencyKeyInvalid).with_detail("there is more than one; a request has one key")
            );
        }
        Self::parse(&String::from_utf8_lossy(first.as_bytes()))
    }
}

impl<S: Sync> axum::extract::OptionalFromRequestParts<S> for Key {
    type Rejection = ApiError;

    /// Where a key may be left out, a wrong one is still refused.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, ApiError> {
        if !parts.headers.contains_key("idempotency-key") {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state).await.map(Some)
    }
}

/// SHA-256 of what was asked, hexadecimal. It is made from the request as understood, so spaces and the order of
/// keys in the JSON do not matter.
pub fn fingerprint(request: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(request).expect("a request we have read can be written");
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Marks an answer whose body is to stay as it is: the next one with this key must be the same.
#[derive(Clone, Copy)]
pub struct AsItStands;

/// An answer that is kept with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Its HTTP status.
    pub status: u16,
    /// Its JSON.
    pub body: String,
    /// Whether it was given before.
    pub replayed: bool,
    /// What it refuses, where it is no success.
    pub refusal: Option<ApiError>,
}

impl Answered {
    /// A new answer.
    pub fn new(status: StatusCode, body: &impl Serialize) -> Self {
        let body = serde_json::to_string(body).expect("our own JSON is texts and numbers");
        Self { status: status.as_u16(), body, replayed: false, refusal: None }
    }

    /// A refusal that is kept like any other answer.
    pub fn refusal(error: ApiError) -> Self {
        let problem = error.problem();
        let body = serde_json::to_string(&problem).expect("a problem is texts and numbers");
        Self { status: problem.status, body, replayed: false, refusal: Some(error) }
    }

    /// One that was given before.
    pub fn again((status, body): (u16, String)) -> Self {
        let refusal = (status >= 400).then(|| serde_json::from_str(&body).ok()).flatten();
        let refusal = refusal.map(|problem: api::Problem| ApiError::read(&problem));
        Self { status, body, replayed: true, refusal }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii_of_a_sensible_length() {
        for right in ["12345678", &"x".repeat(200), "a-b_c.d/e+f="] {
            assert!(Key::parse(right).is_ok(), "{right}");
        }
        for wrong in ["", "1234567", &"x".repeat(201), "clave con espacio", "niño-1234", "12345678\n"] {
            assert!(Key::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
