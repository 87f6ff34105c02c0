//! Screen: the money has arrived. What was paid, where and when, and the way back to the shop.

use super::screen::{Page, button, framed};
use super::{Checkout, icon};
use crate::element;
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
    let back = button(it, "go", locale.text("paid.back"), leave);
    framed(page, it, "", vec![message.into(), views::paid::facts(locale, order)], back)
}

/// Back to the shop: to the address the merchant gave, or to the page below.
fn leave(it: Checkout) {
    let Some(page) = it.page() else { return };
    let state = page.state.peek();
    let given = state.order.as_ref().and_then(|order| order.success_url.as_ref());
    match page.setup.success_url.as_ref().or(given) {
        Some(url) if state.is_paid() && is_web(url) => element::go(url),
        Some(_) | None => element::close(&page.root),
    }
}

/// Whether an address is one a shopper may be sent to: the web's, and no script.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://") || (url.starts_with('/') && !url.starts_with("//"))
}
