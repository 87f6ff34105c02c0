//! A SQLite db copied into a Postgres: whole, once, and further where it was interrupted.

use crate::cluster::cluster;
use crate::{NOW, charge, maria, order};
use backend::config::Config;
use backend::db::copy::{CopyError, TABLES, copy};
use backend::db::orders::Prefill;
use backend::db::{BatchFuture, Db, DbError, Rows, Statement, charges, leases, orders};
use server::postgres::{Address, Postgres};
use server::serve::open_db;
use server::sqlite::Sqlite;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// More than go at once.
const ORDERS: usize = 1203;

async fn full(folder: &TempDir) -> Sqlite {
    let db = Sqlite::open(&folder.path().join("ficha.db")).unwrap();
    let mut statements = Vec::new();
    for number in 0..ORDERS {
        let id = format!("ord_{number:05}");
        statements.push(orders::insert(&order(&id), &Prefill::default(), r#"{"nota": "ñandú ' \" $1"}"#));
    }
    statements.push(charges::insert(&charge("chg_1", "ord_00001"), &maria()));
    db.batch(statements).await.unwrap();
    leases::hold(&db, "reconcile", "somebody", NOW, 30).await.unwrap();
    db
}

async fn empty() -> Postgres {
    Postgres::open(&Address::parse(&cluster().database()).unwrap()).await.unwrap()
}

async fn every_order(db: &dyn Db) -> Rows {
    db.batch(vec![Statement::new("select * from orders order by id", vec![])]).await.unwrap().remove(0)
}

/// Takes so many batches that write, and then fails.
struct Failing<'a> {
    db: &'a dyn Db,
    left: AtomicI64,
}

impl Db for Failing<'_> {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        let writes = statements.len() > 1;
        if writes && self.left.fetch_sub(1, Ordering::Relaxed) <= 0 {
            return Box::pin(async { Err(DbError::Unusable("the network is gone".to_owned())) });
        }
        self.db.batch(statements)
    }
}

#[tokio::test]
async fn everything_is_copied_once_and_what_was_interrupted_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (full(&folder).await, empty().await);
    let failing = Failing { db: &to, left: AtomicI64::new(2) };
    assert!(matches!(copy(&from, &failing, |_, _| {}).await, Err(CopyError::Db(DbError::Unusable(_)))));
    assert_eq!(every_order(&to).await.len(), 1000, "two steps have arrived");

    let mut steps = Vec::new();
    let all = copy(&from, &to, |done, all| steps.push((done, all))).await.unwrap();
    let rows = i64::try_from(ORDERS).unwrap() + 1;
    assert_eq!(all, rows);
    let first = steps.iter().find(|(done, _)| *done > 0);
    assert_eq!((first, steps.last()), (Some(&(1000, rows)), Some(&(rows, rows))), "what had arrived is not sent again");
    assert_eq!(every_order(&to).await, every_order(&from).await);
    assert!(charges::find(&to, "chg_1").await.unwrap().is_some());
    assert!(leases::hold(&to, "reconcile", "another", NOW, 30).await.unwrap(), "leases stay behind");
    assert!(matches!(copy(&from, &to, |_, _| {}).await, Err(CopyError::NotEmpty("orders"))));
}

#[tokio::test]
async fn a_backend_does_not_start_on_a_copy_that_was_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let (from, url) = (full(&folder).await, cluster().database());
    let config = Config::read(&format!("database_url = '{url}'\nallowed_origins = ['loopback']\n"), HashMap::new()).unwrap();
    let to = Postgres::open(&Address::parse(&url).unwrap()).await.unwrap();
    for steps in [0, 2] {
        let failing = Failing { db: &to, left: AtomicI64::new(steps) };
        copy(&from, &failing, |_, _| {}).await.unwrap_err();
        let refused = open_db(&config).await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains("run the same `ficha-backend db copy` again"), "{refused}");
    }
    copy(&from, &to, |_, _| {}).await.unwrap();
    assert!(open_db(&config).await.is_ok(), "now it is whole");
}

#[tokio::test]
async fn no_table_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let db = Sqlite::open(&folder.path().join("ficha.db")).unwrap();
    let sql = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name";
    let rows = db.batch(vec![Statement::new(sql, vec![])]).await.unwrap().remove(0);
    let mut expected: Vec<_> = TABLES.into_iter().chain(["leases", "schema_versions"]).collect();
    expected.sort_unstable();
    assert_eq!(rows.iter().map(|row| row.text("name").unwrap()).collect::<Vec<_>>(), expected);
}
