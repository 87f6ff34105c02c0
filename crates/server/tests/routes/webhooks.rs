//! `POST /webhooks/{provider}`, and what reconcile finds without one.

use crate::scripted_provider::back;
use crate::shop::{TestShop, at_oxxo, at_seven_eleven};
use axum::body::Body;
use http::Request;
use payments::{Currency, Event, Money};
use providers::provider::{FetchedCharge, Kind};

const DAY: i64 = 86_400;

fn pesos(minor: i64) -> Money {
    Money::new(minor, Currency::Mxn)
}

/// A shop with one voucher out: the order.
async fn shop_with_voucher() -> (TestShop, String) {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    (shop, order)
}

#[tokio::test]
async fn a_payment_is_believed_once_the_provider_says_so() {
    let (shop, order) = shop_with_voucher().await;
    insta::assert_snapshot!(shop.webhook("pc_1").await.shown(), @r#"
    200
    {
      "message": "checked",
      "reference": "chg_",
      "status": "success"
    }
    "#);
    assert_eq!(shop.standing(&order).await, "pending: pending", "a forged webhook moves nothing");
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "paid: paid");
    let seen = shop.see(&order).await;
    assert_eq!(seen["charges"][0]["paid_at"], "2026-11-20T18:30:00Z");
    for _ in 0..3 {
        assert_eq!(shop.webhook("pc_1").await.status, 200);
    }
    assert_eq!(shop.see(&order).await["version"], seen["version"], "told again, nothing changes");
}

#[tokio::test]
async fn a_test_ping_is_answered_before_any_lookup_and_a_strange_charge_changes_nothing() {
    let (shop, _) = shop_with_voucher().await;
    insta::assert_snapshot!(shop.webhook("ping").await.shown(), @r#"
    200
    {
      "message": "test received",
      "status": "success"
    }
    "#);
    insta::assert_snapshot!(shop.webhook("pc_999").await.shown(), @r#"
    200
    {
      "message": "not a charge of ours",
      "status": "success"
    }
    "#);
    assert_eq!(shop.till.fetched(), 0);
    assert_eq!(shop.webhook("\u{0}junk").await.code(), "400 invalid_json");
    assert_eq!(shop.webhook(&"x".repeat(300_000)).await.code(), "413 body_too_large");
    let nobody = shop.send(Request::post("/webhooks/paypal").body(Body::from("pc_1")).unwrap()).await;
    assert_eq!(nobody.code(), "404 not_found");
}

#[tokio::test]
async fn what_does_not_fit_what_we_asked_for_is_not_believed() {
    let (shop, order) = shop_with_voucher().await;
    let honest = FetchedCharge {
        provider_charge: "pc_1".to_owned(),
        amount: Some(pesos(15000)),
        due: None,
        event: Event::Paid(pesos(15000)),
        held_elsewhere: None,
        charge_id: None,
    };
    for swindle in [
        FetchedCharge { provider_charge: "pc_2".to_owned(), ..honest.clone() },
        FetchedCharge { amount: Some(pesos(100)), ..honest.clone() },
        FetchedCharge { amount: Some(Money::new(15000, Currency::Usd)), ..honest.clone() },
        FetchedCharge { amount: None, event: Event::Paid(Money::new(15000, Currency::Usd)), ..honest.clone() },
        FetchedCharge { event: Event::Unknown("charge.pondering".to_owned()), ..honest.clone() },
    ] {
        shop.till.swindles(swindle.clone());
        assert_eq!(shop.webhook("pc_1").await.status, 200);
        assert_eq!(shop.standing(&order).await, "pending: pending", "{swindle:?}");
    }
    shop.till.swindles(honest);
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_is_told_to_send_it_again() {
    let (shop, order) = shop_with_voucher().await;
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    shop.till.fail_once(Kind::NoAnswer);
    assert_eq!(shop.webhook("pc_1").await.code(), "503 provider_unreachable");
    assert_eq!(shop.webhook("pc_1").await.status, 200);
    assert_eq!(shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn a_flood_about_one_charge_asks_once_at_a_time() {
    let (shop, order) = shop_with_voucher().await;
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    let flood = futures_util::future::join_all((0..200).map(|_| shop.webhook("pc_1"))).await;
    assert!(flood.iter().all(|answer| answer.status == 200));
    assert_eq!(shop.standing(&order).await, "paid: paid");
    assert!(shop.till.fetched() <= 3, "asked {} times", shop.till.fetched());
}

#[tokio::test]
async fn a_lost_webhook_is_made_up_for_by_asking() {
    let (shop, order) = shop_with_voucher().await;
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    assert_eq!(shop.pass(150).await, 1);
    assert_eq!(shop.standing(&order).await, "paid: paid");
    shop.till.says("pc_1", back(15_000, 15_000));
    assert_eq!(shop.pass(3600).await, 0, "a paid charge is hardly ever asked about");
    assert_eq!(shop.pass(DAY).await, 1);
    assert_eq!(shop.standing(&order).await, "refunded: refunded");
    assert_eq!(shop.pass(DAY).await, 0, "and one whose money went back hardly ever, in case it comes again");
    assert_eq!([shop.pass(4 * DAY).await, shop.pass(30 * DAY).await, shop.pass(30 * DAY).await], [1, 1, 0]);
}

#[tokio::test]
async fn an_expired_voucher_paid_late_is_still_paid() {
    let (shop, order) = shop_with_voucher().await;
    shop.till.says("pc_1", Event::Expired);
    shop.pass(DAY + 120).await;
    assert_eq!(shop.standing(&order).await, "expired: expired");
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    shop.pass(DAY).await;
    assert_eq!(shop.standing(&order).await, "paid: paid (late)");
}

#[tokio::test]
async fn a_voucher_the_provider_never_expires_expires_here_and_can_be_renewed() {
    let (shop, order) = shop_with_voucher().await;
    shop.pass(DAY + 700).await;
    assert_eq!(shop.standing(&order).await, "expired: expired");
    assert_eq!(shop.charge(&order, "87654321", &at_oxxo()).await.status, 201);
    assert_eq!(shop.standing(&order).await, "pending: expired, pending");
}

#[tokio::test]
async fn parts_add_up_and_too_much_is_said() {
    let (shop, order) = shop_with_voucher().await;
    shop.till.says("pc_1", Event::Paid(pesos(5000)));
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "partly_paid: paid");
    shop.charge(&order, "87654321", &at_oxxo()).await;
    assert_eq!(shop.till.made()[1].amount, pesos(10000), "only what is missing is asked for");
    shop.till.says("pc_2", Event::Paid(pesos(10000)));
    shop.webhook("pc_2").await;
    assert_eq!(shop.standing(&order).await, "paid: paid, paid");
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "overpaid: paid, paid");
}

#[tokio::test]
async fn a_webhook_about_money_for_a_charge_that_was_given_up_is_believed() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", Event::Canceled);
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "open: canceled");
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "paid: paid");
    shop.till.says("pc_1", back(15_000, 15_000));
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "refunded: refunded");
}

#[tokio::test]
async fn a_provider_that_is_down_does_not_stop_the_round() {
    let (shop, order) = shop_with_voucher().await;
    shop.charge(&order, "87654321", &at_seven_eleven()).await;
    shop.till.says("pc_2", Event::Paid(pesos(15000)));
    shop.till.says("pc_1", Event::Paid(pesos(15000)));
    shop.till.fail_once(Kind::NoAnswer);
    assert_eq!(shop.pass(150).await, 2);
    assert_eq!(shop.see(&order).await["status"], "paid", "one of the two was found at once");
    shop.pass(3600).await;
    assert_eq!(shop.standing(&order).await, "overpaid: paid, paid");
}

/// What a person is asked to look at: kind and what was said.
async fn alerts(shop: &TestShop, order: &str) -> Vec<String> {
    let open = backend::db::alerts::open_of_order(&*shop.backend.db, order).await.unwrap();
    open.iter().map(|record| format!("{}: {}", record.alert.kind.id(), record.alert.said)).collect()
}

#[tokio::test]
async fn a_payment_that_is_taken_back_stays_and_a_person_is_told_once_it_is_said_twice() {
    for (taken_back, said) in [
        (Event::Paid(pesos(5_000)), "contradiction: paid 50.00 MXN"),
        (Event::Canceled, "contradiction: canceled"),
        (Event::Declined, "contradiction: declined"),
        (Event::Expired, "contradiction: expired"),
        (back(10_000, 10_000), "contradiction: refunded 100.00 MXN"),
        (back(10_000, 5_000), "contradiction: refunded 50.00 MXN of 100.00 MXN"),
    ] {
        let (shop, order) = shop_with_voucher().await;
        shop.till.says("pc_1", Event::Paid(pesos(15_000)));
        shop.webhook("pc_1").await;

        shop.till.says_once("pc_1", taken_back.clone());
        assert_eq!(shop.webhook("pc_1").await.status, 200);
        assert_eq!(alerts(&shop, &order).await, [""; 0], "{taken_back:?} was an answer that had been overtaken");

        shop.till.says("pc_1", taken_back);
        for _ in 0..3 {
            assert_eq!(shop.webhook("pc_1").await.status, 200);
        }
        assert_eq!(shop.standing(&order).await, "paid: paid");
        assert_eq!(alerts(&shop, &order).await, [said]);

        shop.till.says("pc_1", Event::Paid(pesos(15_000)));
        shop.webhook("pc_1").await;
        assert_eq!(alerts(&shop, &order).await, [""; 0], "what fits again is nothing to look at");
    }
}

#[tokio::test]
async fn what_went_back_and_comes_again_is_asked_about_and_a_person_is_told() {
    let (shop, order) = shop_with_voucher().await;
    shop.till.says("pc_1", Event::Paid(pesos(15_000)));
    shop.webhook("pc_1").await;
    shop.till.says("pc_1", back(15_000, 15_000));
    shop.webhook("pc_1").await;
    shop.till.says("pc_1", Event::Paid(pesos(15_000)));
    assert_eq!(shop.pass(2 * DAY).await, 1, "no webhook told it");
    assert_eq!(shop.standing(&order).await, "refunded: refunded");
    assert_eq!(alerts(&shop, &order).await, ["contradiction: paid 150.00 MXN"]);
}

#[tokio::test]
async fn paid_with_what_nobody_can_read_is_no_money_and_a_person_is_told() {
    let (shop, order) = shop_with_voucher().await;
    for (event, said) in [
        (Event::Paid(pesos(0)), "unreadable_answer: paid 0.00 MXN"),
        (
            Event::Unreadable(r#"success, and "75,00" received"#.to_owned()),
            r#"unreadable_answer: success, and "75,00" received"#,
        ),
    ] {
        shop.till.says("pc_1", event);
        assert_eq!(shop.webhook("pc_1").await.status, 200);
        assert_eq!(shop.standing(&order).await, "pending: pending");
        assert_eq!(alerts(&shop, &order).await, [said]);
    }
}
