//! A db that hangs, seen from outside: whoever asks is told so in bounded time, and served once it answers again.

use crate::scripted_provider::Till;
use crate::shop::TestShop;
use crate::{between, cluster};
use axum::body::Body;
use futures_util::future::join_all;
use http::Request;
use secrecy::ExposeSecret;
use server::postgres::Postgres;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[tokio::test]
async fn whoever_asks_while_the_db_hangs_is_told_within_seconds_and_served_when_it_answers_again() {
    let (address, hangs, _between) = between::hanging(&cluster::cluster().database());
    let db = Arc::new(Postgres::open(&address).await.unwrap());
    let shop = TestShop::open_on(db, Arc::new(Till::new())).await;
    let order = shop.order().await;
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let ask = async |path: &str| {
        let request = Request::get(path).header("authorization", format!("Bearer {}", token.expose_secret()));
        shop.send(request.body(Body::empty()).unwrap()).await
    };
    let paths =
        ["buttons/btn_demo".to_owned(), format!("orders/{order}"), format!("orders/{order}/history"), "orders".to_owned()];
    let paths = paths.map(|path| format!("/api/v1/{path}"));
    hangs.send_replace(true);
    let began = Instant::now();
    for answer in join_all(paths.iter().map(|path| ask(path))).await {
        assert_eq!(answer.code(), "503 unavailable");
        assert!(!answer.header("retry-after").is_empty());
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    hangs.send_replace(false);
    for path in &paths {
        assert_eq!(ask(path).await.status, 200, "{path}");
    }
}
