//! A provider of the register at one end of a line, its played self at the other, and no network between them.
//!
//! The line can be spoiled: answers get lost or mangled on their way, after the played provider has done what it was
//! asked. Nothing here knows a provider except the table [`FIXTURES`]. Longer than usual, because each provider stands in that table with
//! its settings and its ways.

pub(crate) mod damage;
mod requests;

use bytes::Bytes;
use futures_util::FutureExt;
use payments::{Currency, Money};
use providers::facts::MethodFacts;
use providers::fake::{Action, FakeCharge, FakeProvider, Moment, OutgoingWebhook, Refused};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::provider::{ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Provider, ProviderError};
use providers::register::Entry;
use providers::settings::Settings;
use providers::webhook::{ChargeHint, WebhookReading, WebhookRequest, WebhookSubject};
use serde_json::{Value, json};
use std::sync::Mutex;

/// Who plays which provider, and in which of its ways.
pub(crate) struct Role {
    /// Who it is: an entry of the register, or a provider of the tests' own.
    pub(crate) entry: &'static Entry,
    /// The settings an account of this provider needs, but for its address.
    pub(crate) settings: &'static [(&'static str, &'static str)],
    /// A key that opens the account in the sandbox.
    pub(crate) key: &'static str,
    /// What the account is set to.
    pub(crate) account: fn() -> Value,
    /// The played provider.
    pub(crate) play: fn() -> Box<dyn FakeProvider>,
    /// Its words for "not paid yet", which the tests turn into words nobody knows.
    pub(crate) pending: &'static [&'static str],
    /// What makes a registered webhook hear less than everything, each as verb, path before and after its id, and form: what somebody
    /// does in the provider's panel, or a program of before did.
    pub(crate) lessen: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

impl Role {
    /// What its account is told.
    pub(crate) fn settings(&self) -> Settings {
        self.settings.iter().fold(Settings::new(), |all, (name, value)| all.with(*name, *value))
    }
}

const SECRET: &str = "sk_test_56e31883637446b1b";
const PUBLIC: &str = "pk_test_8781245a88240f9cf";

const fn compropago(account: fn() -> Value) -> Role {
    Role {
        entry: &providers::compropago::ENTRY,
        settings: &[("public_key", PUBLIC), ("secret_key", SECRET), ("base_url", "http://127.0.0.1/compropago")],
        key: SECRET,
        account,
        play: || Box::new(providers::compropago::fake::ComproPago::new(Some("https://shop.example.mx/webhook".to_owned()))),
        pending: &["pending", "PENDING"],
        lessen: &[("DELETE", "/v1/webhooks/stores/", "/deactive", "")],
    }
}

const fn kashio(account: fn() -> Value) -> Role {
    Role {
        entry: &providers::kashio::ENTRY,
        settings: &[("secret_key", SECRET), ("base_url", "http://127.0.0.1/kashio/v1/payments")],
        key: SECRET,
        account,
        play: || Box::new(providers::kashio::fake::KashIo::new(Some("https://shop.example.pe/push".to_owned()))),
        pending: &["NEW"],
        lessen: &[],
    }
}

const TOKEN: &str = "TEST-8781245a88240f9cf-56e31883637446b1b";

const fn mercadopago(
    settings: &'static [(&'static str, &'static str)],
    account: fn() -> Value,
    pending: &'static [&'static str],
) -> Role {
    Role {
        entry: &providers::mercadopago::ENTRY,
        settings,
        key: TOKEN,
        account,
        play: || Box::new(providers::mercadopago::fake::MercadoPago::new(Some("https://shop.example.mx/webhook".to_owned()))),
        pending,
        lessen: &[],
    }
}

const SIGNED_WITH_BEFORE_AND_NOW: &str =
    "before-56e31883637446b1b-before-56e31883637446b1b, now-56e31883637446b1b-now-56e31883637446b1b";

const IN_MEXICO: &[(&str, &str)] = &[
    ("access_token", TOKEN),
    ("webhook_secret", SIGNED_WITH_BEFORE_AND_NOW),
    ("country", "MX"),
    ("base_url", "http://127.0.0.1/mercadopago"),
];

const IN_PERU: &[(&str, &str)] = &[
    ("access_token", TOKEN),
    ("webhook_secret", SIGNED_WITH_BEFORE_AND_NOW),
    ("country", "PE"),
    ("base_url", "http://127.0.0.1/mercadopago"),
];

const SIGNED_WITH: &str = "whs_test_56e31883637446b1b";

const STRICT: Role = Role {
    entry: &providers::strict::ENTRY,
    settings: &[
        ("secret_key", SECRET),
        // One that is being replaced, and its successor.
        ("webhook_secret", "whs_test_before, whs_test_56e31883637446b1b"),
        ("base_url", "http://127.0.0.1/strict"),
    ],
    key: SECRET,
    account: || json!({}),
    play: || Box::new(providers::strict::fake::FakeStrict::new(Some("https://shop.example.mx/webhook"), SIGNED_WITH)),
    pending: &["open"],
    lessen: &[
        ("POST", "/v1/webhook_endpoints/", "", "events[0]=payment.paid"),
        ("POST", "/v1/webhook_endpoints/", "", "status=disabled"),
    ],
};

const STRIPE: Role = Role {
    entry: &providers::stripe::ENTRY,
    settings: &[
        ("secret_key", SECRET),
        // One that is being replaced, and its successor.
        ("webhook_secret", "whsec_before, whsec_56e31883637446b1b"),
        ("base_url", "http://127.0.0.1/stripe"),
    ],
    key: SECRET,
    account: || json!({}),
    play: || Box::new(providers::stripe::fake::FakeStripe::new(Some("https://shop.example.mx/webhook".to_owned()))),
    pending: &["requires_action"],
    lessen: &[
        ("POST", "/v1/webhook_endpoints/", "", "enabled_events[0]=payment_intent.succeeded&enabled_events[1]=charge.refunded"),
        ("POST", "/v1/webhook_endpoints/", "", "disabled=true"),
    ],
};

/// Every provider, in every way it can answer.
pub(crate) const FIXTURES: &[Role] = &[
    compropago(|| json!({"generation": "1.0"})),
    compropago(|| json!({"generation": "1.1"})),
    compropago(|| json!({"generation": "new"})),
    compropago(|| json!({"generation": "union"})),
    kashio(|| json!({"year": "2017"})),
    kashio(|| json!({"year": "2020", "ids": "live"})),
    mercadopago(
        IN_MEXICO,
        || json!({"country": "MX", "repeats": "refuse", "webhook_secret": "now-56e31883637446b1b-now-56e31883637446b1b"}),
        &["action_required"],
    ),
    mercadopago(
        IN_MEXICO,
        || {
            json!({
                "country": "MX",
                "repeats": "replay",
                "signed_id": "as sent",
                "signed_time": "milliseconds",
                "webhook_secret": "before-56e31883637446b1b-before-56e31883637446b1b",
            })
        },
        &["action_required"],
    ),
    mercadopago(
        IN_PERU,
        || json!({"country": "PE", "webhook_secret": "now-56e31883637446b1b-now-56e31883637446b1b"}),
        &["pending"],
    ),
    STRICT,
    STRIPE,
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
    /// The question arrives as one for another amount, where it makes a charge.
    OtherAmount,
    /// It arrives as something else.
    Turned(Box<dyn Fn(http::Response<Bytes>) -> http::Response<Bytes> + Send + Sync>),
}

/// A provider and its played self.
pub(crate) struct World {
    pub(crate) entry: &'static Entry,
    pub(crate) role: &'static Role,
    pub(crate) provider: Box<dyn Provider>,
    played: Mutex<Box<dyn FakeProvider>>,
    now: Mutex<Moment>,
    spoil: Mutex<Spoil>,
}

impl World {
    /// A fresh one.
    pub(crate) fn of(role: &'static Role) -> Self {
        let entry = role.entry;
        let provider = (entry.build)(&role.settings()).unwrap();
        let mut played = (role.play)();
        played.set_account(role.key, &(role.account)()).unwrap();
        Self {
            entry,
            role,
            provider,
            played: Mutex::new(played),
            now: Mutex::new(Moment(1_795_199_400_000)), // 2026-11-20T18:30:00Z
            spoil: Mutex::new(Spoil::Nothing),
        }
    }

    pub(crate) fn create(&self, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
        now(self.provider.create_charge(self.cx(), request))
    }

    /// A new charge, with an id of its own, as each has; and how to find it again.
    pub(crate) fn made(&self, request: &ChargeRequest) -> (CreatedCharge, ChargeRef) {
        let charge_id = format!("{}{}", request.charge_id, self.charges().len());
        let created = self.create(&ChargeRequest { charge_id, ..request.clone() }).unwrap();
        let charge = ChargeRef { provider_charge: created.provider_charge.clone(), method: request.method };
        (created, charge)
    }

    pub(crate) fn fetch(&self, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
        now(self.provider.fetch_charge(self.cx(), charge))
    }

    /// What is true of the method of a request before anybody is asked.
    pub(crate) fn facts_of(&self, request: &ChargeRequest) -> &MethodFacts {
        self.provider.facts().method(request.method).expect("what is offered has facts")
    }

    /// What the provider is handed: this world, and its moment.
    pub(crate) fn cx(&self) -> Context<'_> {
        Context { http: self, now: payments::Moment::from_seconds(self.now_seconds()) }
    }

    /// What the shopper, the bank or the calendar does to the newest charge.
    pub(crate) fn act(&self, action: Action) {
        self.try_to_act(action).unwrap();
    }

    /// The same, where it may be nothing that can happen at this provider.
    pub(crate) fn try_to_act(&self, action: Action) -> Result<FakeCharge, Refused> {
        let mut played = self.played.lock().unwrap();
        let now = *self.now.lock().unwrap();
        let newest = played.charges(now).remove(0).id;
        played.act(&newest, action, now)
    }

    /// What is read of a webhook as it was sent.
    pub(crate) fn hear(&self, webhook: &OutgoingWebhook) -> Result<WebhookReading, ProviderError> {
        let query = webhook.url.split_once('?').map_or("", |(_, query)| query);
        let request = WebhookRequest { headers: &webhook.headers, query, body: &webhook.body };
        self.provider.verify_webhook(self.cx().now, &request)
    }

    /// Whether its webhooks are signed.
    pub(crate) fn signs(&self) -> bool {
        self.role.entry.settings.iter().any(|setting| setting.name == "webhook_secret")
    }

    /// Asks the played provider something that its client never asks.
    pub(crate) fn ask_bare(&self, verb: &str, path: &str, form: &'static str) {
        use base64::Engine as _;
        let key = base64::engine::general_purpose::STANDARD.encode(format!("{}:", self.role.key));
        let request = http::Request::builder()
            .method(verb)
            .uri(path)
            .header("authorization", format!("Basic {key}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Bytes::from_static(form.as_bytes()))
            .unwrap();
        let answer = self.played.lock().unwrap().answer(&request, *self.now.lock().unwrap());
        assert!(answer.status().is_success(), "{:?}", answer.body());
    }

    /// The only charge a webhook names.
    pub(crate) fn hint(&self, webhook: &OutgoingWebhook) -> ChargeHint {
        match self.hear(webhook).unwrap().about {
            WebhookSubject::Charges(mut charges) if charges.len() == 1 => charges.remove(0),
            about => panic!("it is about one charge, and not {about:?}"),
        }
    }

    /// The same to what has that id at the played provider.
    pub(crate) fn act_on(&self, id: &str, action: Action) {
        self.played.lock().unwrap().act(id, action, *self.now.lock().unwrap()).unwrap();
    }

    /// Moves the clock.
    pub(crate) fn pass_days(&self, days: i64) {
        self.pass_seconds(days * 86_400);
    }

    /// The same, by less than a day.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_seconds(seconds);
        self.played.lock().unwrap().pass_time(*now);
    }

    pub(crate) fn now_seconds(&self) -> i64 {
        self.now.lock().unwrap().seconds()
    }

    pub(crate) fn charges(&self) -> Vec<FakeCharge> {
        self.played.lock().unwrap().charges(*self.now.lock().unwrap())
    }

    pub(crate) fn webhooks(&self) -> Vec<OutgoingWebhook> {
        self.played.lock().unwrap().take_webhooks()
    }

    pub(crate) fn ping(&self) {
        let now = *self.now.lock().unwrap();
        self.played.lock().unwrap().ping(self.role.key, now).unwrap();
    }

    pub(crate) fn spoil(&self, spoil: Spoil) {
        *self.spoil.lock().unwrap() = spoil;
    }
}

impl Http for World {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        let (mut parts, body) = request.into_parts();
        let prefix = format!("http://127.0.0.1/{}", self.role.entry.id);
        let path = parts.uri.to_string().strip_prefix(&prefix).expect("only the address in the settings is asked").to_owned();
        parts.uri = path.parse().unwrap();
        let mut request = http::Request::from_parts(parts, body);
        let mut played = self.played.lock().unwrap();
        if matches!(*self.spoil.lock().unwrap(), Spoil::OtherAmount) {
            request = played.for_another_amount(&request).unwrap_or(request);
        }
        let answer = played.answer(&request, *self.now.lock().unwrap());
        let answer = match &*self.spoil.lock().unwrap() {
            Spoil::Nothing | Spoil::OtherAmount => Ok(answer),
            Spoil::Lost => Err(TransportError::NoResponse("timed out".to_owned())),
            Spoil::Turned(turn) => Ok(turn(answer)),
        };
        Box::pin(std::future::ready(answer))
    }
}

/// Nothing here waits: a future that is not ready at once is a fault of the client.
pub(crate) fn now<T>(answer: BoxFuture<'_, T, ProviderError>) -> Result<T, ProviderError> {
    answer.now_or_never().expect("the played provider answers at once")
}

/// Asks a question of every provider in every way it can answer.
pub(crate) fn ask_everybody(question: impl Fn(&World)) {
    for role in FIXTURES {
        eprintln!("asking {} {}", role.entry.id, (role.account)());
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
