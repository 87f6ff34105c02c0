//! `/openapi.json`: the API described for programs. What it says is made in `crate::openapi`; whoever likes may read it.

use super::json::Json;
use crate::openapi;
use axum::response::{IntoResponse, Response};
use http::header;

/// `GET /openapi.json`
pub async fn show() -> Response {
    let kept = [(header::CACHE_CONTROL, super::files::FIVE_MINUTES), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (kept, Json(openapi::document())).into_response()
}
