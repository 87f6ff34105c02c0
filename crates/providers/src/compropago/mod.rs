//! ComproPago (Mexico): cash at the counter of a store, and SPEI transfers.
//!
//! What they call v1 and v2 are not two versions of one thing: v1 is cash (`cash.rs`), v2 is SPEI (`spei.rs`). One pair of
//! keys opens both, on one host; the keys alone decide whether the mode is test or live. What ComproPago calls a
//! "provider" is a *store* here. Their words, oddities and limits are in the folder's README.
//!
//! The client keeps nothing between two calls and never looks at a clock.

mod accounts;
mod call;
mod cash;
#[cfg(feature = "sandbox")]
pub mod fake;
mod keys;
mod panel;
mod parts;
mod spei;
mod status;
#[cfg(test)]
mod tests;
mod voucher;
mod webhook;
mod wire;

use crate::call::Api;
use crate::capability::{CheckKeys, ReusableClabes, Sms, Webhooks};
use crate::facts::{Expiry, Facts, Idempotency, MethodFacts, Refundable, StoreChoice};
use crate::future::BoxFuture;
use crate::provider::{
    ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, OfferedMethod, Provider, ProviderError,
};
use crate::register::Entry;
use crate::settings::{Setting, Settings, base_url};
use crate::webhook::{WebhookReading, WebhookRequest};
use http::{HeaderValue, header};
use keys::Keys;
use payments::{Currency, Method, Moment, Money};

/// ComproPago in the register.
pub const ENTRY: Entry = Entry {
    id: ID,
    name: "ComproPago",
    countries: &["MX"],
    settings: &[
        Setting { name: "public_key", secret: false, required: true, about: "pk_test_... or pk_live_..., from the panel" },
        Setting { name: "secret_key", secret: true, required: true, about: "sk_test_... or sk_live_..., of the same mode" },
        Setting { name: "base_url", secret: false, required: false, about: "another address, such as the sandbox's" },
        Setting { name: "beneficiary", secret: false, required: false, about: "the name banks show for its CLABEs" },
    ],
    build: |settings| Ok(Box::new(ComproPago::new(settings)?)),
};

const ID: &str = "compropago";
const BASE_URL: &str = "https://api.compropago.com";
const APP: &str = "ficha";
const APP_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The client of ComproPago's API, as one provider account.
#[derive(Clone, Debug)]
pub struct ComproPago {
    api: Api,
    facts: Facts,
    /// No answer of theirs names it, so it is told by the merchant.
    beneficiary: Option<String>,
}

impl ComproPago {
    /// Builds it from its settings.
    ///
    /// # Errors
    ///
    /// A sentence for the operator that says what is wrong with them.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        ENTRY.check(settings)?;
        let keys = Keys::parse(settings.required("public_key")?, settings.required("secret_key")?)?;
        let base = base_url(settings, BASE_URL, keys.live())?;
        let headers = [
            (header::AUTHORIZATION, keys.authorization()),
            (header::ACCEPT, HeaderValue::from_static("application/compropago")),
        ];
        let api = Api::new(base, headers, call::SCRUB, call::error_in);
        Ok(Self { api, facts: facts(keys.live()), beneficiary: settings.get("beneficiary").map(str::to_owned) })
    }
}

fn facts(live: bool) -> Facts {
    let method = |method: Method, store: StoreChoice| MethodFacts {
        method,
        store,
        needs: &[],
        // No document states a limit for SPEI; a store's stands in the offer.
        min: None,
        max: None,
        expiry: Expiry::Instant,
        partial: true,
        cancel: false,
        declines: true,
        late: true,
        overpaid: true,
        // A status says that money went back, and no call sends it.
        refund: Refundable::No,
        // None of their documents has a call, a header or a field by which a second create finds the first: `order_id` is only kept
        // and shown in the panel.
        create_is_idempotent: Idempotency::Never,
    };
    Facts {
        kind: ID,
        live,
        currencies: &[Currency::Mxn, Currency::Usd, Currency::Eur, Currency::Gbp],
        methods: vec![method(Method::Cash, StoreChoice::Needed), method(Method::Spei, StoreChoice::None)],
    }
}

impl Provider for ComproPago {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn offers<'a>(&'a self, cx: Context<'a>, amount: Money) -> BoxFuture<'a, Vec<OfferedMethod>, ProviderError> {
        Box::pin(async move {
            let stores = cash::stores(self, cx, amount).await?;
            let cash = OfferedMethod { method: Method::Cash, store: StoreChoice::Needed, stores, min: None, limit: None };
            let spei =
                OfferedMethod { method: Method::Spei, store: StoreChoice::None, stores: Vec::new(), min: None, limit: None };
            Ok(vec![cash, spei])
        })
    }

    fn create_charge<'a>(&'a self, cx: Context<'a>, request: &'a ChargeRequest) -> BoxFuture<'a, CreatedCharge, ProviderError> {
        match request.method {
            Method::Cash => Box::pin(cash::create(self, cx, request)),
            Method::Spei => Box::pin(spei::create(self, cx, request)),
        }
    }

    fn fetch_charge<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        match charge.method {
            Method::Cash => Box::pin(cash::fetch(self, cx, charge)),
            Method::Spei => Box::pin(spei::fetch(self, cx, charge)),
        }
    }

    fn verify_webhook(&self, _: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
        webhook::read(request)
    }

    fn sms(&self) -> Option<&dyn Sms> {
        Some(self)
    }

    fn webhooks(&self) -> Option<&dyn Webhooks> {
        Some(self)
    }

    fn reusable_clabes(&self) -> Option<&dyn ReusableClabes> {
        Some(self)
    }

    fn check_keys(&self) -> Option<&dyn CheckKeys> {
        Some(self)
    }
}
