//! A copy of a SQLite db while it is in use, and putting one back. Postgres has its own programs for both.
//!
//! A copy is one moment of the db, in one file without a journal. Before one is put back it is checked from end to end;
//! what was there before is kept beside it.

use backend::db::migrations;
use payments::Moment;
use rusqlite::{Connection, OpenFlags};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// Why it was not done, in a sentence.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// There is something already.
    #[error("{0} is there already: it is not written over")]
    Exists(PathBuf),
    /// A backend works with the db.
    #[error("a backend works with this db: end it first, or wait half a minute where it was killed")]
    InUse,
    /// The copy is no whole db of ours.
    #[error("{0} is no whole db of ours: {1}")]
    NotWhole(PathBuf, String),
    /// What SQLite says it cannot do.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file system cannot.
    #[error("{0}")]
    File(#[from] std::io::Error),
}

/// Copies the db to a new file that only its owner can read, and says how many bytes it has.
///
/// # Errors
///
/// [`BackupError::Exists`] where `to` is there already, [`BackupError::NotWhole`] where what was copied is no whole db, and what
/// SQLite or the file system says.
pub fn backup(db: &Path, to: &Path) -> Result<u64, BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let unfinished = beside(to, ".unfinished");
    let _ = fs::remove_file(&unfinished);
    new_private_file(&unfinished)?;
    let connection = Connection::open_with_flags(db, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.execute("vacuum into ?1", [unfinished.to_string_lossy().as_ref()])?;
    check(&unfinished)?;
    File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, to)?;
    Ok(fs::metadata(to)?.len())
}

/// Puts a copy in the place of the db. What is there now is kept, and its path given, where there is something.
///
/// # Errors
///
/// [`BackupError::NotWhole`] where `from` is no whole db of ours, [`BackupError::InUse`] where a backend works with `db`,
/// [`BackupError::Exists`] where the path to keep it at is taken, and what SQLite or the file system says.
pub fn restore(from: &Path, db: &Path, now: Moment) -> Result<Option<PathBuf>, BackupError> {
    check(from)?;
    let kept = beside(db, &format!(".before-{}", now.seconds()));
    if db.exists() {
        if in_use(db, now)? {
            return Err(BackupError::InUse);
        }
        if kept.exists() {
            return Err(BackupError::Exists(kept));
        }
    }
    let unfinished = beside(db, ".unfinished");
    let _ = fs::remove_file(&unfinished);
    new_private_file(&unfinished)?;
    fs::copy(from, &unfinished)?;
    File::open(&unfinished)?.sync_all()?;
    let was_there = db.exists();
    if was_there {
        // Its journal belongs to it: without it, its last changes would be lost; with it, the copy would be spoiled.
        for end in ["-wal", "-shm"] {
            let journal = beside(db, end);
            if journal.exists() {
                fs::rename(&journal, beside(&kept, end))?;
            }
        }
        fs::rename(db, &kept)?;
    }
    fs::rename(&unfinished, db)?;
    Ok(was_there.then_some(kept))
}

/// Whether a file is a whole db of ours, and not one that needs a later program.
///
/// # Errors
///
/// [`BackupError::NotWhole`], with the reason.
pub fn check(path: &Path) -> Result<i64, BackupError> {
    let not_whole = |why: String| BackupError::NotWhole(path.to_owned(), why);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| not_whole(error.to_string()))?;
    let said: String = connection
        .query_row("pragma integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| not_whole(error.to_string()))?;
    if said != "ok" {
        return Err(not_whole(said));
    }
    let version: i64 = connection
        .query_row(migrations::NEWEST, [], |row| row.get(0))
        .map_err(|_| not_whole("it has not the tables of this program".to_owned()))?;
    if version > migrations::newest() {
        let needed =
            connection.query_row(migrations::NEEDED, [], |row| row.get(0)).map_err(|error| not_whole(error.to_string()))?;
        migrations::may_run(version, needed).map_err(|error| not_whole(error.to_string()))?;
    }
    Ok(version)
}

/// Whether somebody holds a lease in it: every running backend holds some.
///
/// # Errors
///
/// [`BackupError::Sqlite`] where the file cannot be opened.
pub fn in_use(db: &Path, now: Moment) -> Result<bool, BackupError> {
    let connection = Connection::open_with_flags(db, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // One that ends long after now was taken while a clock was wrong (`leases.rs`).
    let sql = "select count(*) from leases where until > ?1 and until <= ?2 and name <> 'readiness'";
    Ok(connection.query_row(sql, [now.seconds(), now.seconds() + 120], |row| row.get::<_, i64>(0)).is_ok_and(|held| held > 0))
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// A db holds names, addresses and the secrets webhooks are signed with.
fn new_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
