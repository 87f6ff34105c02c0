//! What happens to an order while a slip for it is being made: money comes, the price changes, a button is retired. What can be paid in
//! the end is never more than what is due, or somebody has been told.

use crate::cancel_and_amend::withdrawing;
use crate::scripted_provider::Can;
use crate::shop::{Answer, TestShop, at_oxxo, at_seven_eleven};
use crate::vendor::Vendor;
use backend::db::Statement;
use payments::{Currency, Event, Money};
use serde_json::json;

/// A shop whose order has a slip of 150.00 at OXXO.
async fn with_slip(can: Can) -> (TestShop, std::sync::Arc<Vendor>, String) {
    let vendor = Vendor::new();
    let shop = TestShop::open_where(can, vendor.clone()).await;
    let order = shop.order().await;
    assert_eq!(shop.charge(&order, "first-slip", &at_oxxo()).await.status, 201);
    // What is offered is asked for anew.
    shop.clock.advance(120);
    (shop, vendor, order)
}

/// Money comes for the first slip: so much of it in all.
async fn pays(shop: &TestShop, minor: i64) {
    shop.till.says("pc_1", Event::Paid(Money::new(minor, Currency::Mxn)));
    assert_eq!(shop.webhook("pc_1").await.status, 200);
}

/// A second slip, while the provider is slow to say what it offers and something else happens.
async fn while_offers_are_asked(shop: &TestShop, order: &str, meanwhile: impl Future<Output = ()>) -> Answer {
    let before = shop.till.offers_asked();
    shop.till.offers_wait(true);
    let something = async {
        shop.till.asked_for_offers(before + 1).await;
        meanwhile.await;
        shop.till.offers_wait(false);
    };
    let at_seven = at_seven_eleven();
    tokio::join!(shop.charge(order, "second-slip", &at_seven), something).0
}

/// The same while the provider is slow to make it.
async fn while_it_is_made(shop: &TestShop, order: &str, meanwhile: impl Future<Output = ()>) -> Answer {
    shop.till.creates_wait(true);
    let something = async {
        shop.till.asked_to_make(2).await;
        meanwhile.await;
        shop.till.creates_wait(false);
    };
    let at_seven = at_seven_eleven();
    tokio::join!(shop.charge(order, "second-slip", &at_seven), something).0
}

async fn patch(shop: &TestShop, order: &str, minor: i64) -> String {
    let answer = shop.merchant_with("PATCH", &format!("/api/v1/orders/{order}"), Some(&json!({ "amount": minor }))).await;
    if answer.status == 200 { "200".to_owned() } else { answer.code() }
}

/// The kinds of what a person is asked to look at.
async fn alerts(shop: &TestShop, order: &str) -> Vec<&'static str> {
    let open = backend::db::alerts::open_of_order(&*shop.backend.db, order).await.unwrap();
    open.iter().map(|record| record.alert.kind.id()).collect()
}

#[tokio::test]
async fn a_part_that_comes_while_offers_are_asked_is_not_asked_for_again() {
    let (shop, _, order) = with_slip(Can::default()).await;
    let slip = while_offers_are_asked(&shop, &order, pays(&shop, 5_000)).await;
    assert_eq!((slip.status.as_u16(), slip.json()["amount"]["amount"].as_i64()), (201, Some(10_000)));
    assert_eq!(shop.standing(&order).await, "partly_paid: paid, pending");
    assert_eq!(alerts(&shop, &order).await, [""; 0]);
}

#[tokio::test]
async fn an_order_that_is_paid_while_offers_are_asked_gets_no_second_slip() {
    let (shop, _, order) = with_slip(Can::default()).await;
    let slip = while_offers_are_asked(&shop, &order, pays(&shop, 15_000)).await;
    assert_eq!((slip.code().as_str(), shop.till.made().len()), ("409 order_closed", 1));
    assert_eq!(shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn a_price_that_changes_while_offers_are_asked_is_the_price_of_the_slip() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.clock.advance(120);
    // The answer to a merchant says what is offered, too, and would wait for it as long.
    let wanted = serde_json::from_value(json!({"amount": 99_900})).unwrap();
    let change = async { drop(shop.backend.collect.amend(&order, &wanted).await.unwrap()) };
    let slip = while_offers_are_asked(&shop, &order, change).await;
    assert_eq!((slip.status.as_u16(), slip.json()["amount"]["amount"].as_i64()), (201, Some(99_900)));
}

#[tokio::test]
async fn while_a_slip_is_made_the_price_stays() {
    let (shop, _, order) = with_slip(Can::default()).await;
    let change = async { assert_eq!(patch(&shop, &order, 99_900).await, "409 cannot_amend") };
    let slip = while_it_is_made(&shop, &order, change).await;
    assert_eq!((slip.status.as_u16(), slip.json()["amount"]["amount"].as_i64()), (201, Some(15_000)));
}

#[tokio::test]
async fn a_slip_that_is_too_much_when_it_is_made_is_shown_to_nobody_and_a_person_is_told() {
    for paid in [5_000, 15_000] {
        let (shop, _, order) = with_slip(Can::default()).await;
        let slip = while_it_is_made(&shop, &order, pays(&shop, paid)).await;
        assert_eq!(slip.code(), "409 idempotency_key_spent");
        assert_eq!(shop.see(&order).await["charges"][1]["voucher"], serde_json::Value::Null);
        assert_eq!(alerts(&shop, &order).await, ["more_payable_than_due"]);
        let again = shop.charge(&order, "another-key", &at_seven_eleven()).await;
        match paid {
            15_000 => assert_eq!(again.code(), "409 order_closed"),
            _ => assert_eq!(again.json()["amount"]["amount"], 10_000),
        }
        // Were it paid all the same, that is money received.
        shop.till.says("pc_2", Event::Paid(Money::new(15_000, Currency::Mxn)));
        shop.webhook("pc_2").await;
        assert_eq!(shop.see(&order).await["status"], "overpaid");
    }
}

#[tokio::test]
async fn a_slip_that_is_too_much_when_it_is_made_is_withdrawn_where_its_provider_can() {
    let (shop, vendor, order) = with_slip(withdrawing()).await;
    vendor.answers(200, &json!({"is": "void"}));
    let slip = while_it_is_made(&shop, &order, pays(&shop, 15_000)).await;
    assert_eq!(slip.code(), "409 idempotency_key_spent");
    assert_eq!(vendor.asked(), ["DELETE /pc_2"]);
    assert_eq!(shop.standing(&order).await, "paid: paid, canceled");
    assert_eq!(alerts(&shop, &order).await, [""; 0]);
}

#[tokio::test]
async fn another_slip_that_is_out_is_too_much_once_money_has_come() {
    // Its provider cannot take it back: a person is told, until it has run out.
    let (shop, _, order) = with_slip(Can::default()).await;
    shop.charge(&order, "second-slip", &at_seven_eleven()).await;
    pays(&shop, 5_000).await;
    assert_eq!(alerts(&shop, &order).await, ["more_payable_than_due"]);
    shop.till.says("pc_2", Event::Expired);
    shop.webhook("pc_2").await;
    assert_eq!(alerts(&shop, &order).await, [""; 0]);

    // It can: it is taken back, and the one that was paid in part stays for the rest.
    let (shop, vendor, order) = with_slip(withdrawing()).await;
    shop.charge(&order, "second-slip", &at_seven_eleven()).await;
    vendor.answers(200, &json!({"is": "void"}));
    pays(&shop, 5_000).await;
    assert_eq!(
        (vendor.asked(), shop.standing(&order).await),
        (vec!["DELETE /pc_2".to_owned()], "partly_paid: paid, canceled".to_owned())
    );
    assert_eq!(alerts(&shop, &order).await, [""; 0]);

    // It can and does not: a person is told, until it does.
    let (shop, vendor, order) = with_slip(withdrawing()).await;
    shop.charge(&order, "second-slip", &at_seven_eleven()).await;
    vendor.answers(200, &json!({"is": "something new"}));
    pays(&shop, 15_000).await;
    assert!(alerts(&shop, &order).await.contains(&"more_payable_than_due"));
    vendor.answers(200, &json!({"is": "void"}));
    shop.pass(3_600).await;
    assert_eq!(shop.standing(&order).await, "paid: paid, canceled");
    assert!(!alerts(&shop, &order).await.contains(&"more_payable_than_due"));
}

/// From now on nothing of this kind can be written down.
const REFUSES: &str = "create trigger refuses before insert on alerts when new.kind = 'more_payable_than_due' \
                       begin select raise(fail, 'the disk is full'); end";

async fn run(shop: &TestShop, sql: &'static str) {
    shop.backend.db.batch(vec![Statement::new(sql, vec![])]).await.unwrap();
}

#[tokio::test]
async fn where_the_db_refuses_when_somebody_is_to_be_told_they_are_told_minutes_later() {
    let (shop, vendor, order) = with_slip(withdrawing()).await;
    shop.charge(&order, "second-slip", &at_seven_eleven()).await;
    // Asked about so often by now that its next turn is an hour away.
    for _ in 0..7 {
        shop.pass(4_000).await;
    }
    for _ in 0..9 {
        vendor.answers(200, &json!({"is": "something new"}));
    }
    run(&shop, REFUSES).await;
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    shop.pass(4_000).await;
    shop.pass(60).await;
    assert_eq!(shop.standing(&order).await, "paid: paid, pending");
    assert!(!alerts(&shop, &order).await.contains(&"more_payable_than_due"));
    run(&shop, "drop trigger refuses").await;
    shop.pass(120).await;
    assert!(alerts(&shop, &order).await.contains(&"more_payable_than_due"));
    // Somebody knows: its provider is asked in its turn, and not every minute.
    vendor.asked();
    shop.pass(300).await;
    assert_eq!(vendor.asked(), [""; 0]);
}

#[tokio::test]
async fn an_order_of_a_button_costs_what_the_button_costs_when_it_is_written() {
    for retired in [false, true] {
        let shop = TestShop::open().await;
        shop.till.offers_wait(true);
        let change = async {
            shop.till.asked_for_offers(1).await;
            shop.save_button("btn_demo", 99_900, retired).await;
            shop.till.offers_wait(false);
        };
        let body = json!({});
        let made = tokio::join!(shop.post("/api/v1/buttons/btn_demo/orders", "12345678", &body), change).0;
        match retired {
            true => assert_eq!(made.code(), "410 button_retired"),
            false => assert_eq!(made.json()["missing"]["amount"], 99_900),
        }
    }
}

#[tokio::test]
async fn a_button_that_changes_while_offers_are_asked_gives_no_slip_at_what_it_was() {
    for retired in [false, true] {
        let shop = TestShop::open().await;
        let order = shop.order().await;
        shop.clock.advance(120);
        let slip = while_offers_are_asked(&shop, &order, shop.save_button("btn_demo", 99_900, retired)).await;
        assert_eq!((slip.code().as_str(), shop.till.made().len()), ("409 offer_changed", 0));
    }
}
