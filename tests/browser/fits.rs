//! Every screen fits: on an old phone, and on a desk zoomed to 400 %, nothing is cut off, nothing scrolls sideways, the
//! main action is in sight, and a thumb meets what it aims at. And it looks as it did when somebody last looked:
//! pictures of each are left in `target/pictures`.

use crate::{browser::Window, screens, shopper::Shopper};

/// What does not fit, in words.
const MISFITS: &str = "const host = document.querySelector('ficha-checkout');
    const root = host?.shadowRoot ?? document;
    const seen = (it) => it.checkVisibility({ visibilityProperty: true }) && it.getClientRects().length;
    const called = (it) => `${it.localName}.${it.className} \"${it.innerText?.slice(0, 40) ?? ''}\"`;
    const misfits = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) misfits.push(`the page is ${page.scrollWidth} pixels wide`);
    for (const it of root.querySelectorAll('dialog[open], .body, .act, .slip')) {
        const { left, right } = it.getBoundingClientRect();
        if (left < -1 || right > innerWidth + 1) misfits.push(`${called(it)} reaches from ${left} to ${right}`);
        if (it.scrollWidth > it.clientWidth + 1) misfits.push(`${called(it)} scrolls sideways: ${it.scrollWidth} in ${it.clientWidth}`);
    }
    const act = root.querySelector('dialog[open] .act')?.getBoundingClientRect();
    if (act && act.bottom > innerHeight + 1) misfits.push(`the main action ends at ${act.bottom} of ${innerHeight}`);
    for (const it of root.querySelectorAll('dialog[open] :is(button, label.way, input:not([type=radio], [type=checkbox]), summary)')) {
        const { width, height } = it.getBoundingClientRect();
        if (seen(it) && (height < 43.5 || width < 43.5)) misfits.push(`${called(it)} is ${width} by ${height}`);
    }
    return misfits;";

async fn every_screen_fits_in(lang: &str) {
    let mut all = Vec::new();
    screens::walk(lang, async |shopper: &Shopper, screen: &str| {
        for window in [Window::Narrow, Window::Phone, Window::Desk] {
            shopper.browser.resize(window).await;
            shopper.browser.settle().await;
            let found: Vec<String> = serde_json::from_value(shopper.browser.ask(MISFITS).await).expect("a list of texts");
            all.extend(found.into_iter().map(|misfit| format!("{lang} {screen} {window:?}: {misfit}")));
        }
        all.extend(shopper.browser.pictures(&format!("{screen}-{lang}")).await.err());
    })
    .await;
    assert_eq!(all, Vec::<String>::new());
}

#[tokio::test]
async fn every_screen_fits_in_mexico() {
    every_screen_fits_in("es-MX").await;
}

#[tokio::test]
async fn every_screen_fits_in_peru() {
    every_screen_fits_in("es-PE").await;
}

#[tokio::test]
async fn every_screen_fits_in_english() {
    every_screen_fits_in("en").await;
}
