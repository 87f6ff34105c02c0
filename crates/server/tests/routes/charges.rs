//! `POST /orders/{id}/charges`: what is answered, and what the provider was asked.

use crate::shop::{BEGIN, TestShop, at_oxxo, at_seven_eleven};
use axum::body::Body;
use http::Request;
use providers::provider::{Kind, Reason};
use serde_json::{Value, json};

#[tokio::test]
async fn a_charge_is_answered_with_its_voucher() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    insta::assert_snapshot!(shop.charge(&order, "12345678", &at_oxxo()).await.shown(), @r#"
    201
    {
      "amount": {
        "amount": 15000,
        "currency": "MXN"
      },
      "created_at": "2026-11-20T18:30:00Z",
      "id": "chg_",
      "late": false,
      "method": "cash",
      "received": {
        "amount": 0,
        "currency": "MXN"
      },
      "status": "pending",
      "store": {
        "badge": "oxxo",
        "hours": {
          "from": 480,
          "to": 1200
        },
        "id": "OXXO",
        "name": "OXXO"
      },
      "voucher": {
        "amount": {
          "amount": 15000,
          "currency": "MXN"
        },
        "barcode": {
          "content": "0000000000000001",
          "symbology": "code128"
        },
        "expires_at": "2026-11-21T18:30:00Z",
        "payable": {
          "account": "0000000000000001",
          "bank": "Banco de Pruebas",
          "kind": "deposit"
        },
        "reminders": [
          "2026-11-20T18:30:00Z",
          "2026-11-21T16:30:00Z"
        ],
        "till_fee": {
          "amount": 900,
          "currency": "MXN"
        },
        "zone": "America/Mexico_City"
      }
    }
    "#);
    assert_eq!(shop.standing(&order).await, "pending: pending");
}

#[tokio::test]
async fn the_same_key_is_the_same_charge_however_the_json_is_written() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let first = shop.charge(&order, "12345678", &at_oxxo()).await;
    let spaced = serde_json::to_string_pretty(&at_oxxo()).unwrap();
    let request = Request::post(format!("/api/v1/orders/{order}/charges"))
        .header("idempotency-key", "12345678")
        .header("content-type", "application/json; charset=utf-8");
    let again = shop.send(request.body(Body::from(spaced)).unwrap()).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(shop.till.made().len(), 1);
}

#[tokio::test]
async fn the_answer_of_a_key_stays_although_the_order_is_paid() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let first = shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", payments::Event::Paid(payments::Money::new(15000, payments::Currency::Mxn)));
    shop.webhook("pc_1").await;
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.body, first.body);
    assert_eq!(shop.charge(&order, "87654321", &at_oxxo()).await.code(), "409 order_closed");
}

#[tokio::test]
async fn a_key_reused_with_another_request_is_refused() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    let other = at_seven_eleven();
    assert_eq!(shop.charge(&order, "12345678", &other).await.code(), "422 idempotency_key_reused");
    assert_eq!(shop.till.made().len(), 1);
    assert_eq!(shop.charge(&shop.order().await, "12345678", &other).await.status, 201, "a key belongs to one order");
}

#[tokio::test]
async fn twins_wait_for_one_answer() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.till.gate.forget_permits(10_000);
    let body = at_oxxo();
    let twins = futures_util::future::join_all((0..10).map(|_| shop.charge(&order, "12345678", &body)));
    let open_the_gate = async {
        // All ten have come as far as they can before the first one is let through.
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        shop.till.gate.add_permits(10);
    };
    let (answers, ()) = tokio::join!(twins, open_the_gate);
    assert!(answers.iter().all(|answer| answer.status == 201 && answer.body == answers[0].body));
    assert_eq!(shop.till.made().len(), 1);
}

#[tokio::test]
async fn another_way_to_pay_is_another_charge_of_the_same_order() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    assert_eq!(shop.charge(&order, "87654321", &at_seven_eleven()).await.status, 201);
    assert_eq!(shop.standing(&order).await, "pending: pending, pending");
}

#[tokio::test]
async fn the_same_wish_under_another_key_is_the_same_voucher_for_as_long_as_it_is_good() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let first = shop.charge(&order, "12345678", &at_oxxo()).await;
    let same = shop.charge(&order, "87654321", &at_oxxo()).await;
    assert_eq!((same.status, &same.body, shop.till.made().len()), (first.status, &first.body, 1));

    shop.till.says("pc_1", payments::Event::Expired);
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "expired: expired");
    for known in ["12345678", "87654321"] {
        assert_eq!(shop.charge(&order, known, &at_oxxo()).await.body, first.body, "each key keeps its answer");
    }
    assert_eq!(shop.charge(&order, "a-new-key", &at_oxxo()).await.status, 201);
    assert_eq!(shop.standing(&order).await, "pending: expired, pending");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let wrong = json!({"method": "cash", "customer": {"name": "12 34", "email": "nada", "phone": "123"}});
    insta::assert_snapshot!(shop.charge(&order, "12345678", &wrong).await.shown(), @r#"
    422
    {
      "code": "invalid_fields",
      "fields": [
        {
          "detail": "is needed to pay in cash",
          "field": "store"
        },
        {
          "detail": "must be 2 to 100 characters with at least two letters",
          "field": "customer.name"
        },
        {
          "detail": "must be an e-mail address",
          "field": "customer.email"
        }
      ],
      "request_id": "req_",
      "status": 422,
      "title": "Some fields cannot be used.",
      "type": "urn:ficha:problem:invalid_fields"
    }
    "#);
    assert!(shop.till.made().is_empty());
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201, "a refused request does not use its key up");
}

#[tokio::test]
async fn what_is_not_offered_is_refused_before_the_provider_is_asked() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let check = async |method: &str, store: Option<&str>, expected: &str| {
        let mut body = at_oxxo();
        body["method"] = json!(method);
        body["store"] = json!(store);
        assert_eq!(shop.charge(&order, "12345678", &body).await.code(), expected, "{method} {store:?}");
    };
    check("spei", None, "422 method_not_offered").await;
    check("bitcoin", None, "422 invalid_fields").await;
    check("cash", Some("COPPEL"), "422 store_not_offered").await;
    check("cash", Some("TIENDA_LUPITA"), "422 over_limit").await;
    assert!(shop.till.made().is_empty());
}

#[tokio::test]
async fn a_body_that_is_not_the_json_of_this_call_is_refused() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let check = async |kind: &str, body: Vec<u8>, expected: &str| {
        let request = Request::post(format!("/api/v1/orders/{order}/charges"))
            .header("idempotency-key", "12345678")
            .header("content-type", kind);
        assert_eq!(shop.send(request.body(Body::from(body)).unwrap()).await.code(), expected);
    };
    check("text/plain", at_oxxo().to_string().into(), "415 unsupported_media_type").await;
    check("application/json", b"{".to_vec(), "400 invalid_json").await;
    check("application/json", vec![0xff, 0xfe], "400 invalid_json").await;
    check("application/json", b"[]".to_vec(), "400 invalid_json").await;
    check("application/json", "[".repeat(10_000).into(), "400 invalid_json").await;
    check("application/json", vec![b' '; 17 * 1024], "413 body_too_large").await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_and_can_be_asked_again_loses_nothing_and_shows_one_voucher() {
    let shop = TestShop::open().await;
    shop.till.repeats();
    let order = shop.order().await;
    for (kind, code) in [(Kind::NoAnswer, "503 provider_unreachable"), (Kind::NotUnderstood, "502 provider_not_understood")] {
        shop.till.fail_once(kind);
        assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), code);
        assert_eq!(shop.standing(&order).await, "pending: requested");
    }
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
    assert_eq!(shop.standing(&order).await, "pending: pending", "one charge of ours, however often it was asked for");
    assert_eq!(shop.till.made().len(), 1, "and so one of the provider's");
}

#[tokio::test]
async fn what_may_have_been_made_before_is_not_over_because_it_was_not_made_this_time() {
    let shop = TestShop::open().await;
    shop.till.repeats();
    let order = shop.order().await;
    for (kind, code) in [
        (Kind::NoAnswer, "503 provider_unreachable"),
        (Kind::Busy, "503 provider_unreachable"),
        (Kind::NotReached, "503 provider_unreachable"),
    ] {
        shop.till.fail_once(kind);
        assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), code);
        assert_eq!(shop.standing(&order).await, "pending: requested");
    }
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
    assert_eq!(shop.standing(&order).await, "pending: pending", "one charge of ours, of which one voucher is shown");
}

#[tokio::test]
async fn a_provider_that_was_never_reached_leaves_the_order_open() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    for (kind, code) in [
        (Kind::NotReached, "503 provider_unreachable"),
        (Kind::Busy, "503 provider_unreachable"),
        (Kind::BadKeys, "503 unavailable"),
    ] {
        shop.till.fail_once(kind);
        let answer = shop.charge(&order, "12345678", &at_oxxo()).await;
        assert_eq!((answer.code().as_str(), answer.header("retry-after")), (code, "5"));
    }
    assert_eq!(shop.standing(&order).await, "open: declined, declined, declined");
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
}

#[tokio::test]
async fn what_a_provider_refuses_is_the_answer_of_that_key() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.till.fail_once(Kind::Refused(Reason::Other));
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), "422 provider_refused");
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), "422 provider_refused");
    assert!(shop.till.made().is_empty());
    assert_eq!(shop.charge(&order, "87654321", &at_oxxo()).await.status, 201);
}

#[tokio::test]
async fn what_a_provider_does_not_take_of_a_customer_is_said_at_its_field_and_a_method_that_is_off_is_not_offered() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let refused = async |key: &str, reason: Reason| {
        shop.till.fail_once(Kind::Refused(reason));
        shop.charge(&order, key, &at_oxxo()).await
    };
    for (key, reason, field) in [
        ("12345670", Reason::Name, "customer.name"),
        ("12345671", Reason::Email, "customer.email"),
        ("12345672", Reason::Phone, "customer.phone"),
    ] {
        let answer = refused(key, reason).await;
        assert_eq!((answer.code().as_str(), &answer.json()["fields"][0]["field"]), ("422 invalid_fields", &json!(field)));
    }
    assert_eq!(refused("12345673", Reason::Method).await.code(), "422 method_not_offered");
    assert!(shop.till.made().is_empty());
    assert_eq!(shop.charge(&order, "12345674", &at_oxxo()).await.status, 201);
}

#[tokio::test]
async fn a_charge_nobody_answered_about_is_given_up_and_a_new_key_begins_again() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.till.fail_once(Kind::NoAnswer);
    shop.charge(&order, "12345678", &at_oxxo()).await;
    assert_eq!(shop.pass(1800).await, 0, "the customer may still try again");
    assert_eq!(shop.pass(1800).await, 1);
    assert_eq!(shop.standing(&order).await, "open: canceled");
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), "409 idempotency_key_spent");
    assert_eq!(shop.charge(&order, "87654321", &at_oxxo()).await.status, 201);
    assert_eq!(shop.standing(&order).await, "pending: canceled, pending");
}

#[tokio::test]
async fn nobody_pays_an_order_that_is_not_there_or_has_run_out() {
    let shop = TestShop::open().await;
    assert_eq!(shop.charge("ord_none", "12345678", &at_oxxo()).await.code(), "404 order_not_found");
    let no_key: Value = shop.charge("ord_none", "", &at_oxxo()).await.json();
    assert_eq!(no_key["code"], "idempotency_key_missing");
}

#[tokio::test]
async fn a_voucher_with_an_end_that_cannot_be_is_not_handed_out() {
    for (ends, expected) in [
        (0, "502 provider_not_understood"),
        (BEGIN - 1, "502 provider_not_understood"),
        (BEGIN, "502 provider_not_understood"),
        (BEGIN + 60, "201 "),
        (BEGIN + 365 * 86_400, "201 "),
        (BEGIN + 400 * 86_400, "502 provider_not_understood"),
        (99_999_999_999, "502 provider_not_understood"),
    ] {
        let shop = TestShop::open().await;
        shop.till.ends(ends);
        let order = shop.order().await;
        let answer = shop.charge(&order, "12345678", &at_oxxo()).await;
        assert_eq!(answer.code(), expected, "{ends}");
        assert_eq!(shop.see(&order).await["charges"][0].get("voucher").is_some(), expected == "201 ", "{ends}");
    }
}
