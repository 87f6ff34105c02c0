//! The buttons below a slip: share it, keep it, be reminded of it, print it, change one's mind.
//!
//! Each file's contents are made by `views`; here is where the buttons stand and what each hands over.

use super::frame::button;
use super::js::{call, get, global, set};
use super::page::{Checkout, Page};
use super::slip::{self, facts, hand_over};
use super::{change, icon, picture, renew};
use crate::moment;
use api::{Charge, Payable};
use leptos::task::spawn_local;
use views::Node;
use views::node::{Element, html, nothing};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The action under the thumb. A reference is carried to the counter, by whoever goes; of a transfer the CLABE is copied,
/// and that button is on the slip, as is the one that opens a page.
pub(crate) fn main(it: Checkout, page: &Page, charge: &Charge) -> Node {
    let class = match charge.voucher.as_ref().map(|voucher| &voucher.payable) {
        Some(Payable::Deposit { .. } | Payable::Reference { .. }) => "go",
        Some(Payable::Transfer { .. } | Payable::Page { .. }) | None => "ghost",
    };
    let face = vec![icon::share().into(), page.locale.text("voucher.share").into()];
    html("button").class(class).attr("type", "button").on("click", move |_| share(it)).child(face).into()
}

/// The other buttons, one below the other.
pub(crate) fn more(it: Checkout, page: &Page, charge: &Charge) -> Element {
    let row = |icon: Element, key: &str, press: fn(Checkout)| -> Node {
        let name = page.locale.text(key);
        html("button").attr("type", "button").on("click", move |_| press(it)).child(icon).child(name).into()
    };
    // What does not run out by itself is nothing to be reminded of.
    let ends = charge.voucher.as_ref().is_some_and(|slip| slip.until().is_some());
    html("div")
        .class("more")
        .child(if ends { row(icon::calendar(), "voucher.calendar", remind) } else { nothing() })
        .child(row(icon::picture(), "voucher.picture", picture::save))
        .child(row(icon::printer(), "voucher.print", slip::print))
        .child(change::row(it, page))
}

/// Hands the slip to whatever the phone shares with; to WhatsApp where the browser cannot.
fn share(it: Checkout) {
    let Some(page) = it.page() else { return };
    let Some(facts) = facts(&page) else { return };
    let whole = views::share::whole(&page.locale, &facts);
    let navigator = global("navigator");
    if get(&navigator, "share").is_undefined() {
        return whatsapp(&whole);
    }
    let offer = js_sys::Object::new();
    set(&offer, "title", &page.locale.text("voucher.title").into());
    set(&offer, "text", &JsValue::from_str(&views::share::text(&page.locale, &facts)));
    set(&offer, "url", &JsValue::from_str(&facts.address));
    let asked = call(&navigator, "share", &[&offer]);
    spawn_local(async move {
        let refused = match asked.map(JsCast::unchecked_into::<js_sys::Promise>) {
            Ok(promise) => JsFuture::from(promise).await.err(),
            Err(error) => Some(error),
        };
        // Whoever closed the sheet has decided; a frame that may not share has not.
        if refused.is_some_and(|error| get(&error, "name").as_string().as_deref() == Some("NotAllowedError")) {
            whatsapp(&whole);
        }
    });
}

fn whatsapp(text: &str) {
    let text = js_sys::encode_uri_component(text);
    let link = JsValue::from_str(&["https://wa.me/?text=", &String::from(text)].concat());
    // A browser that opens no window says so to the shopper itself.
    let _ = call(&global("window"), "open", &[&link, &"_blank".into(), &"noopener".into()]);
}

/// Hands over a reminder for the calendar.
fn remind(it: Checkout) {
    let Some(page) = it.page() else { return };
    let file = {
        let state = page.state.peek();
        let (Some(facts), Some(charge)) = (facts(&page), state.charge()) else { return };
        views::calendar::reminder(&page.locale, &facts, charge, &moment::now_utc())
    };
    if let Some(file) = file {
        slip::note(&page, hand_over(&page, &JsValue::from_str(&file), "ficha.ics"));
    }
}

/// The button that asks for another slip, where this one can be paid no more.
pub(crate) fn renew(it: Checkout, page: &Page) -> Node {
    button(it, "go", page.locale.text("voucher.renew"), renew::again)
}
