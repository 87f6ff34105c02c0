//! Peru: soles, a DNI, banks and agents in place of stores, and a voucher that can be withdrawn.

use crate::shopper::Shopper;

async fn gets_a_code_at(shopper: &Shopper, place: &str) -> String {
    shopper.opens_the_checkout().await;
    shopper.chooses(place).await;
    shopper.says_who_pays().await;
    shopper.writes("DNI", "45678912").await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await
}

#[tokio::test]
async fn a_shopper_pays_at_kasnet_with_twelve_digits_and_the_agreement_number() {
    let shopper = Shopper::at_a_shop_in_peru().await;
    let code = gets_a_code_at(&shopper, "KasNet").await;
    assert_eq!(code.len(), 12, "{code}");
    shopper.is_asked_for("S/149.90").await;
    // KasNet wants to be told which company is paid.
    shopper.checkout().await.says("220044").await;
    assert_eq!(shopper.browser.pictures("voucher-kasnet").await, Ok(()));

    shopper.provider().is_paid(&code).await;
    shopper.product.asks_what_happened().await;
    shopper.sees("Pago recibido").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_change_of_mind_withdraws_the_voucher_and_another_is_made() {
    let shopper = Shopper::at_a_shop_in_peru().await;
    let first = gets_a_code_at(&shopper, "KasNet").await;
    shopper.presses("Cambiar forma de pago").await;
    shopper.sees("Elige cómo pagar").await;
    assert_eq!(shopper.provider().status(&first).await, "voided", "nobody can pay it any more");

    shopper.chooses("BCP").await;
    shopper.asks_for_the_slip().await;
    let second = shopper.reads("reference").await;
    assert_ne!(second, first);
    shopper.provider().is_paid(&second).await;
    shopper.product.asks_what_happened().await;
    shopper.sees("Pago recibido").await;
}

#[tokio::test]
async fn a_mistyped_dni_is_said_at_its_field() {
    let shopper = Shopper::at_a_shop_in_peru().await;
    shopper.opens_the_checkout().await;
    shopper.chooses("Interbank").await;
    shopper.says_who_pays().await;
    shopper.writes("DNI", "1234").await;
    shopper.asks_for_the_slip().await;
    shopper.checkout().await.says("Escribe los 8 dígitos de tu DNI.").await;
    assert_eq!(shopper.browser.pictures("choose-peru").await, Ok(()));
    assert_eq!(shopper.charges().await, 0);
}
