//! Screen: a customer's own CLABE, how to deposit into it, and the deposits as they come.

use super::screen::{Page, button, framed};
use super::{Checkout, collect, copy, voucher};
use views::Node;
use views::node::nothing;

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(clabe) = &state.standing else { return nothing() };
    let now = voucher::now(it, page);
    let slip = views::standing::standing(&page.locale, clabe, now, &|key, value| copy::button(it, page, key, value));
    framed(page, it, "standing.title", slip, button(it, "ghost", page.locale.text("voucher.print"), collect::print))
}
