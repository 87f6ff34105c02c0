//! One backend, two companies that collect: what a shopper is offered is decided by the currency of the order and by what the
//! merchant wrote down, and one company's bad day is not the other's. What a page makes of the offer is not looked at here.

use crate::product::{Product, eventually};
use reqwest::Client;
use serde_json::{Value, json};

const EVERYWHERE_IN_PERU: [&str; 6] = ["BCP", "BBVA", "Interbank", "Scotiabank", "Tambo", "KasNet"];

async fn get(product: &Product, path: &str) -> (u16, Value) {
    let answer = Client::new().get(format!("{}/api/v1{path}", product.url())).send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

async fn post(product: &Product, path: &str, body: Value) -> (u16, Value) {
    let request =
        Client::new().post(format!("{}/api/v1{path}", product.url())).header("Idempotency-Key", backend::base::id::request());
    let answer = request.header("Content-Type", "application/json").body(body.to_string()).send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

/// The methods a button offers, and the names of the stores.
async fn offered(product: &Product, button: &str) -> (Vec<String>, Vec<String>) {
    let (status, button) = get(product, &format!("/buttons/{button}")).await;
    assert_eq!(status, 200, "{button}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let methods = button["offer"]["methods"].as_array().unwrap();
    let stores = methods.iter().filter_map(|method| method["stores"].as_array()).flatten();
    (methods.iter().map(|method| text(&method["method"])).collect(), stores.map(|store| text(&store["name"])).collect())
}

/// An order of this button: its id.
async fn orders(product: &Product, button: &str) -> String {
    let (status, order) = post(product, &format!("/buttons/{button}/orders"), json!({})).await;
    assert_eq!(status, 201, "{order}");
    order["id"].as_str().unwrap().to_owned()
}

/// What is answered to the wish to pay this order so.
async fn charge(product: &Product, order: &str, mut wish: Value) -> (u16, Value) {
    wish["customer"] = json!({"name": "Ana Núñez Peña", "email": "ana@example.com", "document": "45871236"});
    post(product, &format!("/orders/{order}/charges"), wish).await
}

/// The same, of a new order of this button.
async fn wants(product: &Product, button: &str, wish: &Value) -> (u16, Value) {
    charge(product, &orders(product, button).await, wish.clone()).await
}

#[tokio::test]
async fn pesos_are_collected_in_mexico_and_soles_in_peru() {
    let product = Product::open().await;
    let (methods, stores) = offered(&product, "btn_demo").await;
    assert_eq!(methods, ["cash", "spei"]);
    assert!(stores.iter().any(|store| store == "OXXO") && !stores.iter().any(|store| store == "KasNet"), "{stores:?}");
    let (methods, mut stores) = offered(&product, "btn_demo_pe").await;
    stores.sort_by_key(|store| EVERYWHERE_IN_PERU.iter().position(|known| known == store));
    assert_eq!((methods, stores), (vec!["cash".to_owned()], EVERYWHERE_IN_PERU.map(str::to_owned).to_vec()));

    for (button, elsewhere) in
        [("btn_demo", json!({"method": "cash", "store": "KASNET"})), ("btn_demo_pe", json!({"method": "spei"}))]
    {
        let (status, problem) = wants(&product, button, &elsewhere).await;
        assert_eq!(status, 422, "{button} by {elsewhere}: {problem}");
    }
    assert!(product.provider.charges().await.is_empty(), "nobody was asked to collect what they do not");
}

#[tokio::test]
async fn the_merchant_chooses_the_stores_of_each_country_and_their_order() {
    let product =
        Product::open_with(&[("FICHA_KASHIO__STORES", "KasNet,BCP"), ("FICHA_COMPROPAGO__STORES", "CHEDRAUI,OXXO")]).await;
    assert_eq!(offered(&product, "btn_demo_pe").await.1, ["KasNet", "BCP"]);
    assert_eq!(offered(&product, "btn_demo").await.1, ["Chedraui", "OXXO"]);
}

#[tokio::test]
async fn one_company_that_is_down_does_not_close_the_others_counter() {
    let product = Product::open().await;
    let oxxo = json!({"method": "cash", "store": "OXXO"});
    let kasnet = json!({"method": "cash", "store": "KASNET"});
    offered(&product, "btn_demo").await;
    for (down, here, elsewhere) in [
        ("/kashio", ("btn_demo_pe", &kasnet), ("btn_demo", &oxxo)),
        ("/charges", ("btn_demo", &oxxo), ("btn_demo_pe", &kasnet)),
    ] {
        product.provider.breaks(json!({"kind": "5xx", "on": down})).await;
        let (status, problem) = wants(&product, here.0, here.1).await;
        assert_eq!((status, &problem["code"]), (503, &json!("provider_unreachable")), "{down}: {problem}");
        let (status, charge) = wants(&product, elsewhere.0, elsewhere.1).await;
        assert_eq!(status, 201, "{down}: {charge}");
        product.provider.recovers().await;
    }
}

#[tokio::test]
async fn soles_arrive_and_are_heard_of_although_nobody_is_told() {
    let product = Product::open().await;
    let order = orders(&product, "btn_demo_pe").await;
    let (status, charge) = charge(&product, &order, json!({"method": "cash", "store": "KASNET"})).await;
    assert_eq!(status, 201, "{charge}");
    let reference = charge["voucher"]["payable"]["reference"].as_str().unwrap_or_else(|| panic!("no reference in {charge}"));
    product.provider.is_paid(reference).await;
    eventually("the order to be paid", async || {
        product.asks_what_happened().await;
        let (_, order) = get(&product, &format!("/orders/{order}")).await;
        if order["status"] == "paid" { Ok(()) } else { Err(order.to_string()) }
    })
    .await;
}
