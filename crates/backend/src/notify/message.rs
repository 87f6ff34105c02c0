//! What a shop is sent: one JSON body, signed as the Standard Webhooks specification says.
//!
//! `webhook-id` is the same however often an event is sent, so that a shop can tell a repeated one; `webhook-timestamp` is
//! of this attempt; `webhook-signature` is an HMAC-SHA256 over both and the body, once for each secret that is good. When it
//! is sent, and what becomes of it, is not known here.

use super::timeline::{About, OrderChange};
use crate::base::clock::rfc3339;
use crate::db::clabes::ClabeRecord;
use crate::db::deposits::KeptDeposit;
use crate::present;
use bytes::Bytes;
use http::{HeaderValue, Request, header};
use payments::{Moment, Money};
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};
use std::collections::BTreeMap;

/// The word for what happened: `order.paid`.
pub fn kind(change: &OrderChange) -> String {
    let word = match &change.about {
        About::Status => change.status.id(),
        About::PartlyRefunded => "partly_refunded",
        About::Raised(_) => "needs_attention",
        About::Settled(_) => "settled",
    };
    format!("order.{word}")
}

/// The body that tells a chapter. `metadata` is the merchant's own notes, given back as they came.
pub fn body(change: &OrderChange, metadata: BTreeMap<String, String>) -> String {
    let order = &change.order;
    let event = api::WebhookEvent {
        kind: kind(change),
        timestamp: rfc3339(change.at),
        data: api::WebhookData {
            order: api::WebhookOrder {
                id: order.id.clone(),
                reference: order.reference.clone(),
                button: order.button.clone(),
                status: change.status.into(),
                late: order.late(),
                amount: order.amount.into(),
                received: order.received().into(),
                refunded: Some(order.refunded()).filter(|refunded| !refunded.is_zero()).map(Into::into),
                missing: order.missing().into(),
                version: change.order_version,
                created_at: rfc3339(order.created_at),
                metadata,
            },
            alerts: match &change.about {
                About::Status | About::PartlyRefunded => Vec::new(),
                About::Raised(alerts) | About::Settled(alerts) => alerts.iter().map(present::alert).collect(),
            },
        },
    };
    serde_json::to_string(&event).expect("texts and numbers can always be written")
}

/// The word for what happened where what has come in by a deposit changed.
pub const DEPOSIT: &str = "clabe.deposit";

/// The body that tells what a deposit has become.
pub fn deposit(clabe: &ClabeRecord, deposit: &KeptDeposit, before: Money) -> String {
    let event = api::DepositEvent {
        kind: DEPOSIT.to_owned(),
        timestamp: rfc3339(deposit.changed_at),
        data: api::DepositData {
            clabe: api::WebhookClabe {
                id: clabe.id.clone(),
                customer: clabe.account.customer.clone(),
                total: clabe.total.into(),
                version: clabe.version,
                test: clabe.account.test,
            },
            deposit: api::WebhookDeposit {
                id: deposit.its_id.clone(),
                amount: deposit.amount.into(),
                before: before.into(),
                received_at: rfc3339(deposit.received_at),
            },
        },
    };
    serde_json::to_string(&event).expect("texts and numbers can always be written")
}

/// The body of an event that only asks whether anybody is there.
pub fn ping(now: Moment) -> String {
    let ping = api::WebhookPing { kind: api::WebhookPing::KIND.to_owned(), timestamp: rfc3339(now), data: BTreeMap::new() };
    serde_json::to_string(&ping).expect("texts can always be written")
}

/// The request. Fails with a sentence where the address or a secret in the db cannot be used.
///
/// # Errors
///
/// A sentence for the operator, where the address or a secret in the db cannot be used.
pub fn request(url: &str, id: &str, body: &str, secrets: &[SecretString], now: Moment) -> Result<Request<Bytes>, String> {
    let mut signatures = Vec::new();
    for secret in secrets {
        let signed = Webhook::new(secret.expose_secret()).and_then(|key| key.sign(id, now.seconds(), body.as_bytes()));
        signatures.push(signed.map_err(|_| "the secret of this endpoint cannot be used".to_owned())?);
    }
    let mut request = Request::post(url)
        .header(HEADER_WEBHOOK_ID, id)
        .header(HEADER_WEBHOOK_TIMESTAMP, now.seconds())
        .header(HEADER_WEBHOOK_SIGNATURE, signatures.join(" "));
    if let Some(headers) = request.headers_mut() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    request.body(Bytes::from(body.to_owned())).map_err(|_| "the address of this endpoint cannot be used".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification, "Verifying webhooks manually".
    #[test]
    fn it_is_signed_as_the_specification_says() {
        let secrets = [SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")];
        let at = Moment::from_seconds(1_614_265_330);
        let body = r#"{"test": 2432232314}"#;
        let request = request("https://tienda.example.mx/x", "msg_p5jXN8AQM9LWM0D4loKWxJek", body, &secrets, at);
        let headers = request.expect("a request").headers().clone();
        assert_eq!(headers["webhook-signature"], "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_eq!(
            (&headers["webhook-timestamp"], &headers["webhook-id"]),
            (&HeaderValue::from_static("1614265330"), &HeaderValue::from_static("msg_p5jXN8AQM9LWM0D4loKWxJek"))
        );
    }

    #[test]
    fn while_a_secret_is_changed_both_sign() {
        let secrets =
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"].map(SecretString::from);
        let request = request("https://tienda.example.mx/x", "evt_1", "{}", &secrets, Moment::from_seconds(0));
        let signed = request.expect("a request").headers()["webhook-signature"].clone();
        assert_eq!(signed.to_str().expect("visible characters").matches("v1,").count(), 2);
    }

    #[test]
    fn no_error_names_a_secret() {
        let error = request("https://x.mx/", "evt_1", "{}", &[SecretString::from("whsec_ñ")], Moment::from_seconds(0));
        assert_eq!(error.err().as_deref(), Some("the secret of this endpoint cannot be used"));
    }
}
