//! `/buttons`: what a button offers, and an order from it, for a page; the buttons themselves, for their merchant.
//! Neither the price nor who collects is decided here.

use crate::base::error::WorkError;
use crate::base::idempotency::{Answered, Key};
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::extract::merchant::Merchant;
use crate::http::extract::pagination::Part;
use crate::http::layer::audit::AuditNote;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use crate::orders::buttons;
use api::Code;
use axum::extract::{Path, State};
use http::StatusCode;
use utoipa::openapi::Required;

/// `GET /buttons/{id}`
///
/// # Errors
///
/// `button_not_found` and `button_retired`, `provider_unreachable` where nobody can say what is offered, and `unavailable` where
/// the db cannot be used.
pub async fn show(State(backend): AppState, Path(id): Path<String>) -> Result<Json<api::Button>, WorkError> {
    let button = backend.orders.working_button(&id).await?;
    let offer = backend.orders.offer(&button).await?;
    Ok(Json(api::Button { id: button.id, offer }))
}

pub(crate) fn show_operation() -> Operation {
    Operation::new("readButton", "What a button offers, and how it can be paid")
        .more(
            "Name, picture, price and who sells, and each way to pay it with its stores, hours, fees and limits. Nothing is \
             written down.",
        )
        .gives::<api::Button>(200, "The offer, with the stores of this moment.", examples::button())
        .asks_a_provider()
        .refuses(&[Code::ButtonNotFound, Code::ButtonRetired])
}

/// `POST /buttons/{id}/orders`
///
/// # Errors
///
/// As [`Orders::create_from_button`](crate::orders::Orders::create_from_button).
pub async fn order(State(backend): AppState, Path(id): Path<String>, key: Key) -> Result<Answered, WorkError> {
    Ok(backend.orders.create_from_button(&id, &key).await?.answer)
}

pub(crate) fn order_operation() -> Operation {
    Operation::new("orderFromButton", "Make an order from a button")
        .more("The price is the button's: there is no field to send one in. The body is not read.")
        .with_key(Required::True)
        .gives::<api::Order>(201, "The order.", examples::order(false))
        .asks_a_provider()
        .refuses(&[Code::ButtonNotFound, Code::ButtonRetired])
}

/// `POST /buttons`
///
/// # Errors
///
/// As [`Buttons::create`](crate::orders::buttons::Buttons::create).
pub async fn create(
    State(backend): AppState,
    _merchant: Merchant,
    Json(wanted): Json<api::CreateButton>,
) -> Result<(StatusCode, AuditNote, Json<api::MerchantButton>), WorkError> {
    let made = backend.buttons.create(&wanted).await?;
    Ok((StatusCode::CREATED, AuditNote::about(&made.id).and_sent(&wanted), Json(made)))
}

pub(crate) fn create_operation() -> Operation {
    Operation::new("createButton", "Make a button")
        .more("A saved offer with a price, which a page names by its id, and any number of customers order from.")
        .takes::<api::CreateButton>(examples::create_button())
        .gives::<api::MerchantButton>(201, "The button, with the line to paste into a page.", examples::merchant_button())
        .refuses(&[Code::InvalidFields])
}

/// `GET /buttons`
///
/// # Errors
///
/// As [`Buttons::list`](crate::orders::buttons::Buttons::list).
pub async fn list(State(backend): AppState, _merchant: Merchant, part: Part) -> Result<Json<api::MerchantButtons>, WorkError> {
    backend.buttons.list(part.cursor.as_deref(), part.limit).await.map(Json)
}

pub(crate) fn list_operation() -> Operation {
    Operation::new("listButtons", "The buttons, newest first")
        .in_parts(buttons::PART)
        .more("Retired buttons are listed too.")
        .gives::<api::MerchantButtons>(200, "A page of the list of buttons.", examples::merchant_buttons())
}

/// `PATCH /buttons/{id}`
///
/// # Errors
///
/// As [`Buttons::change`](crate::orders::buttons::Buttons::change).
pub async fn change(
    State(backend): AppState,
    _merchant: Merchant,
    Path(id): Path<String>,
    Json(wanted): Json<api::ChangeButton>,
) -> Result<(AuditNote, Json<api::MerchantButton>), WorkError> {
    let changed = backend.buttons.change(&id, &wanted).await?;
    Ok((AuditNote::sent(&wanted), Json(changed)))
}

pub(crate) fn change_operation() -> Operation {
    Operation::new("changeButton", "Change a button, retire it, or sell it again")
        .more("Orders that were made already keep what they were made with.")
        .takes::<api::ChangeButton>(examples::change_button())
        .gives::<api::MerchantButton>(200, "The button as it is now.", examples::merchant_button())
        .refuses(&[Code::ButtonNotFound, Code::InvalidFields])
}
