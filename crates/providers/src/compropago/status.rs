//! The words ComproPago has for where a charge stands, cash and SPEI, and what each is to us. What that changes in a
//! charge is for the rules to say.

use super::wire::Sums;
use crate::scrub;
use payments::{Event, Money};

/// What has happened to a charge of this status (in lower case), into which so much has come in, where that is said.
///
/// `paid: true` is not looked at: every sample of the vendor's says so, pending ones too. Money counts whatever the word,
/// whether the voucher is still open or has run out meanwhile. `None` where all of it has come in and how much that is
/// cannot be read.
pub(super) fn event(status: &str, sums: Option<Sums>, received: Option<Money>) -> Option<Event> {
    let received = sums.and_then(|sums| sums.in_order_currency(received?)).filter(|sum| !sum.is_zero());
    let paid_or = |event: Event| received.map_or(event, Event::Paid);
    Some(match status {
        "success" | "accepted" => Event::Paid(received.or(sums.map(|sums| sums.asked))?),
        "pending" => paid_or(Event::Issued),
        "expired" => paid_or(Event::Expired),
        "declined" | "decline" => paid_or(Event::Declined),
        "deleted" | "canceled" | "cancelled" => paid_or(Event::Canceled),
        "refunded" => Event::Refunded,
        unknown => Event::Unknown(scrub::word(unknown)),
    })
}
