//! The ways a provider can fail, by what each means to whoever asked. What is said of it for the operator has been scrubbed.

use crate::http::TransportError;
use ::http::StatusCode;
use std::fmt;

/// Why a provider could not do it. The kind is what callers branch on; the rest is for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderError {
    /// What it means to us.
    pub kind: Kind,
    /// What happened, for the operator: scrubbed of keys and personal data, at most 300 characters.
    pub detail: String,
}

/// What a failure means to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It was never asked: no connection. Trying again makes no second charge.
    NotReached,
    /// It was asked and did not answer: it may have done it.
    NoAnswer,
    /// It asks us to come back later.
    Busy,
    /// It does not accept our keys.
    BadKeys,
    /// It says no to this request.
    Refused(Reason),
    /// There is no such charge.
    NotFound,
    /// It answered something we cannot read: it may have done it.
    NotUnderstood,
    /// A webhook that is not signed as this account's are: nobody is asked about it.
    BadSignature,
}

/// Why a provider refuses, as far as it can be told to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The amount is over the store's limit.
    OverLimit,
    /// The amount is under the least this method takes.
    UnderMinimum,
    /// It does not know the store, or no longer offers it.
    Store,
    /// The account has not switched this method on, or has it no more.
    Method,
    /// Something about the customer's name.
    Name,
    /// Something about the customer's e-mail address.
    Email,
    /// Something about the customer's phone.
    Phone,
    /// A reason that has no name here.
    Other,
}

impl Kind {
    /// What an HTTP status means where the provider's own code says nothing more (RFC 9110). `theirs`: the body is the provider's
    /// own; a bare 404 may be any server on the way, and says nothing about a charge.
    pub fn of_status(status: StatusCode, theirs: bool) -> Self {
        match status.as_u16() {
            401 | 403 => Self::BadKeys,
            404 if theirs => Self::NotFound,
            408 => Self::NoAnswer,
            429 | 503 => Self::Busy,
            500..=599 => Self::NoAnswer,
            300..=399 => Self::NotUnderstood,
            _ => Self::Refused(Reason::Other),
        }
    }

    /// The word for it in logs and metrics.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotReached => "not_reached",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::BadKeys => "bad_keys",
            Self::Refused(_) => "refused",
            Self::NotFound => "not_found",
            Self::NotUnderstood => "not_understood",
            Self::BadSignature => "bad_signature",
        }
    }

    /// Whether the provider may have made the charge although we have no answer: such a charge stays *requested*.
    pub const fn may_have_happened(self) -> bool {
        match self {
            Self::NoAnswer | Self::NotUnderstood => true,
            Self::NotReached | Self::Busy | Self::BadKeys | Self::Refused(_) | Self::NotFound | Self::BadSignature => false,
        }
    }
}

impl ProviderError {
    /// An error of this kind. `detail` is cut to 300 characters; the caller has scrubbed it.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        Self { kind, detail: detail.chars().take(300).collect() }
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.id(), self.detail)
    }
}

impl std::error::Error for ProviderError {}

impl From<TransportError> for ProviderError {
    fn from(failure: TransportError) -> Self {
        match failure {
            TransportError::Connect(detail) => Self::new(Kind::NotReached, detail),
            TransportError::NoResponse(detail) => Self::new(Kind::NoAnswer, detail),
        }
    }
}
