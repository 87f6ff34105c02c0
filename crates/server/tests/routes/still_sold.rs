//! What a button's order comes to once its button costs something else or is retired: no further slip at what it was, and every
//! slip and all money there is as before.

use crate::hosted::{key_in, post, typed};
use crate::shop::{TestShop, at_oxxo, at_seven_eleven};
use payments::{Currency, Event, Money};
use serde_json::json;

/// A shop whose order has a slip that has run out.
async fn with_a_slip_that_ran_out() -> (TestShop, String) {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", Event::Expired);
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "expired: expired");
    (shop, order)
}

#[tokio::test]
async fn no_slip_is_made_at_a_price_that_is_over_or_of_what_is_sold_no_more() {
    let (shop, order) = with_a_slip_that_ran_out().await;
    let mut asked = 0;
    let mut charge = async || {
        asked += 1;
        shop.charge(&order, &format!("another-{asked}"), &at_oxxo()).await.code()
    };
    shop.save_button("btn_demo", 18_000, false).await;
    assert_eq!(charge().await, "409 offer_changed", "dearer");
    shop.save_button("btn_demo", 12_000, false).await;
    assert_eq!(charge().await, "409 offer_changed", "cheaper");
    shop.save_button("btn_demo", 15_000, true).await;
    assert_eq!(charge().await, "409 offer_changed", "retired");
    assert_eq!(shop.till.made().len(), 1, "the provider was never asked");
    shop.save_button("btn_demo", 15_000, false).await;
    assert_eq!(charge().await, "201 ", "as it was");
}

#[tokio::test]
async fn a_slip_that_is_out_is_shown_answered_again_and_paid_whatever_the_button_says_now() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let made = shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.save_button("btn_demo", 18_000, true).await;
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.body, made.body, "the same key, the same slip");
    assert_eq!(shop.charge(&order, "87654321", &at_seven_eleven()).await.code(), "409 offer_changed", "another one is none");
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn an_order_to_which_money_has_come_is_collected_to_its_end() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", Event::Paid(Money::new(5_000, Currency::Mxn)));
    shop.webhook("pc_1").await;
    shop.save_button("btn_demo", 18_000, true).await;
    let rest = shop.charge(&order, "the-rest-1", &at_oxxo()).await;
    assert_eq!((rest.code().as_str(), rest.json()["amount"]["amount"].as_i64()), ("201 ", Some(10_000)));
}

#[tokio::test]
async fn a_price_that_the_merchant_has_set_for_this_order_is_its_own() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let changed = shop.merchant_with("PATCH", &format!("/api/v1/orders/{order}"), Some(&json!({"amount": 9_000}))).await;
    assert_eq!(changed.status, 200);
    shop.save_button("btn_demo", 18_000, false).await;
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), "201 ");
}

#[tokio::test]
async fn the_page_without_scripts_shows_the_form_of_now_and_keeps_what_was_typed() {
    let (shop, order) = with_a_slip_that_ran_out().await;
    let form = shop.get(&format!("/o/{order}?choose")).await;
    shop.save_button("btn_demo", 18_000, false).await;
    let again = post(&shop, &format!("/o/{order}"), typed(&key_in(&form.body), &[])).await;
    assert_eq!(again.status, 409);
    for part in ["El precio cambió", "$180.00", "María Núñez", "action=\"/pay/btn_demo\""] {
        assert!(again.body.contains(part), "{part} is not in {}", again.body);
    }
    let sent = post(&shop, "/pay/btn_demo", typed(&key_in(&again.body), &[])).await;
    assert_ne!(sent.header("location"), format!("/o/{order}"), "another order, at the price of now");

    // Whoever asks for another slip sees it before anything is typed.
    let choosing = shop.get(&format!("/o/{order}?choose")).await;
    assert!(choosing.body.contains("$180.00") && choosing.body.contains("action=\"/pay/btn_demo\""), "{}", choosing.body);
    shop.save_button("btn_demo", 18_000, true).await;
    assert!(shop.get(&format!("/o/{order}?choose")).await.body.contains("Esto ya no está a la venta"));
}
