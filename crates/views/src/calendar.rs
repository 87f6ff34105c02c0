//! A reminder for the customer's calendar: the moment the voucher runs out, with an alarm a day and three hours before.
//!
//! Written as RFC 5545 asks: text escaped, lines of at most 75 octets, CRLF. Moments are in UTC, so no time zone has to
//! be described; a calendar shows them in its owner's. It knows neither files nor how one is handed over.

use crate::voucher::place;
use crate::{Locale, share};
use api::{Charge, Order};

/// The most octets of a line, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// The file, `None` for a charge without a voucher. `address` is the order's own page.
pub fn reminder(locale: &Locale, order: &Order, charge: &Charge, address: &str) -> Option<String> {
    let slip = charge.voucher.as_ref()?;
    let ends = utc(&slip.expires_at);
    let pay = [("amount", &*locale.money(&slip.amount)), ("place", &*place(locale, charge))];
    let title = escaped(&locale.with("calendar.title", &pay));
    let about = escaped(&[&share::text(locale, order, charge), "\n", address].concat());
    let mut file = String::new();
    let mut line = |name: &str, value: &str| fold(&[name, ":", value].concat(), &mut file);
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Ficha//ES");
    line("BEGIN", "VEVENT");
    line("UID", &[&charge.id, "@ficha"].concat());
    line("DTSTAMP", &utc(&charge.created_at));
    line("DTSTART", &ends);
    line("SUMMARY", &title);
    line("DESCRIPTION", &about);
    line("URL", address);
    // It ends as it begins, and whoever looks for a free hour is not kept from one.
    line("TRANSP", "TRANSPARENT");
    for before in ["-P1D", "-PT3H"] {
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("DESCRIPTION", &title);
        line("TRIGGER", before);
        line("END", "VALARM");
    }
    line("END", "VEVENT");
    line("END", "VCALENDAR");
    Some(file)
}

/// An RFC 3339 moment in UTC, as all of ours are, in the form of a calendar: `20261121T183000Z`.
fn utc(rfc3339: &str) -> String {
    let seconds = rfc3339.split(['.', 'Z']).next().unwrap_or_default();
    let mut digits: String = seconds.chars().filter(|c| !matches!(c, '-' | ':')).collect();
    digits.push('Z');
    digits
}

/// A text as the value of a property.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => {}
            '\\' | ';' | ',' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, broken where it is too long but never within a character; what goes on begins with a space.
fn fold(line: &str, out: &mut String) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::spanish;
    use crate::voucher::tests::{charge, deposit, order};
    use proptest::prelude::*;

    fn file() -> String {
        let charge = charge(deposit(), None, None);
        reminder(&spanish(), &order(charge.clone()), &charge, "https://pay.example.mx/o/ord_1").unwrap()
    }

    #[test]
    fn the_reminder_is_at_the_expiry_in_utc_with_two_alarms() {
        insta::assert_snapshot!(file().replace("\r\n", "\n").replace('\u{a0}', " "), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Ficha//ES
        BEGIN:VEVENT
        UID:chg_1@ficha
        DTSTAMP:20261120T183000Z
        DTSTART:20261121T183000Z
        SUMMARY:Vence tu ficha: $150.00 en OXXO
        DESCRIPTION:Tienda Lupita: Samsung Gold Curl\n$150.00 · OXXO\nCuenta para 
         depósito: 0012 3456 7890 1234\nBanco: Banco de Pruebas\nPaga antes del 20
         26-11-21\, 18:30 h (hora de la Ciudad de México)\nhttps://pay.example.mx
         /o/ord_1
        URL:https://pay.example.mx/o/ord_1
        TRANSP:TRANSPARENT
        BEGIN:VALARM
        ACTION:DISPLAY
        DESCRIPTION:Vence tu ficha: $150.00 en OXXO
        TRIGGER:-P1D
        END:VALARM
        BEGIN:VALARM
        ACTION:DISPLAY
        DESCRIPTION:Vence tu ficha: $150.00 en OXXO
        TRIGGER:-PT3H
        END:VALARM
        END:VEVENT
        END:VCALENDAR
        ");
    }

    fn check_moment(rfc3339: &str, expected: &str) {
        assert_eq!(utc(rfc3339), expected);
    }

    #[test]
    fn a_moment_loses_its_marks_and_its_fraction() {
        check_moment("2026-11-21T18:30:00Z", "20261121T183000Z");
        check_moment("2026-11-21T18:30:00.123Z", "20261121T183000Z");
    }

    fn check_text(text: &str, expected: &str) {
        assert_eq!(escaped(text), expected);
    }

    #[test]
    fn text_is_escaped_as_rfc_5545_asks() {
        check_text("uno, dos; tres\\cuatro", "uno\\, dos\\; tres\\\\cuatro");
        check_text("una línea\r\notra", "una línea\\notra");
        check_text("BEGIN:VALARM\nEND:VEVENT", "BEGIN:VALARM\\nEND:VEVENT");
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_unfolded_it_is_what_it_was(line in "[^\\r\\n]{0,300}") {
            let mut out = String::new();
            fold(&line, &mut out);
            prop_assert!(out.split("\r\n").all(|part| part.len() <= LINE), "{out:?}");
            prop_assert_eq!(out.strip_suffix("\r\n").unwrap().replace("\r\n ", ""), line);
        }
    }
}
