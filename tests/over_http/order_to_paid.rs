//! The whole product without a browser: what a page sends, what a provider does, and what the order has become.
//!
//! Everything goes over HTTP, between backend and sandbox too. What the shopper sees of it is in `tests/browser/`.

use crate::product::{Product, eventually};
use api::{Charge, ChargeState, Order, OrderStatus, Payable, Problem};
use reqwest::{Client, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What the widget does, without the widget.
struct Page {
    product: Product,
    client: Client,
    order: String,
}

impl Page {
    /// A page whose shopper has pressed the button.
    async fn open() -> Self {
        let product = Product::open().await;
        let mut page = Self { product, client: Client::new(), order: String::new() };
        let (status, order): (_, Order) = page.post("/buttons/btn_demo/orders", "key-of-the-order", &json!({})).await;
        assert_eq!(status, StatusCode::CREATED);
        page.order = order.id;
        page
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, key: &str, body: &Value) -> (StatusCode, T) {
        let request = self.client.post(format!("{}/api/v1{path}", self.product.url())).header("Idempotency-Key", key);
        let answer = request.header("Content-Type", "application/json").body(body.to_string()).send().await;
        read(answer.expect("the backend answers")).await
    }

    async fn charge<T: DeserializeOwned>(&self, key: &str) -> (StatusCode, T) {
        self.charge_by(&json!({"method": "cash", "store": "OXXO"}), key).await
    }

    async fn charge_by<T: DeserializeOwned>(&self, method: &Value, key: &str) -> (StatusCode, T) {
        let mut body = method.clone();
        body["customer"] = json!({"name": "Ana Núñez Peña", "email": "ana@example.mx"});
        self.post(&format!("/orders/{}/charges", self.order), key, &body).await
    }

    /// A charge at OXXO, and the digits of its voucher.
    async fn voucher(&self, key: &str) -> String {
        digits(self.charge(key).await)
    }

    async fn order(&self) -> Order {
        let url = format!("{}/api/v1/orders/{}", self.product.url(), self.order);
        read(self.client.get(url).send().await.expect("the backend answers")).await.1
    }

    async fn becomes(&self, status: OrderStatus) -> Order {
        eventually(&format!("the order to be {status:?}"), async || {
            let order = self.order().await;
            if order.status == status { Ok(order) } else { Err(format!("{:?}", order.status)) }
        })
        .await
    }
}

/// What to pay into, of a charge that was just made.
fn digits((status, charge): (StatusCode, Charge)) -> String {
    assert_eq!((status, charge.status), (StatusCode::CREATED, ChargeState::Pending));
    match charge.voucher.expect("a pending charge has its voucher").payable {
        Payable::Deposit { account, .. } => account,
        Payable::Reference { reference, .. } => reference,
        Payable::Transfer { clabe, .. } => clabe,
        Payable::Page { .. } => panic!("this provider says the digits"),
    }
}

async fn read<T: DeserializeOwned>(answer: reqwest::Response) -> (StatusCode, T) {
    let status = answer.status();
    let text = answer.text().await.expect("the answer comes in full");
    (status, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {status} {text}")))
}

#[tokio::test]
async fn what_is_paid_at_the_counter_is_paid_in_the_shop() {
    let page = Page::open().await;
    let reference = page.voucher("key-of-the-charge").await;
    assert_eq!(page.order().await.status, OrderStatus::Pending);
    page.product.provider.is_paid(&reference).await;
    let order = page.becomes(OrderStatus::Paid).await;
    assert_eq!((order.received.amount, order.missing.amount, order.late), (15_000, 0, false));
}

#[tokio::test]
async fn a_transfer_in_two_parts_is_partly_paid_and_then_paid() {
    let page = Page::open().await;
    let clabe = digits(page.charge_by(&json!({"method": "spei"}), "key-of-the-charge").await);
    page.product.provider.receives(&clabe, 5_000).await;
    assert_eq!(page.becomes(OrderStatus::PartlyPaid).await.missing.amount, 10_000);
    page.product.provider.receives(&clabe, 10_000).await;
    assert_eq!(page.becomes(OrderStatus::Paid).await.received.amount, 15_000);
}

#[tokio::test]
async fn one_key_is_one_charge_however_often_it_is_sent() {
    let page = Page::open().await;
    let (first, second) = tokio::join!(page.charge::<Value>("the-same-key"), page.charge::<Value>("the-same-key"));
    let third = page.charge::<Value>("the-same-key").await;
    assert_eq!((&first.1, first.1["status"].as_str()), (&second.1, Some("pending")));
    assert_eq!(first.1, third.1);
    assert_eq!(page.product.provider.charges().await.len(), 1);
}

#[tokio::test]
async fn an_expired_voucher_paid_late_is_still_paid() {
    let page = Page::open().await;
    let reference = page.voucher("key-of-the-charge").await;
    page.product.provider.lets_expire(&reference).await;
    eventually("the charge to expire", async || {
        let state = page.order().await.charges[0].status;
        if state == ChargeState::Expired { Ok(()) } else { Err(format!("{state:?}")) }
    })
    .await;
    page.product.provider.is_paid(&reference).await;
    assert!(page.becomes(OrderStatus::Paid).await.late);
}

#[tokio::test]
async fn a_provider_that_is_down_costs_the_shopper_only_time() {
    let page = Page::open().await;
    page.product.provider.breaks(json!({"kind": "5xx", "on": "POST"})).await;
    let (status, problem): (_, Problem) = page.charge("key-of-the-charge").await;
    assert_eq!((status, problem.code.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "provider_unreachable"));
    page.product.provider.recovers().await;
    page.voucher("key-of-the-next-press").await;
    assert_eq!(page.product.provider.charges().await.len(), 1);
}

#[tokio::test]
async fn a_webhook_that_lies_moves_nothing() {
    let page = Page::open().await;
    page.voucher("key-of-the-charge").await;
    let charges = page.product.provider.charges().await;
    let lie = json!({"id": charges[0]["id"], "type": "charge.success", "object": "charge", "paid": true, "amount": "150.00"});
    let url = format!("{}/webhooks/compropago", page.product.url());
    let answer = page.client.post(url).body(lie.to_string()).send().await.expect("the backend answers");
    assert!(answer.status().is_success(), "{answer:?}");
    assert_eq!(page.order().await.status, OrderStatus::Pending);
}
