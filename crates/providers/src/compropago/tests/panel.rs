//! SMS, the check of the keys, and the registration of webhooks.

use super::*;
use crate::provider::{Kind, Reason};

#[test]
fn an_sms_is_sent_in_the_words_of_every_generation() {
    for body in
        [include_str!("../fixtures/seed003_v1_sms_answer_1_0.json"), include_str!("../fixtures/seed003_v1_sms_answer_1_1.json")]
    {
        let line = Line::answering(200, body);
        let charge = handle("ch_f4172ff7-9125-4206-99c7-151480", Method::Spei);
        assert_eq!(now(client().send_sms(cx(&line), &charge, "2221515801")), Ok(()));
        let asked = line.asked();
        assert!(asked.starts_with("POST https://api.compropago.com/v1/charges/ch_f4172ff7-9125-4206-99c7-151480/sms\n"));
        assert!(asked.ends_with("{\n\"customer_phone\":\"2221515801\"}"), "{asked}");
    }
}

#[test]
fn an_sms_that_is_refused_says_why() {
    let check = |body: &str, expected: Kind| {
        let line = Line::answering(200, body);
        let error = now(client().send_sms(cx(&line), &handle("ch_1", Method::Cash), "2221515801")).unwrap_err();
        assert_eq!(error.kind, expected, "{body}");
        assert!(!error.detail.contains("2221515801"), "{}", error.detail);
    };
    check(r#"{"type":"error","code":6001,"message":"x"}"#, Kind::Busy);
    check(r#"{"type":"error","code":6002,"message":"x"}"#, Kind::Refused(Reason::Other));
    check(r#"{"type":"error","code":6003,"message":"x"}"#, Kind::Refused(Reason::Phone));
    check(r#"{"type":"error","code":6004,"message":"2221515801"}"#, Kind::Refused(Reason::Phone));
    check(r#"{"type":"sms.pending"}"#, Kind::NotUnderstood);
    check("[]", Kind::NotUnderstood);
}

#[test]
fn keys_of_the_wrong_mode_are_refused_with_a_sentence() {
    let check = |body: &str, expected: Result<(), (Kind, &str)>| {
        let answer = now(client().ask_about_keys(cx(&Line::answering(200, body))));
        assert_eq!(answer.as_ref().map(|_| ()).map_err(|error| (error.kind, error.detail.as_str())), expected, "{body}");
    };
    check(include_str!("../fixtures/sdk_v1_users_auth_answer.json"), Ok(()));
    check(
        r#"{"livemode":true,"mode_key":true,"code":200}"#,
        Err((Kind::BadKeys, "the keys are named test keys and ComproPago says live")),
    );
    check(
        r#"{"livemode":true,"mode_key":false,"code":200}"#,
        Err((
            Kind::BadKeys,
            "these are test keys and the account is in live mode: switch it in ComproPago's panel, or use live keys",
        )),
    );
    check(r#"{"livemode":false,"mode_key":false,"code":401}"#, Err((Kind::BadKeys, "ComproPago does not accept these keys")));
    check(r#"{"type":"error","code":4001,"message":"no"}"#, Err((Kind::BadKeys, "GET /v1/users/auth: code 4001: no")));
    check("{}", Err((Kind::NotUnderstood, "GET /v1/users/auth: no mode: {}")));
}

#[test]
fn a_webhook_is_registered_once() {
    let registered = format!("[{}]", include_str!("../fixtures/sdk_v1_webhooks_store.json"));
    let line = Line::answering(200, &registered);
    let url = "https://tienda.example.mx/webhook";
    let webhook = now(client().register_webhook(cx(&line), url)).unwrap();
    assert_eq!((webhook.url.as_str(), webhook.status.as_str()), (url, "active"));
    assert!(line.asked().starts_with("GET ") && !line.asked().contains("POST"), "{}", line.asked());

    // The scripted line answers the list again, whose only one is taken for the answer of create: an array of one.
    let line = Line::answering(200, &registered);
    now(client().register_webhook(cx(&line), "https://tienda.example.mx/other")).unwrap();
    insta::assert_snapshot!(line.asked(), @r#"
    GET https://api.compropago.com/v1/webhooks/stores
    authorization: (keys)
    accept: application/compropago

    POST https://api.compropago.com/v1/webhooks/stores
    authorization: (keys)
    accept: application/compropago
    content-type: application/json
    {
    "url":"https://tienda.example.mx/other"}
    "#);
}

#[test]
fn webhooks_are_moved_silenced_and_removed_where_documented() {
    let line = Line::answering(200, r#"{"id":"wh_5f0c6d1c","status":"deleted"}"#);
    let client = client();
    let moved = now(client.move_webhook(cx(&line), "wh_5f0c6d1c", "https://tienda.example.mx/2")).unwrap();
    assert_eq!(moved.url, "https://tienda.example.mx/2");
    now(client.silence_webhook(cx(&line), "wh_5f0c6d1c")).unwrap();
    now(client.remove_webhook(cx(&line), "wh_5f0c6d1c")).unwrap();
    insta::assert_snapshot!(line.asked(), @r#"
    PUT https://api.compropago.com/v1/webhooks/stores/wh_5f0c6d1c
    authorization: (keys)
    accept: application/compropago
    content-type: application/json
    {
    "url":"https://tienda.example.mx/2"}

    DELETE https://api.compropago.com/v1/webhooks/stores/wh_5f0c6d1c/deactive
    authorization: (keys)
    accept: application/compropago

    DELETE https://api.compropago.com/v1/webhooks/stores/wh_5f0c6d1c
    authorization: (keys)
    accept: application/compropago
    "#);
    assert_eq!(now(client.remove_webhook(cx(&line), "a/b")).unwrap_err().kind, Kind::NotFound);
}
