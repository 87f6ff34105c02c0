//! The body of a request as JSON, or the problem that it is none. It knows no route.

use super::unreadable;
use super::whole_numbers::written_plainly;
use crate::base::error::WorkError;
use api::Code;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a request carries, or an answer.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = WorkError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WorkError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind != "application/json" {
            return Err(Code::UnsupportedMediaType.into());
        }
        let body = body(request, state).await?;
        read(&body).map(Self)
    }
}

/// What a body says. A mark of its encoding before it is none of it.
///
/// # Errors
///
/// `invalid_json` with the place, or `invalid_fields` with the path of the field, where the body is not a `T`.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, WorkError> {
    let body = written_plainly(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body));
    let mut json = serde_json::Deserializer::from_slice(&body);
    let it = serde_path_to_error::deserialize(&mut json).map_err(|error| unreadable::problem(&body, &error))?;
    json.end().map_err(|_| WorkError::from(Code::InvalidJson).with_detail("the body goes on after its JSON"))?;
    Ok(it)
}

/// The bytes of a body, as many as the route takes.
///
/// # Errors
///
/// `body_too_large` where it is longer than the route takes, and `invalid_json` where it broke off.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, WorkError> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Code::BodyTooLarge.into();
        }
        WorkError::from(Code::InvalidJson).with_detail("the body broke off")
    })
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        // An order with its stores fits, so that it need not move while it grows.
        let mut body = Vec::with_capacity(4096);
        serde_json::to_writer(&mut body, &self.0).expect("our own JSON is texts and numbers");
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    }
}
