//! Webhooks: whose they are, and which payment they are about.

use super::{client, settings};
use crate::provider::{Kind, Provider, ProviderError};
use crate::signature;
use crate::stripe::Stripe;
use crate::webhook::{ChargeHint, WebhookReading, WebhookRequest, WebhookSubject};
use http::{HeaderMap, HeaderValue};
use payments::Moment;
use secrecy::SecretString;

const SIGNED_AT: i64 = 1_492_774_577;

fn hear_by(client: &Stripe, header: &str, body: &str, now: i64) -> Result<WebhookReading, ProviderError> {
    let headers = HeaderMap::from_iter([("stripe-signature".parse().unwrap(), HeaderValue::from_str(header).unwrap())]);
    client.verify_webhook(Moment::from_seconds(now), &WebhookRequest { headers: &headers, query: "", body: body.as_bytes() })
}

fn hear(header: &str, body: &str, now: i64) -> Result<WebhookReading, ProviderError> {
    hear_by(&client(), header, body, now)
}

fn signed(secret: &str, body: &str) -> String {
    let time = SIGNED_AT.to_string();
    let hex = signature::hmac_sha256(&SecretString::from(secret), &[time.as_bytes(), b".", body.as_bytes()]);
    format!("t={time},v1={hex}")
}

#[test]
fn the_vendors_own_vector_is_accepted_and_nothing_that_was_changed_is() {
    let body = r#"{"id":"evt_test","object":"event"}"#;
    let v1 = "v1=691252e266ce41cb94d709c84e9580d4172b117a510bbc81723f657d2cd5d215";
    let check = |header: &str, now: i64, expected: Option<Kind>| {
        assert_eq!(hear(header, body, now).err().map(|error| error.kind), expected, "{header} at {now}");
    };
    let (whole, bad) = (format!("t={SIGNED_AT},{v1}"), Some(Kind::BadSignature));
    check(&whole, SIGNED_AT, None);
    check(&format!("t={SIGNED_AT},v0=00,v1=00,{v1}"), SIGNED_AT, None);
    check(&whole, SIGNED_AT + 300, None);
    check(&whole, SIGNED_AT - 300, None);
    check(&whole, SIGNED_AT + 301, bad);
    check(&whole, SIGNED_AT - 301, bad);
    check(&format!("t={},{v1}", SIGNED_AT + 1), SIGNED_AT, bad);
    check(&format!("t={SIGNED_AT},{}", v1.replace("v1=", "v0=")), SIGNED_AT, bad);
    check(v1, SIGNED_AT, bad);
    check(&format!("t=-9223372036854775808,{v1}"), SIGNED_AT, bad);
    check("", SIGNED_AT, bad);
}

#[test]
fn either_of_two_secrets_will_do_while_one_replaces_the_other_and_without_any_nobody_is_believed() {
    let body = include_str!("../fixtures/vendor_event_payment_intent_succeeded.json");
    assert!(hear(&signed("whsec_before", body), body, SIGNED_AT).is_ok());
    assert!(hear(&signed("whsec_test_secret", body), body, SIGNED_AT).is_ok());
    assert!(hear(&signed("whsec_another", body), body, SIGNED_AT).is_err());
    let deaf = Stripe::new(&settings().with("webhook_secret", "")).unwrap();
    let error = hear_by(&deaf, &signed("", body), body, SIGNED_AT).unwrap_err();
    assert_eq!((error.kind, error.detail.contains("webhook_secret is not set")), (Kind::BadSignature, true));
}

#[test]
fn a_webhook_of_the_other_mode_is_refused_with_a_sentence() {
    let body = include_str!("../fixtures/vendor_event_payment_intent_succeeded.json");
    let live = body.replace("\"livemode\": false", "\"livemode\": true");
    let error = hear(&signed("whsec_test_secret", &live), &live, SIGNED_AT).unwrap_err();
    assert_eq!(error.kind, Kind::BadSignature);
    assert!(error.detail.contains("of the live mode, and the key is a test key"), "{error}");
}

#[test]
fn each_event_names_its_payment_and_our_charge() {
    let check = |body: &str| {
        let reading = hear(&signed("whsec_test_secret", body), body, SIGNED_AT).unwrap();
        let hint =
            ChargeHint { provider_charge: "pi_3TfIcha0000000000000001".to_owned(), charge_id: Some("ch_0001".to_owned()) };
        assert_eq!(reading.about, WebhookSubject::Charges(vec![hint]));
        assert!(reading.event_id.is_some_and(|id| id.starts_with("evt_")));
    };
    check(include_str!("../fixtures/vendor_event_payment_intent_requires_action.json"));
    check(include_str!("../fixtures/vendor_event_payment_intent_processing.json"));
    check(include_str!("../fixtures/vendor_event_payment_intent_succeeded.json"));
    check(include_str!("../fixtures/vendor_event_payment_intent_payment_failed.json"));
    check(include_str!("../fixtures/vendor_event_payment_intent_canceled.json"));
    check(include_str!("../fixtures/vendor_event_payment_intent_partially_funded.json"));
    check(include_str!("../fixtures/vendor_event_charge_refunded.json"));
}

#[test]
fn what_is_of_somebody_else_or_of_nobody_is_about_no_charge_and_a_refund_is_about_its_payment() {
    let about = |object: &str| {
        let body = format!(r#"{{"id":"evt_1","type":"x","livemode":false,"data":{{"object":{object}}}}}"#);
        hear(&signed("whsec_test_secret", &body), &body, SIGNED_AT).map(|reading| reading.about)
    };
    let none = Ok(WebhookSubject::Charges(Vec::new()));
    assert_eq!(about(r#"{"object":"payment_intent","id":"pi_1","metadata":{}}"#), none, "a checkout of the merchant's own");
    assert_eq!(about(r#"{"object":"charge","id":"ch_1","payment_intent":null,"metadata":{}}"#), none);
    assert_eq!(about(r#"{"object":"invoice","id":"in_1"}"#), none);
    assert_eq!(
        about(include_str!("../fixtures/vendor_cash_balance_transaction_funded.json")),
        none,
        "the list of events tells"
    );
    let payment = Ok(WebhookSubject::Charges(vec![ChargeHint::of("pi_3TfIcha0000000000000001")]));
    assert_eq!(about(include_str!("../fixtures/vendor_refund_spei.json")), payment);
    assert_eq!(about(r#"{"object":"dispute","payment_intent":"pi_3TfIcha0000000000000001"}"#), payment);
    let ours = r#"{"object":"payment_intent","id":"Alejandra","metadata":{"ficha_charge":"chg_1"}}"#;
    assert_eq!(about(ours).unwrap_err().kind, Kind::NotUnderstood);
}

#[test]
fn stripes_own_ping_is_about_nothing() {
    let body = r#"{"id":"evt_test_65R","object":"v2.core.event","data":null,"livemode":false,"type":"v2.core.event_destination.ping"}"#;
    let reading = hear(&signed("whsec_test_secret", body), body, SIGNED_AT).unwrap();
    assert_eq!(reading.about, WebhookSubject::Ping);
}
