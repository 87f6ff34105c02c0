//! SPEI: the examples of the document 001, and what the vendor's plugins read.

use super::*;
use crate::provider::{FetchedCharge, Kind, Provider};
use payments::{Event, Payable};

const CREATED: &str = include_str!("../fixtures/seed001_v2_orders_create_answer.json");

fn speied(amount: Money) -> ChargeRequest {
    ChargeRequest { method: Method::Spei, store: None, amount, ..request("150", "") }
}

fn fetch(body: &str, id: &str) -> Result<FetchedCharge, ProviderError> {
    now(client().fetch_charge(cx(&Line::answering(200, body)), &handle(id, Method::Spei)))
}

#[test]
fn our_request_is_the_documents_request() {
    let line = Line::answering(200, CREATED);
    now(client().create_charge(cx(&line), &speied(pesos(15_000)))).unwrap();
    insta::assert_snapshot!(line.asked(), @r#"
    POST https://api.compropago.com/v2/orders
    authorization: (keys)
    accept: application/compropago
    content-type: application/json
    {
    "product":{
    "id":"chg_7Q2M",
    "price":150.00,
    "name":"SAMSUNG GOLD CURL",
    "currency":"MXN",
    "url":"https://test.amazon.com/5f4373"},
    "customer":{
    "name":"Alejandra Leyva",
    "email":"noreply@compropago.com",
    "phone":"2221515801"},
    "payment":{
    "type":"SPEI"},
    "expiresAt":1795386400,
    "app_client_name":"ficha",
    "app_client_version":"(version)"}
    "#);
}

#[test]
fn the_documents_answer_makes_a_voucher_to_transfer_by() {
    let settings = settings().with("beneficiary", "Tienda Lupita SA de CV");
    let line = Line::answering(200, CREATED);
    let client = ComproPago::new(&settings).unwrap();
    insta::assert_debug_snapshot!(now(client.create_charge(cx(&line), &speied(pesos(15_000)))), @r#"
    Ok(
        CreatedCharge {
            provider_charge: "ch_ca001318-7f70-47a9-90a2-df3e755d9be3",
            amount: Some(
                Money {
                    minor: 15000,
                    currency: Mxn,
                },
            ),
            voucher: Voucher {
                amount: Money {
                    minor: 15000,
                    currency: Mxn,
                },
                till_fee: None,
                expires_at: Some(
                    Moment(
                        1560139200,
                    ),
                ),
                payable: Transfer {
                    clabe: Clabe(
                        "646180146400219781",
                    ),
                    bank: Some(
                        "STP",
                    ),
                    beneficiary: Some(
                        "Tienda Lupita SA de CV",
                    ),
                    concept: Some(
                        "481AD8F9",
                    ),
                },
                references: [],
                chains: [],
                barcode: None,
                links: Links {
                    page: None,
                    pdf: None,
                },
                alternatives: [],
            },
            event: Issued,
        },
    )
    "#);
}

#[test]
fn nobody_is_named_as_beneficiary_unless_the_merchant_says_who() {
    let created = now(client().create_charge(cx(&Line::answering(200, CREATED)), &speied(pesos(15_000)))).unwrap();
    assert!(matches!(created.voucher.payable, Payable::Transfer { beneficiary: None, .. }));
}

#[test]
fn the_charge_is_asked_for_where_its_method_says() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v2_orders_get_answer.json"));
    let asked = handle("ch_ca001318-7f70-47a9-90a2-df3e755d9be3", Method::Spei);
    let fetched = now(client().fetch_charge(cx(&line), &asked)).unwrap();
    assert!(line.asked().starts_with("GET https://api.compropago.com/v2/orders/ch_ca001318-7f70-47a9-90a2-df3e755d9be3\n"));
    assert_eq!((fetched.amount, fetched.event), (Some(pesos(15_000)), Event::Issued));
}

#[test]
fn the_bare_order_of_2018_reads_too() {
    let id = "ch_c1c0983d-6318-4f65-838c-8ff60afacf18";
    let fetched = fetch(include_str!("../fixtures/seed001_v2_orders_get_answer_of_2018.json"), id);
    let expected = FetchedCharge {
        provider_charge: id.to_owned(),
        amount: Some(pesos(1_256)),
        due: Some(pesos(1_256)),
        event: Event::Issued,
        held_elsewhere: None,
        charge_id: Some("SMGCURL1".to_owned()),
    };
    assert_eq!(fetched, Ok(expected));
}

#[test]
fn every_status_has_its_meaning() {
    let pending = include_str!("../fixtures/sdk_v2_orders_get_answer.json");
    let partly = include_str!("../fixtures/ours_v2_orders_get_answer_partly_paid.json");
    let check = |body: &str, status: &str, expected: Event| {
        let fetched = fetch(&body.replace("PENDING", status), "ch_ca001318-7f70-47a9-90a2-df3e755d9be3").unwrap();
        assert_eq!(fetched.event, expected, "{status}");
    };
    check(pending, "PENDING", Event::Issued);
    check(pending, "ACCEPTED", Event::Paid(pesos(15_000)));
    check(pending, "EXPIRED", Event::Expired);
    check(pending, "FROZEN", Event::Unknown("frozen".to_owned()));
    check(partly, "PENDING", Event::Paid(pesos(7_500)));
    check(partly, "EXPIRED", Event::Paid(pesos(7_500)));
    check(partly, "FROZEN", Event::Unknown("frozen".to_owned()));
}

#[test]
fn money_that_is_said_and_cannot_be_read_is_no_money_and_no_silence() {
    let paid = include_str!("../fixtures/sdk_v2_orders_get_answer.json").replace("PENDING", "ACCEPTED");
    let unreadable = |body: &str| {
        let event = fetch(body, "ch_ca001318-7f70-47a9-90a2-df3e755d9be3").unwrap().event;
        assert!(matches!(event, Event::Unreadable(_)), "{event:?} of {body}");
    };
    for said in ["0", r#""-150.00""#, r#""75,00""#, "1.5e2", "[75]", "{}", "false"] {
        unreadable(&paid.replace(r#""clabe":"#, &format!(r#""received": {said}, "clabe":"#)));
    }
    unreadable(&paid.replace(r#""payment":"#, r#""payment": "all of it", "was":"#));
    unreadable(&paid.replace(r#""exchange":"#, r#""exchange": "1.0", "was":"#));
}

#[test]
fn an_order_in_dollars_is_transferred_in_pesos_and_told_in_pesos() {
    let in_dollars = CREATED
        .replace(r#""finalAmount": 150"#, r#""finalAmount": "2625.00""#)
        .replace(r#""originCurrency": "MXN""#, r#""originCurrency": "USD""#);
    let line = Line::answering(200, &in_dollars);
    let created = now(client().create_charge(cx(&line), &speied(Money::new(15_000, Currency::Usd)))).unwrap();
    assert_eq!(created.voucher.amount, pesos(262_500));
    let partly = in_dollars.replace(r#""clabe":"#, r#""received": 875, "clabe":"#);
    let fetched = fetch(&partly, "ch_ca001318-7f70-47a9-90a2-df3e755d9be3").unwrap();
    assert_eq!((fetched.due, fetched.event), (Some(pesos(262_500)), Event::Paid(pesos(87_500))));
}

#[test]
fn what_nobody_could_transfer_to_is_no_voucher() {
    let check = |body: &str, why: &str| {
        let error = now(client().create_charge(cx(&Line::answering(200, body)), &speied(pesos(15_000)))).unwrap_err();
        assert_eq!(error.kind, Kind::NotUnderstood);
        assert!(error.detail.contains(why), "{}", error.detail);
    };
    check(&CREATED.replace("646180146400219781", "000000000000000000"), "no CLABE"); // the documents' placeholder
    check(&CREATED.replace("646180146400219781", "646180146400219782"), "no CLABE"); // a digit mistyped
    check(&CREATED.replace("\"646180146400219781\"", "null"), "no CLABE");
    check(&CREATED.replace("1560139200", "null"), "no expiry");
    check("{}", "no id");
    check("[]", "no order");
}

#[test]
fn an_error_in_the_envelope_is_one_whatever_the_status() {
    for status in [200, 404] {
        let line = Line::answering(status, include_str!("../fixtures/sdk_v2_error.json"));
        let error = now(client().fetch_charge(cx(&line), &handle("ch_1", Method::Spei))).unwrap_err();
        assert_eq!(error.kind, Kind::NotFound);
        assert_eq!(error.detail, "GET /v2/orders/{id}: code 404: not_found.order");
    }
}
