//! A merchant who has never written code: the panel, from the door to a paid order, with a page on another origin that has
//! nothing in it but the line that was copied.

mod builder;
mod desk;

use crate::{
    accessible,
    browser::{Browser, Role, Window},
    merchant::{self, Merchant},
    product::Product,
    shopper::Shopper,
};

/// A merchant in front of the panel, signed in.
async fn signed_in() -> (Product, Browser) {
    let (product, browser) = (Product::open().await, Browser::open().await);
    let token = product.token().await;
    browser.goto(&format!("{}/panel", product.url())).await;
    let page = browser.page();
    page.find(Role::Heading, "Entra a tu panel").await;
    page.fill("Clave de la tienda", &token).await;
    page.press("Entrar").await;
    page.find(Role::Heading, "Botones").await;
    (product, browser)
}

#[tokio::test]
async fn a_merchant_makes_a_button_pastes_its_line_and_sees_the_order_paid() {
    let (product, browser) = signed_in().await;
    let (page, mut changed) = (browser.page(), Vec::new());
    changed.extend(browser.pictures("panel-buttons").await.err());
    page.follow("Nuevo botón").await;
    page.find(Role::Heading, "Nuevo botón").await;
    page.fill("Nombre", "Taza de talavera").await;
    page.fill("Precio", "1,250.00").await;
    page.fill("Texto del botón", "Comprar la taza").await;

    // It is seen as it is typed, by the real element.
    let preview = browser.checkout().await;
    preview.find(Role::Button, "Comprar la taza").await;
    browser
        .until("the price to be seen", "return document.querySelector('[data-shows=price]').textContent == '$1,250.00'")
        .await;
    changed.extend(browser.pictures("panel-new").await.err());
    preview.press("Comprar la taza").await;
    preview.find(Role::Dialog, "Elige cómo pagar").await;
    preview.find(Role::Radio, "OXXO").await;
    preview.press("Cerrar").await;

    page.press("Crear botón").await;
    page.find(Role::Heading, "Taza de talavera").await;
    changed.extend(browser.pictures("panel-button").await.err());
    page.press("Copiar línea").await;
    let line = browser.clipboard().await;
    let script = format!("<script async src=\"{}/ficha.js\"></script><ficha-checkout button=\"btn_", product.url());
    assert!(line.starts_with(&script), "{line}");
    assert_eq!(browser.complaints().await, Vec::<String>::new(), "the panel's own policy has nothing to say");

    // Another origin, and a shopper who was never here.
    let shop = Merchant::with_page(format!("<!doctype html><html lang=\"es-MX\"><body>{line}</body></html>")).await;
    let panel = browser.another_tab().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    checkout.press("Comprar la taza").await;
    checkout.choose("7-Eleven").await;
    checkout.fill("Nombre completo", "Ana Núñez Peña").await;
    checkout.fill("Correo electrónico", "ana@example.mx").await;
    checkout.press("Generar ficha").await;
    let (_, reference) = checkout.part("reference").await;
    let reference = reference.expect("the bare digits are there for a machine");
    browser.back_to(panel).await;

    // The order is there, and turns paid by itself.
    page.follow("Pedidos").await;
    page.find(Role::Heading, "Pedidos").await;
    browser.until("the order to wait", "return document.querySelector('[data-status=pending]') != null").await;
    changed.extend(browser.pictures("panel-orders").await.err());
    product.provider.is_paid(&reference).await;
    browser.until("the order to be paid", "return document.querySelector('[data-status=paid]') != null").await;
    browser.ask("document.querySelector('.orders a').click(); return 0").await;
    page.find(Role::Heading, "$1,250.00").await;
    browser.until("its story to be told", "return document.querySelector('[data-event=paid]') != null").await;
    changed.extend(browser.pictures("panel-order").await.err());
    page.follow("Cobrar de verdad").await;
    browser.until("the steps to be told", "return document.querySelector('[data-step=try].is-done') != null").await;
    changed.extend(browser.pictures("panel-live").await.err());
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    assert_eq!(changed, Vec::<String>::new());
}

#[tokio::test]
async fn the_door_looks_as_it_should_and_refuses_in_words() {
    let (product, browser) = (Product::open().await, Browser::open().await);
    browser.goto(&format!("{}/panel/orders", product.url())).await;
    let page = browser.page();
    page.find(Role::Heading, "Entra a tu panel").await;
    assert_eq!(browser.pictures("panel-sign-in").await, Ok(()));
    page.fill("Clave de la tienda", "ficha_sk_0000000000000000000000000000000000000000").await;
    page.press("Entrar").await;
    browser
        .until("the refusal", "return document.querySelector('.wrong')?.textContent.startsWith('Esta clave no abre nada')")
        .await;
    page.fill("Clave de la tienda", &product.token().await).await;
    page.press("Entrar").await;
    page.find(Role::Heading, "Pedidos").await;
}

#[tokio::test]
async fn a_line_with_a_fingerprint_runs_in_a_page_too() {
    let (product, browser) = signed_in().await;
    browser.goto(&format!("{}/panel/buttons/btn_demo", product.url())).await;
    let line = browser.ask("return document.querySelector('#pinned').textContent").await;
    let line = line.as_str().expect("the line is a text").to_owned();
    assert!(line.contains("integrity=\"sha384-") && line.contains("crossorigin=\"anonymous\""), "{line}");
    let shopper = Shopper::with(product, |_| merchant::page("es-MX", &line)).await;
    shopper.opens_the_checkout().await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn no_merchant_is_kept_out_of_the_panel() {
    let (product, browser) = signed_in().await;
    let mut all = Vec::new();
    for path in ["buttons", "buttons/new", "buttons/btn_demo", "orders", "going-live"] {
        browser.goto(&format!("{}/panel/{path}", product.url())).await;
        for scheme in ["dark", "light"] {
            browser.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
            browser.settle().await;
            let found = accessible::barriers_in(&browser).await;
            all.extend(found.into_iter().map(|barrier| format!("{path} {scheme}: {barrier}")));
        }
        browser.resize(Window::Narrow).await;
        let wide = browser.ask("return document.documentElement.scrollWidth").await;
        assert_eq!(wide, 320, "{path} fits into the narrowest window");
        browser.resize(Window::Phone).await;
    }
    assert_eq!(all, Vec::<String>::new());
}
