//! The voucher in plain words, for whoever is sent it: whose and what for, how much, where, which digits, until when.
//!
//! It does not know how it travels. No word is written here: each stands on the slip too (`voucher::facts`).

use crate::Locale;
use crate::voucher::facts::{Facts, Row, Until};

/// A line for each thing to know, in the order of needing it. Our page of the order is not among them, because what shares
/// has a place of its own for an address.
pub fn text(locale: &Locale, facts: &Facts) -> String {
    let Facts { what, test, place, ordered, due, bring, digits, rows, until, bars: _, link, address: _ } = facts;
    let said = |label: &str, value: &str| Some([label, ": ", value].concat());
    // In groups to be read aloud; a CLABE in one piece, to be pasted.
    let handed_over = if digits.part == "clabe" { digits.bare.clone() } else { digits.groups.join(" ") };
    let mut lines = vec![
        Some(what.clone()),
        test.clone(),
        ordered.clone(),
        Some([due, " · ", place].concat()),
        Some(bring.concat()),
        said(&digits.label, &handed_over),
    ];
    lines.extend(rows.iter().map(|Row { label, value, copy: _ }| said(label, value)));
    lines.push(until.as_ref().map(|Until { text, zone, seconds }| match seconds {
        Some(_) => [text, " (", zone, ")"].concat(),
        None => text.clone(),
    }));
    lines.push(link.as_ref().and_then(|link| said(&locale.text("voucher.link"), link)));
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// The same, and where our page of the order is.
pub fn whole(locale: &Locale, facts: &Facts) -> String {
    [&text(locale, facts), "\n", &facts.address].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::spanish;
    use crate::voucher::tests::{ADDRESS, charge, deposit, facts};
    use api::Payable;

    fn check(payable: Payable, till_fee: Option<i64>, expected: &[&str]) {
        // The hour and its unit stay in one line.
        let said = whole(&spanish(), &facts(&charge(payable, till_fee, None))).replace('\u{a0}', " ");
        assert_eq!(said, expected.join("\n"));
    }

    #[test]
    fn whoever_is_sent_it_can_pay_with_nothing_else() {
        check(
            deposit(),
            Some(900),
            &[
                "Tienda Lupita: Samsung Gold Curl",
                "Modo de prueba: no se mueve dinero real",
                "$150.00 · OXXO",
                "más $9.00 que cobra la tienda: lleva $159.00",
                "Cuenta para depósito: 0012 3456 7890 1234",
                "Banco: Banco de Pruebas",
                "Paga antes del 2026-11-21, 18:30 h (hora de la Ciudad de México)",
                ADDRESS,
            ],
        );
        check(
            Payable::Reference { reference: "93000262276908".to_owned(), company: Some("Pagos".to_owned()) },
            None,
            &[
                "Tienda Lupita: Samsung Gold Curl",
                "Modo de prueba: no se mueve dinero real",
                "$150.00 · OXXO",
                "la cantidad exacta",
                "Referencia: 9300 0262 2769 08",
                "Empresa: Pagos",
                "Paga antes del 2026-11-21, 18:30 h (hora de la Ciudad de México)",
                ADDRESS,
            ],
        );
        check(
            Payable::Transfer {
                clabe: "646180146400219781".to_owned(),
                bank: Some("STP".to_owned()),
                beneficiary: None,
                concept: Some("481AD8F9".to_owned()),
            },
            None,
            &[
                "Tienda Lupita: Samsung Gold Curl",
                "Modo de prueba: no se mueve dinero real",
                "$150.00 · SPEI",
                "la cantidad exacta",
                "CLABE: 646180146400219781",
                "Banco: STP",
                "Concepto: 481AD8F9",
                "Paga antes del 2026-11-21, 18:30 h (hora de la Ciudad de México)",
                ADDRESS,
            ],
        );
    }
}
