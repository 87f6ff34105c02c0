//! Stripe, played: accounts, customers with a cash balance, PaymentIntents, refunds, events and signed webhooks as one state machine behind
//! [`FakeProvider`]. This file holds the state and says what a shopper, a bank or the calendar does to it; the calls are answered in
//! `api`, each kind of object is written where it is kept.
//!
//! It answers from the vendor's own documents, and must never import the client's `wire`. What no document says, and had to be said, is
//! marked as ours in the folder's README.

mod account;
mod api;
mod create;
mod customer;
mod errors;
mod events;
mod form;
mod idempotency;
mod intent;
mod lists;
mod money;
mod refund;
#[cfg(test)]
mod tests;
mod triggers;

use self::account::{Account, AccountId};
use self::customer::Customer;
use self::events::{Endpoint, Event};
use self::idempotency::Answers;
use self::intent::{Intent, Means, Status};
use self::refund::Refund;
use crate::fake::{self, Action, FakeCharge, FakeProvider, Moment, OutgoingWebhook, Refused};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// The first segment of its URLs in the sandbox.
const NAME: &str = "stripe";

/// What the webhook is signed with that every account has from the start: whoever starts the sandbox has no other way to know it.
pub const WEBHOOK_SECRET: &str = "whsec_56e31883637446b1b";

/// The played Stripe.
#[derive(Debug)]
pub struct FakeStripe {
    accounts: Vec<Account>,
    customers: HashMap<String, Customer>,
    /// Every payment, the oldest first, and where each is.
    intents: Vec<Intent>,
    places: HashMap<String, usize>,
    refunds: Vec<Refund>,
    events: Vec<Event>,
    endpoints: Vec<Endpoint>,
    /// What was answered to which key.
    answers: Answers,
    /// Payments by when something is to happen to them by itself.
    due: BTreeSet<(Moment, usize)>,
    settings: Settings,
    first_webhook: Option<String>,
    outbox: Vec<OutgoingWebhook>,
    /// How many requests came in the last second, for the limit.
    this_second: (i64, u32),
    ids: u64,
}

/// What is settable for all of its accounts.
#[derive(Clone, Copy, Debug, Default)]
struct Settings {
    /// How many requests a second it takes; any number where nothing is said.
    requests_per_second: Option<u32>,
    /// How many more requests with a key find that key in use.
    keys_in_use: u32,
    /// Whether a slip of the test mode is paid by itself after three minutes, as Stripe's are.
    pays_by_itself: bool,
}

impl FakeStripe {
    /// Without payments and accounts. `webhook` is registered for each account that opens, and signed with [`WEBHOOK_SECRET`].
    pub fn new(webhook: Option<String>) -> Self {
        Self {
            accounts: Vec::new(),
            customers: HashMap::new(),
            intents: Vec::new(),
            places: HashMap::new(),
            refunds: Vec::new(),
            events: Vec::new(),
            endpoints: Vec::new(),
            answers: Answers::default(),
            due: BTreeSet::new(),
            settings: Settings::default(),
            first_webhook: webhook,
            outbox: Vec::new(),
            this_second: (0, 0),
            ids: 0,
        }
    }

    /// An id that begins so, unlike any other. The number makes them sort as they were made.
    fn next_id(&mut self, begins: &str) -> String {
        self.ids += 1;
        format!("{begins}1F{:06}{}", self.ids, &crate::chance::uuid().simple().to_string()[..14])
    }

    /// The account of a key, opened when it is new; `None` for what is no key of Stripe's.
    fn account(&mut self, key: &str) -> Option<AccountId> {
        if let Some(known) = self.accounts.iter().position(|account| account.key == key) {
            return Some(known);
        }
        let account = Account::of(key)?;
        self.accounts.push(account);
        let id = self.accounts.len() - 1;
        if let Some(url) = self.first_webhook.clone() {
            let webhook = Endpoint::first(self.next_id("we_"), id, url);
            self.endpoints.push(webhook);
        }
        Some(id)
    }

    fn known(&self, id: &str) -> Result<usize, Refused> {
        self.places.get(id).copied().ok_or_else(|| Refused::Unknown(format!("no payment {id}")))
    }

    /// Notes when something is to happen to a payment by itself, and forgets what was noted before.
    fn watch(&mut self, place: usize) {
        self.due.retain(|(_, watched)| *watched != place);
        self.due.extend(self.intents[place].due().map(|at| (at, place)));
    }

    /// Tells of a payment as it is now.
    fn tell(&mut self, place: usize, kind: &str, now: Moment) {
        let intent = &self.intents[place];
        let (account, id, object) = (intent.account, intent.id.clone(), intent.document(self.customer_of(intent), false));
        self.record(account, kind, object, &id, now);
    }

    /// Tells of the charge of a payment as it is now.
    fn tell_of_charge(&mut self, place: usize, kind: &str, now: Moment) {
        let intent = &self.intents[place];
        let (account, id) = (intent.account, intent.id.clone());
        if let Some(charge) = intent.charge_document() {
            self.record(account, kind, charge, &id, now);
        }
    }

    fn customer_of(&self, intent: &Intent) -> Option<&Customer> {
        self.customers.get(intent.customer.as_ref()?)
    }
}

impl FakeProvider for FakeStripe {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&mut self, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
        self.pass_time(now);
        api::answer(self, request, now)
    }

    fn for_another_amount(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        let makes = request.method() == Method::POST && request.uri().path() == "/v1/payment_intents";
        makes.then(|| fake::raised(request, &["amount"], 100)).flatten()
    }

    fn charges(&self, _: Moment) -> Vec<FakeCharge> {
        let shown = |intent: &Intent| intent.shown(&self.accounts[intent.account], self.customer_of(intent));
        self.intents.iter().rev().filter_map(shown).collect()
    }

    fn document(&self, id: &str) -> Option<Value> {
        let intent = &self.intents[*self.places.get(id)?];
        Some(intent.document(self.customer_of(intent), true))
    }

    fn act(&mut self, id: &str, action: Action, now: Moment) -> Result<FakeCharge, Refused> {
        let place = self.known(id)?;
        let impossible = |why: &str| Err(Refused::Impossible(why.to_owned()));
        let intent = &self.intents[place];
        let customer = intent.customer.clone().unwrap_or_default();
        let missing = match intent.status {
            Status::Canceled | Status::Succeeded => 0,
            Status::RequiresAction | Status::RequiresConfirmation | Status::RequiresPaymentMethod | Status::Processing => {
                intent.amount - intent.applied
            }
        };
        match (action, &intent.means) {
            (_, None) => return impossible("it has no way to be paid yet"),
            (Action::Pay(amount), Some(Means::Oxxo { .. })) => self.pay_at_till(place, amount, now)?,
            (Action::Pay(amount), Some(Means::Spei)) => {
                let amount = amount.unwrap_or(if missing == 0 { intent.amount } else { missing });
                self.fund(&customer, amount, None, now);
            }
            (Action::PayPartial(_), Some(Means::Oxxo { .. })) => return impossible("a till takes all of it or nothing"),
            (Action::PayPartial(amount), Some(Means::Spei)) => {
                self.fund(&customer, amount.unwrap_or(missing / 2).max(1), None, now);
            }
            (Action::Expire, Some(Means::Oxxo { .. })) => match intent.status {
                Status::RequiresAction | Status::Processing => self.fail(place, now),
                Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::Succeeded | Status::Canceled => {
                    return impossible("it is over, or not begun");
                }
            },
            (Action::Expire, Some(Means::Spei)) => return impossible("a CLABE does not run out"),
            (Action::Decline, Some(_)) => return impossible("Stripe takes no slip back by itself"),
            (Action::Refund, Some(_)) => self.give_back(place, now)?,
        }
        let intent = &self.intents[place];
        intent
            .shown(&self.accounts[intent.account], self.customer_of(intent))
            .ok_or_else(|| Refused::Impossible("it has no way to be paid yet".to_owned()))
    }

    fn pass_time(&mut self, now: Moment) {
        while let Some((at, place)) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.due.remove(&(at, place));
            match self.intents[place].next_by_itself() {
                Some(intent::ByItself::Pay) => self.succeed(place, self.intents[place].amount, at),
                Some(intent::ByItself::Fail) => self.fail(place, at),
                Some(intent::ByItself::Process) => {
                    self.intents[place].status = Status::Processing;
                    self.watch(place);
                    self.tell(place, "payment_intent.processing", at);
                }
                None => {}
            }
        }
    }

    fn next_due(&self) -> Option<Moment> {
        self.due.first().map(|(at, _)| *at)
    }

    fn take_webhooks(&mut self) -> Vec<OutgoingWebhook> {
        std::mem::take(&mut self.outbox)
    }

    fn leaving(&self, webhook: &OutgoingWebhook, at: Moment) -> HeaderMap {
        events::signed_again(&self.endpoints, webhook, at)
    }

    fn counts_as_delivered(&self, status: u16, _: &[u8]) -> bool {
        (200..300).contains(&status)
    }

    fn accounts(&self) -> Vec<Value> {
        (0..self.accounts.len()).map(|id| self.account_document(id)).collect()
    }

    fn set_account(&mut self, key: &str, settings: &Value) -> Result<Value, Refused> {
        let why = || Refused::Impossible(format!("{key} is no key: {}", account::FORM));
        let id = self.account(key).ok_or_else(why)?;
        for (name, value) in settings.as_object().into_iter().flatten() {
            let Some(url) = value.as_str().filter(|_| name == "webhook") else {
                return Err(Refused::Impossible("an account has a webhook, which is a URL".to_owned()));
            };
            if !self.endpoints.iter().any(|endpoint| endpoint.account == id && endpoint.url == url) {
                let webhook = Endpoint::first(self.next_id("we_"), id, url.to_owned());
                self.endpoints.push(webhook);
            }
        }
        Ok(self.account_document(id))
    }

    fn ping(&mut self, key: &str, now: Moment) -> Result<(), Refused> {
        let why = || Refused::Impossible(format!("{key} is no key: {}", account::FORM));
        let id = self.account(key).ok_or_else(why)?;
        self.ping_endpoints(id, now)
    }

    fn settings(&self) -> Value {
        json!({
            "requests_per_second": self.settings.requests_per_second,
            "keys_in_use": self.settings.keys_in_use,
            "pays_by_itself": self.settings.pays_by_itself,
        })
    }

    fn set_settings(&mut self, settings: &Value) -> Result<Value, Refused> {
        let impossible = |name: &str| Refused::Impossible(format!("{name} cannot be that"));
        // The control page sends what was typed.
        let number = |value: &Value| match value {
            Value::String(text) => text.parse::<u32>().ok(),
            value => value.as_u64().and_then(|number| u32::try_from(number).ok()),
        };
        for (name, value) in settings.as_object().into_iter().flatten() {
            match name.as_str() {
                "requests_per_second" if value.is_null() => self.settings.requests_per_second = None,
                "requests_per_second" => {
                    self.settings.requests_per_second = Some(number(value).ok_or_else(|| impossible(name))?);
                }
                "keys_in_use" if value.is_null() => self.settings.keys_in_use = 0,
                "keys_in_use" => self.settings.keys_in_use = number(value).ok_or_else(|| impossible(name))?,
                "pays_by_itself" => self.settings.pays_by_itself = value.as_bool().ok_or_else(|| impossible(name))?,
                _ => return Err(impossible(name)),
            }
        }
        Ok(self.settings())
    }

    fn reset(&mut self) {
        *self = Self::new(self.first_webhook.clone());
    }
}
