//! Every body of the vendor's, and every one derived from its tables: what is read of it, a line each.

use super::super::status;
use super::super::wire::{Order, Payment};
use super::*;
use crate::provider::Provider;
use payments::{Currency, Event};

fn told(event: &Event) -> String {
    let sum = |money: &Money| money.to_decimal();
    match event {
        Event::Paid(money) => format!("paid {}", sum(money)),
        Event::Refunded { received, refunded } => format!("refunded {} of {}", sum(refunded), sum(received)),
        Event::RefundedInFull => "refunded, no sum".to_owned(),
        Event::Unknown(word) => format!("unknown: {word}"),
        Event::Unreadable(why) => format!("unreadable: {why}"),
        Event::Issued | Event::Expired | Event::Declined | Event::Canceled => event.id().to_owned(),
    }
}

fn or_none(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned())
}

fn order(name: &str, body: &str) -> String {
    let order = Order::read(body).unwrap();
    let slip = order.payment().unwrap().slip().unwrap();
    let row = [
        name.to_owned(),
        told(&status::of_order(&order, Currency::Mxn)),
        or_none(order.amount(Currency::Mxn).map(Money::to_decimal)),
        or_none(slip.digits()),
        or_none(slip.clabe().map(|clabe| format!("CLABE at {}", clabe.bank().unwrap_or("?")))),
        or_none(slip.links().page.map(|page| page.split('/').nth(2).unwrap_or_default().to_owned())),
        or_none(order.payment().unwrap().ends().map(|at| at.seconds().to_string())),
        or_none(order.charge_id()),
    ];
    row.join(" | ")
}

fn payment(name: &str, body: &str) -> String {
    let currency = if body.contains("PEN") { Currency::Pen } else { Currency::Mxn };
    let payment = Payment::read(body).unwrap();
    let row = [
        name.to_owned(),
        told(&status::of_payment(&payment, currency)),
        or_none(payment.amount(currency).map(Money::to_decimal)),
        or_none(payment.digits()),
        or_none(payment.links().page.map(|page| page.split('/').nth(2).unwrap_or_default().to_owned())),
        or_none(payment.ends().map(|at| at.seconds().to_string())),
        or_none(payment.charge_id()),
    ];
    row.join(" | ")
}

#[test]
fn every_order_is_read() {
    let rows = [
        order("vendor oxxo", include_str!("../fixtures/vendor_order_oxxo_waiting_payment.json")),
        order("derived oxxo with an end", include_str!("../fixtures/derived_order_oxxo_waiting_payment_with_expiry.json")),
        order("derived oxxo", include_str!("../fixtures/derived_order_oxxo_processed.json")),
        order("derived oxxo", include_str!("../fixtures/derived_order_oxxo_expired.json")),
        order("vendor spei", include_str!("../fixtures/vendor_order_spei_waiting_transfer.json")),
        order("derived spei", include_str!("../fixtures/derived_order_spei_processed.json")),
        order("derived spei", include_str!("../fixtures/derived_order_spei_canceled.json")),
        order("derived spei", include_str!("../fixtures/derived_order_spei_expired.json")),
        order("derived spei", include_str!("../fixtures/derived_order_spei_partially_refunded.json")),
        order("derived spei", include_str!("../fixtures/derived_order_spei_refunded.json")),
    ];
    insta::assert_snapshot!(rows.join("\n"), @r"
    vendor oxxo | issued | 200.00 | 1234567890 | - | www.mercadopago.com.mx | - | ext_ref_1234
    derived oxxo with an end | issued | 200.00 | 1234567890 | - | www.mercadopago.com.mx | 1725573844 | ext_ref_1234
    derived oxxo | paid 150.00 | 200.00 | 1234567890 | - | www.mercadopago.com.mx | - | ext_ref_1234
    derived oxxo | expired | 200.00 | 1234567890 | - | www.mercadopago.com.mx | - | ext_ref_1234
    vendor spei | issued | 200.00 | 646010349353743569 | CLABE at STP | www.mercadopago.com.mx | 1743014532 | ext_ref_1234
    derived spei | paid 200.00 | 200.00 | 646010349353743569 | CLABE at STP | www.mercadopago.com.mx | 1743014532 | ext_ref_1234
    derived spei | canceled | 200.00 | 646010349353743569 | CLABE at STP | www.mercadopago.com.mx | 1743014532 | ext_ref_1234
    derived spei | expired | 200.00 | 646010349353743569 | CLABE at STP | www.mercadopago.com.mx | 1743014532 | ext_ref_1234
    derived spei | unreadable: processed, partially_refunded, and not how much | 200.00 | 646010349353743569 | CLABE at STP | www.mercadopago.com.mx | 1743014532 | ext_ref_1234
    derived spei | refunded, no sum | 200.00 | 646010349353743569 | CLABE at STP | www.mercadopago.com.mx | 1743014532 | ext_ref_1234
    ");
}

#[test]
fn every_payment_is_read() {
    let rows = [
        payment("vendor oxxo", include_str!("../fixtures/vendor_payment_oxxo_pending.json")),
        payment("derived oxxo", include_str!("../fixtures/derived_payment_oxxo_approved.json")),
        payment("derived oxxo, too much", include_str!("../fixtures/derived_payment_oxxo_overpaid.json")),
        payment("derived oxxo", include_str!("../fixtures/derived_payment_oxxo_cancelled.json")),
        payment("derived oxxo", include_str!("../fixtures/derived_payment_oxxo_expired.json")),
        payment("derived oxxo", include_str!("../fixtures/derived_payment_oxxo_rejected.json")),
        payment("derived oxxo", include_str!("../fixtures/derived_payment_oxxo_refunded.json")),
        payment("derived oxxo", include_str!("../fixtures/derived_payment_oxxo_charged_back.json")),
        payment("derived spei", include_str!("../fixtures/derived_payment_spei_pending.json")),
        payment("vendor pagoefectivo", include_str!("../fixtures/vendor_payment_pe_pagoefectivo_pending.json")),
        payment("derived pagoefectivo", include_str!("../fixtures/derived_payment_pe_pagoefectivo_approved.json")),
        payment("vendor yape", include_str!("../fixtures/vendor_payment_pe_yape_approved.json")),
        payment("vendor yape", include_str!("../fixtures/vendor_payment_pe_yape_rejected.json")),
    ];
    insta::assert_snapshot!(rows.join("\n"), @r"
    vendor oxxo | issued | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived oxxo | paid 100.00 | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived oxxo, too much | paid 120.00 | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived oxxo | canceled | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived oxxo | expired | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived oxxo | declined | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived oxxo | refunded 100.00 of 100.00 | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived oxxo | unknown: charged_back | 100.00 | 24304329 | www.mercadopago.com | 1796356799 | ch_0001
    derived spei | issued | 100.00 | - | www.mercadopago.com.mx | 1796356799 | ch_0001
    vendor pagoefectivo | issued | 100.00 | 1234567890 | www.mercadopago.com.pe | 1796356799 | ch_0001
    derived pagoefectivo | paid 100.00 | 100.00 | 1234567890 | www.mercadopago.com.pe | 1796356799 | ch_0001
    vendor yape | paid 100.00 | 100.00 | - | - | - | ch_0001
    vendor yape | declined | 100.00 | - | - | - | ch_0001
    ");
}

#[test]
fn sums_that_go_back_are_read_by_payment_or_by_refund_and_a_broken_one_is_no_money() {
    let body = include_str!("../fixtures/derived_order_spei_partially_refunded.json");
    let check = |from: &str, to: &str, expected: &str| {
        let changed = body.replace(from, to);
        assert_ne!(changed, body);
        let order = Order::read(&changed).unwrap();
        assert_eq!(told(&status::of_order(&order, Currency::Mxn)), expected, "{to}");
    };
    let payments = "\"transactions\": {";
    check(
        payments,
        "\"transactions\": {\"refunds\": [{\"amount\": \"50.00\", \"status\": \"processed\"}],",
        "refunded 50.00 of 200.00",
    );
    check(
        payments,
        "\"transactions\": {\"refunds\": [{\"amount\": \"50.00\"}, {\"amount\": \"9.00\", \"status\": \"failed\"}],",
        "refunded 50.00 of 200.00",
    );
    check(
        payments,
        "\"transactions\": {\"refunds\": [{\"amount\": \"50,00\"}],",
        "unreadable: processed, and sums that cannot be read",
    );
    let detail = "\"status_detail\": \"partially_refunded\",\n        \"amount\"";
    assert!(body.contains(detail), "{body}");
    check(
        detail,
        "\"refunded_amount\": \"70.00\", \"status_detail\": \"partially_refunded\",\n        \"amount\"",
        "refunded 70.00 of 200.00",
    );
    check(
        "\"total_paid_amount\": \"200.00\"",
        "\"total_paid_amount\": \"all\"",
        "unreadable: processed, partially_refunded, and not how much",
    );

    let paid = include_str!("../fixtures/derived_order_spei_processed.json");
    for unreadable in ["0.00", "all", "-200.00"] {
        let body = paid.replace("\"total_paid_amount\": \"200.00\"", &format!("\"total_paid_amount\": \"{unreadable}\""));
        assert_ne!(body, paid);
        let event = status::of_order(&Order::read(&body).unwrap(), Currency::Mxn);
        assert!(matches!(event, Event::Unreadable(_)), "{unreadable}: {event:?}");
    }
}

#[test]
fn the_methods_of_both_countries_are_read_and_one_that_is_off_or_broken_is_left_out() {
    let offered = |country, body: &str| {
        let line = Line::answering([(200, body)]);
        let offers = now(client(country).offers(cx(&line), Money::new(1, super::super::currency_of(country)))).unwrap();
        let sum = |money: Option<Money>| or_none(money.map(Money::to_decimal));
        let store = |store: &crate::provider::OfferedStore| format!("{} {}..{}", store.code, sum(store.min), sum(store.limit));
        let rows: Vec<Vec<String>> = offers.iter().map(|offer| offer.stores.iter().map(store).collect()).collect();
        rows
    };
    let mexico = include_str!("../fixtures/vendor_payment_methods_mlm.json");
    let cash: Vec<&str> = vec![
        "OXXO 5.00..10000.00",
        "SEVEN_ELEVEN 20.00..60000.00",
        "CIRCLE_K 20.00..60000.00",
        "EXTRA 20.00..60000.00",
        "SORIANA 20.00..60000.00",
        "CALIMAX 20.00..60000.00",
        "BBVA_MEXICO 10.00..40000.00",
        "FARMACIA_DEL_AHORRO 10.00..40000.00",
        "CASA_LEY 10.00..40000.00",
        "BANAMEX 5.00..40000.00",
        "CHEDRAUI 5.00..40000.00",
        "TELECOMM 5.00..40000.00",
    ];
    assert_eq!(offered(Country::Mx, mexico), [cash.clone(), vec![]], "SPEI stands in no sample of the list, and is offered");
    let off = mexico.replacen("\"active\"", "\"deactive\"", 1);
    assert_eq!(offered(Country::Mx, &off)[0], cash[1..]);
    let broken = mexico.replacen("\"max_allowed_amount\": 10000", "\"max_allowed_amount\": \"much\"", 1);
    assert_eq!(offered(Country::Mx, &broken)[0][0], "OXXO 5.00..-");
    let no_transfer = mexico.replacen('[', "[{\"id\": \"clabe\", \"status\": \"testing\"}, 7,", 1);
    assert_eq!(offered(Country::Mx, &no_transfer), [cash]);
    let peru = include_str!("../fixtures/vendor_payment_methods_mpe.json");
    assert_eq!(offered(Country::Pe, peru), [["PAGOEFECTIVO 5.00..10000.00"]]);
}

#[test]
fn a_token_of_another_country_is_found_out() {
    use crate::capability::CheckKeys;
    let peru = include_str!("../fixtures/vendor_payment_methods_mpe.json");
    let line = Line::answering([(200, peru), (200, peru)]);
    assert_eq!(now(CheckKeys::check_keys(&client(Country::Pe), cx(&line))), Ok(()));
    let error = now(CheckKeys::check_keys(&client(Country::Mx), cx(&line))).unwrap_err();
    assert_eq!(error.kind, crate::Kind::BadKeys);
    assert!(error.detail.ends_with("the account has no way to pay of ours in MX: it is one of PE"), "{error}");
}
