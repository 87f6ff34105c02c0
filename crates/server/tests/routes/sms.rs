//! `POST /orders/{id}/charges/{id}/sms`: the voucher on a phone, twice and never more.

use crate::shop::{Answer, TestShop, at_oxxo};
use crate::vendor::Vendor;
use payments::Event;
use providers::http::TransportError;
use serde_json::json;
use std::sync::Arc;

/// A shop with a voucher that can be sent: the order and the charge.
struct Sending {
    shop: TestShop,
    vendor: Arc<Vendor>,
    order: String,
    charge: String,
}

impl Sending {
    async fn ready() -> Self {
        let vendor = Vendor::new();
        let shop = TestShop::open_with_vendor(Arc::clone(&vendor)).await;
        let order = shop.order().await;
        let charge = shop.charge(&order, "12345678", &at_oxxo()).await.json();
        assert_eq!(charge["sms"], true);
        Self { shop, vendor, order, charge: charge["id"].as_str().unwrap().to_owned() }
    }

    async fn to(&self, phone: &str) -> Answer {
        let path = format!("/api/v1/orders/{}/charges/{}/sms", self.order, self.charge);
        self.shop.post(&path, "", &json!({"phone": phone})).await
    }

    fn goes_well(&self) {
        self.vendor.answers(200, &json!({"type": "sms.success", "object": "event"}));
    }

    /// Whether the page still shows the button.
    async fn offered(&self) -> bool {
        self.shop.see(&self.order).await["charges"][0]["sms"] == true
    }
}

#[tokio::test]
async fn a_voucher_is_sent_twice_and_then_no_more() {
    let sending = Sending::ready().await;
    for offered_after in [true, false] {
        sending.goes_well();
        let answer = sending.to("55 1389 9832").await;
        assert_eq!((answer.status.as_u16(), answer.json()["id"].as_str()), (200, Some(sending.charge.as_str())));
        assert_eq!(answer.json()["sms"] == true, offered_after);
        assert_eq!(sending.offered().await, offered_after);
        assert_eq!(sending.vendor.asked(), [r#"POST /v1/charges/pc_1/sms {"customer_phone":"5513899832"}"#]);
    }
    assert_eq!(sending.to("5513899832").await.code(), "429 sms_limit");
    assert!(sending.vendor.asked().is_empty(), "the provider is not asked a third time");
}

#[tokio::test]
async fn what_only_some_providers_can_do_is_counted_like_everything_else_they_are_asked() {
    let sending = Sending::ready().await;
    sending.goes_well();
    sending.to("5513899832").await;
    sending.vendor.is_silent(TransportError::NoResponse("timed out".to_owned()));
    sending.to("5513899832").await;
    let told = sending.shop.ask_operators("/metrics", None).await.body;
    for line in [
        r#"ficha_provider_calls_total{provider="compropago",verb="send_sms",was="fine"} 1"#,
        r#"ficha_provider_calls_total{provider="compropago",verb="send_sms",was="no_response"} 1"#,
        r#"ficha_provider_errors_total{provider="compropago",verb="send_sms",kind="no_answer"} 1"#,
        r#"ficha_provider_seconds_count{provider="compropago",verb="send_sms"} 2"#,
    ] {
        assert!(told.lines().any(|said| said == line), "{line}");
    }
}

#[tokio::test]
async fn twenty_presses_at_once_send_two() {
    let sending = Sending::ready().await;
    (0..2).for_each(|_| sending.goes_well());
    let presses = futures_util::future::join_all((0..20).map(|_| sending.to("5513899832"))).await;
    assert_eq!(presses.iter().filter(|answer| answer.status == 200).count(), 2);
    assert_eq!(sending.vendor.asked().len(), 2);
}

#[tokio::test]
async fn what_certainly_was_not_sent_is_not_counted() {
    let sending = Sending::ready().await;
    let check = async |expected: &str| assert_eq!(sending.to("5513899832").await.code(), expected);
    sending.vendor.is_silent(TransportError::Connect("no connection".to_owned()));
    check("503 provider_unreachable").await;
    sending.vendor.refuses(6001);
    check("503 provider_unreachable").await;
    sending.vendor.refuses(6004);
    check("422 invalid_fields").await;
    assert!(sending.offered().await);

    sending.vendor.is_silent(TransportError::NoResponse("no answer".to_owned()));
    check("503 provider_unreachable").await;
    assert!(sending.offered().await, "one may have been sent, so one is left");
    sending.vendor.refuses(6002);
    check("429 sms_limit").await;
    assert!(!sending.offered().await);
}

#[tokio::test]
async fn nothing_is_sent_that_could_not_be_paid_or_to_no_phone() {
    let sending = Sending::ready().await;
    insta::assert_snapshot!(sending.to("123").await.shown(), @r#"
    422
    {
      "code": "invalid_fields",
      "fields": [
        {
          "detail": "must be ten digits",
          "field": "phone"
        }
      ],
      "request_id": "req_",
      "status": 422,
      "title": "Some fields cannot be used.",
      "type": "urn:ficha:problem:invalid_fields"
    }
    "#);
    let elsewhere = format!("/api/v1/orders/{}/charges/{}/sms", sending.shop.order().await, sending.charge);
    let phone = json!({"phone": "5513899832"});
    assert_eq!(sending.shop.post(&elsewhere, "", &phone).await.code(), "404 charge_not_found");
    let nowhere = elsewhere.replace("/ord_", "/ord_x");
    assert_eq!(sending.shop.post(&nowhere, "", &phone).await.code(), "404 order_not_found");
    sending.shop.till.says("pc_1", Event::Expired);
    sending.shop.webhook("pc_1").await;
    assert!(!sending.offered().await);
    assert_eq!(sending.to("5513899832").await.code(), "409 voucher_closed");
    assert!(sending.vendor.asked().is_empty());
}

#[tokio::test]
async fn a_provider_that_sends_none_is_not_asked_to() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let charge = shop.charge(&order, "12345678", &at_oxxo()).await.json();
    assert_eq!(charge.get("sms"), None);
    let path = format!("/api/v1/orders/{order}/charges/{}/sms", charge["id"].as_str().unwrap());
    assert_eq!(shop.post(&path, "", &json!({"phone": "5513899832"})).await.code(), "422 sms_not_offered");
}
