//! The bars as large as the screen allows, black on white, with the digits below: to be held to a scanner, or read aloud.
//!
//! A dialog upon the dialog: the browser closes it on Escape, gives the focus back, and keeps everything below out of
//! reach. On an upright phone it lies on its side, because that is the longer one (`voucher.css`).

use super::js::{call, get};
use super::page::{Checkout, Page};
use super::{icon, slip};
use api::{Charge, Payable};
use views::Node;
use views::barcode::barcode;
use views::node::{html, nothing};
use wasm_bindgen::JsValue;
use web_sys::Event;

/// The dialog, closed; nothing for a slip that is not shown at a counter.
pub(crate) fn dialog(it: Checkout, page: &Page, charge: &Charge) -> Node {
    let Some(facts) = slip::facts(page).filter(|_| is_shown(charge)) else { return nothing() };
    let locale = &page.locale;
    let bars = facts.bars.as_ref().and_then(|content| {
        let name = locale.with("voucher.barcode", &[("digits", content)]);
        barcode(content, &name)
    });
    let close =
        html("button").class("icon").attr("type", "button").attr("aria-label", &locale.text("close")).child(icon::cross());
    let content = html("div")
        .child(bars)
        .child(html("p").class("digits").verbatim().child(views::voucher::spaced(facts.digits.groups)))
        .child(html("small").verbatim().child([&facts.place, " · ", &facts.due].concat()))
        .child(html("small").child(facts.bring.concat()))
        .child(close);
    html("dialog")
        .class("large")
        .attr("aria-label", &locale.text("voucher.large"))
        .on("click", move |_| show(it, "close"))
        .child(content)
        .into()
}

/// The button that shows it.
pub(crate) fn button(it: Checkout, page: &Page) -> Node {
    let name = page.locale.text("voucher.large");
    html("button").class("ghost").attr("type", "button").on("click", move |_| show(it, "showModal")).child(name).into()
}

/// Whether the slip is shown at a counter.
pub(crate) fn is_shown(charge: &Charge) -> bool {
    charge.is_payable()
        && charge.voucher.as_ref().is_some_and(|voucher| match voucher.payable {
            Payable::Deposit { .. } | Payable::Reference { .. } => true,
            Payable::Transfer { .. } | Payable::Page { .. } => false,
        })
}

/// Shows it after a press on the bars themselves.
pub(crate) fn pressed(it: Checkout, event: &Event) {
    let on = event.target().map_or(JsValue::NULL, JsValue::from);
    if call(&on, "closest", &[&".bars".into()]).is_ok_and(|bars| bars.is_object()) {
        show(it, "showModal");
    }
}

/// Calls a method of the dialog. A browser that refuses leaves the slip, which can be read too.
fn show(it: Checkout, method: &str) {
    let Some(page) = it.page() else { return };
    if let Ok(Some(dialog)) = page.root.query_selector("dialog.large") {
        let dialog = JsValue::from(dialog);
        let closed = !get(&dialog, "open").is_truthy();
        if closed == (method == "showModal") {
            let _ = call(&dialog, method, &[]);
        }
    }
}
