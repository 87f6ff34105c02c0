//! What leaves: the bodies of the guides, and nothing else.

use super::*;
use crate::capability::{Cancel, Refund, RefundRequest};
use crate::mercadopago::facts;
use crate::provider::Provider;
use payments::{Event, Payable};
use serde_json::{Value, json};

const OXXO: &str = include_str!("../fixtures/vendor_order_oxxo_waiting_payment.json");
const SPEI: &str = include_str!("../fixtures/vendor_order_spei_waiting_transfer.json");
const CIP: &str = include_str!("../fixtures/vendor_payment_pe_pagoefectivo_pending.json");

/// A body of the guides, with what ours adds to it.
fn guides(text: &str, more: &[(&str, Value)]) -> Value {
    let mut body: Value = serde_json::from_str(text).unwrap();
    for (path, value) in more {
        let (place, name) = path.rsplit_once('/').unwrap();
        body.pointer_mut(place).unwrap()[name] = value.clone();
    }
    body
}

#[test]
fn an_order_is_the_guides_order_for_each_rail() {
    let check = |store: Option<&str>, answer: &str, guide: &str| {
        let line = Line::answering([(201, answer)]);
        now(client(Country::Mx).create_charge(cx(&line), &request(Country::Mx, store))).unwrap();
        assert_eq!(line.body(), guides(guide, &[("/description", json!("Silla"))]), "{store:?}");
    };
    check(Some("OXXO"), OXXO, include_str!("../fixtures/guide_request_order_oxxo.json"));
    for store in ["SEVEN_ELEVEN", "CIRCLE_K", "EXTRA", "SORIANA", "CALIMAX"] {
        check(Some(store), OXXO, include_str!("../fixtures/guide_request_order_paycash.json"));
    }
    for store in ["BBVA_MEXICO", "FARMACIA_DEL_AHORRO", "CASA_LEY"] {
        check(Some(store), OXXO, include_str!("../fixtures/guide_request_order_bancomer.json"));
    }
    for store in ["BANAMEX", "CHEDRAUI", "TELECOMM"] {
        check(Some(store), OXXO, include_str!("../fixtures/guide_request_order_banamex.json"));
    }
    check(None, SPEI, include_str!("../fixtures/guide_request_order_clabe.json"));
}

#[test]
fn a_payment_is_the_guides_payment() {
    let line = Line::answering([(201, CIP)]);
    now(client(Country::Pe).create_charge(cx(&line), &request(Country::Pe, Some("PAGOEFECTIVO")))).unwrap();
    let guide = guides(
        include_str!("../fixtures/guide_request_payment_pe_pagoefectivo.json"),
        &[
            ("/transaction_amount", json!(100.0)),
            ("/date_of_expiration", json!("2026-11-23T13:30:00.000-05:00")),
            ("/payer/first_name", json!("Juana")),
            ("/payer/last_name", json!("Perez")),
            ("/payer/identification", json!({"type": "DNI", "number": "45678912"})),
        ],
    );
    assert_eq!(line.body(), guide);
}

#[test]
fn the_same_charge_has_the_same_key_and_another_has_another() {
    let key = |change: &dyn Fn(&mut ChargeRequest)| {
        let line = Line::answering([(201, OXXO)]);
        let mut wanted = request(Country::Mx, Some("OXXO"));
        change(&mut wanted);
        now(client(Country::Mx).create_charge(cx(&line), &wanted)).unwrap();
        line.asked().remove(0).split(' ').nth(2).unwrap().to_owned()
    };
    let first = key(&|_| ());
    assert_eq!(first, key(&|_| ()));
    assert_ne!(first, key(&|wanted| wanted.charge_id = "ch_0002".to_owned()));
    let (lengths, marks): (Vec<usize>, Vec<&str>) = first.split('-').map(|part| (part.len(), &part[..1])).unzip();
    assert_eq!((lengths, marks[2]), (vec![8, 4, 4, 4, 12], "4"), "a UUID");
}

#[test]
fn the_end_of_a_voucher_is_the_one_that_is_told_or_the_one_that_was_asked_for() {
    let made = |answer: &str, store| {
        let line = Line::answering([(201, answer)]);
        now(client(Country::Mx).create_charge(cx(&line), &request(Country::Mx, store))).unwrap().voucher
    };
    let at = |text: &str| Some(Moment::from_seconds(text.parse::<jiff::Timestamp>().unwrap().as_second()));
    // Three days after it was made, because the sample says no end.
    let slip = made(OXXO, Some("OXXO"));
    assert_eq!(slip.expires_at, at("2024-09-05T22:04:01Z"));
    assert!(slip.links.page.is_some() && slip.barcode.is_none());
    let slip = made(SPEI, None);
    assert_eq!(slip.expires_at, at("2025-03-26T18:42:12Z"));
    let Payable::Transfer { clabe, bank, .. } = slip.payable else { panic!("a transfer") };
    assert_eq!((clabe.digits(), bank.as_deref()), ("646010349353743569", Some("STP")));
}

#[test]
fn money_goes_back_whole_with_nothing_said_and_in_parts_by_its_payment() {
    let paid = include_str!("../fixtures/derived_order_spei_processed.json");
    let sent = |cents: i64| {
        let line = Line::answering([(200, paid), (201, paid), (200, paid)]);
        let wanted = RefundRequest { id: "rfd_1".to_owned(), amount: Money::new(cents, payments::Currency::Mxn) };
        now(Refund::refund(&client(Country::Mx), cx(&line), &handle("ORD01JPQVD4ED4QSPT1N787C8PYQT"), &wanted)).unwrap();
        let asked = line.asked.lock().unwrap();
        let body: Value = serde_json::from_slice(asked[1].body()).unwrap();
        (asked[1].uri().path().to_owned(), body)
    };
    let path = "/v1/orders/ORD01JPQVD4ED4QSPT1N787C8PYQT/refund".to_owned();
    let whole: Value = serde_json::from_str(include_str!("../fixtures/guide_request_refund_order.json")).unwrap();
    assert_eq!(sent(20_000), (path.clone(), whole));
    let part = json!({"transactions": [{"id": "PAY01JPQVD4ED4QSPT1N7895PA160", "amount": "50.00"}]});
    assert_eq!(sent(5_000), (path, part));

    let line = Line::answering([(201, include_str!("../fixtures/vendor_refund.json")), (200, CIP)]);
    let wanted = RefundRequest { id: "rfd_1".to_owned(), amount: Money::new(4_000, payments::Currency::Pen) };
    now(Refund::refund(&client(Country::Pe), cx(&line), &handle("5466310457"), &wanted)).unwrap();
    let guide: Value = serde_json::from_str(include_str!("../fixtures/guide_request_refund_payment.json")).unwrap();
    assert_eq!(line.body(), guide);
}

#[test]
fn a_payment_is_cancelled_as_the_specification_has_it() {
    let line = Line::answering([(200, include_str!("../fixtures/derived_payment_oxxo_cancelled.json"))]);
    let fetched = now(Cancel::cancel(&client(Country::Pe), cx(&line), &handle("5466310457"))).unwrap();
    assert_eq!(fetched.event, Event::Canceled);
    assert_eq!(line.asked(), ["PUT /v1/payments/5466310457"]);
    let guide: Value = serde_json::from_str(include_str!("../fixtures/guide_request_cancel_payment.json")).unwrap();
    assert_eq!(line.body(), guide);
}

#[test]
fn a_mode_is_what_the_token_says_or_the_merchant_does() {
    let check = |token: &str, mode: &str, expected: Result<bool, &str>| {
        let told = settings(Country::Mx).with("access_token", token);
        let told = if mode.is_empty() { told } else { told.with("mode", mode) };
        let live = MercadoPago::new(&told).map(|client| client.facts.live);
        assert_eq!(live.as_ref().copied().map_err(String::as_str), expected, "{token} {mode}");
    };
    check("TEST-1", "", Ok(false));
    check("TEST-1", "test", Ok(false));
    check("TEST-1", "live", Err("access_token is for tests, and mode says live"));
    check("APP_USR-1", "", Ok(true));
    check("APP_USR-1", "live", Ok(true));
    check("APP_USR-1", "test", Ok(false));
    check("APP_USR-1", "real", Err("mode is test or live"));
    check("sk_test_1", "", Err("access_token begins with APP_USR- or TEST-"));
    let country = MercadoPago::new(&settings(Country::Mx).with("country", "AR"));
    assert_eq!(country.err().as_deref(), Some("country is MX or PE"));
    assert_eq!(facts(Country::Pe, true).methods.len(), 1);
}
