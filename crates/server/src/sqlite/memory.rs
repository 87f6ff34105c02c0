//! SQLite in memory, on the thread of whoever asks: the same SQL with the limits of an edge engine, and no disk to wait for.
//!
//! For whoever plays the backend's whole life through (`crates/simulator`). What is not on a disk is gone with the program, so no
//! merchant is offered it.

use super::{Answer, EDGE, Names, explain, migrate, read_all, run_all};
use crate::clock::SystemClock;
use backend::db::unreadable::Unreadable;
use backend::db::{BatchFuture, Db, DbError, Statement};
use rusqlite::{Connection, TransactionBehavior};
use std::sync::{Arc, Mutex, PoisonError};

/// A db in memory: each batch is done before [`Db::batch`] returns its future.
pub struct InMemory {
    held: Mutex<(Connection, Names)>,
    unreadable: Unreadable,
}

impl InMemory {
    /// An empty one, with all tables.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where there is no memory for it.
    pub fn open() -> Result<Self, DbError> {
        let mut connection = Connection::open_in_memory().map_err(explain)?;
        super::prepare(&connection)?;
        // All statements there are, for all work is done by this one.
        connection.set_prepared_statement_cache_capacity(512);
        for (limit, most) in EDGE {
            connection.set_limit(limit, most).map_err(explain)?;
        }
        migrate(&mut connection)?;
        Ok(Self { held: Mutex::new((connection, Names::new())), unreadable: Unreadable::new(Arc::new(SystemClock)) })
    }

    /// Runs the statements now, all or none.
    ///
    /// # Errors
    ///
    /// As [`Db::batch`].
    pub fn run(&self, statements: &[Statement]) -> Answer {
        backend::db::keepable(statements)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (connection, names) = &mut *held;
        if statements.iter().all(Statement::reads) {
            return read_all(connection, statements, names);
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(explain)?;
        let rows = run_all(&transaction, statements, names)?;
        transaction.commit().map_err(explain)?;
        Ok(rows)
    }
}

impl Db for InMemory {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        Box::pin(std::future::ready(self.run(&statements)))
    }

    fn unreadable(&self) -> Option<&Unreadable> {
        Some(&self.unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_all_or_nothing() {
        let db = InMemory::open().unwrap();
        let lease = |name: &'static str| {
            Statement::new("insert into leases (name, holder, until) values ($1, 'us', 1)", vec![name.into()])
        };
        db.run(&[lease("first")]).unwrap();
        assert!(matches!(db.run(&[lease("second"), lease("first")]), Err(DbError::Conflict(_))));
        let rows = db.run(&[Statement::new("select name from leases", vec![])]).unwrap().remove(0);
        assert_eq!(rows.iter().map(|row| row.text("name").unwrap()).collect::<Vec<_>>(), ["first"]);
    }
}
