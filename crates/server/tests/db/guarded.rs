//! Reading, deciding and writing as one step, however long lies between: what was read must still be so, or nothing is written.

use crate::{NOW, button, everywhere, order, pesos};
use backend::db::orders::{self, Prefill};
use backend::db::{Db, DbError, buttons};
use payments::{Button, Order};
use std::sync::Arc;

#[tokio::test]
async fn what_was_decided_by_an_order_as_it_was_is_not_written_once_it_has_changed() {
    for home in everywhere() {
        let db = home.open().await;
        db.batch(vec![orders::insert(&order("ord_1"), &Prefill::default(), "{}")]).await.unwrap();
        let write = async |version: i64, minor: i64| {
            let change = orders::amend("ord_1", pesos(minor), None);
            db.batch(orders::touch_at("ord_1", version).into_iter().chain([change]).collect()).await
        };
        write(1, 100).await.unwrap();
        assert!(matches!(write(1, 200).await, Err(DbError::Conflict(_))));
        let record = orders::find(&*db, "ord_1").await.unwrap().unwrap();
        assert_eq!((record.version, record.order.amount), (2, pesos(100)));
        write(2, 300).await.unwrap();
        assert!(matches!(write(2, 200).await, Err(DbError::Conflict(_))));
        assert!(matches!(write(4, 200).await, Err(DbError::Conflict(_))), "nobody has read what is not there yet");
    }
}

#[tokio::test]
async fn of_many_who_have_read_the_same_one_writes() {
    for home in everywhere() {
        let db: Arc<dyn Db> = home.open().await;
        db.batch(vec![orders::insert(&order("ord_1"), &Prefill::default(), "{}")]).await.unwrap();
        let writers: Vec<_> = (0..16)
            .map(|number| {
                let db = Arc::clone(&db);
                let change = orders::amend("ord_1", pesos(number + 1), None);
                let statements = orders::touch_at("ord_1", 1).into_iter().chain([change]).collect();
                tokio::spawn(async move { db.batch(statements).await })
            })
            .collect();
        let mut written = 0;
        for writer in writers {
            match writer.await.unwrap() {
                Ok(_) => written += 1,
                Err(error) => assert!(matches!(error, DbError::Conflict(_)), "{error}"),
            }
        }
        assert_eq!(written, 1);
        assert_eq!(orders::find(&*db, "ord_1").await.unwrap().unwrap().version, 2);
    }
}

#[tokio::test]
async fn an_order_is_not_made_of_a_button_that_has_changed_meanwhile() {
    for home in everywhere() {
        let db = home.open().await;
        let button = button("btn_1");
        buttons::save(&*db, &button, NOW).await.unwrap();
        let make = async |id: &str| {
            let insert = orders::insert(&Order { id: id.to_owned(), ..order(id) }, &Prefill::default(), "{}");
            db.batch(vec![buttons::still_sells(&button), insert]).await
        };
        make("ord_1").await.unwrap();
        buttons::save(&*db, &Button { description: "Mesa".to_owned(), ..button.clone() }, NOW).await.unwrap();
        make("ord_2").await.unwrap();
        for changed in [Button { amount: pesos(99900), ..button.clone() }, Button { retired: true, ..button.clone() }] {
            buttons::save(&*db, &changed, NOW).await.unwrap();
            assert!(matches!(make("ord_3").await, Err(DbError::Conflict(_))));
        }
        assert_eq!(orders::find(&*db, "ord_3").await.unwrap(), None);
    }
}
