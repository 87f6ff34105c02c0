//! The hosted pages: with no script they are the whole way to a printed slip; where scripts run, the widget takes them over, but
//! never from under somebody's hands.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;

use crate::{
    browser::{Browser, Role},
    product::Product,
    words::Words,
};

/// Somebody at the hosted page of a button; before it is loaded, `prepare`.
async fn at_the_page(prepare: impl AsyncFnOnce(&Browser)) -> (Browser, Product, Words) {
    let (product, browser) = (Product::open().await, Browser::open().await);
    prepare(&browser).await;
    browser.goto(&format!("{}/pay/btn_demo", product.url())).await;
    (browser, product, Words::of("es-MX"))
}

#[tokio::test]
async fn with_scripts_off_it_is_the_whole_way_to_a_printed_slip() {
    let (browser, product, words) = at_the_page(async |browser| browser.run_no_scripts().await).await;
    let page = browser.page();
    page.choose("7-Eleven").await;
    page.fill(&words.say("details.name"), "Ana Núñez Peña").await;
    page.fill(&words.say("details.email"), "ana@example.mx").await;
    page.press(&words.say("submit.make")).await;
    page.find(Role::Heading, &words.say("voucher.title")).await;
    let reference = page.part("reference").await.1.expect("the bare digits are there for a machine");

    let printed = browser.devtools("Page.printToPDF", json!({ "preferCSSPageSize": true })).await;
    let pdf = BASE64_STANDARD.decode(printed["data"].as_str().expect("a text")).expect("in base 64");
    let pages = pdf.windows(12).filter(|bytes| bytes.starts_with(b"/Type /Page") && bytes[11] != b's').count();
    assert_eq!(pages, 1, "one page of paper");

    product.provider.is_paid(&reference).await;
}

#[tokio::test]
async fn where_scripts_run_the_widget_takes_it_over_and_the_money_is_seen_without_a_reload() {
    let (browser, product, words) = at_the_page(async |_| {}).await;
    let checkout = browser.checkout().await;
    checkout.choose("OXXO").await;
    checkout.fill(&words.say("details.name"), "Ana Núñez Peña").await;
    checkout.fill(&words.say("details.email"), "ana@example.mx").await;
    checkout.press(&words.say("submit.make")).await;
    checkout.find(Role::Heading, &words.say("voucher.title")).await;
    let reference = checkout.part("reference").await.1.expect("the bare digits are there for a machine");
    assert_eq!(browser.ask("return document.querySelectorAll('main').length").await, 1);

    // Its own address is the same slip, on this phone or another.
    let order = browser.ask("return localStorage['ficha:btn_demo']").await;
    browser.goto(&format!("{}/o/{}", product.url(), order.as_str().expect("it is remembered"))).await;
    let checkout = browser.checkout().await;
    checkout.find(Role::Heading, &words.say("voucher.title")).await;
    product.provider.is_paid(&reference).await;
    checkout.find(Role::Heading, &words.say("paid.title")).await;

    // Who has paid may buy another.
    browser.goto(&format!("{}/pay/btn_demo", product.url())).await;
    browser.until("the widget to have stepped back", "return !document.querySelector('ficha-checkout')").await;
    browser.page().find(Role::Radio, "OXXO").await;
}

#[tokio::test]
async fn what_somebody_has_begun_to_fill_in_is_left_to_them() {
    let begun = "addEventListener('DOMContentLoaded', () => {
        const field = document.getElementById('name');
        field.value = 'Ana';
        field.dispatchEvent(new Event('input', { bubbles: true }));
    })";
    let (browser, _product, words) = at_the_page(async |browser| browser.in_each_document(begun).await).await;
    browser.until("the widget to have stepped back", "return !document.querySelector('ficha-checkout')").await;
    let page = browser.page();
    page.find(Role::Heading, &words.say("choose.title")).await;
    assert_eq!(browser.ask("return document.getElementById('name').value").await, "Ana");
}
