//! What happened, and who is told: events as a list, and as webhooks that are signed with the secret of each endpoint.

use super::account::AccountId;
use super::errors::Failure;
use super::form::Form;
use super::{FakeStripe, WEBHOOK_SECRET, lists};
use crate::fake::{Moment, OutgoingWebhook, Refused, unsigned_json};
use crate::signature;
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::borrow::Cow;

/// For how many seconds an event can be asked for.
const KEPT: i64 = 30 * 24 * 60 * 60;

/// The version of the API that events are written in.
const VERSION: &str = "2026-10-28.endive";

/// What an endpoint is told of that an account has from the start: what the documents name for a payment.
const FIRST_EVENTS: [&str; 10] = [
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

/// Where an account is told.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) account: AccountId,
    pub(super) id: String,
    pub(super) url: String,
    secret: String,
    events: Vec<String>,
    enabled: bool,
    description: Option<String>,
    api_version: Option<String>,
    metadata: Vec<(String, String)>,
    live: bool,
    made: Moment,
}

/// Something that happened.
#[derive(Debug)]
pub(super) struct Event {
    account: AccountId,
    made: Moment,
    document: Value,
}

impl Endpoint {
    /// One that nobody registered by a call.
    pub(super) fn first(id: String, account: AccountId, url: String) -> Self {
        Self {
            account,
            id,
            url,
            secret: WEBHOOK_SECRET.to_owned(),
            events: FIRST_EVENTS.map(str::to_owned).to_vec(),
            enabled: true,
            description: None,
            api_version: None,
            metadata: Vec::new(),
            live: false,
            made: Moment(0),
        }
    }

    /// Its state in Stripe's word.
    pub(super) fn status(&self) -> &'static str {
        if self.enabled { "enabled" } else { "disabled" }
    }

    fn hears(&self, kind: &str) -> bool {
        self.enabled && self.events.iter().any(|told| told == "*" || told == kind)
    }

    fn document(&self) -> Value {
        let metadata: serde_json::Map<String, Value> =
            self.metadata.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        json!({
            "id": self.id,
            "object": "webhook_endpoint",
            "api_version": self.api_version,
            "application": null,
            "created": self.made.seconds(),
            "description": self.description,
            "enabled_events": self.events,
            "livemode": self.live,
            "metadata": metadata,
            "status": self.status(),
            "url": self.url,
        })
    }

    /// The headers of a body that leaves at this moment.
    fn signed(&self, body: &[u8], at: Moment) -> HeaderMap {
        let time = at.seconds().to_string();
        let secret = SecretString::from(self.secret.as_str());
        let hex = signature::hmac_sha256(&secret, &[time.as_bytes(), b".", body]);
        let mut headers = unsigned_json();
        let value = HeaderValue::from_str(&format!("t={time},v1={hex}")).expect("digits and letters");
        headers.insert("stripe-signature", value);
        headers
    }
}

/// The headers of a webhook that leaves later than it was made: signed again, as Stripe does with each try.
pub(super) fn signed_again(endpoints: &[Endpoint], webhook: &OutgoingWebhook, at: Moment) -> HeaderMap {
    let sent = webhook.headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let time: Option<i64> = sent.split(',').find_map(|part| part.strip_prefix("t=")).and_then(|time| time.parse().ok());
    let made = time.map(|seconds| Moment(seconds * 1000));
    let is_its = |endpoint: &&Endpoint| {
        endpoint.url == webhook.url && made.is_some_and(|made| endpoint.signed(&webhook.body, made) == webhook.headers)
    };
    endpoints.iter().find(is_its).map_or_else(|| webhook.headers.clone(), |endpoint| endpoint.signed(&webhook.body, at))
}

impl FakeStripe {
    /// Notes what happened to an object, and tells every endpoint that wants to hear of it.
    pub(super) fn record(&mut self, account: AccountId, kind: &str, object: Value, about: &str, now: Moment) {
        let id = self.next_id("evt_");
        let hearing = self.endpoints.iter().filter(|endpoint| endpoint.account == account && endpoint.hears(kind));
        let document = json!({
            "id": id,
            "object": "event",
            "api_version": VERSION,
            "created": now.seconds(),
            "data": {"object": object},
            "livemode": self.accounts[account].live,
            "pending_webhooks": hearing.clone().count(),
            "request": {"id": null, "idempotency_key": null},
            "type": kind,
        });
        let body = document.to_string();
        let told = hearing.map(|endpoint| OutgoingWebhook {
            url: endpoint.url.clone(),
            charge: about.to_owned(),
            event: kind.to_owned(),
            headers: endpoint.signed(body.as_bytes(), now),
            body: body.clone().into(),
        });
        self.outbox.extend(told);
        self.events.push(Event { account, made: now, document });
    }

    /// The event by which Stripe tries an endpoint, as its documents show it.
    pub(super) fn ping_endpoints(&mut self, account: AccountId, now: Moment) -> Result<(), Refused> {
        let id = self.next_id("evt_test_");
        let live = self.accounts[account].live;
        let created = Timestamp::from_millisecond(now.0).unwrap_or_default().to_string();
        let told: Vec<OutgoingWebhook> = self
            .endpoints
            .iter()
            .filter(|endpoint| endpoint.account == account && endpoint.enabled)
            .map(|endpoint| {
                let body = json!({
                    "id": id,
                    "object": "v2.core.event",
                    "context": null,
                    "created": created,
                    "data": null,
                    "livemode": live,
                    "reason": null,
                    "related_object": {
                        "id": endpoint.id,
                        "type": "event_destination",
                        "url": format!("/v2/core/event_destinations/{}", endpoint.id),
                    },
                    "type": "v2.core.event_destination.ping",
                });
                let body = body.to_string();
                OutgoingWebhook {
                    url: endpoint.url.clone(),
                    charge: String::new(),
                    event: "v2.core.event_destination.ping".to_owned(),
                    headers: endpoint.signed(body.as_bytes(), now),
                    body: body.into(),
                }
            })
            .collect();
        if told.is_empty() {
            return Err(Refused::Impossible("the account has no webhook to ping".to_owned()));
        }
        self.outbox.extend(told);
        Ok(())
    }
}

/// `GET /v1/events` and `GET /v1/events/{id}`: those of the last thirty days.
pub(super) fn list(
    fake: &FakeStripe,
    account: AccountId,
    id: Option<&str>,
    form: &Form,
    now: Moment,
) -> Result<Value, Failure> {
    form.only(&[&lists::FIELDS[..], &["type", "types[]"]].concat())?;
    let mut kinds = form.list("types");
    kinds.extend(form.get("type"));
    let is_wanted = |event: &&Event| {
        let is_kept = event.made.plus_seconds(KEPT) > now;
        let is_of_kind = kinds.is_empty() || event.document["type"].as_str().is_some_and(|kind| kinds.contains(&kind));
        event.account == account && is_kept && is_of_kind
    };
    let newest_first = fake.events.iter().rev().filter(is_wanted);
    match id {
        None => lists::page(newest_first.map(|event| Cow::Borrowed(&event.document)).collect(), form, "/v1/events"),
        Some(id) => {
            let known = newest_first.clone().find(|event| event.document["id"] == id);
            known.map(|event| event.document.clone()).ok_or_else(|| Failure::no_such("event", id, "id"))
        }
    }
}

const ENDPOINT_FIELDS: [&str; 6] = ["url", "enabled_events[]", "api_version", "description", "metadata[*]", "disabled"];

/// `POST /v1/webhook_endpoints`: the only answer that tells the secret.
pub(super) fn register(fake: &mut FakeStripe, account: AccountId, form: &Form, now: Moment) -> Result<Value, Failure> {
    form.only(&ENDPOINT_FIELDS)?;
    let live = fake.accounts[account].live;
    let url = form.needed("url")?;
    let is_address = url.starts_with("https://") || (url.starts_with("http://") && !live);
    if !is_address {
        return Err(Failure::invalid("url_invalid", "url", "Invalid URL: an endpoint of the live mode is https."));
    }
    let events: Vec<String> = form.list("enabled_events").into_iter().map(str::to_owned).collect();
    if events.is_empty() {
        return Err(Failure::missing("enabled_events"));
    }
    let endpoint = Endpoint {
        account,
        id: fake.next_id("we_"),
        url: url.to_owned(),
        secret: format!("whsec_{}", crate::chance::uuid().simple()),
        events,
        enabled: true,
        description: form.get("description").map(str::to_owned),
        api_version: form.get("api_version").map(str::to_owned),
        metadata: form.inside("metadata"),
        live,
        made: now,
    };
    let mut told = endpoint.document();
    told["secret"] = json!(endpoint.secret);
    fake.endpoints.push(endpoint);
    Ok(told)
}

/// `GET`, `POST` and `DELETE /v1/webhook_endpoints/{id}`.
pub(super) fn endpoint(
    fake: &mut FakeStripe,
    account: AccountId,
    verb: &http::Method,
    id: &str,
    form: &Form,
) -> Result<Value, Failure> {
    let is_it = |endpoint: &Endpoint| endpoint.account == account && endpoint.id == id;
    let place = fake.endpoints.iter().position(is_it).ok_or_else(|| Failure::no_such("webhook endpoint", id, "id"))?;
    if *verb == http::Method::DELETE {
        fake.endpoints.remove(place);
        return Ok(json!({"id": id, "object": "webhook_endpoint", "deleted": true}));
    }
    form.only(&ENDPOINT_FIELDS)?;
    let endpoint = &mut fake.endpoints[place];
    let events = form.list("enabled_events");
    if !events.is_empty() {
        endpoint.events = events.into_iter().map(str::to_owned).collect();
    }
    if let Some(disabled) = form.get("disabled") {
        endpoint.enabled = disabled != "true";
    }
    if let Some(url) = form.get("url") {
        endpoint.url = url.to_owned();
    }
    Ok(endpoint.document())
}

/// `GET /v1/webhook_endpoints`.
pub(super) fn endpoints(fake: &FakeStripe, account: AccountId, form: &Form) -> Result<Value, Failure> {
    form.only(&lists::FIELDS)?;
    let newest_first = fake.endpoints.iter().rev().filter(|endpoint| endpoint.account == account).map(Endpoint::document);
    lists::page(newest_first.map(Cow::Owned).collect(), form, "/v1/webhook_endpoints")
}
