//! A shop with the strictest policy the documents allow for: nothing inline, no evaluation, Trusted Types. The whole way,
//! with copying and printing, gives the policy nothing to report.

use crate::{merchant, product::Product, shopper::Shopper};

/// The policy of the contract, for a page of `shop` that loads us from `ficha`, and nothing more than it needs for that.
fn strict(product: &Product) -> String {
    let ficha = product.url();
    [
        "default-src 'none'",
        &format!("script-src 'self' {ficha} 'wasm-unsafe-eval'"),
        "style-src 'self'",
        &format!("connect-src {ficha}"),
        &format!("img-src {ficha}"),
        &format!("frame-src {ficha}"),
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types ficha",
    ]
    .join("; ")
}

async fn a_shopper_under_the_policy() -> Shopper {
    Shopper::under_policy(|product| {
        let shop = merchant::page("es-MX", &merchant::line(product, r#"data-button="btn_demo""#));
        (shop, strict(product))
    })
    .await
}

#[tokio::test]
async fn cash_is_paid_and_printed_and_the_policy_reports_nothing() {
    let shopper = a_shopper_under_the_policy().await;
    // The dialog that asks for a printer would stop the page for ever, for nobody sees it.
    shopper.browser.in_each_document("self.print = () => { parent.printed = document.title; }").await;
    shopper.reloads().await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;
    shopper.presses("Imprimir").await;
    shopper.browser.until("the slip to be printed", "return self.printed == 'SAMSUNG GOLD CURL · Tienda Lupita'").await;

    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_transfer_is_copied_and_paid_and_the_policy_reports_nothing() {
    let shopper = a_shopper_under_the_policy().await;
    let clabe = shopper.gets_a_slip_of("SPEI").await;
    shopper.presses("Copiar CLABE").await;
    shopper.has_copied(&clabe).await;
    shopper.provider().is_paid(&clabe).await;
    shopper.sees("Pago recibido").await;
    shopper.disturbed_nothing().await;
}
