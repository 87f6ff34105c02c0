//! Strict: a provider of the tests' own, which wants everything that the first two do not. Its webhooks are signed, with a clock; its
//! bodies are forms, its amounts centavos; a transfer never runs out, may be paid in parts and be given back; a cash voucher is good
//! at several chains, runs out at the end of a day, and has a minimum; a request is known again by its key, for a day.
//!
//! It stands in no register, so no merchant's program has it. What the seam owes such a provider is asked of it by the contract
//! suite and by the backend's tests, before the next live one is written.

pub mod fake;
mod payments_api;
mod webhook;
mod wire;

use crate::call::{self, Api, Masked};
use crate::capability::{
    Amend, Amended, Amendment, Cancel, CheckKeys, Refund, RefundRequest, RegisteredWebhook, Registration, Webhooks,
};
use crate::facts::{Expiry, Facts, Idempotency, MethodFacts, Refundable, StoreChoice};
use crate::future::BoxFuture;
use crate::provider::{
    ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, OfferedMethod, OfferedStore, Provider,
    ProviderError, Reason,
};
use crate::register::Entry;
use crate::scrub::{self, Scrub};
use crate::settings::{Setting, Settings, base_url};
use crate::webhook::{WebhookReading, WebhookRequest};
use http::{StatusCode, header};
use payments::customer::Need;
use payments::{Currency, Method, Moment, Money};
use secrecy::SecretString;
use std::time::Duration;

/// Strict, described; in no register.
pub const ENTRY: Entry = Entry {
    id: ID,
    name: "Strict",
    countries: &["MX"],
    settings: &[
        Setting { name: "secret_key", secret: true, required: true, about: "sk_test_... or sk_live_..." },
        Setting {
            name: "webhook_secret",
            secret: true,
            required: true,
            about: "whs_..., told once when a webhook is registered; two of them, with a comma between, while one replaces another",
        },
        Setting { name: "base_url", secret: false, required: false, about: "another address, such as the sandbox's" },
    ],
    build: |settings| Ok(Box::new(Strict::new(settings)?)),
};

const ID: &str = "strict";
const BASE_URL: &str = "https://api.strict.example";

/// What its keys begin with.
const SCRUB: Scrub = Scrub::of(&["sk_test", "sk_live", "whs_"]);

/// The chains that take its cash vouchers, as code and name.
const CHAINS: [(&str, &str); 3] = [("OXXO", "OXXO"), ("SORIANA", "Soriana"), ("TIENDA_DE_PRUEBA", "Tienda de prueba")];

/// The least and the most of one payment.
const MIN: Money = Money::new(1_000, Currency::Mxn);
const MAX: Money = Money::new(1_000_000, Currency::Mxn);

/// When a cash voucher runs out: at 23:59:59 in the capital.
const DAYS: Expiry = Expiry::Days { min: 1, max: 7, zone: "America/Mexico_City" };

/// For how long it knows a request again by its key.
const KEY_LIVES: Duration = Duration::from_secs(24 * 60 * 60);

/// The client of the strict provider's API, as one provider account.
#[derive(Clone, Debug)]
pub struct Strict {
    api: Api,
    facts: Facts,
    /// What its webhooks may be signed with.
    webhook_secrets: Vec<SecretString>,
}

impl Strict {
    /// Builds it from its settings.
    ///
    /// # Errors
    ///
    /// A sentence for the operator that says what is wrong with them, and repeats no key.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        ENTRY.check(settings)?;
        let key = settings.required("secret_key")?;
        let live = key.starts_with("sk_live_");
        if !live && !key.starts_with("sk_test_") {
            return Err("secret_key begins with sk_test_ or sk_live_".to_owned());
        }
        let secrets: Vec<&str> = settings.required("webhook_secret")?.split(',').map(str::trim).collect();
        if secrets.iter().any(|secret| !secret.starts_with("whs_")) {
            return Err("webhook_secret begins with whs_".to_owned());
        }
        let headers = [(header::AUTHORIZATION, call::basic(&key.into(), None))];
        let api = Api::new(base_url(settings, BASE_URL, live)?, headers, SCRUB, error_in);
        Ok(Self { api, facts: facts(live), webhook_secrets: secrets.into_iter().map(SecretString::from).collect() })
    }
}

fn facts(live: bool) -> Facts {
    let cash = MethodFacts {
        method: Method::Cash,
        store: StoreChoice::Optional,
        needs: &[Need::LastName, Need::Phone],
        min: Some(MIN),
        max: Some(MAX),
        expiry: DAYS,
        partial: false,
        cancel: true,
        declines: false,
        late: true,
        overpaid: false,
        refund: Refundable::No,
        create_is_idempotent: Idempotency::For(KEY_LIVES),
    };
    let transfer = MethodFacts {
        method: Method::Spei,
        store: StoreChoice::None,
        needs: &[Need::LastName],
        min: None,
        max: None,
        expiry: Expiry::Never,
        partial: true,
        refund: Refundable::Part,
        ..cash
    };
    Facts { kind: ID, live, currencies: &[Currency::Mxn], methods: vec![cash, transfer] }
}

impl Provider for Strict {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn offers<'a>(&'a self, _: Context<'a>, _: Money) -> BoxFuture<'a, Vec<OfferedMethod>, ProviderError> {
        let chain = |(code, name): (&str, &str)| OfferedStore {
            code: code.to_owned(),
            name: name.to_owned(),
            min: None,
            limit: Some(MAX),
            till_fee: None,
        };
        let offered = self.facts.methods.iter().map(|facts| OfferedMethod {
            method: facts.method,
            store: facts.store,
            stores: if facts.store == StoreChoice::None { Vec::new() } else { CHAINS.map(chain).to_vec() },
            min: facts.min,
            limit: facts.max,
        });
        Box::pin(std::future::ready(Ok(offered.collect())))
    }

    fn create_charge<'a>(&'a self, cx: Context<'a>, request: &'a ChargeRequest) -> BoxFuture<'a, CreatedCharge, ProviderError> {
        Box::pin(payments_api::create(self, cx, request))
    }

    fn fetch_charge<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(payments_api::fetch(self, cx, charge))
    }

    fn verify_webhook(&self, now: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
        webhook::read(&self.webhook_secrets, now, request)
    }

    fn cancel(&self) -> Option<&dyn Cancel> {
        Some(self)
    }

    fn refund(&self) -> Option<&dyn Refund> {
        Some(self)
    }

    fn amend(&self) -> Option<&dyn Amend> {
        Some(self)
    }

    fn webhooks(&self) -> Option<&dyn Webhooks> {
        Some(self)
    }

    fn check_keys(&self) -> Option<&dyn CheckKeys> {
        Some(self)
    }
}

impl Cancel for Strict {
    fn cancel<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(payments_api::cancel(self, cx, charge))
    }
}

impl Refund for Strict {
    fn refund<'a>(
        &'a self,
        cx: Context<'a>,
        charge: &'a ChargeRef,
        refund: &'a RefundRequest,
    ) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(payments_api::refund(self, cx, charge, refund))
    }
}

impl Amend for Strict {
    fn amend<'a>(
        &'a self,
        cx: Context<'a>,
        charge: &'a ChargeRef,
        amendment: &'a Amendment,
    ) -> BoxFuture<'a, Amended, ProviderError> {
        Box::pin(payments_api::amend(self, cx, charge, amendment))
    }
}

impl CheckKeys for Strict {
    fn check_keys<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(payments_api::check_keys(self, cx))
    }
}

impl Webhooks for Strict {
    fn register<'a>(&'a self, cx: Context<'a>, url: &'a str) -> BoxFuture<'a, Registration, ProviderError> {
        Box::pin(webhook::register(self, cx, url))
    }

    fn list<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, Vec<RegisteredWebhook>, ProviderError> {
        Box::pin(webhook::list(self, cx))
    }

    fn remove<'a>(&'a self, cx: Context<'a>, id: &'a str) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(webhook::remove(self, cx, id))
    }
}

/// An error says `{"error": {"code", "message"}}`; what does not is no answer of Strict's.
fn error_in(status: StatusCode, body: &str, masked: &Masked<'_>) -> Option<(Kind, String)> {
    if status.is_success() {
        return None;
    }
    let Some((code, message)) = wire::error(body) else { return call::error_by_status(status, body, false) };
    let kind = match code.as_str() {
        "amount_too_large" => Kind::Refused(Reason::OverLimit),
        "amount_too_small" => Kind::Refused(Reason::UnderMinimum),
        "unknown_chain" => Kind::Refused(Reason::Store),
        // The same key is being worked on, so the first answer is still to come.
        "key_in_use" => Kind::NoAnswer,
        _ => Kind::of_status(status, true),
    };
    Some((kind, format!("{}: {}", scrub_code(&code), masked.sentence(&message))))
}

fn scrub_code(code: &str) -> String {
    let is_code = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_code { SCRUB.word(code) } else { scrub::shape(code) }
}
