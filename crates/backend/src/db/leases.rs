//! Leases in the db: what only one copy of the backend may do at a time, and until when it may, by the db's time. What is
//! done under one is not known here.
//!
//! Nobody takes a lease for longer than it is asked for, so one that ends later than that was taken while a clock was wrong:
//! it holds nobody up.

use super::{Db, DbError, Statement};
use payments::Moment;

const MINUTE: i64 = 60;

/// Takes or renews a lease for so many seconds; false where another holds it.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn hold(db: &dyn Db, name: &str, holder: &str, now: Moment, seconds: i64) -> Result<bool, DbError> {
    let sql = "insert into leases (name, holder, until) values ($1, $2, $3) on conflict (name) do update \
               set holder = $2, until = $3 where leases.holder = $2 or leases.until <= $4 or leases.until > $5 returning holder";
    // Twice as long, because times are rounded and two answers of the db are a while apart.
    let plausible = now.plus_seconds(2 * seconds.max(MINUTE));
    let values = vec![name.into(), holder.into(), now.plus_seconds(seconds).into(), now.into(), plausible.into()];
    Ok(!db.batch(vec![Statement::new(sql, values)]).await?.remove(0).is_empty())
}

/// Gives a lease back, so that another copy need not wait for its end.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn release(db: &dyn Db, name: &str, holder: &str) -> Result<(), DbError> {
    let sql = "delete from leases where name = $1 and holder = $2";
    db.batch(vec![Statement::new(sql, vec![name.into(), holder.into()])]).await.map(drop)
}
