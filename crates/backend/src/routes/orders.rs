//! `/orders`: an order as the page sees it, and orders made by a merchant's server. What an order may become is
//! decided in `opening.rs` and `collect/`.

use super::Handed;
use super::json::Json;
use super::merchant::Merchant;
use crate::db::orders;
use crate::error::ApiError;
use crate::idempotency::{Answered, Key};
use api::Code;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

/// `GET /orders/{id}`: with an `ETag`, so that asking again costs nothing while nothing has changed.
pub async fn show(State(backend): Handed, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    let record = orders::find(&*backend.db, &id).await?.ok_or(Code::OrderNotFound)?;
    // Weak, for what providers offer may change without the order; with the status, for time changes that too.
    let tag = format!("W/\"{}-{}\"", record.version, record.order.status(backend.clock.now()).id());
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if matches_tag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, Json(backend.show(&record).await?)).into_response())
}

/// `POST /orders`
pub async fn create(
    State(backend): Handed,
    _merchant: Merchant,
    key: Option<Key>,
    Json(wanted): Json<api::CreateOrder>,
) -> Result<Answered, ApiError> {
    backend.order_from_merchant(&wanted, key.as_ref()).await
}

/// `PATCH /orders/{id}`
pub async fn change(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::ChangeOrder>,
) -> Result<Json<api::Order>, ApiError> {
    let record = backend.collect.amend(&id, &wanted).await?;
    backend.show(&record).await.map(Json)
}

/// Whether the caller has what this tag names. Tags are compared weakly, as RFC 9110 says for `If-None-Match`.
pub(super) fn matches_tag(headers: &HeaderMap, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|known| known.trim() == "*" || bare(known) == bare(tag))
}
