//! A refusal says which field and which rule, whatever is wrong with a body or a query; and what is only written another way
//! is understood.

use crate::shop::TestShop;
use serde_json::{Value, json};

/// The token's own call with this very body.
async fn send(shop: &TestShop, path: &str, body: &str) -> crate::shop::Answer {
    use axum::body::Body;
    use http::Request;
    use secrecy::ExposeSecret;
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let request = Request::post(path).header("content-type", "application/json");
    let request = request.header("authorization", format!("Bearer {}", token.expose_secret()));
    shop.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

/// `code field: rule`, for each field.
fn told(answer: &Value) -> String {
    let fields = answer["fields"].as_array().cloned().unwrap_or_default();
    let fields =
        fields.iter().map(|field| format!("{}: {}", field["field"].as_str().unwrap(), field["detail"].as_str().unwrap()));
    let fields: Vec<_> = fields.collect();
    match fields.is_empty() {
        true => format!("{} {}", answer["code"].as_str().unwrap(), answer["detail"].as_str().unwrap_or_default()),
        false => format!("{} {}", answer["code"].as_str().unwrap(), fields.join("; ")),
    }
}

const MONEY: &str = "must be a whole number of minor units, without quotes (150.00 pesos are 15000 centavos), and is";

#[tokio::test]
async fn a_whole_number_is_whole_however_it_is_written() {
    let shop = TestShop::open().await;
    for amount in ["15000", "15000.0", "1.5e4", "150E2", "15000.00"] {
        let body = format!(r#"{{"amount":{amount},"currency":"mxn","description":"Boletos"}}"#);
        let answer = send(&shop, "/api/v1/orders", &body).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["offer"]["total"]["amount"]), (201, &json!(15_000)), "{amount}");
        let button = send(&shop, "/api/v1/buttons", &body).await;
        assert_eq!((button.status.as_u16(), &button.json()["amount"]["amount"]), (201, &json!(15_000)), "{amount}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_by_field_and_rule() {
    let shop = TestShop::open().await;
    let check = async |path: &str, body: &str, expected: &str| {
        let answer = send(&shop, path, body).await;
        assert_eq!(told(&answer.json()), expected, "{body}");
        assert!(answer.status.is_client_error() && !answer.body.contains("i64"), "{}", answer.body);
    };
    let order = "/api/v1/orders";
    let with = |amount: &str| format!(r#"{{"amount":{amount},"currency":"MXN","description":"Boletos"}}"#);
    check(order, &with("150.5"), &format!("invalid_json amount: {MONEY} a number with decimals")).await;
    check(order, &with("\"15000\""), &format!("invalid_json amount: {MONEY} a text")).await;
    check(order, &with("null"), &format!("invalid_json amount: {MONEY} null")).await;
    check(order, &with("[1]"), &format!("invalid_json amount: {MONEY} a list")).await;
    check(order, &with("1e400"), "invalid_json amount: is too large").await;
    check(order, &with("99999999999999999999"), &format!("invalid_json amount: {MONEY} a number with decimals")).await;
    check(order, r#"{"currency":"MXN","description":"x"}"#, "invalid_json amount: is missing").await;
    check(order, r#"{"amount":1,"amount":2}"#, "invalid_json amount: is there twice").await;
    check(order, r#"{"amount":1,"currency":7}"#, "invalid_json currency: must be a text, and is a number").await;
    check(order, r#"{"amount":1,"customer":"Ana"}"#, "invalid_json customer: must be an object, and is a text").await;
    check(order, r#"{"amount":1,"metadata":{"cart":5}}"#, "invalid_json metadata.cart: must be a text, and is a number").await;
    check(
        order,
        r#"{"amount":1,"descripcion":"x"}"#,
        "invalid_json descripcion: is not a field of this call; what may stand here: amount, currency, description, reference, \
         image, customer, success_url, expires_at, metadata",
    )
    .await;
    check(order, "[]", "invalid_json the body must be an object").await;
    check(order, " ", "invalid_json the body is empty; it must be a JSON object").await;
    check(order, "{\"amount\":1,}", "invalid_json the body is no JSON: trailing comma, at line 1, column 13").await;
    check(order, &(with("1") + "x"), "invalid_json the body goes on after its JSON").await;
    check(
        "/api/v1/clabes",
        r#"{"customer":{"id":"c-1","mail":"a@b.mx"}}"#,
        "invalid_json customer.mail: is not a field of this call; what may stand here: id, email, phone, name",
    )
    .await;
    check(
        "/api/v1/accounts",
        r#"{"id":"a","name":"A","customers":[{"id":"1","name":"Ana Li","email":5}]}"#,
        "invalid_json customers.0.email: must be a text, and is a number",
    )
    .await;
    check("/api/v1/webhook-endpoints", r#"{"url":true}"#, "invalid_json url: must be a text, and is true or false").await;
    let charge = format!("/api/v1/orders/{}/charges", shop.order().await);
    let answer = shop.post(&charge, "12345678", &json!({"method": "cash"})).await;
    assert_eq!(told(&answer.json()), "invalid_json customer: is missing");
}

#[tokio::test]
async fn a_text_is_tidied_to_one_line_and_the_broken_rule_is_said() {
    let shop = TestShop::open().await;
    let order =
        |description: &str| json!({"amount": 15_000, "currency": "MXN", "description": description, "reference": " R-7\n"});
    let made = shop.merchant("/api/v1/orders", Some(&order("Taza\r\nde  barro\u{200b}\tazul "))).await.json();
    assert_eq!((&made["offer"]["description"], &made["reference"]), (&json!("Taza de barro azul"), &json!("R-7")));

    let check = async |path: &str, body: Value, expected: &str| {
        assert_eq!(told(&shop.merchant(path, Some(&body)).await.json()), format!("invalid_fields {expected}"));
    };
    let long = "ñ".repeat(214);
    let orders = "/api/v1/orders";
    check(orders, order(" \n\u{200b}"), "description: is empty; must be 1 to 200 characters").await;
    check(orders, order(&long), "description: has 214 characters; at most 200 are allowed").await;
    check(orders, order("a\u{7}b"), "description: has a control character (U+0007, character 2)").await;
    let mut noted = order("Taza");
    noted["metadata"] = json!({"cart": "v".repeat(501)});
    check(orders, noted, "metadata.cart: has 501 characters; at most 500 are allowed").await;
    let mut late = order("Taza");
    late["expires_at"] = json!("mañana");
    check(orders, late.clone(), "expires_at: must be a moment of RFC 3339, like 2026-12-24T18:00:00Z").await;
    late["expires_at"] = json!("2020-01-01T00:00:00Z");
    check(orders, late, "expires_at: must be a moment to come").await;
    let button = |label: &str| json!({"amount": 15_000, "currency": "MXN", "description": "Taza", "label": label});
    check("/api/v1/buttons", button(&"x".repeat(61)), "label: has 61 characters; at most 60 are allowed").await;
    let made = shop.merchant("/api/v1/buttons", Some(&button(" Paga\n aquí "))).await.json();
    assert_eq!(made["label"], json!("Paga aquí"));
    let endpoint = json!({"url": "https://tienda.example.mx/ficha", "description": "x".repeat(201)});
    check("/api/v1/webhook-endpoints", endpoint, "description: has 201 characters; at most 200 are allowed").await;
}

#[tokio::test]
async fn a_query_says_which_of_its_names_cannot_be_read() {
    let shop = TestShop::open().await;
    let check = async |path: &str, expected: &str| {
        let answer = shop.merchant(path, None).await;
        assert_eq!(told(&answer.json()), format!("invalid_fields {expected}"), "{path}");
    };
    for list in ["orders", "buttons", "clabes"] {
        check(&format!("/api/v1/{list}?limit=abc"), "limit: must be a whole number, like 50").await;
        check(&format!("/api/v1/{list}?cursor=a&cursor=b"), "cursor: is said twice").await;
    }
    check("/api/v1/orders?status=open&status=paid&limit=1", "status: is said twice").await;
    assert_eq!(shop.merchant("/api/v1/buttons?limit=&cursor=", None).await.status, 200, "an empty value says nothing");
}
