//! What a developer who has made a mistake reads in the console: one sentence, with the attribute or the setting by its name
//! and what to do. And what the shopper is left with, who has made none.

use crate::{browser::Role, merchant, product::Product, shopper::Shopper};

/// A page with this element in it; `BACKEND` stands for where Ficha is.
async fn at_a_page_with(element: &str) -> Shopper {
    Shopper::at(|product| {
        let element = element.replace("BACKEND", &product.url());
        merchant::page("es-MX", &[merchant::line(product, ""), element].concat())
    })
    .await
}

/// Presses the button, and reads the one sentence that comes of it.
async fn told(shopper: &Shopper) -> String {
    shopper.presses("Pagar en efectivo o con SPEI").await;
    let ours = "self.complaints.filter((line) => line.startsWith('ficha: '))";
    shopper.browser.until("a sentence in the console", &format!("return {ours}.length > 0")).await;
    let said = shopper.browser.ask(&format!("return {ours}.join('|')")).await;
    said.as_str().expect("a text").to_owned()
}

fn check(said: &str, expected: &[&str]) {
    assert!(!said.contains('|'), "once: {said}");
    for part in expected {
        assert!(said.contains(part), "{part} is missing in: {said}");
    }
}

#[tokio::test]
async fn an_element_that_names_nothing() {
    let shopper = at_a_page_with("<ficha-checkout></ficha-checkout>").await;
    check(&told(&shopper).await, &["nothing_named", "<ficha-checkout> names nothing", "attribute button"]);
}

#[tokio::test]
async fn a_button_that_is_not_there() {
    let shopper = at_a_page_with(r#"<ficha-checkout button="btn_gone"></ficha-checkout>"#).await;
    let backend = shopper.product.url();
    check(&told(&shopper).await, &["button_not_found", r#"button="btn_gone""#, &backend, "from the panel", "request req_"]);
}

#[tokio::test]
async fn an_order_that_is_not_there() {
    let shopper = at_a_page_with(r#"<ficha-checkout order="ord_gone"></ficha-checkout>"#).await;
    check(&told(&shopper).await, &["order_not_found", r#"order="ord_gone""#, "POST /api/v1/orders"]);
}

#[tokio::test]
async fn a_backend_where_nothing_answers() {
    let shopper = at_a_page_with(r#"<ficha-checkout button="btn_demo" backend="http://127.0.0.1:9"></ficha-checkout>"#).await;
    check(&told(&shopper).await, &["offline", "asks http://127.0.0.1:9", "nothing answers there", "attribute backend"]);
    shopper.sees_button("Intentar de nuevo").await;
}

#[tokio::test]
async fn a_page_that_is_not_let_in_is_told_the_setting_and_the_shopper_gets_the_link() {
    let product = Product::open_with(&[("FICHA_ALLOWED_ORIGINS", "https://tienda.example.mx")]).await;
    let shopper =
        Shopper::with(product, |product| merchant::page("es-MX", &merchant::line(product, r#"data-button="btn_demo""#))).await;
    let origin = shopper.shop().trim_end_matches('/').to_owned();
    check(&told(&shopper).await, &[&format!("does not let pages of {origin} in"), "allowed_origins"]);
    let link = shopper.checkout().await.find(Role::Link, "Pagar en efectivo o con SPEI").await;
    let leads = link.prop("href").await.expect("a link leads somewhere");
    assert_eq!(leads, Some(format!("{}/pay/btn_demo", shopper.product.url())));
}

#[tokio::test]
async fn a_policy_that_refuses_the_backend_is_told_the_directive_and_the_shopper_gets_the_hosted_page() {
    let shopper = Shopper::under_policy(|product| {
        let (ficha, elsewhere) = (product.url(), product.url().replace("127.0.0.1", "localhost"));
        let element = format!(r#"<ficha-checkout button="btn_demo" backend="{elsewhere}"></ficha-checkout>"#);
        let policy = format!(
            "default-src 'none'; script-src 'self' {ficha} 'wasm-unsafe-eval'; style-src 'self'; connect-src {ficha}; frame-src {elsewhere}"
        );
        (merchant::page("es-MX", &[merchant::line(product, ""), element].concat()), policy)
    })
    .await;
    let elsewhere = shopper.product.url().replace("127.0.0.1", "localhost");
    check(&told(&shopper).await, &["in a frame", &format!("Add {elsewhere} to its connect-src")]);
    shopper.checkout().await.enter_frame().await;
    shopper.browser.checkout().await.find(Role::Heading, &shopper.words.say("choose.title")).await;
}
