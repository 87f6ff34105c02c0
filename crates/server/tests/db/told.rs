//! What is to be told to shops, asked of every db.

use crate::{NOW, change, charge, everywhere, maria, pesos, with_charge};
use backend::db::endpoints::{self, EndpointRecord};
use backend::db::outbox::{self, Delivered, DeliveryRecord, EventRecord};
use backend::db::{Db, DbError, Statement, charges};
use backend::notify::timeline;
use payments::charge::Outcome;
use payments::{Event, State};

fn event(id: &str, order_id: &str, order_version: i64) -> EventRecord {
    EventRecord {
        id: id.to_owned(),
        order_id: order_id.to_owned(),
        order_version,
        kind: "order.paid".to_owned(),
        body: "{}".to_owned(),
        created_at: NOW,
    }
}

fn endpoint(id: &str) -> EndpointRecord {
    EndpointRecord {
        id: id.to_owned(),
        url: "https://tienda.example.mx/ficha".to_owned(),
        description: None,
        secret: "whsec_x".into(),
        old_secret: None,
        disabled: None,
        created_at: NOW,
    }
}

#[tokio::test]
async fn the_events_of_an_order_stand_in_one_line_across_its_charges() {
    for home in everywhere() {
        let db = home.open().await;
        let mut one = with_charge(&*db).await;
        let two = charge("chg_2", "ord_1");
        db.batch(vec![charges::insert(&two, &maria())]).await.unwrap();
        one.charge.state = State::Pending;
        change(&*db, &one, &Event::Issued).await.unwrap();
        change(&*db, &two, &Event::Issued).await.unwrap();
        one.version += 1;
        change(&*db, &one, &Event::Paid(pesos(15_000))).await.unwrap();
        assert_eq!(outbox::unpublished(&*db, "", 10).await.unwrap(), ["ord_1"]);
        let timeline = outbox::timeline(&*db, "ord_1").await.unwrap().unwrap();
        let line: Vec<_> =
            timeline.events.iter().map(|told| (told.order_version, told.charge_id.as_str(), told.event.id())).collect();
        assert_eq!(line, [(2, "chg_1", "issued"), (3, "chg_2", "issued"), (4, "chg_1", "paid")]);
        assert_eq!((timeline.told, timeline.record.version), (0, 4));
    }
}

/// What the charge of `ord_1` comes to by its events, told anew from the beginning.
async fn replayed(db: &dyn Db) -> (State, i64, i64) {
    let told = outbox::timeline(db, "ord_1").await.unwrap().unwrap();
    let changes = timeline::changes(&told.record.order, &told.events, 0);
    let charge = &changes.last().unwrap().order.charges[0];
    (charge.state, charge.received.minor(), charge.refunded.minor())
}

#[tokio::test]
async fn a_refund_that_a_program_of_before_wrote_down_is_read_as_that_program_read_it() {
    // What it wrote of the payment and of the refund (nothing where all went back), what became of the charge, and what it was to it.
    for (paid, total, row, expected) in [
        (Some(15_000), Some(5_000), (State::Paid, 15_000, 5_000), (State::Paid, 15_000, 5_000)),
        (Some(15_000), Some(15_000), (State::Refunded, 15_000, 15_000), (State::Refunded, 15_000, 15_000)),
        (Some(7_500), Some(15_000), (State::Refunded, 7_500, 7_500), (State::Refunded, 7_500, 7_500)),
        (Some(15_000), None, (State::Refunded, 15_000, 0), (State::Refunded, 15_000, 15_000)),
        (Some(20_000), None, (State::Refunded, 20_000, 0), (State::Refunded, 20_000, 20_000)),
        (None, Some(5_000), (State::Paid, 15_000, 5_000), (State::Paid, 15_000, 5_000)),
        (None, Some(15_000), (State::Refunded, 15_000, 15_000), (State::Refunded, 15_000, 15_000)),
        (None, None, (State::Refunded, 15_000, 0), (State::Refunded, 15_000, 15_000)),
    ] {
        for home in everywhere() {
            let db = home.open().await;
            with_charge(&*db).await;
            let (state, received, refunded) = row;
            let event = |version: i64, word: &str, total: Option<i64>| {
                let sql = "insert into charge_events (charge_id, version, event, total, source, at, order_version) \
                           values ('chg_1', $1, $2, $3, 'webhook', $1, $1)";
                Statement::new(sql, vec![version.into(), word.into(), total.into()])
            };
            let row = "update charges set state = $1, received = $2, refunded = $3 where id = 'chg_1'";
            let row = Statement::new(row, vec![state.id().into(), i64::into(received), i64::into(refunded)]);
            let paid = paid.map(|paid| event(2, "paid", Some(paid)));
            db.batch(paid.into_iter().chain([event(3, "refunded", total), row]).collect()).await.unwrap();
            assert_eq!(replayed(&*db).await, expected, "{total:?}");
            let charge = charges::find(&*db, "chg_1").await.unwrap().unwrap().charge;
            assert_eq!((charge.state, charge.received.minor(), charge.refunded.minor()), expected, "as its row says");
        }
    }
}

#[tokio::test]
async fn a_refund_is_told_anew_as_it_was_heard_also_before_any_payment_and_without_a_sum() {
    let back = |received, refunded| Event::Refunded { received: pesos(received), refunded: pesos(refunded) };
    for (events, expected) in [
        (vec![back(7_500, 2_500)], (State::Paid, 7_500, 2_500)),
        (vec![back(7_500, 2_500), back(9_000, 9_000)], (State::Refunded, 9_000, 9_000)),
        (vec![Event::RefundedInFull], (State::Refunded, 0, 0)),
        (vec![Event::RefundedInFull, back(7_500, 7_500)], (State::Refunded, 7_500, 7_500)),
        (vec![Event::Paid(pesos(7_500)), Event::RefundedInFull], (State::Refunded, 7_500, 7_500)),
    ] {
        for home in everywhere() {
            let db = home.open().await;
            let mut record = with_charge(&*db).await;
            for event in &events {
                assert_eq!(record.charge.apply(event), Outcome::Moved);
                change(&*db, &record, event).await.unwrap();
                record.version += 1;
            }
            assert_eq!(replayed(&*db).await, expected, "{events:?}");
            let charge = charges::find(&*db, "chg_1").await.unwrap().unwrap().charge;
            assert_eq!((charge.state, charge.received.minor(), charge.refunded.minor()), expected, "{events:?}");
        }
    }
}

#[tokio::test]
async fn a_story_is_told_once_and_of_an_order_the_earliest_first() {
    for home in everywhere() {
        let db = home.open().await;
        with_charge(&*db).await;
        endpoints::save(&*db, &endpoint("whe_1")).await.unwrap();
        outbox::tell(&*db, "ord_1", 3, &[event("evt_1", "ord_1", 2), event("evt_2", "ord_1", 3)]).await.unwrap();
        let twin = outbox::tell(&*db, "ord_1", 3, &[event("evt_3", "ord_1", 2)]).await;
        assert!(matches!(twin, Err(DbError::Conflict(_))));
        assert_eq!(outbox::unpublished(&*db, "", 10).await.unwrap(), Vec::<String>::new());

        let due = outbox::due(&*db, "whe_1", NOW, 10).await.unwrap();
        assert_eq!(due.iter().map(|due| due.event.id.as_str()).collect::<Vec<_>>(), ["evt_1"]);
        let done = DeliveryRecord { state: Delivered::Yes, next_at: None, attempts: 1, tried_at: Some(NOW), ..due[0].clone() };
        db.batch(vec![outbox::tried(&done)]).await.unwrap();
        assert_eq!(outbox::find(&*db, "whe_1", "evt_1").await.unwrap(), Some(done));
        assert_eq!(outbox::due(&*db, "whe_1", NOW, 10).await.unwrap()[0].event.id, "evt_2");
        assert!(outbox::due(&*db, "whe_1", NOW.plus_seconds(-1), 10).await.unwrap().is_empty());

        assert!(endpoints::remove(&*db, "whe_1").await.unwrap() && !endpoints::remove(&*db, "whe_1").await.unwrap());
        assert!(outbox::due(&*db, "whe_1", NOW, 10).await.unwrap().is_empty());
    }
}
