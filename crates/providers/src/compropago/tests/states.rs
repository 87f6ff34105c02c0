//! Where a charge stands: the examples of the documents and of the vendor's SDKs for one that is asked about, and each of its words.

use super::*;
use crate::provider::{FetchedCharge, Kind, Provider};
use payments::Event;

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
