//! KashIO's statuses, and what they mean to us.
//!
//! The table of the document says pending, paid, expired and voided; its samples say `NEW`, `new` and `VOIDED`. So case does
//! not count, and new is pending. Two more are of our own sandbox, because the documents name no word for them.

use payments::{Event, Money};

/// What a status says has happened to an invoice of this amount, of which so much is said to have been paid.
pub(super) fn event(status: &str, amount: Money, paid: Option<Money>) -> Event {
    let part = paid.filter(|paid| paid.minor() > 0);
    match (status.to_ascii_lowercase().as_str(), part) {
        ("new" | "pending" | "expired" | "paid", Some(part)) => Event::Paid(part),
        ("new" | "pending", None) => Event::Issued,
        ("paid", None) => Event::Paid(amount),
        ("expired", None) => Event::Expired,
        ("voided", _) => Event::Canceled,
        ("rejected", _) => Event::Declined,
        ("refunded", _) => Event::Refunded,
        (_, _) => Event::Unknown(crate::scrub::word(status)),
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
        assert_eq!(event(status, soles(2_000), paid.map(soles)), expected, "{status} {paid:?}");
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
        check("refunded", Some(2_000), Event::Refunded);
    }
}
