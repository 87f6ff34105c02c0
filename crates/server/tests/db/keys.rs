//! Idempotency keys: remembered once, answered once, claimed by one at a time, and forgotten by their age.

use crate::{NOW, change, everywhere, maria, order, pesos, with_charge};
use backend::db::charges::{self, ChargeRecord};
use backend::db::keys::{self, Claim, KeyRecord, KeyScope};
use backend::db::orders::{self, Prefill};
use backend::db::retention;
use backend::db::{Db, DbError};
use payments::{Event, Order};

fn place(key: &str) -> KeyScope {
    KeyScope { scope: "charges:ord_1".to_owned(), key: key.to_owned() }
}

fn remembered() -> KeyRecord {
    KeyRecord { fingerprint: "f".to_owned(), about: "chg_1".to_owned(), answer: None }
}

fn claim(holder: &str, after: i64) -> Claim {
    Claim { holder: holder.to_owned(), until: NOW.plus_seconds(after + 90) }
}

#[tokio::test]
async fn a_key_is_remembered_once_and_answered_once() {
    for home in everywhere() {
        let db = home.open().await;
        let (place, remembered) = (place("k"), remembered());
        db.batch(vec![keys::remember(&place, &remembered, None, NOW)]).await.unwrap();
        let again = db.batch(vec![keys::remember(&place, &remembered, None, NOW)]).await;
        assert!(matches!(again, Err(DbError::Conflict(_))));
        db.batch(vec![keys::reassign(&place, "chg_2")]).await.unwrap();
        db.batch(vec![keys::answer(&place, 201, "first")]).await.unwrap();
        db.batch(vec![keys::answer(&place, 500, "second"), keys::reassign(&place, "chg_3")]).await.unwrap();
        let known = keys::find(&*db, &place).await.unwrap().unwrap();
        assert_eq!((known.about.as_str(), known.answer), ("chg_2", Some((201, "first".to_owned()))));
        let elsewhere = KeyScope { scope: "charges:ord_2".to_owned(), ..place };
        assert_eq!(keys::find(&*db, &elsewhere).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_work_of_a_key_is_one_copys_until_it_lets_go_or_its_time_is_over() {
    for home in everywhere() {
        let db = home.open().await;
        let place = place("k");
        let take = async |holder: &str, after: i64| {
            keys::claim(&*db, &place, &claim(holder, after), NOW.plus_seconds(after)).await.unwrap()
        };
        assert!(!take("one", 0).await, "there is no such key");
        db.batch(vec![keys::remember(&place, &remembered(), Some(&claim("one", 0)), NOW)]).await.unwrap();
        assert!(!take("two", 89).await);
        keys::release(&*db, &place, "two").await.unwrap();
        assert!(!take("two", 89).await, "nobody gives back what is another's");
        assert!(take("two", 90).await, "the first one has not come back");
        keys::release(&*db, &place, "two").await.unwrap();
        assert!(take("one", 90).await);
        assert!(take("one", 120).await, "who works holds on to it");
        assert!(!take("two", 180).await);
        db.batch(vec![keys::answer(&place, 201, "done")]).await.unwrap();
        assert!(!take("two", 1000).await, "what is answered is nobody's work any more");
    }
}

#[tokio::test]
async fn keys_are_forgotten_after_two_days_and_not_before() {
    for home in everywhere() {
        let db = home.open().await;
        let remember = |n: i64| keys::remember(&place(&format!("k{n}")), &remembered(), None, NOW.plus_seconds(n));
        db.batch((0..1200).map(remember).collect()).await.unwrap();
        assert_eq!(retention::round(&*db, NOW.plus_seconds(retention::KEYS)).await.unwrap(), 0);
        assert_eq!(
            retention::round(&*db, NOW.plus_seconds(retention::KEYS + 1100)).await.unwrap(),
            1100,
            "in several statements"
        );
        assert!(keys::find(&*db, &place("k1099")).await.unwrap().is_none());
        assert!(keys::find(&*db, &place("k1100")).await.unwrap().is_some());
    }
}

/// Keys of an order and of a charge, all of them long ago: which are still known a month later.
async fn kept(db: &dyn Db) -> Vec<&'static str> {
    let month = NOW.plus_seconds(30 * 24 * 60 * 60);
    retention::round(db, month).await.unwrap();
    let mut kept = Vec::new();
    for key in ["order", "charge"] {
        if keys::find(db, &place(key)).await.unwrap().is_some() {
            kept.push(key);
        }
    }
    kept
}

#[tokio::test]
async fn a_key_lives_as_long_as_what_it_made_can_be_paid() {
    for home in everywhere() {
        let db = home.open().await;
        let about = |about: &str| KeyRecord { about: about.to_owned(), ..remembered() };
        let keys = || {
            vec![
                keys::remember(&place("order"), &about("ord_1"), None, NOW),
                keys::remember(&place("charge"), &about("chg_1"), None, NOW),
            ]
        };
        let record = with_charge(&*db).await;
        db.batch(keys()).await.unwrap();
        assert_eq!(kept(&*db).await, ["order", "charge"], "it may be at the provider");
        let pending = ChargeRecord { version: 1, ..record };
        change(&*db, &pending, &Event::Expired).await.unwrap();
        let mut over = pending.clone();
        over.charge.apply(&Event::Expired);
        change(&*db, &ChargeRecord { version: 2, ..over }, &Event::Expired).await.unwrap();
        assert_eq!(kept(&*db).await, [""; 0], "it has run out, and its order too");

        // An order without an end takes charges until it is paid.
        let endless = Order { id: "ord_2".to_owned(), expires_at: None, ..order("ord_2") };
        let mut paid = crate::charge("chg_2", "ord_2");
        let statements = vec![
            orders::insert(&endless, &Prefill::default(), "{}"),
            keys::remember(&place("order"), &about("ord_2"), None, NOW),
        ];
        db.batch(statements).await.unwrap();
        assert_eq!(kept(&*db).await, ["order"]);
        db.batch(vec![charges::insert(&paid, &maria())]).await.unwrap();
        paid.charge.apply(&Event::Paid(pesos(15000)));
        change(&*db, &paid, &Event::Paid(pesos(15000))).await.unwrap();
        assert_eq!(kept(&*db).await, [""; 0]);
    }
}
