//! Reusable CLABEs and the deposits into them, asked of every db.

use crate::{NOW, everywhere, pesos};
use backend::db::clabes::{self, AccountOf, ClabeRecord, DepositRecord};
use backend::db::deposits::{self, Change, KeptDeposit};
use backend::db::outbox::EventRecord;
use backend::db::{DbError, Statement, hints};
use payments::Clabe;

fn clabe(id: &str, customer: &str, digits: &str) -> ClabeRecord {
    ClabeRecord {
        id: id.to_owned(),
        account: AccountOf { provider: "compropago".to_owned(), test: true, customer: customer.to_owned() },
        clabe: Clabe::parse(digits).unwrap(),
        bank: Some("STP".to_owned()),
        beneficiary: None,
        amount: Some(pesos(50000)),
        expires_at: Some(NOW.plus_seconds(60)),
        total: pesos(0),
        version: 1,
        created_at: NOW,
    }
}

#[tokio::test]
async fn a_customer_has_one_clabe_and_a_clabe_one_customer() {
    for home in everywhere() {
        let db = home.open().await;
        let anas = clabe("clb_1", "ana", "646180146400219781");
        db.batch(vec![clabes::insert(&anas)]).await.unwrap();
        assert_eq!(clabes::of_customer(&*db, &anas.account).await.unwrap(), Some(anas.clone()));
        for twin in [clabe("clb_2", "ana", "646180146400231992"), clabe("clb_3", "beto", "646180146400219781")] {
            assert!(matches!(db.batch(vec![clabes::insert(&twin)]).await, Err(DbError::Conflict(_))), "{}", twin.id);
        }
        let mut live = clabe("clb_4", "ana", "646180146400231992");
        live.account.test = false;
        db.batch(vec![clabes::insert(&live)]).await.unwrap();
        assert_eq!(clabes::by_digits(&*db, "compropago", true, &live.clabe).await.unwrap(), None, "test and live never meet");
    }
}

fn deposit(its_id: &str, minor: i64, version: i64) -> KeptDeposit {
    KeptDeposit {
        its_id: its_id.to_owned(),
        amount: pesos(minor),
        received_at: NOW,
        changed_at: NOW.plus_seconds(version),
        version,
        poll_count: 0,
        next_poll_at: Some(NOW.plus_seconds(300)),
    }
}

fn told(clabe_version: i64) -> EventRecord {
    EventRecord {
        id: format!("evt_{clabe_version}"),
        order_id: "clb_1".to_owned(),
        order_version: clabe_version,
        kind: "clabe.deposit".to_owned(),
        body: "{}".to_owned(),
        created_at: NOW,
    }
}

#[tokio::test]
async fn a_deposit_is_counted_by_the_difference_and_each_change_once() {
    for home in everywhere() {
        let db = home.open().await;
        let anas = clabe("clb_1", "ana", "646180146400219781");
        db.batch(vec![clabes::insert(&anas)]).await.unwrap();
        let write = async |minor: i64, before: i64, version: i64, event: &EventRecord| {
            let change = Change { before: pesos(before), source: "webhook", told: Some(event) };
            db.batch(deposits::change(&anas, &deposit("ch_1", minor, version), change)).await
        };
        write(5_000, 0, 1, &told(2)).await.unwrap();
        assert!(matches!(write(5_000, 0, 1, &told(3)).await, Err(DbError::Conflict(_))), "the deposit's version is taken");
        write(15_000, 5_000, 2, &told(3)).await.unwrap();
        assert!(matches!(write(0, 5_000, 2, &told(4)).await, Err(DbError::Conflict(_))), "and so is this one");
        assert!(
            matches!(write(0, 15_000, 3, &told(3)).await, Err(DbError::Conflict(_))),
            "the CLABE's version is told already"
        );
        write(4_000, 15_000, 3, &told(4)).await.unwrap();
        let (found, deposits_shown) = clabes::with_deposits(&*db, "clb_1", 10).await.unwrap().unwrap();
        let shown = DepositRecord { amount: pesos(4_000), received_at: NOW };
        assert_eq!((found.total, found.version, deposits_shown), (pesos(4_000), 4, vec![shown]));
        let (of, kept) = deposits::find(&*db, "compropago", true, "ch_1").await.unwrap().unwrap();
        assert_eq!((of.id.as_str(), kept), ("clb_1", deposit("ch_1", 4_000, 3)));
        assert_eq!(deposits::find(&*db, "compropago", false, "ch_1").await.unwrap(), None, "test and live never meet");
    }
}

#[tokio::test]
async fn a_deposit_of_an_older_program_is_asked_about_at_once() {
    for home in everywhere() {
        let db = home.open().await;
        db.batch(vec![clabes::insert(&clabe("clb_1", "ana", "646180146400219781"))]).await.unwrap();
        let old =
            "insert into deposits (provider, provider_deposit, clabe_id, amount, received_at) values ($1, $2, $3, $4, $5)";
        let values = vec!["compropago".into(), "ch_1".into(), "clb_1".into(), 700_i64.into(), NOW.into()];
        db.batch(vec![Statement::new(old, values)]).await.unwrap();
        assert_eq!(deposits::due_for_poll(&*db, "compropago", true, NOW, 10).await.unwrap(), ["ch_1"]);
        let (_, kept) = deposits::find(&*db, "compropago", true, "ch_1").await.unwrap().unwrap();
        assert_eq!((kept.amount, kept.version, kept.changed_at), (pesos(700), 1, NOW));
    }
}

#[tokio::test]
async fn webhooks_that_wait_are_kept_once_each_and_followed_from_both_ends() {
    for home in everywhere() {
        let db = home.open().await;
        for n in 0..hints::PLACES {
            assert!(hints::keep(&*db, "compropago", &format!("ch_{n:04}"), NOW.plus_seconds(n)).await.unwrap());
        }
        let later = NOW.plus_seconds(hints::PLACES);
        assert!(hints::keep(&*db, "compropago", "ch_0000", later).await.unwrap(), "it is kept already");
        assert!(!hints::keep(&*db, "compropago", "ch_more", later).await.unwrap(), "all places are taken");
        assert!(hints::keep(&*db, "another", "ch_more", later).await.unwrap());
        let due = hints::due(&*db, "compropago", later, 4).await.unwrap();
        assert_eq!(due, ["ch_1999", "ch_1998", "ch_0000", "ch_0001"]);
        hints::later(&*db, "compropago", "ch_1999", later.plus_seconds(1)).await.unwrap();
        hints::done(&*db, "compropago", "ch_0000").await.unwrap();
        assert_eq!(hints::due(&*db, "compropago", later, 2).await.unwrap(), ["ch_1998", "ch_0001"]);
        assert_eq!(hints::due(&*db, "compropago", NOW, 2).await.unwrap(), Vec::<String>::new());
        assert_eq!(hints::forget(&*db, later).await.unwrap(), 1_999);
    }
}
