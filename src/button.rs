//! The pay button once the widget has taken over: what it says when there is a voucher to go back to.
//!
//! The loader draws the button and keeps its press; this file only changes its words.

use api::Order;
use views::Locale;
use web_sys::ShadowRoot;

/// Says "see your payment slip" while the order has a voucher that can be paid, and the merchant set no label.
pub(crate) fn name(root: &ShadowRoot, locale: &Locale, label: Option<&str>, order: Option<&Order>) {
    let Ok(Some(button)) = root.query_selector("[part=button]") else { return };
    let waiting = order.and_then(Order::current_charge).is_some_and(api::Charge::is_payable);
    let text = match (waiting, label) {
        (true, _) => locale.text("button.resume"),
        (false, Some(label)) => label.to_owned(),
        (false, None) => locale.text("button.pay"),
    };
    button.set_text_content(Some(&text));
}
