//! A db that does not answer: whoever asks is told so within seconds, and once it answers again everything is as before.

use crate::{NOW, cluster};
use backend::db::postgres::{Address, Postgres};
use backend::db::sqlite::Sqlite;
use backend::db::vital::takes_writes;
use backend::db::{Db, DbError, Statement};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// What is between us and Postgres: it takes everything and, while it hangs, hands nothing on.
async fn stand_between(listener: UnixListener, real: String, hangs: watch::Receiver<bool>) {
    while let Ok((near, _)) = listener.accept().await {
        let far = UnixStream::connect(&real).await.unwrap();
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        tokio::spawn(hand_on(near_in, far_out, hangs.clone()));
        tokio::spawn(hand_on(far_in, near_out, hangs.clone()));
    }
}

async fn hand_on(mut from: impl AsyncReadExt + Unpin, mut to: impl AsyncWriteExt + Unpin, mut hangs: watch::Receiver<bool>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(number @ 1..) = from.read(&mut bytes).await {
        if hangs.wait_for(|hangs| !hangs).await.is_err() || to.write_all(&bytes[..number]).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn a_postgres_that_hangs_is_given_up_within_seconds_and_used_again_when_it_answers() {
    let url = cluster::cluster().database();
    let (before, folder) = url.split_once("?host=").unwrap();
    let folder = folder.split('&').next().unwrap();
    let ours = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(ours.path().join(".s.PGSQL.5432")).unwrap();
    let hangs = watch::Sender::new(false);
    tokio::spawn(stand_between(listener, format!("{folder}/.s.PGSQL.5432"), hangs.subscribe()));
    let address = Address::parse(&format!("{before}?host={}&user=ficha", ours.path().display())).unwrap();
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
