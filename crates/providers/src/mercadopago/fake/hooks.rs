//! Webhooks: what an application is told, where, and how it is signed. Only the address, the id of the request and the time are
//! covered by the signature; the body is not.

use super::account::{Account, SignedId};
use super::charge::{Api, Charge, Outcome};
use super::numbers::decimal;
use super::orders;
use crate::chance;
use crate::fake::{Moment, OutgoingWebhook, unsigned_json};
use crate::signature;
use bytes::Bytes;
use http::HeaderValue;
use secrecy::SecretString;
use serde_json::{Value, json};

/// The id that the panel's *simulate* has.
const SIMULATED: &str = "123456";

/// What is told of a charge as it is now; `None` where nobody is to hear of it.
pub(super) fn event(charge: &Charge, account: &Account, number: u64, now: Moment) -> Option<OutgoingWebhook> {
    let url = charge.told_at.as_ref().or(account.hook.as_ref())?;
    let action = match charge.api {
        Api::Payments if charge.changed == charge.made && charge.outcome == Outcome::Waiting => "payment.created".to_owned(),
        Api::Payments => "payment.updated".to_owned(),
        Api::Orders if charge.back() > 0 => "order.refunded".to_owned(),
        Api::Orders => format!("order.{}", orders::status(charge).0),
    };
    let data = match charge.api {
        Api::Payments => json!({"id": charge.id}),
        Api::Orders => {
            let (status, detail) = orders::status(charge);
            json!({
                "id": charge.id,
                "external_reference": charge.external_reference,
                "status": status,
                "status_detail": detail,
                "total_amount": decimal(charge.amount),
                "type": "online",
                "version": 1,
            })
        }
    };
    Some(told(url, account, charge.api, &charge.id, &action, data, (number, now)))
}

/// The test of the panel.
pub(super) fn simulated(account: &Account, number: u64, now: Moment) -> Option<OutgoingWebhook> {
    let url = account.hook.as_ref()?;
    let (api, action) = match account.country {
        "PE" => (Api::Payments, "payment.updated"),
        _ => (Api::Orders, "order.processed"),
    };
    Some(told(url, account, api, SIMULATED, action, json!({"id": SIMULATED}), (number, now)))
}

fn told(
    url: &str,
    account: &Account,
    api: Api,
    id: &str,
    action: &str,
    data: Value,
    (number, now): (u64, Moment),
) -> OutgoingWebhook {
    let kind = match api {
        Api::Orders => "order",
        Api::Payments => "payment",
    };
    let body = json!({
        "action": action,
        "api_version": "v1",
        "data": data,
        "date_created": super::numbers::utc(now),
        "id": 112_233_445_566 + number,
        "live_mode": account.live,
        "type": kind,
        "user_id": account.user_id(),
    });
    let request_id = chance::uuid().to_string();
    let time = if account.in_millis { now.0 } else { now.seconds() };
    let signed_id = match account.signed_id {
        SignedId::Lowered => id.to_ascii_lowercase(),
        SignedId::AsSent => id.to_owned(),
    };
    let manifest = format!("id:{signed_id};request-id:{request_id};ts:{time};");
    let hex = signature::hmac_sha256(&SecretString::from(account.secret.as_str()), &[manifest.as_bytes()]);
    let mut headers = unsigned_json();
    let header = |text: &str| HeaderValue::from_str(text).expect("letters, digits and signs can be a header");
    headers.insert("x-signature", header(&format!("ts={time},v1={hex}")));
    headers.insert("x-request-id", header(&request_id));
    let mark = if url.contains('?') { '&' } else { '?' };
    OutgoingWebhook {
        url: format!("{url}{mark}data.id={id}&type={kind}"),
        charge: id.to_owned(),
        event: action.to_owned(),
        headers,
        body: Bytes::from(body.to_string()),
    }
}
