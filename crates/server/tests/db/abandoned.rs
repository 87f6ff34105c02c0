//! Orders nobody ever made a charge for go when they are old enough, with their keys; whatever anything came of stays.

use crate::{NOW, charge, everywhere, maria, order, pesos};
use backend::db::keys::{self, KeyRecord, KeyScope};
use backend::db::orders::{self, Prefill};
use backend::db::retention::{Looked, SEEN_FOR, abandoned_orders};
use backend::db::{Db, DbError, Statement, abandoned, charges};
use payments::{Moment, Order};
use std::sync::Arc;

const DAY: i64 = 24 * 60 * 60;

fn days(days: i64) -> Moment {
    NOW.plus_seconds(days * DAY)
}

/// An order without an end, made then, of which the shop has nothing left to hear.
async fn make(db: &dyn Db, id: &str, made: Moment, expires_at: Option<Moment>) {
    let order = Order { created_at: made, expires_at, ..order(id) };
    let told = Statement::new("update orders set told = version where id = $1", vec![id.into()]);
    db.batch(vec![orders::insert(&order, &Prefill::default(), "{}"), told]).await.unwrap();
}

async fn is_there(db: &dyn Db, id: &str) -> bool {
    orders::version(db, id).await.unwrap().is_some()
}

/// Two rounds, as far apart as it takes.
async fn two_rounds(db: &dyn Db, keep: u32, at: Moment) -> usize {
    let looked = Looked::default();
    let first = abandoned_orders(db, &looked, keep, at.plus_seconds(-SEEN_FOR)).await.unwrap();
    first + abandoned_orders(db, &looked, keep, at).await.unwrap()
}

#[tokio::test]
async fn what_nothing_came_of_is_deleted_with_its_keys_and_all_else_stays() {
    for home in everywhere() {
        let db = home.open().await;
        let ids = ["old", "ended", "ends_later", "young", "charged", "alerted", "noted", "told_of", "untold"];
        for id in ids {
            let end = match id {
                "ended" => Some(days(-1)),
                "ends_later" => Some(days(400)),
                _ => None,
            };
            make(&*db, &format!("ord_{id}"), if id == "young" { days(50) } else { NOW }, end).await;
        }
        for sql in [
            "insert into alerts (id, order_id, charge_id, provider, kind, asked, said, raised_at, raised_version, seen_at, times) \
             values ('alr_1', 'ord_alerted', '', '', 'unknown_status', '', '', 0, 0, 0, 1)",
            "insert into decisions (id, order_id, position, action, decided_by, decided_at) \
             values ('dec_1', 'ord_noted', 0, 'noted', 'ficha_sk_', 0)",
            "insert into webhook_events (id, order_id, order_version, type, body, created_at) \
             values ('evt_1', 'ord_told_of', 1, 'order.paid', '{}', 0)",
            "update orders set version = version + 1 where id = 'ord_untold'",
        ] {
            db.batch(vec![Statement::new(sql, vec![])]).await.unwrap();
        }
        db.batch(vec![charges::insert(&charge("chg_1", "ord_charged"), &maria())]).await.unwrap();
        let key = |about: &str| KeyScope { scope: "orders".to_owned(), key: format!("key-{about}") };
        for about in ["ord_old", "ord_charged"] {
            let known =
                KeyRecord { fingerprint: "f".to_owned(), about: about.to_owned(), answer: Some((201, "{}".to_owned())) };
            db.batch(vec![keys::remember(&key(about), &known, None, NOW)]).await.unwrap();
        }

        assert_eq!(two_rounds(&*db, 0, days(1000)).await, 0, "nought keeps them all");
        assert_eq!(two_rounds(&*db, 90, days(97)).await, 0, "it was 90 days old, and no more, when it was looked at");
        assert_eq!(two_rounds(&*db, 90, days(104)).await, 2);
        for id in ids {
            assert_eq!(is_there(&*db, &format!("ord_{id}")).await, !["old", "ended"].contains(&id), "{id}");
        }
        assert_eq!(keys::find(&*db, &key("ord_old")).await.unwrap(), None);
        assert!(keys::find(&*db, &key("ord_charged")).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_for_a_while_deletes_nothing() {
    for home in everywhere() {
        let db = home.open().await;
        make(&*db, "ord_1", NOW, None).await;
        let looked = Looked::default();
        let round = async |at: Moment| abandoned_orders(&*db, &looked, 90, at).await.unwrap();
        for seconds in [0, 600, DAY] {
            assert_eq!(round(days(1).plus_seconds(seconds)).await, 0);
            assert_eq!(round(days(365).plus_seconds(seconds)).await, 0, "a year ahead");
            assert_eq!(round(days(-3000).plus_seconds(seconds)).await, 0, "years behind");
        }
        assert!(is_there(&*db, "ord_1").await);
        // One that was made while the clock was years behind stays a week: time to be ordered from once more.
        make(&*db, "ord_2", days(-5000), None).await;
        assert_eq!([round(days(2)).await, round(days(8)).await], [0, 0]);
        assert!(is_there(&*db, "ord_2").await);
    }
}

#[tokio::test]
async fn what_comes_of_one_after_it_was_noticed_keeps_it() {
    for home in everywhere() {
        let db = home.open().await;
        for id in ["ord_charged", "ord_amended", "ord_noted"] {
            make(&*db, id, NOW, None).await;
        }
        let looked = Looked::default();
        assert_eq!(abandoned_orders(&*db, &looked, 90, days(91)).await.unwrap(), 0);
        db.batch(vec![charges::insert(&charge("chg_1", "ord_charged"), &maria())]).await.unwrap();
        db.batch(vec![orders::amend("ord_amended", pesos(100), None)]).await.unwrap();
        let note = "insert into decisions (id, order_id, position, action, decided_by, decided_at) \
                    values ('dec_1', 'ord_noted', 0, 'noted', 'ficha_sk_', 0)";
        db.batch(vec![Statement::new(note, vec![])]).await.unwrap();
        assert_eq!(abandoned_orders(&*db, &looked, 90, days(99)).await.unwrap(), 0);
        let left = abandoned::since(&*db, days(98), 10).await.unwrap();
        assert_eq!(left, [], "and it is not tried again and again: {left:?}");
    }
}

#[tokio::test]
async fn of_many_it_takes_some_at_a_time_until_all_are_gone() {
    for home in everywhere() {
        let db = home.open().await;
        for at in 0..700 {
            make(&*db, &format!("ord_{at:04}"), NOW.plus_seconds(at / 3), None).await;
        }
        let looked = Looked::default();
        let mut deleted = Vec::new();
        for _ in 0..5 {
            deleted.push(abandoned_orders(&*db, &looked, 90, days(91)).await.unwrap());
            deleted.push(abandoned_orders(&*db, &looked, 90, days(98)).await.unwrap());
        }
        assert_eq!(deleted.iter().sum::<usize>(), 700, "{deleted:?}");
        assert!(deleted.iter().all(|some| *some <= 500), "{deleted:?}");
    }
}

#[tokio::test]
async fn a_charge_that_begins_at_that_moment_has_its_order_or_is_refused() {
    for home in everywhere() {
        let db: Arc<dyn Db> = home.open().await;
        let looked = Looked::default();
        for at in 0..40 {
            make(&*db, &format!("ord_{at}"), NOW, None).await;
        }
        assert_eq!(abandoned_orders(&*db, &looked, 90, days(91)).await.unwrap(), 0);
        let (mut gone, mut charged) = (0, 0);
        for at in 0..40 {
            let id = format!("ord_{at}");
            let begins = {
                let (db, id) = (Arc::clone(&db), id.clone());
                tokio::spawn(async move {
                    let record = charge(&format!("chg_{at}"), &id);
                    let mut statements = orders::touch_at(&id, 1).to_vec();
                    statements.push(charges::insert_after(&record, &maria(), 0));
                    db.batch(statements).await
                })
            };
            // Half of them are a step ahead.
            if at % 2 == 0 {
                tokio::task::yield_now().await;
            }
            let deleted = abandoned::delete(&*db, &id, 1, days(1), days(99)).await.unwrap();
            let begun = begins.await.unwrap();
            assert_eq!(is_there(&*db, &id).await, !deleted, "{id}");
            match begun {
                Ok(_) => {
                    assert!(!deleted, "{id}: a charge has lost its order");
                    assert_eq!(orders::find(&*db, &id).await.unwrap().unwrap().charges.len(), 1);
                    charged += 1;
                }
                Err(error) => {
                    assert!(deleted && matches!(error, DbError::Disagreement(_)), "{id}: {error}");
                    gone += 1;
                }
            }
        }
        assert_eq!(gone + charged, 40);
    }
}
