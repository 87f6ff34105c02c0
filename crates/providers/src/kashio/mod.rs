//! KashIO (Peru): one invoice, one code to pay, at banks and agents.
//!
//! What KashIO calls an *invoice* is a charge here, its `ktin` is the reference, and the banks and agents that take it, its
//! *channels*, are stores. An invoice names no channel: the same code is good at all of them, and which one the customer
//! chose only decides what they are told. Their words, oddities and what nobody documents are in the folder's README.
//!
//! The client keeps nothing between two calls and never looks at a clock.

mod channels;
mod dates;
mod events;
#[cfg(feature = "sandbox")]
pub mod fake;
mod invoices;
mod keys;
mod parts;
mod status;
#[cfg(test)]
mod tests;
mod wire;

use crate::call::{self, Api};
use crate::capability::{Amend, Cancel, CheckKeys, Pull};
use crate::facts::{Expiry, Facts, Idempotency, MethodFacts, Refundable, StoreChoice};
use crate::future::BoxFuture;
use crate::provider::{
    ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, OfferedMethod, Provider, ProviderError,
};
use crate::register::Entry;
use crate::scrub::Scrub;
use crate::settings::{Setting, Settings, base_url};
use crate::webhook::{WebhookReading, WebhookRequest};
use http::{HeaderValue, header};
use keys::Key;
use payments::customer::Need;
use payments::{Currency, Method, Moment, Money};

/// KashIO in the register.
pub const ENTRY: Entry = Entry {
    id: ID,
    name: "KashIO",
    countries: &["PE"],
    settings: &[
        Setting {
            name: "secret_key",
            secret: true,
            required: true,
            about: "sk_test_... or sk_live_..., from the console KCMS",
        },
        Setting { name: "base_url", secret: false, required: false, about: "another address, such as the sandbox's" },
        Setting {
            name: "gateway_url",
            secret: false,
            required: false,
            about: "KashIO's own page of a voucher, https://.../e/index.html: slips link to it where it is said",
        },
        Setting {
            name: "max_amount",
            secret: false,
            required: false,
            about: "the most one payment may be, in soles, as your contract says: 2000.00",
        },
    ],
    build: |settings| Ok(Box::new(KashIo::new(settings)?)),
};

const ID: &str = "kashio";
const BASE_URL: &str = "https://api.kashio.net/v1/payments";

/// The most one payment may be where the merchant says nothing. No document of KashIO's states a limit; this one is ours, so
/// that a mistyped price is not carried to a counter.
const MAX_AMOUNT: Money = Money::new(1_000_000, Currency::Pen);

/// What KashIO's keys begin with.
const SCRUB: Scrub = Scrub::of(&["sk_test", "sk_live", "pk_test", "pk_live"]);

/// The client of KashIO's API, as one provider account.
#[derive(Clone, Debug)]
pub struct KashIo {
    api: Api,
    facts: Facts,
    gateway: Option<String>,
    max: Money,
}

impl KashIo {
    /// Builds it from its settings.
    ///
    /// # Errors
    ///
    /// A sentence for the operator that says what is wrong with them.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        ENTRY.check(settings)?;
        let key = Key::parse(settings.required("secret_key")?)?;
        let base = base_url(settings, BASE_URL, key.live())?;
        let headers =
            [(header::AUTHORIZATION, key.authorization()), (header::ACCEPT, HeaderValue::from_static("application/json"))];
        // The documents give statuses and no shape for an error's body: a 404 counts as "no such invoice" only where KashIO itself
        // says it, in JSON.
        let api = Api::new(base, headers, SCRUB, |status, body, _| {
            call::error_by_status(status, body, body.trim_start().starts_with('{'))
        });
        let gateway = settings.get("gateway_url").map(gateway_url).transpose()?;
        let max = match settings.get("max_amount") {
            Some(soles) => Money::parse_decimal(soles, Currency::Pen)
                .map_err(|_| "max_amount is not an amount in soles like 2000.00".to_owned())?,
            None => MAX_AMOUNT,
        };
        Ok(Self { api, facts: facts(key.live(), max), gateway, max })
    }
}

fn facts(live: bool, max: Money) -> Facts {
    let cash = MethodFacts {
        method: Method::Cash,
        store: StoreChoice::Needed,
        needs: &[Need::Document],
        min: None,
        max: Some(max),
        expiry: Expiry::Instant,
        partial: true,
        cancel: true,
        declines: true,
        late: true,
        overpaid: true,
        refund: Refundable::No,
        // By what follows from their documents and is not said in so many words (README, `POST /invoices`): the `invoice_id` is the
        // merchant's, and the same request twice is their "anti-flood".
        create_is_idempotent: Idempotency::Always,
    };
    Facts { kind: ID, live, currencies: &[Currency::Pen], methods: vec![cash] }
}

impl Provider for KashIo {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn offers<'a>(&'a self, _: Context<'a>, _: Money) -> BoxFuture<'a, Vec<OfferedMethod>, ProviderError> {
        // No call lists them: what there is to say is known without asking.
        let cash = OfferedMethod {
            method: Method::Cash,
            store: StoreChoice::Needed,
            stores: channels::offered(self.max),
            min: None,
            limit: None,
        };
        Box::pin(std::future::ready(Ok(vec![cash])))
    }

    fn create_charge<'a>(&'a self, cx: Context<'a>, request: &'a ChargeRequest) -> BoxFuture<'a, CreatedCharge, ProviderError> {
        Box::pin(invoices::create(self, cx, request))
    }

    fn fetch_charge<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(invoices::fetch(self, cx, charge))
    }

    fn verify_webhook(&self, _: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
        events::read_pushed(request)
    }

    fn cancel(&self) -> Option<&dyn Cancel> {
        Some(self)
    }

    fn amend(&self) -> Option<&dyn Amend> {
        Some(self)
    }

    fn pull(&self) -> Option<&dyn Pull> {
        Some(self)
    }

    fn check_keys(&self) -> Option<&dyn CheckKeys> {
        Some(self)
    }
}

/// Where a voucher's token is opened. A customer is never sent to a page without TLS.
fn gateway_url(url: &str) -> Result<String, String> {
    let parsed: Option<http::Uri> = url.parse().ok();
    match parsed.filter(|url| url.scheme_str() == Some("https") && url.query().is_none()) {
        Some(_) => Ok(url.to_owned()),
        None => Err("gateway_url must begin with https:// and have no query".to_owned()),
    }
}
