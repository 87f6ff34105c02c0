//! Stripe, in Mexico: cash at OXXO, and SPEI into a CLABE of the charge's own, both by its PaymentIntents.
//!
//! Its words, its oddities and what nobody documents stand in the folder's README. The client is built once for an account, keeps
//! nothing between two calls and never looks at a clock.

mod endpoints;
mod errors;
mod events;
#[cfg(feature = "sandbox")]
pub mod fake;
mod intents;
mod ledger;
mod oxxo;
mod parts;
mod spei;
#[cfg(test)]
mod tests;
mod trial;
mod webhook;
mod wire;

use crate::call::Api;
use crate::capability::{Cancel, CheckKeys, Pull, Refund, Webhooks};
use crate::facts::{Expiry, Facts, Idempotency, MethodFacts, Refundable, StoreChoice};
use crate::future::BoxFuture;
use crate::provider::{
    ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, OfferedMethod, OfferedStore, Provider, ProviderError,
};
use crate::register::Entry;
use crate::scrub::Scrub;
use crate::settings::{Setting, Settings, base_url};
use crate::trial::Trial;
use crate::webhook::{WebhookReading, WebhookRequest};
use http::{HeaderName, HeaderValue, header};
use payments::customer::Need;
use payments::{Currency, Method, Moment, Money};
use secrecy::SecretString;
use std::time::Duration;

/// Stripe in the register.
pub const ENTRY: Entry = Entry {
    id: ID,
    name: "Stripe",
    countries: &["MX"],
    settings: &[
        Setting {
            name: "secret_key",
            secret: true,
            required: true,
            about: "sk_test_... or sk_live_..., or a restricted key, rk_test_... or rk_live_...",
        },
        Setting {
            name: "webhook_secret",
            secret: true,
            required: false,
            about: "whsec_..., told once when a webhook is registered; two of them, with a comma between, while one replaces another",
        },
        Setting { name: "base_url", secret: false, required: false, about: "another address, such as the sandbox's" },
    ],
    build: |settings| Ok(Box::new(Stripe::new(settings)?)),
};

const ID: &str = "stripe";
const BASE_URL: &str = "https://api.stripe.com";

/// The version of the API everything here is written for; without it, each account answers in its own.
const VERSION: &str = "2026-10-28.endive";

/// What its keys begin with, so that none is ever repeated.
const SCRUB: Scrub = Scrub::of(&["sk_test", "sk_live", "rk_test", "rk_live", "whsec_"]);

/// How its secret keys begin, and whether real money moves with them.
const KEYS: [(&str, bool); 4] = [("sk_test_", false), ("rk_test_", false), ("sk_live_", true), ("rk_live_", true)];

/// The least and the most of one payment at OXXO.
const MIN: Money = Money::new(1_000, Currency::Mxn);
const MAX: Money = Money::new(1_000_000, Currency::Mxn);

/// When a slip of OXXO runs out: at 23:59:59 in the capital.
const DAYS: Expiry = Expiry::Days { min: 1, max: 7, zone: "America/Mexico_City" };

/// For how long it knows a request again by its key.
const KEY_LIVES: Duration = Duration::from_secs(24 * 60 * 60);

/// The client of Stripe's API, as one provider account.
#[derive(Clone, Debug)]
pub struct Stripe {
    api: Api,
    facts: Facts,
    /// What its webhooks may be signed with; none until the first is registered.
    webhook_secrets: Vec<SecretString>,
}

impl Stripe {
    /// Builds it from its settings.
    ///
    /// # Errors
    ///
    /// A sentence for the operator that says what is wrong with them, and repeats no key.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        ENTRY.check(settings)?;
        let key = settings.required("secret_key")?;
        let Some((_, live)) = KEYS.into_iter().find(|(begins, _)| key.starts_with(begins)) else {
            return Err("secret_key begins with sk_test_, sk_live_, rk_test_ or rk_live_".to_owned());
        };
        let secrets = settings.get("webhook_secret").unwrap_or_default();
        let secrets: Vec<&str> = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty()).collect();
        if secrets.iter().any(|secret| !secret.starts_with("whsec_")) {
            return Err("webhook_secret begins with whsec_".to_owned());
        }
        let mut authorization = HeaderValue::from_str(&format!("Bearer {key}"))
            .map_err(|_| "secret_key has a character that no key has".to_owned())?;
        authorization.set_sensitive(true);
        let version = (HeaderName::from_static("stripe-version"), HeaderValue::from_static(VERSION));
        let headers = [(header::AUTHORIZATION, authorization), version];
        let api = Api::new(base_url(settings, BASE_URL, live)?, headers, SCRUB, errors::error_in);
        Ok(Self { api, facts: facts(live), webhook_secrets: secrets.into_iter().map(SecretString::from).collect() })
    }
}

fn facts(live: bool) -> Facts {
    let cash = MethodFacts {
        method: Method::Cash,
        store: StoreChoice::Needed,
        needs: &[Need::LastName],
        min: Some(MIN),
        max: Some(MAX),
        expiry: DAYS,
        partial: false,
        cancel: false,
        declines: false,
        // What is paid on its last day is told on the next working day.
        late: true,
        // A till takes the sum of the slip. Should more come, there is no balance it could go to.
        overpaid: true,
        refund: Refundable::No,
        create_is_idempotent: Idempotency::For(KEY_LIVES),
    };
    let transfer = MethodFacts {
        method: Method::Spei,
        store: StoreChoice::None,
        needs: &[],
        min: None,
        max: None,
        expiry: Expiry::Never,
        partial: true,
        cancel: true,
        late: true,
        overpaid: false,
        refund: Refundable::Part,
        ..cash
    };
    Facts { kind: ID, live, currencies: &[Currency::Mxn], methods: vec![cash, transfer] }
}

impl Provider for Stripe {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn offers<'a>(&'a self, _: Context<'a>, _: Money) -> BoxFuture<'a, Vec<OfferedMethod>, ProviderError> {
        let store = || OfferedStore {
            code: oxxo::STORE.to_owned(),
            name: oxxo::NAME.to_owned(),
            min: None,
            limit: Some(MAX),
            till_fee: None,
        };
        let offered = self.facts.methods.iter().map(|facts| OfferedMethod {
            method: facts.method,
            store: facts.store,
            stores: if facts.store == StoreChoice::None { Vec::new() } else { vec![store()] },
            min: facts.min,
            limit: facts.max,
        });
        Box::pin(std::future::ready(Ok(offered.collect())))
    }

    fn create_charge<'a>(&'a self, cx: Context<'a>, request: &'a ChargeRequest) -> BoxFuture<'a, CreatedCharge, ProviderError> {
        match request.method {
            Method::Cash => Box::pin(oxxo::create(self, cx, request)),
            Method::Spei => Box::pin(spei::create(self, cx, request)),
        }
    }

    fn fetch_charge<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(intents::fetch(self, cx, charge))
    }

    fn verify_webhook(&self, now: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
        webhook::read(self, now, request)
    }

    fn cancel(&self) -> Option<&dyn Cancel> {
        Some(self)
    }

    fn refund(&self) -> Option<&dyn Refund> {
        Some(self)
    }

    fn webhooks(&self) -> Option<&dyn Webhooks> {
        Some(self)
    }

    fn pull(&self) -> Option<&dyn Pull> {
        Some(self)
    }

    fn check_keys(&self) -> Option<&dyn CheckKeys> {
        Some(self)
    }

    fn trial(&self) -> Option<&dyn Trial> {
        Some(self)
    }
}
