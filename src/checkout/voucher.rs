//! Screen: the slip, what may be done with it, and that we are listening.

use super::frame::framed;
use super::js::{get, global};
use super::page::{Checkout, Page};
use super::{actions, copy, large, slip, sms};
use api::{Charge, ChargeState, Order, OrderStatus};
use views::node::{html, nothing};
use views::{Locale, Node};

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let (Some(order), Some(charge)) = (&state.order, state.charge()) else { return nothing() };
    let mut body = vec![standing(it, &page.locale, order, charge), it.part(0, paper), it.part(1, steps)];
    if !charge.is_payable() {
        return framed(page, it, "voucher.title", body, actions::renew(it, page));
    }
    body.push(it.part(2, below));
    framed(page, it, "voucher.title", body, actions::main(it, page, charge))
}

/// The slip, which a press enlarges.
fn paper(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let (Some(order), Some(charge)) = (&state.order, state.charge()) else { return nothing() };
    let now = slip::now(it, page);
    let copy = |key, value: &str| -> Node {
        let copy = copy::button(it, page, key, value);
        // Beside the digits that are shown at a counter: them in large.
        if key != "voucher.copy-reference" {
            return copy;
        }
        html("div").class("twin").child(copy).child(large::button(it, page)).into()
    };
    let paper = views::voucher::paper(&page.locale, order, charge, &slip::address(page), now, &copy);
    html("div").on("click", move |event| large::pressed(it, &event)).child(paper).into()
}

/// The steps to pay, below the slip.
fn steps(_: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    state.charge().map_or_else(nothing, |charge| views::voucher::below(&page.locale, charge))
}

/// The form for the SMS, the buttons below the slip, and the dialog that a press on it opens.
fn below(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(charge) = state.charge() else { return nothing() };
    let sms = if charge.sms { sms::form(it, page) } else { nothing() };
    vec![sms, actions::more(it, page, charge).into(), large::dialog(it, page, charge)].into()
}

/// The line about the money: how long the slip waits for it, or why it waits no more.
fn standing(it: Checkout, locale: &Locale, order: &Order, charge: &Charge) -> Node {
    if order.status == OrderStatus::PartlyPaid {
        let values = [("received", &*locale.money(&order.received)), ("missing", &*locale.money(&order.missing))];
        return html("p").class("notice").attr("role", "status").child(locale.with("voucher.part", &values)).into();
    }
    let over = |title: &str, help: &str| -> Node {
        let notice = html("div").class("notice").attr("role", "status");
        notice.child(html("b").child(locale.text(title))).child(html("span").child(locale.text(help))).into()
    };
    match charge.status {
        ChargeState::Pending => {
            let (listening, asking) = (locale.text("voucher.waiting"), locale.text("voucher.checking"));
            let offline = locale.text("voucher.offline");
            let text = it.live(move |page| {
                // Looked at with each tick; the browser says it only to who asks.
                let _ = page.now.follow();
                let alone = get(&global("navigator"), "onLine").is_falsy();
                if alone {
                    &offline
                } else if page.state.follow().asking {
                    &asking
                } else {
                    &listening
                }
                .clone()
            });
            html("p").class("live").child(html("i")).child(html("span").child(text)).into()
        }
        ChargeState::Expired => over("voucher.expired", "voucher.expired.help"),
        ChargeState::Requested | ChargeState::Paid | ChargeState::Declined | ChargeState::Canceled | ChargeState::Refunded => {
            over("voucher.closed", "voucher.closed.help")
        }
    }
}
