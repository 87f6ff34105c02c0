//! KashIO, played: its accounts, invoices and events as one state machine behind [`FakeProvider`]. This file holds the state and
//! says what happens to an invoice; the calls are answered in `api.rs`, the JSON is written in `shapes.rs`.
//!
//! It answers from the vendor's own documents, and must never import the client's `wire`. What no document says, and had to be
//! said, is marked as ours.

mod account;
mod api;
mod invoice;
mod lists;
mod shapes;
#[cfg(test)]
mod tests;
mod time;

use crate::chance;
use crate::fake::{self, Action, FakeCharge, FakeProvider, Moment, OutgoingWebhook, Refused, unsigned_json};
use account::Account;
use bytes::Bytes;
use http::{Method, Request, Response};
use invoice::{Invoice, Status};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The first segment of its URLs in the sandbox.
const NAME: &str = "kashio";

/// The fake provider that plays KashIO's API.
#[derive(Debug)]
pub struct KashIo {
    accounts: BTreeMap<String, Account>,
    /// Every invoice, oldest first.
    invoices: Vec<Invoice>,
    /// Every event, oldest first.
    events: Vec<Event>,
    /// Where a console was told to push events to.
    push: Option<String>,
    outbox: Vec<OutgoingWebhook>,
    /// How many codes have been given out: each is one of its own.
    codes: u64,
}

/// Something that happened to an invoice, with the invoice as it was then.
#[derive(Debug)]
struct Event {
    id: String,
    account: String,
    kind: &'static str,
    created: Moment,
    invoice: String,
    /// As text, so that its amounts stay as they were written.
    then: Box<RawValue>,
}

impl KashIo {
    /// Without invoices and accounts. Every event is pushed to `push`, as a merchant's console may be told to.
    pub fn new(push: Option<String>) -> Self {
        Self { accounts: BTreeMap::new(), invoices: Vec::new(), events: Vec::new(), push, outbox: Vec::new(), codes: 0 }
    }

    /// The account a key opens; it is made when it is first seen.
    fn open(&mut self, key: &str) -> Option<&mut Account> {
        let fresh = Account::of(key)?;
        Some(self.accounts.entry(key.to_owned()).or_insert(fresh))
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.invoices.iter().position(|invoice| invoice.id == id)
    }

    /// Writes down what has happened to an invoice, and pushes it.
    fn tell(&mut self, place: usize, kind: &'static str, now: Moment) {
        let invoice = &self.invoices[place];
        let account = &self.accounts[&invoice.account];
        let event = Event {
            id: account.id("eve"),
            account: invoice.account.clone(),
            kind,
            created: now,
            invoice: invoice.id.clone(),
            then: shapes::raw(&shapes::object(invoice, account)),
        };
        if let Some(url) = self.push.clone() {
            let body = Bytes::from(shapes::text(&shapes::event(&event, account)));
            self.outbox.push(OutgoingWebhook {
                url,
                charge: invoice.id.clone(),
                event: kind.to_owned(),
                headers: unsigned_json(),
                body,
            });
        }
        self.events.push(event);
    }

    /// What money, a bank or the calendar does to an invoice.
    fn happen(&mut self, place: usize, action: Action, now: Moment) -> Result<(), Refused> {
        let invoice = &mut self.invoices[place];
        let (missing, impossible) = (invoice.missing(), |why: &str| Err(Refused::Impossible(why.to_owned())));
        let kind = match (action, invoice.status) {
            (Action::Pay(_) | Action::PayPartial(_), Status::Voided) => return impossible("a voided invoice cannot be paid"),
            (Action::Pay(_) | Action::PayPartial(_), Status::Rejected | Status::Refunded) => {
                return impossible("it is over: nothing can be paid");
            }
            (Action::Pay(sum), Status::New | Status::Expired | Status::Paid) => {
                let whole = if missing > 0 { missing } else { invoice.amount };
                invoice.receive(sum.unwrap_or(whole))
            }
            (Action::PayPartial(sum), Status::New | Status::Expired | Status::Paid) => {
                invoice.receive(sum.unwrap_or((missing / 2).max(1)))
            }
            (Action::Expire, Status::New) => {
                invoice.status = Status::Expired;
                "invoice.expired"
            }
            (Action::Decline, Status::New) => {
                invoice.status = Status::Rejected;
                "invoice.rejected"
            }
            (Action::Refund, Status::New | Status::Expired | Status::Paid) if invoice.paid > 0 => {
                invoice.status = Status::Refunded;
                "invoice.refunded"
            }
            (Action::Expire | Action::Decline, _) => return impossible("it is no longer waiting for its money"),
            (Action::Refund, _) => return impossible("only what was paid can go back"),
        };
        self.tell(place, kind, now);
        Ok(())
    }
}

impl FakeProvider for KashIo {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&mut self, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
        let (status, body) = match api::answer(self, request, now) {
            Ok(answer) => answer,
            Err(failure) => (failure.status, shapes::error(&failure.why).to_string()),
        };
        Response::builder()
            .status(status)
            .header("content-type", "application/json; charset=utf-8")
            .body(Bytes::from(body))
            .expect("a number and a constant make a valid response")
    }

    fn for_another_amount(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        let makes = request.method() == Method::POST && request.uri().path().ends_with("/invoices");
        makes.then(|| fake::raised(request, &["amount"], 1)).flatten()
    }

    fn charges(&self, _: Moment) -> Vec<FakeCharge> {
        self.invoices.iter().rev().map(|invoice| invoice.seen(&self.accounts[&invoice.account])).collect()
    }

    fn charge(&self, id: &str, _: Moment) -> Option<FakeCharge> {
        let invoice = &self.invoices[self.place(id)?];
        Some(invoice.seen(&self.accounts[&invoice.account]))
    }

    fn document(&self, id: &str) -> Option<Value> {
        let invoice = &self.invoices[self.place(id)?];
        Some(shapes::value(&shapes::object(invoice, &self.accounts[&invoice.account])))
    }

    fn act(&mut self, id: &str, action: Action, now: Moment) -> Result<FakeCharge, Refused> {
        let place = self.place(id).ok_or_else(|| Refused::Unknown(format!("no invoice {id}")))?;
        self.happen(place, action, now)?;
        let invoice = &self.invoices[place];
        Ok(invoice.seen(&self.accounts[&invoice.account]))
    }

    fn pass_time(&mut self, now: Moment) {
        let due: Vec<(usize, Moment)> = (0..)
            .zip(&self.invoices)
            .filter(|(_, invoice)| invoice.status == Status::New && invoice.expires <= now)
            .map(|(place, invoice)| (place, invoice.expires))
            .collect();
        for (place, moment) in due {
            self.invoices[place].status = Status::Expired;
            self.tell(place, "invoice.expired", moment);
        }
    }

    fn next_due(&self) -> Option<Moment> {
        self.invoices.iter().filter(|invoice| invoice.status == Status::New).map(|invoice| invoice.expires).min()
    }

    fn take_webhooks(&mut self) -> Vec<OutgoingWebhook> {
        std::mem::take(&mut self.outbox)
    }

    /// Ours: no document says what KashIO makes of an answer, so it is what everybody makes of it.
    fn counts_as_delivered(&self, status: u16, _: &[u8]) -> bool {
        (200..300).contains(&status)
    }

    fn accounts(&self) -> Vec<Value> {
        self.accounts.values().map(Account::document).collect()
    }

    fn set_account(&mut self, key: &str, settings: &Value) -> Result<Value, Refused> {
        let account = self.open(key).ok_or_else(|| not_a_key(key))?;
        account.set(settings)?;
        Ok(account.document())
    }

    /// Ours: an event that is about nothing, to see whether anybody hears.
    fn ping(&mut self, key: &str, now: Moment) -> Result<(), Refused> {
        let account = self.open(key).ok_or_else(|| not_a_key(key))?;
        let body = Bytes::from(shapes::ping(account, now).to_string());
        let Some(url) = self.push.clone() else {
            return Err(Refused::Impossible("no address was given to push to".to_owned()));
        };
        self.outbox.push(OutgoingWebhook {
            url,
            charge: String::new(),
            event: "ping".to_owned(),
            headers: unsigned_json(),
            body,
        });
        Ok(())
    }

    fn settings(&self) -> Value {
        json!({ "push": self.push })
    }

    fn set_settings(&mut self, settings: &Value) -> Result<Value, Refused> {
        match settings.get("push") {
            Some(Value::String(url)) if url.starts_with("http") => self.push = Some(url.clone()),
            Some(Value::Null) => self.push = None,
            Some(_) => return Err(Refused::Impossible("push must be an http address, or null".to_owned())),
            None => {}
        }
        Ok(self.settings())
    }

    fn reset(&mut self) {
        *self = Self::new(self.push.clone());
    }
}

fn not_a_key(key: &str) -> Refused {
    Refused::Impossible(format!("{key} is no key: sk_test_ or sk_live_ and 4 to 128 letters and digits"))
}

/// Twenty-two letters and digits nobody can guess, as KashIO's ids and tokens have.
fn twenty_two() -> String {
    chance::uuid().simple().to_string().chars().take(22).collect()
}
