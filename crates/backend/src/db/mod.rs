//! The db, behind one verb: a batch of statements goes in, their rows come out, and one call is one transaction.
//!
//! There is no interactive transaction: what must be true of what was read is said in the statements themselves, by
//! inserting first what may exist only once (a charge's next version, an idempotency key). The loser's whole batch
//! is undone and it hears [`DbError::Conflict`]. So one set of SQL serves SQLite, Postgres and an edge runtime.
//!
//! The statements stand by subject in the files below; this file and they know no driver, no provider and no JSON.

pub mod abandoned;
pub mod alerts;
pub mod assets;
pub mod audit;
pub mod backlog;
pub mod buttons;
pub mod charges;
pub mod clabes;
pub mod copy;
pub mod decisions;
pub mod deposits;
pub mod endpoints;
pub mod folded;
pub mod followed;
pub mod hints;
pub mod keys;
pub mod leases;
pub mod listing;
pub mod migrations;
pub mod orders;
pub mod outbox;
pub mod people;
pub mod pictures;
pub mod rearm;
pub mod retention;
pub mod sessions;
pub mod time;
pub mod tokens;
mod traces;
pub mod unreadable;
mod vouchers;

use crate::base::error::WorkError;
use api::Code;
use payments::Moment;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// The future that [`Db::batch`] returns: the rows of each statement, or why none was run.
pub type BatchFuture<'a> = Pin<Box<dyn Future<Output = Result<Vec<Rows>, DbError>> + Send + 'a>>;

/// Where orders are kept.
pub trait Db: Send + Sync {
    /// Runs the statements in order, all or none, and answers with the rows of each once they are safe on disk.
    ///
    /// # Errors
    ///
    /// [`DbError::Conflict`] where a row exists already that may exist only once, [`DbError::Unusable`] where the db cannot be
    /// used, [`DbError::Unkeepable`] where a text holds a NUL, and [`DbError::Disagreement`] where a statement does not fit the
    /// tables. Nothing of the batch is kept then.
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_>;

    /// Where it is noted which rows could not be read; nowhere where it is `None`.
    fn unreadable(&self) -> Option<&unreadable::Unreadable> {
        None
    }

    /// How it is asked what time it is, in a column `now`; nothing where it has no clock but that of this machine.
    fn own_clock(&self) -> Option<&'static str> {
        None
    }
}

/// One statement and what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// SQL that SQLite and Postgres both read, with placeholders `$1`, `$2` ... in order of first use: SQLite and D1
    /// bind them by appearance, and would swap the values of any other order without a word.
    pub sql: &'static str,
    /// What the placeholders stand for.
    pub values: Vec<Value>,
}

impl Statement {
    /// A statement. In builds with debug assertions, wrongly numbered placeholders panic.
    pub fn new(sql: &'static str, values: Vec<Value>) -> Self {
        debug_assert_eq!(placeholders(sql), Some(values.len()), "placeholders of {sql}");
        Self { sql, values }
    }

    /// Whether it changes nothing.
    pub fn reads(&self) -> bool {
        self.sql.trim_start().starts_with("select")
    }
}

/// Refuses a text with a NUL in it, which SQLite would cut off and Postgres refuse; it is kept out at every edge before.
///
/// # Errors
///
/// [`DbError::Unkeepable`] where one of the texts holds a NUL.
pub fn keepable(statements: &[Statement]) -> Result<(), DbError> {
    let holds_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    match statements.iter().flat_map(|statement| &statement.values).any(holds_nul) {
        true => Err(DbError::Unkeepable),
        false => Ok(()),
    }
}

/// How many placeholders a statement has; `None` where they are not numbered in order of first use.
pub fn placeholders(sql: &str) -> Option<usize> {
    let mut highest = 0;
    for after in sql.split('$').skip(1) {
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let number: usize = digits.parse().ok()?;
        match number {
            0 => return None,
            known if known <= highest => {}
            next if next == highest + 1 => highest = next,
            _ => return None,
        }
    }
    Some(highest)
}

/// A value in the db: these three are all we use, and mean the same everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// No value: SQL's `null`.
    Null,
    /// A whole number below 2^53, so that no runtime rounds it.
    Integer(i64),
    /// A text without NUL.
    Text(String),
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Integer(integer)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Integer(i64::from(truth))
    }
}

impl From<Moment> for Value {
    fn from(moment: Moment) -> Self {
        Self::Integer(moment.seconds())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(maybe: Option<T>) -> Self {
        maybe.map_or(Self::Null, Into::into)
    }
}

/// The rows a statement gave.
pub type Rows = Vec<Row>;

/// One row, read by the names of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// A row of these columns.
    pub fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    fn value(&self, name: &str) -> Result<&Value, DbError> {
        let at = self.columns.iter().position(|column| column == name);
        at.and_then(|at| self.values.get(at)).ok_or_else(|| DbError::unreadable(name, "is not in the row"))
    }

    /// The text of a column that always has one.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn text(&self, name: &str) -> Result<&str, DbError> {
        self.maybe_text(name)?.ok_or_else(|| DbError::unreadable(name, "is empty"))
    }

    /// The text of a column, where it has one.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn maybe_text(&self, name: &str) -> Result<Option<&str>, DbError> {
        match self.value(name)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            Value::Integer(_) => Err(DbError::unreadable(name, "is a number")),
        }
    }

    /// The number of a column that always has one.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn integer(&self, name: &str) -> Result<i64, DbError> {
        self.maybe_integer(name)?.ok_or_else(|| DbError::unreadable(name, "is empty"))
    }

    /// The number of a column, where it has one.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn maybe_integer(&self, name: &str) -> Result<Option<i64>, DbError> {
        match self.value(name)? {
            Value::Null => Ok(None),
            Value::Integer(integer) => Ok(Some(*integer)),
            Value::Text(_) => Err(DbError::unreadable(name, "is a text")),
        }
    }

    /// The moment of a column, where it has one.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn maybe_moment(&self, name: &str) -> Result<Option<Moment>, DbError> {
        Ok(self.maybe_integer(name)?.map(Moment::from_seconds))
    }

    /// The moment of a column that always has one.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn moment(&self, name: &str) -> Result<Moment, DbError> {
        self.integer(name).map(Moment::from_seconds)
    }

    /// The same where the column may be empty.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn maybe_money(&self, amount: &str, currency: &str) -> Result<Option<payments::Money>, DbError> {
        Ok(if self.maybe_integer(amount)?.is_some() { Some(self.money(amount, currency)?) } else { None })
    }

    /// The text of a column in another form, by a reader that may not know it.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the column is missing or empty, or `reader` does not know its text.
    pub fn read<T>(&self, name: &str, reader: impl Fn(&str) -> Option<T>) -> Result<T, DbError> {
        reader(self.text(name)?).ok_or_else(|| DbError::unreadable(name, "is a word we do not know"))
    }

    /// The two columns of an amount.
    ///
    /// # Errors
    ///
    /// [`DbError::Disagreement`] where the row has no such column, or the column holds something else than this.
    pub fn money(&self, amount: &str, currency: &str) -> Result<payments::Money, DbError> {
        Ok(payments::Money::new(self.integer(amount)?, self.read(currency, |code| code.parse().ok())?))
    }
}

/// Why the db did not do it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// Something that may exist only once exists already: another was first. Read again.
    #[error("another was first: {0}")]
    Conflict(String),
    /// The db cannot be used now: full, locked, gone.
    #[error("the db cannot be used: {0}")]
    Unusable(String),
    /// What was to be kept or asked for holds a character that no text in a db may have.
    #[error("a text holds a NUL")]
    Unkeepable,
    /// A statement or a row is not what this program expects: a fault of ours.
    #[error("the db and this program disagree: {0}")]
    Disagreement(String),
}

impl DbError {
    fn unreadable(column: &str, what: &str) -> Self {
        Self::Disagreement(format!("column {column} {what}"))
    }
}

impl From<DbError> for WorkError {
    fn from(error: DbError) -> Self {
        let code = match &error {
            DbError::Unkeepable => {
                return WorkError::from(Code::InvalidFields).with_detail("a text holds a NUL character").because(error);
            }
            // Another copy of this backend is at the same thing: the same request, sent again, finds what it made.
            DbError::Unusable(_) | DbError::Conflict(_) => Code::Unavailable,
            DbError::Disagreement(_) => Code::Internal,
        };
        WorkError::from(code).because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: Option<usize>) {
        assert_eq!(placeholders(sql), expected, "{sql}");
    }

    #[test]
    fn placeholders_are_numbered_in_order_of_first_use() {
        check("select 1", Some(0));
        check("select $1, $2, $1, $3", Some(3));
        check("select $2, $1", None);
        check("select $1, $3", None);
        check("select $0", None);
        check("select $name", None);
    }
}
