//! Stripe's webhooks: `Stripe-Signature: t=SECONDS,v1=HEX`, where the hex is the HMAC-SHA256 of `t.body` under a secret that is told once.
//! What is older than five minutes is none, so that nobody sends one again that was overheard. Which events an address is told of is in
//! `endpoints.rs`.

use super::Stripe;
use super::wire::{Metadata, id_of};
use crate::call::not_understood;
use crate::exact::{Flag, Part, Said, Scalar};
use crate::provider::{Kind, ProviderError};
use crate::signature;
use crate::webhook::{ChargeHint, WebhookReading, WebhookRequest};
use payments::Moment;
use serde::Deserialize;

/// For how many seconds a signature is good, by their clock or ours: as Stripe's own clients have it.
const TOLERANCE: i64 = 5 * 60;

/// The event by which Stripe tries whether an address hears it.
const PING: &str = "v2.core.event_destination.ping";

/// Something that happened, as webhooks and lists tell it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Event {
    id: Scalar,
    #[serde(rename = "type")]
    kind: Scalar,
    livemode: Flag,
    data: Part<Data>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Data {
    object: Part<Object>,
}

/// What it happened to: a payment, its charge, a refund of it, or a line of a customer's balance. Which of them is said here; every
/// other field is theirs alone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Object {
    object: Scalar,
    id: Scalar,
    payment_intent: Scalar,
    customer: Scalar,
    metadata: Part<Metadata>,
    applied_to_payment: Part<Named>,
    unapplied_from_payment: Part<Named>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    payment_intent: Scalar,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// A payment.
    Payment(ChargeHint),
    /// The balance of a customer, and no payment of theirs.
    Balance(String),
    /// Nothing of ours: a payment that somebody else makes with the same account, or no payment at all.
    Nothing,
}

impl Event {
    /// The id of the event: `evt_...`.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.text()
    }

    /// Whose it is: `cus_...`.
    pub(super) fn customer(&self) -> Option<String> {
        id_of(&self.data.0.as_ref()?.object.0.as_ref()?.customer, "cus_")
    }

    /// What it is about. `None` where it says that it is about a payment, and not about which.
    pub(super) fn about(&self) -> Option<About> {
        let Some(object) = self.data.0.as_ref().and_then(|data| data.object.0.as_ref()) else { return Some(About::Nothing) };
        let charge_id = object.metadata.0.as_ref().and_then(Metadata::charge_id);
        let about = |id: &Scalar| {
            Some(About::Payment(ChargeHint { charge_id: charge_id.clone(), ..ChargeHint::of(id_of(id, "pi_")?) }))
        };
        match object.object.text() {
            Some("payment_intent" | "charge") if charge_id.is_none() => Some(About::Nothing),
            Some("payment_intent") => about(&object.id),
            Some("charge") => about(&object.payment_intent),
            // These have metadata of their own.
            Some("refund" | "dispute") if !object.payment_intent.is_there() => Some(About::Nothing),
            Some("refund" | "dispute") => about(&object.payment_intent),
            Some("customer_cash_balance_transaction") => {
                let named = object.applied_to_payment.0.as_ref().or(object.unapplied_from_payment.0.as_ref());
                match named {
                    Some(named) => about(&named.payment_intent),
                    None => id_of(&object.customer, "cus_").map(About::Balance),
                }
            }
            _ => Some(About::Nothing),
        }
    }
}

/// Verifies a webhook, and reads which payment it is about.
pub(super) fn read(to: &Stripe, now: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
    request.check_size()?;
    let bad = |why: &str| ProviderError::new(Kind::BadSignature, format!("webhook: {why}"));
    if to.webhook_secrets.is_empty() {
        return Err(bad("webhook_secret is not set, so nobody can tell whose it is"));
    }
    let header = request.headers.get("stripe-signature").and_then(|value| value.to_str().ok());
    let header = header.ok_or_else(|| bad("no signature"))?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").map(|(_, time)| time);
    let time = time.ok_or_else(|| bad("no time in its signature"))?;
    let at: i64 = time.parse().map_err(|_| bad("no time in its signature"))?;
    if now.seconds().abs_diff(at) > TOLERANCE.unsigned_abs() {
        return Err(bad("signed too long ago, or by a clock that is wrong"));
    }
    let signed = [time.as_bytes(), b".", request.body];
    let is_signed = |hex: &str| to.webhook_secrets.iter().any(|secret| signature::is_hmac_sha256(secret, &signed, hex));
    if !parts().any(|(name, hex)| name == "v1" && is_signed(hex)) {
        return Err(bad("not signed with a secret of this account"));
    }
    let text = String::from_utf8_lossy(request.body);
    let event = serde_json::from_str::<Part<Event>>(&text).ok().and_then(|Part(event)| event);
    let event = event.ok_or_else(|| not_understood("webhook", "no event in it", &text))?;
    match event.livemode.said() {
        Said::Value(live) if live != to.facts.live => {
            let why = if live {
                "of the live mode, and the key is a test key"
            } else {
                "of the test mode, and the key is a live key"
            };
            return Err(bad(&format!("webhook_secret is that of a webhook {why}")));
        }
        Said::Value(_) | Said::Nothing | Said::Unreadable => {}
    }
    let reading = match event.kind.text() {
        Some(PING) => WebhookReading::ping(),
        _ => match event.about() {
            Some(About::Payment(hint)) => WebhookReading::of_charges(vec![hint]),
            // Whose balance it is, nobody can say without asking: the list of events is followed for that.
            Some(About::Balance(_) | About::Nothing) => WebhookReading::of_charges(Vec::new()),
            None => return Err(not_understood("webhook", "no payment's id in it", &text)),
        },
    };
    Ok(WebhookReading { event_id: event.id().map(str::to_owned), ..reading })
}
