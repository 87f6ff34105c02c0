//! KashIO's statuses, and what they mean to us.
//!
//! The table of the document says pending, paid, expired and voided; its samples say `NEW`, `new` and `VOIDED`. So case does
//! not count, and new is pending. Two more are of our own sandbox, because the documents name no word for them.

use super::SCRUB;
use crate::exact::{Said, Scalar};
use payments::{Event, Money};

/// What a status says has happened to an invoice of this amount, of which so much is said to have been paid. Money counts
/// whatever the word; where something is said of it and cannot be read, that is all that is known.
pub(super) fn event(status: &str, amount: Money, paid: &Scalar) -> Event {
    let unreadable = || Event::Unreadable(format!("{}, and {} paid", SCRUB.word(status), paid.as_amount_said()));
    let said = match paid.said_money(amount.currency()) {
        Said::Unreadable => return unreadable(),
        Said::Value(paid) => Some(paid),
        Said::Nothing => None,
    };
    let some = said.filter(|paid| !paid.is_zero());
    let or_paid = |event: Event| some.map_or(event, Event::Paid);
    match status.to_ascii_lowercase().as_str() {
        "paid" => match (some, said) {
            (Some(some), _) => Event::Paid(some),
            (None, None) => Event::Paid(amount),
            // Paid with nothing.
            (None, Some(_)) => unreadable(),
        },
        "new" | "pending" => or_paid(Event::Issued),
        "expired" => or_paid(Event::Expired),
        "voided" => or_paid(Event::Canceled),
        "rejected" => or_paid(Event::Declined),
        // Nothing says that a part of it is a word of theirs: all of what came went back, of which the word does not tell how much.
        "refunded" => some.map_or(Event::RefundedInFull, |came| Event::Refunded { received: came, refunded: came }),
        _ => Event::Unknown(SCRUB.word(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payments::Currency;

    fn soles(minor: i64) -> Money {
        Money::new(minor, Currency::Pen)
    }

    fn check(status: &str, paid: Option<i64>, expected: Event) {
        let paid = paid.map_or("null".to_owned(), |paid| soles(paid).to_decimal());
        assert_eq!(event(status, soles(2_000), &serde_json::from_str(&paid).unwrap()), expected, "{status} {paid:?}");
    }

    #[test]
    fn every_status_is_read_whatever_its_case() {
        for new in ["NEW", "new", "pending", "Pending"] {
            check(new, None, Event::Issued);
        }
        check("PAID", None, Event::Paid(soles(2_000)));
        check("expired", None, Event::Expired);
        check("VOIDED", None, Event::Canceled);
        check("frozen", None, Event::Unknown("frozen".to_owned()));
        check("Alejandra Leyva", None, Event::Unknown("?".to_owned()));
    }

    #[test]
    fn money_that_is_said_to_have_come_counts_more_than_the_word() {
        check("pending", Some(500), Event::Paid(soles(500)));
        check("expired", Some(500), Event::Paid(soles(500)));
        check("paid", Some(4_000), Event::Paid(soles(4_000)));
        check("pending", Some(0), Event::Issued);
        check("voided", Some(500), Event::Paid(soles(500)));
        for came in [500, 2_000, 2_500] {
            check("refunded", Some(came), Event::Refunded { received: soles(came), refunded: soles(came) });
        }
        check("refunded", None, Event::RefundedInFull);
        check("refunded", Some(0), Event::RefundedInFull);
    }

    #[test]
    fn money_that_is_said_and_cannot_be_read_is_no_money_and_no_silence() {
        for paid in ["0", r#""-150.00""#, r#""75,00""#, r#""1.5e2""#, "[75]", "{}", "true", r#""all""#] {
            let read = event("paid", soles(2_000), &serde_json::from_str(paid).unwrap());
            assert!(matches!(read, Event::Unreadable(_)), "{paid}: {read:?}");
        }
        let read = event("PENDING", soles(2_000), &serde_json::from_str(r#""75,00""#).unwrap());
        assert_eq!(read, Event::Unreadable(r#"PENDING, and "75,00" paid"#.to_owned()));
    }
}
