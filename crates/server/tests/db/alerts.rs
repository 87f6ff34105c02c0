//! What waits for a person: raised once however often it is seen, ended by the provider or by somebody, and told in its place.

use super::{Home, NOW, charge, everywhere, order, pesos, with_charge};
use backend::db::alerts::{self, AlertKind, Known, NewAlert, Settled};
use backend::db::charges::ChargeRecord;
use backend::db::decisions::{self, Action, ByHand, DecisionRecord};
use backend::db::orders::{self, Prefill};
use backend::db::{Db, DbError, Statement};

fn alert(record: &ChargeRecord, kind: AlertKind, said: &str) -> NewAlert {
    NewAlert::new(record, kind, "150.00 MXN", said, NOW).with_paid(Some(pesos(14_999)))
}

async fn raise(db: &dyn Db, alert: &NewAlert) {
    db.batch(alerts::raise(alert).to_vec()).await.unwrap();
}

async fn version(db: &dyn Db) -> i64 {
    orders::version(db, "ord_1").await.unwrap().unwrap()
}

#[tokio::test]
async fn the_same_oddity_seen_again_is_one_alert_that_counts() {
    for home in everywhere() {
        let db = home.open().await;
        let record = with_charge(&*db).await;
        let first = alert(&record, AlertKind::WrongAmount, "paid 149.99 MXN");
        assert_eq!(alerts::known(&*db, &first).await.unwrap(), Known::No);
        for later in 0..20 {
            raise(&*db, &NewAlert { at: NOW.plus_seconds(later), ..first.clone() }).await;
        }
        assert_eq!(alerts::known(&*db, &first).await.unwrap(), Known::Waits);
        let waiting = alerts::open_of_order(&*db, "ord_1").await.unwrap();
        let [one] = waiting.as_slice() else { panic!("{waiting:?}") };
        assert_eq!((&one.alert, one.times, one.seen_at), (&first, 20, NOW.plus_seconds(19)));
        assert_eq!((version(&*db).await, one.raised_version), (2, 2), "the order changed once");

        for other in 0..20 {
            raise(&*db, &alert(&record, AlertKind::UnknownStatus, &format!("odd {other}"))).await;
        }
        let said: Vec<_> =
            alerts::open_of_order(&*db, "ord_1").await.unwrap().into_iter().map(|one| (one.alert.said, one.times)).collect();
        let mut said = said;
        said.sort();
        assert_eq!(said, [("odd 19".to_owned(), 20), ("paid 149.99 MXN".to_owned(), 20)], "one of a kind, the latest");
        assert_eq!(alerts::count_open(&*db).await.unwrap(), (1, Some(NOW)), "orders are counted, not alerts");
    }
}

#[tokio::test]
async fn what_a_person_decided_is_not_asked_again_and_what_is_new_is() {
    for home in everywhere() {
        let db = home.open().await;
        let record = with_charge(&*db).await;
        let small = alert(&record, AlertKind::WrongAmount, "paid 149.99 MXN");
        raise(&*db, &small).await;
        let id = alerts::open_of_order(&*db, "ord_1").await.unwrap()[0].id.clone();
        let settle = || vec![orders::touch("ord_1"), alerts::settle(&id, "ord_1", Settled::Accepted, "fct_ana", NOW)];
        db.batch(settle()).await.unwrap();
        assert_eq!(alerts::known(&*db, &small).await.unwrap(), Known::Decided);
        raise(&*db, &small).await;
        assert!(alerts::open_of_order(&*db, "ord_1").await.unwrap().is_empty());
        assert_eq!((version(&*db).await, alerts::count_open(&*db).await.unwrap()), (3, (0, None)));
        let smaller = alert(&record, AlertKind::WrongAmount, "paid 99.00 MXN");
        raise(&*db, &smaller).await;
        assert_eq!(alerts::open_of_order(&*db, "ord_1").await.unwrap().len(), 1);
        let before = version(&*db).await;
        for _ in 0..2 {
            raise(&*db, &small).await;
            assert!(alerts::open_of_order(&*db, "ord_1").await.unwrap().is_empty(), "it says again what was decided");
            assert_eq!(version(&*db).await, before + 1, "which the shop is told once");
        }
    }
}

#[tokio::test]
async fn what_a_person_decided_is_asked_anew_where_it_was_over_meanwhile() {
    for home in everywhere() {
        let db = home.open().await;
        let record = with_charge(&*db).await;
        let held = alert(&record, AlertKind::HeldElsewhere, "50.00 MXN in the customer's balance");
        let open = async || alerts::open_of_order(&*db, "ord_1").await.unwrap();
        raise(&*db, &held).await;
        let id = open().await[0].id.clone();
        let decided = vec![orders::touch("ord_1"), alerts::settle(&id, "ord_1", Settled::Accepted, "fct_ana", NOW)];
        db.batch(decided).await.unwrap();
        raise(&*db, &held).await;
        assert_eq!(open().await.len(), 0);
        let before = version(&*db).await;
        for _ in 0..2 {
            db.batch(alerts::over("ord_1", Some("chg_1"), AlertKind::HeldElsewhere, NOW).to_vec()).await.unwrap();
        }
        assert_eq!(version(&*db).await, before, "nothing waited");
        assert_eq!(alerts::known(&*db, &held).await.unwrap(), Known::No);
        raise(&*db, &held).await;
        assert_eq!((open().await.len(), version(&*db).await), (1, before + 1));
    }
}

#[tokio::test]
async fn an_answer_that_fits_ends_what_waited_for_one_and_nothing_else() {
    for home in everywhere() {
        let db = home.open().await;
        let record = with_charge(&*db).await;
        for kind in AlertKind::ALL {
            raise(&*db, &alert(&record, kind, "odd")).await;
        }
        let before = version(&*db).await;
        db.batch(alerts::answered("ord_1", "chg_1", NOW).to_vec()).await.unwrap();
        let waiting = alerts::open_of_order(&*db, "ord_1").await.unwrap();
        let mut kinds: Vec<_> = waiting.iter().map(|one| one.alert.kind).collect();
        kinds.sort();
        use AlertKind as A;
        assert_eq!(kinds, [A::MorePayableThanDue, A::HeldElsewhere, A::TwoCharges, A::UnreadableRow, A::LateAnswer]);
        assert_eq!(version(&*db).await, before + 1);
        db.batch(alerts::answered("ord_1", "chg_1", NOW).to_vec()).await.unwrap();
        assert_eq!(version(&*db).await, before + 1, "nothing waited any more");
        db.batch(alerts::over("ord_1", Some("chg_1"), A::MorePayableThanDue, NOW).to_vec()).await.unwrap();
        assert_eq!((alerts::open_of_order(&*db, "ord_1").await.unwrap().len(), version(&*db).await), (4, before + 2));
        raise(&*db, &alert(&record, A::WrongAmount, "odd")).await;
        assert_eq!(alerts::open_of_order(&*db, "ord_1").await.unwrap().len(), 5, "what ended by itself may come back");
    }
}

#[tokio::test]
async fn the_oldest_that_wait_come_first_a_part_at_a_time() {
    for home in everywhere() {
        let db = home.open().await;
        let mut statements = Vec::new();
        for number in 1..=5 {
            let (order_id, charge_id) = (format!("ord_{number}"), format!("chg_{number}"));
            let record = charge(&charge_id, &order_id);
            let late = NOW.plus_seconds(10 - number);
            let odd = NewAlert { at: late, ..alert(&record, AlertKind::UnknownStatus, "frozen") };
            statements.push(orders::insert(&order(&order_id), &Prefill::default(), "{}"));
            statements.extend(alerts::raise(&odd));
        }
        db.batch(statements).await.unwrap();
        let first = alerts::list(&*db, None, 3).await.unwrap();
        let rest = alerts::list(&*db, first.last(), 3).await.unwrap();
        let ids: Vec<_> = first.iter().chain(&rest).map(|one| one.alert.order_id.as_str()).collect();
        assert_eq!(ids, ["ord_5", "ord_4", "ord_3", "ord_2", "ord_1"]);
        assert_eq!(alerts::count_open(&*db).await.unwrap(), (5, Some(NOW.plus_seconds(5))));
        let of_newer = "update alerts set kind = 'disputed' where order_id = 'ord_1'";
        db.batch(vec![Statement::new(of_newer, vec![])]).await.unwrap();
        assert_eq!(alerts::list(&*db, None, 9).await.unwrap().len(), 4, "one we cannot read hides no other");
    }
}

#[tokio::test]
async fn what_waited_before_there_was_a_table_waits_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let old = rusqlite::Connection::open(folder.path().join("ficha.db")).unwrap();
    old.execute_batch("create table schema_versions (version bigint primary key)").unwrap();
    let mut files: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../backend/migrations"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with('0'))
        .collect();
    files.sort();
    for (version, file) in (1..).zip(files.iter().take_while(|file| !file.to_str().unwrap().ends_with("_alerts.sql"))) {
        old.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        old.execute("insert into schema_versions (version) values ($1)", [version]).unwrap();
    }
    old.execute_batch(
        "insert into orders (id, amount, currency, description, methods, metadata, version, created_at) \
         values ('ord_1', 15000, 'MXN', 'Taza', '', '{}', 3, 100); \
         insert into charges (id, order_id, position, provider, method, amount, currency, state, received, late, alert, \
         customer_name, customer_email, version, looks, created_at) values ('chg_1', 'ord_1', 0, 'lupita', 'cash', 15005, 'MXN', \
         'pending', 0, 0, 'Unknown(\"frozen\")', 'Ana', 'ana@ejemplo.mx', 2, 1, 100); \
         insert into charge_events (charge_id, version, event, word, source, at) values ('chg_1', 2, 'unknown', 'frozen', 'webhook', 200)",
    )
    .unwrap();
    drop(old);
    let home = Home::File(folder);
    let db = home.open().await;
    let waiting = alerts::open_of_order(&*db, "ord_1").await.unwrap();
    let [one] = waiting.as_slice() else { panic!("{waiting:?}") };
    assert_eq!((one.id.as_str(), one.alert.asked.as_str(), one.alert.said.as_str()), ("alr_1", "150.05 MXN", "frozen"));
    assert_eq!((one.alert.kind, one.raised_version), (AlertKind::UnknownStatus, 0), "nobody is told anew");
    assert_eq!((one.alert.at.seconds(), one.alert.charge_id.as_deref()), (200, Some("chg_1")));
}

#[tokio::test]
async fn of_two_who_decide_by_the_same_reading_one_hears_a_conflict_and_nothing_of_it_is_written() {
    for home in everywhere() {
        let (db, other) = (home.open().await, home.open().await);
        let record = with_charge(&*db).await;
        raise(&*db, &alert(&record, AlertKind::WrongAmount, "paid 149.99 MXN")).await;
        let id = alerts::open_of_order(&*db, "ord_1").await.unwrap()[0].id.clone();
        let read = version(&*db).await;
        let decide = |by: &str| {
            let mut statements = orders::touch_at("ord_1", read).to_vec();
            statements.push(decisions::insert(&DecisionRecord {
                order_id: "ord_1".to_owned(),
                alert_id: Some(id.clone()),
                action: Action::Refunded,
                note: None,
                by_hand: Some(ByHand { amount: pesos(14_999), on: "2026-11-20".to_owned(), reference: "SPEI 7".to_owned() }),
                by: by.to_owned(),
                at: NOW,
            }));
            statements.push(alerts::settle(&id, "ord_1", Settled::Refunded, by, NOW));
            statements
        };
        let (one, two) = tokio::join!(db.batch(decide("fct_ana")), other.batch(decide("fct_eva")));
        let won = [one.is_ok(), two.is_ok()];
        assert!(won == [true, false] || won == [false, true], "{one:?} {two:?}");
        let lost = one.err().or(two.err()).unwrap();
        assert!(matches!(lost, DbError::Conflict(_)), "{lost:?}");
        let by = if won[0] { "fct_ana" } else { "fct_eva" };
        let written = decisions::of_order(&*db, "ord_1").await.unwrap();
        let [only] = written.as_slice() else { panic!("{written:?}") };
        assert_eq!((only.by.as_str(), only.by_hand.as_ref().unwrap().amount), (by, pesos(14_999)));
        assert!(alerts::open_of_order(&*db, "ord_1").await.unwrap().is_empty());
    }
}
