//! The sandbox as anybody meets it: over HTTP, started inside this process on a free port. What a provider's JSON says is
//! tested where it is written; here are the control API, the clock, the faults and the webhooks.

#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

mod peru;
mod shop;

use std::time::Duration;

use reqwest::{Client, StatusCode};
use sandbox::{Options, Running, Sandbox};
use serde_json::{Value, json};
use shop::Shop;

const KEY: &str = "sk_test_71863001136936a44";

struct World {
    running: Running,
    http: Client,
}

impl World {
    async fn start() -> World {
        World::telling(None).await
    }

    async fn telling(shop: Option<&Shop>) -> World {
        World::telling_at(shop.map(Shop::url)).await
    }

    async fn telling_at(webhook: Option<String>) -> World {
        let running = Sandbox::start(Options { webhook, ..Options::default() }).await.unwrap();
        let http = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        World { running, http }
    }

    fn control(&self, path: &str) -> String {
        format!("http://{}/control/{path}", self.running.address)
    }

    async fn create(&self) -> reqwest::Result<Value> {
        let body = json!({"order_id": "7", "order_price": 150, "order_name": "SAMSUNG GOLD CURL",
            "customer_name": "Alejandra Leyva", "customer_email": "noreply@compropago.com", "payment_type": "OXXO"});
        let url = format!("{}/v1/charges", self.running.url("compropago"));
        let answer = self.http.post(url).basic_auth(KEY, Some("")).json(&body).send().await?;
        answer.json().await
    }

    async fn charges(&self) -> Vec<Value> {
        self.http.get(self.control("charges")).send().await.unwrap().json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let answer = self.http.post(self.control(path)).json(&body).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or_default())
    }

    async fn fault(&self, fault: Value) {
        let (status, answer) = self.post("faults", fault).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
}

#[tokio::test]
async fn a_charge_is_listed_paid_and_reset_away() {
    let world = World::start().await;
    let made = world.create().await.unwrap();
    let id = made["id"].as_str().unwrap();
    let listed = world.charges().await;
    assert_eq!(listed[0]["id"], id);
    assert_eq!(listed[0]["provider"], "compropago");
    assert_eq!(listed[0]["amount"], json!({"amount": 15000, "currency": "MXN"}));
    let digits = made["instructions"]["details"]["bank_account_number"].as_str().unwrap().replace(' ', "");
    assert_eq!(listed[0]["reference"], digits);

    let (_, part) = world.post(&format!("charges/{id}/pay-partial"), json!({"amount": 5000})).await;
    assert_eq!((&part["status"], &part["received"]["amount"]), (&json!("partly_paid"), &json!(5000)));
    let (_, paid) = world.post(&format!("charges/{id}/pay"), json!({})).await;
    assert_eq!((&paid["status"], &paid["received"]["amount"]), (&json!("paid"), &json!(15000)));
    let (status, problem) = world.post(&format!("charges/{id}/expire"), json!({})).await;
    assert_eq!((status, &problem["detail"]), (StatusCode::CONFLICT, &json!("it is success already")));

    let whole: Value = world.http.get(world.control(&format!("charges/{id}"))).send().await.unwrap().json().await.unwrap();
    assert_eq!(whole["document"]["type"], "charge.success");
    assert_eq!(world.post("reset", json!({})).await.0, StatusCode::NO_CONTENT);
    assert!(world.charges().await.is_empty());
    world.running.stop().await;
}

#[tokio::test]
async fn an_action_needs_no_body_and_an_unknown_one_is_told_so() {
    let world = World::start().await;
    let made = world.create().await.unwrap();
    let url = world.control(&format!("charges/{}/pay", made["id"].as_str().unwrap()));
    assert_eq!(world.http.post(url).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(world.post("charges/ch_nobody/pay", json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.post("charges/ch_nobody/eat", json!({})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(world.post("faults", json!({"kind": "earthquake"})).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_moved_clock_expires_what_is_due() {
    let world = World::start().await;
    world.create().await.unwrap();
    world.post("clock", json!({"advance_seconds": 86_300})).await;
    assert_eq!(world.charges().await[0]["status"], "pending");
    world.post("clock", json!({"advance_seconds": 101})).await;
    assert_eq!(world.charges().await[0]["status"], "expired");
    let (_, clock) = world.post("clock", json!({"reset": true})).await;
    assert_eq!(clock["ahead_ms"], 0);
}

#[tokio::test]
async fn an_accounts_generation_is_set_by_its_key() {
    let world = World::start().await;
    let url = world.control(&format!("accounts/{KEY}"));
    let set = |body: Value| world.http.put(&url).json(&body).send();
    assert_eq!(set(json!({"generation": "1.0"})).await.unwrap().status(), StatusCode::OK);
    assert!(world.create().await.unwrap()["payment_id"].is_string());
    assert_eq!(set(json!({"generation": "3.0"})).await.unwrap().status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_shop_is_told_of_birth_and_payment_and_again_when_it_did_not_answer() {
    let shop = Shop::open().await;
    let world = World::telling(Some(&shop)).await;
    let made = world.create().await.unwrap();
    let id = made["id"].as_str().unwrap();
    assert_eq!(shop.told(1).await, ["charge.pending"]);
    shop.answer_with(500);
    world.post(&format!("charges/{id}/pay"), json!({})).await;
    assert_eq!(shop.told(2).await, ["charge.pending", "charge.success"]);
    shop.answer_with(200);
    // The second attempt is due five seconds after the first was seen to fail; the failure is noted soon after it was sent.
    loop {
        world.post("clock", json!({"advance_seconds": 6})).await;
        if shop.count() > 2 {
            break;
        }
    }
    assert_eq!(shop.told(3).await, ["charge.pending", "charge.success", "charge.success"]);
}

#[tokio::test]
async fn webhooks_are_lost_and_doubled_on_demand() {
    let shop = Shop::open().await;
    let world = World::telling(Some(&shop)).await;
    world.fault(json!({"kind": "lost_webhooks", "times": 1})).await;
    let made = world.create().await.unwrap();
    world.fault(json!({"kind": "duplicate_webhooks", "times": 1})).await;
    world.post(&format!("charges/{}/pay", made["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(shop.told(2).await, ["charge.success", "charge.success"]);
}

#[tokio::test]
async fn the_test_event_has_zeros_for_ids() {
    let shop = Shop::open().await;
    let world = World::telling(Some(&shop)).await;
    assert_eq!(world.post(&format!("accounts/{KEY}/ping"), json!({})).await.0, StatusCode::NO_CONTENT);
    shop.told(1).await;
    assert_eq!(shop.bodies()[0]["short_id"], "000000");
}

#[tokio::test]
async fn answers_break_on_demand_after_the_charge_was_made() {
    for kind in ["reset", "garbage", "truncated"] {
        let world = World::start().await;
        world.fault(json!({"kind": kind, "times": 1, "on": "POST /v1/charges"})).await;
        assert!(world.create().await.is_err(), "{kind}");
        assert_eq!(world.charges().await.len(), 1, "{kind}");
        world.create().await.unwrap();
    }
}

#[tokio::test]
async fn a_charge_is_made_for_another_amount_on_demand_and_nothing_else_meets_that() {
    let world = World::start().await;
    world.fault(json!({"kind": "other_amount", "times": 1})).await;
    world.charges().await;
    world.create().await.unwrap();
    world.create().await.unwrap();
    let amounts: Vec<i64> = world.charges().await.iter().map(|charge| charge["amount"]["amount"].as_i64().unwrap()).collect();
    assert_eq!(amounts[0] + 100, amounts[1], "the newest is first, and the fault is used up: {amounts:?}");
}

#[tokio::test]
async fn a_time_out_leaves_a_charge_behind_and_a_5xx_does_not() {
    let world = World::start().await;
    world.fault(json!({"kind": "timeout", "times": 1})).await;
    let impatient =
        World { running: world.running, http: Client::builder().timeout(Duration::from_millis(300)).build().unwrap() };
    assert!(impatient.create().await.unwrap_err().is_timeout());
    assert_eq!(impatient.charges().await.len(), 1);
    impatient.fault(json!({"kind": "5xx", "status": 502, "times": 1})).await;
    assert!(impatient.create().await.is_err());
    assert_eq!(impatient.charges().await.len(), 1);
}

#[tokio::test]
async fn the_control_page_needs_nothing_from_anywhere_else() {
    let world = World::start().await;
    let page = |path: &'static str| world.http.get(format!("http://{}{path}", world.running.address)).send();
    let answer = page("/").await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'self'"), "{policy}");
    let html = answer.text().await.unwrap();
    let links: Vec<&str> =
        html.split("src=\"").flat_map(|part| part.split("href=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.contains(&"/page.css") && links.contains(&"/page.js"), "{links:?}");
    assert!(links.iter().all(|link| link.starts_with('/') || link.starts_with("data:")), "{links:?}");
    for path in ["/page.css", "/page.js"] {
        assert_eq!(page(path).await.unwrap().status(), StatusCode::OK);
    }
}
