//! The time of the db: by it copies of the backend agree who holds a lease or a claim, and until when, however far their own
//! clocks are apart.
//!
//! A db on a machine of its own is asked, now and then; between two questions it is how long this process has been running
//! that counts, so that a wall clock that jumps changes nothing. A file has the clock of the machine it is on.

use super::{Db, DbError, Statement};
use crate::base::clock::Clock;
use payments::Moment;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// For how long an answer is good.
const GOOD_FOR: Duration = Duration::from_secs(60);

/// The time of a db.
#[derive(Clone)]
pub struct DbTime {
    db: Arc<dyn Db>,
    clock: Arc<dyn Clock>,
    asked: Arc<Mutex<Option<Asked>>>,
}

#[derive(Clone, Copy)]
struct Asked {
    // How long we had been running.
    at: Duration,
    said: Moment,
}

impl DbTime {
    /// The time of a db that has not been asked for it yet.
    pub fn new(db: Arc<dyn Db>, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock, asked: Arc::default() }
    }

    /// The db's time now; our own clock's where the db has none.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db has a clock of its own and cannot be asked.
    pub async fn now(&self) -> Result<Moment, DbError> {
        let Some(sql) = self.db.own_clock() else { return Ok(self.clock.now()) };
        let running = self.clock.running();
        let asked = *self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, age)) =
            asked.map(|asked| (asked, running.saturating_sub(asked.at))).filter(|(_, age)| *age < GOOD_FOR)
        {
            return Ok(asked.said.plus_seconds(i64::try_from(age.as_secs()).unwrap_or_default()));
        }
        let rows = self.db.batch(vec![Statement::new(sql, vec![])]).await?.remove(0);
        let said = rows.first().map(|row| row.moment("now")).transpose()?;
        let said = said.ok_or_else(|| DbError::Disagreement("it does not say what time it is".to_owned()))?;
        let said = self.clock.elsewhere(said);
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Asked { at: running, said });
        Ok(said)
    }

    /// By how many seconds our own clock is ahead of it; negative where it is behind.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db has a clock of its own and cannot be asked.
    pub async fn ahead(&self) -> Result<i64, DbError> {
        Ok(self.clock.now().seconds() - self.now().await?.seconds())
    }
}
