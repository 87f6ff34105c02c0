//! ComproPago (Mexico): cash at the counter of a store, and SPEI transfers.
//!
//! What they call v1 and v2 are not two versions of one thing: v1 is cash (`cash.rs`), v2 is SPEI (`spei.rs`). One pair of
//! keys opens both, on one host; the keys alone decide whether the mode is test or live. What ComproPago calls a
//! "provider" is a *store* here. Their words, oddities and limits are in the folder's README.
//!
//! The client keeps nothing between two calls and never looks at a clock.

mod accounts;
mod call;
mod capabilities;
mod cash;
mod keys;
mod panel;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod spei;
mod status;
#[cfg(test)]
mod tests;
mod voucher;
mod webhook;
mod wire;

use crate::http::Http;
use crate::provider::{
    Answer, ChargeRequest, CreatedCharge, FetchedCharge, Handle, Hint, OfferedMethod, Provider, ProviderError,
};
use crate::register::{Entry, Setting, Settings};
use keys::Keys;
use payments::{Currency, Method, Money};

/// ComproPago in the register.
pub const ENTRY: Entry = Entry {
    id: ID,
    name: "ComproPago",
    methods: &[Method::Cash, Method::Spei],
    countries: &["MX"],
    needs: &[],
    currencies: &[Currency::Mxn, Currency::Usd, Currency::Eur, Currency::Gbp],
    settings: &[
        Setting { name: "public_key", secret: false, required: true, about: "pk_test_... or pk_live_..., from the panel" },
        Setting { name: "secret_key", secret: true, required: true, about: "sk_test_... or sk_live_..., of the same mode" },
        Setting { name: "base_url", secret: false, required: false, about: "another address, such as the sandbox's" },
        Setting { name: "beneficiary", secret: false, required: false, about: "the name banks show for its CLABEs" },
    ],
    capabilities: capabilities::ALL,
    build: |settings| Ok(Box::new(ComproPago::new(settings)?)),
};

const ID: &str = "compropago";
const BASE_URL: &str = "https://api.compropago.com";
const APP: &str = "ficha";
const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The client.
#[derive(Clone, Debug)]
pub struct ComproPago {
    base: String,
    keys: Keys,
    /// No answer of theirs names it, so it is told by the merchant.
    beneficiary: Option<String>,
}

impl ComproPago {
    /// Builds it from its settings, or says in a sentence what is wrong with them.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        ENTRY.check(settings)?;
        let keys = Keys::parse(settings.required("public_key")?, settings.required("secret_key")?)?;
        let base = base_url(settings.get("base_url").unwrap_or(BASE_URL), keys.live())?;
        Ok(Self { base, keys, beneficiary: settings.get("beneficiary").map(str::to_owned) })
    }
}

impl Provider for ComproPago {
    fn id(&self) -> &'static str {
        ID
    }

    fn test_mode(&self) -> bool {
        !self.keys.live()
    }

    /// No. None of their documents has a call, a header or a field by which a second create finds the first: `order_id` is
    /// only kept and shown in the panel.
    fn repeats_create(&self) -> bool {
        false
    }

    fn offers<'a>(&'a self, http: &'a dyn Http, amount: Money) -> Answer<'a, Vec<OfferedMethod>> {
        Box::pin(async move {
            let stores = cash::stores(self, http, amount).await?;
            let cash = OfferedMethod { method: Method::Cash, stores, limit: None };
            // No document states a limit for SPEI.
            let spei = OfferedMethod { method: Method::Spei, stores: Vec::new(), limit: None };
            Ok(vec![cash, spei])
        })
    }

    fn create_charge<'a>(&'a self, http: &'a dyn Http, request: &'a ChargeRequest) -> Answer<'a, CreatedCharge> {
        match request.method {
            Method::Cash => Box::pin(cash::create(self, http, request)),
            Method::Spei => Box::pin(spei::create(self, http, request)),
        }
    }

    fn fetch_charge<'a>(&'a self, http: &'a dyn Http, handle: &'a Handle) -> Answer<'a, FetchedCharge> {
        match handle.method {
            Method::Cash => Box::pin(cash::fetch(self, http, handle)),
            Method::Spei => Box::pin(spei::fetch(self, http, handle)),
        }
    }

    fn read_webhook(&self, _headers: &http::HeaderMap, body: &[u8]) -> Result<Option<Hint>, ProviderError> {
        webhook::read(body)
    }
}

/// The base address without the slash at its end. Live keys never travel unencrypted; test keys may, to a sandbox.
fn base_url(url: &str, live: bool) -> Result<String, String> {
    let url = url.trim_end_matches('/');
    let parsed: http::Uri = url.parse().map_err(|_| "base_url is not an address".to_owned())?;
    match (parsed.scheme_str(), live) {
        (Some("https"), _) | (Some("http"), false) if parsed.query().is_none() => Ok(url.to_owned()),
        (Some("http"), true) => Err("base_url must be https with live keys".to_owned()),
        _ => Err("base_url must begin with https:// and have no query".to_owned()),
    }
}
