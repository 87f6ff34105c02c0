//! Screen: the money has arrived. What was paid, where and when, and the way back to the shop.

use super::frame::{button, framed};
use super::page::{Checkout, Page};
use super::{flow, host, icon};
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
    // An order that stands in the merchant's page by its name has nothing before it to go back to.
    let stays = page.setup.inline && page.setup.order.is_some() && address(page).is_none();
    let back = if stays { nothing() } else { button(it, "go", locale.text("paid.back"), leave) };
    framed(page, it, "", vec![message.into(), views::paid::facts(locale, order)], back)
}

/// Back to the shop: to the address the merchant gave, or to what was there before.
fn leave(it: Checkout) {
    let Some(page) = it.page() else { return };
    match address(&page) {
        Some(url) => host::go(&url),
        None => flow::close(it),
    }
}

/// The merchant's page for a shopper who has paid, if one is named and a shopper may be sent there.
fn address(page: &Page) -> Option<String> {
    let given = || page.state.peek().order.as_ref().and_then(|order| order.success_url.clone());
    page.setup.success_url.clone().or_else(given).filter(|url| is_web(url))
}

/// Whether an address is one a shopper may be sent to: the web's, and no script.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://") || (url.starts_with('/') && !url.starts_with("//"))
}
