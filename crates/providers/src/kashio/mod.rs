//! KashIO (Peru): one invoice, one code to pay, at banks and agents.
//!
//! What KashIO calls an *invoice* is a charge here, its `ktin` is the reference, and the banks and agents that take it, its
//! *channels*, are stores. An invoice names no channel: the same code is good at all of them, and which one the customer
//! chose only decides what they are told. Their words, oddities and what nobody documents are in the folder's README.
//!
//! The client keeps nothing between two calls and never looks at a clock.

mod call;
mod capabilities;
mod channels;
mod dates;
mod events;
mod invoices;
mod keys;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod status;
#[cfg(test)]
mod tests;
mod wire;

use crate::http::Http;
use crate::provider::{
    Answer, ChargeRequest, CreatedCharge, FetchedCharge, Handle, Hint, OfferedMethod, Provider, ProviderError,
};
use crate::register::{Entry, Setting, Settings};
use keys::Key;
use payments::customer::Field;
use payments::{Currency, Method, Money};

/// KashIO in the register.
pub const ENTRY: Entry = Entry {
    id: ID,
    name: "KashIO",
    methods: &[Method::Cash],
    countries: &["PE"],
    needs: &[Field::Document],
    currencies: &[Currency::Pen],
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
    capabilities: capabilities::ALL,
    build: |settings| Ok(Box::new(KashIo::new(settings)?)),
};

const ID: &str = "kashio";
const BASE_URL: &str = "https://api.kashio.net/v1/payments";

/// The most one payment may be where the merchant says nothing. No document of KashIO's states a limit; this one is ours, so
/// that a mistyped price is not carried to a counter.
const MAX_AMOUNT: Money = Money::new(1_000_000, Currency::Pen);

/// The client.
#[derive(Clone, Debug)]
pub struct KashIo {
    base: String,
    key: Key,
    gateway: Option<String>,
    max: Money,
}

impl KashIo {
    /// Builds it from its settings, or says in a sentence what is wrong with them.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        ENTRY.check(settings)?;
        let key = Key::parse(settings.required("secret_key")?)?;
        let base = base_url(settings.get("base_url").unwrap_or(BASE_URL), key.live())?;
        let gateway = settings.get("gateway_url").map(gateway_url).transpose()?;
        let max = match settings.get("max_amount") {
            Some(soles) => Money::parse_decimal(soles, Currency::Pen)
                .map_err(|_| "max_amount is not an amount in soles like 2000.00".to_owned())?,
            None => MAX_AMOUNT,
        };
        Ok(Self { base, key, gateway, max })
    }
}

impl Provider for KashIo {
    fn id(&self) -> &'static str {
        ID
    }

    fn test_mode(&self) -> bool {
        !self.key.live()
    }

    /// Yes, by what follows from their documents and is not said in so many words (README, `POST /invoices`): the
    /// `invoice_id` is the merchant's, and the same request twice is their "anti-flood".
    fn repeats_create(&self) -> bool {
        true
    }

    fn offers<'a>(&'a self, _: &'a dyn Http, _: Money) -> Answer<'a, Vec<OfferedMethod>> {
        // No call lists them: what there is to say is known without asking.
        let cash = OfferedMethod { method: Method::Cash, stores: channels::offered(self.max), limit: None };
        Box::pin(std::future::ready(Ok(vec![cash])))
    }

    fn create_charge<'a>(&'a self, http: &'a dyn Http, request: &'a ChargeRequest) -> Answer<'a, CreatedCharge> {
        Box::pin(invoices::create(self, http, request))
    }

    fn fetch_charge<'a>(&'a self, http: &'a dyn Http, handle: &'a Handle) -> Answer<'a, FetchedCharge> {
        Box::pin(invoices::fetch(self, http, handle))
    }

    fn read_webhook(&self, _headers: &http::HeaderMap, body: &[u8]) -> Result<Option<Hint>, ProviderError> {
        events::read_pushed(body)
    }
}

/// The base address without the slash at its end. A live key never travels unencrypted; a test key may, to a sandbox.
fn base_url(url: &str, live: bool) -> Result<String, String> {
    let url = url.trim_end_matches('/');
    let parsed: http::Uri = url.parse().map_err(|_| "base_url is not an address".to_owned())?;
    match (parsed.scheme_str(), live) {
        (Some("https"), _) | (Some("http"), false) if parsed.query().is_none() => Ok(url.to_owned()),
        (Some("http"), true) => Err("base_url must be https with a live key".to_owned()),
        _ => Err("base_url must begin with https:// and have no query".to_owned()),
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
