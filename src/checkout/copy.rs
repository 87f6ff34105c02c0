//! A button that copies, and says that it has.

use super::{Checkout, icon};
use leptos::prelude::*;
use std::time::Duration;
use views::Node;
use views::node::{html, live, nothing};

/// How long the button says "copied".
const SHOWN: Duration = Duration::from_secs(3);

/// A button named by the text `key` that copies `value`. Its name stays while it says so, because a screen reader is
/// told by the live region and the button is still the same button.
pub(crate) fn button(it: Checkout, key: &'static str, value: &str) -> Node {
    let Some(page) = it.page() else { return nothing() };
    let (name, done) = (page.locale.text(key), page.locale.text("voucher.copied"));
    let copied = RwSignal::new(false);
    let (value, told) = (value.to_owned(), done.clone());
    let press = move |_| {
        let (value, told) = (value.clone(), told.clone());
        leptos::task::spawn_local(async move {
            if write(&value).await {
                copied.try_set(true);
                it.said.try_set(told);
                let later = move || {
                    copied.try_set(false);
                    it.said.try_set(String::new());
                };
                set_timeout(later, SHOWN);
            }
        });
    };
    let shown = name.clone();
    let face = move || -> Node {
        if copied.get() { vec![icon::check("18").into(), done.as_str().into()].into() } else { shown.as_str().into() }
    };
    html("button").class("ghost").attr("type", "button").attr("aria-label", &name).on("click", press).child(live(face)).into()
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
