//! The trait every provider has, the requests it is given, and the ways it can fail.
//!
//! Four verbs, because four is what every provider can do. What only some can do is declared as data in the
//! register and is never an empty implementation. A provider is stateless translation: it is handed its `Http` and
//! the request, and it knows neither db nor the JSON of our own API.

use crate::http::{Http, NotAnswered};
use ::http::StatusCode;
use payments::{Customer, Event, Method, Moment, Money, Voucher};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// What an async verb returns: boxed, so that providers are trait objects, and `Send`, so that any runtime carries them.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ProviderError>> + Send + 'a>>;

/// A company whose API collects for the merchant.
pub trait Provider: Send + Sync {
    /// Its id: the name of its folder, of its webhook address and of its section in the configuration.
    fn id(&self) -> &'static str;

    /// Whether no real money moves with the keys it was given.
    fn test_mode(&self) -> bool;

    /// Whether a create that may have happened can be repeated harmlessly: asked a second time for a charge with the id of
    /// ours it already has, to the letter as before, it makes no second one and answers with the first. Where it says no,
    /// whoever heard no answer must never ask again for what that request was about. Each says where it knows it from.
    fn repeats_create(&self) -> bool;

    /// The ways to pay this amount, in the order to show them. Stores whose limit is below the amount are listed
    /// too: the customer is told why they are not for this order.
    fn offers<'a>(&'a self, http: &'a dyn Http, amount: Money) -> Answer<'a, Vec<OfferedMethod>>;

    /// Makes a charge and returns what the customer takes away.
    fn create_charge<'a>(&'a self, http: &'a dyn Http, request: &'a ChargeRequest) -> Answer<'a, CreatedCharge>;

    /// What is true of a charge now.
    fn fetch_charge<'a>(&'a self, http: &'a dyn Http, handle: &'a Handle) -> Answer<'a, FetchedCharge>;

    /// Reads which charge a webhook is about, and nothing more: what it claims is asked again by
    /// [`fetch_charge`](Self::fetch_charge). `None` for one that is about nothing (a test ping).
    fn read_webhook(&self, headers: &http::HeaderMap, body: &[u8]) -> Result<Option<Hint>, ProviderError>;
}

/// A method a provider offers for an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedMethod {
    /// How.
    pub method: Method,
    /// Where, for cash.
    pub stores: Vec<OfferedStore>,
    /// The most one payment may be, for methods without stores.
    pub limit: Option<Money>,
}

/// A store a provider offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedStore {
    /// The provider's own code, sent back with the charge.
    pub code: String,
    /// The provider's name for it, shown where our own table does not know the store.
    pub name: String,
    /// The most one payment may be.
    pub limit: Option<Money>,
    /// What the till adds, where the provider says.
    pub till_fee: Option<Money>,
}

/// What is needed to make a charge.
#[derive(Clone, Debug)]
pub struct ChargeRequest {
    /// Our charge's id. Sent along, so that the provider's panel and our db can be laid side by side.
    pub charge_id: String,
    /// What is to be paid.
    pub amount: Money,
    /// What is sold.
    pub description: String,
    /// A picture of it.
    pub image: Option<String>,
    /// How.
    pub method: Method,
    /// The provider's own code for the store, for cash.
    pub store: Option<String>,
    /// Who pays.
    pub customer: Customer,
    /// When the customer asked for it: the same however often we ask the provider, so that asking again is the same request.
    pub requested_at: Moment,
    /// When the voucher should run out, if not when the provider likes. Providers may round or ignore it; what they
    /// answer counts.
    pub expires_at: Option<Moment>,
}

/// How a provider finds a charge again: its own id, and the method, where that decides whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Handle {
    /// The provider's id of the charge.
    pub provider_charge: String,
    /// The method it was made by.
    pub method: Method,
}

/// What a webhook is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The provider's id of the charge.
    pub provider_charge: String,
}

/// A charge the provider has just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedCharge {
    /// The provider's id of it.
    pub provider_charge: String,
    /// What the customer takes away.
    pub voucher: Voucher,
    /// What it is already: ordinarily [`Event::Issued`]. A payment is in the currency of the voucher.
    pub event: Event,
}

/// What the provider says is true of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedCharge {
    /// The provider's id of it, to be compared with the one asked for.
    pub provider_charge: String,
    /// What it was made for, to be compared with what we asked for. `None` where the provider does not say.
    pub amount: Option<Money>,
    /// What is to be handed over for it, to be compared with the slip that was shown: the same, but for an order in another
    /// currency. `None` where the provider does not say.
    pub due: Option<Money>,
    /// What has happened to it. A payment is in the currency that was handed over: what it is of the order, the slip says.
    pub event: Event,
}

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
}

/// Why a provider refuses, as far as it can be told to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The amount is over the store's limit.
    OverLimit,
    /// It does not know the store, or no longer offers it.
    Store,
    /// Something about the customer's phone.
    Phone,
    /// Anything else.
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
        }
    }

    /// Whether the provider may have made the charge although we have no answer: such a charge stays *requested*.
    pub const fn may_have_happened(self) -> bool {
        match self {
            Self::NoAnswer | Self::NotUnderstood => true,
            Self::NotReached | Self::Busy | Self::BadKeys | Self::Refused(_) | Self::NotFound => false,
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

impl From<NotAnswered> for ProviderError {
    fn from(failure: NotAnswered) -> Self {
        match failure {
            NotAnswered::NotSent(detail) => Self::new(Kind::NotReached, detail),
            NotAnswered::Lost(detail) => Self::new(Kind::NoAnswer, detail),
        }
    }
}
