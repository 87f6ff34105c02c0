//! A button that copies, and says that it has.

use super::screen::Page;
use super::{Checkout, icon};
use leptos::prelude::set_timeout;
use std::time::Duration;
use views::Node;
use views::node::html;

/// How long the button says "copied".
const SHOWN: Duration = Duration::from_secs(3);

/// A button named by the text `key` that copies `value`. Its name stays while it says so, because a screen reader is
/// told by the live region and the button is still the same button.
pub(crate) fn button(it: Checkout, page: &Page, key: &'static str, value: &str) -> Node {
    let (name, done) = (page.locale.text(key), page.locale.text("voucher.copied"));
    let value = value.to_owned();
    let press = move |_| {
        let value = value.clone();
        leptos::task::spawn_local(async move {
            if write(&value).await {
                say(it, key);
                set_timeout(move || say(it, ""), SHOWN);
            }
        });
    };
    // Beside the value it copies, the verb is enough to be seen; the name says the rest.
    let short = matches!(key, "voucher.copy-beneficiary" | "voucher.copy-concept");
    let shown = if short { page.locale.text("voucher.copy") } else { name.clone() };
    let face = move |page: &Page| -> Node {
        if *page.copied.follow() == key {
            vec![icon::check("18").into(), done.as_str().into()].into()
        } else {
            shown.as_str().into()
        }
    };
    html("button")
        .class("ghost")
        .attr("type", "button")
        .attr("aria-label", &name)
        .on("click", press)
        .child(it.live(face))
        .into()
}

/// Says that what the button named `key` copies has been copied; of no button, says nothing any more.
fn say(it: Checkout, key: &'static str) {
    let Some(page) = it.page() else { return };
    page.copied.set(key);
    page.said.set(if key.is_empty() { String::new() } else { page.locale.text("voucher.copied") });
}

/// Writes to the clipboard; where a page may not (no TLS, an old browser), `false`, and the digits can be selected.
async fn write(value: &str) -> bool {
    use wasm_bindgen::JsValue;
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return false };
    let there = js_sys::Reflect::has(&navigator, &JsValue::from_str("clipboard")).unwrap_or(false);
    if !there || navigator.clipboard().is_undefined() {
        return false;
    }
    wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(value)).await.is_ok()
}
