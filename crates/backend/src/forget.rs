//! Forgetting: what is kept only for a time, and a round of letting go of it.
//!
//! It is handed the moment; the loop that calls it belongs to the shell. What a key is for is not known here.

use crate::db::{Db, DbError, assets, folded, hints, keys, pictures};
use crate::generations;
use payments::Moment;

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

/// Forgets what is too old, and says how many there were.
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
    Ok(forgotten + assets::forget(db, now.plus_seconds(-generations::KEPT), generations::BYTES).await?)
}
