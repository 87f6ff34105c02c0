//! What is to be told to shops, asked of every db.

use crate::{NOW, change, charge, everywhere, maria, pesos, with_charge};
use backend::db::endpoints::{self, EndpointRecord};
use backend::db::outbox::{self, Delivered, DeliveryRecord, EventRecord};
use backend::db::{DbError, charges};
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
        assert_eq!(outbox::untold(&*db, "", 10).await.unwrap(), ["ord_1"]);
        let story = outbox::story(&*db, "ord_1").await.unwrap().unwrap();
        let line: Vec<_> =
            story.events.iter().map(|told| (told.order_version, told.charge_id.as_str(), told.event.id())).collect();
        assert_eq!(line, [(2, "chg_1", "issued"), (3, "chg_2", "issued"), (4, "chg_1", "paid")]);
        assert_eq!((story.told, story.record.version), (0, 4));
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
        assert_eq!(outbox::untold(&*db, "", 10).await.unwrap(), Vec::<String>::new());

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
