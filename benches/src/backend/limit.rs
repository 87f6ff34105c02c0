//! What this machine can do at most: single transactions of a charge's rows through a bare SQLite with WAL and `synchronous=FULL`, one
//! after the other; and a handler of axum that does nothing. Of the backend it knows the rows alone.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use axum::Router;
use axum::routing::get;
use rusqlite::Connection;

use super::rows;
use crate::programs::{Program, free_port};

/// How many orders there are to make charges of: more than any disk commits in the time.
const ORDERS: i64 = 200_000;

/// Commits in a second, in a db that has the backend's tables and is nobody else's now. Each is a charge with its key, its event and its
/// order's new version.
///
/// # Errors
///
/// When the rows do not fit the tables.
pub(super) fn commits(db: &Path, time: Duration) -> Result<f64> {
    let mut connection = Connection::open(db)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.execute(rows::ORDERS, [0, ORDERS])?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    let began = Instant::now();
    let mut done = 0;
    while began.elapsed() < time && done < ORDERS {
        let transaction = connection.transaction()?;
        for sql in rows::OF_A_CHARGE {
            transaction.prepare_cached(sql)?.execute([done, done + 1])?;
        }
        transaction.commit()?;
        done += 1;
    }
    Ok(done as f64 / began.elapsed().as_secs_f64())
}

/// Starts a program of our own that answers every `GET /` with nothing.
///
/// # Errors
///
/// When it does not start.
pub(super) fn empty_handler() -> Result<(Program, u16)> {
    let port = free_port()?;
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.args(["empty-handler", "--port", &port.to_string()]);
    Ok((Program::start(&mut command, port, "/")?, port))
}

/// Is that program, for ever.
///
/// # Errors
///
/// When the port is taken.
pub(crate) fn handle_nothing(port: u16) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
        Ok(axum::serve(listener, Router::new().route("/", get(async || ""))).await?)
    })
}
