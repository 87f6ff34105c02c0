//! Pictures a merchant has uploaded. Each stays as it is, as long as a button or an order
//! shows it: another picture is another id. What may be uploaded is not
//! decided here.

use super::{Db, DbError, Statement};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use payments::Moment;

/// Keeps a picture: its media type and its bytes.
///
/// # Errors
///
/// [`DbError::Conflict`] where the id exists already, and [`DbError::Unusable`] where the db cannot be used.
pub async fn add(db: &dyn Db, id: &str, kind: &str, body: &[u8], now: Moment) -> Result<(), DbError> {
    let sql = "insert into pictures (id, kind, body, created_at) values ($1, $2, $3, $4)";
    let values = vec![id.into(), kind.into(), STANDARD.encode(body).into(), now.into()];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// The media type and the bytes of the picture of that id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<(String, Vec<u8>)>, DbError> {
    let statement = Statement::new("select kind, body from pictures where id = $1", vec![id.into()]);
    let rows = db.batch(vec![statement]).await?.remove(0);
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some((row.text("kind")?.to_owned(), row.read("body", |text| STANDARD.decode(text).ok())?)))
}

/// Forgets some of those that have been here since before that moment and that no button and no order shows; says how many.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn forget(db: &dyn Db, before: Moment, at_most: i64) -> Result<usize, DbError> {
    // The shop may have had another address once: what stands before the id is not looked at.
    let sql = "delete from pictures where id in (select id from pictures where created_at < $1 \
               and not exists (select 1 from buttons where image like '%/pictures/' || pictures.id) \
               and not exists (select 1 from orders where image like '%/pictures/' || pictures.id) \
               order by created_at, id limit $2) returning id";
    Ok(db.batch(vec![Statement::new(sql, vec![before.into(), at_most.into()])]).await?.remove(0).len())
}
