//! The voucher in plain words, for whoever is sent it: what, how much, where, which digits, until when.
//!
//! It knows neither how it travels nor where the voucher's page is. No word is written here: each stands on the slip too.

use crate::Locale;
use crate::voucher::place;
use api::{Charge, Order, Payable};

/// A line for each thing to know, in the order of needing it. Empty before there is a voucher.
pub fn text(locale: &Locale, order: &Order, charge: &Charge) -> String {
    let Some(slip) = &charge.voucher else { return String::new() };
    let said = |key: &str, value: &str| [&locale.text(key), ": ", value].concat();
    let also = |key: &str, value: &Option<String>| value.as_ref().map(|value| said(key, value));
    // In groups to be read aloud; a CLABE in one piece, to be pasted.
    let spaced = |digits: &str| payments::voucher::groups(digits).join(" ");
    let handed_over = match &slip.payable {
        Payable::Deposit { account, bank, beneficiary } => vec![
            Some(said("voucher.account", &spaced(account))),
            also("voucher.bank", bank),
            also("voucher.beneficiary", beneficiary),
        ],
        Payable::Reference { reference, company } => {
            vec![Some(said("voucher.reference", &spaced(reference))), also("voucher.company", company)]
        }
        Payable::Transfer { clabe, bank, beneficiary, concept } => vec![
            Some(said("voucher.clabe", clabe)),
            also("voucher.bank", bank),
            also("voucher.beneficiary", beneficiary),
            also("voucher.concept", concept),
        ],
    };
    let until = locale.moment(&slip.expires_at, &slip.zone).map(|written| {
        let zone = locale.maybe(&["zone.", &slip.zone].concat()).unwrap_or_else(|| slip.zone.clone());
        let until = locale.with("voucher.until", &[("date", &written.date), ("time", &written.time)]);
        [&until, " (", &zone, ")"].concat()
    });
    let mut lines = vec![
        [&order.offer.merchant, ": ", &order.offer.description].concat(),
        [&locale.money(&slip.amount), " · ", &place(locale, charge)].concat(),
    ];
    lines.extend(handed_over.into_iter().flatten());
    lines.extend(until);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::spanish;
    use crate::voucher::tests::{charge, deposit, order};

    fn check(payable: Payable, expected: &[&str]) {
        let charge = charge(payable, Some(900), None);
        // The hour and its unit stay in one line.
        let said = text(&spanish(), &order(charge.clone()), &charge).replace('\u{a0}', " ");
        assert_eq!(said, expected.join("\n"));
    }

    #[test]
    fn whoever_is_sent_it_can_pay_with_nothing_else() {
        check(
            deposit(),
            &[
                "Tienda Lupita: Samsung Gold Curl",
                "$150.00 · OXXO",
                "Cuenta para depósito: 0012 3456 7890 1234",
                "Banco: Banco de Pruebas",
                "Paga antes del 2026-11-21, 18:30 h (hora de la Ciudad de México)",
            ],
        );
        check(
            Payable::Reference { reference: "93000262276908".to_owned(), company: Some("Pagos".to_owned()) },
            &[
                "Tienda Lupita: Samsung Gold Curl",
                "$150.00 · OXXO",
                "Referencia: 9300 0262 2769 08",
                "Empresa: Pagos",
                "Paga antes del 2026-11-21, 18:30 h (hora de la Ciudad de México)",
            ],
        );
        check(
            Payable::Transfer {
                clabe: "646180146400219781".to_owned(),
                bank: Some("STP".to_owned()),
                beneficiary: None,
                concept: Some("481AD8F9".to_owned()),
            },
            &[
                "Tienda Lupita: Samsung Gold Curl",
                "$150.00 · SPEI",
                "CLABE: 646180146400219781",
                "Banco: STP",
                "Concepto: 481AD8F9",
                "Paga antes del 2026-11-21, 18:30 h (hora de la Ciudad de México)",
            ],
        );
    }
}
