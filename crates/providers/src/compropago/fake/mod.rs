//! ComproPago, played: its accounts, charges and webhooks as one state machine behind [`FakeProvider`]. This file holds the state
//! and tells the merchants of what happens; the calls are answered in `v1`, the JSON is written in `shapes`.
//!
//! It answers from the vendor's own documents, and must never import the client's `wire`.

mod accounts;
mod charge;
mod clabe;
mod create;
mod deposits;
mod envelope;
mod errors;
mod exchange;
mod fees;
mod fields;
mod hooks;
mod instructions;
mod keys;
mod money;
mod shapes;
mod spei;
mod standing;
mod stores;
mod template;
#[cfg(test)]
mod tests;
mod v1;
mod v2;

use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use self::accounts::{AccountId, Accounts};
use self::charge::{Charge, Means, Outcome};
use self::exchange::Rates;
use self::keys::Keys;
use self::standing::Register;
use crate::fake::{self, Action, FakeCharge, FakeProvider, Moment, OutgoingWebhook, Refused, unsigned_json};

/// The first segment of its URLs in the sandbox.
const NAME: &str = "compropago";

/// The fake provider that plays ComproPago's API.
#[derive(Debug)]
pub struct ComproPago {
    accounts: Accounts,
    charges: Vec<Charge>,
    by_id: HashMap<Uuid, usize>,
    /// Pending charges by when they end.
    due: BTreeSet<(Moment, usize)>,
    register: Register,
    rates: Rates,
    /// Whether base64 without `Basic` in front will do, as both published Python SDKs send their keys.
    bare_keys: bool,
    /// Whether the company that sends the SMS is down.
    sms_fails: bool,
    outbox: Vec<OutgoingWebhook>,
}

impl ComproPago {
    /// Without charges and accounts. Every account that opens is told of its charges at `first_webhook`.
    pub fn new(first_webhook: Option<String>) -> ComproPago {
        ComproPago {
            accounts: Accounts::new(first_webhook),
            charges: Vec::new(),
            by_id: HashMap::new(),
            due: BTreeSet::new(),
            register: Register::default(),
            rates: Rates::default(),
            bare_keys: true,
            sms_fails: false,
            outbox: Vec::new(),
        }
    }

    /// Keeps a fresh charge, and tells its merchant.
    fn keep(&mut self, charge: Charge) -> &Charge {
        let place = self.charges.len();
        self.by_id.insert(charge.uuid, place);
        self.due.insert((charge.expires, place));
        self.charges.push(charge);
        self.tell(place);
        &self.charges[place]
    }

    /// Queues the charge as it is now for every webhook of its account.
    fn tell(&mut self, place: usize) {
        let charge = &self.charges[place];
        let account = self.accounts.get(charge.account);
        let urls: Vec<String> = account.hooks.iter().filter_map(|hook| hook.wanted()).map(str::to_owned).collect();
        if urls.is_empty() {
            return;
        }
        let body = Bytes::from(shapes::event(charge, account).to_string());
        let event = |url| OutgoingWebhook {
            url,
            charge: charge.id(),
            event: charge.event(),
            headers: unsigned_json(),
            body: body.clone(),
        };
        self.outbox.extend(urls.into_iter().map(event));
    }

    /// Where the charge is; its id with or without `ch_`, since generation 1.0 knows no prefix.
    fn place(&self, id: &str) -> Option<usize> {
        let uuid = Uuid::try_parse(id.strip_prefix("ch_").unwrap_or(id)).ok()?;
        self.by_id.get(&uuid).copied()
    }

    fn known(&self, id: &str) -> Result<usize, Refused> {
        self.place(id).ok_or_else(|| Refused::Unknown(format!("no charge {id}")))
    }

    fn account_of_key(&mut self, key: &str) -> Result<AccountId, Refused> {
        let keys = Keys::of([key, ""]).ok_or_else(|| {
            Refused::Impossible(format!(
                "{key} is no key: sk_test_, sk_live_, pk_test_ or pk_live_ and 8 to 40 lower-case letters and digits"
            ))
        })?;
        Ok(self.accounts.open(&keys))
    }
}

impl FakeProvider for ComproPago {
    fn name(&self) -> &'static str {
        NAME
    }

    fn answer(&mut self, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
        let path = request.uri().path().to_owned();
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let (status, body) = match segments.as_slice() {
            ["v1", rest @ ..] => match self.v1(request, rest, now) {
                Ok(body) => (200, body),
                Err(failure) => (failure.parts().0, failure.v1()),
            },
            ["v2", rest @ ..] => match self.v2(request, rest, now) {
                Ok(answer) => (200, envelope::success(answer, &path, now)),
                Err(failure) => (failure.parts().0, envelope::error(&failure, &path, now)),
            },
            _ => (404, errors::Failure::NoSuchPath.v1()),
        };
        Response::builder()
            .status(status)
            .header("content-type", "application/json; charset=utf-8")
            .body(Bytes::from(body.to_string()))
            .expect("a number and a constant make a valid response")
    }

    fn for_another_amount(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        match (request.method(), request.uri().path().trim_end_matches('/')) {
            (&Method::POST, "/v1/charges") => fake::raised(request, &["order_price", "product_price"], 1),
            (&Method::POST, "/v2/orders") => fake::raised(request, &["price"], 1),
            _ => None,
        }
    }

    fn charges(&self, now: Moment) -> Vec<FakeCharge> {
        let charges = self.charges.iter().map(|charge| charge.seen(self.accounts.get(charge.account)));
        let standing = self.register.listed().map(|standing| standing.seen(self.accounts.get(standing.merchant), now));
        let mut all: Vec<FakeCharge> = charges.chain(standing).collect();
        all.sort_by_key(|charge| charge.created);
        all.reverse();
        all
    }

    fn charge(&self, id: &str, now: Moment) -> Option<FakeCharge> {
        if let Some(standing) = self.register.get(id) {
            return Some(standing.seen(self.accounts.get(standing.merchant), now));
        }
        let charge = &self.charges[self.place(id)?];
        Some(charge.seen(self.accounts.get(charge.account)))
    }

    fn document(&self, id: &str) -> Option<Value> {
        if let Some(standing) = self.register.get(id) {
            return Some(standing.ledger());
        }
        let charge = &self.charges[self.place(id)?];
        let account = self.accounts.get(charge.account);
        Some(match charge.means {
            Means::Cash { .. } => shapes::current(charge, account),
            Means::Spei { .. } => spei::document(charge, account.live),
        })
    }

    fn act(&mut self, id: &str, action: Action, now: Moment) -> Result<FakeCharge, Refused> {
        if self.register.get(id).is_some() {
            return self.deposit(id, action, now);
        }
        let place = self.known(id)?;
        self.happen(place, action, now)?;
        let charge = &self.charges[place];
        Ok(charge.seen(self.accounts.get(charge.account)))
    }

    fn pass_time(&mut self, now: Moment) {
        while let Some((moment, place)) = self.due.first().copied().filter(|(moment, _)| *moment <= now) {
            self.due.remove(&(moment, place));
            if self.charges[place].outcome == Outcome::Pending {
                self.charges[place].outcome = Outcome::Expired;
                self.charges[place].changed = moment;
                self.tell(place);
            }
        }
    }

    fn next_due(&self) -> Option<Moment> {
        self.due.first().map(|(moment, _)| *moment)
    }

    fn take_webhooks(&mut self) -> Vec<OutgoingWebhook> {
        std::mem::take(&mut self.outbox)
    }

    fn counts_as_delivered(&self, status: u16, body: &[u8]) -> bool {
        hooks::counts_as_delivered(status, body)
    }

    fn accounts(&self) -> Vec<Value> {
        self.accounts.documents()
    }

    fn set_account(&mut self, key: &str, settings: &Value) -> Result<Value, Refused> {
        let id = self.account_of_key(key)?;
        let account = self.accounts.get_mut(id);
        account.set(settings)?;
        Ok(account.document())
    }

    fn ping(&mut self, key: &str, _now: Moment) -> Result<(), Refused> {
        let id = self.account_of_key(key)?;
        let body = Bytes::from(shapes::ping().to_string());
        let urls = self.accounts.get(id).hooks.iter().filter_map(|hook| hook.wanted());
        let event = |url: &str| OutgoingWebhook {
            url: url.to_owned(),
            charge: "ch_00000-000-0000-000000".into(),
            event: "charge.pending".into(),
            headers: unsigned_json(),
            body: body.clone(),
        };
        let events: Vec<OutgoingWebhook> = urls.map(event).collect();
        if events.is_empty() {
            return Err(Refused::Impossible("the account has no webhook to ping".into()));
        }
        self.outbox.extend(events);
        Ok(())
    }

    fn settings(&self) -> Value {
        json!({ "rates": self.rates.document(), "bare_keys": self.bare_keys, "sms_fails": self.sms_fails })
    }

    fn set_settings(&mut self, settings: &Value) -> Result<Value, Refused> {
        if let Some(rates) = settings.get("rates") {
            self.rates.set(rates)?;
        }
        for (name, place) in [("bare_keys", &mut self.bare_keys), ("sms_fails", &mut self.sms_fails)] {
            if let Some(set) = settings.get(name).and_then(Value::as_bool) {
                *place = set;
            }
        }
        Ok(self.settings())
    }

    fn reset(&mut self) {
        *self = ComproPago::new(self.accounts.first_webhook());
    }
}
