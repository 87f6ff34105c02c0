//! `/orders`: an order as the page sees it, and orders made by a merchant's server. What an order may become is
//! decided in `orders/create.rs` and `charges/`.

use crate::base::error::WorkError;
use crate::base::idempotency::{Answered, Key};
use crate::db::orders;
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::extract::merchant::Merchant;
use crate::http::layer::audit::AuditNote;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use utoipa::openapi::Required;

/// `GET /orders/{id}`: with an `ETag`, so that asking again costs nothing while nothing has changed.
///
/// # Errors
///
/// `order_not_found`, and as [`Orders::show`](crate::orders::Orders::show).
pub async fn show(State(backend): AppState, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, WorkError> {
    let record = orders::find(&*backend.db, &id).await?.ok_or(Code::OrderNotFound)?;
    // Weak, for what providers offer may change without the order; with the status, for time changes that too.
    let tag = format!("W/\"{}-{}\"", record.version, record.order.status(backend.clock.now()).id());
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if matches_tag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, Json(backend.orders.show(&record).await?)).into_response())
}

pub(crate) fn show_operation() -> Operation {
    Operation::new("readOrder", "An order, its offer, its charges with their vouchers")
        .more("Whoever has the id reads it: all of the order, and nothing about who pays.")
        .with_tag()
        .gives::<api::Order>(200, "The order.", examples::order(true))
        .asks_a_provider()
        .refuses(&[Code::OrderNotFound])
}

/// `POST /orders`
///
/// # Errors
///
/// As [`Orders::create_from_merchant`](crate::orders::Orders::create_from_merchant).
pub async fn create(
    State(backend): AppState,
    _merchant: Merchant,
    key: Option<Key>,
    Json(wanted): Json<api::CreateOrder>,
) -> Result<(AuditNote, Answered), WorkError> {
    let opened = backend.orders.create_from_merchant(&wanted, key.as_ref()).await?;
    Ok((AuditNote::about(&opened.id).and_sent(&wanted), opened.answer))
}

pub(crate) fn create_operation() -> Operation {
    Operation::new("createOrder", "Make an order")
        .more("Its id is all a page needs, and all it gets: `<ficha-checkout order=\"ord_...\">`.")
        .with_key(Required::False)
        .takes::<api::CreateOrder>(examples::create_order())
        .gives::<api::Order>(201, "The order.", examples::order(false))
        .asks_a_provider()
        .refuses(&[Code::InvalidFields])
}

/// `PATCH /orders/{id}`
///
/// # Errors
///
/// As [`Collect::amend`](crate::charges::Collect::amend).
pub async fn change(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::ChangeOrder>,
) -> Result<(AuditNote, Json<api::Order>), WorkError> {
    let record = backend.collect.amend(&id, &wanted).await?;
    Ok((AuditNote::sent(&wanted), Json(backend.orders.show(&record).await?)))
}

pub(crate) fn change_operation() -> Operation {
    Operation::new("changeOrder", "Change the amount or the end of an order")
        .more(
            "Fields that are absent stay as they are. A voucher that a customer holds is changed at the provider too, or the \
             call is refused.",
        )
        .takes::<api::ChangeOrder>(examples::change_order())
        .gives::<api::Order>(200, "The order as it is now.", examples::order(true))
        .refuses(&[Code::OrderNotFound, Code::OrderClosed, Code::CannotAmend, Code::InvalidFields])
        .asks_a_provider()
}

/// Whether the caller has what this tag names. Tags are compared weakly, as RFC 9110 says for `If-None-Match`.
pub(super) fn matches_tag(headers: &HeaderMap, tag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|known| known.trim() == "*" || bare(known) == bare(tag))
}
