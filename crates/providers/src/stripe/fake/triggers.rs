//! What the test mode does by itself, by how the local part of an e-mail address ends: as Stripe's documents list it for OXXO.

use crate::fake::Moment;

/// The documents say "within several seconds" and "after about three minutes".
const SOON: i64 = 3;
const LATER: i64 = 3 * 60;

/// What is to become of a slip that nobody takes to a till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    /// It is paid at this moment.
    PaidAt(Moment),
    /// It has failed at this moment.
    FailsAt(Moment),
    /// Nothing, until its date.
    Nothing,
}

/// What the address asks for. `pays_by_itself`: any other address is paid after three minutes, as Stripe does it; where that is off, and a
/// person at the control page pays, nothing happens.
pub(super) fn of(email: &str, now: Moment, pays_by_itself: bool) -> Trigger {
    let local = email.split('@').next().unwrap_or_default();
    let ends = |pattern: &str| local.ends_with(pattern);
    if ends("succeed_immediately") {
        Trigger::PaidAt(now.plus_seconds(SOON))
    } else if ends("expire_immediately") {
        Trigger::FailsAt(now.plus_seconds(SOON))
    } else if ends("expire_with_delay") {
        Trigger::FailsAt(now.plus_seconds(LATER))
    } else if ends("fill_never") || !pays_by_itself {
        Trigger::Nothing
    } else {
        Trigger::PaidAt(now.plus_seconds(LATER))
    }
}
