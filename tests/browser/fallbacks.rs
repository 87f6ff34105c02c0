//! The fallbacks: whatever a page, a policy or a network refuses us, there is a way to pay, one step lower. Each step is forced by
//! the policy or the loss that leads to it; and a developer reads in the console, once, why it was taken.

use serde_json::json;

use crate::{browser::Role, merchant, product::Product, shopper::Shopper};

/// A page under a policy that lets in this much, and pictures and styles of ours.
async fn under(allowed: impl FnOnce(&str) -> String) -> Shopper {
    let policy = |product: &Product| {
        let ficha = product.url();
        format!("default-src 'none'; style-src 'self'; img-src {ficha}; connect-src {ficha}; {}", allowed(&ficha))
    };
    Shopper::under_policy(|product| {
        let base = product.url();
        let within = format!(
            r#"<ficha-checkout button="btn_demo"><a href="{base}/pay/btn_demo">Pagar en efectivo</a></ficha-checkout>"#
        );
        (merchant::page("es-MX", &[&merchant::line(product, ""), &within[..]].concat()), policy(product))
    })
    .await
}

/// What we said in the console; not what the browser says by itself of its policy.
async fn said_once(shopper: &Shopper) -> String {
    let heard = shopper.browser.ask("return self.complaints.filter((line) => line.startsWith('ficha: '))").await;
    let heard: Vec<String> = serde_json::from_value(heard).expect("watch.js keeps texts");
    assert_eq!(heard.len(), 1, "once: {heard:?}");
    heard.into_iter().next().expect("there is one")
}

/// The hosted page is in a frame, and makes a slip there that can be paid.
async fn a_slip_is_made_in_the_frame(shopper: &Shopper, taken_over: bool) {
    shopper.checkout().await.find(Role::Dialog, "Elige cómo pagar").await;
    shopper.checkout().await.enter_frame().await;
    // The hosted page's own policy lets the widget take it over; where that cannot be, it stays as it is.
    let page = if taken_over { shopper.browser.checkout().await } else { shopper.browser.page() };
    page.choose("OXXO").await;
    page.fill(&shopper.words.say("details.name"), "Ana Núñez Peña").await;
    page.fill(&shopper.words.say("details.email"), "ana@example.mx").await;
    page.press(&shopper.words.say("submit.make")).await;
    page.find(Role::Heading, &shopper.words.say("voucher.title")).await;
    assert_eq!(shopper.charges().await, 1);
}

/// The button has become a link to the hosted page, with the focus on it.
async fn the_button_is_a_link(shopper: &Shopper) {
    shopper.checkout().await.find(Role::Link, "Pagar en efectivo o con SPEI").await;
    let leads = "return document.querySelector('ficha-checkout').shadowRoot.activeElement?.href";
    assert_eq!(shopper.browser.ask(leads).await, format!("{}/pay/btn_demo", shopper.product.url()));
    assert_eq!(
        shopper.browser.ask("return !!document.querySelector('ficha-checkout').shadowRoot.querySelector('dialog')").await,
        false
    );
}

#[tokio::test]
async fn a_page_that_refuses_webassembly_gets_the_hosted_page_in_a_frame() {
    let shopper = under(|ficha| format!("script-src 'self' {ficha}; frame-src {ficha}")).await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    a_slip_is_made_in_the_frame(&shopper, true).await;
    shopper.browser.leave_frame().await;
    let why = said_once(&shopper).await;
    assert!(why.contains("in a frame") && why.contains("WebAssembly"), "{why}");
    shopper.presses("Cerrar").await;
    shopper.checkout().await.gone(Role::Dialog, "Elige cómo pagar").await;
}

#[tokio::test]
async fn a_download_that_fails_gets_the_hosted_page_in_a_frame() {
    let shopper = Shopper::at_a_shop().await;
    shopper.browser.devtools("Network.enable", json!({})).await;
    shopper.browser.devtools("Network.setBlockedURLs", json!({ "urls": ["*.wasm"] })).await;
    shopper.reloads().await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    a_slip_is_made_in_the_frame(&shopper, false).await;
}

#[tokio::test]
async fn a_clabe_of_ones_own_is_shown_where_the_widget_does_not_arrive() {
    let product = Product::open().await;
    let (id, clabe) = product.standing_clabe().await;
    let named = format!(r#"data-clabe="{id}" data-label="Mi CLABE""#);
    let shopper = Shopper::with(product, |product| merchant::page("es-MX", &merchant::line(product, &named))).await;
    shopper.browser.devtools("Network.enable", json!({})).await;
    shopper.browser.devtools("Network.setBlockedURLs", json!({ "urls": ["*.wasm"] })).await;
    shopper.reloads().await;
    shopper.presses("Mi CLABE").await;
    shopper.checkout().await.enter_frame().await;
    let page = shopper.browser.page();
    page.find(Role::Heading, &shopper.words.say("standing.title")).await;
    assert_eq!(page.part("clabe").await.1, Some(clabe));
}

#[tokio::test]
async fn a_page_that_refuses_webassembly_and_frames_gets_a_link() {
    let shopper = under(|ficha| format!("script-src 'self' {ficha}; frame-src 'none'")).await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    the_button_is_a_link(&shopper).await;
    said_once(&shopper).await;
}

#[tokio::test]
async fn a_page_that_refuses_all_but_the_loader_gets_a_link() {
    let shopper = under(|ficha| format!("script-src 'self' {ficha}/ficha.js; frame-src {ficha}")).await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    the_button_is_a_link(&shopper).await;
    said_once(&shopper).await;
}

/// Moments of a press: as soon as there is a button, while the rest is on its way, when part of it is there, and once it is known that
/// the widget cannot be.
const MOMENTS: [&str; 4] = [
    "customElements.whenDefined('ficha-checkout').then(press);",
    "customElements.whenDefined('ficha-checkout').then(() => requestAnimationFrame(press));",
    "new PerformanceObserver((seen) => seen.getEntries().some(({ name }) => /boot/.test(name)) && press()).observe({ type: 'resource' });",
    "new PerformanceObserver((seen) => seen.getEntries().some(({ name }) => /wasm/.test(name)) && press()).observe({ type: 'resource' });",
];

/// The page is loaded again, and pressed at this moment, whatever its policy says of scripts.
async fn pressed_at(shopper: &Shopper, moment: &str) {
    let script = format!(
        "if (self == top) {{ const press = () => {{ if (self.pressed) return; self.pressed = true;
            document.querySelector('ficha-checkout').shadowRoot.querySelector('[part=button]').click(); }}; {moment} }}"
    );
    shopper.browser.in_each_document(&script).await;
    shopper.reloads().await;
}

#[tokio::test]
async fn pressed_at_any_moment_a_page_without_webassembly_gets_the_frame() {
    for moment in MOMENTS {
        let shopper = under(|ficha| format!("script-src 'self' {ficha}; frame-src {ficha}")).await;
        pressed_at(&shopper, moment).await;
        shopper.checkout().await.find(Role::Dialog, "Elige cómo pagar").await;
        let why = said_once(&shopper).await;
        assert!(why.contains("in a frame"), "{moment}: {why}");
        let frames = "return document.querySelector('ficha-checkout').shadowRoot.querySelectorAll('dialog iframe').length";
        assert_eq!(shopper.browser.ask(frames).await, 1, "{moment}");
    }
}

#[tokio::test]
async fn pressed_at_any_moment_a_page_without_webassembly_and_frames_gets_the_link() {
    for moment in MOMENTS {
        let shopper = under(|ficha| format!("script-src 'self' {ficha}; frame-src 'none'")).await;
        pressed_at(&shopper, moment).await;
        the_button_is_a_link(&shopper).await;
        said_once(&shopper).await;
    }
}

#[tokio::test]
async fn pressed_at_once_a_page_that_refuses_all_but_the_loader_gets_the_link() {
    for moment in &MOMENTS[..2] {
        let shopper = under(|ficha| format!("script-src 'self' {ficha}/ficha.js; frame-src {ficha}")).await;
        pressed_at(&shopper, moment).await;
        the_button_is_a_link(&shopper).await;
        said_once(&shopper).await;
    }
}

#[tokio::test]
async fn pressed_twice_at_once_one_frame_opens() {
    let shopper = under(|ficha| format!("script-src 'self' {ficha}; frame-src {ficha}")).await;
    let twice = "customElements.whenDefined('ficha-checkout').then(() => { const it = document.querySelector('ficha-checkout'); it.open(); it.open(); press(); });";
    pressed_at(&shopper, twice).await;
    shopper.checkout().await.find(Role::Dialog, "Elige cómo pagar").await;
    said_once(&shopper).await;
    let frames = "return document.querySelector('ficha-checkout').shadowRoot.querySelectorAll('dialog').length";
    assert_eq!(shopper.browser.ask(frames).await, 1);
}

#[tokio::test]
async fn a_page_that_refuses_every_script_of_ours_shows_the_link_it_has_inside() {
    let shopper = under(|_| "script-src 'self'".to_owned()).await;
    shopper.browser.page().follow("Pagar en efectivo").await;
    shopper.browser.checkout().await.find(Role::Heading, &shopper.words.say("choose.title")).await;
}

#[tokio::test]
async fn a_slip_that_is_shown_stays_when_the_network_goes_and_hears_of_the_money_when_it_comes_back() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.browser.network(false).await;
    shopper.checkout().await.says(&shopper.words.say("voucher.offline")).await;
    assert_eq!(shopper.reads("reference").await, reference);
    shopper.presses("Copiar referencia").await;
    shopper.has_copied(&reference).await;
    shopper.provider().is_paid(&reference).await;
    shopper.browser.network(true).await;
    shopper.sees("Pago recibido").await;
}
