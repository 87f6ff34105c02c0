//! Stripe's errors: what each code means to us. Codes and statuses count; a message is for people, and may change.

use super::SCRUB;
use super::wire;
use crate::call::{self, Masked};
use crate::provider::{Kind, Reason};
use crate::scrub;
use http::StatusCode;

/// An error says `{"error": {"type", "code", "message"}}`; what does not is no answer of Stripe's.
pub(super) fn error_in(status: StatusCode, body: &str, masked: &Masked<'_>) -> Option<(Kind, String)> {
    if status.is_success() {
        return None;
    }
    let Some(error) = wire::Error::read(body) else { return call::error_by_status(status, body, false) };
    let (kind, code) = (error.kind.text().unwrap_or_default(), error.code.text().unwrap_or_default());
    let param = error.param.text().filter(|param| is_field(param));
    let meant = match (kind, code) {
        // The same key is being worked on, or was sent with something else before: either way a first request may have done it.
        (_, "idempotency_key_in_use") | ("idempotency_error", _) => Kind::NoAnswer,
        (_, "amount_too_large") => Kind::Refused(Reason::OverLimit),
        (_, "amount_too_small") => Kind::Refused(Reason::UnderMinimum),
        (_, "lock_timeout" | "rate_limit") => Kind::Busy,
        // A parameter names something that is not there: of what was asked about, 404 says it.
        (_, "email_invalid") => Kind::Refused(Reason::Email),
        (_, "payment_method_unactivated") => Kind::Refused(Reason::Method),
        (_, "resource_missing") if status != StatusCode::NOT_FOUND => Kind::Refused(Reason::Other),
        (_, _) => match Kind::of_status(status, true) {
            Kind::Refused(Reason::Other) => Kind::Refused(param.map_or(Reason::Other, about)),
            kind => kind,
        },
    };
    let said = masked.sentence(error.message.text().unwrap_or("no message"));
    let of = param.map(|param| format!(" of {param}")).unwrap_or_default();
    Some((meant, format!("status {}, {}{of}: {said}", status.as_u16(), word(if code.is_empty() { kind } else { code }))))
}

/// What whoever pays can do about a field that is refused.
fn about(param: &str) -> Reason {
    // The billing details have them, and the customer of a transfer.
    match param.rsplit('[').next().unwrap_or_default().trim_end_matches(']') {
        "name" => Reason::Name,
        "email" => Reason::Email,
        _ if param.starts_with("payment_method_types") || param == "payment_method_data[type]" => Reason::Method,
        _ => Reason::Other,
    }
}

/// Whether it is the name of a field, and nothing that a person typed into one.
fn is_field(param: &str) -> bool {
    param.len() <= 80 && param.bytes().all(|b| b.is_ascii_lowercase() || b"_[]0123456789".contains(&b))
}

fn word(code: &str) -> String {
    let is_code = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_code { SCRUB.word(code) } else { scrub::shape(code) }
}
