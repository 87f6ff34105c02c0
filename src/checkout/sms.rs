//! Sending the slip by SMS: a phone, a button, and what came of it, below the slip, which stays in sight.

use super::page::{Checkout, Page};
use super::{collect, details};
use views::Node;
use views::node::html;

pub(crate) fn form(it: Checkout, page: &Page) -> Node {
    html("form")
        .class("sms")
        .flag("novalidate", true)
        .on("submit", move |event| {
            event.prevent_default();
            collect::sms(it);
        })
        .child(details::phone(it, page))
        .child(html("button").class("ghost").attr("type", "submit").child(page.locale.text("voucher.sms")))
        .child(html("p").class("hint").attr("role", "status").child(it.live(|page| page.sent.follow().clone())))
        .into()
}
