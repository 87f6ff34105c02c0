//! Postgres: a pool of connections, so that any number of copies of the backend share one db.
//!
//! A batch is one transaction on one connection, its statements sent without waiting for each other's answers; commits
//! are grouped by Postgres itself. What two batches may not both do is decided by a unique index, as everywhere, so the
//! ordinary isolation is enough; several reads see one moment. Where the connection breaks during a commit nobody can
//! say whether it happened: that is [`DbError::Unusable`], and whoever asked asks again with the same key.
//!
//! How other copies hear of a change is `listen.rs`; whom to trust and how to connect is `connect.rs`. It knows SQL's
//! errors, and not one table of ours.

mod connect;
pub mod listen;
mod migrate;
mod values;

pub use connect::{Address, is_address};

use crate::clock::SystemClock;
use backend::db::unreadable::Unreadable;
use backend::db::{BatchFuture, Db, DbError, Rows, Statement};
use deadpool_postgres::{
    GenericClient, Hook, HookError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, Timeouts,
};
use futures_util::future::try_join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::IsolationLevel;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use values::{Given, type_of};

/// How many connections one copy holds at most. A batch takes a few milliseconds, so this is thousands a second; and ten
/// copies of it stay under the hundred that Postgres allows as it comes.
const CONNECTIONS: usize = 8;

/// How long a batch may wait for a connection before its customer is told to try again, and then how long it may take.
const BATCH_TIMEOUT: Duration = Duration::from_secs(3);
const BATCH: Duration = Duration::from_secs(6);

/// What Postgres itself is told, so that a batch nobody waits for any more ends there too, also where we are gone.
const BOUNDS: &str = "set statement_timeout = '8s'; set lock_timeout = '5s'; set idle_in_transaction_session_timeout = '8s'";

/// A Postgres database, open.
pub struct Postgres {
    pool: Pool,
    batch: Duration,
    unreadable: Unreadable,
}

impl Postgres {
    /// Connects, and brings the tables up to date; of several copies that start together one does it.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the server cannot be reached, refuses the user, or its tables need a later program.
    pub async fn open(address: &Address) -> Result<Self, DbError> {
        let (mut client, connection) = address.connect().await?;
        let carrying = tokio::spawn(connection);
        migrate::up_to_date(&mut client).await?;
        drop(client);
        let _ = carrying.await;

        let manager = Manager::from_config(
            address.config().clone(),
            address.tls(),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let timeouts = Timeouts { wait: Some(BATCH_TIMEOUT), create: Some(BATCH_TIMEOUT), recycle: Some(BATCH_TIMEOUT) };
        let bounded = Hook::async_fn(|client: &mut deadpool_postgres::ClientWrapper, _| {
            Box::pin(async move { client.batch_execute(BOUNDS).await.map_err(HookError::Backend) })
        });
        let pool = Pool::builder(manager).max_size(CONNECTIONS).runtime(Runtime::Tokio1).timeouts(timeouts);
        let pool = pool.post_create(bounded).build();
        let pool = pool.map_err(|error| DbError::Unusable(error.to_string()))?;
        Ok(Self { pool, batch: BATCH, unreadable: Unreadable::new(Arc::new(SystemClock)) })
    }

    /// The same, where a batch may take longer: for work that no customer waits for.
    #[must_use]
    pub fn patient(self) -> Self {
        Self { batch: Duration::from_secs(60), ..self }
    }

    async fn run(&self, statements: Vec<Statement>) -> Result<Vec<Rows>, DbError> {
        backend::db::keepable(&statements)?;
        let too_long = || DbError::Unusable("it takes too long".to_owned());
        let connected = tokio::time::timeout(BATCH_TIMEOUT * 2, self.pool.get()).await.map_err(|_| too_long())?;
        let mut connection = connected.map_err(no_connection)?;
        match tokio::time::timeout(self.batch, run_on(&mut connection, &statements)).await {
            Ok(done) => done,
            Err(_) => {
                // What it was asked last has not been answered: whoever came next on it would wait for that.
                drop(Object::take(connection));
                Err(too_long())
            }
        }
    }
}

/// One batch on a connection.
async fn run_on(connection: &mut Object, statements: &[Statement]) -> Result<Vec<Rows>, DbError> {
    // Prepared outside of the transaction, once for each connection.
    let prepared = prepare(connection, statements).await.map_err(explain)?;
    let reads = statements.iter().all(Statement::reads);
    if reads && statements.len() == 1 {
        return Ok(vec![rows(&*connection, &prepared[0], &statements[0]).await.map_err(explain)?]);
    }
    let begin = connection.build_transaction();
    let begin = if reads { begin.isolation_level(IsolationLevel::RepeatableRead).read_only(true) } else { begin };
    let transaction = begin.start().await.map_err(explain)?;
    let all = prepared.iter().zip(statements).map(|(prepared, statement)| rows(&transaction, prepared, statement));
    let found = try_join_all(all).await.map_err(explain)?;
    transaction.commit().await.map_err(explain)?;
    Ok(found)
}

impl Db for Postgres {
    fn own_clock(&self) -> Option<&'static str> {
        Some("select cast(floor(extract(epoch from clock_timestamp())) as bigint) as now")
    }

    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        Box::pin(self.run(statements))
    }

    fn unreadable(&self) -> Option<&Unreadable> {
        Some(&self.unreadable)
    }
}

/// Says the type of every placeholder, so that nothing is guessed from where it stands. Only of an empty value the type
/// is left to Postgres: it fits everywhere.
async fn prepare(
    connection: &Object,
    statements: &[Statement],
) -> Result<Vec<tokio_postgres::Statement>, tokio_postgres::Error> {
    let mut prepared = Vec::with_capacity(statements.len());
    for statement in statements {
        let mut types: Vec<Type> = Vec::with_capacity(statement.values.len());
        types.extend(statement.values.iter().map(type_of));
        prepared.push(connection.prepare_typed_cached(statement.sql, &types).await?);
    }
    Ok(prepared)
}

async fn rows(
    connection: &impl GenericClient,
    prepared: &tokio_postgres::Statement,
    statement: &Statement,
) -> Result<Rows, tokio_postgres::Error> {
    let values: Vec<_> = statement.values.iter().map(Given).collect();
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
    values::read_all(connection.query(prepared, &values).await?)
}

fn no_connection(error: PoolError) -> DbError {
    match error {
        PoolError::Backend(error) => explain(error),
        PoolError::Timeout(_) | PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            DbError::Unusable(error.to_string())
        }
    }
}

/// What an error means to us. Of Postgres' own words only the message is kept: its details quote what was to be written.
fn explain(error: tokio_postgres::Error) -> DbError {
    let Some(code) = error.code() else { return DbError::Unusable(error.to_string()) };
    let said = error.as_db_error().map_or_else(|| code.code().to_owned(), |said| said.message().to_owned());
    // The classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, authorisation, no such
    // database, read-only after a failover, resources, somebody's intervention, the machine under it.
    let unusable = ["08", "28", "3D", "53", "57", "58", "F0", "XX"].iter().any(|class| code.code().starts_with(class));
    match code {
        &SqlState::UNIQUE_VIOLATION | &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
            DbError::Conflict(said)
        }
        &SqlState::READ_ONLY_SQL_TRANSACTION => DbError::Unusable(said),
        _ if unusable => DbError::Unusable(said),
        _ => DbError::Disagreement(said),
    }
}
