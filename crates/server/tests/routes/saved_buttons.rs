//! `/buttons` and `/pictures` for a merchant's server: made, listed, changed, retired; and each refusal.

use crate::shop::{PIXEL, TestShop};
use axum::body::Body;
use http::Request;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

fn mug() -> Value {
    json!({"amount": 125_050, "currency": "MXN", "description": "Taza de talavera"})
}

#[tokio::test]
async fn a_merchants_server_makes_lists_changes_and_retires_a_button() {
    let shop = TestShop::open().await;
    shop.clock.advance(1);
    let wanted = json!({"amount": 125_050, "currency": "mxn", "description": " Taza ", "methods": ["spei", "cash", "spei"],
        "image": "https://cdn.example.mx/taza.png", "reference": "TAZA-1", "lang": "en", "theme": "dark", "label": "Buy"});
    let made = shop.merchant("/api/v1/buttons", Some(&wanted)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let mut made = made.json();
    made.sort_all_objects();
    let id = made["id"].as_str().unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&made).unwrap().replace(id, "btn_"), @r#"
    {
      "amount": {
        "amount": 125050,
        "currency": "MXN"
      },
      "created_at": "2026-11-20T18:30:01Z",
      "description": "Taza",
      "id": "btn_",
      "image": "https://cdn.example.mx/taza.png",
      "label": "Buy",
      "lang": "en",
      "line": "<script async src=\"http://127.0.0.1:8080/ficha.js\"></script><ficha-checkout button=\"btn_\" lang=\"en\" theme=\"dark\" label=\"Buy\"><a href=\"http://127.0.0.1:8080/pay/btn_\">Buy</a></ficha-checkout>",
      "methods": [
        "cash",
        "spei"
      ],
      "page": "http://127.0.0.1:8080/pay/btn_",
      "reference": "TAZA-1",
      "retired": false,
      "theme": "dark"
    }
    "#);

    let listed = shop.merchant("/api/v1/buttons?limit=1", None).await.json();
    assert_eq!((&listed["buttons"][0]["id"], &listed["next"]), (&made["id"], &made["id"]));
    let rest = shop.merchant(&format!("/api/v1/buttons?cursor={id}"), None).await.json();
    assert_eq!((&rest["buttons"][0]["id"], rest["buttons"].as_array().unwrap().len()), (&json!("btn_demo"), 1));
    assert_eq!(rest["next"], Value::Null);

    let path = format!("/api/v1/buttons/{id}");
    let change = json!({"amount": 99_00, "image": "", "theme": "", "methods": []});
    let changed = shop.merchant_with("PATCH", &path, Some(&change)).await.json();
    assert_eq!(changed["amount"]["amount"], 9900);
    assert_eq!((&changed["image"], &changed["theme"], &changed["methods"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((&changed["description"], &changed["lang"]), (&json!("Taza"), &json!("en")), "what is absent stays");

    let retired = shop.merchant_with("PATCH", &path, Some(&json!({"retired": true}))).await.json();
    assert_eq!(retired["retired"], true);
    assert_eq!(shop.get(&path).await.code(), "410 button_retired");
}

#[tokio::test]
async fn each_field_that_cannot_be_used_is_named() {
    let shop = TestShop::open().await;
    let wrong = json!({"amount": 0, "currency": "PEN", "description": "", "image": "http://evil.mx/x.png", "methods": ["card"],
        "reference": "", "lang": "fr", "theme": "blue", "label": "x".repeat(61)});
    let refused = shop.merchant("/api/v1/buttons", Some(&wrong)).await;
    assert_eq!(refused.code(), "422 invalid_fields");
    let fields = refused.json()["fields"].clone();
    let named: Vec<&str> = fields.as_array().unwrap().iter().map(|field| field["field"].as_str().unwrap()).collect();
    let expected = ["amount", "currency", "description", "image", "reference", "methods", "lang", "theme", "label"];
    assert_eq!(named, expected);
    let change = shop.merchant_with("PATCH", "/api/v1/buttons/btn_none", Some(&json!({}))).await;
    assert_eq!(change.code(), "404 button_not_found");
    let unknown = shop.merchant("/api/v1/buttons", Some(&json!({"price": 1}))).await;
    assert_eq!(unknown.code(), "400 invalid_json");
    assert_eq!(shop.merchant("/api/v1/buttons?cursor=btn_none", None).await.code(), "422 invalid_fields");
}

#[tokio::test]
async fn nobody_else_makes_or_sees_them() {
    let shop = TestShop::open().await;
    assert_eq!(shop.get("/api/v1/buttons").await.code(), "401 unauthorized");
    assert_eq!(shop.post("/api/v1/buttons", "12345678", &mug()).await.code(), "401 unauthorized");
    let change = Request::patch("/api/v1/buttons/btn_demo").header("content-type", "application/json");
    assert_eq!(shop.send(change.body(Body::from("{\"amount\": 1}")).unwrap()).await.code(), "401 unauthorized");
    let upload = Request::post("/api/v1/pictures").body(Body::from("\u{89}PNG")).unwrap();
    assert_eq!(shop.send(upload).await.code(), "401 unauthorized");
}

#[tokio::test]
async fn a_picture_is_uploaded_and_may_stand_on_a_button() {
    let shop = TestShop::open().await;
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let upload = async |body: Vec<u8>| {
        let request = Request::post("/api/v1/pictures").header("authorization", format!("Bearer {}", token.expose_secret()));
        shop.send(request.body(Body::from(body)).unwrap()).await
    };
    let picture = upload(PIXEL.to_vec()).await;
    assert_eq!(picture.status, 201, "{}", picture.body);
    let url = picture.json()["url"].clone();
    let mut wanted = mug();
    wanted["image"] = url.clone();
    assert_eq!(shop.merchant("/api/v1/buttons", Some(&wanted)).await.json()["image"], url);
    assert_eq!(upload(b"<svg/>".to_vec()).await.code(), "422 invalid_fields");
    assert_eq!(upload(vec![0; 1024 * 1024 + 1]).await.code(), "413 body_too_large");
    assert_eq!(shop.get("/pictures/pic_none").await.code(), "404 not_found");
}
