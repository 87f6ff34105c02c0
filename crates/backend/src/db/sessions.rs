//! Who is signed in to the panel, until when. Only a hash of what the browser shows is kept, so that a stolen db signs
//! nobody in. A session lasts no longer than the token it was opened with.

use super::{Db, DbError, Statement};
use payments::Moment;

/// Opens a session, and forgets those that are over.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn open(db: &dyn Db, hash: &str, token: &str, ends_at: Moment, now: Moment) -> Result<(), DbError> {
    let forget = Statement::new("delete from sessions where ends_at <= $1", vec![now.into()]);
    let sql = "insert into sessions (id, token_id, ends_at) values ($1, $2, $3)";
    db.batch(vec![forget, Statement::new(sql, vec![hash.into(), token.into(), ends_at.into()])]).await.map(drop)
}

/// The token a session was opened with, where it is open now.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn token_of(db: &dyn Db, hash: &str, now: Moment) -> Result<Option<String>, DbError> {
    let sql = "select token_id from sessions join tokens on tokens.id = token_id \
               where sessions.id = $1 and ends_at > $2 and retired_at is null and (expires_at is null or expires_at > $2)";
    let rows = db.batch(vec![Statement::new(sql, vec![hash.into(), now.into()])]).await?.remove(0);
    rows.first().map(|row| row.text("token_id").map(str::to_owned)).transpose()
}

/// Ends a session: what was kept of it is deleted.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn end(db: &dyn Db, hash: &str) -> Result<(), DbError> {
    db.batch(vec![Statement::new("delete from sessions where id = $1", vec![hash.into()])]).await.map(drop)
}
