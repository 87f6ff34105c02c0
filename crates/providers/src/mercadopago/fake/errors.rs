//! What is wrong with a request, and how each of the two APIs says so. Codes are those of the vendor's tables; its wording is not to
//! be matched on, and so is ours.

use super::charge::Api;
use serde_json::{Value, json};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Unauthorized,
    NotJson,
    NoSuchPath,
    NotFound,
    NoKey,
    KeyTooLong,
    KeyUsed,
    Locked,
    TooMany,
    /// A property of an order is missing.
    Required(&'static str),
    /// A property of an order is none.
    Unsupported(String),
    /// A property of an order is of another kind.
    Type(&'static str),
    /// A property of an order cannot be this.
    Value(&'static str, String),
    /// An order has more than one payment.
    Items(usize),
    Total,
    CannotCancel,
    CannotRefund,
    RefundExceeds,
    /// A parameter of a payment cannot be this.
    Parameter(&'static str),
    BadDate,
    MethodUnavailable,
    Amount,
    SamePayment,
}

impl Failure {
    /// Status and body, in the form of an API.
    pub(super) fn written(&self, api: Api) -> (u16, Value) {
        match api {
            Api::Orders => self.of_orders(),
            Api::Payments => self.of_payments(),
        }
    }

    fn of_orders(&self) -> (u16, Value) {
        let (status, code, message, details) = match self {
            Self::Unauthorized => (401, "unauthorized", "invalid access token".to_owned(), None),
            Self::NotJson => (400, "json_syntax_error", "the body is not JSON".to_owned(), None),
            Self::NotFound => (404, "order_not_found", "order not found".to_owned(), None),
            Self::NoSuchPath => (404, "resource_not_found", "resource not found".to_owned(), None),
            Self::NoKey => (400, "empty_required_header", "missing header: X-Idempotency-Key".to_owned(), None),
            Self::KeyTooLong => {
                (400, "invalid_idempotency_key_length", "X-Idempotency-Key is longer than 128 characters".to_owned(), None)
            }
            Self::KeyUsed => (409, "idempotency_key_already_used", "the idempotency key was already used".to_owned(), None),
            Self::Locked => (423, "resource_locked", "the order is being changed".to_owned(), None),
            Self::TooMany => (429, "too_many_requests", "too many requests".to_owned(), None),
            Self::Required(name) => (
                400,
                "required_properties",
                "a property is missing".to_owned(),
                Some(format!("required property '{name}' is missing")),
            ),
            Self::Unsupported(name) => (
                400,
                "unsupported_properties",
                "an unsupported property was sent".to_owned(),
                Some(format!("unsupported property '{name}'")),
            ),
            Self::Type(name) => {
                (400, "property_type", "a property has another type".to_owned(), Some(format!("'{name}' must be text")))
            }
            Self::Value(name, why) => {
                (400, "property_value", "a property has a wrong value".to_owned(), Some(format!("'{name}' value {why}")))
            }
            Self::Items(count) => (400, "maximum_items", format!("maximum 1 items required, but found {count}"), None),
            Self::Total => (400, "invalid_total_amount", "total_amount is not the sum of its payments".to_owned(), None),
            Self::CannotCancel => (409, "cannot_cancel_order", "the order cannot be cancelled in this status".to_owned(), None),
            Self::CannotRefund => (409, "cannot_refund_order", "the order cannot be refunded in this status".to_owned(), None),
            Self::RefundExceeds => (400, "refund_amount_exceeds", "the amount exceeds what can be refunded".to_owned(), None),
            Self::Parameter(_) | Self::BadDate | Self::MethodUnavailable | Self::Amount | Self::SamePayment => {
                (400, "property_value", "a property has a wrong value".to_owned(), None)
            }
        };
        let mut error = json!({"code": code, "message": message});
        if let Some(details) = details {
            error["details"] = json!([details]);
        }
        (status, json!({"errors": [error]}))
    }

    fn of_payments(&self) -> (u16, Value) {
        let (status, error, message, cause) = match self {
            Self::Unauthorized => (401, "unauthorized", "invalid access token".to_owned(), None),
            Self::NotJson => (400, "bad_request", "the body is not JSON".to_owned(), Some(1)),
            Self::NotFound => (404, "not_found", "payment not found".to_owned(), Some(2000)),
            Self::NoSuchPath => (404, "not_found", "resource not found".to_owned(), None),
            Self::TooMany => (429, "too_many_requests", "too many requests".to_owned(), None),
            Self::Locked => (423, "resource_locked", "the payment is being changed".to_owned(), None),
            Self::Amount => (400, "bad_request", "cannot pay this amount with this payment method".to_owned(), Some(129)),
            Self::BadDate => (400, "bad_request", "invalid date_of_expiration".to_owned(), Some(23)),
            Self::MethodUnavailable => (400, "bad_request", "unavailable payment_method".to_owned(), Some(204)),
            Self::SamePayment => {
                (400, "bad_request", "already posted the same request in the last minute".to_owned(), Some(801))
            }
            Self::RefundExceeds => (400, "bad_request", "invalid refund amount".to_owned(), Some(4050)),
            Self::CannotRefund => (400, "bad_request", "the payment cannot be refunded".to_owned(), Some(2063)),
            Self::CannotCancel => (400, "bad_request", "the payment cannot be cancelled".to_owned(), Some(2025)),
            Self::Parameter(name) => (400, "bad_request", format!("invalid {name}"), Some(1)),
            Self::NoKey | Self::KeyTooLong | Self::KeyUsed | Self::Total | Self::Items(_) => {
                (400, "bad_request", "invalid request".to_owned(), Some(1))
            }
            Self::Required(name) | Self::Type(name) | Self::Value(name, _) => {
                (400, "bad_request", format!("invalid {name}"), Some(1))
            }
            Self::Unsupported(name) => (400, "bad_request", format!("invalid {name}"), Some(1)),
        };
        let cause: Vec<Value> =
            cause.into_iter().map(|code| json!({"code": code, "description": message, "data": null})).collect();
        (status, json!({"message": message, "error": error, "status": status, "cause": cause}))
    }
}
