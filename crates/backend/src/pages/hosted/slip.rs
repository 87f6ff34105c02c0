//! The slip's page and the page that says it is paid. The slip itself is the one the widget draws. It listens to
//! nothing: while money is awaited, the page loads itself again.

use super::{Card, Page, Reader, Taken};
use api::{Charge, ChargeState, Order, OrderStatus};
use payments::Moment;
use views::node::{html, nothing};
use views::voucher::voucher;
use views::{Locale, Node};

/// How often a page that waits for money looks again, in seconds.
pub(super) const AGAIN: u32 = 20;

/// The voucher, and what it is waiting for, or why it waits no more. `address` is this page, as the world knows it.
pub fn page(reader: &Reader, order: &Order, charge: &Charge, address: &str, now: Moment) -> Page {
    let reader = reader.abroad(&order.offer.country);
    let locale = &reader.locale;
    let waiting = charge.status == ChargeState::Pending;
    let now = now.seconds();
    let slip = voucher(locale, order, charge, address, Box::new(move || now), &|_, _| nothing());
    let again = ["/o/", &order.id, "?choose"].concat();
    let change = if charge.can_cancel {
        // Withdrawn first: never two payable ones.
        let withdraw = html("button").class("ghost").attr("type", "submit").child(locale.text("voucher.change"));
        let to = ["/o/", &order.id, "/cancel/", &charge.id].concat();
        html("form").attr("method", "post").attr("action", &to).child(withdraw)
    } else {
        let (class, text) = if waiting { ("ghost", "voucher.change") } else { ("go", "voucher.renew") };
        html("a").class(class).attr("href", &again).child(locale.text(text))
    };
    Page {
        reader: reader.clone(),
        merchant: order.offer.merchant.clone(),
        title: locale.text("voucher.title"),
        test: order.offer.test,
        body: vec![standing(locale, order, charge), slip].into(),
        action: change.into(),
        again: waiting.then_some(AGAIN),
        card: Some(Card::of(locale, &order.offer)),
        taken: Some(Taken::Order(order.id.clone())),
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
    let reader = reader.abroad(&order.offer.country);
    let locale = &reader.locale;
    let message = html("div").class("message").attr("role", "status").child(views::paid::lines(locale, order));
    let back = order.success_url.as_ref();
    let back =
        back.map(|url| html("a").class("go").attr("href", url).attr("rel", "noreferrer").child(locale.text("paid.back")));
    Page {
        reader: reader.clone(),
        merchant: order.offer.merchant.clone(),
        title: locale.text("paid.title"),
        test: order.offer.test,
        body: vec![message.into(), views::paid::facts(locale, order)].into(),
        action: back.into(),
        again: None,
        card: Some(Card::of(locale, &order.offer)),
        taken: None,
    }
}
