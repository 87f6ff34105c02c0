//! `/orders` for a merchant's server: found, told with all that happened, and as a table for a spreadsheet; and what still
//! stands between the shop and going live.

use crate::Backend;
use crate::base::error::WorkError;
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::extract::merchant::Merchant;
use crate::http::extract::query::Query;
use crate::http::layer::audit::AuditNote;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use crate::orders::list::{self, COLUMNS};
use api::Code;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{StatusCode, header};
use std::sync::Arc;
use utoipa::openapi::schema::Type;

/// How many orders of a table are read at once.
const AT_ONCE: &str = "200";

/// `GET /orders`
///
/// # Errors
///
/// As [`Orders::list`](crate::orders::Orders::list).
pub async fn list(
    State(backend): AppState,
    _merchant: Merchant,
    Query(query): Query<list::Query>,
) -> Result<Json<api::MerchantOrders>, WorkError> {
    backend.orders.list(&query).await.map(Json)
}

pub(crate) fn list_operation() -> Operation {
    found(Operation::new("listOrders", "The orders, newest first"))
        .more("Orders that match every parameter of the query, a page at a time.")
        .may_ask("cursor", "The `next` of the page before.", Type::String, "ord_7q2m4k9x3w8r5t6v1b2n4c7d9f")
        .may_ask("limit", "How many at most, 1 to 200; 50 where it is left out.", Type::Integer, 50)
        .gives::<api::MerchantOrders>(200, "A page of the list of orders.", examples::merchant_orders())
}

/// A list of orders that is asked for by what one remembers.
fn found(operation: Operation) -> Operation {
    operation.may_ask(
        "status",
        "`open`, `pending`, `partly_paid`, `paid`, `overpaid`, `expired` or `refunded`.",
        Type::String,
        "paid",
    )
    .may_ask("needs_attention", "`true`: those alone that wait for a person, each with its `alerts`.", Type::String, "true")
    .may_ask(
        "q",
        "The whole id of an order or a charge, reference, e-mail address, phone or digits: found however old the order is, the \
         newest 10,000 of each. What is none of these is looked for as a part of them, of the description and of the customer's \
         name, among the newest 10,000 orders of the days asked for; `searched_from` in the answer says where that ended.",
        Type::String,
        "maria",
    )
    .may_ask("button", "Only those of this button.", Type::String, "btn_demo")
    .may_ask("from", "The first day, in the shop's zone, or a moment.", Type::String, "2026-11-01")
    .may_ask("until", "The last day, or the moment before which.", Type::String, "2026-11-30")
    .refuses(&[Code::InvalidFields])
}

/// `GET /orders/{id}/history`
///
/// # Errors
///
/// As [`Orders::history`](crate::orders::Orders::history).
pub async fn history(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<Json<api::OrderHistory>, WorkError> {
    backend.orders.history(&id).await.map(Json)
}

pub(crate) fn history_operation() -> Operation {
    Operation::new("readHistory", "An order with who pays, and all that has happened")
        .more("What each charge went through, and who said so: the customer, an answer, a webhook, or our asking again.")
        .gives::<api::OrderHistory>(200, "Its charges and events, oldest first.", examples::history())
        .refuses(&[Code::OrderNotFound])
}

/// `POST /orders/{id}/settle`
///
/// # Errors
///
/// As [`Collect::decide`](crate::charges::Collect::decide).
pub async fn settle(
    State(backend): AppState,
    merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::SettleOrder>,
) -> Result<(AuditNote, Json<api::OrderHistory>), WorkError> {
    backend.collect.decide(&id, &wanted, &merchant.token).await?;
    Ok((AuditNote::sent(&wanted), Json(backend.orders.history(&id).await?)))
}

pub(crate) fn settle_operation() -> Operation {
    Operation::new("settleOrder", "Decide about an order that needs a person")
        .more(
            "`accept` takes what came as it is: what the provider says has been paid is received, and where that is less than \
             the amount, it is the amount now, so that the order is paid. `ask` asks the provider again: where its answer now \
             fits, the alert ends by itself. `close` ends the order and withdraws what can be withdrawn. `refund` only writes \
             down what you sent back. Of two who decide at once, one is told `alert_settled`.",
        )
        .takes::<api::SettleOrder>(examples::settle_order())
        .gives::<api::OrderHistory>(200, "The order as it is now.", examples::settled_history())
        .refuses(&[
            Code::OrderNotFound,
            Code::AlertNotFound,
            Code::AlertSettled,
            Code::AlertChanged,
            Code::InvalidFields,
            Code::ProviderUnreachable,
            Code::ProviderRefused,
            Code::Unavailable,
        ])
}

/// `POST /orders/{id}/notes`
///
/// # Errors
///
/// As [`Collect::note`](crate::charges::Collect::note).
pub async fn note(
    State(backend): AppState,
    merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::NoteOrder>,
) -> Result<(StatusCode, Json<api::OrderHistory>), WorkError> {
    backend.collect.note(&id, &wanted.note, &merchant.token).await?;
    Ok((StatusCode::CREATED, Json(backend.orders.history(&id).await?)))
}

pub(crate) fn note_operation() -> Operation {
    Operation::new("noteOrder", "Write a note on an order")
        .more("For whoever reads the order later. A customer never sees it, and neither does the audit trail.")
        .takes::<api::NoteOrder>(examples::note_order())
        .gives::<api::OrderHistory>(201, "The order with its notes.", examples::settled_history())
        .refuses(&[Code::OrderNotFound, Code::InvalidFields])
}

/// `GET /going-live`
///
/// # Errors
///
/// As [`Backend::going_live`](crate::Backend::going_live).
pub async fn going_live(State(backend): AppState, _merchant: Merchant) -> Result<Json<api::GoingLive>, WorkError> {
    backend.going_live().await.map(Json)
}

pub(crate) fn going_live_operation() -> Operation {
    Operation::new("readGoingLive", "What still stands between the shop and real money")
        .more("Each provider is asked whether it answers, so this may take a few seconds.")
        .gives::<api::GoingLive>(200, "The steps, in the order to do them.", examples::going_live())
}

/// `GET /orders.csv`
///
/// # Errors
///
/// As [`Orders::list`](crate::orders::Orders::list), for the first part of the table. A failure after that breaks the download off.
pub async fn csv(
    State(backend): AppState,
    _merchant: Merchant,
    Query(query): Query<list::Query>,
) -> Result<(AuditNote, Response), WorkError> {
    // It is written while it is read, so its end is not waited for: that it was asked for is what is told.
    Ok((AuditNote::about("orders"), table(backend, query).await?))
}

pub(crate) fn csv_operation() -> Operation {
    found(Operation::new("listOrdersAsTable", "The orders as a table for a spreadsheet"))
        .more(
            "All that are found, however many. Moments are by the clock of the shop, with how far that is from UTC: \
             `2026-11-20T12:30:00-06:00`. A cell that a spreadsheet would take for a formula begins with an apostrophe. Where \
             `q` was looked for among the newest orders alone, the file's name says since which day.",
        )
        .gives_text(200, "The table as CSV (RFC 4180), in UTF-8.", "text/csv")
}

/// All that is found, as a table that is written while it is read.
pub(super) async fn table(backend: Arc<Backend>, query: list::Query) -> Result<Response, WorkError> {
    let query = list::Query { limit: AT_ONCE.to_owned(), cursor: String::new(), ..query };
    // Before the head is sent, so that what is wrong with the question can still be said.
    let first = backend.orders.list(&query).await?;
    // A table outlives the page it was fetched from, so its own name says where the search ended.
    let since = first.searched_from.as_deref().map(|from| list::local(from, backend.offers.zone()));
    let since = since.as_deref().and_then(|from| from.get(..10));
    let name = since.map_or_else(|| "pedidos.csv".to_owned(), |day| format!("pedidos-desde-{day}.csv"));
    // A mark by which spreadsheets know that letters like ñ are in UTF-8.
    let begin = Bytes::from(format!("\u{feff}{COLUMNS}"));
    let rest = stream::unfold(Some((backend, query, Some(first))), |state| async move {
        let (backend, query, read) = state?;
        let part = match read {
            Some(part) => part,
            None => match backend.orders.list(&query).await {
                Ok(part) => part,
                // What was asked for a moment ago cannot be asked now, and the head has said that all is well: the answer breaks off,
                // so that nobody takes what there is of it for the whole.
                Err(error) => {
                    tracing::error!(code = error.code.id(), cause = error.cause(), "a table broke off");
                    return Some((Err(std::io::Error::other("the table could not be read to its end")), None));
                }
            },
        };
        let lines: String = part.orders.iter().map(|order| list::csv(order, backend.offers.zone())).collect();
        let more = part.next.map(|cursor| (backend, list::Query { cursor, ..query }, None));
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
