//! Screen: the money has arrived. What was paid, where and when, and the way back to the shop.

use super::screen::{Page, button, framed};
use super::{Checkout, flow, icon};
use views::Node;
use views::node::{html, nothing};

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(order) = &state.order else { return nothing() };
    let locale = &page.locale;
    let message = html("div")
        .class("message")
        .child(html("div").class("ring good").child(icon::check("40")))
        .child(html("h2").attr("tabindex", "-1").child(locale.text("paid.title")))
        .child(views::paid::lines(locale, order));
    let back = button(it, "go", locale.text("paid.back"), flow::leave);
    framed(page, it, "", vec![message.into(), views::paid::facts(locale, order)], back)
}
