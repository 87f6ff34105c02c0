//! Whether the db works, and what waits in it. What is done about it is not known here.

use super::{Db, DbError, Statement, alerts, leases};
use payments::Moment;

/// The backlog: how much waits to be done, and since when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Deliveries to shops that have not arrived.
    pub deliveries: i64,
    /// When the oldest of them was written down.
    pub oldest_delivery: Option<Moment>,
    /// Orders with changes that are no webhook events yet.
    pub unpublished: i64,
    /// Charges that are still asked about.
    pub charges: i64,
    /// When the next one was, or is, to be asked about.
    pub next_poll: Option<Moment>,
    /// Orders that wait for a person.
    pub needing: i64,
    /// Since when the longest of them does.
    pub oldest_needing: Option<Moment>,
}

/// Counts the backlog.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn waiting(db: &dyn Db) -> Result<Waiting, DbError> {
    let deliveries = "select count(*) as many, min(created_at) as oldest from deliveries where state = 'waiting'";
    let unpublished = "select count(*) as many from orders where version > told";
    let charges = "select count(*) as many, min(look_at) as oldest from charges where look_at is not null";
    let mut statements = [deliveries, unpublished, charges].map(|sql| Statement::new(sql, vec![])).to_vec();
    statements.push(alerts::counting());
    let rows: Vec<_> = db.batch(statements).await?.into_iter().flatten().collect();
    let [deliveries, unpublished, charges, needing] = rows.as_slice() else {
        return Err(DbError::Disagreement("a count is one row".to_owned()));
    };
    Ok(Waiting {
        deliveries: deliveries.integer("many")?,
        oldest_delivery: deliveries.maybe_moment("oldest")?,
        unpublished: unpublished.integer("many")?,
        charges: charges.integer("many")?,
        next_poll: charges.maybe_moment("oldest")?,
        needing: needing.integer("many")?,
        oldest_needing: needing.maybe_moment("oldest")?,
    })
}

/// When a provider is next to be asked about something. It may have passed; `None` where nothing waits. Whoever has no loops, and is
/// woken by an alarm, sets it to this and to [`next_to_tell`].
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used.
pub async fn next_to_ask(db: &dyn Db) -> Result<Option<Moment>, DbError> {
    let charges = "select min(look_at) as due from charges where look_at is not null";
    let deposits = "select min(look_at) as due from deposits where look_at is not null";
    let hints = "select min(look_at) as due from webhook_hints";
    let rows = db.batch([charges, deposits, hints].map(|sql| Statement::new(sql, vec![])).to_vec()).await?;
    let due = rows.iter().flatten().map(|row| row.maybe_moment("due")).collect::<Result<Vec<_>, _>>()?;
    Ok(due.into_iter().flatten().min())
}

/// When a shop is next to be told of something: `now` where changes are no webhook events yet.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used.
pub async fn next_to_tell(db: &dyn Db, now: Moment) -> Result<Option<Moment>, DbError> {
    let deliveries = "select min(next_at) as due from deliveries where state = 'waiting'";
    let unpublished = "select count(*) as many from (select id from orders where version > told limit 1) some_order";
    let sql = [deliveries, unpublished];
    let rows: Vec<_> = db.batch(sql.map(|sql| Statement::new(sql, vec![])).to_vec()).await?.into_iter().flatten().collect();
    let [deliveries, unpublished] = rows.as_slice() else {
        return Err(DbError::Disagreement("a least is one row".to_owned()));
    };
    let waiting = (unpublished.integer("many")? > 0).then_some(now);
    Ok(deliveries.maybe_moment("due")?.into_iter().chain(waiting).min())
}

/// Writes something harmless and waits until it is safe on disk, as every charge must be before a customer sees it.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db takes no writes: read-only, full, locked or gone.
pub async fn takes_writes(db: &dyn Db, now: Moment) -> Result<(), DbError> {
    leases::hold(db, "readiness", "anybody", now, 0).await.map(drop)
}
