//! SQLite: one thread that writes, a few that read, and group commit between many writers and one disk.
//!
//! The writer takes every batch that waits into one SQLite transaction, each in a savepoint of its own, so that each
//! is all-or-nothing by itself; it answers only after the commit, with `synchronous=FULL`, so that an answered batch
//! survives a pulled plug. Readers see the last commit (WAL). It knows SQL's errors, and not one table of ours.

pub mod alone;
pub mod memory;
pub mod purge;
mod queue;

use crate::clock::SystemClock;
use backend::db::migrations;
use backend::db::unreadable::Unreadable;
use backend::db::{BatchFuture, Db, DbError, Row, Rows, Statement, Value};
use queue::Queue;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, params_from_iter};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// How many batches one commit may carry: enough to share a disk's slowness, few enough to answer soon.
const GROUP: usize = 256;

/// How many threads read.
const READERS: usize = 3;

/// What an edge engine allows a statement: compound terms, bytes of a LIKE pattern, placeholders.
const EDGE: [(Limit, i32); 3] = [
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
];

/// How long a batch may take with all its waiting, before whoever asked is told to try again: longer than a lock is waited for.
const BATCH_TIMEOUT: Duration = Duration::from_secs(10);

/// How many pages are written before they are carried from the log into the db: 16 MB. What many batches change, as the ends of
/// the indexes, is carried once for all of them.
const CHECKPOINT: i64 = 4000;

type Answer = Result<Vec<Rows>, DbError>;

/// The names of the columns of each statement that was run: they are the same each time.
type Names = HashMap<&'static str, Arc<[String]>>;

struct Job {
    statements: Vec<Statement>,
    answer: oneshot::Sender<Answer>,
}

/// An open SQLite file.
pub struct Sqlite {
    writes: Option<Sender<Job>>,
    reads: Arc<Queue>,
    threads: Vec<JoinHandle<()>>,
    unreadable: Unreadable,
}

impl Sqlite {
    /// Opens the file of `sqlite:PATH`, makes it where it is not there, and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the file cannot be opened or made, or its tables need a later program.
    pub fn open(path: &Path) -> Result<Self, DbError> {
        make_private(path)?;
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        writer.pragma_update(None, "journal_mode", "WAL").map_err(explain)?;
        writer.pragma_update(None, "synchronous", "FULL").map_err(explain)?;
        // What a savepoint would have to undo is kept in memory: as it comes, a group of a few batches writes it to a file.
        writer.pragma_update(None, "temp_store", "MEMORY").map_err(explain)?;
        writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT).map_err(explain)?;
        // What is deleted or written over is gone from the file, too: who is forgotten must not be found in it.
        writer.pragma_update(None, "secure_delete", true).map_err(explain)?;
        migrate(&mut writer)?;

        let (writes, waiting) = channel();
        let threads = vec![spawn("db writer", move || write_forever(&mut writer, &waiting))?];
        let mut db =
            Self { writes: Some(writes), reads: Arc::default(), threads, unreadable: Unreadable::new(Arc::new(SystemClock)) };
        for _ in 0..READERS {
            let waiting = Arc::clone(&db.reads);
            let reader = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            db.threads.push(spawn("db reader", move || read_forever(&reader, &waiting))?);
        }
        Ok(db)
    }

    async fn run(&self, statements: Vec<Statement>) -> Answer {
        backend::db::keepable(&statements)?;
        let closed = || DbError::Unusable("it is closed".to_owned());
        let reads = statements.iter().all(Statement::reads);
        let (answer, answered) = oneshot::channel();
        let job = Job { statements, answer };
        match reads {
            true => self.reads.put(job),
            false => self.writes.as_ref().ok_or_else(closed)?.send(job).map_err(|_| closed())?,
        }
        // Whoever waits is told in time; what has not been begun by then is not begun any more.
        match tokio::time::timeout(BATCH_TIMEOUT, answered).await {
            Ok(answer) => answer.map_err(|_| closed())?,
            Err(_) => Err(DbError::Unusable("it takes too long".to_owned())),
        }
    }
}

impl Db for Sqlite {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        Box::pin(self.run(statements))
    }

    fn unreadable(&self) -> Option<&Unreadable> {
        Some(&self.unreadable)
    }
}

impl Drop for Sqlite {
    /// Finishes what waits, and closes the file.
    fn drop(&mut self) {
        self.writes = None;
        self.reads.close();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// The path in `sqlite:PATH`; a bare path is one too. `None` for another database's URL.
pub fn path_of(database_url: &str) -> Option<PathBuf> {
    match database_url.strip_prefix("sqlite:") {
        Some(path) => Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path))),
        None => (!database_url.contains("://")).then(|| PathBuf::from(database_url)),
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, DbError> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|error| DbError::Unusable(error.to_string()))
}

/// A new file is its owner's alone: it holds names, addresses and the secrets webhooks are signed with.
fn make_private(path: &Path) -> Result<(), DbError> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(DbError::Unusable(format!("{}: {error}", path.display()))),
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, DbError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(explain)?;
    connection.busy_timeout(Duration::from_secs(5)).map_err(explain)?;
    prepare(&connection)?;
    // Tests meet the limits of an edge engine's SQLite, so that no statement grows beyond them unseen.
    if cfg!(debug_assertions) {
        for (limit, most) in EDGE {
            connection.set_limit(limit, most).map_err(explain)?;
        }
    }
    Ok(connection)
}

/// What every connection is told.
fn prepare(connection: &Connection) -> Result<(), DbError> {
    connection.pragma_update(None, "foreign_keys", true).map_err(explain)?;
    // A plan does not hang on the values: without this, SQLite as it is bundled (with STAT4) plans a prepared statement anew
    // each time another value is bound to what it compares with an indexed column, which costs more than running it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(explain)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<(), DbError> {
    connection.execute_batch(migrations::VERSIONS).map_err(explain)?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)?;
    let version: i64 = transaction.query_row(migrations::NEWEST, [], |row| row.get(0)).map_err(explain)?;
    if version > migrations::newest() {
        migrations::may_run(version, transaction.query_row(migrations::NEEDED, [], |row| row.get(0)).map_err(explain)?)?;
    }
    for (number, sql) in migrations::missing(version) {
        transaction.execute_batch(sql).map_err(explain)?;
        transaction.execute(migrations::DONE, [number]).map_err(explain)?;
    }
    transaction.commit().map_err(explain)
}

fn write_forever(connection: &mut Connection, waiting: &Receiver<Job>) {
    let mut names = Names::new();
    while let Ok(first) = waiting.recv() {
        let group = std::iter::once(first).chain(waiting.try_iter().take(GROUP - 1));
        // Who has gone was told that it was not done.
        let group: Vec<Job> = group.filter(|job| !job.answer.is_closed()).collect();
        let results = write_group(connection, &group, &mut names);
        for (at, job) in group.into_iter().enumerate() {
            let result = match &results {
                Ok(results) => results[at].clone(),
                Err(error) => Err(error.clone()),
            };
            // Whoever asked may be gone; what they asked for is done all the same.
            let _ = job.answer.send(result);
        }
    }
}

fn write_group(connection: &mut Connection, group: &[Job], names: &mut Names) -> Result<Vec<Answer>, DbError> {
    let mut transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(explain)?;
    let mut results = Vec::with_capacity(group.len());
    for job in group {
        let savepoint = transaction.savepoint().map_err(explain)?;
        let result = run_all(&savepoint, &job.statements, names);
        match result {
            Ok(_) => savepoint.commit().map_err(explain)?,
            // Dropped without a commit, a savepoint is rolled back.
            Err(_) => drop(savepoint),
        }
        results.push(result);
    }
    transaction.commit().map_err(explain)?;
    Ok(results)
}

fn read_forever(connection: &Connection, waiting: &Queue) {
    let mut names = Names::new();
    while let Some(job) = waiting.take() {
        if !job.answer.is_closed() {
            let _ = job.answer.send(read_all(connection, &job.statements, &mut names));
        }
    }
}

/// Several reads see one moment of the db.
fn read_all(connection: &Connection, statements: &[Statement], names: &mut Names) -> Answer {
    if statements.len() == 1 {
        return run_all(connection, statements, names);
    }
    // Not rusqlite's own transaction, which has both of these read and planned anew each time.
    let step = |sql: &str| connection.prepare_cached(sql).and_then(|mut step| step.execute([])).map_err(explain);
    step("begin")?;
    let answer = run_all(connection, statements, names);
    step("commit")?;
    answer
}

fn run_all(connection: &Connection, statements: &[Statement], names: &mut Names) -> Answer {
    statements.iter().map(|statement| run_one(connection, statement, names).map_err(explain)).collect()
}

fn run_one(connection: &Connection, statement: &Statement, names: &mut Names) -> rusqlite::Result<Rows> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    let columns = match names.get(statement.sql) {
        // A newer version of this program may have added a column meanwhile.
        Some(known) if known.len() == prepared.column_count() => Arc::clone(known),
        Some(_) | None => {
            let read: Arc<[String]> = prepared.column_names().map(str::to_owned).collect();
            names.insert(statement.sql, Arc::clone(&read));
            read
        }
    };
    let mut found = prepared.query(params_from_iter(statement.values.iter().map(to_sqlite)))?;
    let mut rows = Rows::new();
    while let Some(row) = found.next()? {
        let values = (0..columns.len()).map(|at| row.get_ref(at).map(from_sqlite)).collect::<rusqlite::Result<_>>()?;
        rows.push(Row::new(Arc::clone(&columns), values));
    }
    Ok(rows)
}

fn to_sqlite(value: &Value) -> rusqlite::types::Value {
    match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Integer(integer) => rusqlite::types::Value::Integer(*integer),
        Value::Text(text) => rusqlite::types::Value::Text(text.clone()),
    }
}

fn from_sqlite(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Text(text) | ValueRef::Blob(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        // No column of ours holds one; as text it is refused by whoever wants a number.
        ValueRef::Real(real) => Value::Text(real.to_string()),
    }
}

fn explain(error: rusqlite::Error) -> DbError {
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) if error.to_string().contains("UNIQUE") => DbError::Conflict(error.to_string()),
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::ReadOnly
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::PermissionDenied
            | ErrorCode::OutOfMemory,
        ) => DbError::Unusable(error.to_string()),
        _ => DbError::Disagreement(error.to_string()),
    }
}
