//! Forgetting: what is kept only for a time, and a round of letting go of it.
//!
//! It is handed the moment; the loop that calls it belongs to the shell. What a key is for is not known here.

use crate::db::abandoned::{self, After};
use crate::db::{Db, DbError, assets, folded, hints, keys, pictures};
use payments::Moment;
use std::sync::{Mutex, PoisonError};

/// For how many seconds an idempotency key is known at least: two days, for a phone that comes back after a night without network.
/// While what it made can be paid, it stays.
pub const KEYS: i64 = 48 * 60 * 60;

/// For how many seconds a picture is kept that nothing shows: a month, in which a merchant's server may still name it.
pub const PICTURES: i64 = 30 * 24 * 60 * 60;

/// For how many seconds a webhook about what nobody here knows is kept to be asked about.
pub const HINTS: i64 = 7 * 24 * 60 * 60;

/// How many orders and charges of an older program are made findable in a round.
const FOLDED: i64 = 20_000;

/// How many are forgotten in one statement, so that nobody waits long for the db.
const AT_ONCE: i64 = 500;

/// How many statements one round makes at most.
const ROUND: usize = 100;

const DAY: i64 = 24 * 60 * 60;

/// For how many seconds an order is seen to be abandoned before it is deleted: a week, so that a clock that is wrong for a
/// while, or was when the order was made, deletes nothing.
pub const SEEN_FOR: i64 = 7 * DAY;

/// How many orders a round looks at, a part at a time, and how many of those that are abandoned it deletes.
const LOOKED_AT: i64 = 1_000;
const PARTS: usize = 5;
const DELETED: i64 = 500;

/// How far the orders have been looked at for abandoned ones; it begins anew where the process does.
#[derive(Default)]
pub struct Looked(Mutex<After>);

/// Deletes orders that are older than so many days and that nobody ever made a charge for, and says how many; none where it is
/// nought. By the db's time.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. What was deleted before that stays deleted.
pub async fn abandoned_orders(db: &dyn Db, looked: &Looked, days: u32, now: Moment) -> Result<usize, DbError> {
    if days == 0 {
        return Ok(0);
    }
    let before = now.plus_seconds(-i64::from(days) * DAY);
    let mut after = looked.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    for _ in 0..PARTS {
        let next = abandoned::notice(db, &after, before, now, LOOKED_AT).await?;
        let all = next.is_none();
        after = next.unwrap_or_default();
        *looked.0.lock().unwrap_or_else(PoisonError::into_inner) = after.clone();
        if all {
            break;
        }
    }
    let mut deleted = 0;
    for (id, version) in abandoned::since(db, now.plus_seconds(-SEEN_FOR), DELETED).await? {
        deleted += usize::from(abandoned::delete(db, &id, version, before, now).await?);
    }
    Ok(deleted)
}

/// Forgets what is too old, and says how many there were.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. What was forgotten before that stays forgotten.
pub async fn round(db: &dyn Db, now: Moment) -> Result<usize, DbError> {
    let mut forgotten = 0;
    for _ in 0..ROUND {
        match keys::forget(db, now.plus_seconds(-KEYS), now, AT_ONCE).await? {
            0 => break,
            some => forgotten += some,
        }
    }
    forgotten += hints::forget(db, now.plus_seconds(-HINTS)).await?;
    // What stays is made findable, where an older program wrote it.
    folded::catch_up(db, FOLDED).await?;
    forgotten += pictures::forget(db, now.plus_seconds(-PICTURES), AT_ONCE).await?;
    Ok(forgotten + assets::forget(db, now.plus_seconds(-assets::KEPT), assets::BYTES).await?)
}
