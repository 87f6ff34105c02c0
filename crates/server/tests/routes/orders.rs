//! `GET /orders/{id}` and `POST /orders`.

use crate::shop::{Answer, TestShop, at_oxxo};
use axum::body::Body;
use backend::shop::token;
use http::Request;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

/// What a merchant's server sends.
async fn ask(shop: &TestShop, token: &str, body: &Value) -> Answer {
    let request = Request::post("/api/v1/orders").header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {token}"));
    shop.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn token(shop: &TestShop) -> String {
    token::make(&*shop.backend.db, &*shop.backend.clock, "shop").await.unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn a_merchant_makes_an_order_and_a_page_sees_what_it_may() {
    let shop = TestShop::open().await;
    let wanted = json!({
        "amount": 25000, "currency": "MXN", "description": "Dos <b>boletos</b>", "reference": "R-77",
        "customer": {"name": "María Núñez", "email": "maria@ejemplo.com.mx"},
        "success_url": "https://tienda.example.mx/gracias", "expires_at": "2026-11-30T00:00:00-06:00",
        "metadata": {"cart": "secret"},
    });
    let made = ask(&shop, &token(&shop).await, &wanted).await;
    assert_eq!(made.status, 201);
    let mut order = made.json();
    order["offer"]["methods"] = json!("...");
    assert_eq!(order, {
        let mut seen = shop.see(order["id"].as_str().unwrap()).await;
        seen["offer"]["methods"] = json!("...");
        seen
    });
    order["id"] = json!("ord_");
    order.sort_all_objects();
    insta::assert_snapshot!(serde_json::to_string_pretty(&order).unwrap(), @r#"
    {
      "charges": [],
      "created_at": "2026-11-20T18:30:00Z",
      "expires_at": "2026-11-30T06:00:00Z",
      "id": "ord_",
      "known": [
        "name",
        "email"
      ],
      "late": false,
      "missing": {
        "amount": 25000,
        "currency": "MXN"
      },
      "offer": {
        "country": "MX",
        "description": "Dos <b>boletos</b>",
        "merchant": "Tienda Lupita",
        "methods": "...",
        "test": true,
        "total": {
          "amount": 25000,
          "currency": "MXN"
        }
      },
      "received": {
        "amount": 0,
        "currency": "MXN"
      },
      "reference": "R-77",
      "status": "open",
      "success_url": "https://tienda.example.mx/gracias",
      "version": 1
    }
    "#);
}

#[tokio::test]
async fn without_a_token_that_opens_nothing_happens() {
    let shop = TestShop::open().await;
    let wanted = json!({"amount": 25000, "currency": "MXN", "description": "Boletos"});
    let right = token(&shop).await;
    let mut forged = right.clone();
    forged.replace_range(right.len() - 1.., if right.ends_with('0') { "1" } else { "0" });
    for wrong in ["", "x", "ficha_sk_", "ñññññññññññññ", &forged, &right[..17]] {
        let answer = ask(&shop, wrong, &wanted).await;
        assert_eq!(answer.code(), "401 unauthorized", "{wrong}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    assert_eq!(ask(&shop, &right, &wanted).await.status, 201);
    backend::db::tokens::retire(&*shop.backend.db, &right[..17], shop.now()).await.unwrap();
    assert_eq!(ask(&shop, &right, &wanted).await.code(), "401 unauthorized");
}

#[tokio::test]
async fn absurd_orders_are_refused_with_every_wrong_field() {
    let shop = TestShop::open().await;
    let wanted = json!({
        "amount": 0, "currency": "BTC", "description": "a\u{7}b", "reference": "", "image": "http://x.mx/a.png",
        "customer": {"name": "x", "email": "nada", "phone": "1"}, "success_url": "javascript:alert(1)",
        "expires_at": "2020-01-01T00:00:00Z", "metadata": {"k": "v".repeat(501)},
    });
    let answer = ask(&shop, &token(&shop).await, &wanted).await;
    assert_eq!(answer.code(), "422 invalid_fields");
    let fields: Vec<_> = answer.json()["fields"].as_array().unwrap().iter().map(|f| f["field"].clone()).collect();
    assert_eq!(
        json!(fields),
        json!(["amount", "currency", "description", "reference", "image", "success_url", "expires_at", "metadata.k"])
    );
}

#[tokio::test]
async fn asking_again_costs_nothing_while_nothing_has_changed() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let path = format!("/api/v1/orders/{order}");
    let tag = shop.get(&path).await.header("etag").to_owned();
    let again = || async { shop.send(Request::get(&path).header("if-none-match", &tag).body(Body::empty()).unwrap()).await };
    let same = again().await;
    assert_eq!((same.status.as_u16(), same.body.as_str(), same.header("etag")), (304, "", tag.as_str()));
    shop.charge(&order, "12345678", &at_oxxo()).await;
    assert_eq!(again().await.status, 200);
}

#[tokio::test]
async fn an_unknown_order_is_a_problem_with_the_requests_id() {
    let shop = TestShop::open().await;
    let request = Request::get("/api/v1/orders/ord_none").header("x-request-id", "support-77");
    let answer = shop.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("x-request-id"), "support-77");
    insta::assert_snapshot!(answer.shown(), @r#"
    404
    {
      "code": "order_not_found",
      "request_id": "support-77",
      "status": 404,
      "title": "There is no order with this id.",
      "type": "urn:ficha:problem:order_not_found"
    }
    "#);
    let request = Request::get("/api/v1/orders/ord_none").header("x-request-id", "a b");
    let answer = shop.send(request.body(Body::empty()).unwrap()).await;
    assert!(answer.header("x-request-id").starts_with("req_"), "an id that could forge a log line is replaced");
}
