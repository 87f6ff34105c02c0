//! Addresses with what no address has: NUL and its like, in every part of a path and in every query. Each is refused as the route
//! refuses what it does not know, on a page where a person reads it, and never breaks anything.

use crate::shop::{Answer, TestShop};
use axum::body::Body;
use http::Request;

const ODD: [&str; 6] = ["%00", "%01", "%1b", "%7f", "%c2%85", "a%00b"];

/// The paths that take an id, and what a page of them says.
const PATHS: [(&str, bool); 14] = [
    ("/api/v1/orders/ODD", false),
    ("/api/v1/orders/ord_ODD/events", false),
    ("/api/v1/buttons/ODD", false),
    ("/api/v1/clabes/ODD", false),
    ("/api/v1/orders/ODD/history", false),
    ("/api/v1/accounts/ODD", false),
    ("/api/v1/webhook-endpoints/ODD", false),
    ("/api/v1/webhook-endpoints/ODD/deliveries", false),
    ("/pictures/ODD", false),
    ("/pay/ODD", true),
    ("/o/ord_ODD", true),
    ("/panel/orders/ODD", true),
    ("/panel/buttons/ODD", true),
    ("/assets/ODD", false),
];

async fn get(shop: &TestShop, path: &str) -> Answer {
    shop.merchant(path, None).await
}

#[tokio::test]
async fn an_id_with_a_character_that_no_id_has_is_not_found() {
    let shop = TestShop::open().await;
    for odd in ODD {
        for (path, is_page) in PATHS {
            let path = path.replace("ODD", odd);
            let answer = get(&shop, &path).await;
            // What a messenger left at the end of a link is taken off, and leads to what is meant.
            if is_page && answer.status == 308 {
                let meant = answer.header("location");
                assert!(!meant.contains('%') && get(&shop, meant).await.status == 404, "{path}: {meant}");
                continue;
            }
            assert_eq!(answer.status, 404, "{path}: {}", answer.body);
            let kind = answer.header("content-type");
            assert_eq!(kind.starts_with("text/html"), is_page, "{path}: {kind}");
        }
    }
}

#[tokio::test]
async fn a_query_with_a_character_that_nobody_types_is_refused() {
    let shop = TestShop::open().await;
    for path in
        ["/api/v1/orders?q=ODD", "/api/v1/orders?cursor=ODD", "/api/v1/orders.csv?button=ODD", "/api/v1/buttons?cursor=ODD"]
    {
        for odd in ODD {
            assert_eq!(get(&shop, &path.replace("ODD", odd)).await.code(), "400 invalid_address", "{path} {odd}");
        }
        let pasted = get(&shop, &path.replace("ODD", "a%0A%09b")).await;
        assert!(pasted.status == 200 || pasted.status == 422, "{path}: {} {}", pasted.status, pasted.body);
    }
    for (path, is_page) in [("/panel/orders?q=%00", true), ("/o/ord_1?choose=%00", true), ("/readyz?%00", false)] {
        let answer = get(&shop, path).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type").starts_with("text/html")), (400, is_page), "{path}");
    }
}

#[tokio::test]
async fn a_body_with_a_nul_is_refused_whatever_it_is_for() {
    let shop = TestShop::open().await;
    let order = serde_json::json!({"amount": 15_000, "currency": "MXN", "description": "Silla\0", "reference": "\0"});
    assert_eq!(shop.merchant("/api/v1/orders", Some(&order)).await.status, 422);
    for (path, body) in
        [("/panel/sign-in", "token=ficha_sk_00000000%00"), ("/pay/btn_demo", "key=12345678&way=cash%2FOXXO&name=%00")]
    {
        let form = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let answer = shop.send(form.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, 422, "{path}: {}", answer.body);
    }
}
