//! Cash: the examples of the documents 002 and 003, and those the vendor's SDKs vouch for.
//! Longer than usual, because what is read of them stands here whole.

use super::*;
use crate::provider::{CreatedCharge, FetchedCharge, Kind, Provider, Reason};
use payments::{Event, Payable, Voucher};

/// The documents' example of create, with digits where they print `xxxx`: no till takes those.
fn with_digits(fixture: &str) -> String {
    let mended = fixture.replace("xxxx xxxx xxxx xxxx", "4217 0034 9180 2265");
    assert_ne!(mended, fixture);
    mended
}

#[test]
fn our_request_is_the_documents_request() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    now(client().create_charge(cx(&line), &request("150", "OXXO"))).unwrap();
    insta::assert_snapshot!(line.asked(), @r#"
    POST https://api.compropago.com/v1/charges
    authorization: (keys)
    accept: application/compropago
    content-type: application/json
    {
    "order_id":"chg_7Q2M",
    "order_name":"SAMSUNG GOLD CURL",
    "order_price":150.00,
    "currency":"MXN",
    "customer_name":"Alejandra Leyva",
    "customer_email":"noreply@compropago.com",
    "customer_phone":"2221515801",
    "payment_type":"OXXO",
    "image_url":"https://test.amazon.com/5f4373",
    "expiration_time":1795386400,
    "app_client_name":"ficha",
    "app_client_version":"(version)"}
    "#);
}

#[test]
fn what_is_not_known_is_not_sent() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    let mut request = request("150", "OXXO");
    request.image = None;
    request.expires_at = None;
    request.customer = Customer::new(Country::Mx, "Alejandra Leyva", "noreply@compropago.com", None, None).unwrap();
    now(client().create_charge(cx(&line), &request)).unwrap();
    let asked = line.asked();
    for absent in ["image_url", "expiration_time", "customer_phone", "null"] {
        assert!(!asked.contains(absent), "{asked}");
    }
}

#[test]
fn the_documents_1_0_answer_makes_a_voucher() {
    let line = Line::answering(200, &with_digits(include_str!("../fixtures/seed003_v1_create_answer_1_0.json")));
    insta::assert_debug_snapshot!(now(client().create_charge(cx(&line), &request("75", "OXXO"))), @r#"
    Ok(
        CreatedCharge {
            provider_charge: "ch_c0991dd38-e408-4f27",
            amount: Some(
                Money {
                    minor: 7500,
                    currency: Mxn,
                },
            ),
            voucher: Voucher {
                amount: Money {
                    minor: 7500,
                    currency: Mxn,
                },
                till_fee: Some(
                    Money {
                        minor: 700,
                        currency: Mxn,
                    },
                ),
                expires_at: Some(
                    Moment(
                        1380602764,
                    ),
                ),
                payable: Deposit {
                    account: "4217003491802265",
                    bank: Some(
                        "Scotiabank",
                    ),
                    beneficiary: None,
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
fn the_documents_1_1_answer_makes_a_voucher() {
    let line = Line::answering(200, &with_digits(include_str!("../fixtures/seed003_v1_create_answer_1_1.json")));
    let account = "4217003491802265".to_owned();
    let payable = Payable::Deposit { account, bank: Some("Scotiabank".to_owned()), beneficiary: None };
    let expected = CreatedCharge {
        provider_charge: "ch_0991dd38-e408-4f27".to_owned(),
        amount: Some(pesos(7_500)),
        voucher: Voucher::new(pesos(7_500), Some(Moment::from_seconds(1_437_066_050)), payable),
        event: Event::Issued,
    };
    assert_eq!(now(client().create_charge(cx(&line), &request("75", "OXXO"))), Ok(expected));
}

#[test]
fn both_documents_show_the_same_charge_and_differ_only_in_how_the_note_ends() {
    let seed002 = Line::answering(200, &with_digits(include_str!("../fixtures/seed002_v1_create_answer_1_1.json")));
    let seed003 = Line::answering(200, &with_digits(include_str!("../fixtures/seed003_v1_create_answer_1_1.json")));
    let mut whole = now(client().create_charge(cx(&seed002), &request("75", "OXXO"))).unwrap();
    assert_eq!(whole.voucher.till_fee.take(), Some(pesos(700)));
    assert_eq!(Ok(whole), now(client().create_charge(cx(&seed003), &request("75", "OXXO"))));
}

#[test]
fn a_deposit_of_the_new_payload_names_bank_and_holder() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    insta::assert_debug_snapshot!(now(client().create_charge(cx(&line), &request("150", "OXXO"))), @r#"
    Ok(
        CreatedCharge {
            provider_charge: "ch_fe92a1a5-abec-49e3-877c-5024c1464dc3",
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
                till_fee: Some(
                    Money {
                        minor: 900,
                        currency: Mxn,
                    },
                ),
                expires_at: Some(
                    Moment(
                        1795386400,
                    ),
                ),
                payable: Deposit {
                    account: "4217003491802265",
                    bank: Some(
                        "Banco de Pruebas",
                    ),
                    beneficiary: Some(
                        "ComproPago",
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
fn the_union_of_all_fields_reads_as_the_new_payload_does() {
    let new = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    let union = Line::answering(200, include_str!("../fixtures/ours_v1_create_answer_union.json"));
    let request = request("150", "OXXO");
    assert_eq!(now(client().create_charge(cx(&new), &request)), now(client().create_charge(cx(&union), &request)));
}

#[test]
fn a_store_of_the_other_kind_gives_a_reference_and_a_company() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new_reference_store.json"));
    let created = now(client().create_charge(cx(&line), &request("150", "CHEDRAUI"))).unwrap();
    let expected =
        Payable::Reference { reference: "82630147759021".to_owned(), company: Some("ComproPago 1420712".to_owned()) };
    assert_eq!((created.voucher.payable, created.voucher.till_fee), (expected, None));
}

#[test]
fn an_order_in_dollars_is_handed_over_in_pesos() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new_in_usd.json"));
    let mut request = request("150", "OXXO");
    request.amount = Money::new(15_000, Currency::Usd);
    let created = now(client().create_charge(cx(&line), &request)).unwrap();
    assert_eq!(created.voucher.amount, pesos(262_500));
    let charge = include_str!("../fixtures/sdk_v1_create_answer_new_in_usd.json");
    let check = |charge: &str, due: i64, event: Event| {
        let fetched = fetch(charge).unwrap();
        let said = (fetched.amount, fetched.due, fetched.event);
        assert_eq!(said, (Some(Money::new(15_000, Currency::Usd)), Some(pesos(due)), event), "{charge}");
    };
    check(charge, 262_500, Event::Issued);
    check(&charge.replace("charge.pending", "charge.success"), 262_500, Event::Paid(pesos(262_500)));
    // What came is told as it was handed over: what it is of the order, the slip says and no later rate.
    let a_third = charge.replace("\"amount\": 2625,", "\"amount\": 2625, \"amount_received\": 875,");
    check(&a_third, 262_500, Event::Paid(pesos(87_500)));
    let rate = r#""final_amount": "#;
    assert!(a_third.contains(rate), "{a_third}");
    let unreadable = fetch(&a_third.replace(rate, r#""final_amount": "?", "was": "#)).unwrap();
    assert!(matches!(unreadable.event, Event::Unreadable(_)), "{unreadable:?}");
}

fn fetch(body: &str) -> Result<FetchedCharge, ProviderError> {
    let line = Line::answering(200, body);
    now(client().fetch_charge(cx(&line), &handle("ch_fe92a1a5-abec-49e3-877c-5024c1464dc3", Method::Cash)))
}

fn check_status(body: &str, amount: Money, event: Event) {
    let provider_charge = "ch_fe92a1a5-abec-49e3-877c-5024c1464dc3".to_owned();
    // The merchant's own id, wherever this generation writes it.
    let charge_id = ["SMGCURL1", "FBIPC5"].into_iter().find(|id| body.contains(id)).map(str::to_owned);
    let (amount, due) = (Some(amount), Some(amount));
    let expected = FetchedCharge { provider_charge, amount, due, event, held_elsewhere: None, charge_id };
    assert_eq!(fetch(body), Ok(expected), "{body}");
}

#[test]
fn every_example_of_get_reads_as_pending_although_it_says_paid() {
    for body in [
        include_str!("../fixtures/seed003_v1_get_answer_1_0.json"),
        include_str!("../fixtures/seed003_v1_get_answer_1_1.json"),
        include_str!("../fixtures/seed003_v1_webhook_1_1.json"),
        include_str!("../fixtures/sdk_v1_get_answer_new.json"),
        include_str!("../fixtures/ours_v1_get_answer_union.json"),
    ] {
        assert!(body.contains(r#""paid": true"#));
        check_status(body, pesos(15_000), Event::Issued);
    }
}

#[test]
fn the_old_webhook_sample_reads_as_a_charge_too() {
    let line = Line::answering(200, include_str!("../fixtures/seed003_v1_webhook_1_0.json"));
    let old = handle("2a6dc1c2-45e6-4a95-85e0-c111acc8dfc6", Method::Cash);
    let expected = FetchedCharge {
        provider_charge: "ch_2a6dc1c2-45e6-4a95-85e0-c111acc8dfc6".to_owned(),
        amount: Some(pesos(100_000)),
        due: Some(pesos(100_000)),
        event: Event::Issued,
        held_elsewhere: None,
        charge_id: Some("FBIPC5".to_owned()),
    };
    assert_eq!(now(client().fetch_charge(cx(&line), &old)), Ok(expected));
}

#[test]
fn an_array_of_one_as_in_2014_is_read_like_the_object_in_it() {
    let body = r#"{"type":null,"object":"event","data":{"object":{"id":"fe92a1a5-abec-49e3-877c-5024c1464dc3","status":"pending",
        "paid":true,"payment_details":[{"product_price":"150.00","store":"OXXO"}],"fee_details":[{"amount":"7.50"}]}}}"#;
    check_status(body, pesos(15_000), Event::Issued);
}

#[test]
fn every_status_has_its_meaning() {
    let pending = include_str!("../fixtures/sdk_v1_get_answer_new.json");
    let (amount, half) = (pesos(15_000), pesos(7_500));
    let check = |status: &str, expected: Event| check_status(&pending.replace("charge.pending", status), amount, expected);
    check("charge.success", Event::Paid(amount));
    check("charge.expired", Event::Expired);
    check("charge.declined", Event::Declined);
    check("charge.decline", Event::Declined);
    check("charge.deleted", Event::Canceled);
    check("charge.canceled", Event::Canceled);
    check("CHARGE.SUCCESS", Event::Paid(amount));
    check("charge.frozen", Event::Unknown("frozen".to_owned()));
    check("Alejandra Leyva", Event::Unknown("?".to_owned()));

    let partly = include_str!("../fixtures/ours_v1_get_answer_union_partly_paid.json");
    check_status(partly, amount, Event::Paid(half));
    check_status(&partly.replace("charge.pending", "charge.expired"), amount, Event::Paid(half));
    // What came went back as a whole: as much as the answer says had come, which of one that still waits is nothing.
    let back = |body: &str| body.replace("\"refunded\": false", "\"refunded\": true");
    let whole = |came: Money| Event::Refunded { received: came, refunded: came };
    check_status(&back(&pending.replace("charge.pending", "charge.success")), amount, whole(amount));
    check_status(&back(partly), amount, whole(half));
    check_status(&back(&partly.replace("charge.pending", "charge.success")), amount, whole(half));
    check_status(&back(pending), amount, Event::RefundedInFull);
    check_status(&back(&pending.replace("charge.pending", "charge.frozen")), amount, Event::RefundedInFull);
    check_status(include_str!("../fixtures/sdk_v1_webhook_new_expired.json"), amount, Event::Expired);
    check_status(include_str!("../fixtures/sdk_v1_webhook_new_success.json"), amount, Event::Paid(amount));
}

#[test]
fn money_that_is_said_and_cannot_be_read_is_no_money_and_no_silence() {
    let pending = include_str!("../fixtures/sdk_v1_get_answer_new.json");
    let paid = pending.replace("charge.pending", "charge.success");
    let unreadable = |body: &str| {
        let event = fetch(body).unwrap().event;
        assert!(matches!(event, Event::Unreadable(_)), "{event:?} of {body}");
    };
    for said in [r#""-150.00""#, r#""75,00""#, "1.5e2", "[75]", r#"{"amount":75}"#, "true", r#""todo""#] {
        let received = format!("\"amount\": 150, \"amount_received\": {said},");
        unreadable(&paid.replace("\"amount\": 150,", &received));
        unreadable(&pending.replace("\"amount\": 150,", &received));
        // What it is for is money, too.
        let amount = format!("\"amount\": {said},");
        unreadable(&paid.replace("\"amount\": 150,", &amount));
        unreadable(&pending.replace("\"amount\": 150,", &amount));
    }
    // Paid with nothing; and paid with nobody knows what.
    unreadable(&paid.replace("\"amount\": 150,", "\"amount\": 150, \"amount_received\": 0,"));
    unreadable(r#"{"id": "ch_fe92a1a5-abec-49e3-877c-5024c1464dc3", "type": "charge.success"}"#);
    unreadable(&paid.replace("\"refunded\": false", "\"refunded\": \"perhaps\""));
}

#[test]
fn an_id_of_1_0_gets_its_prefix_and_is_asked_for_without_it_where_it_must_be() {
    let old = fetch(include_str!("../fixtures/seed003_v1_get_answer_1_0.json")).unwrap();
    assert_eq!(old.provider_charge, "ch_fe92a1a5-abec-49e3-877c-5024c1464dc3");

    let line = Line::answering(404, include_str!("../fixtures/documented_v1_error.json"));
    let error = now(client().fetch_charge(cx(&line), &handle("ch_fe92a1a5", Method::Cash))).unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
    let asked = line.asked();
    let lines: Vec<_> = asked.lines().filter(|line| line.starts_with("GET ")).collect();
    let url = "GET https://api.compropago.com/v1/charges";
    assert_eq!(lines, [format!("{url}/ch_fe92a1a5"), format!("{url}/fe92a1a5")]);
}

#[test]
fn an_id_that_is_none_is_asked_of_nobody() {
    let line = Line::answering(200, "{}");
    let error = now(client().fetch_charge(cx(&line), &handle("../users/auth1", Method::Cash))).unwrap_err();
    assert_eq!((error.kind, line.asked().as_str()), (Kind::NotFound, ""));
}

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
