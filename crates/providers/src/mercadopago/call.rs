//! What is Mercado Pago's own in a call: how an error of either API looks, and what a request is known again by.
//!
//! Orders say `{"errors": [{"code", "message", "details"}]}`, payments `{"message", "error", "status", "cause": [{"code",
//! "description"}]}`. An order's request that was sent before is refused by some and answered again by others, by the word of those
//! who saw it: so such an answer is no error here. Whoever sent it looks for what the first one made ([`was_sent_before`]).

use super::wire::{self, Problem};
use crate::call::{self, Call, Masked};
use crate::provider::{Kind, ProviderError, Reason};
use crate::scrub::Scrub;
use http::{HeaderName, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

/// What Mercado Pago's tokens begin with.
pub(super) const SCRUB: Scrub = Scrub::of(&["APP_USR", "TEST-"]);

/// What kind of error an answer is, if it is one.
pub(super) fn error_in(status: StatusCode, body: &str, masked: &Masked<'_>) -> Option<(Kind, String)> {
    if status.is_success() || was_sent_before(body) {
        return None;
    }
    let Some(problem) = wire::problem(body) else { return call::error_by_status(status, body, false) };
    let property = problem.detail.as_deref().and_then(property);
    let kind = match (problem.code.as_str(), status.as_u16()) {
        // What the request was about is not there, whatever the status: 2000 is their word for a payment.
        ("2000", _) => Kind::NotFound,
        // Somebody else is changing it just now.
        ("resource_locked", _) | (_, 423) => Kind::Busy,
        // This payment method is not the account's, or is off.
        ("204", _) => Kind::Refused(Reason::Method),
        _ => match (Kind::of_status(status, true), property) {
            (Kind::Refused(Reason::Other), Some(property)) => Kind::Refused(about(property)),
            (kind, _) => kind,
        },
    };
    let of = property.map(|property| format!(" of {property}")).unwrap_or_default();
    let Problem { code, message, .. } = &problem;
    Some((kind, format!("{}{of}: {}", shown(code), masked.sentence(message))))
}

/// The fields of an order that a detail may name.
const FIELDS: [&str; 12] = [
    "amount",
    "description",
    "email",
    "expiration_time",
    "external_reference",
    "first_name",
    "id",
    "last_name",
    "payer",
    "payment_method",
    "total_amount",
    "type",
];

/// The field that an error is about, by its path: `required property 'email' is missing`. What else stands between quotes may be what
/// somebody typed.
fn property(detail: &str) -> Option<&str> {
    let quoted = detail.split('\'').nth(1)?;
    let is_place = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && part.len() < 3;
    let known = |part: &str| FIELDS.contains(&part) || ["transactions", "payments"].contains(&part) || is_place(part);
    quoted.split('.').all(known).then_some(quoted)
}

/// What whoever pays can do about a field that is refused.
fn about(property: &str) -> Reason {
    match property.rsplit('.').next().unwrap_or_default() {
        "first_name" | "last_name" => Reason::Name,
        "email" => Reason::Email,
        _ if property.ends_with("payment_method.id") => Reason::Method,
        _ => Reason::Other,
    }
}

/// A code of theirs for the operator: a word, or a number of at most five digits. Anything else may be anybody's.
fn shown(code: &str) -> String {
    let is_number = code.len() <= 5 && code.bytes().all(|b| b.is_ascii_digit());
    if is_number { format!("code {code}") } else { SCRUB.word(code) }
}

/// Whether an answer says that this very request was sent before, so that what it asks for may be there: the key of an order was used
/// in the last day, or a payment like it was made in the last minute.
pub(super) fn was_sent_before(body: &str) -> bool {
    wire::problem(body).is_some_and(|problem| ["idempotency_key_already_used", "801"].contains(&problem.code.as_str()))
}

/// The same call, known again by what it is for: a rail and our id of a charge, or a charge and our id of a refund. Their
/// specification wants a UUID, and each of the same thing is the same; the bits that say how one was made say "by chance", because
/// some look.
pub(super) fn keyed<'a>(mut call: Call<'a>, what: &str, id: &str) -> Call<'a> {
    let mut digest: [u8; 32] = Sha256::digest(format!("ficha {what} {id}")).into();
    digest[6] = digest[6] & 0x0f | 0x40;
    digest[8] = digest[8] & 0x3f | 0x80;
    let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let uuid = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
    let value = HeaderValue::from_str(&uuid).expect("hexadecimal digits and dashes can be a header");
    call.headers.push((HeaderName::from_static("x-idempotency-key"), value));
    call
}

/// The error of what is refused here, before anybody is asked.
pub(super) fn not_sent(what: &str, kind: Kind, why: &str) -> ProviderError {
    ProviderError::new(kind, format!("{what}: not sent: {why}"))
}

/// The error of a request that was sent before and made nothing that can be found: it may come up yet.
pub(super) fn not_found_yet(what: &str) -> ProviderError {
    ProviderError::new(Kind::NoAnswer, format!("{what}: it was sent before, and what it made is not found yet"))
}
