//! The operator's desk: what a provider says that nobody can read is listed, looked at, noted, and accepted, closed or asked about
//! again, by whoever looks after the shop. Each press is one in a browser; what follows from it is tested in `routes/attention.rs`.

use serde_json::json;

use super::signed_in;
use crate::{
    accessible,
    browser::{Browser, Role, Window},
    product::{Product, eventually},
    streams::slip,
};

/// A page looks for news of an order only when a test says so: what changes by itself would be drawn anew under somebody's finger.
const ON_DEMAND: &str = "self.setInterval = (look) => { self.looksForNews = look; };";

/// Orders whose money has arrived, of which the provider says so in a way that nobody can read; all wait for a person.
async fn with_odd_orders(number: usize) -> (Product, Browser, Vec<String>) {
    let (product, browser) = signed_in().await;
    browser.in_each_document(ON_DEMAND).await;
    let mut orders = Vec::new();
    for number in 0..number {
        let (order, digits) = slip(&product, number).await;
        orders.push(order);
        product.provider.breaks(json!({ "kind": "garbage", "on": "GET /v1/charges" })).await;
        product.provider.is_paid(&digits).await;
        until_they_need(&product, &browser, number + 1).await;
        product.provider.recovers().await;
    }
    product.provider.breaks(json!({ "kind": "garbage", "on": "GET /v1/charges" })).await;
    (product, browser, orders)
}

/// Waits until the list of those that need a person has so many.
async fn until_they_need(product: &Product, browser: &Browser, number: usize) {
    eventually(&format!("{number} orders that need a person"), async || {
        browser.goto(&needing(product)).await;
        let listed = browser.ask("return document.querySelectorAll('.orders li').length").await;
        if listed == number { Ok(()) } else { Err(listed.to_string()) }
    })
    .await;
}

fn needing(product: &Product) -> String {
    format!("{}/panel/orders?needs_attention=true", product.url())
}

/// Opens an order from the list, by its link.
async fn opens(product: &Product, browser: &Browser, order: &str) {
    browser.goto(&needing(product)).await;
    let press = format!("document.querySelector('.orders a[href$=\"{order}\"]').click(); return 0");
    browser.ask(&press).await;
    browser.page().find(Role::Heading, "No se entiende lo que contesta la red de pagos").await;
}

/// What a person reads in the place that a selector finds.
async fn reads(browser: &Browser, selector: &str) -> String {
    let text = browser.ask(&format!("return document.querySelector('{selector}')?.innerText ?? ''")).await;
    text.as_str().expect("a text is a text").to_owned()
}

/// Opens what is folded under these words. Browsers differ in what they call that.
async fn unfolds(browser: &Browser, words: &str) {
    let fold = format!("return [...document.querySelectorAll('summary')].find((it) => it.innerText.trim() == {words:?})");
    let opened = browser.ask(&format!("const fold = (() => {{ {fold} }})(); fold?.click(); return !!fold")).await;
    assert_eq!(opened, true, "nothing is folded under {words}");
}

/// Waits until the page says what was done.
async fn is_told(browser: &Browser, said: &str) {
    browser.until(said, &format!("return document.querySelector('.done, .alert')?.innerText.trim() == {said:?}")).await;
}

#[tokio::test]
async fn whoever_looks_after_the_shop_accepts_closes_or_asks_again_until_nothing_needs_a_person() {
    let (product, browser, orders) = with_odd_orders(3).await;
    let (page, mut changed) = (browser.page(), Vec::new());
    browser.goto(&format!("{}/panel/orders", product.url())).await;
    assert_eq!(reads(&browser, ".tabs .count").await, "3");
    page.follow("Necesitan a una persona 3").await;
    browser.until("only those", "return location.search == '?needs_attention=true'").await;
    changed.extend(browser.pictures("panel-desk").await.err());

    // What was asked, and what was answered, in plain words; and what can be done.
    opens(&product, &browser, &orders[0]).await;
    let card = reads(&browser, ".attention").await;
    for part in ["Se pidió", "150.00 MXN", "Contestó", "Desde", "Está bien así", "Preguntar otra vez"] {
        assert!(card.contains(part), "{part} is not in {card}");
    }
    let first = reads(&browser, ".attention .go").await;
    assert_eq!(first, "Preguntar otra vez", "what the text says to do comes first");
    changed.extend(browser.pictures("panel-odd").await.err());
    unfolds(&browser, "Escribir una nota").await;
    page.fill("Nota", "Le llamé a la red de pagos: el dinero sí llegó.").await;
    page.press("Guardar la nota").await;
    is_told(&browser, "La nota quedó guardada.").await;
    assert!(reads(&browser, ".desk").await.contains("Le llamé a la red de pagos: el dinero sí llegó."));
    page.fill("Por qué (opcional)", "Folio 4711").await;
    page.press("Está bien así").await;
    is_told(&browser, "Aceptado.").await;
    let desk = reads(&browser, ".desk").await;
    assert!(desk.contains("Se aceptó como está") && desk.contains("Folio 4711"), "{desk}");
    changed.extend(browser.pictures("panel-decided").await.err());
    until_they_need(&product, &browser, 2).await;

    // Another is not wanted any more.
    opens(&product, &browser, &orders[1]).await;
    unfolds(&browser, "Cerrar el pedido").await;
    page.press("Sí, cerrarlo").await;
    is_told(&browser, "El pedido ya no pide dinero.").await;
    until_they_need(&product, &browser, 1).await;

    // The last is asked about again: in vain, and once the provider can be read, with the money.
    opens(&product, &browser, &orders[2]).await;
    page.press("Preguntar otra vez").await;
    is_told(&browser, "Se preguntó otra vez, y la red de pagos sigue diciendo algo que no cuadra.").await;
    product.provider.recovers().await;
    page.press("Preguntar otra vez").await;
    is_told(&browser, "La red de pagos ya dice lo que corresponde.").await;
    browser.until("it to be paid", "return !!document.querySelector('[data-status=paid]')").await;
    browser.goto(&needing(&product)).await;
    page.find(Role::Heading, "Ningún pedido necesita a una persona").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new(), "the panel's own policy has nothing to say");
    assert_eq!(changed, Vec::<String>::new());
}

#[tokio::test]
async fn news_of_an_order_takes_nothing_away_that_somebody_has_unfolded_or_written() {
    let (product, browser, orders) = with_odd_orders(1).await;
    let page = browser.page();
    opens(&product, &browser, &orders[0]).await;
    browser.ask("self.before = true; return 0").await;
    product.provider.recovers().await;
    // Somebody else has the provider asked again meanwhile.
    let settle = format!("{}/api/v1/orders/{}/settle", product.url(), orders[0]);
    let headers = json!({ "authorization": format!("Bearer {}", product.token().await), "content-type": "application/json" });
    let ask = json!({ "method": "POST", "headers": headers, "body": "{\"action\":\"ask\"}" });
    let asked = browser.told(&format!("fetch('{settle}', {ask}).then((answer) => done(answer.status), done);")).await;
    assert_eq!(asked, 200);
    let is_still_there = async |why: &str| {
        browser.ask("return self.looksForNews().then(() => 0)").await;
        assert_eq!(browser.ask("return self.before ?? false").await, true, "{why}");
    };
    unfolds(&browser, "Escribir una nota").await;
    is_still_there("something is unfolded").await;
    page.fill("Nota", "Le llamé").await;
    browser.ask("document.activeElement.blur(); return 0").await;
    is_still_there("something is written").await;
    page.find(Role::Textbox, "Nota").await.clear().await.expect("the field can be emptied");
    browser.ask("document.activeElement.blur(); return 0").await;
    unfolds(&browser, "Escribir una nota").await;
    browser.ask("self.looksForNews(); return 0").await;
    browser.until("the news to be shown", "return !!document.querySelector('[data-status=paid]')").await;
}

#[tokio::test]
async fn nobody_is_kept_from_the_desk_in_either_language() {
    let (product, browser, orders) = with_odd_orders(1).await;
    let (mut all, mut changed) = (Vec::new(), Vec::new());
    let order = format!("{}/panel/orders/{}", product.url(), orders[0]);
    for tag in ["es", "en"] {
        browser.goto(&format!("{}/panel/language/{tag}", product.url())).await;
        for path in [&needing(&product), &order] {
            browser.goto(path).await;
            browser.ask("for (const fold of document.querySelectorAll('details')) fold.open = true; return 0").await;
            for scheme in ["dark", "light"] {
                browser.prefer(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]).await;
                browser.settle().await;
                let found = accessible::barriers_in(&browser).await;
                all.extend(found.into_iter().map(|barrier| format!("{tag} {path} {scheme}: {barrier}")));
            }
            browser.resize(Window::Narrow).await;
            let wide = browser.ask("return document.documentElement.scrollWidth").await;
            assert_eq!(wide, 320, "{path} fits into the narrowest window in {tag}");
            browser.resize(Window::Phone).await;
        }
        if tag == "en" {
            changed.extend(browser.pictures("panel-odd-en").await.err());
        }
    }
    assert_eq!(all, Vec::<String>::new());
    assert_eq!(changed, Vec::<String>::new());
}
