//! The builder: a static page beside a backend, where a merchant's token makes a button. What it makes is pasted into an empty page
//! of another origin, and sells there.

use crate::{
    accessible,
    browser::{Browser, Role, Window},
    merchant::Merchant,
    product::Product,
};

/// The builder in front of somebody who has a token.
async fn opened(page: &str) -> (Product, Browser) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/builder");
    let (product, browser) = (Product::open_with_site(folder).await, Browser::open().await);
    browser.goto(&format!("{}/{page}", product.url())).await;
    (product, browser)
}

#[tokio::test]
async fn a_button_made_in_the_builder_is_pasted_into_an_empty_page_and_sells() {
    let (product, browser) = opened("").await;
    let page = browser.page();
    page.find(Role::Heading, "Haz tu botón de pago").await;
    page.press("Crear botón").await;
    browser.until("what is missing to be said", "return document.querySelectorAll('.wrong').length == 3").await;
    page.fill("Nombre", "Taza de talavera").await;
    page.fill("Precio", "1,250.00").await;
    page.fill("Texto del botón", "Comprar la taza").await;
    page.fill("Clave de la tienda", "ficha_sk_0000000000000000000000000000000000000000").await;

    // It is seen as it is typed, and can be pressed once it is made.
    let preview = browser.checkout().await;
    preview.part("button").await;
    browser.until("the words to be seen", "return document.querySelector('#preview ficha-checkout').getAttribute('label') == 'Comprar la taza' && document.querySelector('[data-shows=price]').textContent == '$1,250.00'").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new(), "the page's own policy has nothing to say");
    // From its top, and without a caret that blinks.
    browser.ask("document.activeElement.blur(); scrollTo(0, 0); return 0").await;
    assert_eq!(browser.pictures("builder").await, Ok(()));
    page.press("Crear botón").await;
    browser
        .until(
            "the token to be refused",
            "return document.querySelector('.wrong')?.textContent.startsWith('Esta clave no abre nada')",
        )
        .await;
    page.fill("Clave de la tienda", &product.token().await).await;
    page.press("Crear botón").await;
    page.press("Copiar línea").await;
    let line = browser.clipboard().await;
    let script = format!("<script async src=\"{}/ficha.js\"></script><ficha-checkout button=\"btn_", product.url());
    assert!(line.starts_with(&script), "{line}");
    browser.checkout().await.press("Comprar la taza").await;
    browser.checkout().await.find(Role::Radio, "OXXO").await;

    let shop = Merchant::with_page(format!("<!doctype html><html lang=\"es-MX\"><body>{line}</body></html>")).await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    checkout.press("Comprar la taza").await;
    checkout.find(Role::Dialog, "Elige cómo pagar").await;
    checkout.find(Role::Radio, "OXXO").await;
}

#[tokio::test]
async fn no_merchant_is_kept_out_of_the_builder() {
    let (_product, browser) = opened("en.html").await;
    browser.page().find(Role::Heading, "Make your payment button").await;
    browser.resize(Window::Phone).await;
    let mut all = Vec::new();
    for scheme in ["dark", "light"] {
        browser.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
        browser.settle().await;
        all.extend(accessible::barriers_in(&browser).await.into_iter().map(|barrier| format!("{scheme}: {barrier}")));
    }
    browser.resize(Window::Narrow).await;
    assert_eq!(browser.ask("return document.documentElement.scrollWidth").await, 320, "it fits into the narrowest window");
    assert_eq!(all, Vec::<String>::new());
}
