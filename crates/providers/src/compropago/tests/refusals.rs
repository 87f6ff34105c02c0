//! What comes to no voucher: refused before anybody is asked, refused by the provider, not believed, or not answered at all.

use super::*;
use crate::provider::{Kind, Provider, Reason};

#[test]
fn cash_without_a_store_is_asked_of_nobody() {
    let line = Line::answering(200, "{}");
    let error = now(client().create_charge(cx(&line), &ChargeRequest { store: None, ..request("150", "") })).unwrap_err();
    assert_eq!((error.kind, line.asked().as_str()), (Kind::Refused(Reason::Store), ""));
}

#[test]
fn a_placeholder_is_not_a_reference() {
    let line = Line::answering(200, include_str!("../fixtures/seed002_v1_create_answer_1_1.json"));
    let error = now(client().create_charge(cx(&line), &request("75", "OXXO"))).unwrap_err();
    assert_eq!(error.kind, Kind::NotUnderstood);
    assert!(error.detail.contains("no account number and no reference"), "{}", error.detail);
}

#[test]
fn an_answer_that_is_not_about_our_order_is_not_believed() {
    let charge = include_str!("../fixtures/sdk_v1_create_answer_new.json");
    let check = |body: &str, why: &str| {
        let line = Line::answering(200, body);
        let error = now(client().create_charge(cx(&line), &request("150", "OXXO"))).unwrap_err();
        assert_eq!(error.kind, Kind::NotUnderstood, "{}", error.detail);
        assert!(error.detail.contains(why), "{}", error.detail);
        assert!(!error.detail.contains("Alejandra") && !error.detail.contains("2221515801"), "{}", error.detail);
    };
    check(&charge.replace("\"currency\": \"MXN\"", "\"currency\": \"USD\""), "not in pesos");
    check(&charge.replace("\"amount\": 150,", "\"amount\": 150.001,"), "no amount");
    check(&charge.replace("\"expires_at\": 1795386400", "\"expires_at\": null"), "no expiry");
    check(&charge.replace("ch_fe92a1a5-abec-49e3-877c-5024c1464dc3", ""), "no id");
    check("{}", "no id");
    check("[]", "no charge");
    check("Alejandra Leyva", "no charge");
}

#[test]
fn errors_are_told_apart_and_name_nobody() {
    let check = |status: u16, body: &str, expected: Kind| {
        let error = now(client().create_charge(cx(&Line::answering(status, body)), &request("150", "OXXO"))).unwrap_err();
        assert_eq!(error.kind, expected, "{status} {body}");
        let detail = error.detail;
        for private in ["Alejandra", "Leyva", "noreply", "2221515801", "sk_test", "56e31883637446b1b"] {
            assert!(!detail.contains(private), "{detail}");
        }
    };
    check(200, r#"{"type":"error","code":5003,"message":"limit"}"#, Kind::Refused(Reason::OverLimit));
    check(422, r#"{"type":"error","code":5002,"message":"OXXO de Alejandra Leyva"}"#, Kind::Refused(Reason::Store));
    check(401, r#"{"type":"error","code":4001,"message":"sk_test_56e31883637446b1b"}"#, Kind::BadKeys);
    check(409, r#"{"type":"error","code":409,"message":"noreply@compropago.com"}"#, Kind::Refused(Reason::Other));
    check(500, "Alejandra Leyva", Kind::NoAnswer);
    check(502, "<html>", Kind::NoAnswer);
    check(503, "<html>", Kind::Busy);
    check(301, "", Kind::NotUnderstood);
}

#[test]
fn whether_it_may_have_happened_follows_from_where_the_line_broke() {
    for (why, kind) in [
        (TransportError::Connect("refused".to_owned()), Kind::NotReached),
        (TransportError::NoResponse("timed out".to_owned()), Kind::NoAnswer),
    ] {
        let error = now(client().create_charge(cx(&Line::silent(why)), &request("150", "OXXO"))).unwrap_err();
        assert_eq!(error.kind, kind);
    }
}
