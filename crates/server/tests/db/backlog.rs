//! What waits, and when there is next something to do, asked of every db.

use crate::{NOW, everywhere, with_charge};
use backend::db::Statement;
use backend::db::backlog::{self, Waiting};

#[tokio::test]
async fn what_waits_is_counted() {
    for home in everywhere() {
        let db = home.open().await;
        assert_eq!(backlog::waiting(&*db).await.unwrap(), Waiting::default());
        backlog::takes_writes(&*db, NOW).await.unwrap();
        backlog::takes_writes(&*db, NOW).await.unwrap();
        with_charge(&*db).await;
        let expected = Waiting { unpublished: 1, charges: 1, next_poll: Some(NOW), ..Waiting::default() };
        assert_eq!(backlog::waiting(&*db).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn what_is_due_next_is_the_earliest_of_all_that_waits() {
    for home in everywhere() {
        let db = home.open().await;
        let due = async |now| {
            [backlog::next_to_ask(&*db).await.unwrap(), backlog::next_to_tell(&*db, now).await.unwrap()]
                .into_iter()
                .flatten()
                .min()
        };
        assert_eq!(due(NOW).await, None);
        with_charge(&*db).await;
        assert_eq!(due(NOW).await, Some(NOW));
        // Its change is not told yet, so that there is something to do whenever somebody looks.
        assert_eq!(due(NOW.plus_seconds(-9)).await, Some(NOW.plus_seconds(-9)));
        let told = Statement::new("update orders set told = version", vec![]);
        let later = Statement::new("update charges set look_at = $1", vec![NOW.plus_seconds(60).into()]);
        db.batch(vec![told, later]).await.unwrap();
        assert_eq!(due(NOW).await, Some(NOW.plus_seconds(60)));
        db.batch(vec![Statement::new("update charges set look_at = null", vec![])]).await.unwrap();
        assert_eq!(due(NOW).await, None);
    }
}
