//! What Stripe can do beyond what every provider can. When any of it is used is not known here.

use super::{Stripe, endpoints, events, intents, wire};
use crate::call::Call;
use crate::capability::{Cancel, CheckKeys, Pull, Pulled, Refund, RefundRequest, RegisteredWebhook, Registration, Webhooks};
use crate::future::BoxFuture;
use crate::provider::{ChargeRef, Context, FetchedCharge, Kind, ProviderError};

impl Cancel for Stripe {
    fn cancel<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(intents::cancel(self, cx, charge))
    }
}

impl Refund for Stripe {
    fn refund<'a>(
        &'a self,
        cx: Context<'a>,
        charge: &'a ChargeRef,
        refund: &'a RefundRequest,
    ) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(intents::refund(self, cx, charge, refund))
    }
}

impl Webhooks for Stripe {
    fn register<'a>(&'a self, cx: Context<'a>, url: &'a str) -> BoxFuture<'a, Registration, ProviderError> {
        Box::pin(endpoints::register(self, cx, url))
    }

    fn list<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, Vec<RegisteredWebhook>, ProviderError> {
        Box::pin(endpoints::list(self, cx))
    }

    fn remove<'a>(&'a self, cx: Context<'a>, id: &'a str) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(endpoints::remove(self, cx, id))
    }
}

impl Pull for Stripe {
    fn pull<'a>(&'a self, cx: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError> {
        Box::pin(events::pull(self, cx, after))
    }
}

impl CheckKeys for Stripe {
    fn check_keys<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(check_keys(self, cx))
    }
}

/// Whether it accepts the key, in the mode the key is named for.
async fn check_keys(to: &Stripe, cx: Context<'_>) -> Result<(), ProviderError> {
    let reply = to.api.ask(cx, Call::get("/v1/balance".to_owned(), "GET /v1/balance")).await?;
    match wire::is_live(reply.body()) {
        Some(live) if live == to.facts.live => Ok(()),
        Some(true) => Err(ProviderError::new(Kind::BadKeys, "secret_key is named a test key, and Stripe says that it is live")),
        Some(false) => {
            Err(ProviderError::new(Kind::BadKeys, "secret_key is named a live key, and Stripe says that it is for tests"))
        }
        None => Err(reply.nonsense("no mode")),
    }
}
