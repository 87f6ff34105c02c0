//! What a shop collects with today, from its button to *paid*, and to money that went back, as the shopper's page tells it: Stripe and
//! Mercado Pago. A provider's own page of a slip is read where no script runs.

use serde_json::json;

use crate::{
    browser::Role,
    product::collectors::{MERCADO_PAGO, MERCADO_PAGO_IN_PERU, STRIPE},
    shopper::Shopper,
};

/// The link below a slip.
const ITS_PAGE: &str = "Ver en la página de la red de pagos";

/// The money goes back to whoever paid, and the page says so, here and where no script runs.
async fn hears_that_it_went_back(shopper: &Shopper, digits: &str) {
    let address = [&shopper.product.url(), "/o/", &shopper.order().await].concat();
    shopper.provider().gives_back(digits).await;
    shopper.sees("Este pedido ya está cerrado").await;
    shopper.checkout().await.says("la tienda te devolvió el dinero").await;
    shopper.looks_up(&address, "Este pedido ya está cerrado").await;
}

#[tokio::test]
async fn by_stripe_a_slip_for_oxxo_has_bars_and_a_page_of_its_own_and_is_paid() {
    let shopper = Shopper::at_a_shop_that_collects_by(&[STRIPE]).await;
    let number = shopper.gets_a_slip_of("OXXO").await;
    shopper.checkout().await.find(Role::Image, &format!("Código de barras de {number}")).await;
    shopper.reads_the_providers_page(ITS_PAGE, Some(&number)).await;
    shopper.provider().is_paid(&number).await;
    shopper.sees("Pago recibido").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn by_stripe_a_transfer_comes_in_two_parts_and_goes_back() {
    let shopper = Shopper::at_a_shop_that_collects_by(&[STRIPE]).await;
    let clabe = shopper.gets_a_slip_of("SPEI").await;
    shopper.reads_the_providers_page(ITS_PAGE, Some(&clabe)).await;
    shopper.provider().receives(&clabe, 5_000).await;
    shopper.is_asked_for("$100.00").await;
    shopper.checkout().await.says("Recibimos $50.00. Faltan $100.00.").await;
    shopper.provider().receives(&clabe, 10_000).await;
    shopper.sees("Pago recibido").await;
    hears_that_it_went_back(&shopper, &clabe).await;
}

#[tokio::test]
async fn by_mercado_pago_a_slip_for_7_eleven_names_the_other_chains_and_its_money_goes_back() {
    let shopper = Shopper::at_a_shop_that_collects_by(&[MERCADO_PAGO]).await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;
    shopper.checkout().await.says("7-Eleven, Circle K, Extra, Soriana, Calimax").await;
    shopper.reads_the_providers_page(ITS_PAGE, Some(&reference)).await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    hears_that_it_went_back(&shopper, &reference).await;
}

#[tokio::test]
async fn by_mercado_pago_a_transfer_comes_and_goes_back() {
    let shopper = Shopper::at_a_shop_that_collects_by(&[MERCADO_PAGO]).await;
    let clabe = shopper.gets_a_slip_of("SPEI").await;
    shopper.provider().is_paid(&clabe).await;
    shopper.sees("Pago recibido").await;
    hears_that_it_went_back(&shopper, &clabe).await;
}

#[tokio::test]
async fn in_peru_the_code_of_pagoefectivo_is_paid_in_ones_own_bank_and_its_money_goes_back() {
    let shopper = Shopper::at_a_shop_in_peru_that_collects_by(&[MERCADO_PAGO_IN_PERU]).await;
    shopper.opens_the_checkout().await;
    shopper.chooses("PagoEfectivo").await;
    shopper.says_who_pays().await;
    shopper.writes("DNI", "45678912").await;
    shopper.asks_for_the_slip().await;
    let code = shopper.reads("reference").await;
    shopper.checkout().await.says("En la app o la web de tu banco").await;
    shopper.reads_the_providers_page(ITS_PAGE, Some(&code)).await;
    shopper.provider().is_paid(&code).await;
    shopper.sees("Pago recibido").await;
    shopper.provider().gives_back(&code).await;
    shopper.sees("Este pedido ya está cerrado").await;
}

#[tokio::test]
async fn a_slip_whose_digits_stand_on_its_page_alone_leads_there_and_is_paid() {
    let shopper = Shopper::at_a_shop_that_collects_by(&[MERCADO_PAGO]).await;
    shopper.provider().sets(&MERCADO_PAGO, json!({ "digits": "on the ticket" })).await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    shopper.sees(&shopper.words.say("voucher.title")).await;
    let (whose, address) = shopper.checkout().await.part("page").await;
    assert_eq!((whose.as_str(), address.is_some_and(|it| it.starts_with("https://www.mercadopago."))), ("Mercado Pago", true));
    assert_eq!(shopper.browser.pictures("voucher-page").await, Ok(()));
    let reference = shopper.reads_the_providers_page("Abrir mi ficha", None).await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    shopper.disturbed_nothing().await;
}
