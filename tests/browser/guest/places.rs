//! Wherever a page puts it, and however a framework handles it: moved, removed, many of them, in a frame of another site.

use serde_json::json;

use crate::{
    browser::Role,
    merchant::{self, Merchant},
    product::Product,
    shopper::Shopper,
};

#[tokio::test]
async fn moved_by_a_framework_it_keeps_what_was_typed() {
    let shopper = Shopper::at_a_shop_with("<section id=elsewhere></section>").await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper
        .browser
        .ask("document.querySelector('#elsewhere').append(document.querySelector('ficha-checkout')); return 0")
        .await;
    // To move an element is to take it out, and a dialog that is out of the page is closed by the browser.
    shopper.opens_the_checkout().await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn removed_while_a_slip_is_asked_for_it_leaves_nothing_behind() {
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.provider().breaks(json!({ "kind": "latency", "ms": 1000, "on": "POST" })).await;
    shopper.asks_for_the_slip().await;
    shopper.browser.ask("self.gone = document.querySelector('ficha-checkout'); gone.remove(); return 0").await;
    let answered = "return performance.getEntriesByType('resource').some((file) => /[/]charges$/.test(file.name))";
    shopper.browser.until("the answer to come to nobody", answered).await;
    shopper.disturbed_nothing().await;

    // Put in again, it finds what was made for it.
    shopper.browser.ask("document.querySelector('main').append(self.gone); return 0").await;
    shopper.resumes().await;
    shopper.reads("reference").await;
    assert_eq!(shopper.charges().await, 1);
}

#[tokio::test]
async fn twenty_in_a_page_load_once_and_each_works() {
    let shopper = Shopper::at(|product| {
        let one = |n: usize| format!(r#"<ficha-checkout button="btn_demo" label="Pagar {n}"></ficha-checkout>"#);
        merchant::page("es-MX", &[merchant::line(product, ""), (1..=20).map(one).collect()].concat())
    })
    .await;
    let all = "return [...document.querySelectorAll('ficha-checkout')].every((it) => it.shadowRoot?.querySelector('button'))";
    shopper.browser.until("twenty buttons", all).await;
    shopper.browser.ask("document.querySelectorAll('ficha-checkout').forEach((it) => it.pay.focus()); return 0").await;
    let ready = "return [...document.querySelectorAll('ficha-checkout')].every((it) => it.shadowRoot.querySelector('dialog'))";
    shopper.browser.until("twenty checkouts", ready).await;
    let loaded = "return performance.getEntriesByType('resource').filter((file) => /[.]wasm$/.test(file.name)).length";
    assert_eq!(shopper.browser.ask(loaded).await, 1);

    shopper.browser.ask("document.querySelectorAll('ficha-checkout')[19].open(); return 0").await;
    let open =
        "return [...document.querySelectorAll('ficha-checkout')].map((it) => it.shadowRoot.querySelector('dialog').open)";
    let only_the_last: Vec<bool> = (1..=20).map(|n| n == 20).collect();
    assert_eq!(shopper.browser.ask(open).await, json!(only_the_last));
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn in_a_frame_of_another_site_a_slip_is_made() {
    let product = Product::open().await;
    let inner = Merchant::that_sells(&product).await;
    let frame = format!(r#"<iframe src="{}" width="700" height="800"></iframe>"#, inner.url_of_another_site());
    let shopper = Shopper::with(product, |_| merchant::page("es-MX", &frame)).await;
    shopper.browser.enter_frame("iframe").await;
    shopper.gets_a_slip_of("OXXO").await;
    shopper.disturbed_nothing().await;
    drop(inner);
}

#[tokio::test]
async fn a_label_is_the_merchants() {
    let shopper = Shopper::at(|product| {
        merchant::page("es-MX", &merchant::line(product, r#"data-button="btn_demo" data-label="Comprar""#))
    });
    shopper.await.checkout().await.find(Role::Button, "Comprar").await;
}
