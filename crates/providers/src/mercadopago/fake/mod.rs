//! Mercado Pago, played: its accounts, orders, payments and webhooks as one state machine behind [`FakeProvider`]. This file holds the
//! state; the calls of its two APIs are answered in `orders.rs` and `payments_api.rs`, errors are written in `errors.rs`.
//!
//! It answers from the vendor's documents, and must never import the client's `wire`. What no document says, and had to be said, is
//! listed in the folder's README as ours.

mod account;
mod charge;
mod errors;
mod fields;
mod hooks;
mod methods;
mod numbers;
mod orders;
mod payments_api;
#[cfg(test)]
mod tests;

use crate::fake::{self, Action, FakeCharge, FakeProvider, Moment, OutgoingWebhook, Refused};
use account::{Account, Repeats};
use bytes::Bytes;
use charge::{Api, Charge, Outcome};
use errors::Failure;
use fields::Fields;
use http::{Method, Request, Response, header};
use serde_json::{Value, json};
use std::collections::HashMap;

/// What every application signs its webhooks with until it is given a secret of its own.
pub const WEBHOOK_SECRET: &str = "5e5c0f3a8d1b4792a6c0e8f21b7d9345c4a1f0e7263b5d8899aa01cd34ef5678";

/// The first segment of its URLs in the sandbox.
const NAME: &str = "mercadopago";

/// For how many seconds a request is known again by its key.
const KEY_LIVES: i64 = 24 * 60 * 60;

/// For how many seconds the same payment without its key is taken for a slip of the hand.
const SAME_PAYMENT: i64 = 60;

/// The fake provider that plays Mercado Pago's APIs.
#[derive(Debug)]
pub struct MercadoPago {
    accounts: Vec<Account>,
    /// Every order and payment, oldest first.
    charges: Vec<Charge>,
    /// When a key of an account was first used, and for which charge.
    keys: HashMap<(usize, String), (Moment, usize)>,
    first_webhook: Option<String>,
    outbox: Vec<OutgoingWebhook>,
    events: u64,
}

/// What is answered: a status and a body.
type Answer = Result<(u16, Value), Failure>;

/// What was asked, beyond who asks.
struct Asked<'a> {
    fields: Fields,
    /// The body, to see whether the same was sent before.
    body: &'a Bytes,
    query: &'a str,
    key: Option<&'a str>,
    now: Moment,
}

impl MercadoPago {
    /// Without charges and accounts. Every application that is seen first is told of its charges at `first_webhook`, as if somebody
    /// had typed it into its panel.
    pub fn new(first_webhook: Option<String>) -> Self {
        Self { accounts: Vec::new(), charges: Vec::new(), keys: HashMap::new(), first_webhook, outbox: Vec::new(), events: 0 }
    }

    /// The account that a token opens; it is made when it is first seen. `None` where it is no token.
    fn open(&mut self, token: &str) -> Option<usize> {
        if let Some(known) = self.accounts.iter().position(|account| account.token == token) {
            return Some(known);
        }
        self.accounts.push(Account::of(token, self.first_webhook.clone())?);
        Some(self.accounts.len() - 1)
    }

    fn account_of(&mut self, key: &str) -> Result<usize, Refused> {
        let refused = || Refused::Impossible(format!("{key} is no token: TEST- or APP_USR- and 8 more letters and digits"));
        self.open(key).ok_or_else(refused)
    }

    fn answered(&mut self, request: &Request<Bytes>, now: Moment) -> (Api, Answer) {
        let path = request.uri().path().to_owned();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let api = if segments.get(1) == Some(&"orders") { Api::Orders } else { Api::Payments };
        let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = bearer.and_then(|value| value.strip_prefix("Bearer "));
        let Some(account) = token.and_then(|token| self.open(token)) else { return (api, Err(Failure::Unauthorized)) };
        if !self.accounts[account].may_ask(now) {
            return (api, Err(Failure::TooMany));
        }
        let key = request.headers().get("x-idempotency-key").and_then(|key| key.to_str().ok());
        let fields = match Fields::read(request.body()) {
            Ok(fields) => fields,
            Err(failure) => return (api, Err(failure)),
        };
        let query = request.uri().query().unwrap_or_default();
        let asked = Asked { fields, body: request.body(), query, key: key.filter(|key| !key.is_empty()), now };
        let answer = match (request.method(), segments.as_slice()) {
            (&Method::GET, ["v1", "payment_methods"]) => Ok((200, methods::list(&self.accounts[account]))),
            (&Method::GET, ["v1", "identification_types"]) => Ok((200, methods::documents(&self.accounts[account]))),
            (method, ["v1", "orders", rest @ ..]) => self.orders(account, method, rest, &asked),
            (method, ["v1", "payments", rest @ ..]) => self.payments(account, method, rest, &asked),
            (_, _) => Err(Failure::NoSuchPath),
        };
        (api, answer)
    }

    /// The charge of an account, by the id of its order or payment; another account's is as unknown as none.
    fn own(&self, api: Api, account: usize, id: &str) -> Result<usize, Failure> {
        let is_it = |charge: &Charge| charge.api == api && charge.account == account && charge.id == id;
        self.charges.iter().position(is_it).ok_or(Failure::NotFound)
    }

    /// The charge for which this key was used, while it is known.
    fn used(&self, account: usize, key: &str, now: Moment) -> Option<usize> {
        let (at, place) = self.keys.get(&(account, key.to_owned()))?;
        (at.plus_seconds(KEY_LIVES) > now).then_some(*place)
    }

    /// What a request comes to whose key may have been used: the charge it was used for, to be answered again; nothing where it is new.
    fn repeated(&self, account: usize, asked: &Asked<'_>) -> Result<Option<usize>, Failure> {
        let key = asked.key.ok_or(Failure::NoKey)?;
        if key.len() > 128 {
            return Err(Failure::KeyTooLong);
        }
        match (self.used(account, key, asked.now), self.accounts[account].repeats) {
            (None, _) => Ok(None),
            (Some(_), Repeats::Refuse) => Err(Failure::KeyUsed),
            (Some(place), Repeats::Replay) => Ok(Some(place)),
        }
    }

    /// Remembers for what a key was used.
    fn note(&mut self, account: usize, asked: &Asked<'_>, place: usize) {
        if let Some(key) = asked.key {
            self.keys.insert((account, key.to_owned()), (asked.now, place));
        }
    }

    /// Keeps a fresh charge, and tells its merchant.
    fn keep(&mut self, charge: Charge, now: Moment) -> usize {
        let place = self.charges.len();
        self.charges.push(charge);
        self.tell(place, now);
        place
    }

    /// Queues what has become of a charge for whoever is to hear of it.
    fn tell(&mut self, place: usize, now: Moment) {
        self.events += 1;
        let charge = &self.charges[place];
        self.outbox.extend(hooks::event(charge, &self.accounts[charge.account], self.events, now));
    }

    fn place(&self, id: &str) -> Result<usize, Refused> {
        let place = self.charges.iter().position(|charge| charge.id == id);
        place.ok_or_else(|| Refused::Unknown(format!("there is no order or payment {id}")))
    }

    fn document_of(&self, place: usize) -> Value {
        let charge = &self.charges[place];
        let account = &self.accounts[charge.account];
        match charge.api {
            Api::Orders => orders::document(charge, account),
            Api::Payments => payments_api::document(charge, account),
        }
    }
}

impl FakeProvider for MercadoPago {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&mut self, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
        self.pass_time(now);
        let (api, answer) = self.answered(request, now);
        let (status, body) = answer.unwrap_or_else(|failure| failure.written(api));
        let mut response = Response::builder().status(status).header(header::CONTENT_TYPE, "application/json");
        if status == 429 {
            response = response.header(header::RETRY_AFTER, "60");
        }
        response.body(Bytes::from(body.to_string())).expect("a number and constants make a response")
    }

    fn for_another_amount(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        match (request.method(), request.uri().path()) {
            // It stands twice, and both must say the same.
            (&Method::POST, "/v1/orders") => {
                let raised = fake::raised(request, &["total_amount"], 1)?;
                fake::raised(&raised, &["amount"], 1)
            }
            (&Method::POST, "/v1/payments") => fake::raised(request, &["transaction_amount"], 1),
            (_, _) => None,
        }
    }

    fn charges(&self, _: Moment) -> Vec<FakeCharge> {
        self.charges.iter().rev().map(|charge| charge.seen(&self.accounts[charge.account])).collect()
    }

    fn document(&self, id: &str) -> Option<Value> {
        Some(self.document_of(self.place(id).ok()?))
    }

    fn act(&mut self, id: &str, action: Action, now: Moment) -> Result<FakeCharge, Refused> {
        let place = self.place(id)?;
        let account = self.charges[place].account;
        self.charges[place].act(action, &self.accounts[account], now)?;
        self.tell(place, now);
        Ok(self.charges[place].seen(&self.accounts[account]))
    }

    fn pass_time(&mut self, now: Moment) {
        for place in 0..self.charges.len() {
            let charge = &mut self.charges[place];
            if charge.outcome == Outcome::Waiting && charge.expires <= now {
                charge.outcome = Outcome::Expired;
                charge.changed = charge.expires;
                self.tell(place, now);
            }
        }
    }

    fn next_due(&self) -> Option<Moment> {
        let waiting = self.charges.iter().filter(|charge| charge.outcome == Outcome::Waiting);
        waiting.map(|charge| charge.expires).min()
    }

    fn take_webhooks(&mut self) -> Vec<OutgoingWebhook> {
        std::mem::take(&mut self.outbox)
    }

    /// Their rule: 200 or 201.
    fn counts_as_delivered(&self, status: u16, _: &[u8]) -> bool {
        matches!(status, 200 | 201)
    }

    fn accounts(&self) -> Vec<Value> {
        self.accounts.iter().map(Account::document).collect()
    }

    fn set_account(&mut self, key: &str, settings: &Value) -> Result<Value, Refused> {
        let account = self.account_of(key)?;
        self.accounts[account].set(settings)?;
        Ok(self.accounts[account].document())
    }

    fn ping(&mut self, key: &str, now: Moment) -> Result<(), Refused> {
        let account = self.account_of(key)?;
        self.events += 1;
        let told = hooks::simulated(&self.accounts[account], self.events, now);
        let told = told.ok_or_else(|| Refused::Impossible("the account has no webhook to ping".to_owned()))?;
        self.outbox.push(told);
        Ok(())
    }

    fn settings(&self) -> Value {
        json!({})
    }

    fn set_settings(&mut self, settings: &Value) -> Result<Value, Refused> {
        match settings.as_object().and_then(|settings| settings.keys().next()) {
            Some(name) => Err(Refused::Impossible(format!("{name} is nothing that can be set for all accounts"))),
            None => Ok(json!({})),
        }
    }

    fn reset(&mut self) {
        *self = Self::new(self.first_webhook.take());
    }
}
