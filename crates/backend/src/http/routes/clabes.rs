//! `/clabes`: reusable CLABEs for a merchant's server, and one of them as a page sees it. Who opens one, and how
//! deposits are learned, is in `charges/`.

use super::orders::matches_tag;
use crate::base::error::WorkError;
use crate::clabes::reusable::{self, for_merchant};
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::extract::merchant::Merchant;
use crate::http::extract::pagination::Part;
use crate::http::layer::audit::AuditNote;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};

/// `POST /clabes`: 201 for a new one, 200 for the one the customer has.
///
/// # Errors
///
/// As [`Collect::standing_clabe`](crate::charges::Collect::standing_clabe).
pub async fn create(
    State(backend): AppState,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateClabe>,
) -> Result<Response, WorkError> {
    let (record, new) = backend.collect.standing_clabe(&wanted).await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    let clabe = for_merchant(record);
    Ok((status, AuditNote::about(&clabe.id).and_sent(&wanted), Json(clabe)).into_response())
}

pub(crate) fn create_operation() -> Operation {
    Operation::new("createClabe", "A CLABE that stays a customer's own")
        .more("The same customer gets the same CLABE, however often it is asked for.")
        .takes::<api::CreateClabe>(examples::create_clabe())
        .gives::<api::MerchantClabe>(201, "A new CLABE.", examples::merchant_clabe())
        .gives::<api::MerchantClabe>(200, "The CLABE that this customer has already.", examples::merchant_clabe())
        .asks_a_provider()
        .refuses(&[Code::StandingNotOffered, Code::InvalidFields])
}

/// `GET /clabes`
///
/// # Errors
///
/// As [`reusable::list`].
pub async fn list(State(backend): AppState, _merchant: Merchant, part: Part) -> Result<Json<api::Clabes>, WorkError> {
    reusable::list(&*backend.db, part.cursor.as_deref(), part.limit).await.map(Json)
}

pub(crate) fn list_operation() -> Operation {
    Operation::new("listClabes", "The reusable CLABEs, newest first")
        .in_parts(reusable::LINES)
        .more("Each with whose it is, and what has been deposited into it in all.")
        .gives::<api::Clabes>(200, "A page of the list of CLABEs.", examples::clabes())
}

/// `GET /clabes/{id}`: with an `ETag`, so that asking again costs little while nothing has come in.
///
/// # Errors
///
/// As [`reusable::show`].
pub async fn show(State(backend): AppState, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, WorkError> {
    let clabe = reusable::show(&*backend.db, &backend.config.merchant, &id).await?;
    let tag = format!("W/\"{}\"", clabe.version);
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if matches_tag(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, Json(clabe)).into_response())
}

pub(crate) fn show_operation() -> Operation {
    Operation::new("readClabe", "A reusable CLABE, and what was deposited into it")
        .more("For the page where a customer finds the account number again.")
        .with_tag()
        .gives::<api::Clabe>(200, "The CLABE. Nothing about a person.", examples::clabe())
        .refuses(&[Code::ClabeNotFound])
}
