//! What was forgotten must not be found in the file: neither in its journal, nor in pages nobody uses any more.
//!
//! From now on SQLite writes zeros over what is deleted (`secure_delete`). A file that was written before that may hold more, and
//! is written anew where what is gone is still found in it.

use super::explain;
use backend::db::DbError;
use rusqlite::Connection;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// How much of a file is looked through at once.
const PIECE: usize = 1 << 20;

/// Empties the journal into the file, and writes the file anew where one of these texts is still found in it. Fails where
/// somebody else holds on to an older state of it.
///
/// # Errors
///
/// [`DbError::Unusable`] where SQLite cannot do it, or somebody else holds on to an older state for too long.
pub fn purge(path: &Path, gone: &[String]) -> Result<(), DbError> {
    let connection = Connection::open(path).map_err(explain)?;
    connection.busy_timeout(Duration::from_secs(30)).map_err(explain)?;
    connection.pragma_update(None, "secure_delete", true).map_err(explain)?;
    checkpoint(&connection)?;
    if holds(path, gone).map_err(|error| DbError::Unusable(error.to_string()))? {
        connection.execute_batch("vacuum").map_err(explain)?;
        checkpoint(&connection)?;
    }
    Ok(())
}

fn checkpoint(connection: &Connection) -> Result<(), DbError> {
    let busy: i64 = connection.query_row("pragma wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(explain)?;
    if busy == 0 { Ok(()) } else { Err(DbError::Unusable("somebody reads an older state of it: try again".to_owned())) }
}

/// Whether a file holds one of these texts.
fn holds(path: &Path, texts: &[String]) -> std::io::Result<bool> {
    let longest = texts.iter().map(String::len).max().unwrap_or_default();
    let (mut file, mut piece, mut kept) = (File::open(path)?, vec![0; PIECE], Vec::new());
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(false);
        }
        kept.extend_from_slice(&piece[..read]);
        let found = |text: &String| kept.windows(text.len()).any(|window| window == text.as_bytes());
        if texts.iter().filter(|text| !text.is_empty()).any(found) {
            return Ok(true);
        }
        let begins = kept.len().saturating_sub(longest);
        kept.drain(..begins);
    }
}
