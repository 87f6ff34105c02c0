//! Webhooks: the manifest in each of its forms, and what is read of a body that no signature covers.

use super::*;
use crate::provider::{Kind, Provider};
use crate::signature;
use crate::webhook::{ChargeHint, WebhookRequest, WebhookSubject};
use http::HeaderMap;
use secrecy::SecretString;

const ORDER: &str = include_str!("../fixtures/derived_event_order_processed.json");
const PAYMENT: &str = include_str!("../fixtures/vendor_event_payment_updated.json");
const ORDER_ID: &str = "ORD01JPQVD4ED4QSPT1N787C8PYQT";

/// A webhook whose manifest is this, as it is signed.
struct Sent<'a> {
    query: &'a str,
    manifest: &'a str,
    time: &'a str,
    request_id: Option<&'a str>,
    body: &'a str,
}

fn hear(country: Country, sent: &Sent<'_>) -> Result<WebhookSubject, Kind> {
    let hex = signature::hmac_sha256(&SecretString::from(SECRET), &[sent.manifest.as_bytes()]);
    let mut headers = HeaderMap::new();
    headers.insert("x-signature", format!("ts={},v1={hex}", sent.time).parse().unwrap());
    if let Some(id) = sent.request_id {
        headers.insert("x-request-id", id.parse().unwrap());
    }
    let request = WebhookRequest { headers: &headers, query: sent.query, body: sent.body.as_bytes() };
    let reading = client(country).verify_webhook(Moment::from_seconds(NOW), &request);
    reading.map(|reading| reading.about).map_err(|error| error.kind)
}

fn about(id: &str, charge_id: Option<&str>) -> Result<WebhookSubject, Kind> {
    let hint = ChargeHint { provider_charge: id.to_owned(), charge_id: charge_id.map(str::to_owned) };
    Ok(WebhookSubject::Charges(vec![hint]))
}

const QUERY: &str = "data.id=ORD01JPQVD4ED4QSPT1N787C8PYQT&type=order";
const LOWERED: &str = "id:ord01jpqvd4ed4qspt1n787c8pyqt;request-id:req-1;ts:1795199400;";

const ORDINARY: Sent<'_> = Sent { query: QUERY, manifest: LOWERED, time: "1795199400", request_id: Some("req-1"), body: ORDER };

#[test]
fn the_manifest_is_taken_in_each_of_its_forms() {
    let check =
        |sent: Sent<'_>| assert_eq!(hear(Country::Mx, &sent), about(ORDER_ID, Some("ext_ref_1234")), "{}", sent.manifest);
    check(ORDINARY);
    check(Sent { manifest: "id:ORD01JPQVD4ED4QSPT1N787C8PYQT;request-id:req-1;ts:1795199400;", ..ORDINARY });
    let millis = "id:ord01jpqvd4ed4qspt1n787c8pyqt;request-id:req-1;ts:1795199400123;";
    check(Sent { manifest: millis, time: "1795199400123", ..ORDINARY });
    // What was not sent is not signed.
    check(Sent { manifest: "id:ord01jpqvd4ed4qspt1n787c8pyqt;ts:1795199400;", request_id: None, ..ORDINARY });
    check(Sent { manifest: "request-id:req-1;ts:1795199400;", query: "type=order", ..ORDINARY });
    // The address may have the id in small letters; it is asked for as the body has it.
    check(Sent { query: "data.id=ord01jpqvd4ed4qspt1n787c8pyqt&type=order", ..ORDINARY });
    let bare = Sent { query: "data.id=ord01jpqvd4ed4qspt1n787c8pyqt&type=order", body: "{}", ..ORDINARY };
    assert_eq!(hear(Country::Mx, &bare), about(ORDER_ID, None), "and where the body has none, in capitals");
}

#[test]
fn every_event_of_a_charge_is_about_that_charge() {
    for body in [
        include_str!("../fixtures/derived_event_order_action_required.json"),
        include_str!("../fixtures/derived_event_order_canceled.json"),
        include_str!("../fixtures/derived_event_order_expired.json"),
        include_str!("../fixtures/derived_event_order_failed.json"),
        include_str!("../fixtures/derived_event_order_refunded.json"),
    ] {
        assert_eq!(hear(Country::Mx, &Sent { body, ..ORDINARY }), about(ORDER_ID, Some("ext_ref_1234")));
    }
    let manifest = "id:5466310457;request-id:req-1;ts:1795199400;";
    for body in [PAYMENT, include_str!("../fixtures/vendor_event_payment_created.json")] {
        let sent = Sent { query: "data.id=5466310457&type=payment", manifest, body, ..ORDINARY };
        assert_eq!(hear(Country::Pe, &sent), about("5466310457", None));
    }
}

#[test]
fn what_was_changed_is_too_old_or_speaks_of_another_id_is_refused() {
    let check = |sent: Sent<'_>| assert_eq!(hear(Country::Mx, &sent), Err(Kind::BadSignature), "{}", sent.manifest);
    check(Sent { manifest: "id:ord01jpqvd4ed4qspt1n787c8pyqu;request-id:req-1;ts:1795199400;", ..ORDINARY });
    check(Sent { request_id: Some("req-2"), ..ORDINARY });
    check(Sent { time: "1795199401", ..ORDINARY });
    check(Sent { time: "tomorrow", ..ORDINARY });
    let old = "id:ord01jpqvd4ed4qspt1n787c8pyqt;request-id:req-1;ts:1795113000;";
    check(Sent { manifest: old, time: "1795113000", ..ORDINARY });
    check(Sent { body: &ORDER.replace("N787C8PYQT", "N787C8PYQU"), ..ORDINARY });
}

#[test]
fn an_event_of_something_else_is_about_nothing_and_the_panels_simulation_is_a_test() {
    let nothing = Ok(WebhookSubject::Charges(Vec::new()));
    let manifest = "id:5466310457;request-id:req-1;ts:1795199400;";
    let sent = Sent { query: "data.id=5466310457&type=payment", manifest, body: PAYMENT, ..ORDINARY };
    assert_eq!(hear(Country::Mx, &sent), nothing, "a payment made elsewhere");
    assert_eq!(hear(Country::Pe, &sent), about("5466310457", None));
    let manifest = "id:123456;request-id:req-1;ts:1795199400;";
    let body = PAYMENT.replace("5466310457", "123456");
    let sent = Sent { query: "data.id=123456&type=payment", manifest, body: &body, ..ORDINARY };
    assert_eq!(hear(Country::Mx, &sent), Ok(WebhookSubject::Ping));
    assert_eq!(hear(Country::Pe, &sent), Ok(WebhookSubject::Ping));
}
