//! A problem: what went wrong, for a program by its code and for a developer by its sentence (RFC 9457,
//! `application/problem+json`).
//!
//! The widget turns the code into the customer's language; it never shows `title` or `detail`, which are English
//! and for developers. Codes are stable, sentences are not.

use serde::{Deserialize, Serialize};

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that names the kind of problem: `urn:ficha:problem:{code}`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a sentence.
    pub title: String,
    /// The HTTP status of the answer, once more.
    pub status: u16,
    /// What to branch on.
    pub code: String,
    /// Which of several reasons it was: `paid`, `expired` or `refunded` of an order that is closed; `orders` or `all`, the scope
    /// that is needed, of a token that may not do this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// This occurrence, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields that cannot be used, where the request had fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// The id to quote to whoever runs the backend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One field that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Its path in the request: `customer.email`.
    pub field: String,
    /// What is wrong, in a sentence for a developer.
    pub detail: String,
}

/// Every kind of problem, with its status and title. A new one is a new row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the title says it")]
pub enum Code {
    ButtonNotFound,
    ButtonRetired,
    PreviewOnly,
    OrderNotFound,
    ChargeNotFound,
    ClabeNotFound,
    AccountNotFound,
    EndpointNotFound,
    DeliveryNotFound,
    AlertNotFound,
    AlertSettled,
    AlertChanged,
    NotFound,
    MethodNotAllowed,
    InvalidAddress,
    InvalidJson,
    InvalidFields,
    UnsupportedMediaType,
    BodyTooLarge,
    MethodNotOffered,
    StoreNotOffered,
    OverLimit,
    UnderMinimum,
    OrderClosed,
    OfferChanged,
    TooManyVouchers,
    VoucherClosed,
    CannotCancel,
    CannotAmend,
    SmsLimit,
    SmsNotOffered,
    StandingNotOffered,
    IdempotencyKeyMissing,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    IdempotencyKeySpent,
    Unauthorized,
    ScopeTooNarrow,
    BadSignature,
    TooManyRequests,
    TooManyStreams,
    ProviderUnreachable,
    ProviderRefused,
    ProviderNotUnderstood,
    Unavailable,
    Internal,
}

impl Code {
    /// Every code, in the order of the table.
    pub const ALL: [Self; 46] = [
        Self::ButtonNotFound,
        Self::ButtonRetired,
        Self::PreviewOnly,
        Self::OrderNotFound,
        Self::ChargeNotFound,
        Self::ClabeNotFound,
        Self::AccountNotFound,
        Self::EndpointNotFound,
        Self::DeliveryNotFound,
        Self::AlertNotFound,
        Self::AlertSettled,
        Self::AlertChanged,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::InvalidAddress,
        Self::InvalidJson,
        Self::InvalidFields,
        Self::UnsupportedMediaType,
        Self::BodyTooLarge,
        Self::MethodNotOffered,
        Self::StoreNotOffered,
        Self::OverLimit,
        Self::UnderMinimum,
        Self::OrderClosed,
        Self::OfferChanged,
        Self::TooManyVouchers,
        Self::VoucherClosed,
        Self::CannotCancel,
        Self::CannotAmend,
        Self::SmsLimit,
        Self::SmsNotOffered,
        Self::StandingNotOffered,
        Self::IdempotencyKeyMissing,
        Self::IdempotencyKeyInvalid,
        Self::IdempotencyKeyReused,
        Self::IdempotencyKeySpent,
        Self::Unauthorized,
        Self::ScopeTooNarrow,
        Self::BadSignature,
        Self::TooManyRequests,
        Self::TooManyStreams,
        Self::ProviderUnreachable,
        Self::ProviderRefused,
        Self::ProviderNotUnderstood,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The word in JSON, the HTTP status and the title.
    pub const fn row(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::ButtonNotFound => ("button_not_found", 404, "There is no button with this id."),
            Self::ButtonRetired => ("button_retired", 410, "This button has been retired and makes no more orders."),
            Self::PreviewOnly => ("preview_only", 409, "This button is being made: it can be looked at, and not ordered from."),
            Self::OrderNotFound => ("order_not_found", 404, "There is no order with this id."),
            Self::ChargeNotFound => ("charge_not_found", 404, "This order has no charge with this id."),
            Self::ClabeNotFound => ("clabe_not_found", 404, "There is no reusable CLABE with this id."),
            Self::AccountNotFound => ("account_not_found", 404, "There is no account with this id."),
            Self::EndpointNotFound => ("endpoint_not_found", 404, "There is no webhook endpoint with this id."),
            Self::DeliveryNotFound => ("delivery_not_found", 404, "This webhook endpoint has no delivery of this event."),
            Self::AlertNotFound => ("alert_not_found", 404, "This order has no alert with this id."),
            Self::AlertSettled => ("alert_settled", 409, "Nothing of this waits for a decision any more: it was settled."),
            Self::AlertChanged => ("alert_changed", 409, "The provider says something else by now: look again, then decide."),
            Self::NotFound => ("not_found", 404, "There is nothing at this address."),
            Self::MethodNotAllowed => ("method_not_allowed", 405, "This address does not take this HTTP method."),
            Self::InvalidAddress => ("invalid_address", 400, "The address holds characters that no address has."),
            Self::InvalidJson => ("invalid_json", 400, "The body is not the JSON this call takes."),
            Self::InvalidFields => ("invalid_fields", 422, "Some fields cannot be used."),
            Self::UnsupportedMediaType => ("unsupported_media_type", 415, "The body must be application/json."),
            Self::BodyTooLarge => ("body_too_large", 413, "The body is larger than this call takes."),
            Self::MethodNotOffered => ("method_not_offered", 422, "This order cannot be paid by this method."),
            Self::StoreNotOffered => ("store_not_offered", 422, "This order cannot be paid at this store."),
            Self::UnderMinimum => ("under_minimum", 422, "The amount is under the least this method takes."),
            Self::OverLimit => ("over_limit", 422, "The amount is over the limit of this store or method."),
            Self::OrderClosed => ("order_closed", 409, "This order is settled or has run out: it takes no more charges."),
            Self::TooManyVouchers => (
                "too_many_vouchers",
                409,
                "This order has as many open vouchers as it may have: pay one of them, or cancel one.",
            ),
            Self::OfferChanged => (
                "offer_changed",
                409,
                "What this order was made for has another price by now, or is sold no more: make another order.",
            ),
            Self::VoucherClosed => ("voucher_closed", 409, "This charge has no voucher that can be paid now."),
            Self::CannotCancel => ("cannot_cancel", 409, "The provider of this charge cannot withdraw it."),
            Self::CannotAmend => {
                ("cannot_amend", 409, "This order cannot be changed: a voucher of it is out that must stay as it is.")
            }
            Self::SmsLimit => ("sms_limit", 429, "This voucher has been sent by SMS as often as it may be."),
            Self::SmsNotOffered => ("sms_not_offered", 422, "The provider of this charge sends no SMS."),
            Self::StandingNotOffered => {
                ("standing_not_offered", 422, "No configured provider has reusable CLABEs and accounts.")
            }
            Self::IdempotencyKeyMissing => {
                ("idempotency_key_missing", 400, "Send an Idempotency-Key header: 8 to 200 visible ASCII characters.")
            }
            Self::IdempotencyKeyInvalid => {
                ("idempotency_key_invalid", 400, "An Idempotency-Key must be 8 to 200 visible ASCII characters.")
            }
            Self::IdempotencyKeyReused => {
                ("idempotency_key_reused", 422, "This Idempotency-Key came before with another request.")
            }
            Self::IdempotencyKeySpent => (
                "idempotency_key_spent",
                409,
                "The payment provider never answered what this Idempotency-Key asked for. Begin again with a new key.",
            ),
            Self::ScopeTooNarrow => {
                ("scope_too_narrow", 403, "The token may not do this: `reason` is the scope this call needs.")
            }
            Self::BadSignature => ("bad_signature", 401, "This webhook is not signed as its provider signs them."),
            Self::Unauthorized => ("unauthorized", 401, "Send the merchant's token: Authorization: Bearer ..."),
            Self::TooManyRequests => ("too_many_requests", 429, "Too many requests: wait as Retry-After says."),
            Self::TooManyStreams => {
                ("too_many_streams", 429, "Too many event streams are open: ask every few seconds instead, with the ETag.")
            }
            Self::ProviderUnreachable => {
                ("provider_unreachable", 503, "The payment provider did not answer. Retry with the same Idempotency-Key.")
            }
            Self::ProviderRefused => ("provider_refused", 422, "The payment provider refused this charge."),
            Self::ProviderNotUnderstood => {
                ("provider_not_understood", 502, "The payment provider answered something we cannot read.")
            }
            Self::Unavailable => ("unavailable", 503, "The backend cannot serve this now. Retry later."),
            Self::Internal => ("internal", 500, "Something went wrong on our side."),
        }
    }

    /// The word in JSON.
    pub const fn id(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status it is answered with.
    pub const fn status(self) -> u16 {
        self.row().1
    }

    /// The problem of this kind, without more detail.
    pub fn problem(self) -> Problem {
        let (code, status, title) = self.row();
        Problem {
            kind: format!("urn:ficha:problem:{code}"),
            title: title.to_owned(),
            status,
            code: code.to_owned(),
            reason: None,
            detail: None,
            fields: Vec::new(),
            request_id: None,
        }
    }
}
