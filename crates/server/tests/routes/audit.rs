//! What a merchant changes is written down, with who did it, and without what concerns a person.

use crate::shop::{PIXEL, TestShop};
use backend::db::audit;
use serde_json::json;

async fn lines(shop: &TestShop) -> Vec<String> {
    let mut lines = audit::list(&*shop.backend.db, 100).await.unwrap();
    lines.sort_by_key(|line| line.action.clone());
    lines.into_iter().map(|line| format!("{} {} {}", line.action, &line.about[..4], line.detail)).collect()
}

#[tokio::test]
async fn what_a_merchant_changes_is_written_down_and_what_is_only_read_or_refused_is_not() {
    let shop = TestShop::open().await;
    let wanted = json!({
        "amount": 15000, "currency": "MXN", "description": "Vestido para Ana", "reference": "R-1",
        "customer": {"name": "Ana Luz", "email": "ana@ejemplo.com.mx"}, "metadata": {"nota": "llamar a Ana"}
    });
    let order = shop.merchant("/api/v1/orders", Some(&wanted)).await;
    assert_eq!(order.status, 201);
    let id = order.json()["id"].as_str().unwrap().to_owned();
    let change = shop.merchant_with("PATCH", &format!("/api/v1/orders/{id}"), Some(&json!({"amount": 12000}))).await;
    assert_eq!(change.status, 200, "{}", change.body);
    let endpoint = json!({"url": "https://tienda.example.mx/ficha?key=s3cret"});
    let endpoint = shop.merchant("/api/v1/webhook-endpoints", Some(&endpoint)).await;
    let endpoint = endpoint.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(shop.merchant_with("DELETE", &format!("/api/v1/webhook-endpoints/{endpoint}"), None).await.status, 204);
    assert_eq!(shop.merchant("/api/v1/webhook-endpoints", None).await.status, 200);
    assert_eq!(shop.merchant("/api/v1/orders", Some(&json!({"amount": 0}))).await.status.as_u16() / 100, 4);
    assert_eq!(shop.merchant("/api/v1/orders?q=Ana", None).await.status, 200);
    assert_eq!(shop.merchant("/api/v1/orders.csv?q=Ana", None).await.status, 200);
    assert_eq!(shop.merchant("/api/v1/orders.csv?limit=1&limit=2", None).await.status, 422);
    insta::assert_snapshot!(lines(&shop).await.join("\n"), @r#"
    DELETE /api/v1/webhook-endpoints/{id} whe_ {}
    GET /api/v1/orders.csv orde {}
    PATCH /api/v1/orders/{id} ord_ {"amount":12000}
    POST /api/v1/orders ord_ {"amount":15000,"currency":"MXN","reference":"R-1"}
    POST /api/v1/webhook-endpoints whe_ {"url":"https://tienda.example.mx/ficha"}
    "#);
    let first = &audit::list(&*shop.backend.db, 100).await.unwrap()[0];
    assert!(first.actor.starts_with("ficha_sk_") && first.actor.len() == 17, "{}", first.actor);
    assert!(first.request_id.as_deref().is_some_and(|id| id.starts_with("req_")));
}

#[tokio::test]
async fn without_a_token_nothing_is_written_down_and_nothing_happens() {
    let shop = TestShop::open().await;
    assert_eq!(shop.post("/api/v1/orders", "12345678", &json!({"amount": 1})).await.code(), "401 unauthorized");
    assert_eq!(shop.post("/api/v1/orders/ord_none/charges", "12345678", &json!({})).await.code(), "400 invalid_json");
    assert!(lines(&shop).await.is_empty());
}

#[tokio::test]
async fn a_picture_that_is_uploaded_is_written_down_too() {
    let shop = TestShop::open().await;
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let bearer = format!("Bearer {}", secrecy::ExposeSecret::expose_secret(&token));
    for (body, status) in [(PIXEL, 201), (&PIXEL[..8], 422), (b"<svg/>".as_slice(), 422)] {
        let request = http::Request::post("/api/v1/pictures").header("authorization", &bearer);
        assert_eq!(shop.send(request.body(body.to_vec().into()).unwrap()).await.status, status);
    }
    assert_eq!(lines(&shop).await, ["POST /api/v1/pictures pic_ {}"]);
}
