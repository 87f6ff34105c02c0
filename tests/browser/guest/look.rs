//! What a page does to everything in it, by styles or by what stands above, does nothing to us.

use serde_json::Value;

use crate::{merchant, shopper::Shopper};

/// How each thing of ours is drawn: what a page's style could have changed.
const LOOK: &str = "const root = document.querySelector('ficha-checkout').shadowRoot;
    return [...root.querySelectorAll('.sheet, .sheet *')].filter((it) => it.getClientRects().length).map((it) => {
        const style = getComputedStyle(it);
        const { width, height } = it.getBoundingClientRect();
        const seen = ['font-size', 'font-weight', 'line-height', 'letter-spacing', 'text-align', 'text-transform', 'color',
            'background-color', 'box-sizing', 'display', 'padding', 'margin', 'border', 'direction', 'visibility', 'cursor',
            'word-spacing', 'text-indent', 'white-space'].map((name) => `${name}: ${style.getPropertyValue(name)}`);
        return [it.localName + '.' + it.className.toString(), Math.round(width), Math.round(height), ...seen].join('; ');
    });";

/// What the checkout looks like in a page with this in its body, once there is something to choose.
async fn look_beside(body: &str) -> Vec<String> {
    let shopper = Shopper::at_a_shop_with(body).await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    let still = "return document.querySelector('ficha-checkout').shadowRoot.getAnimations().length == 0
        && document.getAnimations().length == 0";
    shopper.browser.until("nothing to move any more", still).await;
    let look = shopper.browser.ask(LOOK).await;
    let Value::Array(look) = look else { panic!("a list of what is there, and not {look}") };
    look.into_iter().map(|one| one.to_string()).collect()
}

async fn looks_the_same_beside(body: &str) {
    let (here, there) = (look_beside("").await, look_beside(body).await);
    let changed: Vec<_> = here.iter().zip(&there).filter(|(here, there)| here != there).take(5).collect();
    assert!(changed.is_empty(), "changed by the page: {changed:#?}");
    assert_eq!(here.len(), there.len());
}

#[tokio::test]
async fn a_hostile_style_changes_nothing_of_ours() {
    looks_the_same_beside(
        "<style>* { all: unset !important; font-size: 40px !important; box-sizing: content-box !important }</style>",
    )
    .await;
}

#[tokio::test]
async fn a_style_that_is_inherited_changes_nothing_of_ours() {
    looks_the_same_beside(
        "<style>html { font: italic 800 30px/3 monospace; letter-spacing: .4em; word-spacing: 1em; text-transform: uppercase;
            text-indent: 3em; text-align: right; color: red; cursor: none; white-space: pre; visibility: visible }</style>",
    )
    .await;
}

#[tokio::test]
async fn a_page_that_is_written_from_right_to_left_changes_nothing_of_ours() {
    looks_the_same_beside("<script>document.documentElement.dir = 'rtl'</script>").await;
}

#[tokio::test]
async fn a_checkout_in_a_turned_and_cut_off_corner_still_fills_the_window() {
    let shopper = Shopper::at(|product| {
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        let corner =
            "transform: rotate(3deg) scale(.9); filter: opacity(.9); contain: layout; perspective: 300px; overflow: hidden;
            width: 400px; height: 120px; will-change: transform";
        merchant::page(
            "es-MX",
            &format!(r#"<div style="{corner}"><div style="z-index: 1; position: relative">{line}</div></div>"#),
        )
    })
    .await;
    shopper.opens_the_checkout().await;
    let place = "const { left, right, top, bottom } =
            document.querySelector('ficha-checkout').shadowRoot.querySelector('dialog').getBoundingClientRect();
        return Math.abs(left - (innerWidth - right)) <= 1 && top >= 0 && bottom <= innerHeight && right - left > 300;";
    shopper.browser.until("the dialog to stand in the middle of the window", place).await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    shopper.reads("reference").await;
}

#[tokio::test]
async fn nothing_of_the_page_lies_above_the_dialog() {
    let banner = "<script>addEventListener('ficha:open', () => {
            const banner = document.createElement('div');
            banner.style = 'position: fixed; inset: 0; z-index: 2147483647; background: red';
            document.body.append(banner);
        })</script>";
    let shopper = Shopper::at_a_shop_with(banner).await;
    // Each press is refused by the driver where something else would get it.
    shopper.gets_a_slip_of("OXXO").await;
}
