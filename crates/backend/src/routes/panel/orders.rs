//! `/panel/orders`: found, looked at, decided about, and taken along as a table. Each page has a tag, so that whoever watches it is told
//! nothing while nothing has changed.

use super::super::Handed;
use super::super::listing::table;
use super::super::orders::matches_tag;
use super::super::query::Query;
use super::{Desk, Page, note};
use crate::db::alerts;
use crate::error::ApiError;
use crate::idempotency::hex;
use crate::listing::Query as Asked;
use crate::observe::RequestId;
use crate::panel::attention::{self, Typed};
use crate::panel::sent::{Fields, Sent};
use crate::panel::session::SignedIn;
use crate::panel::written::price;
use crate::panel::{order, orders};
use api::{MerchantOrders, OrderHistory};
use axum::extract::{Extension, OriginalUri, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use payments::Money;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// `GET /panel/orders`
pub async fn list(
    State(backend): Handed,
    who: SignedIn,
    OriginalUri(here): OriginalUri,
    Query(query): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &who, &headers, &here);
    let (found, wrong) = match desk.backend.merchant_orders(&query).await {
        Ok(found) => (found, Vec::new()),
        Err(error) => {
            let wrong: Vec<String> = error.wrong_fields().map(str::to_owned).collect();
            if wrong.is_empty() {
                return Err(error);
            }
            (MerchantOrders { orders: Vec::new(), next: None, searched_from: None }, wrong)
        }
    };
    let (needing, _) = alerts::count_open(&*desk.backend.db).await?;
    let tag = tag(&(&found, needing));
    let about = orders::About { zone: desk.backend.zone(), wrong: &wrong, needing, tag: &tag };
    let page = orders::page(&desk.around, &query, &found, &about);
    Ok(desk.watched(&headers, &tag, if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, page))
}

/// `GET /panel/orders.csv`: who took the table along is written down.
pub async fn csv(
    State(backend): Handed,
    who: SignedIn,
    Query(query): Query<Asked>,
    Extension(request_id): Extension<RequestId>,
) -> Result<Response, ApiError> {
    let table = table(Arc::clone(&backend), query).await?;
    note(&backend, &who, "panel: orders exported", "orders", &request_id).await;
    Ok(table)
}

/// `GET /panel/orders/{id}`
pub async fn show(
    State(backend): Handed,
    who: SignedIn,
    Path(id): Path<String>,
    OriginalUri(here): OriginalUri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &who, &headers, &here);
    let history = desk.backend.order_history(&id).await?;
    let said = Fields::parse(query.unwrap_or_default().as_bytes()).text("done");
    let done = attention::ACTIONS.into_iter().find(|action| *action == said);
    let tag = tag(&history);
    let page = desk.order(&history, &tag, &Typed { done, ..Typed::default() });
    Ok(desk.watched(&headers, &tag, StatusCode::OK, page))
}

/// `POST /panel/orders/{id}/settle`
pub async fn settle(
    State(backend): Handed,
    Path(id): Path<String>,
    OriginalUri(here): OriginalUri,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &sent.by, &headers, &here);
    let said = |name: &str| sent.fields.said(name);
    let action = sent.fields.text("action");
    let amount = match said("amount") {
        Some(typed) => {
            let currency = desk.backend.order_history(&id).await?.order.amount.currency;
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
    let done = desk.backend.settle_order(&id, &wanted, &sent.by.token).await.map(drop);
    desk.decided(&id, &action, done, sent, &request_id).await
}

/// `POST /panel/orders/{id}/notes`
pub async fn note_down(
    State(backend): Handed,
    Path(id): Path<String>,
    OriginalUri(here): OriginalUri,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &sent.by, &headers, &here);
    let wanted = api::NoteOrder { note: sent.fields.text("note") };
    let done = desk.backend.note_order(&id, &wanted, &sent.by.token).await.map(drop);
    desk.decided(&id, "note", done, sent, &request_id).await
}

impl Desk {
    fn order(&self, history: &OrderHistory, tag: &str, typed: &Typed) -> Page {
        let link = format!("{}/o/{}", self.backend.config.public(), history.order.id);
        order::page(&self.around, history, &link, self.backend.zone(), tag, typed)
    }

    /// Back to the order, which says what was done; or the form once more, with what cannot be used.
    async fn decided(
        &self,
        id: &str,
        action: &str,
        done: Result<(), ApiError>,
        sent: Sent,
        request_id: &RequestId,
    ) -> Result<Response, ApiError> {
        let known = attention::ACTIONS.into_iter().find(|known| *known == action);
        match (done, known) {
            (Ok(()), Some(action)) => {
                note(&self.backend, &sent.by, &format!("panel: order {action}"), id, request_id).await;
                Ok(Redirect::to(&format!("/panel/orders/{id}?done={action}")).into_response())
            }
            (Ok(()), None) => Ok(Redirect::to(&format!("/panel/orders/{id}")).into_response()),
            (Err(error), _) => {
                let wrong: Vec<String> = error.wrong_fields().map(str::to_owned).collect();
                if wrong.is_empty() {
                    return Err(error);
                }
                let history = self.backend.order_history(id).await?;
                let typed = Typed { fields: sent.fields.with("action", action), wrong, done: None };
                Ok(self.answer(StatusCode::UNPROCESSABLE_ENTITY, self.order(&history, &tag(&history), &typed)))
            }
        }
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

/// Names what is shown, so that it can be told from anything else.
fn tag(shown: &impl Serialize) -> String {
    let json = serde_json::to_vec(shown).expect("our own JSON is texts and numbers");
    format!("\"{}\"", &hex(&Sha256::digest(json))[..16])
}
