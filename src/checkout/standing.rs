//! Screen: a customer's own CLABE, how to deposit into it, and the deposits as they come.

use super::frame::{button, framed};
use super::page::{Checkout, Page};
use super::{copy, slip};
use views::Node;
use views::node::nothing;

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(clabe) = &state.standing else { return nothing() };
    let now = slip::now(it, page);
    let paper = views::standing::standing(&page.locale, clabe, now, &|key, value| copy::button(it, page, key, value));
    framed(page, it, "standing.title", paper, button(it, "ghost", page.locale.text("voucher.print"), slip::print))
}
