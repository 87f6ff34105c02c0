//! Strict's webhooks: `Strict-Signature: t=SECONDS,v1=HEX`, where the hex is the HMAC-SHA256 of `t.body` under a secret that is told
//! once. What is older than five minutes is none, so that nobody sends one again that was overheard.

use super::Strict;
use super::wire::Metadata;
use crate::call::{self, Call, Reply, not_understood, path_segment};
use crate::capability::{RegisteredWebhook, Registration};
use crate::exact::{Part, Scalar};
use crate::provider::{Context, Kind, ProviderError};
use crate::signature;
use crate::webhook::{ChargeHint, WebhookAnswer, WebhookReading, WebhookRequest, WebhookSubject};
use http::{Method as Verb, StatusCode};
use payments::Moment;
use secrecy::SecretString;
use serde::Deserialize;

/// For how many seconds a signature is good, by their clock or ours.
const TOLERANCE: i64 = 5 * 60;

const ENDPOINTS: &str = "/v1/webhook_endpoints";

/// The events an address is registered for: all that a payment can come to.
const EVENTS: [&str; 2] = ["payment.*", "refund.*"];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    id: Scalar,
    #[serde(rename = "type")]
    kind: Scalar,
    token: Scalar,
    data: Part<About>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct About {
    id: Scalar,
    metadata: Part<Metadata>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Endpoint {
    id: Scalar,
    url: Scalar,
    status: Scalar,
    secret: Scalar,
    events: Option<Vec<Scalar>>,
}

/// Verifies a webhook, and reads which payment it is about.
pub(super) fn read(
    secrets: &[SecretString],
    now: Moment,
    request: &WebhookRequest<'_>,
) -> Result<WebhookReading, ProviderError> {
    request.check_size()?;
    let bad = |why: &str| ProviderError::new(Kind::BadSignature, format!("webhook: {why}"));
    let header = request.headers.get("strict-signature").and_then(|value| value.to_str().ok());
    let header = header.ok_or_else(|| bad("no signature"))?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let time = parts().find(|(name, _)| *name == "t").map(|(_, time)| time);
    let time = time.ok_or_else(|| bad("no time in its signature"))?;
    let at: i64 = time.parse().map_err(|_| bad("no time in its signature"))?;
    if (now.seconds() - at).abs() > TOLERANCE {
        return Err(bad("signed too long ago, or by a clock that is wrong"));
    }
    let signed = [time.as_bytes(), b".", request.body];
    let is_signed = |hex: &str| secrets.iter().any(|secret| signature::is_hmac_sha256(secret, &signed, hex));
    if !parts().any(|(name, hex)| name == "v1" && is_signed(hex)) {
        return Err(bad("not signed with a secret of this account"));
    }
    let text = String::from_utf8_lossy(request.body);
    let event = serde_json::from_str::<Part<Event>>(&text).ok().and_then(|Part(event)| event);
    let event = event.ok_or_else(|| not_understood("webhook", "no event in it", &text))?;
    let (about, answer) = match event.kind.text() {
        Some("ping") => (WebhookSubject::Ping, WebhookAnswer::default()),
        Some("challenge") => {
            let body = event.token.text().unwrap_or_default().to_owned();
            let answer = WebhookAnswer::Theirs { status: StatusCode::OK, content_type: "text/plain", body };
            (WebhookSubject::Challenge, answer)
        }
        _ => {
            let payment = event.data.0.ok_or_else(|| not_understood("webhook", "no payment in it", &text))?;
            let id = payment.id.text().filter(|id| call::is_segment(id));
            let id = id.ok_or_else(|| not_understood("webhook", "no payment's id in it", &text))?;
            let charge_id = payment.metadata.0.and_then(|metadata| metadata.charge_id());
            let hint = ChargeHint { charge_id, ..ChargeHint::of(id) };
            (WebhookSubject::Charges(vec![hint]), WebhookAnswer::default())
        }
    };
    Ok(WebhookReading { event_id: event.id.text().map(str::to_owned), about, answer })
}

/// Registers an address; its secret comes with the answer, and never again. One that is told of less is told of everything from then on.
pub(super) async fn register(to: &Strict, cx: Context<'_>, url: &str) -> Result<Registration, ProviderError> {
    let mut fields = vec![("events[0]", EVENTS[0]), ("events[1]", EVENTS[1])];
    let call = match list(to, cx).await?.into_iter().find(|known| known.url == url) {
        Some(known) if known.is_whole => return Ok(Registration { webhook: known, secret: None }),
        Some(known) => {
            fields.push(("status", "active"));
            let path = format!("{ENDPOINTS}/{}", path_segment(&known.id)?);
            Call::new(Verb::POST, path, "POST /v1/webhook_endpoints/{id}")
        }
        None => {
            fields.push(("url", url));
            Call::new(Verb::POST, ENDPOINTS.to_owned(), "POST /v1/webhook_endpoints")
        }
    };
    let call = call.with(call::form(fields));
    let reply = to.api.ask(cx, call).await?;
    let endpoint = reply.read::<Part<Endpoint>>()?.0.unwrap_or_default();
    let secret = endpoint.secret.text().map(SecretString::from);
    Ok(Registration { webhook: endpoint.line(&reply)?, secret })
}

/// Every address that is registered.
pub(super) async fn list(to: &Strict, cx: Context<'_>) -> Result<Vec<RegisteredWebhook>, ProviderError> {
    let reply = to.api.ask(cx, Call::get(ENDPOINTS.to_owned(), "GET /v1/webhook_endpoints")).await?;
    let lines: Vec<Endpoint> = reply.read()?;
    lines.iter().map(|line| line.line(&reply)).collect()
}

/// Removes the registration of a webhook.
pub(super) async fn remove(to: &Strict, cx: Context<'_>, id: &str) -> Result<(), ProviderError> {
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
        let events = self.events.as_deref().unwrap_or_default();
        let is_told_of = |event: &&str| events.iter().any(|told| told.text() == Some(event));
        let is_whole = status == "active" && EVENTS.iter().all(is_told_of);
        Ok(RegisteredWebhook { id, url, status, is_whole })
    }
}
