//! What is kept of a person, found and forgotten; and the audit trail.

use crate::{NOW, charge, everywhere, maria, order};
use backend::db::audit::{self, Entry};
use backend::db::decisions::{self, Action, DecisionRecord};
use backend::db::orders::{self, Prefill};
use backend::db::people::{self, ERASED, Person};
use backend::db::{Db, Statement, charges};
use payments::{Country, Customer};

/// María paid one order, and is expected to pay another; Ana paid a third.
async fn fill(db: &dyn Db) {
    let expected = Prefill { name: Some("María".to_owned()), email: Some("Maria@ejemplo.com.mx".to_owned()), phone: None };
    let ana = Customer::new(Country::Mx, "Ana Luz", "ana@ejemplo.com.mx", Some("5513899832"), None).unwrap();
    let nothing = Prefill::default();
    db.batch(vec![
        orders::insert(&order("ord_1"), &nothing, "{}"),
        charges::insert(&charge("chg_1", "ord_1"), &maria()),
        orders::insert(&order("ord_2"), &expected, "{}"),
        orders::insert(&order("ord_3"), &nothing, "{}"),
        charges::insert(&charge("chg_3", "ord_3"), &ana),
    ])
    .await
    .unwrap();
}

async fn found(db: &dyn Db, person: &Person) -> Vec<String> {
    people::find(db, person).await.unwrap().into_iter().map(|known| format!("{} {}", known.what, known.id)).collect()
}

#[tokio::test]
async fn everything_about_a_person_is_found_and_forgotten_and_nobody_elses() {
    for home in everywhere() {
        let db = home.open().await;
        fill(&*db).await;
        let (maria, ana) = (Person::Email("MARIA@ejemplo.com.mx ".to_owned()), Person::Phone("55 1389 9832".to_owned()));
        assert_eq!(found(&*db, &maria).await, ["order ord_2", "charge chg_1"]);
        assert_eq!(found(&*db, &ana).await, ["charge chg_3"]);
        assert_eq!(people::erase(&*db, &maria).await.unwrap(), 2);
        assert!(found(&*db, &maria).await.is_empty());
        assert_eq!(people::erase(&*db, &maria).await.unwrap(), 0);
        assert_eq!(found(&*db, &ana).await, ["charge chg_3"]);
        assert_eq!(found(&*db, &Person::Email(ERASED.to_owned())).await, ["charge chg_1"], "the charge itself stays");
        let kept = orders::find(&*db, "ord_2").await.unwrap().unwrap();
        assert_eq!((kept.prefill, kept.order), (Prefill::default(), order("ord_2")));
        assert!(charges::find(&*db, "chg_1").await.unwrap().is_some());
    }
}

#[tokio::test]
async fn what_was_noted_on_their_orders_is_forgotten_with_them_and_what_was_decided_stays() {
    for home in everywhere() {
        let db = home.open().await;
        fill(&*db).await;
        let noted = |order_id: &str| {
            let (order_id, note, by) = (order_id.to_owned(), Some("llamar a Ana".to_owned()), "ficha_sk_1".to_owned());
            let action = Action::Accepted;
            decisions::insert(&DecisionRecord { order_id, alert_id: None, action, note, by_hand: None, by, at: NOW })
        };
        db.batch(["ord_1", "ord_2", "ord_3"].map(noted).to_vec()).await.unwrap();
        let maria = Person::Email("maria@ejemplo.com.mx".to_owned());
        assert_eq!(people::erase(&*db, &maria).await.unwrap(), 2, "orders and charges are counted, not notes");
        people::erase(&*db, &Person::Phone("5513899832".to_owned())).await.unwrap();
        for order in ["ord_1", "ord_2", "ord_3"] {
            let kept = decisions::of_order(&*db, order).await.unwrap();
            assert_eq!((kept.len(), kept[0].action, &kept[0].note), (1, Action::Accepted, &None), "{order}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_as_a_whole_is_still_found_shown_and_forgotten() {
    for home in everywhere() {
        let db = home.open().await;
        fill(&*db).await;
        // An emptiness nobody expects, as far as each db lets one write it; what a file takes besides is a word for a number.
        let spoilt: &[&'static str] = match db.own_clock() {
            Some(_) => &[
                "alter table orders alter column amount drop not null",
                "alter table charges alter column state drop not null",
                "alter table charges alter column created_at drop not null",
                "update orders set amount = null where id = 'ord_2'",
                "update charges set state = null, created_at = null where id = 'chg_1'",
            ],
            None => &[
                "update orders set amount = 'much' where id = 'ord_2'",
                "update charges set created_at = 'soon' where id = 'chg_1'",
            ],
        };
        for sql in spoilt {
            db.batch(vec![Statement::new(sql, vec![])]).await.unwrap();
        }
        let maria = Person::Email("maria@ejemplo.com.mx".to_owned());
        let mut known = people::find(&*db, &maria).await.unwrap();
        known.sort_by_key(|known| known.what);
        let shown: Vec<_> =
            known.iter().map(|known| (known.id.as_str(), known.order_id.as_str(), known.email.is_some())).collect();
        assert_eq!(shown, [("chg_1", "ord_1", true), ("ord_2", "ord_2", true)]);
        assert!(known[0].state.is_none() && known[1].amount.is_none());
        assert_eq!(
            known.iter().filter(|known| known.unreadable.is_some()).count(),
            if db.own_clock().is_some() { 0 } else { 2 }
        );
        assert_eq!(people::erase(&*db, &maria).await.unwrap(), 2);
        assert!(people::find(&*db, &maria).await.unwrap().is_empty());
        assert_eq!(found(&*db, &Person::Phone("5513899832".to_owned())).await, ["charge chg_3"], "nobody else is touched");
    }
}

#[tokio::test]
async fn the_audit_trail_is_read_newest_first() {
    for home in everywhere() {
        let db = home.open().await;
        let entry = |n: i64| Entry {
            at: NOW.plus_seconds(n),
            actor: "command".to_owned(),
            action: "button add".to_owned(),
            about: format!("btn_{n}"),
            detail: r#"{"amount":15000}"#.to_owned(),
            request_id: (n == 2).then(|| "req_1".to_owned()),
        };
        for n in 1..=3 {
            audit::add(&*db, &entry(n)).await.unwrap();
        }
        assert_eq!(audit::list(&*db, 2).await.unwrap(), [entry(3), entry(2)]);
    }
}
