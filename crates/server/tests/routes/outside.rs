//! What stands around every route: origins, addresses and methods nobody serves, and health.

use crate::shop::{Answer, TestShop};
use axum::body::Body;
use http::Request;

async fn ask(shop: &TestShop, method: &str, path: &str, origin: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    let request = request.header("access-control-request-headers", "content-type,idempotency-key");
    shop.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn only_listed_pages_may_read_the_answers() {
    let shop = TestShop::open().await;
    let check = async |origin: &str, expected: &str| {
        for method in ["GET", "OPTIONS"] {
            let answer = ask(&shop, method, "/api/v1/buttons/btn_demo", origin).await;
            assert_eq!(answer.header("access-control-allow-origin"), expected, "{method} from {origin}");
            assert!(answer.header("vary").contains("origin"), "caches must keep origins apart");
        }
    };
    check("https://tienda.example.mx", "https://tienda.example.mx").await;
    check("https://evil.mx", "").await;
    check("null", "").await;
    let preflight = ask(&shop, "OPTIONS", "/api/v1/orders/ord_1/charges", "https://tienda.example.mx").await;
    assert!(preflight.header("access-control-allow-headers").contains("idempotency-key"));
    assert!(!preflight.header("access-control-allow-headers").contains("authorization"));
}

#[tokio::test]
async fn addresses_and_methods_nobody_serves_are_problems() {
    let shop = TestShop::open().await;
    for path in ["/nothing", "/api/v1/nothing", "/api/v2/orders", "/%00", "/%ff"] {
        assert_eq!(shop.get(path).await.code(), "404 not_found", "{path}");
    }
    let wrong = shop.send(Request::delete("/api/v1/buttons/btn_demo").body(Body::empty()).unwrap()).await;
    assert_eq!(wrong.code(), "405 method_not_allowed");
    assert!(wrong.json()["request_id"].as_str().unwrap().starts_with("req_"));
}

#[tokio::test]
async fn it_is_alive_and_ready_until_it_ends() {
    let shop = TestShop::open().await;
    assert_eq!(shop.get("/healthz").await.body, "ok\n");
    assert_eq!(shop.get("/readyz").await.body, "ready\n");
    shop.end.send(true).unwrap();
    assert_eq!(shop.get("/readyz").await.code(), "503 unavailable");
    assert_eq!(shop.get("/healthz").await.status, 200);
}
