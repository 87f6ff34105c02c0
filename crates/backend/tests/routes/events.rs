//! `GET /orders/{id}/events`: what a page that watches an order is told, and when its stream ends.

use crate::shop::{TestShop, at_oxxo};
use http_body_util::BodyExt;
use payments::{Currency, Event, Money};

/// The next event of a stream: its id and the order's status.
async fn next(body: &mut axum::body::Body) -> Option<(String, String)> {
    let frame = body.frame().await?.unwrap();
    let text = String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap();
    let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
    let order: serde_json::Value = serde_json::from_str(&line("data: ")).unwrap();
    Some((line("id: "), order["status"].as_str().unwrap().to_owned()))
}

#[tokio::test]
async fn the_order_is_told_at_once_and_each_time_it_changes() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let response = shop.stream(&format!("/api/v1/orders/{order}/events")).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let mut body = response.into_body();
    assert_eq!(next(&mut body).await, Some(("1".to_owned(), "open".to_owned())));

    shop.charge(&order, "12345678", &at_oxxo()).await;
    assert_eq!(next(&mut body).await, Some(("3".to_owned(), "pending".to_owned())), "slow readers get the newest");
    shop.till.says("pc_1", Event::Paid(Money::new(15000, Currency::Mxn)));
    shop.webhook("pc_1").await;
    assert_eq!(next(&mut body).await, Some(("4".to_owned(), "paid".to_owned())));

    shop.end.send(true).unwrap();
    assert_eq!(next(&mut body).await, None, "the stream ends when the backend does");
}

#[tokio::test]
async fn an_unknown_order_has_no_events() {
    let shop = TestShop::open().await;
    assert_eq!(shop.get("/api/v1/orders/ord_none/events").await.code(), "404 order_not_found");
}
