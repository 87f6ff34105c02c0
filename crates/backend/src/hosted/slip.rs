//! The slip's page and the page that says it is paid. The slip itself is the one the widget draws.

use super::{Page, Reader};
use api::{Amount, Charge, ChargeState, Order, OrderStatus};
use payments::Moment;
use views::node::{Element, html, nothing};
use views::voucher::{place, voucher};
use views::{Locale, Node};

/// How often a page that waits for money looks again, in seconds.
const AGAIN: u32 = 20;

/// The voucher, and what it is waiting for, or why it waits no more.
pub fn page(reader: &Reader, order: &Order, charge: &Charge, now: Moment) -> Page {
    let locale = &reader.locale;
    let waiting = charge.status == ChargeState::Pending;
    let now = now.seconds();
    let slip = voucher(locale, charge, Box::new(move || now), &|_, _| nothing());
    let (class, text) = if waiting { ("ghost", "voucher.change") } else { ("go", "voucher.renew") };
    let again = ["/o/", &order.id, "?choose"].concat();
    let change = html("a").class(class).attr("href", &again).child(locale.text(text));
    Page {
        merchant: order.offer.merchant.clone(),
        title: locale.text("voucher.title"),
        test: order.offer.test,
        body: vec![standing(locale, order, charge), slip].into(),
        action: change.into(),
        again: waiting.then_some(AGAIN),
    }
}

fn standing(locale: &Locale, order: &Order, charge: &Charge) -> Node {
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
            let waiting = html("span").child(locale.text("voucher.waiting"));
            html("p").class("live").child(html("i")).child(waiting).into()
        }
        ChargeState::Expired => over("voucher.expired", "voucher.expired.help"),
        ChargeState::Requested | ChargeState::Paid | ChargeState::Declined | ChargeState::Canceled | ChargeState::Refunded => {
            over("voucher.closed", "voucher.closed.help")
        }
    }
}

/// The money has arrived.
pub fn paid(reader: &Reader, order: &Order) -> Page {
    let locale = &reader.locale;
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
    let message = html("div").class("message").attr("role", "status").child(lines);
    let back = order.success_url.as_ref();
    let back =
        back.map(|url| html("a").class("go").attr("href", url).attr("rel", "noreferrer").child(locale.text("paid.back")));
    Page {
        merchant: order.offer.merchant.clone(),
        title: locale.text("paid.title"),
        test: order.offer.test,
        body: vec![message.into(), facts(locale, order).into()].into(),
        action: back.into(),
        again: None,
    }
}

fn facts(locale: &Locale, order: &Order) -> Element {
    let charge = order.charges.iter().rev().find(|charge| charge.status == ChargeState::Paid);
    let when = charge.and_then(|charge| {
        let zone = charge.voucher.as_ref().map_or(payments::store::MEXICO, |voucher| voucher.zone.as_str());
        let written = locale.moment(charge.paid_at.as_deref()?, zone)?;
        Some(locale.with("paid.when.at", &[("date", &written.date), ("time", &written.time)]))
    });
    let facts = [
        ("paid.amount", Some(locale.money(&order.received))),
        ("paid.where", charge.map(|charge| place(locale, charge))),
        ("paid.when", when),
        ("paid.order", order.reference.clone()),
    ];
    let row = |(key, value): (&str, Option<String>)| -> Option<Node> {
        let (term, said) = (html("dt").child(locale.text(key)), html("dd").child(value?));
        Some(html("div").child(term).child(said).into())
    };
    html("dl").class("facts").child(facts.into_iter().filter_map(row).collect::<Vec<_>>())
}
