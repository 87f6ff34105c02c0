//! `/accounts`: several customers' CLABEs together, for a merchant's server. It decides nothing, and keeps nothing of
//! what it passes on.

use crate::base::error::WorkError;
use crate::clabes::accounts;
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::extract::merchant::Merchant;
use crate::http::extract::query::Query;
use crate::http::layer::audit::AuditNote;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::{Path, State};
use http::StatusCode;
use serde::Deserialize;
use utoipa::openapi::schema::Type;

/// Which lines of a ledger.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Lines {
    clabe: String,
}

/// `POST /accounts`
///
/// # Errors
///
/// As [`accounts::open`].
pub async fn open(
    State(backend): AppState,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateAccount>,
) -> Result<(StatusCode, AuditNote, Json<api::Holders>), WorkError> {
    let opened = accounts::open(&backend.offers, &wanted).await?;
    Ok((StatusCode::CREATED, AuditNote::about(&opened.id).and_sent(&wanted), Json(opened)))
}

pub(crate) fn open_operation() -> Operation {
    Operation::new("openAccount", "An account for several customers' CLABEs")
        .more("Its id is yours to choose. What its customers deposit is one balance.")
        .takes::<api::CreateAccount>(examples::create_account())
        .gives::<api::Holders>(201, "The customers of the account, each with a CLABE.", examples::holders())
        .asks_a_provider()
        .refuses(&[Code::StandingNotOffered, Code::InvalidFields])
}

/// `GET /accounts`
///
/// # Errors
///
/// As [`accounts::list`].
pub async fn list(State(backend): AppState, _merchant: Merchant) -> Result<Json<api::Accounts>, WorkError> {
    accounts::list(&backend.offers).await.map(Json)
}

pub(crate) fn list_operation() -> Operation {
    Operation::new("listAccounts", "The accounts with their balances")
        .more("Asked of the provider at this moment.")
        .gives::<api::Accounts>(200, "Every account, with its balance.", examples::accounts())
        .asks_a_provider()
        .refuses(&[Code::StandingNotOffered])
}

/// `GET /accounts/{id}`
///
/// # Errors
///
/// As [`accounts::customers`].
pub async fn show(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
) -> Result<Json<api::Holders>, WorkError> {
    accounts::customers(&backend.offers, id).await.map(Json)
}

pub(crate) fn show_operation() -> Operation {
    Operation::new("readAccount", "Who has a CLABE in an account")
        .more("Each customer by your own id, with the CLABE.")
        .gives::<api::Holders>(200, "The customers of the account, each with a CLABE.", examples::holders())
        .asks_a_provider()
        .refuses(&[Code::StandingNotOffered, Code::AccountNotFound])
}

/// `GET /accounts/{id}/transactions`
///
/// # Errors
///
/// As [`accounts::movements`].
pub async fn transactions(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
    Query(lines): Query<Lines>,
) -> Result<Json<api::Movements>, WorkError> {
    let clabe = Some(lines.clabe.as_str()).filter(|clabe| !clabe.is_empty());
    accounts::movements(&backend.offers, &id, clabe).await.map(Json)
}

pub(crate) fn transactions_operation() -> Operation {
    Operation::new("listTransactions", "What came and went on an account")
        .more("Deposits are positive amounts, fees and withdrawals negative ones.")
        .may_ask("clabe", "Only what concerns this CLABE: 18 digits.", Type::String, "646180146400219781")
        .gives::<api::Movements>(200, "The movements, in the provider's order.", examples::movements())
        .asks_a_provider()
        .refuses(&[Code::StandingNotOffered, Code::AccountNotFound, Code::InvalidFields])
}
