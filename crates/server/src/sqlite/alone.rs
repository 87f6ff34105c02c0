//! Alone: one backend serves a SQLite file, and a second one says so and ends.
//!
//! Two would each believe that nobody else sends what is due. The claim is a lock of the operating system on a file beside the db,
//! which ends with the process, however it ends. It is not on the db itself: SQLite has locks of its own there, which would be lost
//! with it. Commands beside a serving backend need no claim.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// The claim to serve a file, for as long as it is kept.
#[derive(Debug)]
pub struct Alone {
    _lock: Option<File>,
}

/// Why nobody else may serve it now.
#[derive(Debug, thiserror::Error)]
#[error(
    "another backend serves this SQLite file already ({0} is locked): end that one first; several copies at once need Postgres \
     (database_url = \"postgres://...\")"
)]
pub struct Served(PathBuf);

/// Claims to serve the db of that path.
///
/// # Errors
///
/// Where somebody else does. Where the file system knows no locks, or the file cannot be written, nobody is refused: that is no
/// reason for a shop to stay closed.
pub fn alone(path: &Path) -> Result<Alone, Served> {
    let mut beside = OsString::from(path);
    beside.push(".serving");
    let beside = PathBuf::from(beside);
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = match options.open(&beside) {
        Ok(file) => file,
        Err(error) => {
            tracing::warn!(%error, file = %beside.display(), "whether another backend serves this db cannot be told");
            return Ok(Alone { _lock: None });
        }
    };
    match file.try_lock() {
        Ok(()) => Ok(Alone { _lock: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(Served(beside)),
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, file = %beside.display(), "whether another backend serves this db cannot be told");
            Ok(Alone { _lock: None })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_served_by_one_and_free_again_when_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ficha.db");
        let first = alone(&path).unwrap();
        let second = alone(&path).unwrap_err().to_string();
        assert!(second.contains("another backend serves this SQLite file already"), "{second}");
        assert!(alone(&folder.path().join("other.db")).is_ok());
        drop(first);
        assert!(alone(&path).is_ok());
        assert!(alone(Path::new("/nowhere/at/all/ficha.db")).is_ok(), "what cannot be told refuses nobody");
    }
}
