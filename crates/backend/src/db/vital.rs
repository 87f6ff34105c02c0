//! Whether the db works, and what waits in it. What is done about it is not known here.

use super::{Db, DbError, Statement, alerts, leases};
use payments::Moment;

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Deliveries to shops that have not arrived.
    pub deliveries: i64,
    /// When the oldest of them was written down.
    pub oldest_delivery: Option<Moment>,
    /// Orders with changes that are no webhook events yet.
    pub untold: i64,
    /// Charges that are still asked about.
    pub charges: i64,
    /// When the next one was, or is, to be asked about.
    pub next_look: Option<Moment>,
    /// Orders that wait for a person.
    pub needing: i64,
    /// Since when the longest of them does.
    pub oldest_needing: Option<Moment>,
}

/// Looks what waits.
pub async fn waiting(db: &dyn Db) -> Result<Waiting, DbError> {
    let deliveries = "select count(*) as many, min(created_at) as oldest from deliveries where state = 'waiting'";
    let untold = "select count(*) as many from orders where version > told";
    let charges = "select count(*) as many, min(look_at) as oldest from charges where look_at is not null";
    let mut statements = [deliveries, untold, charges].map(|sql| Statement::new(sql, vec![])).to_vec();
    statements.push(alerts::counting());
    let rows: Vec<_> = db.batch(statements).await?.into_iter().flatten().collect();
    let [deliveries, untold, charges, needing] = rows.as_slice() else {
        return Err(DbError::Disagreement("a count is one row".to_owned()));
    };
    Ok(Waiting {
        deliveries: deliveries.integer("many")?,
        oldest_delivery: deliveries.maybe_moment("oldest")?,
        untold: untold.integer("many")?,
        charges: charges.integer("many")?,
        next_look: charges.maybe_moment("oldest")?,
        needing: needing.integer("many")?,
        oldest_needing: needing.maybe_moment("oldest")?,
    })
}

/// Writes something harmless and waits until it is safe on disk, as every charge must be before a customer sees it.
pub async fn takes_writes(db: &dyn Db, now: Moment) -> Result<(), DbError> {
    leases::hold(db, "readiness", "anybody", now, 0).await.map(drop)
}
