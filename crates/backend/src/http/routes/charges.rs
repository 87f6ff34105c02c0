//! `/orders/{id}/charges`: the customer has chosen how to pay. What that leads to is `charges/`'s; here a request is
//! read and an answer given.

use crate::base::error::WorkError;
use crate::base::idempotency::{Answered, Key};
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::{Path, State};
use utoipa::openapi::Required;

/// `POST /orders/{id}/charges`
///
/// # Errors
///
/// As [`Collect::create_charge`](crate::charges::Collect::create_charge).
pub async fn create(
    State(backend): AppState,
    Path(id): Path<String>,
    key: Key,
    Json(wanted): Json<api::CreateCharge>,
) -> Result<Answered, WorkError> {
    backend.collect.create_charge(&id, &key, &wanted).await
}

pub(crate) fn create_operation() -> Operation {
    Operation::new("createCharge", "Choose how to pay, and get the voucher")
        .more(
            "Keep the key until there is an answer, and ask again with it where there is none: no second voucher is made. \
             Where the provider never answered what the key asked for, and may not be asked twice, the answer is \
             `idempotency_key_spent`, from then on: nothing that can be paid was shown, so begin again with a new key.",
        )
        .with_key(Required::True)
        .takes::<api::CreateCharge>(examples::create_charge())
        .gives::<api::Charge>(201, "The charge with its voucher.", examples::charge())
        .asks_a_provider()
        .refuses(&[
            Code::OrderNotFound,
            Code::OfferChanged,
            Code::OrderClosed,
            Code::TooManyVouchers,
            Code::IdempotencyKeySpent,
            Code::InvalidFields,
            Code::MethodNotOffered,
            Code::StoreNotOffered,
            Code::UnderMinimum,
            Code::OverLimit,
        ])
}

/// `POST /orders/{id}/charges/{charge}/cancel`
///
/// # Errors
///
/// As [`Collect::cancel`](crate::charges::Collect::cancel).
pub async fn cancel(
    State(backend): AppState,
    Path((order, charge)): Path<(String, String)>,
) -> Result<Json<api::Charge>, WorkError> {
    backend.collect.cancel(&order, &charge).await.map(Json)
}

pub(crate) fn cancel_operation() -> Operation {
    Operation::new("cancelCharge", "Change your mind: withdraw the voucher")
        .more("Only where the provider can; where money has come meanwhile, the charge is answered as paid.")
        .gives::<api::Charge>(200, "The charge as it is now.", examples::canceled())
        .asks_a_provider()
        .refuses(&[Code::OrderNotFound, Code::ChargeNotFound, Code::VoucherClosed, Code::CannotCancel])
}

/// `POST /orders/{id}/charges/{charge}/sms`
///
/// # Errors
///
/// As [`Collect::send_sms`](crate::charges::Collect::send_sms).
pub async fn sms(
    State(backend): AppState,
    Path((order, charge)): Path<(String, String)>,
    Json(wanted): Json<api::SendSms>,
) -> Result<Json<api::Charge>, WorkError> {
    backend.collect.send_sms(&order, &charge, &wanted).await.map(Json)
}

pub(crate) fn sms_operation() -> Operation {
    Operation::new("sendSms", "Send the voucher by SMS")
        .more("Only where the provider can, which `sms` of the charge says; each charge a few times at most.")
        .takes::<api::SendSms>(examples::send_sms())
        .gives::<api::Charge>(200, "The charge.", examples::charge())
        .asks_a_provider()
        .refuses(&[
            Code::OrderNotFound,
            Code::ChargeNotFound,
            Code::VoucherClosed,
            Code::SmsNotOffered,
            Code::SmsLimit,
            Code::InvalidFields,
        ])
}
