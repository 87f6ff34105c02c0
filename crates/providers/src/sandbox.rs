//! How a provider's API is played on this machine: what a pretend provider is asked, and what it answers.
//!
//! A played provider is a plain state machine. It is handed the moment and an HTTP request and gives an HTTP
//! response; it opens no socket, reads no clock and starts no task, so a test can move it through a year in a
//! microsecond. It must not use the client's wire types: a misreading on both sides would cancel itself out.
//! Sockets, the clock, faults and the delivery of webhooks belong to the `sandbox` crate.

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// Whole seconds since 1970, rounded down.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This moment, so many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0 + seconds * 1000)
    }
}

/// In JSON, RFC 3339 in UTC.
impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let timestamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::MAX);
        serializer.collect_str(&timestamp)
    }
}

/// A provider's API, played.
pub trait Played: Send {
    /// The first segment of its URLs, for example `compropago`.
    fn name(&self) -> &'static str;

    /// Answers one request of the provider's API. The path no longer carries [`Played::name`].
    fn answer(&mut self, request: &Request<Bytes>, now: Moment) -> Response<Bytes>;

    /// Every charge it knows, the newest first, as it stands at `now`.
    fn charges(&self, now: Moment) -> Vec<PlayedCharge>;

    /// What the provider's API would answer about this charge now, to show beside it; `None` when unknown.
    fn document(&self, id: &str) -> Option<Value>;

    /// Does to a charge what a shopper, a bank or the calendar would do.
    fn act(&mut self, id: &str, action: Action, now: Moment) -> Result<PlayedCharge, Refused>;

    /// Expires whatever is due by `now`.
    fn pass_time(&mut self, now: Moment);

    /// When [`Played::pass_time`] will next have something to do.
    fn next_due(&self) -> Option<Moment>;

    /// Takes the webhook events waiting to be delivered, the oldest first.
    fn take_webhooks(&mut self) -> Vec<OutgoingWebhook>;

    /// Whether a receiver's answer means, to this provider, that the webhook event has arrived.
    fn counts_as_delivered(&self, status: u16, body: &[u8]) -> bool;

    /// Every account seen so far, with its settings.
    fn accounts(&self) -> Vec<Value>;

    /// Changes the account that `key` opens; fields that are absent stay as they are. Answers the account.
    fn set_account(&mut self, key: &str, settings: &Value) -> Result<Value, Refused>;

    /// Sends the provider's own test event to every webhook of the account that `key` opens.
    fn ping(&mut self, key: &str, now: Moment) -> Result<(), Refused>;

    /// What is settable for the provider as a whole, for example rates of exchange.
    fn settings(&self) -> Value;

    /// Changes what [`Played::settings`] shows; fields that are absent stay as they are.
    fn set_settings(&mut self, settings: &Value) -> Result<Value, Refused>;

    /// Forgets charges, accounts and settings, as if just started.
    fn reset(&mut self);
}

/// A charge as the control page lists it, the same for every provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlayedCharge {
    /// The provider's own id of it.
    pub id: String,
    /// [`Played::name`].
    pub provider: &'static str,
    /// How it is to be paid.
    pub method: PlayedMethod,
    /// The chain's display name, for cash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The bare digits for the counter, for cash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The 18 digits of the account, for a transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clabe: Option<String>,
    /// What is asked for; `None` on a standing CLABE, which takes any sum.
    pub amount: Option<Sum>,
    /// What has come in so far.
    pub received: Sum,
    /// What the provider keeps for it, tax included.
    pub fee: Sum,
    /// Where it stands.
    pub status: PlayedStatus,
    /// The merchant's own id of the order.
    pub order: String,
    /// What was bought.
    pub description: String,
    /// Who pays.
    pub customer: String,
    /// The numbers it was sent to by SMS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sms: Vec<String>,
    /// The account it belongs to, its key shortened so that a screenshot gives nothing away.
    pub account: String,
    /// False in the provider's test mode.
    pub live: bool,
    /// When it was made.
    pub created: Moment,
    /// Until when it can be paid; `None` for ever.
    pub expires: Option<Moment>,
}

/// An amount of money in minor units, as JSON carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// Minor units: centavos.
    pub amount: i64,
    /// ISO 4217.
    pub currency: &'static str,
}

/// How a played charge is to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlayedMethod {
    /// Notes and coins at a counter.
    Cash,
    /// A transfer into a CLABE of this one charge.
    Spei,
    /// A CLABE that stays a customer's own; transfers come and go.
    StandingClabe,
}

/// Where a played charge stands, in words of ours that are the same for every provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlayedStatus {
    /// Nothing has come in yet.
    Pending,
    /// Something has come in, but less than asked.
    PartlyPaid,
    /// All of it has come in, or more.
    Paid,
    /// Too late; money may still arrive.
    Expired,
    /// The provider will not take it.
    Declined,
    /// Its merchant took it back.
    Voided,
    /// The money went back.
    Refunded,
    /// A standing CLABE, ready for any transfer.
    Active,
}

/// What the control page can do to a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Money comes in: so many minor units, or all that is still missing. Paying twice pays twice.
    Pay(Option<i64>),
    /// Money comes in, but too little: so many minor units, or half of what is missing.
    PayPartial(Option<i64>),
    /// Its time is over, now.
    Expire,
    /// The provider takes it back.
    Decline,
    /// The money goes back.
    Refund,
}

/// Why the control page could not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such charge, account or setting.
    Unknown(String),
    /// It is there, but this cannot be done to it; the sentence says why.
    Impossible(String),
}

/// A webhook event on its way to a merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingWebhook {
    /// Where to.
    pub url: String,
    /// The charge it tells of.
    pub charge: String,
    /// What it says has happened, in the provider's word, for example `charge.success`.
    pub event: String,
    /// The JSON to post.
    pub body: Bytes,
}
