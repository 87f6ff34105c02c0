//! A db that does not answer: whoever asks is told so within seconds, and once it answers again everything is as before.

use crate::{NOW, between, cluster};
use backend::db::backlog::takes_writes;
use backend::db::{Db, DbError, Statement};
use server::postgres::{Address, Postgres};
use server::sqlite::Sqlite;
use std::path::Path;
use std::time::{Duration, Instant};

#[tokio::test]
async fn a_postgres_that_hangs_is_given_up_within_seconds_and_used_again_when_it_answers() {
    let (address, hangs, _ours) = between::hanging(&cluster::cluster().database());
    let db = Postgres::open(&address).await.unwrap();
    takes_writes(&db, NOW).await.unwrap();

    hangs.send_replace(true);
    let began = Instant::now();
    let asking = (0..20).map(|_| takes_writes(&db, NOW));
    let answers = futures_util::future::join_all(asking).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(DbError::Unusable(_)))), "{answers:?}");
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());

    hangs.send_replace(false);
    takes_writes(&db, NOW).await.unwrap();
}

#[tokio::test]
async fn a_batch_that_nobody_waits_for_any_more_ends_in_postgres_too() {
    let address = Address::parse(&cluster::cluster().database()).unwrap();
    let db = Postgres::open(&address).await.unwrap();
    let sql = "select setting from pg_settings where name in ('statement_timeout', 'lock_timeout', \
               'idle_in_transaction_session_timeout') order by name";
    let rows = db.batch(vec![Statement::new(sql, vec![])]).await.unwrap().remove(0);
    let set: Vec<_> = rows.iter().map(|row| row.text("setting").unwrap()).collect();
    assert_eq!(set, ["8000", "5000", "8000"], "in milliseconds");
    let slow = Statement::new("select pg_sleep(60)::text as slept", vec![]);
    let began = Instant::now();
    assert!(matches!(db.batch(vec![slow]).await, Err(DbError::Unusable(_))));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

/// Somebody else who writes to the file and does not end.
fn lock(path: &Path) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    other
}

#[tokio::test]
async fn however_many_wait_for_a_locked_sqlite_each_is_told_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ficha.db");
    let db = Sqlite::open(&path).unwrap();
    let other = lock(&path);
    let began = Instant::now();
    // Groups of them: each group waits for the lock by itself, one after the other.
    let asking = (0..1_000).map(|_| takes_writes(&db, NOW));
    let answers = futures_util::future::join_all(asking).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(DbError::Unusable(_)))));
    assert!(began.elapsed() < Duration::from_secs(14), "{:?}", began.elapsed());
    drop(other);
    takes_writes(&db, NOW).await.unwrap();
}

#[tokio::test]
async fn a_text_with_a_nul_is_kept_nowhere_and_breaks_nothing() {
    for home in crate::everywhere() {
        let db = home.open().await;
        let asked = Statement::new("select id from orders where id = $1", vec!["ord_\0".into()]);
        assert_eq!(db.batch(vec![asked]).await, Err(DbError::Unkeepable));
        takes_writes(&*db, NOW).await.unwrap();
    }
}
