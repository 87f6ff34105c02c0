//! `/panel/orders`: found, looked at, decided about, and taken along as a table. Each page has a tag, so that whoever watches it is told
//! nothing while nothing has changed.

use super::super::listing::table;
use super::super::orders::matches_tag;
use super::{Page, Posted, SignedInPanel, note};
use crate::base::error::WorkError;
use crate::base::idempotency::hex;
use crate::db::alerts;
use crate::http::AppState;
use crate::http::extract::query::Query;
use crate::http::layer::observe::RequestId;
use crate::orders::list::Query as Asked;
use crate::pages::panel::attention::{self, Typed};
use crate::pages::panel::sent::Fields;
use crate::pages::panel::session::SignedIn;
use crate::pages::panel::written::price;
use crate::pages::panel::{order, orders};
use api::{MerchantOrders, OrderHistory};
use axum::extract::{Extension, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use payments::Money;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// `GET /panel/orders`
///
/// # Errors
///
/// `unavailable` where the db cannot be used. A filter that cannot be used is said beside it, on the page.
pub async fn list(desk: SignedInPanel, Query(query): Query<Asked>, headers: HeaderMap) -> Result<Response, WorkError> {
    let (found, wrong) = match desk.backend.orders.list(&query).await {
        Ok(found) => (found, Vec::new()),
        Err(error) => (MerchantOrders { orders: Vec::new(), next: None, searched_from: None }, error.into_wrong_fields()?),
    };
    let (needing, _) = alerts::count_open(&*desk.backend.db).await?;
    let tag = tag(&(&found, needing));
    let about = orders::About { zone: desk.backend.offers.zone(), wrong: &wrong, needing, tag: &tag };
    let page = orders::page(&desk.around, &query, &found, &about);
    Ok(desk.watched(&headers, &tag, if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, page))
}

/// `GET /panel/orders.csv`: who took the table along is written down.
///
/// # Errors
///
/// As [`Orders::list`](crate::orders::Orders::list), for the first part of the table. A failure after that breaks the download off.
pub async fn csv(
    State(backend): AppState,
    who: SignedIn,
    Query(query): Query<Asked>,
    Extension(request_id): Extension<RequestId>,
) -> Result<Response, WorkError> {
    let table = table(Arc::clone(&backend), query).await?;
    note(&backend, &who, "panel: orders exported", "orders", &request_id).await;
    Ok(table)
}

/// `GET /panel/orders/{id}`
///
/// # Errors
///
/// As [`Orders::history`](crate::orders::Orders::history).
pub async fn show(
    desk: SignedInPanel,
    Path(id): Path<String>,
    query: Fields,
    headers: HeaderMap,
) -> Result<Response, WorkError> {
    let history = desk.backend.orders.history(&id).await?;
    let said = query.text("done");
    let done = attention::ACTIONS.into_iter().find(|action| *action == said);
    let tag = tag(&history);
    let page = desk.order(&history, &tag, &Typed { done, ..Typed::default() });
    Ok(desk.watched(&headers, &tag, StatusCode::OK, page))
}

/// `POST /panel/orders/{id}/settle`
///
/// # Errors
///
/// As [`Collect::decide`](crate::charges::Collect::decide), but for fields that cannot be used, which are said on the page.
pub async fn settle(Path(id): Path<String>, posted: Posted) -> Result<Response, WorkError> {
    let Posted { desk, sent, .. } = &posted;
    let said = |name: &str| sent.fields.said(name);
    let action = sent.fields.text("action");
    let amount = match said("amount") {
        Some(typed) => {
            let currency = desk.backend.orders.history(&id).await?.order.amount.currency;
            // What cannot be read as money is no amount that could have gone back, and the field is named for it.
            Some(currency.parse().ok().and_then(|currency| price(&typed, currency)).map_or(0, Money::minor))
        }
        None => None,
    };
    let wanted = api::SettleOrder {
        action: action.clone(),
        alert: said("alert"),
        said: said("said"),
        note: said("note"),
        amount,
        refunded_on: said("refunded_on"),
        reference: said("reference"),
    };
    let done = desk.backend.collect.decide(&id, &wanted, &sent.by.token).await;
    posted.decided(&id, &action, done).await
}

/// `POST /panel/orders/{id}/notes`
///
/// # Errors
///
/// As [`Collect::note`](crate::charges::Collect::note), but for fields that cannot be used, which are said on the page.
pub async fn note_down(Path(id): Path<String>, posted: Posted) -> Result<Response, WorkError> {
    let Posted { desk, sent, .. } = &posted;
    let done = desk.backend.collect.note(&id, &sent.fields.text("note"), &sent.by.token).await;
    posted.decided(&id, "note", done).await
}

impl SignedInPanel {
    fn order(&self, history: &OrderHistory, tag: &str, typed: &Typed) -> Page {
        let link = format!("{}/o/{}", self.backend.config.public(), history.order.id);
        order::page(&self.around, history, &link, self.backend.offers.zone(), tag, typed)
    }

    /// The page, unless the one who asks has it already.
    fn watched(&self, headers: &HeaderMap, tag: &str, status: StatusCode, page: Page) -> Response {
        if matches_tag(headers, tag) {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        let mut response = self.answer(status, page);
        if let Ok(tag) = HeaderValue::from_str(tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

impl Posted {
    /// Back to the order, which says what was done; or the form once more, with what cannot be used.
    async fn decided(self, id: &str, action: &str, done: Result<(), WorkError>) -> Result<Response, WorkError> {
        let known = attention::ACTIONS.into_iter().find(|known| *known == action);
        match (done, known) {
            (Ok(()), Some(action)) => {
                self.note(&format!("panel: order {action}"), id).await;
                Ok(Redirect::to(&format!("/panel/orders/{id}?done={action}")).into_response())
            }
            (Ok(()), None) => Ok(Redirect::to(&format!("/panel/orders/{id}")).into_response()),
            (Err(error), _) => {
                let wrong = error.into_wrong_fields()?;
                let Self { desk, sent, .. } = self;
                let history = desk.backend.orders.history(id).await?;
                let typed = Typed { fields: sent.fields.with("action", action), wrong, done: None };
                Ok(desk.answer(StatusCode::UNPROCESSABLE_ENTITY, desk.order(&history, &tag(&history), &typed)))
            }
        }
    }
}

/// Names what is shown, so that it can be told from anything else.
fn tag(shown: &impl Serialize) -> String {
    let json = serde_json::to_vec(shown).expect("our own JSON is texts and numbers");
    format!("\"{}\"", &hex(&Sha256::digest(json))[..16])
}
