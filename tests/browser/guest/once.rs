//! One order, one charge: however often, and in however many tabs, it is pressed.

use serde_json::json;

use crate::shopper::Shopper;

/// Five presses of whatever has the class, as fast as a page can take them.
fn five_presses(class: &str) -> String {
    format!(
        "const root = document.querySelector('ficha-checkout').shadowRoot;
        for (let n = 0; n < 5; n++) root.querySelector('{class}')?.click();
        return 0;"
    )
}

#[tokio::test]
async fn five_presses_make_one_charge() {
    let shopper = Shopper::at_a_shop().await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    shopper.browser.ask(&five_presses("[part=button]")).await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.provider().breaks(json!({ "kind": "latency", "ms": 500, "on": "POST" })).await;
    shopper.browser.ask(&five_presses("[type=submit]")).await;
    shopper.reads("reference").await;
    assert_eq!(shopper.charges().await, 1);
}

#[tokio::test]
async fn two_tabs_at_once_make_one_charge() {
    let shopper = Shopper::at_a_shop().await;
    ready(&shopper).await;
    let first = shopper.browser.another_tab().await;
    shopper.browser.goto(&shopper.shop()).await;
    ready(&shopper).await;
    shopper.provider().breaks(json!({ "kind": "latency", "ms": 1000, "on": "POST" })).await;
    shopper.browser.ask(&five_presses("[type=submit]")).await;
    let second = shopper.browser.back_to(first).await;
    shopper.browser.ask(&five_presses("[type=submit]")).await;
    let here = shopper.reads("reference").await;
    shopper.browser.back_to(second).await;
    assert_eq!(shopper.reads("reference").await, here, "both show the same slip");
    assert_eq!(shopper.charges().await, 1);
}

#[tokio::test]
async fn a_tab_that_was_left_open_finds_the_slip_of_the_other_one() {
    let shopper = Shopper::at_a_shop().await;
    ready(&shopper).await;
    let first = shopper.browser.another_tab().await;
    shopper.browser.goto(&shopper.shop()).await;
    let there = shopper.gets_a_slip_of("OXXO").await;
    shopper.browser.back_to(first).await;
    shopper.asks_for_the_slip().await;
    assert_eq!(shopper.reads("reference").await, there, "both show the same slip");
    assert_eq!(shopper.charges().await, 1);
}

async fn ready(shopper: &Shopper) {
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
}
