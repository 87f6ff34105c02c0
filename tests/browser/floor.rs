//! The floor: a browser too old for the widget, or nearly, in which nobody is refused all the same. WPE WebKit 2.38, at
//! the level of Safari 16.0, runs only this; the other engines hold it too.

use crate::{
    browser::{Browser, Engine, Role},
    merchant::{self, Merchant},
    product::{Product, eventually},
    words::Words,
};

/// The element with the plain link inside, as the documents advise.
fn linked(product: &Product) -> String {
    let base = product.url();
    let element = format!(r#"<ficha-checkout button="btn_demo"><a href="{base}/pay/btn_demo">Pagar</a></ficha-checkout>"#);
    merchant::page("es-MX", &[&merchant::line(product, ""), &element[..]].concat())
}

#[tokio::test]
async fn a_button_is_drawn_and_a_press_leads_to_a_way_to_pay() {
    let product = Product::open().await;
    let shop = Merchant::with_page(linked(&product)).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    browser.checkout().await.press("Pagar en efectivo o con SPEI").await;
    // Which rung of the ladder it is, is the browser's affair: the dialog, with our screens or the hosted page in a
    // frame, or the link.
    let way = "const root = document.querySelector('ficha-checkout').shadowRoot;
        return !!(root.querySelector('dialog[open] :is(h2, iframe)') || root.querySelector('a[href*=\"/pay/btn_demo\"]'));";
    browser.until("a way to pay", way).await;
}

#[tokio::test]
async fn the_hosted_page_makes_a_slip_and_says_when_it_is_paid() {
    let product = Product::open().await;
    let browser = Browser::open().await;
    let words = Words::of(browser.engine().language());
    // Where scripts run the widget takes the page over; here it is looked at as it was drawn, wherever that can be had.
    let taken_over = match browser.engine() {
        Engine::Chromium => {
            browser.keep_hosted_pages_plain().await;
            false
        }
        Engine::Wpe => false,
        Engine::Firefox | Engine::WebKit => true,
    };
    browser.goto(&format!("{}/pay/btn_demo", product.url())).await;
    let page = if taken_over { browser.checkout().await } else { browser.page() };
    page.choose("OXXO").await;
    page.fill(&words.say("details.name"), "Ana Núñez Peña").await;
    page.fill(&words.say("details.email"), "ana@example.mx").await;
    page.press(&words.say("submit.make")).await;
    page.find(Role::Heading, &words.say("voucher.title")).await;
    let reference = page.part("reference").await.1.expect("the bare digits are there for a machine");

    product.provider.is_paid(&reference).await;
    let title = words.say("paid.title");
    if taken_over {
        page.find(Role::Heading, &title).await;
        return;
    }
    eventually("the page to say that it is paid", async || {
        browser.reload().await;
        if browser.page().outline().await.contains(&title) { Ok(()) } else { Err(browser.page().outline().await) }
    })
    .await;
}
