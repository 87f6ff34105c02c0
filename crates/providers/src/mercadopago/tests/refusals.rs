//! What comes of a refusal: each code of the two tables of errors, a request that was sent before, and a limit.

use super::*;
use crate::capability::Cancel;
use crate::provider::{Kind, Provider, Reason};
use payments::Event;

const WAITING: &str = include_str!("../fixtures/vendor_order_oxxo_waiting_payment.json");
const USED: &str = include_str!("../fixtures/table_error_409_order_idempotency.json");
const METHODS: &str = include_str!("../fixtures/vendor_payment_methods_mlm.json");

#[test]
fn every_code_of_the_tables_has_its_kind() {
    let check = |status: u16, body: &str, expected: Kind| {
        let line = Line::answering([(status, body)]);
        let error = now(client(Country::Mx).fetch_charge(cx(&line), &handle("ORD01"))).unwrap_err();
        assert_eq!(error.kind, expected, "{error}");
    };
    let refused = Kind::Refused(Reason::Other);
    check(400, include_str!("../fixtures/table_error_400_amount.json"), refused);
    check(400, include_str!("../fixtures/table_error_400_bad_date.json"), refused);
    check(400, include_str!("../fixtures/table_error_400_method_unavailable.json"), Kind::Refused(Reason::Method));
    check(400, include_str!("../fixtures/table_error_400_order_idempotency_length.json"), refused);
    check(400, include_str!("../fixtures/table_error_400_order_items.json"), refused);
    check(400, include_str!("../fixtures/table_error_400_order_no_idempotency_key.json"), refused);
    check(400, include_str!("../fixtures/table_error_400_order_required.json"), Kind::Refused(Reason::Email));
    let of = |property: &str| {
        format!(r#"{{"errors":[{{"code":"property_value","message":"no","details":["'{property}' value is not valid"]}}]}}"#)
    };
    check(400, &of("payer.last_name"), Kind::Refused(Reason::Name));
    check(400, &of("transactions.payments.0.payment_method.id"), Kind::Refused(Reason::Method));
    check(401, &of("payer.email"), Kind::BadKeys);
    check(400, include_str!("../fixtures/table_error_400_order_total.json"), refused);
    check(400, include_str!("../fixtures/table_error_400_order_unsupported.json"), refused);
    check(400, include_str!("../fixtures/table_error_400_order_value.json"), refused);
    check(401, include_str!("../fixtures/table_error_401_order_unauthorized.json"), Kind::BadKeys);
    check(401, include_str!("../fixtures/table_error_401_unauthorized.json"), Kind::BadKeys);
    check(404, include_str!("../fixtures/table_error_404_not_found.json"), Kind::NotFound);
    check(404, include_str!("../fixtures/table_error_404_order_not_found.json"), Kind::NotFound);
    check(404, "<html>", refused);
    check(409, include_str!("../fixtures/table_error_409_order_cannot_cancel.json"), refused);
    check(423, include_str!("../fixtures/table_error_423_order_locked.json"), Kind::Busy);
    check(423, "", refused);
    check(429, include_str!("../fixtures/table_error_429_order_rate.json"), Kind::Busy);
    check(500, include_str!("../fixtures/table_error_500_order_idempotency_check.json"), Kind::NoAnswer);
}

/// A list with these orders in it.
fn found(orders: &[&str]) -> String {
    format!("{{\"data\": [7, {}], \"paging\": {{}}}}", orders.join(","))
}

#[test]
fn a_key_that_was_used_finds_the_order_it_made_and_makes_no_second_one() {
    let ours = WAITING.replace("ext_ref_1234", "ch_0001");
    let line = Line::answering([(409, USED), (200, &found(&[WAITING, &ours])), (200, &ours)]);
    let created = now(client(Country::Mx).create_charge(cx(&line), &request(Country::Mx, Some("OXXO")))).unwrap();
    assert_eq!(created.provider_charge, "ORD01J6TC8BYRR0T4ZKY0QR39WGYE");
    let asked = line.asked();
    assert_eq!(
        asked[1..],
        [
            "GET /v1/orders?external_reference=ch_0001&begin_date=2026-11-19T18%3A30%3A00Z&end_date=2026-11-21T18%3A30%3A00Z",
            "GET /v1/orders/ORD01J6TC8BYRR0T4ZKY0QR39WGYE",
        ]
    );
    assert!(asked[0].starts_with("POST /v1/orders ") && asked.len() == 3);
}

#[test]
fn a_key_that_was_used_for_what_cannot_be_found_may_have_made_it() {
    let line = Line::answering([(409, USED), (200, &found(&[WAITING]))]);
    let error = now(client(Country::Mx).create_charge(cx(&line), &request(Country::Mx, Some("OXXO")))).unwrap_err();
    assert!(error.kind == Kind::NoAnswer && error.kind.may_have_happened(), "{error}");
}

#[test]
fn a_payment_like_one_of_just_now_is_that_one() {
    let pending = include_str!("../fixtures/vendor_payment_pe_pagoefectivo_pending.json");
    let same = include_str!("../fixtures/table_error_400_same_request.json");
    let list = format!("{{\"results\": [{pending}]}}");
    let line = Line::answering([(400, same), (200, &list), (200, pending)]);
    let created = now(client(Country::Pe).create_charge(cx(&line), &request(Country::Pe, Some("PAGOEFECTIVO")))).unwrap();
    assert_eq!(created.provider_charge, "5466310457");
    assert_eq!(line.asked()[1], "GET /v1/payments/search?sort=date_created&criteria=desc&external_reference=ch_0001");
}

#[test]
fn a_refused_amount_is_explained_by_the_limits_of_the_account() {
    let refused = include_str!("../fixtures/table_error_400_order_value.json");
    let check = |minor: i64, store: &str, methods: &str, expected: Reason| {
        let line = Line::answering([(400, refused), (200, methods)]);
        let mut wanted = request(Country::Mx, Some(store));
        wanted.amount = Money::new(minor, wanted.amount.currency());
        let error = now(client(Country::Mx).create_charge(cx(&line), &wanted)).unwrap_err();
        assert_eq!(error.kind, Kind::Refused(expected), "{minor} at {store}: {error}");
        assert!(error.detail.contains("property_value"), "the operator has their word: {error}");
    };
    check(1_000_001, "OXXO", METHODS, Reason::OverLimit);
    check(1_999, "SORIANA", METHODS, Reason::UnderMinimum);
    check(15_000, "OXXO", METHODS, Reason::Other);
    check(15_000, "OXXO", &METHODS.replacen("\"active\"", "\"deactive\"", 1), Reason::Store);
}

#[test]
fn a_rail_that_is_off_for_this_account_is_another_chain_or_another_way_to_pay() {
    let off = include_str!("../fixtures/table_error_400_method_unavailable.json");
    let check = |store: Option<&str>, expected: Reason| {
        let line = Line::answering([(400, off)]);
        let error = now(client(Country::Mx).create_charge(cx(&line), &request(Country::Mx, store))).unwrap_err();
        assert_eq!((error.kind, line.asked().len()), (Kind::Refused(expected), 1), "{error}");
        assert!(error.detail.contains("code 204"), "the operator has their code: {error}");
    };
    check(Some("OXXO"), Reason::Store);
    check(None, Reason::Method);
}

#[test]
fn what_cannot_be_cancelled_any_more_is_what_it_has_become() {
    let cannot = include_str!("../fixtures/table_error_409_order_cannot_cancel.json");
    let paid = include_str!("../fixtures/derived_order_spei_processed.json");
    let line = Line::answering([(409, cannot), (200, paid)]);
    let fetched = now(Cancel::cancel(&client(Country::Mx), cx(&line), &handle("ORD01JPQVD4ED4QSPT1N787C8PYQT"))).unwrap();
    assert!(matches!(fetched.event, Event::Paid(_)));
    let locked = include_str!("../fixtures/table_error_423_order_locked.json");
    let line = Line::answering([(423, locked)]);
    let error = now(Cancel::cancel(&client(Country::Mx), cx(&line), &handle("ORD01JPQVD4ED4QSPT1N787C8PYQT"))).unwrap_err();
    assert_eq!(error.kind, Kind::Busy, "somebody else is changing it: ask again");
}

#[test]
fn nothing_that_is_no_id_of_theirs_is_asked_for() {
    let line = Line::answering([]);
    for (country, id) in [(Country::Mx, "5466310457"), (Country::Mx, "ORD/../x"), (Country::Pe, "ORD01"), (Country::Pe, "")] {
        let error = now(client(country).fetch_charge(cx(&line), &handle(id))).unwrap_err();
        assert_eq!(error.kind, Kind::NotFound);
    }
}
