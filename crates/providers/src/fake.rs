//! How a provider's API is played on this machine: what a pretend provider is asked, and what it answers.
//!
//! A played provider is a plain state machine. It is handed the moment and an HTTP request and gives an HTTP
//! response; it opens no socket, reads no clock and starts no task, so a test can move it through a year in a
//! microsecond. It must not use the client's wire types: a misreading on both sides would cancel itself out.
//! Sockets, the clock, faults and the delivery of webhooks belong to the `sandbox` crate.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, header};
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
pub trait FakeProvider: Send {
    /// The first segment of its URLs, for example `compropago`.
    fn name(&self) -> &'static str;

    /// Answers one request of the provider's API. The path no longer carries [`FakeProvider::name`].
    fn answer(&mut self, request: &Request<Bytes>, now: Moment) -> Response<Bytes>;

    /// The request as one for another amount, a peso or a sol more, where it makes a charge; `None` where it makes none. So a
    /// provider is played that collects something else than it was asked for, and says so wherever it is asked.
    fn for_another_amount(&self, request: &Request<Bytes>) -> Option<Request<Bytes>>;

    /// Every charge it knows, the newest first, as it stands at `now`.
    fn charges(&self, now: Moment) -> Vec<FakeCharge>;

    /// One charge, as it stands at `now`; `None` when unknown. Who keeps many finds it without looking at every other.
    fn charge(&self, id: &str, now: Moment) -> Option<FakeCharge> {
        self.charges(now).into_iter().find(|charge| charge.id == id)
    }

    /// What the provider's API would answer about this charge now, to show beside it; `None` when unknown.
    fn document(&self, id: &str) -> Option<Value>;

    /// Does to a charge what a shopper, a bank or the calendar would do.
    ///
    /// # Errors
    ///
    /// [`Refused::Unknown`] where there is no such charge, [`Refused::Impossible`] where its state does not allow the action.
    fn act(&mut self, id: &str, action: Action, now: Moment) -> Result<FakeCharge, Refused>;

    /// Expires whatever is due by `now`.
    fn pass_time(&mut self, now: Moment);

    /// When [`FakeProvider::pass_time`] will next have something to do.
    fn next_due(&self) -> Option<Moment>;

    /// Takes the webhook events waiting to be delivered, the oldest first.
    fn take_webhooks(&mut self) -> Vec<OutgoingWebhook>;

    /// The headers of a webhook event that leaves at this moment, which may be long after it was made: who signs with a clock signs then.
    fn leaving(&self, webhook: &OutgoingWebhook, _at: Moment) -> HeaderMap {
        webhook.headers.clone()
    }

    /// Whether a receiver's answer means, to this provider, that the webhook event has arrived.
    fn counts_as_delivered(&self, status: u16, body: &[u8]) -> bool;

    /// Every account seen so far, with its settings.
    fn accounts(&self) -> Vec<Value>;

    /// Changes the account that `key` opens; fields that are absent stay as they are. Answers the account.
    ///
    /// # Errors
    ///
    /// [`Refused::Impossible`] where the key is none this provider gives, or a setting cannot have this value.
    fn set_account(&mut self, key: &str, settings: &Value) -> Result<Value, Refused>;

    /// Sends the provider's own test event to every webhook of the account that `key` opens.
    ///
    /// # Errors
    ///
    /// [`Refused::Impossible`] where the key is none this provider gives, or the account has no webhook.
    fn ping(&mut self, key: &str, now: Moment) -> Result<(), Refused>;

    /// What is settable for the provider as a whole, for example rates of exchange.
    fn settings(&self) -> Value;

    /// Changes what [`FakeProvider::settings`] shows; fields that are absent stay as they are.
    ///
    /// # Errors
    ///
    /// [`Refused::Impossible`] where a setting is unknown or cannot have this value.
    fn set_settings(&mut self, settings: &Value) -> Result<Value, Refused>;

    /// Forgets charges, accounts and settings, as if just started.
    fn reset(&mut self);
}

/// A charge as the control page lists it, the same for every provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FakeCharge {
    /// The provider's own id of it.
    pub id: String,
    /// The name of the fake provider, [`FakeProvider::name`].
    pub provider: &'static str,
    /// How it is to be paid.
    pub method: FakeMethod,
    /// The chain's display name, for cash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The bare digits for the counter, for cash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The 18 digits of the account, for a transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clabe: Option<String>,
    /// What is asked for; `None` on a reusable CLABE, which takes any sum.
    pub amount: Option<Sum>,
    /// What has come in so far.
    pub received: Sum,
    /// What the provider keeps for it, tax included.
    pub fee: Sum,
    /// The state of the charge at the provider.
    pub status: FakeStatus,
    /// The merchant's own id of the order.
    pub order: String,
    /// A description of what was sold.
    pub description: String,
    /// The name of the customer.
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
    /// Where the provider's own page of it is, below the provider's name: the path of the address that its API answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// An amount of money in minor units, as JSON carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// The amount in minor units: centavos.
    pub amount: i64,
    /// The currency, as ISO 4217 has it.
    pub currency: &'static str,
}

/// How a played charge is to be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FakeMethod {
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
pub enum FakeStatus {
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
    /// A reusable CLABE, ready for any transfer.
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
    /// The address it is posted to.
    pub url: String,
    /// The charge it tells of.
    pub charge: String,
    /// What it says has happened, in the provider's word, for example `charge.success`.
    pub event: String,
    /// The headers that go with it, its type and its signature among them.
    pub headers: HeaderMap,
    /// The body that is posted.
    pub body: Bytes,
}

/// The request with so much more in the first of these fields that its body has, in JSON or as a form: counted in the units that stand
/// before a decimal point. Nothing else of it is touched.
pub fn raised(request: &Request<Bytes>, fields: &[&str], by: i64) -> Option<Request<Bytes>> {
    let body = std::str::from_utf8(request.body()).ok()?;
    let body = fields.iter().find_map(|field| {
        let json = body.find(&format!("\"{field}\"")).map(|at| at + field.len() + 2);
        let form = || {
            let name = format!("{field}=");
            let starts = body.match_indices(name.as_str()).map(|(at, _)| at);
            starts.into_iter().find(|at| *at == 0 || body[..*at].ends_with('&')).map(|at| at + field.len())
        };
        let (before, rest) = body.split_at(json.or_else(form)?);
        let number = rest.trim_start_matches([':', '=', '"', ' ', '\n', '\t']);
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let whole: i64 = number[..end].parse().ok()?;
        let between = &rest[..rest.len() - number.len()];
        Some([before, between, &(whole + by).to_string(), &number[end..]].concat())
    })?;
    let (parts, _) = request.clone().into_parts();
    Some(Request::from_parts(parts, Bytes::from(body)))
}

/// The headers of a webhook that is unsigned JSON.
pub fn unsigned_json() -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_raised_wherever_it_stands_and_nothing_else_is() {
        let check = |body: &str, expected: Option<&str>| {
            let request = Request::new(Bytes::copy_from_slice(body.as_bytes()));
            let raised = raised(&request, &["order_price", "amount"], 100).map(|request| request.into_body());
            assert_eq!(raised.as_deref(), expected.map(str::as_bytes), "{body}");
        };
        check(r#"{"name":"amount 5","order_price": 150.50}"#, Some(r#"{"name":"amount 5","order_price": 250.50}"#));
        check(r#"{"amount":"9","price":"7"}"#, Some(r#"{"amount":"109","price":"7"}"#));
        check("currency=mxn&amount=15000&x_amount=1", Some("currency=mxn&amount=15100&x_amount=1"));
        check("x_amount=1", None);
        check(r#"{"amount":null}"#, None);
    }
}
