//! A reminder for the customer's calendar: from when it is high time to go until the last moment to pay.
//!
//! When that is, the voucher says (`api::Voucher::reminders`): never at night, and while tills are open. What has gone by is
//! left out. Written as RFC 5545 asks: text escaped, lines of at most 75 octets, CRLF. Moments are in UTC, so no time zone has
//! to be described; a calendar shows them in its owner's. It knows neither files nor how one is handed over.

use crate::voucher::facts::Facts;
use crate::{Locale, share};
use api::Charge;

/// The most octets of a line, its end not counted (RFC 5545, 3.1).
const LINE: usize = 75;

/// The file, `None` for a charge without a voucher, or whose voucher does not run out. `now` is the present moment, RFC 3339 UTC.
pub fn reminder(locale: &Locale, facts: &Facts, charge: &Charge, now: &str) -> Option<String> {
    let slip = charge.voucher.as_ref()?;
    let ends = slip.until()?;
    let title = escaped(&locale.with("calendar.title", &[("amount", facts.total()), ("place", &facts.place)]));
    let about = escaped(&share::whole(locale, facts));
    // Such moments can be compared as texts.
    let to_come: Vec<&str> = slip.reminders.iter().map(String::as_str).filter(|at| *at > now).collect();
    // Where all have gone by, from now on.
    let begins = to_come.last().copied().unwrap_or(now);
    let seconds = |moment: &str| locale.moment(moment, &slip.zone).map_or(0, |written| written.seconds);
    let mut file = String::new();
    let mut line = |name: &str, value: &str| fold(&[name, ":", value].concat(), &mut file);
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Ficha//ES");
    line("BEGIN", "VEVENT");
    line("UID", &[&charge.id, "@ficha"].concat());
    line("DTSTAMP", &utc(&charge.created_at));
    line("DTSTART", &utc(begins));
    line("DTEND", &utc(ends));
    line("SUMMARY", &title);
    line("DESCRIPTION", &about);
    line("URL", &facts.address);
    // Whoever looks for a free hour is not kept from one.
    line("TRANSP", "TRANSPARENT");
    for at in to_come {
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("DESCRIPTION", &title);
        line("TRIGGER", &["-PT", &((seconds(begins) - seconds(at)) / 60).to_string(), "M"].concat());
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
    use crate::voucher::tests::{charge, deposit, facts};
    use api::Voucher;
    use proptest::prelude::*;

    /// Of a voucher that ends at half past twelve local time, and is reminded of on two afternoons.
    fn file(now: &str) -> String {
        let slip = charge(deposit(), Some(900), None);
        let reminders = ["2026-11-20T18:30:00Z", "2026-11-21T00:00:00Z"].map(str::to_owned).to_vec();
        let slip = Charge { voucher: slip.voucher.map(|slip| Voucher { reminders, ..slip }), ..slip };
        reminder(&spanish(), &facts(&slip), &slip, now).unwrap().replace("\r\n", "\n").replace('\u{a0}', " ")
    }

    #[test]
    fn the_reminder_is_from_the_last_good_hour_until_the_end_with_an_alarm_for_each() {
        insta::assert_snapshot!(file("2026-11-20T17:00:00Z"), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Ficha//ES
        BEGIN:VEVENT
        UID:chg_1@ficha
        DTSTAMP:20261120T183000Z
        DTSTART:20261121T000000Z
        DTEND:20261121T183000Z
        SUMMARY:Paga tu ficha: $159.00 en OXXO
        DESCRIPTION:Tienda Lupita: Samsung Gold Curl\nModo de prueba: no se mueve d
         inero real\n$150.00 · OXXO\nmás $9.00 que cobra la tienda: lleva $159.00
         \nCuenta para depósito: 0012 3456 7890 1234\nBanco: Banco de Pruebas\nPag
         a antes del 2026-11-21\, 18:30 h (hora de la Ciudad de México)\nhttps://
         pay.example.mx/o/ord_1
        URL:https://pay.example.mx/o/ord_1
        TRANSP:TRANSPARENT
        BEGIN:VALARM
        ACTION:DISPLAY
        DESCRIPTION:Paga tu ficha: $159.00 en OXXO
        TRIGGER:-PT330M
        END:VALARM
        BEGIN:VALARM
        ACTION:DISPLAY
        DESCRIPTION:Paga tu ficha: $159.00 en OXXO
        TRIGGER:-PT0M
        END:VALARM
        END:VEVENT
        END:VCALENDAR
        ");
    }

    #[test]
    fn what_has_gone_by_is_left_out() {
        let late = file("2026-11-20T20:00:00Z");
        assert!(late.contains("DTSTART:20261121T000000Z\nDTEND:20261121T183000Z") && late.contains("TRIGGER:-PT0M"), "{late}");
        assert_eq!(late.matches("TRIGGER").count(), 1);
        let too_late = file("2026-11-21T12:00:00.250Z");
        assert!(too_late.contains("DTSTART:20261121T120000Z\nDTEND:20261121T183000Z"), "{too_late}");
        assert!(!too_late.contains("VALARM"), "nothing is left to ring for: {too_late}");
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
