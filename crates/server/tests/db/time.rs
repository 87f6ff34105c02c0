//! Moments written by a clock that was wrong, on every db: leases and claims hold nobody up, and what waits is done.

use crate::{NOW, everywhere};
use backend::base::clock::{Clock, ManualClock};
use backend::db::keys::{self, Claim, KeyRecord, KeyScope};
use backend::db::time::DbTime;
use backend::db::{Db, Statement, leases, rearm};
use server::clock::SystemClock;
use std::sync::Arc;

const DAY: i64 = 24 * 60 * 60;
const YEAR: i64 = 365 * DAY;

#[tokio::test]
async fn a_lease_taken_by_a_wrong_clock_is_taken_over_and_one_that_can_be_is_not() {
    for home in everywhere() {
        let db = home.open().await;
        let hold = async |who: &str, at: i64| leases::hold(&*db, "notify", who, NOW.plus_seconds(at), 30).await.unwrap();
        assert!(hold("wrong", YEAR).await);
        assert!(hold("right", 0).await, "nobody takes a lease for a year");
        assert!(!hold("other", 29).await && hold("other", 30).await);
    }
}

#[tokio::test]
async fn a_claim_made_by_a_wrong_clock_is_taken_over() {
    for home in everywhere() {
        let db = home.open().await;
        let place = KeyScope { scope: "charges:ord_1".to_owned(), key: "12345678".to_owned() };
        let known = KeyRecord { fingerprint: "f".to_owned(), about: "chg_1".to_owned(), answer: None };
        let claim = |who: &str, until: i64| Claim { holder: who.to_owned(), until: NOW.plus_seconds(until) };
        db.batch(vec![keys::remember(&place, &known, Some(&claim("wrong", YEAR)), NOW)]).await.unwrap();
        assert!(keys::claim(&*db, &place, &claim("right", 20), NOW).await.unwrap());
        assert!(!keys::claim(&*db, &place, &claim("other", 21), NOW.plus_seconds(1)).await.unwrap());
    }
}

#[tokio::test]
async fn what_waits_for_a_moment_that_cannot_be_is_due_and_what_is_in_order_stays() {
    for home in everywhere() {
        let db = home.open().await;
        let order = "insert into orders (id, amount, currency, description, methods, metadata, version, created_at) \
                     values ('ord_1', 100, 'MXN', 'x', '', '{}', 1, 0)";
        db.batch(vec![Statement::new(order, vec![])]).await.unwrap();
        let charge = "insert into charges (id, order_id, position, provider, method, amount, currency, state, received, late, \
                      customer_name, customer_email, version, looks, voucher_expires_at, look_at, created_at) \
                      values ($1, 'ord_1', $2, 'p', 'cash', 100, 'MXN', $3, 0, 0, 'A', 'a@b.mx', 1, 0, $4, $5, $6)";
        // The state, when its voucher ends, when it is asked about next and when it was made, by days from now; whether that
        // cannot be.
        let cases: [(&str, i64, Option<i64>, i64, bool); 13] = [
            ("pending", 1, Some(4), 0, true),
            ("pending", 1, Some(1), 0, false),
            ("pending", 1, None, 0, true),
            ("pending", -61, None, -62, false),
            ("requested", 1, Some(2), 0, true),
            ("expired", -2, Some(4), -3, true),
            ("expired", -2, Some(1), -3, false),
            ("expired", -2, None, -3, true),
            ("expired", -14, None, -15, false),
            ("paid", 3, Some(8), -8, false),
            ("paid", 3, None, -1, true),
            ("paid", 3, None, -18, false),
            ("refunded", 3, None, -1, false),
        ];
        for (at, (state, ends, next, made, _)) in cases.iter().enumerate() {
            let (position, day) = (i64::try_from(at).unwrap(), |days: &i64| NOW.plus_seconds(days * DAY));
            let next = next.map(|next| day(&next));
            let values = vec![
                format!("chg_{at}").into(),
                position.into(),
                (*state).into(),
                day(ends).into(),
                next.into(),
                day(made).into(),
            ];
            db.batch(vec![Statement::new(charge, values)]).await.unwrap();
        }
        let expected: Vec<_> = cases.iter().enumerate().filter(|(_, case)| case.4).map(|(at, _)| format!("chg_{at}")).collect();
        assert_eq!(rearm::all(&*db, NOW).await.unwrap(), expected.len());
        let mut due = backend::db::charges::due_for_poll(&*db, "p", NOW, 50).await.unwrap();
        due.sort_by_key(|id| id[4..].parse::<usize>().unwrap());
        assert_eq!(due, expected);
        assert_eq!(rearm::all(&*db, NOW).await.unwrap(), 0, "once");
    }
}

#[tokio::test]
async fn a_db_of_its_own_machine_says_what_time_it_is_and_between_two_answers_time_passes() {
    for home in everywhere() {
        let db: Arc<dyn Db> = home.open().await;
        let really = DbTime::new(Arc::clone(&db), Arc::new(SystemClock));
        assert!(really.ahead().await.unwrap().abs() <= 2, "it is on this machine");
        let clock = Arc::new(ManualClock::at(NOW));
        let time = DbTime::new(Arc::clone(&db), clock.clone());
        assert_eq!(time.now().await.unwrap(), NOW);
        clock.jump(YEAR);
        match db.own_clock() {
            None => assert_eq!(time.now().await.unwrap(), clock.now(), "a file has this machine's clock"),
            Some(_) => {
                assert_eq!(time.now().await.unwrap(), NOW, "our clock was set, and no time has passed");
                clock.advance(7);
                assert_eq!(time.now().await.unwrap(), NOW.plus_seconds(7));
                assert_eq!(time.ahead().await.unwrap(), YEAR);
            }
        }
    }
}
