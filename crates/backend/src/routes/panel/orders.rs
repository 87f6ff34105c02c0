//! `/panel/orders`: found, looked at, and taken along as a table. Each page has a tag, so that whoever watches it is told
//! nothing while nothing has changed.

use super::super::Handed;
use super::super::listing::table;
use super::super::orders::matches_tag;
use super::super::query::Query;
use super::{Desk, Page};
use crate::error::ApiError;
use crate::idempotency::hex;
use crate::listing::Query as Asked;
use crate::panel::session::SignedIn;
use crate::panel::{order, orders};
use api::MerchantOrders;
use axum::extract::{OriginalUri, Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};

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
    let tag = tag(&found);
    let page = orders::page(&desk.around, &query, &found, desk.backend.zone(), &wrong, &tag);
    Ok(desk.watched(&headers, &tag, if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, page))
}

/// `GET /panel/orders.csv`
pub async fn csv(State(backend): Handed, _who: SignedIn, Query(query): Query<Asked>) -> Result<Response, ApiError> {
    table(backend, query).await
}

/// `GET /panel/orders/{id}`
pub async fn show(
    State(backend): Handed,
    who: SignedIn,
    Path(id): Path<String>,
    OriginalUri(here): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &who, &headers, &here);
    let history = desk.backend.order_history(&id).await?;
    let tag = tag(&history);
    let link = format!("{}/o/{id}", desk.backend.config.public());
    let page = order::page(&desk.around, &history, &link, desk.backend.zone(), &tag);
    Ok(desk.watched(&headers, &tag, StatusCode::OK, page))
}

impl Desk {
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
