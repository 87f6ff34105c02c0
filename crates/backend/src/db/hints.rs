//! Webhooks about what nobody here knows, kept until there is room to ask: an id each, no more. Anybody may post one, so how
//! many are kept is bounded, and whoever comes when all places are taken is told to come again.

use super::{Db, DbError, Statement};
use payments::Moment;

/// How many are kept for one provider.
pub const PLACES: i64 = 2_000;

/// Keeps one, unless it is kept already; false where all places are taken.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn keep(db: &dyn Db, provider: &str, its_id: &str, now: Moment) -> Result<bool, DbError> {
    let sql = "insert into webhook_hints (provider, provider_charge, came_at, look_at, looks) select $1, $2, $3, $3, 0 \
               where (select count(*) from webhook_hints where provider = $1) < $4 \
               on conflict (provider, provider_charge) do nothing";
    let values = vec![provider.into(), its_id.into(), now.into(), PLACES.into()];
    let kept = "select provider_charge from webhook_hints where provider = $1 and provider_charge = $2";
    let kept = Statement::new(kept, vec![provider.into(), its_id.into()]);
    Ok(!db.batch(vec![Statement::new(sql, values), kept]).await?.remove(1).is_empty())
}

/// Whether it is kept.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn is_kept(db: &dyn Db, provider: &str, its_id: &str) -> Result<bool, DbError> {
    let sql = "select provider_charge from webhook_hints where provider = $1 and provider_charge = $2";
    Ok(!db.batch(vec![Statement::new(sql, vec![provider.into(), its_id.into()])]).await?.remove(0).is_empty())
}

/// Those it is time to ask about: one half the latest that came, one half the earliest, so that no flood, whether it came before
/// a true one or after it, keeps that waiting to its end.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn due(db: &dyn Db, provider: &str, now: Moment, at_most: i64) -> Result<Vec<String>, DbError> {
    let earliest = "select provider_charge from webhook_hints where provider = $1 and look_at <= $2 \
                    order by came_at, provider_charge limit $3";
    let latest = "select provider_charge from webhook_hints where provider = $1 and look_at <= $2 \
                  order by came_at desc, provider_charge desc limit $3";
    let statements = [(latest, (at_most + 1) / 2), (earliest, at_most / 2)]
        .map(|(sql, some)| Statement::new(sql, vec![provider.into(), now.into(), some.into()]));
    let mut found: Vec<String> = Vec::new();
    for row in db.batch(statements.to_vec()).await?.iter().flatten() {
        let its_id = row.text("provider_charge")?.to_owned();
        if !found.contains(&its_id) {
            found.push(its_id);
        }
    }
    Ok(found)
}

/// Lets it go: it has been asked about, or is known.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn done(db: &dyn Db, provider: &str, its_id: &str) -> Result<(), DbError> {
    let sql = "delete from webhook_hints where provider = $1 and provider_charge = $2";
    db.batch(vec![Statement::new(sql, vec![provider.into(), its_id.into()])]).await.map(drop)
}

/// Notes that asking did not go well, and when to ask again.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn later(db: &dyn Db, provider: &str, its_id: &str, look_at: Moment) -> Result<(), DbError> {
    let sql = "update webhook_hints set looks = looks + 1, look_at = $1 where provider = $2 and provider_charge = $3";
    db.batch(vec![Statement::new(sql, vec![look_at.into(), provider.into(), its_id.into()])]).await.map(drop)
}

/// Forgets those that came before a moment, and says how many there were.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn forget(db: &dyn Db, before: Moment) -> Result<usize, DbError> {
    let sql = "delete from webhook_hints where came_at < $1 returning provider_charge";
    Ok(db.batch(vec![Statement::new(sql, vec![before.into()])]).await?.remove(0).len())
}
