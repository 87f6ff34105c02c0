//! Orders nobody made a voucher for are deleted in time; a clock that jumps deletes none, and who comes at that moment is told so.

use crate::shop::{TestShop, at_oxxo};
use backend::db::retention::SEEN_FOR;
use backend::db::{Statement, abandoned, audit};

const DAY: i64 = 24 * 60 * 60;

async fn round(shop: &TestShop) -> usize {
    shop.tell().await;
    shop.backend.forget().await.unwrap()
}

#[tokio::test]
async fn an_order_nobody_made_a_voucher_for_is_gone_after_its_days_and_a_week_and_it_is_written_down() {
    let shop = TestShop::open_with("abandoned_orders_days = 30", Default::default(), Default::default()).await;
    let (abandoned, used) = (shop.order().await, shop.order().await);
    assert_eq!(shop.charge(&used, "12345678", &at_oxxo()).await.status, 201);
    shop.clock.advance(31 * DAY);
    round(&shop).await;
    assert_eq!(shop.get(&format!("/api/v1/orders/{abandoned}")).await.status, 200);
    shop.clock.advance(SEEN_FOR);
    round(&shop).await;
    assert_eq!(shop.get(&format!("/api/v1/orders/{abandoned}")).await.code(), "404 order_not_found");
    assert_eq!(shop.get(&format!("/api/v1/orders/{used}")).await.status, 200);
    let lines = audit::list(&*shop.backend.db, 10).await.unwrap();
    let line = lines.iter().find(|line| line.action == "forget abandoned orders").unwrap();
    assert!(line.detail.contains("\"orders\":1") && line.detail.contains("\"older_than_days\":30"), "{}", line.detail);
    assert!(shop.ask_operators("/metrics", None).await.body.contains("ficha_orders_forgotten_total 1"));
}

#[tokio::test]
async fn a_clock_that_jumps_a_year_ahead_deletes_no_order() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.clock.advance(2 * 60 * 60);
    round(&shop).await;
    shop.clock.jump(365 * DAY);
    for _ in 0..3 {
        assert_eq!(round(&shop).await, 0);
        shop.clock.advance(600);
    }
    // Where nobody can say that it is wrong, it is believed in the end: also then an order is only noticed.
    shop.clock.advance(2 * 60 * 60);
    round(&shop).await;
    shop.clock.advance(DAY);
    round(&shop).await;
    shop.clock.jump(-365 * DAY);
    shop.clock.advance(2 * 60 * 60);
    round(&shop).await;
    assert_eq!(shop.get(&format!("/api/v1/orders/{order}")).await.status, 200);
}

#[tokio::test]
async fn whoever_orders_a_voucher_while_its_order_is_deleted_is_told_that_there_is_none() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.tell().await;
    let note = "update orders set abandoned_at = 1 where id = $1";
    shop.backend.db.batch(vec![Statement::new(note, vec![order.as_str().into()])]).await.unwrap();
    // What the provider offers is asked anew, after the order has been read and before the charge is written.
    shop.clock.advance(60 * 60);
    shop.till.offers_wait(true);
    let body = at_oxxo();
    let meanwhile = async {
        shop.till.asked_for_offers(2).await;
        let later = shop.now().plus_seconds(1);
        assert!(abandoned::delete(&*shop.backend.db, &order, 1, later, later).await.unwrap());
        shop.till.offers_wait(false);
    };
    let (answer, ()) = tokio::join!(shop.charge(&order, "12345678", &body), meanwhile);
    assert_eq!(answer.code(), "404 order_not_found");
}
