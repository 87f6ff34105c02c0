//! `/clabes`: standing CLABEs for a merchant's server, and one of them as a page sees it. Who opens one, and how
//! deposits are learned, is in `collect/`.

use super::Handed;
use super::json::Json;
use super::merchant::Merchant;
use super::orders::matches_tag;
use super::part::Part;
use crate::error::ApiError;
use crate::standing::for_merchant;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

/// `POST /clabes`: 201 for a new one, 200 for the one the customer has.
pub async fn create(
    State(backend): Handed,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateClabe>,
) -> Result<Response, ApiError> {
    let (record, new) = backend.collect.standing_clabe(&wanted).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(for_merchant(record))).into_response())
}

/// `GET /clabes`
pub async fn list(State(backend): Handed, _merchant: Merchant, part: Part) -> Result<Json<api::Clabes>, ApiError> {
    backend.list_clabes(part.cursor.as_deref(), part.limit).await.map(Json)
}

/// `GET /clabes/{id}`: with an `ETag`, so that asking again costs little while nothing has come in.
pub async fn show(State(backend): Handed, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let clabe = backend.show_clabe(&id).await?;
    let tag = format!("W/\"{}\"", clabe.version);
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if matches_tag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, Json(clabe)).into_response())
}
