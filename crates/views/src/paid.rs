//! What is said once the money has arrived: thanks, what was unusual about it, and the facts of the payment.
//!
//! Drawn on both sides. It does not know the way back to the shop.

use crate::node::{Node, html};
use crate::{Locale, voucher};
use api::{Amount, ChargeState, Order, OrderStatus};
use payments::store::MEXICO;

/// The thanks, and whether the money came late or was too much, a paragraph each.
pub fn lines(locale: &Locale, order: &Order) -> Vec<Node> {
    let merchant = ("merchant", order.offer.merchant.as_str());
    let mut lines = vec![locale.with("paid.thanks", &[merchant])];
    if order.late {
        lines.push(locale.text("paid.late"));
    }
    if order.status == OrderStatus::Overpaid {
        let extra = Amount { amount: order.received.amount - order.offer.total.amount, ..order.received.clone() };
        lines.push(locale.with("paid.over", &[("extra", &locale.money(&extra)), merchant]));
    }
    lines.into_iter().map(|line| html("p").child(line).into()).collect()
}

/// How much, where and when, as the last charge that was paid says: another one may still be open beside it.
pub fn facts(locale: &Locale, order: &Order) -> Node {
    let charge = order.charges.iter().rev().find(|charge| charge.status == ChargeState::Paid);
    let when = charge.and_then(|charge| {
        let zone = charge.voucher.as_ref().map_or(MEXICO, |voucher| voucher.zone.as_str());
        let written = locale.moment(charge.paid_at.as_deref()?, zone)?;
        Some(locale.with("paid.when.at", &[("date", &written.date), ("time", &written.time)]))
    });
    let facts = [
        ("paid.amount", Some(locale.money(&order.received))),
        ("paid.where", charge.map(|charge| voucher::place(locale, charge))),
        ("paid.when", when),
        ("paid.order", order.reference.clone()),
    ];
    let row = |(key, value): (&str, Option<String>)| -> Option<Node> {
        let (term, said) = (html("dt").child(locale.text(key)), html("dd").child(value?));
        Some(html("div").child(term).child(said).into())
    };
    html("dl").class("facts").child(facts.into_iter().filter_map(row).collect::<Vec<_>>()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::spanish;
    use api::{Charge, ChargeStore, Offer};

    fn pesos(amount: i64) -> Amount {
        Amount { amount, currency: "MXN".to_owned() }
    }

    fn charge(store: &str, status: ChargeState) -> Charge {
        Charge {
            id: store.to_owned(),
            method: "cash".to_owned(),
            store: Some(ChargeStore { id: store.to_owned(), name: store.to_owned(), badge: None, bank: false, hours: None }),
            status,
            late: false,
            amount: pesos(15000),
            received: pesos(0),
            created_at: "2026-11-20T18:30:00Z".to_owned(),
            paid_at: None,
            voucher: None,
            sms: false,
            can_cancel: false,
        }
    }

    #[test]
    fn the_store_that_was_paid_is_named_though_another_slip_is_open() {
        let order = Order {
            id: "ord_1".to_owned(),
            status: OrderStatus::Paid,
            late: false,
            version: 3,
            reference: None,
            offer: Offer {
                merchant: "Tienda Lupita".to_owned(),
                description: "Samsung Gold Curl".to_owned(),
                image: None,
                total: pesos(15000),
                country: "MX".to_owned(),
                methods: vec![],
                test: true,
            },
            received: pesos(15000),
            missing: pesos(0),
            created_at: "2026-11-20T18:30:00Z".to_owned(),
            expires_at: None,
            success_url: None,
            charges: vec![charge("OXXO", ChargeState::Paid), charge("Chedraui", ChargeState::Pending)],
        };
        let mut out = String::new();
        crate::markup::write(&facts(&spanish(), &order), &mut out);
        assert!(out.contains("OXXO") && !out.contains("Chedraui"), "{out}");
    }
}
