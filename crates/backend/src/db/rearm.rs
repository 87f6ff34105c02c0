//! What waits for a moment that cannot be: it was written down while a clock was wrong, days or years ahead, and would be
//! forgotten until then. It is due now. The limits here are those of whoever writes the moments, with room for what is rounded
//! and spread: a row that is in order is never touched, or it would be due all the time.

use super::{Db, DbError, Statement};
use payments::Moment;

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// How long after its expiry a voucher may still turn out paid.
pub const LATE: i64 = 14 * DAY;

/// How long after its expiry a voucher that its provider still calls payable is asked about.
pub const FORGOTTEN: i64 = 60 * DAY;

/// Longer than anything that may still be paid waits for its next question (a day and a tenth), and than any delivery waits
/// for its next attempt (sixteen hours and a tenth).
const LONGEST: i64 = 30 * HOUR;

/// Longer than anything at all waits.
const EVER: i64 = 400 * DAY;

/// Lets it all be due, and says how much there was.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn all(db: &dyn Db, now: Moment) -> Result<usize, DbError> {
    let (long, ever) = (now.plus_seconds(LONGEST), now.plus_seconds(EVER));
    let waits = "update charges set look_at = $1 where (look_at > $2 and state in ('requested', 'pending', 'expired')) \
                 or look_at > $3 returning id";
    // Nothing is to be expected of these any more, says who wrote it: and by the right clock there is.
    let given_up = "update charges set look_at = $1 where look_at is null and voucher_expires_at > $2 and (state = 'pending' \
                    or (state = 'expired' and voucher_expires_at > $3) \
                    or (state in ('paid', 'declined', 'canceled') and voucher_expires_at + created_at > $4)) returning id";
    let pending = now.plus_seconds(DAY - FORGOTTEN);
    let expired = now.plus_seconds(2 * DAY - LATE);
    let closed = 2 * now.seconds() + 2 * DAY - LATE;
    let deposits = "update deposits set look_at = $1 where look_at > $2 returning provider_deposit";
    let hints = "update webhook_hints set look_at = $1 where look_at > $2 returning provider_charge";
    let deliveries = "update deliveries set next_at = $1 where state = 'waiting' and next_at > $2 returning event_id";
    let mut statements = vec![
        Statement::new(waits, vec![now.into(), long.into(), ever.into()]),
        Statement::new(given_up, vec![now.into(), pending.into(), expired.into(), closed.into()]),
    ];
    statements.extend([deposits, hints, deliveries].map(|sql| Statement::new(sql, vec![now.into(), long.into()])));
    Ok(db.batch(statements).await?.iter().map(Vec::len).sum())
}
