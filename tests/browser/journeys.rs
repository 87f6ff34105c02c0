//! The journeys that every browser must let a shopper finish: Chromium, Firefox and WebKit run each of these.
//!
//! What gains nothing from another engine stands in the other files, which only Chromium runs.

use crate::shopper::Shopper;

#[tokio::test]
async fn a_shopper_pays_at_oxxo_and_the_page_says_so_by_itself() {
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    let reference = shopper.reads("reference").await;
    shopper.sees_button("Copiar referencia").await;

    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_transfer_is_copied_comes_in_two_parts_and_is_paid() {
    let shopper = Shopper::at_a_shop().await;
    let clabe = shopper.gets_a_slip_of("SPEI").await;
    assert_eq!(clabe.len(), 18);
    shopper.presses("Copiar CLABE").await;
    shopper.has_copied(&clabe).await;

    shopper.provider().receives(&clabe, 5_000).await;
    shopper.is_asked_for("$100.00").await;
    assert_eq!(shopper.reads("clabe").await, clabe, "the rest goes to the same account");

    shopper.provider().receives(&clabe, 10_000).await;
    shopper.sees("Pago recibido").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_reload_finds_the_voucher_again() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;

    shopper.reloads().await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    assert_eq!(shopper.reads("reference").await, reference);
    assert_eq!(shopper.charges().await, 1, "nothing was asked for twice");
}

#[tokio::test]
async fn a_provider_that_is_down_is_a_problem_with_a_way_on() {
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.provider().breaks(serde_json::json!({"kind": "5xx", "on": "POST"})).await;
    shopper.asks_for_the_slip().await;
    shopper.sees("La red de pagos no responde").await;

    shopper.provider().recovers().await;
    shopper.presses("Intentar de nuevo").await;
    shopper.reads("reference").await;
    assert_eq!(shopper.charges().await, 1, "one press, one charge, however often it was tried");
}
