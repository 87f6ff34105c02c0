//! The doors to the second half of the program: all that the first screen does without, and the only way to it.
//!
//! `cargo xtask build-widget` cuts the WebAssembly here, so each of these must stay a function of its own, and may be called
//! only once the second half is there: `flow` waits for it, and no other screen comes before. It knows no screen itself.

use super::screen::Page;
use super::state::{News, Screen};
use super::{Checkout, change, collect, paid, standing, voucher};
use std::pin::Pin;
use std::rc::Rc;
use views::Node;
use views::node::nothing;

/// The screens that come after the first.
#[inline(never)]
pub(crate) fn screen(it: Checkout, page: &Page, screen: Screen) -> Node {
    match screen {
        Screen::Voucher => voucher::screen(it, page),
        Screen::Standing => standing::screen(it, page),
        Screen::Paid => paid::screen(it, page),
        Screen::Loading | Screen::Choose | Screen::Problem => nothing(),
    }
}

/// What is kept, or else what is offered.
#[inline(never)]
pub(crate) fn find(page: Rc<Page>) -> Pin<Box<dyn Future<Output = News>>> {
    Box::pin(collect::found(page))
}

/// Checks what was typed, and asks for the slip.
#[inline(never)]
pub(crate) fn submit(it: Checkout) {
    collect::submit(it);
}

/// Whether a phone was typed that cannot be read.
#[inline(never)]
pub(crate) fn is_unread(page: &Page) -> bool {
    collect::is_unread(page)
}

/// What is said of an earlier voucher while another is chosen.
#[inline(never)]
pub(crate) fn earlier(it: Checkout, page: &Page) -> Node {
    change::earlier(it, page)
}

/// Listens to what is shown.
#[inline(never)]
pub(crate) fn listen(it: Checkout, page: &Page) {
    collect::listen(it, page);
}
