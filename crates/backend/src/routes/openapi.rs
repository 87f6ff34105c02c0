//! `/openapi.json`: the API described for programs. What it says is made in `crate::openapi`; whoever likes may read it.

use super::Handed;
use super::json::Json;
use crate::openapi;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

/// `GET /openapi.json`
pub async fn show(State(backend): Handed) -> Response {
    let kept = [(header::CACHE_CONTROL, super::files::FIVE_MINUTES), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    let document = openapi::served(backend.config.public(), &backend.config.merchant);
    (kept, Json(document)).into_response()
}
