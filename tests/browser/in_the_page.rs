//! A checkout that stands in the merchant's page, `mode="inline"`, where no dialog's closing says that the shopper has seen
//! the receipt. What it shares with the dialog is asked elsewhere.

use crate::{browser::Role, merchant, product::Product, shopper::Shopper};

async fn in_the_page(product: Product, named: &str) -> Shopper {
    let named = format!(r#"{named} data-mode="inline""#);
    Shopper::with(product, |product| merchant::page("es-MX", &merchant::line(product, &named))).await
}

async fn pays_at_oxxo(shopper: &Shopper) {
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    let reference = shopper.reads("reference").await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
}

#[tokio::test]
async fn a_paid_button_in_the_page_sells_again() {
    let shopper = in_the_page(Product::open().await, r#"data-button="btn_demo""#).await;
    pays_at_oxxo(&shopper).await;
    let first = shopper.order().await;
    shopper.reloads().await;
    shopper.sees("Pago recibido").await;

    shopper.presses("Volver a la tienda").await;
    shopper.sees("Elige cómo pagar").await;
    pays_at_oxxo(&shopper).await;
    assert_ne!(shopper.order().await, first, "it is another order");
    assert_eq!(shopper.charges().await, 2);
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_paid_order_in_the_page_offers_no_way_back_to_where_the_shopper_is() {
    let product = Product::open().await;
    let order = product.order().await;
    let shopper = in_the_page(product, &format!(r#"data-order="{order}""#)).await;
    pays_at_oxxo(&shopper).await;
    let buttons = "return [...document.querySelector('ficha-checkout').shadowRoot.querySelectorAll('.sheet button')].length";
    assert_eq!(shopper.browser.ask(buttons).await, 0, "there is nothing to press");
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_button_that_is_not_there_is_looked_for_again_from_the_page() {
    let shopper = in_the_page(Product::open().await, r#"data-button="btn_gone""#).await;
    shopper.checkout().await.find(Role::Button, "Volver a la tienda").await;
    let asked = "performance.getEntriesByType('resource').filter((file) => file.name.endsWith('btn_gone')).length";
    let before = shopper.browser.ask(&format!("return {asked}")).await;
    shopper.presses("Volver a la tienda").await;
    shopper.browser.until("it to be asked for again", &format!("return {asked} > {before}")).await;
    shopper.checkout().await.find(Role::Button, "Volver a la tienda").await;
}
