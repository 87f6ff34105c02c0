//! Brings the tables up to date, forward only, while other copies may start at the same moment or run an older version. Tables of
//! a later program are left as they are.
//!
//! The numbered files are the ones SQLite runs too; after them stands what only Postgres has, `migrations/postgres.sql`,
//! written so that it can be run again.

use super::explain;
use backend::db::DbError;
use backend::db::migrations;
use tokio_postgres::Client;

/// The lock copies take turns by while they look at the tables: any number nobody else uses.
const LOCK: i64 = 0x0046_6963_6861;

/// What the other files cannot say in words SQLite knows.
const ONLY_HERE: &str = include_str!("../../../backend/migrations/postgres.sql");

/// Runs what has not been run, in one transaction.
pub(super) async fn up_to_date(client: &mut Client) -> Result<(), DbError> {
    let transaction = client.transaction().await.map_err(explain)?;
    transaction.execute("select pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(explain)?;
    transaction.batch_execute(migrations::VERSIONS).await.map_err(explain)?;
    let newest = transaction.query_one(migrations::NEWEST, &[]).await.map_err(explain)?;
    let version: i64 = newest.try_get(0).map_err(explain)?;
    if version > migrations::newest() {
        let needed = transaction.query_one(migrations::NEEDED, &[]).await.map_err(explain)?;
        migrations::may_run(version, needed.try_get(0).map_err(explain)?)?;
    }
    let missing: Vec<_> = migrations::missing(version).collect();
    for (number, sql) in &missing {
        transaction.batch_execute(sql).await.map_err(explain)?;
        transaction.execute(migrations::DONE, &[number]).await.map_err(explain)?;
    }
    if !missing.is_empty() {
        transaction.batch_execute(ONLY_HERE).await.map_err(explain)?;
    }
    transaction.commit().await.map_err(explain)
}
