//! What is said once the money has arrived: thanks, what was unusual about it, and the facts of the payment.
//!
//! Drawn on both sides. It does not know the way back to the shop.

use crate::node::{Element, Node, html};
use crate::{Locale, voucher};
use api::{Amount, ChargeState, Order, OrderStatus};
use payments::store::MEXICO;

/// The form that writes the "Comprobante Electrónico de Pago" of any SPEI transfer.
const CEP: &str = "https://www.banxico.org.mx/cep/";

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
        let (term, said) = (html("dt").child(locale.text(key)), html("dd").verbatim().child(value?));
        Some(html("div").child(term).child(said).into())
    };
    let facts = html("dl").class("facts").child(facts.into_iter().filter_map(row).collect::<Vec<_>>());
    vec![facts.into(), charge.filter(|charge| charge.method == "spei").map(|_| proof(locale)).into()].into()
}

/// Where a customer gets the proof of a SPEI transfer, which is Mexico's central bank.
fn proof(locale: &Locale) -> Element {
    let link = html("a").attr("href", CEP).attr("target", "_blank").attr("rel", "noopener noreferrer");
    html("p").class("link").child(link.child(locale.text("paid.cep")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::spanish;
    use api::{Charge, ChargeStore};

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
            refunded: None,
            created_at: "2026-11-20T18:30:00Z".to_owned(),
            paid_at: None,
            voucher: None,
            sms: false,
            can_cancel: false,
        }
    }

    fn paid(charges: Vec<Charge>) -> String {
        let order = Order { status: OrderStatus::Paid, received: pesos(15000), ..voucher::tests::order(charges[0].clone()) };
        let mut out = String::new();
        crate::markup::write(&facts(&spanish(), &Order { charges, ..order }), &mut out);
        out
    }

    #[test]
    fn a_transfer_leads_to_the_central_banks_proof_and_cash_does_not() {
        let transfer = Charge { method: "spei".to_owned(), store: None, ..charge("spei", ChargeState::Paid) };
        assert!(paid(vec![transfer]).contains(r#"href="https://www.banxico.org.mx/cep/""#));
        assert!(!paid(vec![charge("OXXO", ChargeState::Paid)]).contains("banxico"));
    }

    #[test]
    fn the_store_that_was_paid_is_named_though_another_slip_is_open() {
        let out = paid(vec![charge("OXXO", ChargeState::Paid), charge("Chedraui", ChargeState::Pending)]);
        assert!(out.contains("OXXO") && !out.contains("Chedraui"), "{out}");
    }
}
