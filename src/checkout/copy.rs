//! A button that copies, and says that it has; or that it may not, and what the shopper can do. How a browser copies, the later script
//! knows (`pkg/later.js`).

use super::page::{Checkout, Page};
use super::{icon, js};
use js_sys::Promise;
use leptos::prelude::set_timeout;
use leptos::task::spawn_local;
use std::time::Duration;
use views::Node;
use views::node::html;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

/// The time for which the button says "copied".
const SHOWN: Duration = Duration::from_secs(3);

/// A button named by the text `key` that copies `value`. Its name stays while it says so, because a screen reader is
/// told by the live region and the button is still the same button.
pub(crate) fn button(it: Checkout, page: &Page, key: &'static str, value: &str) -> Node {
    let (name, done) = (page.locale.text(key), page.locale.text("voucher.copied"));
    let value = value.to_owned();
    let press = move |event: Event| {
        let Some(page) = it.page() else { return };
        let button = event.current_target().map_or(JsValue::NULL, JsValue::from);
        let asked = js::call((*page.tools).as_ref(), "copy", &[&JsValue::from_str(&value), &button]);
        spawn_local(async move {
            let copied = match asked {
                Ok(asked) => JsFuture::from(asked.unchecked_into::<Promise>()).await.is_ok_and(|copied| copied.is_truthy()),
                Err(_) => false,
            };
            say(it, if copied { key } else { "" });
            if copied {
                set_timeout(move || say(it, ""), SHOWN);
            } else if let Some(page) = it.page() {
                page.note.set(page.locale.text("voucher.copy.hand"));
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
    page.note.set(String::new());
    page.said.set(if key.is_empty() { String::new() } else { page.locale.text("voucher.copied") });
}
