//! Several copies of the backend on one db: who may work, who makes the tables, and what the others hear.

use crate::{NOW, cluster, everywhere, with_charge};
use backend::base::change_feed::ChangeFeed;
use backend::db::{Db, leases, orders};
use server::clock::SystemClock;
use server::postgres::{Address, Postgres, listen};
use std::sync::Arc;

#[tokio::test]
async fn a_lease_is_held_by_one_until_it_ends_or_is_given_back() {
    for home in everywhere() {
        let db = home.open().await;
        let hold =
            async |holder: &str, after: i64| leases::hold(&*db, "notify", holder, NOW.plus_seconds(after), 30).await.unwrap();
        assert!(hold("one", 0).await);
        assert!(!hold("two", 29).await);
        assert!(hold("one", 29).await, "renewed");
        assert!(!hold("two", 58).await);
        assert!(hold("two", 59).await, "the first one has not come back");
        assert!(!hold("one", 60).await);
        leases::release(&*db, "notify", "two").await.unwrap();
        assert!(hold("one", 60).await);
    }
}

#[tokio::test]
async fn several_copies_may_open_a_new_db_at_the_same_moment() {
    let address = Address::parse(&cluster::cluster().database()).unwrap();
    let copies: Vec<_> = (0..4)
        .map(|_| {
            tokio::spawn({
                let address = address.clone();
                async move { Postgres::open(&address).await.map(drop) }
            })
        })
        .collect();
    for copy in copies {
        copy.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn what_one_copy_changes_another_hears_of() {
    let address = Address::parse(&cluster::cluster().database()).unwrap();
    let db = Postgres::open(&address).await.unwrap();
    with_charge(&db).await;
    let live = ChangeFeed::new(Arc::new(SystemClock));
    let mut watcher = live.watch("ord_1");
    let listening = tokio::spawn(listen::forever(address, live.clone()));
    watcher.change().await; // It listens now: everybody is told to read once.
    let mut stranger = live.watch("ord_2");
    db.batch(vec![orders::touch("ord_1")]).await.unwrap();
    watcher.change().await;
    let told = tokio::select! {
        biased;
        () = stranger.change() => true,
        () = std::future::ready(()) => false,
    };
    assert!(!told, "only those who watch it are told");
    listening.abort();
}
