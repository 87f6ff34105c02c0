//! `/pictures`: what a merchant uploads, and what every page may show. A picture never changes, and never runs: it is sent
//! under a policy that allows nothing.

use super::Handed;
use super::json::body;
use super::merchant::Merchant;
use crate::db::pictures;
use crate::error::ApiError;
use crate::routes::json::Json;
use api::Code;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, StatusCode, header};

/// `POST /pictures`: the picture itself is the body.
pub async fn create(
    State(backend): Handed,
    _merchant: Merchant,
    request: Request,
) -> Result<(StatusCode, Json<api::Picture>), ApiError> {
    let body = body(request, &()).await?;
    Ok((StatusCode::CREATED, Json(backend.add_picture(&body).await?)))
}

/// `GET /pictures/{id}`
pub async fn show(State(backend): Handed, Path(id): Path<String>) -> Result<Response, ApiError> {
    let (kind, body) = pictures::find(&*backend.db, &id).await?.ok_or(Code::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, body).into_response())
}
