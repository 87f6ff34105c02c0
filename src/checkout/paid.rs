//! Screen: the money has arrived. What was paid, where and when, and the way back to the shop.

use super::screen::{Page, button, framed};
use super::{Checkout, flow, icon};
use api::{Amount, Order, OrderStatus};
use views::node::{Element, html, nothing};
use views::{Locale, Node};

/// The zone of the shop's customers, where a charge has no voucher that names one.
const ZONE: &str = payments::store::MEXICO;

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(order) = &state.order else { return nothing() };
    let locale = &page.locale;
    let merchant = ("merchant", order.offer.merchant.as_str());
    let mut lines = vec![locale.with("paid.thanks", &[merchant])];
    if order.late {
        lines.push(locale.text("paid.late"));
    }
    if order.status == OrderStatus::Overpaid {
        let extra = Amount { amount: order.received.amount - order.offer.total.amount, ..order.received.clone() };
        lines.push(locale.with("paid.over", &[("extra", &locale.money(&extra)), merchant]));
    }
    let lines: Vec<Node> = lines.into_iter().map(|line| html("p").child(line).into()).collect();
    let message = html("div")
        .class("message")
        .child(html("div").class("ring good").child(icon::check("40")))
        .child(html("h2").attr("tabindex", "-1").child(locale.text("paid.title")))
        .child(lines);
    let back = button(it, "go", locale.text("paid.back"), flow::leave);
    framed(page, it, "", vec![message.into(), facts(locale, order).into()], back)
}

fn facts(locale: &Locale, order: &Order) -> Element {
    let charge = order.current_charge();
    let when = charge.and_then(|charge| {
        let zone = charge.voucher.as_ref().map_or(ZONE, |voucher| voucher.zone.as_str());
        let written = locale.moment(charge.paid_at.as_deref()?, zone)?;
        Some(locale.with("paid.when.at", &[("date", &written.date), ("time", &written.time)]))
    });
    let facts = [
        ("paid.amount", Some(locale.money(&order.received))),
        ("paid.where", charge.map(|charge| views::voucher::place(locale, charge))),
        ("paid.when", when),
        ("paid.order", order.reference.clone()),
    ];
    let row = |(key, value): (&str, Option<String>)| -> Option<Node> {
        let (term, said) = (html("dt").child(locale.text(key)), html("dd").child(value?));
        Some(html("div").child(term).child(said).into())
    };
    html("dl").class("facts").child(facts.into_iter().filter_map(row).collect::<Vec<_>>())
}
