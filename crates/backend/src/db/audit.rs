//! The audit trail in the db: lines are added, and never changed. What is worth a line is not known here.

use super::unreadable::readable;
use super::{Db, DbError, Row, Statement};
use crate::base::id;
use payments::Moment;

/// One line of the audit trail: who did what, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The moment it was done.
    pub at: Moment,
    /// Who: the token's first characters, or `command`.
    pub actor: String,
    /// What: `PATCH /api/v1/orders/{id}`, or `button add`.
    pub action: String,
    /// The ids it was about.
    pub about: String,
    /// What was sent, as JSON, without anything about a person.
    pub detail: String,
    /// The id of the request, where it was one.
    pub request_id: Option<String>,
}

/// Adds a line to the audit trail.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn add(db: &dyn Db, entry: &Entry) -> Result<(), DbError> {
    let sql = "insert into audit (id, at, actor, action, about, detail, request_id) values ($1, $2, $3, $4, $5, $6, $7)";
    let values = vec![
        id::audit().into(),
        entry.at.into(),
        entry.actor.as_str().into(),
        entry.action.as_str().into(),
        entry.about.as_str().into(),
        entry.detail.as_str().into(),
        entry.request_id.clone().into(),
    ];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// The newest lines, newest first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn list(db: &dyn Db, at_most: i64) -> Result<Vec<Entry>, DbError> {
    let statement = Statement::new("select * from audit order by at desc, id desc limit $1", vec![at_most.into()]);
    Ok(readable(db, "audit", &db.batch(vec![statement]).await?.remove(0), read))
}

fn read(row: &Row) -> Result<Entry, DbError> {
    Ok(Entry {
        at: row.moment("at")?,
        actor: row.text("actor")?.to_owned(),
        action: row.text("action")?.to_owned(),
        about: row.text("about")?.to_owned(),
        detail: row.text("detail")?.to_owned(),
        request_id: row.maybe_text("request_id")?.map(str::to_owned),
    })
}
