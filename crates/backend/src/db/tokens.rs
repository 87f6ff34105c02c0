//! Merchants' tokens in the db: only their hashes, so that a stolen db opens nothing. What a token lets in is not
//! known here.

use super::unreadable::readable;
use super::{Db, DbError, Row, Statement};
use crate::base::scope::Scope;
use payments::Moment;

/// A token, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its first characters, to name it by.
    pub id: String,
    /// What the merchant calls it.
    pub name: String,
    /// SHA-256, hexadecimal, as `token.rs` makes it.
    pub hash: String,
    /// The word of what it may do.
    pub scope: String,
    /// From when it opens nothing.
    pub expires_at: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// When it stopped opening anything.
    pub retired_at: Option<Moment>,
}

/// Keeps a new token.
///
/// # Errors
///
/// [`DbError::Conflict`] where the id exists already, and [`DbError::Unusable`] where the db cannot be used.
pub async fn add(db: &dyn Db, token: &Token) -> Result<(), DbError> {
    let sql =
        "insert into tokens (id, name, hash, scope, expires_at, created_at, retired_at) values ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        token.id.as_str().into(),
        token.name.as_str().into(),
        token.hash.as_str().into(),
        token.scope.as_str().into(),
        token.expires_at.into(),
        token.created_at.into(),
        token.retired_at.into(),
    ];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// The token of that id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<Token>, DbError> {
    let rows = db.batch(vec![Statement::new("select * from tokens where id = $1", vec![id.into()])]).await?.remove(0);
    rows.first().map(read).transpose()
}

/// Every token, newest first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn list(db: &dyn Db) -> Result<Vec<Token>, DbError> {
    let statement = Statement::new("select * from tokens order by created_at desc, id", vec![]);
    Ok(readable(db, "tokens", &db.batch(vec![statement]).await?.remove(0), read))
}

/// Makes a token open nothing from now on.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn retire(db: &dyn Db, id: &str, now: Moment) -> Result<(), DbError> {
    let sql = "update tokens set retired_at = $1 where id = $2 and retired_at is null";
    db.batch(vec![Statement::new(sql, vec![now.into(), id.into()])]).await.map(drop)
}

fn read(row: &Row) -> Result<Token, DbError> {
    Ok(Token {
        id: row.text("id")?.to_owned(),
        name: row.text("name")?.to_owned(),
        hash: row.text("hash")?.to_owned(),
        // One of before there were scopes does all.
        scope: row.maybe_text("scope")?.unwrap_or(Scope::All.id()).to_owned(),
        expires_at: row.maybe_moment("expires_at")?,
        created_at: row.moment("created_at")?,
        retired_at: row.maybe_moment("retired_at")?,
    })
}
