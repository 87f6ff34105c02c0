//! The pay button once the widget has taken over: what it says when there is a voucher to go back to.
//!
//! The loader draws the button and keeps its press; this file only changes its words.

use crate::checkout::page::Page;
use api::Order;

/// Says "see your payment slip" while the order has a voucher that can be paid, and the merchant set no label.
pub(crate) fn name(page: &Page) {
    let Ok(Some(button)) = page.root.query_selector("[part=button]") else { return };
    let waiting = page.state.peek().order.as_ref().and_then(Order::current_charge).is_some_and(api::Charge::is_payable);
    let text = match (waiting, &page.setup.label) {
        (true, _) => page.locale.text("button.resume"),
        (false, Some(label)) => label.clone(),
        (false, None) => page.locale.text("button.pay"),
    };
    button.set_text_content(Some(&text));
}
