//! The words ComproPago has for where a charge stands, cash and SPEI, and what each is to us. What that changes in a
//! charge is for the rules to say.

use super::call::SCRUB;
use super::wire::Sums;
use crate::exact::{Said, Scalar};
use payments::{Event, Money};

/// What their words come to.
enum Word {
    Paid,
    Open,
    Expired,
    Declined,
    Canceled,
    Refunded,
}

impl Word {
    /// Every word they have.
    fn read(status: &str) -> Option<Self> {
        match status {
            "success" | "accepted" => Some(Self::Paid),
            "pending" => Some(Self::Open),
            "expired" => Some(Self::Expired),
            "declined" | "decline" => Some(Self::Declined),
            "deleted" | "canceled" | "cancelled" => Some(Self::Canceled),
            "refunded" => Some(Self::Refunded),
            _ => None,
        }
    }
}

/// Whether it is one of their words, with or without what some generations put before it.
pub(super) fn is_known(status: &str) -> bool {
    Word::read(status.strip_prefix("charge.").unwrap_or(status)).is_some()
}

/// What is said of money in an answer.
pub(super) struct MoneySaid<'a> {
    /// What it is for, and what is handed over.
    pub(super) sums: Said<Sums>,
    /// What has come in, in the currency handed over.
    pub(super) received: &'a Scalar,
}

/// What has happened to a charge of this status, of which they also say that it was refunded: all of what the status says has come.
pub(super) fn refunded(status: &str, money: &MoneySaid<'_>) -> Event {
    match (event("refunded", money), event(status, money)) {
        // Paid in full, and then given back.
        (Event::RefundedInFull, Event::Paid(came)) => whole(came),
        (refunded, _) => refunded,
    }
}

/// All of what came went back.
fn whole(came: Money) -> Event {
    Event::Refunded { received: came, refunded: came }
}

/// What has happened to a charge of this status (in lower case).
///
/// `paid: true` is not looked at: every sample of the vendor's says so, pending ones too. Money counts whatever the word,
/// whether the voucher is still open or has run out meanwhile. Where something is said of money and cannot be read, that is all
/// that is known. A payment is told in the currency handed over.
pub(super) fn event(status: &str, money: &MoneySaid<'_>) -> Event {
    let sums = match money.sums {
        Said::Unreadable => return Event::Unreadable(format!("{}, for an amount that cannot be read", SCRUB.word(status))),
        Said::Value(sums) => Some(sums),
        Said::Nothing => None,
    };
    let unreadable = || Event::Unreadable(format!("{}, and {} received", SCRUB.word(status), money.received.as_amount_said()));
    let received = match (sums, money.received.is_there()) {
        (_, false) => None,
        // Nobody says of which currency it is.
        (None, true) => return unreadable(),
        (Some(sums), true) => match money.received.money(sums.due.currency()) {
            Some(received) => Some(received),
            None => return unreadable(),
        },
    };
    let some = received.filter(|received| !received.is_zero());
    let or_paid = |event: Event| some.map_or(event, Event::Paid);
    match Word::read(status) {
        Some(Word::Paid) => match (some, received, sums) {
            (Some(some), _, _) => Event::Paid(some),
            (None, None, Some(sums)) => Event::Paid(sums.due),
            // Paid with nothing, or with nobody knows what.
            (None, Some(_), _) | (None, None, None) => unreadable(),
        },
        Some(Word::Open) => or_paid(Event::Issued),
        Some(Word::Expired) => or_paid(Event::Expired),
        Some(Word::Declined) => or_paid(Event::Declined),
        Some(Word::Canceled) => or_paid(Event::Canceled),
        // All of it: no document of theirs knows a part. Of how much, this word does not tell.
        Some(Word::Refunded) => some.map_or(Event::RefundedInFull, whole),
        None => Event::Unknown(SCRUB.word(status)),
    }
}
