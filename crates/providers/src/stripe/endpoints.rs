//! Where Stripe sends webhooks: registered, listed, made whole, removed. How one is signed is in `webhook.rs`.

use super::{Stripe, VERSION};
use crate::call::{self, Call, Reply, path_segment};
use crate::capability::{RegisteredWebhook, Registration};
use crate::exact::{Flag, Part, Scalar};
use crate::provider::{Context, ProviderError};
use http::Method as Verb;
use secrecy::SecretString;
use serde::Deserialize;

const ENDPOINTS: &str = "/v1/webhook_endpoints";

/// How many pages of a list are read: a hundred on each, where an account may have sixteen.
const PAGES: usize = 5;

/// The events an address is registered for: all that a payment can come to. What comes into a customer's balance names no payment, so
/// it is followed in the list of events.
pub(super) const EVENTS: [&str; 10] = [
    "payment_intent.requires_action",
    "payment_intent.processing",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.partially_funded",
    "charge.refunded",
    "charge.dispute.created",
    "refund.updated",
    "refund.failed",
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Endpoint {
    id: Scalar,
    url: Scalar,
    status: Scalar,
    secret: Scalar,
    enabled_events: Option<Vec<Scalar>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Endpoints {
    data: Option<Vec<Endpoint>>,
    has_more: Flag,
}

/// Registers an address; its secret comes with the answer, and never again. One that is told of less is told of everything from then on.
pub(super) async fn register(to: &Stripe, cx: Context<'_>, url: &str) -> Result<Registration, ProviderError> {
    let names: Vec<String> = (0..EVENTS.len()).map(|at| format!("enabled_events[{at}]")).collect();
    let mut fields: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(EVENTS).collect();
    let call = match list(to, cx).await?.into_iter().find(|known| known.url == url) {
        Some(known) if known.is_whole => return Ok(Registration { webhook: known, secret: None }),
        Some(known) => {
            fields.push(("disabled", "false"));
            let path = format!("{ENDPOINTS}/{}", path_segment(&known.id)?);
            Call::new(Verb::POST, path, "POST /v1/webhook_endpoints/{id}")
        }
        None => {
            fields.extend([("url", url), ("api_version", VERSION), ("description", "Ficha")]);
            Call::new(Verb::POST, ENDPOINTS.to_owned(), "POST /v1/webhook_endpoints")
        }
    };
    let reply = to.api.ask(cx, call.with(call::form(fields))).await?;
    let endpoint = reply.read::<Part<Endpoint>>()?.0.unwrap_or_default();
    let secret = endpoint.secret.text().map(SecretString::from);
    Ok(Registration { webhook: endpoint.line(&reply)?, secret })
}

/// Every address that is registered.
pub(super) async fn list(to: &Stripe, cx: Context<'_>) -> Result<Vec<RegisteredWebhook>, ProviderError> {
    let mut all: Vec<RegisteredWebhook> = Vec::new();
    for _ in 0..PAGES {
        let cursor = match all.last() {
            Some(last) => format!("&starting_after={}", path_segment(&last.id)?),
            None => String::new(),
        };
        let call = Call::get(format!("{ENDPOINTS}?limit=100{cursor}"), "GET /v1/webhook_endpoints");
        let reply = to.api.ask(cx, call).await?;
        let page = reply.read::<Part<Endpoints>>()?.0.unwrap_or_default();
        let lines = page.data.ok_or_else(|| reply.nonsense("no list"))?;
        let before = all.len();
        for line in &lines {
            all.push(line.line(&reply)?);
        }
        if !page.has_more.is(true) || all.len() == before {
            break;
        }
    }
    Ok(all)
}

/// Removes the registration of a webhook.
pub(super) async fn remove(to: &Stripe, cx: Context<'_>, id: &str) -> Result<(), ProviderError> {
    let path = format!("{ENDPOINTS}/{}", path_segment(id)?);
    to.api.ask(cx, Call::new(Verb::DELETE, path, "DELETE /v1/webhook_endpoints/{id}")).await.map(drop)
}

impl Endpoint {
    fn line(&self, reply: &Reply) -> Result<RegisteredWebhook, ProviderError> {
        let owned = |said: &Scalar| said.text().map(str::to_owned);
        let (Some(id), Some(url)) = (owned(&self.id), owned(&self.url)) else {
            return Err(reply.nonsense("an endpoint without id or url"));
        };
        let status = owned(&self.status).unwrap_or_default();
        let events = self.enabled_events.as_deref().unwrap_or_default();
        let is_told_of = |event: &&str| events.iter().any(|told| [Some(*event), Some("*")].contains(&told.text()));
        let is_whole = status == "enabled" && EVENTS.iter().all(is_told_of);
        Ok(RegisteredWebhook { id, url, status, is_whole })
    }
}
