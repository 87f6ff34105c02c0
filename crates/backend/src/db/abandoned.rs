//! Orders nobody ever made a charge for: seen to be abandoned, and, when they have been for a while, deleted with their keys.
//!
//! An order about which anything was said or done is never one of them: a charge, an alert, a decision or a note, an event for the
//! shop, a change that has not been told yet, an end that is still to come. When that is too long ago is decided in `retention.rs`.

use super::{Db, DbError, Statement};
use payments::Moment;

/// The part of the orders, by age, that is looked at next: those after this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct After {
    created_at: i64,
    id: String,
}

/// Looks at some orders that were made before a moment, and notes which are abandoned: where to go on, and nothing where all have
/// been looked at.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn notice(db: &dyn Db, after: &After, before: Moment, now: Moment, at_most: i64) -> Result<Option<After>, DbError> {
    let part = "select created_at, id from orders where (created_at > $1 or (created_at = $1 and id > $2)) and created_at < $3 \
                order by created_at, id limit $4";
    let values = vec![after.created_at.into(), after.id.as_str().into(), before.into(), at_most.into()];
    let rows = db.batch(vec![Statement::new(part, values)]).await?.remove(0);
    let Some(last) = rows.last() else { return Ok(None) };
    let last = After { created_at: last.integer("created_at")?, id: last.text("id")?.to_owned() };
    let note = "update orders set abandoned_at = $1 where abandoned_at is null \
                and (created_at > $2 or (created_at = $2 and id > $3)) and (created_at < $4 or (created_at = $4 and id <= $5)) \
                and version <= told and (expires_at is null or expires_at <= $1) \
                and not exists (select 1 from charges where order_id = orders.id) \
                and not exists (select 1 from alerts where order_id = orders.id) \
                and not exists (select 1 from decisions where order_id = orders.id) \
                and not exists (select 1 from webhook_events where order_id = orders.id)";
    let values =
        vec![now.into(), after.created_at.into(), after.id.as_str().into(), last.created_at.into(), last.id.as_str().into()];
    db.batch(vec![Statement::new(note, values)]).await?;
    Ok(i64::try_from(rows.len()).is_ok_and(|looked| looked == at_most).then_some(last))
}

/// Some of those that were abandoned by a moment: ids, and at which version they were read.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn since(db: &dyn Db, moment: Moment, at_most: i64) -> Result<Vec<(String, i64)>, DbError> {
    let sql = "select id, version from orders where abandoned_at <= $1 order by abandoned_at, id limit $2";
    let rows = db.batch(vec![Statement::new(sql, vec![moment.into(), at_most.into()])]).await?.remove(0);
    rows.iter().map(|row| Ok((row.text("id")?.to_owned(), row.integer("version")?))).collect()
}

/// Deletes one, unless anything has come of it since it was read; whether it did. What is abandoned no longer is noted so.
///
/// It is renamed first. That takes the row from whoever is about to write something about it, and fails where something is written
/// about it already that this transaction cannot see: with a charge it stays, and a charge that comes after it finds no order.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn delete(db: &dyn Db, id: &str, version: i64, before: Moment, now: Moment) -> Result<bool, DbError> {
    let rename = "update orders set id = id || '~' where id = $1 and version = $2 and version <= told \
                  and created_at < $3 and abandoned_at <= $4 and (expires_at is null or expires_at <= $4) \
                  and not exists (select 1 from charges where order_id = orders.id) \
                  and not exists (select 1 from alerts where order_id = orders.id) \
                  and not exists (select 1 from decisions where order_id = orders.id) \
                  and not exists (select 1 from webhook_events where order_id = orders.id)";
    let keys = "delete from idempotency_keys where about = $1 and not exists (select 1 from orders where id = $1)";
    let delete = "delete from orders where id = $1 || '~' returning id";
    let statements = vec![
        Statement::new(rename, vec![id.into(), version.into(), before.into(), now.into()]),
        Statement::new(keys, vec![id.into()]),
        Statement::new(delete, vec![id.into()]),
    ];
    let gone = match db.batch(statements).await {
        Ok(rows) => rows.last().is_some_and(|rows| !rows.is_empty()),
        // Something is written about it by now.
        Err(DbError::Conflict(_) | DbError::Disagreement(_)) => false,
        Err(error) => return Err(error),
    };
    if !gone {
        let sql = "update orders set abandoned_at = null where id = $1";
        db.batch(vec![Statement::new(sql, vec![id.into()])]).await?;
    }
    Ok(gone)
}
