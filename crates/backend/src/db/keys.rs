//! Idempotency keys in the db: what a request was, what it made, and what it was answered.
//!
//! Nothing here decides what is the same request; that is `idempotency.rs`.

use super::{Db, DbError, Statement};
use payments::Moment;

/// A key that has come before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// SHA-256 of the request it came with.
    pub fingerprint: String,
    /// The id of the order or the charge it made.
    pub about: String,
    /// Status and body of the answer, once there is one.
    pub answer: Option<(u16, String)>,
}

/// Where a key is known: one key of one customer never meets the same key of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The call and what it is about: `charges:ord_...`.
    pub scope: String,
    /// The key itself.
    pub key: String,
}

/// What is remembered of a key.
pub async fn find(db: &dyn Db, place: &Place) -> Result<Option<Remembered>, DbError> {
    let sql = "select fingerprint, about, status, body from idempotency_keys where scope = $1 and key = $2";
    let values = vec![place.scope.as_str().into(), place.key.as_str().into()];
    let rows = db.batch(vec![Statement::new(sql, values)]).await?.remove(0);
    let Some(row) = rows.first() else { return Ok(None) };
    let answer = match (row.maybe_integer("status")?, row.maybe_text("body")?) {
        (Some(status), Some(body)) => Some((u16::try_from(status).unwrap_or(500), body.to_owned())),
        (_, _) => None,
    };
    Ok(Some(Remembered { fingerprint: row.text("fingerprint")?.to_owned(), about: row.text("about")?.to_owned(), answer }))
}

/// Remembers a new key; a conflict where it is known already.
pub fn remember(place: &Place, remembered: &Remembered, now: Moment) -> Statement {
    let sql = "insert into idempotency_keys (scope, key, fingerprint, about, status, body, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7)";
    let (status, body) = remembered.answer.clone().unzip();
    let values = vec![
        place.scope.as_str().into(),
        place.key.as_str().into(),
        remembered.fingerprint.as_str().into(),
        remembered.about.as_str().into(),
        status.map(i64::from).into(),
        body.into(),
        now.into(),
    ];
    Statement::new(sql, values)
}

/// Lets a known, unanswered key stand for another charge.
pub fn point_at(place: &Place, about: &str) -> Statement {
    let sql = "update idempotency_keys set about = $1 where scope = $2 and key = $3 and status is null";
    Statement::new(sql, vec![about.into(), place.scope.as_str().into(), place.key.as_str().into()])
}

/// Writes what a key is answered, now and every time it comes again.
pub fn answer(place: &Place, status: u16, body: &str) -> Statement {
    let sql = "update idempotency_keys set status = $1, body = $2 where scope = $3 and key = $4 and status is null";
    let values = vec![i64::from(status).into(), body.into(), place.scope.as_str().into(), place.key.as_str().into()];
    Statement::new(sql, values)
}
