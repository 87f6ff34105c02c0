//! A provider of the register at one end of a line, its played self at the other, and no network between them.
//!
//! The line can be spoiled: answers get lost or mangled on their way, after the played provider has done what it was
//! asked. Nothing here knows a provider except the table [`CAST`].

pub(crate) mod damage;

use bytes::Bytes;
use futures_util::FutureExt;
use payments::{Country, Currency, Customer, Method, Money};
use providers::http::{Http, NotAnswered, Sending};
use providers::provider::{Answer, ChargeRequest, CreatedCharge, FetchedCharge, Handle, Provider, ProviderError};
use providers::register::{Entry, Settings, find};
use providers::sandbox::{Action, Moment, OutgoingWebhook, Played, PlayedCharge};
use serde_json::{Value, json};
use std::sync::Mutex;

/// Who plays which provider, and in which of its ways.
pub(crate) struct Role {
    /// The id in the register.
    pub(crate) provider: &'static str,
    /// The settings an account of this provider needs, but for its address.
    pub(crate) settings: &'static [(&'static str, &'static str)],
    /// A key that opens the account in the sandbox.
    pub(crate) key: &'static str,
    /// What the account is set to.
    pub(crate) account: fn() -> Value,
    /// The played provider.
    pub(crate) play: fn() -> Box<dyn Played>,
    /// Its words for "not paid yet", which the tests turn into words nobody knows.
    pub(crate) pending: &'static [&'static str],
}

const SECRET: &str = "sk_test_56e31883637446b1b";
const PUBLIC: &str = "pk_test_8781245a88240f9cf";

const fn compropago(account: fn() -> Value) -> Role {
    Role {
        provider: "compropago",
        settings: &[("public_key", PUBLIC), ("secret_key", SECRET), ("base_url", "http://127.0.0.1/compropago")],
        key: SECRET,
        account,
        play: || Box::new(providers::compropago::sandbox::ComproPago::new(Some("https://shop.example.mx/webhook".to_owned()))),
        pending: &["pending", "PENDING"],
    }
}

const fn kashio(account: fn() -> Value) -> Role {
    Role {
        provider: "kashio",
        settings: &[("secret_key", SECRET), ("base_url", "http://127.0.0.1/kashio/v1/payments")],
        key: SECRET,
        account,
        play: || Box::new(providers::kashio::sandbox::KashIo::new(Some("https://shop.example.pe/push".to_owned()))),
        pending: &["NEW"],
    }
}

/// Every provider, in every way it can answer.
pub(crate) const CAST: &[Role] = &[
    compropago(|| json!({"generation": "1.0"})),
    compropago(|| json!({"generation": "1.1"})),
    compropago(|| json!({"generation": "new"})),
    compropago(|| json!({"generation": "union"})),
    kashio(|| json!({"year": "2017"})),
    kashio(|| json!({"year": "2020", "ids": "live"})),
];

/// What must never stand in an error: the customer and the keys.
pub(crate) const PRIVATE: &[&str] = &[
    "Alejandra",
    "Leyva",
    "noreply",
    "compropago.com",
    "2221515801",
    "922151580",
    "45678912",
    "56e31883637446b1b",
    "8781245a88240f9cf",
];

/// What happens to an answer on its way back.
pub(crate) enum Spoil {
    /// Nothing.
    Nothing,
    /// It gets lost.
    Lost,
    /// It arrives as something else.
    Turned(Box<dyn Fn(http::Response<Bytes>) -> http::Response<Bytes> + Send + Sync>),
}

/// A provider and its played self.
pub(crate) struct World {
    pub(crate) entry: &'static Entry,
    pub(crate) role: &'static Role,
    pub(crate) settings: Settings,
    pub(crate) provider: Box<dyn Provider>,
    played: Mutex<Box<dyn Played>>,
    now: Mutex<Moment>,
    spoil: Mutex<Spoil>,
}

impl World {
    /// A fresh one.
    pub(crate) fn of(role: &'static Role) -> Self {
        let entry = find(role.provider).expect("the cast plays who is in the register");
        let settings = role.settings.iter().fold(Settings::new(), |all, (name, value)| all.with(*name, *value));
        let provider = (entry.build)(&settings).unwrap();
        let mut played = (role.play)();
        played.set_account(role.key, &(role.account)()).unwrap();
        Self {
            entry,
            role,
            settings,
            provider,
            played: Mutex::new(played),
            now: Mutex::new(Moment(1_795_199_400_000)), // 2026-11-20T18:30:00Z
            spoil: Mutex::new(Spoil::Nothing),
        }
    }

    /// The amount everything costs here.
    pub(crate) fn price(&self) -> Money {
        Money::new(15_000, self.entry.currencies[0])
    }

    /// Every way to pay that the provider offers for the price: a request for each.
    pub(crate) fn requests(&self) -> Vec<ChargeRequest> {
        let offers = now(self.provider.offers(self, self.price())).unwrap();
        assert!(!offers.is_empty());
        let ways = offers.into_iter().flat_map(|offer| match offer.method {
            Method::Cash => offer.stores.into_iter().map(|store| (Method::Cash, Some(store.code))).collect(),
            Method::Spei => vec![(Method::Spei, None)],
        });
        ways.map(|(method, store)| self.request(method, store)).collect()
    }

    /// One request of each method.
    pub(crate) fn request_of_each_method(&self) -> Vec<ChargeRequest> {
        let mut requests = self.requests();
        requests.dedup_by_key(|request| request.method);
        requests
    }

    fn request(&self, method: Method, store: Option<String>) -> ChargeRequest {
        ChargeRequest {
            charge_id: "chg_7Q2M".to_owned(),
            amount: self.price(),
            description: "Samsung Gold Curl".to_owned(),
            image: None,
            method,
            store,
            customer: self.customer(),
            requested_at: payments::Moment::from_seconds(self.now_seconds()),
            expires_at: None,
        }
    }

    /// Somebody of the country the provider collects in, with everything it may ask for.
    fn customer(&self) -> Customer {
        let country = Country::of(self.price().currency());
        let (phone, document) = match country {
            Country::Mx => ("2221515801", None),
            Country::Pe => ("922151580", Some("45678912")),
        };
        Customer::new(country, "Alejandra Leyva", "noreply@compropago.com", Some(phone), document).unwrap()
    }

    pub(crate) fn create(&self, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
        now(self.provider.create_charge(self, request))
    }

    /// A new charge, with an id of its own, as each has; and how to find it again.
    pub(crate) fn made(&self, request: &ChargeRequest) -> (CreatedCharge, Handle) {
        let charge_id = format!("{}{}", request.charge_id, self.charges().len());
        let created = self.create(&ChargeRequest { charge_id, ..request.clone() }).unwrap();
        let handle = Handle { provider_charge: created.provider_charge.clone(), method: request.method };
        (created, handle)
    }

    pub(crate) fn fetch(&self, handle: &Handle) -> Result<FetchedCharge, ProviderError> {
        now(self.provider.fetch_charge(self, handle))
    }

    /// What the shopper, the bank or the calendar does to the newest charge.
    pub(crate) fn act(&self, action: Action) {
        let mut played = self.played.lock().unwrap();
        let now = *self.now.lock().unwrap();
        let newest = played.charges(now).remove(0).id;
        played.act(&newest, action, now).unwrap();
    }

    /// The same to what has that id at the played provider.
    pub(crate) fn act_on(&self, id: &str, action: Action) {
        self.played.lock().unwrap().act(id, action, *self.now.lock().unwrap()).unwrap();
    }

    /// Moves the clock.
    pub(crate) fn pass_days(&self, days: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_seconds(days * 86_400);
        self.played.lock().unwrap().pass_time(*now);
    }

    pub(crate) fn now_seconds(&self) -> i64 {
        self.now.lock().unwrap().seconds()
    }

    pub(crate) fn charges(&self) -> Vec<PlayedCharge> {
        self.played.lock().unwrap().charges(*self.now.lock().unwrap())
    }

    pub(crate) fn webhooks(&self) -> Vec<OutgoingWebhook> {
        self.played.lock().unwrap().take_webhooks()
    }

    pub(crate) fn ping(&self) {
        self.played.lock().unwrap().ping(self.role.key, Moment(0)).unwrap();
    }

    pub(crate) fn spoil(&self, spoil: Spoil) {
        *self.spoil.lock().unwrap() = spoil;
    }
}

impl Http for World {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        let (mut parts, body) = request.into_parts();
        let prefix = format!("http://127.0.0.1/{}", self.role.provider);
        let path = parts.uri.to_string().strip_prefix(&prefix).expect("only the address in the settings is asked").to_owned();
        parts.uri = path.parse().unwrap();
        let answer = self.played.lock().unwrap().answer(&http::Request::from_parts(parts, body), *self.now.lock().unwrap());
        let answer = match &*self.spoil.lock().unwrap() {
            Spoil::Nothing => Ok(answer),
            Spoil::Lost => Err(NotAnswered::Lost("timed out".to_owned())),
            Spoil::Turned(turn) => Ok(turn(answer)),
        };
        Box::pin(std::future::ready(answer))
    }
}

/// Nothing here waits: a future that is not ready at once is a fault of the client.
pub(crate) fn now<T>(answer: Answer<'_, T>) -> Result<T, ProviderError> {
    answer.now_or_never().expect("the played provider answers at once")
}

/// Asks a question of every provider in every way it can answer.
pub(crate) fn ask_everybody(question: impl Fn(&World)) {
    for role in CAST {
        eprintln!("asking {} {}", role.provider, (role.account)());
        question(&World::of(role));
    }
}

/// Whether a text names the customer or a key.
pub(crate) fn names_somebody(text: &str) -> bool {
    let text = text.to_lowercase();
    PRIVATE.iter().any(|private| text.contains(&private.to_lowercase()))
}

/// Fails where it does.
pub(crate) fn check_scrubbed(text: &str) {
    assert!(!names_somebody(text), "{text}");
}

/// Pesos, soles ... of a whole number of minor units.
pub(crate) fn minor(amount: i64, currency: Currency) -> Money {
    Money::new(amount, currency)
}
