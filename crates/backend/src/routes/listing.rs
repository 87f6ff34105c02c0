//! `/orders` for a merchant's server: found, told with all that happened, and as a table for a spreadsheet; and what still
//! stands between the shop and going live.

use super::Handed;
use super::json::Json;
use super::merchant::Merchant;
use super::query::Query;
use crate::Backend;
use crate::error::ApiError;
use crate::listing::{self, COLUMNS};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{StatusCode, header};
use std::sync::Arc;

/// How many orders of a table are read at once.
const AT_ONCE: &str = "200";

/// `GET /orders`
pub async fn list(
    State(backend): Handed,
    _merchant: Merchant,
    Query(query): Query<listing::Query>,
) -> Result<Json<api::MerchantOrders>, ApiError> {
    backend.merchant_orders(&query).await.map(Json)
}

/// `GET /orders/{id}/history`
pub async fn history(
    State(backend): Handed,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<Json<api::OrderHistory>, ApiError> {
    backend.order_history(&id).await.map(Json)
}

/// `POST /orders/{id}/settle`
pub async fn settle(
    State(backend): Handed,
    merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::SettleOrder>,
) -> Result<Json<api::OrderHistory>, ApiError> {
    backend.settle_order(&id, &wanted, &merchant.token).await.map(Json)
}

/// `POST /orders/{id}/notes`
pub async fn note(
    State(backend): Handed,
    merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::NoteOrder>,
) -> Result<(StatusCode, Json<api::OrderHistory>), ApiError> {
    let history = backend.note_order(&id, &wanted, &merchant.token).await?;
    Ok((StatusCode::CREATED, Json(history)))
}

/// `GET /going-live`
pub async fn going_live(State(backend): Handed, _merchant: Merchant) -> Result<Json<api::GoingLive>, ApiError> {
    backend.going_live().await.map(Json)
}

/// `GET /orders.csv`
pub async fn csv(
    State(backend): Handed,
    _merchant: Merchant,
    Query(query): Query<listing::Query>,
) -> Result<Response, ApiError> {
    table(backend, query).await
}

/// All that is found, as a table that is written while it is read.
pub(super) async fn table(backend: Arc<Backend>, query: listing::Query) -> Result<Response, ApiError> {
    let query = listing::Query { limit: AT_ONCE.to_owned(), cursor: String::new(), ..query };
    // Before the head is sent, so that what is wrong with the question can still be said.
    let first = backend.merchant_orders(&query).await?;
    // A table outlives the page it was fetched from, so its own name says where the search ended.
    let since = first.searched_from.as_deref().map(|from| listing::local(from, backend.zone()));
    let since = since.as_deref().and_then(|from| from.get(..10));
    let name = since.map_or_else(|| "pedidos.csv".to_owned(), |day| format!("pedidos-desde-{day}.csv"));
    // A mark by which spreadsheets know that letters like ñ are in UTF-8.
    let begin = Bytes::from(format!("\u{feff}{COLUMNS}"));
    let rest = stream::unfold(Some((backend, query, Some(first))), |state| async move {
        let (backend, query, read) = state?;
        let part = match read {
            Some(part) => part,
            None => match backend.merchant_orders(&query).await {
                Ok(part) => part,
                // What was asked for a moment ago cannot be asked now, and the head has said that all is well: the answer breaks off,
                // so that nobody takes what there is of it for the whole.
                Err(error) => {
                    tracing::error!(code = error.code.id(), cause = error.cause(), "a table broke off");
                    return Some((Err(std::io::Error::other("the table could not be read to its end")), None));
                }
            },
        };
        let lines: String = part.orders.iter().map(|order| listing::csv(order, backend.zone())).collect();
        let more = part.next.map(|cursor| (backend, listing::Query { cursor, ..query }, None));
        Some((Ok(Bytes::from(lines)), more))
    });
    // Whoever compresses it asks once more after its end.
    let rest = futures_util::StreamExt::fuse(rest);
    let body = Body::from_stream(futures_util::StreamExt::chain(stream::iter([Ok(begin)]), rest));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body).into_response())
}
