//! What an attacker types, by router: each is refused, or shown as the text it is. Slow callers are in `slow.rs`.

use crate::panel::Visitor;
use crate::shop::{Answer, TestShop, at_oxxo};
use axum::body::Body;
use backend::base::files::Files;
use http::Request;
use payments::{Button, Currency, Method, Moment, Money};
use serde_json::{Value, json};

/// A name that would be markup, an attribute's end, and a formula, wherever it is not text.
const EVIL: &str = "=HYPERLINK(\"http://evil.example/\")\"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;{{7*7}}";

async fn post(shop: &TestShop, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path).header("content-type", "application/json").header("idempotency-key", "12345678");
    shop.send(request.body(body.into()).unwrap()).await
}

/// A refusal, and not of ours.
fn refused(what: &str, answer: &Answer, expected: &str) {
    assert!(answer.status.is_client_error(), "{what}: {} {}", answer.status, answer.body);
    assert!(expected.split(' ').any(|code| answer.json()["code"] == code), "{what}: {}", answer.body);
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_in_path_query_and_body() {
    let shop = TestShop::open().await;
    for path in ["/api/v1/orders/%ff%fe", "/api/v1/buttons/%c3%28", "/pictures/%ff", "/webhooks/%ff"] {
        refused(path, &shop.get(path).await, "not_found order_not_found button_not_found method_not_allowed invalid_query");
    }
    for path in ["/o/%ff", "/pay/%f0%9f", "/panel/%ff"] {
        assert_eq!(shop.get(path).await.status, 404, "{path}");
    }
    for query in ["cursor=%ff", "q=%c3%28", "status=%00", "limit=%ff"] {
        let answer = shop.merchant(&format!("/api/v1/orders?{query}"), None).await;
        assert!(answer.status.is_success() || answer.status.is_client_error(), "{query}: {} {}", answer.status, answer.body);
    }
    for path in ["/api/v1/orders/ord_1/charges", "/webhooks/compropago"] {
        let answer = post(&shop, path, vec![b'{', b'"', 0xff, 0xfe, b'"', b':', b'1', b'}']).await;
        refused(path, &answer, "invalid_json");
    }
}

#[tokio::test]
async fn json_without_end_is_refused() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    for (what, body) in [
        ("deep arrays", "[".repeat(16_000)),
        ("deep objects", "{\"a\":".repeat(3_000)),
        ("deep inside", format!("{{\"method\":\"cash\",\"customer\":{}{}}}", "[".repeat(7_000), "]".repeat(7_000))),
        ("a long number", format!("{{\"method\":{}}}", "9".repeat(15_000))),
    ] {
        refused(what, &post(&shop, &format!("/api/v1/orders/{order}/charges"), body).await, "invalid_json");
    }
    for (what, body) in [
        ("deep arrays", "[".repeat(200_000)),
        ("deep beside an id", format!("{{\"id\":{}{}}}", "[".repeat(60_000), "]".repeat(60_000))),
    ] {
        refused(what, &shop.webhook(&body).await, "invalid_json");
    }
    refused("too large", &shop.webhook(&"a".repeat(300_000)).await, "body_too_large");
    refused("too large", &post(&shop, "/api/v1/orders/ord_1/charges", "a".repeat(20_000)).await, "body_too_large");
}

#[tokio::test]
async fn there_is_no_way_around_a_path() {
    let files = Files::from_contents(
        [("ficha.js", "loader"), ("inner/a.js", "a")].map(|(path, text)| (path.to_owned(), text.into())).into(),
    );
    let shop = TestShop::open_with("", files, Files::default()).await;
    let order = shop.order().await;
    for path in [
        "/assets/../ficha.toml",
        "/assets/inner/../../ficha.toml",
        "/assets/%2e%2e/ficha.toml",
        "/assets/%2e%2e%2fficha.toml",
        "/assets/..%5c..%5cficha.toml",
        "/assets/ficha.js%00.css",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "//api/v1/orders",
        "/api/v1//orders",
        "/api/v1/../../metrics",
        "/api/v1/orders/%2e%2e/buttons",
        "/api/v1/buttons/btn_demo%2forders",
        "/api/v1/buttons/btn_demo%00",
        "/api/v1/orders/..%2f..%2fhealthz",
        "/pictures/..%2f..%2fficha.db",
        "/panel/files/..%2f..%2fficha.toml",
        "/webhooks/../openapi.json",
    ] {
        let answer = shop.get(path).await;
        assert!(answer.status.is_client_error(), "{path}: {} {}", answer.status, answer.body);
    }
    for path in [format!("/o/{order}%00"), format!("/o/%2e%2e%2f{order}"), "/pay/btn_demo%0d%0aset-cookie:%20a=b".to_owned()] {
        let answer = shop.get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (404, ""), "{path}");
    }
}

#[tokio::test]
async fn no_line_break_gets_into_a_name_an_address_or_a_header() {
    let shop = TestShop::open().await;
    for (field, value) in [
        ("description", "Silla\u{1b}[2J"),
        ("reference", "R-1\u{7f}"),
        ("success_url", "https://tienda.example.mx/\r\nSet-Cookie: a=b"),
        ("success_url", "javascript:alert(1)"),
        ("image", "https://tienda.example.mx/a.png\"\r\nX: 1"),
    ] {
        let mut order = json!({"amount": 15_000, "currency": "MXN", "description": "Silla", "reference": "R-1"});
        order[field] = json!(value);
        let answer = shop.merchant("/api/v1/orders", Some(&order)).await;
        refused(field, &answer, "invalid_fields");
    }
    let order = shop.order().await;
    for (field, value) in [("email", "ana@example.mx\r\nBcc: x@evil.example"), ("name", "Ana\0")] {
        let mut wish = at_oxxo();
        wish["customer"][field] = json!(value);
        refused(field, &shop.charge(&order, &format!("key-of-{field}"), &wish).await, "invalid_fields");
    }
    assert!(shop.till.made().is_empty(), "no provider heard of it");
    // What is read may have been pasted with its line breaks: they are spaces. A phone that is none is left out.
    let order_of_two_lines =
        json!({"amount": 15_000, "currency": "MXN", "description": "Silla\r\nSet-Cookie: a=b", "reference": "R-1\nX: 1"});
    let made = shop.merchant("/api/v1/orders", Some(&order_of_two_lines)).await.json();
    assert_eq!((&made["offer"]["description"], &made["reference"]), (&json!("Silla Set-Cookie: a=b"), &json!("R-1 X: 1")));
    let mut wish = at_oxxo();
    wish["customer"]["phone"] = json!("55\r\nX: 1");
    wish["customer"]["name"] = json!("Ana\r\nBcc: x@evil.example");
    assert_eq!(shop.charge(&order, "12345678", &wish).await.status, 201);
    assert_eq!(shop.till.made()[0].customer.name(), "Ana Bcc: x@evil.example");
    assert_eq!(shop.till.made()[0].customer.phone(), None);
}

#[tokio::test]
async fn what_is_sold_is_shown_as_text_wherever_it_is_shown() {
    let shop = TestShop::open().await;
    let button = Button {
        id: "btn_evil".to_owned(),
        description: EVIL.to_owned(),
        amount: Money::new(15_000, Currency::Mxn),
        image: None,
        reference: Some("=1+1".to_owned()),
        methods: vec![Method::Cash],
        retired: false,
    };
    backend::db::buttons::save(&*shop.backend.db, &button, Moment::from_seconds(crate::shop::BEGIN)).await.unwrap();
    let order = post(&shop, "/api/v1/buttons/btn_evil/orders", "{}").await.json()["id"].as_str().unwrap().to_owned();
    let mut wish = at_oxxo();
    wish["customer"]["name"] = json!("<b>María</b> =cmd|'/c calc'!A1");
    assert_eq!(shop.charge(&order, "12345678", &wish).await.status, 201);

    let merchant = Visitor::signed_in(&shop).await;
    for (path, of_merchant) in [
        ("/pay/btn_evil".to_owned(), false),
        (format!("/o/{order}"), false),
        ("/panel/buttons".to_owned(), true),
        ("/panel/buttons/btn_evil".to_owned(), true),
        ("/panel/orders".to_owned(), true),
        (format!("/panel/orders/{order}"), true),
    ] {
        let page = if of_merchant { merchant.get(&path).await } else { shop.get(&path).await };
        assert_eq!(page.status, 200, "{path}");
        for live in ["<script>alert", "<img src=x", "<b>María", "\"><"] {
            let own = page.body.matches("\"><").count();
            assert!(live == "\"><" && own > 0 || !page.body.contains(live), "{path} has {live}: {}", page.body);
        }
        assert!(page.body.contains("&lt;script&gt;alert(1)"), "{path} does not show it: {}", page.body);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src") && !policy.contains("unsafe-inline"), "{path}: {policy}");
    }
    let shared = shop.get("/pay/btn_evil").await;
    let title = shared.body.split("property=\"og:title\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(title.contains("&lt;script&gt;"), "{title}");

    let table = shop.merchant("/api/v1/orders.csv", None).await;
    let line = table.body.lines().find(|line| line.contains(&order)).unwrap();
    assert!(line.contains("\"'=HYPERLINK(\"\"http"), "{line}");
    assert!(line.contains("'=1+1"), "{line}");
    let shown: Value = shop.see(&order).await;
    assert_eq!(shown["offer"]["name"].as_str().or(shown["offer"]["description"].as_str()), Some(EVIL), "JSON has it as it is");
}
