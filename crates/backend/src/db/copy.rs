//! A whole SQLite db into an empty Postgres, table by table. What was interrupted goes on where it stopped: how far each table
//! has come is written down in the same transaction as its rows.
//!
//! What the rows mean is not known here. Leases are not copied, because whoever held one works elsewhere.

use super::{Db, DbError, Row, Statement, Value};

/// The tables, each after those its rows point to. A test holds them against the db itself.
pub const TABLES: [&str; 20] = [
    "buttons",
    "pictures",
    "assets",
    "tokens",
    "sessions",
    "orders",
    "charges",
    "charge_events",
    "alerts",
    "decisions",
    "idempotency_keys",
    "clabes",
    "deposits",
    "deposit_events",
    "webhook_hints",
    "followed",
    "webhook_endpoints",
    "webhook_events",
    "deliveries",
    "audit",
];

/// How many rows go at once.
const ROWS: i64 = 500;

/// Why it was not done, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is something that was not copied there.
    #[error("the db to copy to is not empty: its table {0} has rows that no copy has written")]
    NotEmpty(&'static str),
    /// Both have been counted, and differ.
    #[error("the copy is not whole: {table} has {there} rows of {here}")]
    NotWhole {
        /// The name of the table.
        table: &'static str,
        /// How many rows it has.
        here: i64,
        /// How many were copied.
        there: i64,
    },
    /// One of the two cannot be used.
    #[error("{0}")]
    Db(#[from] DbError),
}

/// Copies everything, and tells after each step how many rows are there of how many. Gives the number of all rows.
///
/// # Errors
///
/// [`CopyError::NotEmpty`] where the other db holds rows that no copy wrote, [`CopyError::NotWhole`] where a count differs
/// afterwards, and [`CopyError::Db`] where one of the two cannot be used. Calling it again goes on where it stopped.
pub async fn copy(from: &dyn Db, to: &dyn Db, mut told: impl FnMut(i64, i64)) -> Result<i64, CopyError> {
    let mut all = 0;
    for table in TABLES {
        all += count(from, table).await?;
    }
    begin(to).await?;
    let mut done = 0;
    for table in TABLES {
        let mut position = position(to, table).await?;
        done += count(to, table).await?;
        told(done, all);
        loop {
            let sql = kept(format!("select rowid as copied_row, * from {table} where rowid > $1 order by rowid limit $2"));
            let rows = from.batch(vec![Statement::new(sql, vec![position.into(), ROWS.into()])]).await?.remove(0);
            let Some(last) = rows.last() else { break };
            position = last.integer("copied_row")?;
            let sql = insert(table, last);
            let mut statements: Vec<_> = rows.iter().map(|row| Statement::new(sql, row.values[1..].to_vec())).collect();
            statements.push(reached(table, position));
            to.batch(statements).await?;
            done += i64::try_from(rows.len()).unwrap_or_default();
            told(done, all);
        }
    }
    for table in TABLES {
        let (here, there) = (count(from, table).await?, count(to, table).await?);
        if here != there {
            return Err(CopyError::NotWhole { table, here, there });
        }
    }
    to.batch(vec![Statement::new("drop table copying", vec![])]).await?;
    Ok(all)
}

/// Whether this Postgres is a copy that was not finished: who works on it would miss what has not arrived, and then be in its way.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn is_unfinished(db: &dyn Db) -> Result<bool, DbError> {
    let sql = "select count(*) as notes from information_schema.tables where table_schema = current_schema() and table_name = 'copying'";
    Ok(db.batch(vec![Statement::new(sql, vec![])]).await?[0][0].integer("notes")? > 0)
}

/// Makes the note of how far each table has come, unless it is there: then an earlier copy goes on.
async fn begin(to: &dyn Db) -> Result<(), CopyError> {
    let sql = "create table if not exists copying (name text primary key, position bigint not null)";
    to.batch(vec![Statement::new(sql, vec![])]).await?;
    let goes_on = count(to, "copying").await? > 0;
    for table in TABLES {
        if count(to, table).await? > 0 && position(to, table).await? == 0 {
            if !goes_on {
                to.batch(vec![Statement::new("drop table copying", vec![])]).await?;
            }
            return Err(CopyError::NotEmpty(table));
        }
    }
    Ok(())
}

/// The row of the other db up to which this table has been copied; nought where nothing has.
async fn position(to: &dyn Db, table: &'static str) -> Result<i64, DbError> {
    let sql = "select coalesce(max(position), 0) as position from copying where name = $1";
    to.batch(vec![Statement::new(sql, vec![table.into()])]).await?[0][0].integer("position")
}

fn reached(table: &'static str, position: i64) -> Statement {
    let sql = "insert into copying (name, position) values ($1, $2) on conflict (name) do update set position = $2";
    Statement::new(sql, vec![table.into(), position.into()])
}

async fn count(db: &dyn Db, table: &str) -> Result<i64, DbError> {
    let sql = kept(format!("select count(*) as rows from {table}"));
    db.batch(vec![Statement::new(sql, Vec::<Value>::new())]).await?[0][0].integer("rows")
}

/// Writes a row of these columns, but for the first, which is the number of the row.
fn insert(table: &str, row: &Row) -> &'static str {
    let names = row.columns[1..].join(", ");
    let places: Vec<_> = (1..row.columns.len()).map(|place| format!("${place}")).collect();
    kept(format!("insert into {table} ({names}) values ({})", places.join(", ")))
}

/// Statements live as long as the program, because it is meant to have few; here there are three of each table.
fn kept(sql: String) -> &'static str {
    use std::collections::BTreeSet;
    use std::sync::{Mutex, PoisonError};
    static KEPT: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut all = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    match all.get(sql.as_str()) {
        Some(known) => known,
        None => {
            let sql = Box::leak(sql.into_boxed_str());
            all.insert(sql);
            sql
        }
    }
}
