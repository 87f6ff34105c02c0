//! Merchants' tokens in the db: only their hashes, so that a stolen db opens nothing. What a token lets in is not
//! known here.

use super::unreadable::readable;
use super::{Db, DbError, Row, Statement};
use payments::Moment;

/// A token, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its first characters, to name it by.
    pub id: String,
    /// What the merchant calls it.
    pub name: String,
    /// SHA-256 of the whole token, hexadecimal.
    pub hash: String,
    /// When it was made.
    pub created_at: Moment,
    /// When it stopped opening anything.
    pub retired_at: Option<Moment>,
}

/// Keeps a new token.
pub async fn add(db: &dyn Db, token: &Token) -> Result<(), DbError> {
    let sql = "insert into tokens (id, name, hash, created_at, retired_at) values ($1, $2, $3, $4, $5)";
    let values = vec![
        token.id.as_str().into(),
        token.name.as_str().into(),
        token.hash.as_str().into(),
        token.created_at.into(),
        token.retired_at.into(),
    ];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// The token of that id.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<Token>, DbError> {
    let rows = db.batch(vec![Statement::new("select * from tokens where id = $1", vec![id.into()])]).await?.remove(0);
    rows.first().map(read).transpose()
}

/// Every token, newest first.
pub async fn list(db: &dyn Db) -> Result<Vec<Token>, DbError> {
    let statement = Statement::new("select * from tokens order by created_at desc, id", vec![]);
    Ok(readable(db, "tokens", &db.batch(vec![statement]).await?.remove(0), read))
}

/// Makes a token open nothing from now on.
pub async fn retire(db: &dyn Db, id: &str, now: Moment) -> Result<(), DbError> {
    let sql = "update tokens set retired_at = $1 where id = $2 and retired_at is null";
    db.batch(vec![Statement::new(sql, vec![now.into(), id.into()])]).await.map(drop)
}

fn read(row: &Row) -> Result<Token, DbError> {
    Ok(Token {
        id: row.text("id")?.to_owned(),
        name: row.text("name")?.to_owned(),
        hash: row.text("hash")?.to_owned(),
        created_at: row.moment("created_at")?,
        retired_at: row.maybe_moment("retired_at")?,
    })
}
