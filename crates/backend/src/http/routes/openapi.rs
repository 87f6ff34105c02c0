//! `/openapi.json`: the API described for programs. What it says is made in `crate::http::openapi`; whoever likes may read it.

use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::openapi::{self, operation::Operation};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

/// `GET /openapi.json`
pub async fn show(State(backend): AppState) -> Response {
    let kept = [(header::CACHE_CONTROL, super::files::FIVE_MINUTES), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    let document = openapi::served(backend.config.public(), &backend.config.merchant);
    (kept, Json(document)).into_response()
}

pub(crate) fn show_operation() -> Operation {
    Operation::new("readDescription", "This description")
        .more("With the address of this backend, and the merchant who answers for it.")
        .gives_text(200, "The description, as OpenAPI 3.1.", "application/json")
}
