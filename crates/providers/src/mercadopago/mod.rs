//! Mercado Pago: cash and SPEI in Mexico by its Orders API, PagoEfectivo in Peru by its Payments API.
//!
//! One host for all; the country is the account's, and no call says it before a charge is made, so it is a setting. The two APIs
//! have different bodies, words and errors (`orders.rs`, `payments_api.rs`); everything above sees one provider. Limits are asked
//! for and never assumed (`methods.rs`). Their words, oddities and limits are in the folder's README.
//!
//! The client keeps nothing between two calls and never looks at a clock.

mod call;
mod changes;
#[cfg(feature = "sandbox")]
pub mod fake;
mod found;
mod life;
mod methods;
mod orders;
mod parts;
mod payments_api;
mod rails;
mod status;
#[cfg(test)]
mod tests;
mod trial;
mod webhook;
mod wire;

use crate::call::Api;
use crate::capability::{Cancel, CheckKeys, Pull, Refund};
use crate::facts::{Expiry, Facts, Idempotency, MethodFacts, Refundable, StoreChoice};
use crate::future::BoxFuture;
use crate::provider::{
    ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, OfferedMethod, Provider, ProviderError,
};
use crate::register::Entry;
use crate::settings::{Setting, Settings, base_url};
use crate::trial::Trial;
use crate::webhook::{WebhookReading, WebhookRequest};
use http::{HeaderValue, header};
use payments::customer::Need;
use payments::{Country, Currency, Method, Moment, Money};
use secrecy::SecretString;
use std::time::Duration;

/// Mercado Pago in the register.
pub const ENTRY: Entry = Entry {
    id: ID,
    name: "Mercado Pago",
    countries: &["MX", "PE"],
    settings: &[
        Setting { name: "access_token", secret: true, required: true, about: "APP_USR-... or TEST-..., of your application" },
        Setting {
            name: "webhook_secret",
            secret: true,
            required: true,
            about: "the secret signature of your application's Webhooks; two of them, with a comma between, while one replaces another",
        },
        Setting { name: "country", secret: false, required: true, about: "MX or PE: where the account is" },
        Setting {
            name: "mode",
            secret: false,
            required: false,
            about: "test where an APP_USR- token is a test user's; live where nothing is said",
        },
        Setting { name: "base_url", secret: false, required: false, about: "another address, such as the sandbox's" },
    ],
    build: |settings| Ok(Box::new(MercadoPago::new(settings)?)),
};

const ID: &str = "mercadopago";
const BASE_URL: &str = "https://api.mercadopago.com";

/// The fewest characters a webhook's secret has: theirs have twice as many.
const LEAST_SECRET: usize = 32;

/// For how long it knows a request again by its key.
const KEY_LIVES: Duration = Duration::from_secs(24 * 60 * 60);

/// The client of Mercado Pago's APIs, as one provider account.
#[derive(Clone, Debug)]
pub struct MercadoPago {
    api: Api,
    facts: Facts,
    country: Country,
    /// What its webhooks may be signed with.
    webhook_secrets: Vec<SecretString>,
}

impl MercadoPago {
    /// Builds it from its settings.
    ///
    /// # Errors
    ///
    /// A sentence for the operator that says what is wrong with them, and repeats no key.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        ENTRY.check(settings)?;
        let token = settings.required("access_token")?;
        let live = is_live(token, settings.get("mode"))?;
        let country = Country::from_id(&settings.required("country")?.to_ascii_uppercase());
        let country = country.ok_or("country is MX or PE")?;
        let secrets: Vec<&str> = settings.required("webhook_secret")?.split(',').map(str::trim).collect();
        if secrets.iter().any(|secret| secret.len() < LEAST_SECRET) {
            return Err("webhook_secret is too short to be one: it stands in your application, under Webhooks".to_owned());
        }
        let bearer = HeaderValue::from_str(&format!("Bearer {token}"));
        let mut bearer = bearer.map_err(|_| "access_token has characters that no token has")?;
        bearer.set_sensitive(true);
        let headers = [(header::AUTHORIZATION, bearer), (header::ACCEPT, HeaderValue::from_static("application/json"))];
        let api = Api::new(base_url(settings, BASE_URL, live)?, headers, call::SCRUB, call::error_in);
        let webhook_secrets = secrets.into_iter().map(SecretString::from).collect();
        Ok(Self { api, facts: facts(country, live), country, webhook_secrets })
    }

    /// The currency of its country, which both APIs leave unsaid in what they are sent.
    fn currency(&self) -> Currency {
        currency_of(self.country)
    }
}

/// What is collected in a country.
const fn currency_of(country: Country) -> Currency {
    match country {
        Country::Mx => Currency::Mxn,
        Country::Pe => Currency::Pen,
    }
}

/// Whether real money moves. A token says that it is for tests by its beginning; one that does not may be a test user's, which only
/// the merchant knows.
fn is_live(token: &str, mode: Option<&str>) -> Result<bool, String> {
    match (token.starts_with("TEST-"), token.starts_with("APP_USR-"), mode) {
        (true, _, None | Some("test")) | (_, true, Some("test")) => Ok(false),
        (_, true, None | Some("live")) => Ok(true),
        (true, _, Some("live")) => Err("access_token is for tests, and mode says live".to_owned()),
        (_, _, Some(mode)) if mode != "live" && mode != "test" => Err("mode is test or live".to_owned()),
        (_, _, _) => Err("access_token begins with APP_USR- or TEST-".to_owned()),
    }
}

fn facts(country: Country, live: bool) -> Facts {
    let method = |method: Method, store: StoreChoice, needs: &'static [Need]| MethodFacts {
        method,
        store,
        needs,
        // Asked for, with each rail's own.
        min: None,
        max: None,
        expiry: Expiry::Instant,
        partial: false,
        cancel: true,
        declines: true,
        // Money that comes after the end goes back to whoever paid (their guide).
        late: false,
        overpaid: true,
        refund: Refundable::Part,
        create_is_idempotent: Idempotency::For(KEY_LIVES),
    };
    match country {
        Country::Mx => Facts {
            kind: ID,
            live,
            currencies: &[Currency::Mxn],
            methods: vec![
                method(Method::Cash, StoreChoice::Needed, &[Need::LastName]),
                method(Method::Spei, StoreChoice::None, &[Need::LastName]),
            ],
        },
        Country::Pe => Facts {
            kind: ID,
            live,
            currencies: &[Currency::Pen],
            methods: vec![method(Method::Cash, StoreChoice::Needed, &[Need::LastName, Need::Document])],
        },
    }
}

impl Provider for MercadoPago {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn offers<'a>(&'a self, cx: Context<'a>, _: Money) -> BoxFuture<'a, Vec<OfferedMethod>, ProviderError> {
        Box::pin(methods::offers(self, cx))
    }

    fn create_charge<'a>(&'a self, cx: Context<'a>, request: &'a ChargeRequest) -> BoxFuture<'a, CreatedCharge, ProviderError> {
        match self.country {
            Country::Mx => Box::pin(orders::create(self, cx, request)),
            Country::Pe => Box::pin(payments_api::create(self, cx, request)),
        }
    }

    fn fetch_charge<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        match self.country {
            Country::Mx => Box::pin(orders::fetch(self, cx, charge)),
            Country::Pe => Box::pin(payments_api::fetch(self, cx, charge)),
        }
    }

    fn verify_webhook(&self, now: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
        webhook::read(self.country, &self.webhook_secrets, now, request)
    }

    fn cancel(&self) -> Option<&dyn Cancel> {
        Some(self)
    }

    fn refund(&self) -> Option<&dyn Refund> {
        Some(self)
    }

    fn pull(&self) -> Option<&dyn Pull> {
        match self.country {
            // Orders are found by when they were made, and not by when they changed.
            Country::Mx => None,
            Country::Pe => Some(self),
        }
    }

    fn check_keys(&self) -> Option<&dyn CheckKeys> {
        Some(self)
    }

    fn trial(&self) -> Option<&dyn Trial> {
        Some(self)
    }
}
