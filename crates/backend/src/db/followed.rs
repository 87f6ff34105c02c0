//! How far the events of each provider have been followed, in the provider's own words. What an event is about is not known here.

use super::{Db, DbError, Statement};
use payments::Moment;

/// How far; nothing where none has been followed yet.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn up_to(db: &dyn Db, provider: &str) -> Result<Option<String>, DbError> {
    let sql = "select reached from followed where provider = $1";
    let rows = db.batch(vec![Statement::new(sql, vec![provider.into()])]).await?.remove(0);
    rows.first().map(|row| row.text("reached").map(str::to_owned)).transpose()
}

/// Notes how far, in one batch with what those events lead to.
pub fn now_up_to(provider: &str, reached: &str, now: Moment) -> Statement {
    let sql = "insert into followed (provider, reached, at) values ($1, $2, $3) \
               on conflict (provider) do update set reached = $2, at = $3";
    Statement::new(sql, vec![provider.into(), reached.into(), now.into()])
}
