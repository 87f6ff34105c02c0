//! Webhooks: `x-signature: ts=TIME,v1=HEX`, where the hex is the HMAC-SHA256 of a manifest under the secret of the application. The
//! manifest holds the id in the address, the id of the request, and the time: **the body is not covered**. So of the body only what
//! agrees with the address is used, and what is true is asked as ever.
//!
//! Their documents lower the letters of the id before they sign, some samples do not, and the time is in seconds in one place and in
//! milliseconds in another: each is taken. Nothing registers an address but a person, in their panel.

use super::wire::{is_order_id, is_payment_id, our_id};
use crate::call::not_understood;
use crate::exact::{Part, Scalar};
use crate::provider::{Kind, ProviderError};
use crate::signature;
use crate::webhook::{ChargeHint, WebhookAnswer, WebhookReading, WebhookRequest, WebhookSubject};
use payments::{Country, Moment};
use secrecy::SecretString;
use serde::Deserialize;

/// For how many seconds a signature is good, by their clock or ours. They try again for hours, and whether they then sign anew they
/// do not say; what an old one could do is one question too many.
const TOLERANCE: i64 = 6 * 60 * 60;

/// The id their panel's *simulate* sends by itself: no charge has it.
const SIMULATED: &str = "123456";

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    id: Scalar,
    r#type: Scalar,
    data: Part<About>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct About {
    id: Scalar,
    external_reference: Scalar,
}

/// What stands in the address.
struct Address {
    id: Option<String>,
    kind: Option<String>,
}

/// Verifies a webhook, and reads which charge it is about.
pub(super) fn read(
    country: Country,
    secrets: &[SecretString],
    now: Moment,
    request: &WebhookRequest<'_>,
) -> Result<WebhookReading, ProviderError> {
    request.check_size()?;
    let address = Address::of(request.query);
    check_signature(secrets, now, request, address.id.as_deref())?;
    let text = String::from_utf8_lossy(request.body);
    let event = serde_json::from_str::<Part<Event>>(&text).ok().and_then(|Part(event)| event);
    let event = event.ok_or_else(|| not_understood("webhook", "no event in it", &text))?;
    let about = event.data.0.unwrap_or_default();
    let id = match (address.id, about.id.text()) {
        (Some(signed), Some(said)) if !signed.eq_ignore_ascii_case(said) => {
            return Err(bad("signed for another id than its body has"));
        }
        // The body has it as it is asked for, the address may have it in small letters.
        (_, Some(said)) => said.to_owned(),
        (Some(signed), None) => signed,
        (None, None) => return Err(not_understood("webhook", "no id in it", &text)),
    };
    let kind = address.kind.as_deref().or(event.r#type.text());
    let about = match (kind, country) {
        (Some("test"), _) => WebhookSubject::Ping,
        (_, _) if id == SIMULATED => WebhookSubject::Ping,
        // Its letters are capitals, whatever the address makes of them.
        (Some("order"), Country::Mx) if is_order_id(&id) => hint(id.to_ascii_uppercase(), &about),
        (Some("payment"), Country::Pe) if is_payment_id(&id) => hint(id, &about),
        // Something else of the account's, made elsewhere.
        (_, _) => WebhookSubject::Charges(Vec::new()),
    };
    Ok(WebhookReading { event_id: event.id.text().map(str::to_owned), about, answer: WebhookAnswer::default() })
}

fn hint(id: String, about: &About) -> WebhookSubject {
    WebhookSubject::Charges(vec![ChargeHint { charge_id: our_id(&about.external_reference), ..ChargeHint::of(id) }])
}

impl Address {
    fn of(query: &str) -> Self {
        let find = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
        };
        Self { id: find("data.id"), kind: find("type") }
    }
}

/// Whether it was signed for this id not long ago, with a secret of this account.
fn check_signature(
    secrets: &[SecretString],
    now: Moment,
    request: &WebhookRequest<'_>,
    id: Option<&str>,
) -> Result<(), ProviderError> {
    let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok());
    let sent = header("x-signature").ok_or_else(|| bad("no signature"))?;
    let part = |wanted: &str| {
        let mut parts = sent.split(',').filter_map(|part| part.split_once('='));
        parts.find(|(name, _)| name.trim() == wanted).map(|(_, value)| value.trim())
    };
    let time = part("ts").ok_or_else(|| bad("no time in its signature"))?;
    let at: i64 = time.parse().map_err(|_| bad("no time in its signature"))?;
    let at = Moment::from_seconds_or_millis(at);
    if now.seconds().saturating_sub(at.seconds()).unsigned_abs() > TOLERANCE.unsigned_abs() {
        return Err(bad("signed too long ago, or by a clock that is wrong"));
    }
    let hex = part("v1").ok_or_else(|| bad("no v1 in its signature"))?;
    let lowered = id.map(str::to_ascii_lowercase);
    let is_signed = |id: Option<&str>| {
        let manifest = manifest(id, header("x-request-id"), time);
        secrets.iter().any(|secret| signature::is_hmac_sha256(secret, &[manifest.as_bytes()], hex))
    };
    if is_signed(id) || is_signed(lowered.as_deref()) { Ok(()) } else { Err(bad("not signed with a secret of this account")) }
}

/// What is signed; a part that was not sent is left out.
fn manifest(id: Option<&str>, request_id: Option<&str>, time: &str) -> String {
    let part = |name: &str, value: Option<&str>| value.map(|value| format!("{name}:{value};")).unwrap_or_default();
    [part("id", id), part("request-id", request_id), part("ts", Some(time))].concat()
}

fn bad(why: &str) -> ProviderError {
    ProviderError::new(Kind::BadSignature, format!("webhook: {why}"))
}
