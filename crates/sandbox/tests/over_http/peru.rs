//! A second provider in the same sandbox: its invoices are listed, paid, run out, broken and told beside the first one's.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::shop::Shop;
use super::{KEY, World};

impl World {
    /// Asks KashIO's API.
    async fn kashio(&self, method: &str, path: &str, body: Option<Value>) -> reqwest::Result<Value> {
        let url = format!("{}/v1/payments/{path}", self.running.url("kashio"));
        let mut request = self.http.request(method.parse().unwrap(), url).basic_auth(KEY, Some(""));
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await?.json().await
    }

    async fn invoice(&self, invoice_id: &str) -> reqwest::Result<Value> {
        let customer = json!({"name": "Alejandra Leyva", "document_type": "DNI", "document_id": "45678912"});
        let body = json!({"customer": customer, "request_datetime": "2026-11-20T13:30:00", "currency": "PEN", "amount": 150.00,
            "invoice_id": invoice_id, "metadata": {"description": "SAMSUNG GOLD CURL"}});
        self.kashio("POST", "invoices", Some(body)).await
    }

    async fn status(&self, id: &str) -> String {
        let charges = self.charges().await;
        charges.iter().find(|charge| charge["id"] == id).unwrap()["status"].as_str().unwrap().to_owned()
    }
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn charges_of_both_providers_stand_in_one_list_and_are_paid_alike() {
    let world = World::start().await;
    let charge = id(&world.create().await.unwrap());
    let invoice = world.invoice("chg_1").await.unwrap();
    let listed = world.charges().await;
    let of = |provider: &str| listed.iter().find(|charge| charge["provider"] == provider).unwrap().clone();
    assert_eq!(of("kashio")["reference"], invoice["ktin"]);
    assert_eq!(of("kashio")["amount"], json!({"amount": 15_000, "currency": "PEN"}));
    assert_eq!(of("compropago")["amount"]["currency"], "MXN");

    let (_, part) = world.post(&format!("charges/{}/pay-partial", id(&invoice)), json!({"amount": 5000})).await;
    assert_eq!((&part["status"], &part["received"]["amount"]), (&json!("partly_paid"), &json!(5000)));
    world.post(&format!("charges/{}/pay", id(&invoice)), json!({})).await;
    assert_eq!(world.status(&id(&invoice)).await, "paid");
    assert_eq!(world.status(&charge).await, "pending");
    assert_eq!(world.kashio("GET", &format!("invoices/{}", id(&invoice)), None).await.unwrap()["status"], "PAID");
    let (status, problem) = world.post(&format!("charges/{}/expire", id(&invoice)), json!({})).await;
    assert_eq!((status, &problem["detail"]), (StatusCode::CONFLICT, &json!("it is no longer waiting for its money")));
}

#[tokio::test]
async fn the_one_clock_expires_the_charges_of_all() {
    let world = World::start().await;
    let (charge, invoice) = (id(&world.create().await.unwrap()), id(&world.invoice("chg_1").await.unwrap()));
    world.post("clock", json!({"advance_seconds": 86_401})).await;
    assert_eq!((world.status(&charge).await, world.status(&invoice).await), ("expired".to_owned(), "pending".to_owned()));
    world.post("clock", json!({"advance_seconds": 86_400})).await;
    assert_eq!(world.status(&invoice).await, "expired");
}

#[tokio::test]
async fn a_voided_invoice_is_shown_as_voided_and_takes_no_money() {
    let world = World::start().await;
    let invoice = id(&world.invoice("chg_1").await.unwrap());
    assert_eq!(world.kashio("DELETE", &format!("invoices/{invoice}"), None).await.unwrap()["status"], "VOIDED");
    assert_eq!(world.status(&invoice).await, "voided");
    assert_eq!(world.post(&format!("charges/{invoice}/pay"), json!({})).await.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_fault_aimed_at_one_provider_leaves_the_other_alone() {
    let world = World::start().await;
    world.fault(json!({"kind": "garbage", "times": 1, "on": "POST /kashio/"})).await;
    world.create().await.unwrap();
    assert!(world.invoice("chg_1").await.is_err());
    assert_eq!(world.charges().await.len(), 2, "it was made all the same");
    // The answer was lost, the invoice was not: the same id finds it.
    let found = world.invoice("chg_1").await.unwrap();
    assert_eq!((world.charges().await.len(), &found["invoice_id"]), (2, &json!("chg_1")));
}

#[tokio::test]
async fn each_provider_tells_at_an_address_of_its_own_and_kashios_events_can_be_pulled_too() {
    let shop = Shop::open().await;
    let world = World::telling_at(Some(format!("{}/{{provider}}", shop.url()))).await;
    world.create().await.unwrap();
    shop.told(1).await;
    let invoice = id(&world.invoice("chg_1").await.unwrap());
    shop.told(2).await;
    world.post(&format!("charges/{invoice}/pay"), json!({})).await;
    assert_eq!(shop.told(3).await, ["charge.pending", "invoice.created", "invoice.paid"]);
    let deliveries: Vec<Value> = world.http.get(world.control("deliveries")).send().await.unwrap().json().await.unwrap();
    let ends: Vec<_> = deliveries.iter().map(|told| told["url"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
    assert_eq!(ends, ["kashio", "kashio", "compropago"]);
    let pulled = world.kashio("GET", "events?status=new", None).await.unwrap();
    assert_eq!(pulled["data"].as_array().unwrap().len(), 2);
    assert_eq!(pulled["data"][0]["data"]["url"], format!("//invoices/{invoice}"));
}

#[tokio::test]
async fn an_account_says_whose_it_is_and_what_it_can_be_set_to() {
    let world = World::start().await;
    world.create().await.unwrap();
    let url = world.control(&format!("accounts/{KEY}?provider=kashio"));
    let set = |body: Value| world.http.put(&url).json(&body).send();
    let account: Value = set(json!({"year": "2017"})).await.unwrap().json().await.unwrap();
    assert_eq!(
        (&account["provider"], &account["ktin_digits"], &account["choices"]["year"][1]),
        (&json!("kashio"), &json!(10), &json!("2017"))
    );
    assert_eq!(world.invoice("chg_1").await.unwrap()["amount"], "150.00");
    assert_eq!(set(json!({"ids": "moon"})).await.unwrap().status(), StatusCode::CONFLICT);
    let all: Vec<Value> = world.http.get(world.control("accounts")).send().await.unwrap().json().await.unwrap();
    assert_eq!(all.iter().map(|account| account["provider"].as_str().unwrap()).collect::<Vec<_>>(), ["compropago", "kashio"]);
}
