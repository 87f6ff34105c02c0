//! The price is the merchant's: whatever somebody changes in the page, in a request or in the button's id, what is charged is what
//! the backend keeps. Each test is somebody who tries.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{merchant, product::Product, shopper::Shopper};

/// What the demo's button costs.
fn price() -> Value {
    json!({ "amount": 15_000, "currency": "MXN" })
}

/// Changes the price in all that the widget reads: every answer, and what it is told afterwards.
const CHEAPER: &str = r#"<script>
    const cheaper = (text) => text.replaceAll('"amount":15000', '"amount":100');
    const parse = JSON.parse;
    JSON.parse = (text, ...how) => parse(cheaper(text), ...how);
</script>"#;

/// What the provider was asked to collect, charge by charge.
async fn collected(product: &Product) -> Vec<Value> {
    product.provider.charges().await.iter().map(|charge| charge["amount"].clone()).collect()
}

/// Posts this to the API, under a key of its own.
async fn post(product: &Product, path: &str, body: &Value) -> (StatusCode, Value) {
    let asked = reqwest::Client::new().post(format!("{}/api/v1{path}", product.url()));
    let asked = asked
        .header("Idempotency-Key", format!("key-of-a-request-of-{}-letters", path.len()))
        .header("Content-Type", "application/json");
    let answer = asked.body(body.to_string()).send().await.expect("the backend answers");
    let status = answer.status();
    let text = answer.text().await.expect("it answers in full");
    (status, serde_json::from_str(&text).expect("it answers JSON"))
}

#[tokio::test]
async fn a_page_in_which_everything_says_another_price_is_charged_the_merchants() {
    let shopper = Shopper::at(|product| {
        let element = r#"<ficha-checkout button="btn_demo" amount="100" price="1.00" data-amount="100"></ficha-checkout>"#;
        merchant::page("es-MX", &[CHEAPER, &merchant::line(product, ""), element].concat())
    })
    .await;
    shopper.gets_a_slip_of("OXXO").await;
    // The page can lie to its own shopper; the till asks for what the provider was told.
    shopper.is_asked_for("$1.00").await;
    assert_eq!(collected(&shopper.product).await, [price()]);
}

#[tokio::test]
async fn a_request_that_names_another_price_is_charged_the_merchants() {
    let product = Product::open().await;
    let cheaper = json!({ "amount": { "amount": 100, "currency": "MXN" }, "total": 1 });
    let (status, order) = post(&product, "/buttons/btn_demo/orders?amount=100&total=1", &cheaper).await;
    assert_eq!((status, &order["offer"]["total"]), (StatusCode::CREATED, &price()));

    let charges = format!("/orders/{}/charges", order["id"].as_str().expect("an id"));
    let customer = json!({ "name": "Ana Núñez Peña", "email": "ana@example.mx" });
    let cheaper = json!({ "method": "cash", "store": "OXXO", "customer": customer, "amount": 100, "total": "1.00" });
    let (status, _) = post(&product, &format!("{charges}?amount=100"), &cheaper).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(collected(&product).await, [price()]);
}

#[tokio::test]
async fn a_form_with_a_field_for_the_price_is_charged_the_merchants() {
    let product = Product::open().await;
    let client = reqwest::Client::new();
    let address = format!("{}/pay/btn_demo", product.url());
    let page = client.get(&address).send().await.expect("it answers").text().await.expect("in full");
    let key = page.split("name=\"key\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the form has its key");
    let form = format!("way=cash%2FOXXO&name=Ana+Ruiz&email=ana%40example.mx&phone=&key={key}&amount=100&total=1.00");
    let asked = client.post(&address).header("Content-Type", "application/x-www-form-urlencoded").body(form);
    assert!(asked.send().await.expect("it answers").status().is_success());
    assert_eq!(collected(&product).await, [price()]);
}

#[tokio::test]
async fn a_changed_id_is_another_button_at_its_own_price_or_none() {
    let product = Product::open().await;
    for id in ["btn_demo1", "btn_dem", "btn_demo%3Famount=100", "BTN_DEMO", "..%2Fbtn_demo%2F100"] {
        let (status, _) = post(&product, &format!("/buttons/{id}/orders"), &json!({})).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
    let (_, order) = post(&product, "/buttons/btn_demo_pe/orders", &json!({})).await;
    assert_eq!(order["offer"]["total"], json!({ "amount": 14_990, "currency": "PEN" }), "{order}");
    assert_eq!(collected(&product).await, [] as [Value; 0]);
}
