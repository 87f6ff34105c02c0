//! What a token of each scope may do, call by call; and that one which has ended opens nothing.

use crate::panel::{Visitor, sign_in};
use crate::shop::{Answer, TestShop};
use axum::body::Body;
use backend::base::scope::Scope;
use backend::db::Statement;
use backend::http::openapi::document;
use backend::shop::token;
use http::Request;
use payments::Moment;
use secrecy::ExposeSecret;
use std::collections::BTreeSet;

/// Every call a merchant may make, and the narrowest scope that may. A new call needs a row.
const CALLS: [(&str, &str, Scope); 29] = [
    ("GET", "/api/v1/buttons", Scope::Read),
    ("POST", "/api/v1/buttons", Scope::All),
    ("PATCH", "/api/v1/buttons/{id}", Scope::All),
    ("POST", "/api/v1/pictures", Scope::All),
    ("GET", "/api/v1/going-live", Scope::Read),
    ("GET", "/api/v1/orders", Scope::Read),
    ("GET", "/api/v1/orders.csv", Scope::Read),
    ("GET", "/api/v1/orders/{id}/history", Scope::Read),
    ("POST", "/api/v1/orders", Scope::Orders),
    ("PATCH", "/api/v1/orders/{id}", Scope::Orders),
    ("POST", "/api/v1/orders/{id}/settle", Scope::Orders),
    ("POST", "/api/v1/orders/{id}/notes", Scope::Orders),
    ("GET", "/api/v1/clabes", Scope::Read),
    ("POST", "/api/v1/clabes", Scope::Orders),
    ("GET", "/api/v1/accounts", Scope::Read),
    ("POST", "/api/v1/accounts", Scope::All),
    ("GET", "/api/v1/accounts/{id}", Scope::Read),
    ("GET", "/api/v1/accounts/{id}/transactions", Scope::Read),
    ("GET", "/api/v1/webhook-endpoints", Scope::Read),
    ("POST", "/api/v1/webhook-endpoints", Scope::All),
    ("GET", "/api/v1/webhook-endpoints/{id}", Scope::Read),
    ("PATCH", "/api/v1/webhook-endpoints/{id}", Scope::All),
    ("DELETE", "/api/v1/webhook-endpoints/{id}", Scope::All),
    ("POST", "/api/v1/webhook-endpoints/{id}/secret", Scope::All),
    ("POST", "/api/v1/webhook-endpoints/{id}/ping", Scope::All),
    ("GET", "/api/v1/webhook-endpoints/{id}/deliveries", Scope::Read),
    ("POST", "/api/v1/webhook-endpoints/{id}/deliveries/{event}/resend", Scope::All),
    ("HEAD", "/api/v1/orders", Scope::Read),
    ("HEAD", "/api/v1/orders.csv", Scope::Read),
];

async fn token(shop: &TestShop, scope: Scope, expires_at: Option<Moment>) -> String {
    let made = token::make_for(&*shop.backend.db, &*shop.clock, "shop", scope, expires_at).await.unwrap();
    made.expose_secret().to_owned()
}

async fn ask(shop: &TestShop, token: &str, method: &str, path: &str) -> Answer {
    let path = path.replace("{id}", "none_1").replace("{event}", "evt_1");
    let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", "application/json").header("idempotency-key", backend::base::id::request());
    shop.send(request.body(Body::from("{}")).unwrap()).await
}

#[test]
fn every_call_of_the_merchant_stands_in_the_table() {
    let mut described = BTreeSet::new();
    for (path, calls) in document()["paths"].as_object().unwrap() {
        for (method, call) in calls.as_object().unwrap() {
            if call["tags"][0] == "merchant" {
                let scope = call["x-scope"].as_str().unwrap();
                described.insert(format!("{} {path} {scope}", method.to_uppercase()));
            }
        }
    }
    let table = CALLS.iter().filter(|(method, _, _)| *method != "HEAD");
    let table: BTreeSet<_> = table.map(|(method, path, scope)| format!("{method} {path} {}", scope.id())).collect();
    assert_eq!(described.symmetric_difference(&table).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[tokio::test]
async fn a_token_may_do_what_its_scope_says_and_is_told_which_scope_is_needed() {
    let shop = TestShop::open().await;
    for scope in Scope::ALL {
        let token = token(&shop, scope, None).await;
        for (method, path, needed) in CALLS {
            let answer = ask(&shop, &token, method, path).await;
            let said = format!("{method} {path} by {}: {} {}", scope.id(), answer.status, answer.body);
            if scope >= needed {
                assert!(![401, 403, 429].contains(&answer.status.as_u16()), "{said}");
            } else {
                assert_eq!(answer.code(), "403 scope_too_narrow", "{said}");
                assert_eq!(answer.json()["reason"], needed.id(), "{said}");
            }
        }
    }
    let orders = shop.merchant("/api/v1/orders", None).await.json();
    assert_eq!(orders["orders"].as_array().unwrap().len(), 0, "nothing was made by those who may not");
}

#[tokio::test]
async fn one_that_has_ended_is_answered_like_one_that_never_was() {
    let shop = TestShop::open().await;
    let end = shop.now().plus_seconds(90);
    let token = token(&shop, Scope::Read, Some(end)).await;
    assert_eq!(ask(&shop, &token, "GET", "/api/v1/orders").await.status, 200);
    shop.clock.advance(89);
    assert_eq!(ask(&shop, &token, "GET", "/api/v1/orders").await.status, 200);
    shop.clock.advance(1);
    let unknown = "ficha_sk_0000000000000000000000000000000000000000";
    // What it may not do it is not told either: it is nobody's any more.
    for (method, path) in [("GET", "/api/v1/orders"), ("POST", "/api/v1/buttons")] {
        let (ended, never) = (ask(&shop, &token, method, path).await, ask(&shop, unknown, method, path).await);
        assert_eq!(ended.code(), "401 unauthorized", "{method}");
        let same = |answer: &Answer| {
            let mut body = answer.json();
            body.as_object_mut().unwrap().remove("request_id");
            body
        };
        assert_eq!(same(&ended), same(&never));
    }
}

#[tokio::test]
async fn a_row_that_was_widened_by_hand_or_by_another_version_opens_nothing() {
    let shop = TestShop::open().await;
    for changed in [
        "update tokens set scope = 'all' where id = $1",
        "update tokens set scope = null where id = $1",
        "update tokens set scope = 'admin' where id = $1",
        "update tokens set expires_at = null where id = $1",
        "update tokens set expires_at = expires_at + 1 where id = $1",
    ] {
        let token = token(&shop, Scope::Read, Some(shop.now().plus_seconds(90))).await;
        assert_eq!(ask(&shop, &token, "GET", "/api/v1/orders").await.status, 200);
        shop.backend.db.batch(vec![Statement::new(changed, vec![token[..17].into()])]).await.unwrap();
        assert_eq!(ask(&shop, &token, "GET", "/api/v1/orders").await.code(), "401 unauthorized", "{changed}");
    }
}

#[tokio::test]
async fn a_token_of_before_there_were_scopes_does_everything() {
    let shop = TestShop::open().await;
    let token = token(&shop, Scope::All, None).await;
    let sql = "update tokens set scope = null, expires_at = null where id = $1";
    shop.backend.db.batch(vec![Statement::new(sql, vec![token[..17].into()])]).await.unwrap();
    assert_eq!(ask(&shop, &token, "POST", "/api/v1/buttons").await.code(), "400 invalid_json");
}

#[tokio::test]
async fn the_panel_is_opened_by_a_token_for_everything_and_no_longer_than_it_is_good() {
    let shop = TestShop::open().await;
    for scope in [Scope::Read, Scope::Orders] {
        let token = token(&shop, scope, None).await;
        let answer = sign_in(&shop, &[("token", &token)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("alcance sea «all»") && !answer.body.contains(&token), "{}", answer.body);
        assert!(answer.header("set-cookie").is_empty());
    }
    let token = token(&shop, Scope::All, Some(shop.now().plus_seconds(600))).await;
    let answer = sign_in(&shop, &[("token", &token)]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("Max-Age=600;"), "{cookie}");
    let visitor = Visitor { shop: &shop, cookie: cookie.split(';').next().unwrap().to_owned() };
    shop.clock.advance(599);
    assert_eq!(visitor.get("/panel/buttons").await.status, 200);
    shop.clock.advance(1);
    assert_eq!(visitor.get("/panel/buttons").await.status, 303);
    assert_eq!(sign_in(&shop, &[("token", &token)]).await.status, 422);
}
