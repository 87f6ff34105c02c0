//! Strict, played: payments, refunds and signed webhooks as one state machine behind [`FakeProvider`]. The calls are answered in `api.rs`.
//!
//! It must never import the client's `wire`: a misreading on both sides would cancel itself out.

mod api;
#[cfg(test)]
mod tests;

use crate::fake::{
    self, Action, FakeCharge, FakeMethod, FakeProvider, FakeStatus, Moment, OutgoingWebhook, Refused, Sum, unsigned_json,
};
use crate::signature;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response};
use secrecy::SecretString;
use serde_json::{Value, json};

/// The first segment of its URLs in the sandbox.
const NAME: &str = "strict";

/// The fake of the strict provider.
#[derive(Debug)]
pub struct FakeStrict {
    /// Every payment, oldest first.
    payments: Vec<Payment>,
    endpoints: Vec<Endpoint>,
    refunds: Vec<(String, String)>,
    outbox: Vec<OutgoingWebhook>,
    /// How many ids have been given out.
    ids: u64,
}

#[derive(Debug)]
struct Payment {
    id: String,
    /// The key of the request that made it, and when that came.
    key: String,
    made: Moment,
    is_cash: bool,
    amount: i64,
    received: i64,
    refunded: i64,
    in_balance: i64,
    status: &'static str,
    expires: Option<Moment>,
    reference: String,
    clabe: String,
    charge: String,
    description: String,
    customer: String,
}

#[derive(Debug)]
struct Endpoint {
    id: String,
    url: String,
    secret: String,
    /// Which events it is told of, as `payment.*`, while it is active.
    events: Vec<String>,
    active: bool,
}

impl Endpoint {
    fn new(id: String, url: String, secret: String) -> Self {
        let events = vec!["payment.*".to_owned(), "refund.*".to_owned()];
        Self { id, url, secret, events, active: true }
    }

    /// Whether it is told of an event of this kind; of a ping always.
    fn hears(&self, kind: &str) -> bool {
        let is_of = |told: &String| told == kind || told.strip_suffix('*').is_some_and(|of| kind.starts_with(of));
        self.active && (kind == "ping" || self.events.iter().any(is_of))
    }
}

/// The question whether an address is its account's, signed with this secret: whoever holds it answers with the token.
pub fn challenge(secret: &str, token: &str, now: payments::Moment) -> OutgoingWebhook {
    let body = json!({"id": "evt_0", "type": "challenge", "token": token}).to_string();
    let time = now.seconds().to_string();
    let hex = signature::hmac_sha256(&SecretString::from(secret), &[time.as_bytes(), b".", body.as_bytes()]);
    let mut headers = unsigned_json();
    headers.insert("strict-signature", HeaderValue::from_str(&format!("t={time},v1={hex}")).expect("digits and letters"));
    OutgoingWebhook { url: String::new(), charge: String::new(), event: "challenge".to_owned(), headers, body: body.into() }
}

impl FakeStrict {
    /// Without payments. Every account tells `webhook` what happens, signed with this secret.
    pub fn new(webhook: Option<&str>, secret: &str) -> Self {
        let endpoint = webhook.map(|url| Endpoint::new("we_0".to_owned(), url.to_owned(), secret.to_owned()));
        Self {
            payments: Vec::new(),
            endpoints: endpoint.into_iter().collect(),
            refunds: Vec::new(),
            outbox: Vec::new(),
            ids: 0,
        }
    }

    /// The merchant gives so many centavos of the newest payment's balance back to the customer, in Strict's own panel.
    pub fn give_balance_back(&mut self, centavos: i64, now: Moment) {
        let Some(payment) = self.payments.last_mut() else { return };
        payment.in_balance = (payment.in_balance - centavos).max(0);
        let id = payment.id.clone();
        self.told(&id, "payment.balance_changed", now);
    }

    /// Tells of a payment by the name of another charge than it was made for: what a webhook says of that is not to be believed.
    pub fn tell_falsely(&mut self, id: &str, charge: &str, now: Moment) {
        self.tell("payment.paid", Some((id, charge)), now);
    }

    fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    fn find(&mut self, id: &str) -> Result<&mut Payment, Refused> {
        let known = self.payments.iter_mut().find(|payment| payment.id == id);
        known.ok_or_else(|| Refused::Unknown(format!("there is no payment {id}")))
    }

    /// Tells every endpoint, each signed with its own secret.
    fn tell(&mut self, kind: &str, about: Option<(&str, &str)>, now: Moment) {
        let event = format!("evt_{}", self.next_id());
        let data = about.map(|(id, charge)| json!({"id": id, "metadata": {"charge": charge}}));
        let body = json!({"id": event, "type": kind, "data": data}).to_string();
        let time = now.seconds().to_string();
        for endpoint in self.endpoints.iter().filter(|endpoint| endpoint.hears(kind)) {
            let secret = SecretString::from(endpoint.secret.as_str());
            let hex = signature::hmac_sha256(&secret, &[time.as_bytes(), b".", body.as_bytes()]);
            let mut headers = unsigned_json();
            let signed = format!("t={time},v1={hex}");
            headers.insert("strict-signature", HeaderValue::from_str(&signed).expect("digits and letters"));
            self.outbox.push(OutgoingWebhook {
                url: endpoint.url.clone(),
                charge: about.map(|(id, _)| id.to_owned()).unwrap_or_default(),
                event: kind.to_owned(),
                headers,
                body: Bytes::from(body.clone()),
            });
        }
    }

    fn told(&mut self, id: &str, kind: &str, now: Moment) {
        let charge = self.find(id).map(|payment| payment.charge.clone()).unwrap_or_default();
        self.tell(kind, Some((id, &charge)), now);
    }
}

impl Payment {
    /// Money comes in. What is more than was asked for goes into the customer's balance, and all of it where nothing is asked any more.
    fn receive(&mut self, centavos: i64) {
        let asked = if self.status == "canceled" { 0 } else { self.amount - self.received };
        let part = centavos.min(asked).max(0);
        self.received += part;
        self.in_balance += centavos - part;
        if self.received == self.amount {
            self.status = "paid";
        }
    }

    fn document(&self) -> Value {
        json!({
            "id": self.id,
            "object": "payment",
            "status": self.status,
            "amount": self.amount,
            "currency": "mxn",
            "amount_received": self.received,
            "amount_refunded": self.refunded,
            "amount_in_balance": self.in_balance,
            "metadata": {"charge": self.charge},
            "voucher": {
                "reference": self.reference,
                "agreement": self.is_cash.then_some("1420712"),
                "clabe": (!self.is_cash).then_some(&self.clabe),
                "expires_at": self.expires.map(Moment::seconds),
                "hosted_url": format!("https://pay.strict.example/v/{}", self.id),
                "pdf_url": format!("https://pay.strict.example/v/{}.pdf", self.id),
            },
        })
    }

    fn shown(&self) -> FakeCharge {
        let sum = |amount: i64| Sum { amount, currency: "MXN" };
        let status = match (self.refunded >= self.received && self.received > 0, self.status) {
            (true, _) => FakeStatus::Refunded,
            (false, "paid") => FakeStatus::Paid,
            (false, _) if self.received > 0 => FakeStatus::PartlyPaid,
            (false, "expired") => FakeStatus::Expired,
            (false, "canceled") => FakeStatus::Voided,
            (false, _) => FakeStatus::Pending,
        };
        FakeCharge {
            id: self.id.clone(),
            provider: NAME,
            method: if self.is_cash { FakeMethod::Cash } else { FakeMethod::Spei },
            store: None,
            reference: self.is_cash.then(|| self.reference.clone()),
            clabe: (!self.is_cash).then(|| self.clabe.clone()),
            amount: Some(sum(self.amount)),
            received: sum(self.received),
            fee: sum(0),
            status,
            order: self.charge.clone(),
            description: self.description.clone(),
            customer: self.customer.clone(),
            sms: Vec::new(),
            account: NAME.to_owned(),
            live: false,
            created: self.made,
            expires: self.expires,
            page: None,
        }
    }
}

impl FakeProvider for FakeStrict {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&mut self, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
        self.pass_time(now);
        api::answer(self, request, now)
    }

    fn for_another_amount(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        let makes = request.method() == Method::POST && request.uri().path() == "/v1/payments";
        makes.then(|| fake::raised(request, &["amount"], 100)).flatten()
    }

    fn charges(&self, _: Moment) -> Vec<FakeCharge> {
        self.payments.iter().rev().map(Payment::shown).collect()
    }

    fn charge(&self, id: &str, _: Moment) -> Option<FakeCharge> {
        self.payments.iter().find(|payment| payment.id == id).map(Payment::shown)
    }

    fn document(&self, id: &str) -> Option<Value> {
        self.payments.iter().find(|payment| payment.id == id).map(Payment::document)
    }

    fn act(&mut self, id: &str, action: Action, now: Moment) -> Result<FakeCharge, Refused> {
        let impossible = |why: &str| Err(Refused::Impossible(why.to_owned()));
        let payment = self.find(id)?;
        let missing = (payment.amount - payment.received).max(0);
        let kind = match action {
            Action::Pay(centavos) => {
                payment.receive(centavos.unwrap_or(if missing == 0 { payment.amount } else { missing }));
                "payment.paid"
            }
            Action::PayPartial(_) if payment.is_cash => return impossible("a till takes all of it or nothing"),
            Action::PayPartial(centavos) => {
                payment.receive(centavos.unwrap_or(missing / 2));
                "payment.partly_paid"
            }
            Action::Expire if payment.is_cash && payment.received == 0 => {
                payment.status = "expired";
                "payment.expired"
            }
            Action::Expire => return impossible("it does not run out"),
            Action::Decline => return impossible("it is never declined"),
            Action::Refund if payment.received > payment.refunded => {
                payment.refunded = payment.received;
                "refund.created"
            }
            Action::Refund => return impossible("nothing came that could go back"),
        };
        let shown = payment.shown();
        self.told(id, kind, now);
        Ok(shown)
    }

    fn pass_time(&mut self, now: Moment) {
        let due = |payment: &&mut Payment| payment.status == "open" && payment.expires.is_some_and(|end| end <= now);
        let expired: Vec<String> = self
            .payments
            .iter_mut()
            .filter(due)
            .map(|payment| {
                payment.status = "expired";
                payment.id.clone()
            })
            .collect();
        for id in expired {
            self.told(&id, "payment.expired", now);
        }
    }

    fn next_due(&self) -> Option<Moment> {
        self.payments.iter().filter(|payment| payment.status == "open").filter_map(|payment| payment.expires).min()
    }

    fn take_webhooks(&mut self) -> Vec<OutgoingWebhook> {
        std::mem::take(&mut self.outbox)
    }

    fn counts_as_delivered(&self, status: u16, _: &[u8]) -> bool {
        (200..300).contains(&status)
    }

    fn accounts(&self) -> Vec<Value> {
        Vec::new()
    }

    fn set_account(&mut self, _: &str, _: &Value) -> Result<Value, Refused> {
        Ok(json!({}))
    }

    fn ping(&mut self, _: &str, now: Moment) -> Result<(), Refused> {
        self.tell("ping", None, now);
        Ok(())
    }

    fn settings(&self) -> Value {
        json!({})
    }

    fn set_settings(&mut self, _: &Value) -> Result<Value, Refused> {
        Ok(json!({}))
    }

    fn reset(&mut self) {
        self.payments.clear();
        self.refunds.clear();
        self.outbox.clear();
    }
}
