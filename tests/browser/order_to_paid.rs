//! A shopper at a shop, from the button to the end: what one browser shows as well as three do. The journeys that
//! each must let a shopper finish are in `everywhere`.

use crate::{
    browser::Role,
    merchant,
    product::{Product, eventually},
    shopper::Shopper,
};

#[tokio::test]
async fn a_press_before_the_widget_has_arrived_opens_the_dialog() {
    let shopper = Shopper::at(|_| "<!doctype html>".to_owned()).await;
    let shop = merchant::Merchant::that_sells(&shopper.product).await;
    shopper.browser.slow_down(300, 20_000).await;
    shopper.browser.goto(&shop.url()).await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    let arrived =
        "return performance.getEntriesByType('resource').some((file) => /[.]wasm$/.test(file.name) && file.responseEnd > 0)";
    assert_eq!(shopper.browser.ask(arrived).await, false, "the press came before the widget");
    shopper.checkout().await.find(Role::Dialog, "Elige cómo pagar").await;
}

#[tokio::test]
async fn a_slip_that_a_till_can_scan_has_its_bars() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;
    shopper.checkout().await.find(Role::Image, &format!("Código de barras de {reference}")).await;
}

#[tokio::test]
async fn a_clabe_of_ones_own_shows_each_deposit_as_it_comes() {
    let product = Product::open().await;
    let (id, clabe) = product.standing_clabe().await;
    let shopper = Shopper::with(product, |product| {
        merchant::page("es-MX", &merchant::line(product, &format!(r#"data-clabe="{id}" data-label="Mi CLABE""#)))
    })
    .await;
    shopper.presses("Mi CLABE").await;
    shopper.sees("Tu CLABE para depositar").await;
    assert_eq!(shopper.checkout().await.part("clabe").await.1, Some(clabe.clone()));

    shopper.provider().receives(&clabe, 5_000).await;
    eventually("the deposit to be seen", async || {
        let seen = shopper
            .browser
            .ask("return document.querySelector('ficha-checkout').shadowRoot.querySelector('.facts')?.innerText")
            .await;
        if seen.as_str().is_some_and(|seen| seen.contains("$50.00")) { Ok(()) } else { Err(seen.to_string()) }
    })
    .await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_slip_goes_to_the_phone_by_sms() {
    let shopper = Shopper::at_a_shop().await;
    shopper.gets_a_slip_of("OXXO").await;
    shopper.writes("Celular", "551389983").await;
    shopper.presses("Enviar por SMS").await;
    let wrong = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('#phone').ariaInvalid == 'true'";
    shopper.browser.until("nine digits to be refused", wrong).await;
    shopper.writes("Celular", "5513899832").await;
    shopper.presses("Enviar por SMS").await;
    let said = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('.sms [role=status]').innerText
        == 'Enviado a tu celular'";
    shopper.browser.until("the page to say that it was sent", said).await;
}

#[tokio::test]
async fn an_expired_voucher_leads_to_another_one() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("Chedraui").await;
    shopper.provider().lets_expire(&reference).await;
    shopper.presses("Generar otra ficha").await;
    shopper.checkout().await.find(Role::Radio, "OXXO").await;
}

#[tokio::test]
async fn what_was_never_answered_is_tried_again_with_one_press_and_one_slip_is_shown() {
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.provider().breaks(serde_json::json!({"kind": "reset", "times": 1, "on": "POST /v1/charges"})).await;
    shopper.asks_for_the_slip().await;
    shopper.sees("La red de pagos no responde").await;

    // The provider has made one of which nobody knows. The first key is spent, and the widget goes on with another.
    shopper.presses("Intentar de nuevo").await;
    let reference = shopper.reads("reference").await;
    let made = shopper.provider().charges().await;
    assert_eq!(made.len(), 2, "one for each of the two keys");
    assert_eq!(made[0]["reference"], reference, "the newest is the one that is shown");
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
}
