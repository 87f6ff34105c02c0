//! `GET /orders/{id}/events`: what a page that watches an order is told, and when its stream ends.

use crate::scripted_provider::Till;
use crate::shop::{TestShop, at_oxxo};
use backend::base::files::Files;
use backend::db::{BatchFuture, Db, Statement};
use http_body_util::BodyExt;
use payments::{Currency, Event, Money};
use server::sqlite::Sqlite;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
async fn a_stream_with_nothing_to_tell_says_every_five_seconds_that_it_is_there() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let mut body = shop.stream(&format!("/api/v1/orders/{order}/events")).await.into_body();
    assert_eq!(next(&mut body).await, Some(("1".to_owned(), "open".to_owned())));
    let quiet = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(String::from_utf8(quiet.to_vec()).unwrap(), "event: beat\ndata: .\n\n", "a page is told of it, an order is not");
}

#[tokio::test]
async fn every_answer_says_what_time_it_is_by_the_backends_clock_and_pages_may_read_it() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let date = async |path: &str| shop.get(path).await.header("date").to_owned();
    let path = format!("/api/v1/orders/{order}");
    let first = date(&path).await;
    shop.clock.advance(86_400);
    let (second, refused) = (date(&path).await, date("/api/v1/orders/ord_none").await);
    let read = |text: &str| jiff::fmt::rfc2822::parse(text).unwrap().timestamp().as_second();
    assert_eq!(read(&second) - read(&first), 86_400);
    assert_eq!(second, refused);
    let from_a_page = http::Request::get(&path).header("origin", "https://tienda.example.mx");
    let answer = shop.send(from_a_page.body(axum::body::Body::empty()).unwrap()).await;
    let exposed = answer.header("access-control-expose-headers");
    assert!(exposed.contains("date") && exposed.contains("retry-after"), "{exposed}");
}

#[tokio::test]
async fn an_unknown_order_has_no_events() {
    let shop = TestShop::open().await;
    assert_eq!(shop.get("/api/v1/orders/ord_none/events").await.code(), "404 order_not_found");
}

#[tokio::test]
async fn only_so_many_streams_are_held_and_whoever_asks_for_one_more_is_told_to_ask_instead() {
    let limits = "[limits]\nstreams = 5\ncaller_streams = 3\norder_streams = 2\n";
    let shop = TestShop::open_with(limits, Files::default(), Files::default()).await;
    let orders = [shop.order().await, shop.order().await, shop.order().await];
    let ask = async |order: usize, last: u8| {
        shop.stream_from(&format!("/api/v1/orders/{}/events", orders[order]), [203, 0, 113, last]).await
    };
    let mut held = Vec::new();
    for (order, last) in [(0, 1), (0, 1), (1, 1)] {
        held.push(ask(order, last).await);
        assert_eq!(held.last().unwrap().status(), 200);
    }
    for (order, last, why) in [(0, 2, "of one order"), (2, 1, "of one caller")] {
        let refused = ask(order, last).await;
        assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (429, &"60".parse().unwrap()), "{why}");
        assert_eq!(refused.headers()["content-type"], "application/problem+json", "{why}");
    }
    held.extend([ask(1, 2).await, ask(2, 3).await]);
    let refused = shop.get(&format!("/api/v1/orders/{}/events", orders[2])).await;
    assert_eq!(refused.code(), "429 too_many_streams", "in all");
    assert_eq!(shop.get(&format!("/api/v1/orders/{}", orders[2])).await.status, 200, "asking goes on");
    drop(held);
    assert_eq!(shop.backend.streams.held(), 0, "who has gone holds nothing");
    assert_eq!(ask(0, 2).await.status(), 200);
}

/// A db that counts how often an order is read.
struct Counting(Sqlite, AtomicUsize);

impl Db for Counting {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        if statements.iter().any(|statement| statement.sql.starts_with("select * from orders")) {
            self.1.fetch_add(1, Ordering::SeqCst);
        }
        self.0.batch(statements)
    }
}

#[tokio::test]
async fn a_change_is_read_once_however_many_watch() {
    let folder = tempfile::tempdir().unwrap();
    let db = Arc::new(Counting(Sqlite::open(&folder.path().join("ficha.db")).unwrap(), AtomicUsize::default()));
    let shop = TestShop::open_on(db.clone(), Arc::new(Till::new())).await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    let mut watching = Vec::new();
    for _ in 0..12 {
        watching.push(shop.stream(&format!("/api/v1/orders/{order}/events")).await.into_body());
    }
    for body in &mut watching {
        assert_eq!(next(body).await.unwrap().1, "pending");
    }
    shop.till.says("pc_1", Event::Paid(Money::new(15000, Currency::Mxn)));
    shop.webhook("pc_1").await;
    let before = db.1.load(Ordering::SeqCst);
    let seen = futures_util::future::join_all(watching.iter_mut().map(next)).await;
    assert!(seen.iter().all(|seen| seen.as_ref().unwrap().1 == "paid"), "{seen:?}");
    assert_eq!(db.1.load(Ordering::SeqCst) - before, 1);
}
