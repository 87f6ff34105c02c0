//! Rows that this version cannot read: a word, a currency or an emptiness that a newer copy wrote, or nobody should have. Each is left
//! out alone, is told of once, and is counted for as long as it is met, so that one row stops nothing but itself.
//!
//! What is left out of a list is never taken for absent: an order with a charge that cannot be read is not shown without it,
//! because its money would be wrong.

use super::alerts::{AlertKind, NewAlert};
use super::{Db, DbError, Row, Rows};
use crate::base::clock::Clock;
use payments::Moment;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// For how long a row counts after it was met last.
const MET: Duration = Duration::from_secs(60 * 60);

/// How many are remembered: beyond them they are left out without being counted.
const MOST: usize = 10_000;

/// Those of one db.
pub struct Unreadable {
    met: Mutex<HashMap<String, Duration>>,
    clock: Arc<dyn Clock>,
}

impl Unreadable {
    /// None has been met yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { met: Mutex::default(), clock }
    }

    /// Notes a row, by its table and its id; true where it is new. The operator is told of it once.
    pub fn note(&self, table: &'static str, id: &str, error: &DbError) -> bool {
        let mut met = self.met();
        if met.len() >= MOST {
            return false;
        }
        let new = met.insert(format!("{table} {id}"), self.clock.running()).is_none();
        drop(met);
        if new {
            let id = crate::base::id::shortened(id);
            tracing::error!(table, id, %error, "a row cannot be read by this version: it is left out");
        }
        new
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        let mut met = self.met();
        let running = self.clock.running();
        met.retain(|_, at| running.saturating_sub(*at) < MET);
        met.len()
    }

    fn met(&self) -> MutexGuard<'_, HashMap<String, Duration>> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What can be read of the rows of a list.
pub(super) fn readable<T>(db: &dyn Db, table: &'static str, rows: &Rows, read: impl Fn(&Row) -> Result<T, DbError>) -> Vec<T> {
    rows.iter().filter_map(|row| kept(db, table, row.text("id").unwrap_or("?"), read(row))).collect()
}

/// What was read, where it could be; else it is noted under that id.
pub(super) fn kept<T>(db: &dyn Db, table: &'static str, id: &str, read: Result<T, DbError>) -> Option<T> {
    let error = match read {
        Ok(read) => return Some(read),
        Err(error) => error,
    };
    is_news(db, table, id, &error);
    None
}

/// Notes one that was met by itself; true where it is new.
pub fn is_news(db: &dyn Db, table: &'static str, id: &str, error: &DbError) -> bool {
    db.unreadable().is_some_and(|unreadable| unreadable.note(table, id, error))
}

/// What a person is told of one: an order, or a charge of it.
pub fn alert(order_id: &str, charge_id: Option<&str>, error: &DbError, at: Moment) -> NewAlert {
    NewAlert {
        order_id: order_id.to_owned(),
        charge_id: charge_id.map(str::to_owned),
        provider: None,
        kind: AlertKind::UnreadableRow,
        asked: String::new(),
        said: error.to_string().chars().take(200).collect(),
        paid: None,
        at,
    }
}

/// Where a list goes on: when its last row was made, and its id.
pub(super) fn place(rows: &Rows) -> Option<(i64, String)> {
    let last = rows.last()?;
    Some((last.integer("created_at").ok()?, last.text("id").ok()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::ManualClock;

    #[test]
    fn a_row_is_told_of_once_and_counted() {
        let (unreadable, error) = (
            Unreadable::new(Arc::new(ManualClock::at(Moment::from_seconds(0)))),
            DbError::Disagreement("column state is a word".to_owned()),
        );
        assert!(unreadable.note("charges", "chg_1", &error) && !unreadable.note("charges", "chg_1", &error));
        assert!(unreadable.note("orders", "chg_1", &error));
        assert_eq!(unreadable.count(), 2);
    }
}
