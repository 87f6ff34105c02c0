//! Changing one's mind: the customer withdraws a voucher, the merchant changes an order, and a provider that tells nobody is
//! asked.
//!
//! The provider is the scripted one, with what only some can do added: each such call goes to its server by script.

use crate::scripted_provider::Can;
use crate::shop::{Answer, TestShop, at_oxxo, at_seven_eleven};
use crate::vendor::Vendor;
use payments::{Currency, Event, Moment, Money};
use providers::capability::{Amend, Amended, Amendment, Cancel, Pull, Pulled};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::provider::{ChargeRef, FetchedCharge};
use providers::webhook::ChargeHint;
use providers::{Context, ProviderError};
use serde_json::{Value, json};
use std::sync::Arc;

const DAY: i64 = 86_400;

/// What its server answers, as JSON.
async fn ask(http: &dyn Http, method: &str, path: String, body: String) -> Result<Value, ProviderError> {
    let request = http::Request::builder().method(method).uri(path).body(body.into()).unwrap();
    let answer = http.send(request).await?;
    Ok(serde_json::from_slice(answer.body()).unwrap())
}

/// What only some can do, asked of a server by script.
struct ByScript;

impl Cancel for ByScript {
    fn cancel<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(async move {
            let said = ask(cx.http, "DELETE", format!("/{}", charge.provider_charge), String::new()).await?;
            let event = match said["is"].as_str().unwrap() {
                "paid" => Event::Paid(pesos(15_000)),
                "void" => Event::Canceled,
                word => Event::Unknown(word.to_owned()),
            };
            let provider_charge = charge.provider_charge.clone();
            Ok(FetchedCharge { provider_charge, amount: None, due: None, event, held_elsewhere: None, charge_id: None })
        })
    }
}

impl Amend for ByScript {
    fn amend<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef, to: &'a Amendment) -> BoxFuture<'a, Amended, ProviderError> {
        Box::pin(async move {
            let body = json!({"amount": to.amount.minor(), "until": to.expires_at.map(Moment::seconds)}).to_string();
            let said = ask(cx.http, "PATCH", format!("/{}", charge.provider_charge), body).await?;
            let until = to.expires_at.unwrap_or(Moment::from_seconds(crate::shop::BEGIN + DAY));
            Ok(Amended { amount: pesos(said["amount"].as_i64().unwrap()), expires_at: Some(until) })
        })
    }
}

impl Pull for ByScript {
    fn pull<'a>(&'a self, cx: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError> {
        Box::pin(async move {
            let path = format!("/events?after={}", after.unwrap_or_default());
            let said = ask(cx.http, "GET", path, String::new()).await?;
            let hints = said["about"].as_array().unwrap().iter();
            let hints = hints.map(|id| ChargeHint::of(id.as_str().unwrap())).collect();
            Ok(Pulled { hints, last: said["last"].as_str().map(str::to_owned) })
        })
    }
}

fn pesos(minor: i64) -> Money {
    Money::new(minor, Currency::Mxn)
}

/// A shop with one voucher out, whose provider can do all of it: order and charge.
async fn shop_with_voucher(can: Can) -> (TestShop, Arc<Vendor>, String, String) {
    let vendor = Vendor::new();
    let shop = TestShop::open_where(can, vendor.clone()).await;
    let order = shop.order().await;
    let charge = shop.charge(&order, "12345678", &at_oxxo()).await.json();
    (shop, vendor, order, charge["id"].as_str().unwrap().to_owned())
}

pub(crate) fn withdrawing() -> Can {
    Can { cancel: Some(Arc::new(ByScript)), ..Can::default() }
}

fn amending() -> Can {
    Can { amend: Some(Arc::new(ByScript)), ..Can::default() }
}

async fn withdraw(shop: &TestShop, order: &str, charge: &str) -> Answer {
    shop.post(&format!("/api/v1/orders/{order}/charges/{charge}/cancel"), "", &json!({})).await
}

async fn change(shop: &TestShop, order: &str, body: Value) -> Answer {
    shop.merchant_with("PATCH", &format!("/api/v1/orders/{order}"), Some(&body)).await
}

#[tokio::test]
async fn a_customer_who_changes_their_mind_withdraws_the_voucher_and_may_choose_another() {
    let (shop, vendor, order, charge) = shop_with_voucher(withdrawing()).await;
    assert_eq!(shop.see(&order).await["charges"][0]["can_cancel"], true);
    vendor.answers(200, &json!({"is": "void"}));
    assert_eq!(withdraw(&shop, &order, &charge).await.json()["status"], "canceled");
    assert_eq!(vendor.asked(), ["DELETE /pc_1"]);
    assert_eq!(shop.standing(&order).await, "open: canceled");
    assert_eq!(withdraw(&shop, &order, &charge).await.json()["status"], "canceled", "asking again is harmless");
    assert!(vendor.asked().is_empty());
    assert_eq!(shop.charge(&order, "87654321", &at_oxxo()).await.status, 201);
    assert_eq!(shop.standing(&order).await, "pending: canceled, pending");
}

#[tokio::test]
async fn without_scripts_the_voucher_is_withdrawn_by_a_form_and_the_next_page_offers_the_ways_to_pay() {
    let (shop, vendor, order, charge) = shop_with_voucher(withdrawing()).await;
    let to = format!("/o/{order}/cancel/{charge}");
    let slip = shop.get(&format!("/o/{order}")).await;
    assert!(slip.body.contains(&format!("<form method=\"post\" action=\"{to}\">")), "{}", slip.body);
    let press = || http::Request::post(&to).body(axum::body::Body::empty()).unwrap();
    vendor.is_silent(TransportError::NoResponse("timed out".to_owned()));
    assert_eq!(shop.send(press()).await.status, 503);
    vendor.answers(200, &json!({"is": "void"}));
    let next = shop.send(press()).await;
    assert_eq!((next.status.as_u16(), next.header("location")), (303, format!("/o/{order}?choose").as_str()));
    assert!(shop.get(next.header("location")).await.body.contains("Elige cómo pagar"));
}

#[tokio::test]
async fn a_voucher_that_was_paid_meanwhile_is_paid() {
    let (shop, vendor, order, charge) = shop_with_voucher(withdrawing()).await;
    vendor.answers(200, &json!({"is": "paid"}));
    assert_eq!(withdraw(&shop, &order, &charge).await.json()["status"], "paid");
    assert_eq!(shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn a_provider_that_does_not_answer_leaves_the_voucher_payable_and_the_customer_may_try_again() {
    let (shop, vendor, order, charge) = shop_with_voucher(withdrawing()).await;
    vendor.is_silent(TransportError::NoResponse("timed out".to_owned()));
    assert_eq!(withdraw(&shop, &order, &charge).await.code(), "503 provider_unreachable");
    assert_eq!(shop.standing(&order).await, "pending: pending");
    vendor.answers(200, &json!({"is": "something new"}));
    assert_eq!(withdraw(&shop, &order, &charge).await.json()["status"], "pending", "an unknown word changes nothing");
    vendor.answers(200, &json!({"is": "void"}));
    assert_eq!(withdraw(&shop, &order, &charge).await.json()["status"], "canceled");
}

#[tokio::test]
async fn what_cannot_be_withdrawn_says_so() {
    let (shop, _, order, charge) = shop_with_voucher(Can::default()).await;
    assert_eq!(shop.see(&order).await["charges"][0]["can_cancel"], Value::Null);
    assert_eq!(withdraw(&shop, &order, &charge).await.code(), "409 cannot_cancel");
    assert_eq!(withdraw(&shop, &order, "chg_nobody").await.code(), "404 charge_not_found");
    assert_eq!(withdraw(&shop, "ord_nobody", &charge).await.code(), "404 order_not_found");
    let another = shop.order().await;
    assert_eq!(withdraw(&shop, &another, &charge).await.code(), "404 charge_not_found");
}

#[tokio::test]
async fn once_an_order_is_paid_its_other_vouchers_are_withdrawn_so_that_nobody_pays_twice() {
    let (shop, vendor, order, _) = shop_with_voucher(withdrawing()).await;
    shop.charge(&order, "87654321", &at_seven_eleven()).await;
    shop.till.says("pc_1", Event::Paid(pesos(15_000)));
    vendor.is_silent(TransportError::NoResponse("timed out".to_owned()));
    assert_eq!(shop.webhook("pc_1").await.status, 200, "that is not the paid customer's problem");
    assert_eq!(shop.standing(&order).await, "paid: paid, pending");
    vendor.answers(200, &json!({"is": "void"}));
    shop.pass(300).await;
    assert_eq!(shop.standing(&order).await, "paid: paid, canceled");
    assert_eq!(vendor.asked(), ["DELETE /pc_2", "DELETE /pc_2"]);
}

#[tokio::test]
async fn an_order_nobody_has_begun_to_pay_simply_changes() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let changed = change(&shop, &order, json!({"amount": 20_000, "expires_at": "2026-12-01T00:00:00Z"})).await;
    let seen = changed.json();
    assert_eq!((&seen["missing"]["amount"], &seen["expires_at"]), (&json!(20_000), &json!("2026-12-01T00:00:00Z")));
    let version = seen["version"].clone();
    let again = change(&shop, &order, json!({"amount": 20_000})).await.json();
    assert_eq!(again["version"], version, "asking again changes nothing");
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.json()["amount"]["amount"], 20_000);
}

#[tokio::test]
async fn a_voucher_that_is_out_is_changed_with_its_order() {
    let (shop, vendor, order, _) = shop_with_voucher(amending()).await;
    vendor.answers(200, &json!({"amount": 20_000}));
    let end = "2026-11-25T00:00:00Z";
    assert_eq!(change(&shop, &order, json!({"amount": 20_000, "expires_at": end})).await.status, 200);
    assert_eq!(vendor.asked(), [r#"PATCH /pc_1 {"amount":20000,"until":1795564800}"#]);
    let charge = shop.see(&order).await["charges"][0].clone();
    assert_eq!((&charge["amount"]["amount"], &charge["voucher"]["amount"]["amount"]), (&json!(20_000), &json!(20_000)));
    assert_eq!(charge["voucher"]["expires_at"], end);
}

#[tokio::test]
async fn where_one_voucher_cannot_be_changed_nothing_is() {
    let (shop, vendor, order, _) = shop_with_voucher(Can::default()).await;
    let refused = change(&shop, &order, json!({"amount": 20_000})).await;
    assert_eq!(refused.code(), "409 cannot_amend");
    assert!(refused.json()["detail"].as_str().unwrap().contains("cannot change"));
    assert_eq!(shop.see(&order).await["missing"]["amount"], 15_000);
    assert!(vendor.asked().is_empty());

    let (shop, vendor, order, _) = shop_with_voucher(amending()).await;
    vendor.is_silent(TransportError::NoResponse("timed out".to_owned()));
    assert_eq!(change(&shop, &order, json!({"amount": 20_000})).await.code(), "503 provider_unreachable");
    assert_eq!(shop.see(&order).await["missing"]["amount"], 15_000);
    vendor.answers(200, &json!({"amount": 20_000}));
    assert_eq!(change(&shop, &order, json!({"amount": 20_000})).await.status, 200, "asking again finishes it");
}

#[tokio::test]
async fn where_the_second_voucher_is_not_changed_the_first_has_its_old_amount_again() {
    let (shop, vendor, order, _) = shop_with_voucher(amending()).await;
    assert_eq!(shop.charge(&order, "87654321", &at_seven_eleven()).await.status, 201);
    vendor.answers(200, &json!({"amount": 20_000}));
    vendor.is_silent(TransportError::Connect("no route".to_owned()));
    vendor.answers(200, &json!({"amount": 15_000}));
    assert_eq!(change(&shop, &order, json!({"amount": 20_000})).await.code(), "503 provider_unreachable");
    let asked: Vec<_> = vendor.asked().iter().filter_map(|asked| Some(asked.split_once(",\"until")?.0.to_owned())).collect();
    assert_eq!(asked, ["PATCH /pc_1 {\"amount\":20000", "PATCH /pc_2 {\"amount\":20000", "PATCH /pc_1 {\"amount\":15000"]);
    assert_eq!(shop.see(&order).await["missing"]["amount"], 15_000);
}

#[tokio::test]
async fn while_nobody_knows_whether_a_voucher_was_changed_both_amounts_are_believed() {
    let (shop, vendor, order, _) = shop_with_voucher(amending()).await;
    vendor.is_silent(TransportError::NoResponse("timed out".to_owned()));
    change(&shop, &order, json!({"amount": 20_000})).await;
    let its = FetchedCharge {
        provider_charge: "pc_1".to_owned(),
        amount: Some(pesos(20_000)),
        due: None,
        event: Event::Paid(pesos(20_000)),
        held_elsewhere: None,
        charge_id: None,
    };
    shop.till.swindles(its);
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "overpaid: paid", "the money is not refused");
}

#[tokio::test]
async fn once_money_has_come_and_with_nonsense_an_order_stays_as_it_is() {
    let (shop, _, order, _) = shop_with_voucher(amending()).await;
    for (body, wrong) in [
        (json!({"amount": 0}), "amount"),
        (json!({"amount": -5}), "amount"),
        (json!({"expires_at": "yesterday"}), "expires_at"),
        (json!({"expires_at": "2020-01-01T00:00:00Z"}), "expires_at"),
    ] {
        let refused = change(&shop, &order, body).await;
        assert_eq!(
            (refused.code().as_str(), refused.json()["fields"][0]["field"].as_str()),
            ("422 invalid_fields", Some(wrong))
        );
    }
    assert_eq!(change(&shop, &order, json!({"currency": "USD"})).await.code(), "400 invalid_json");
    assert_eq!(change(&shop, "ord_nobody", json!({"amount": 1})).await.code(), "404 order_not_found");
    let anybody = http::Request::patch(format!("/api/v1/orders/{order}")).header("content-type", "application/json");
    assert_eq!(shop.send(anybody.body("{}".into()).unwrap()).await.code(), "401 unauthorized");
    shop.till.says("pc_1", Event::Paid(pesos(5_000)));
    shop.webhook("pc_1").await;
    assert_eq!(change(&shop, &order, json!({"amount": 20_000})).await.code(), "409 cannot_amend");
}

#[tokio::test]
async fn a_provider_that_tells_nobody_is_asked_what_happened() {
    let can = Can { pull: Some(Arc::new(ByScript)), ..Can::default() };
    let (shop, vendor, order, _) = shop_with_voucher(can).await;
    shop.till.says("pc_1", Event::Paid(pesos(15_000)));
    vendor.is_silent(TransportError::Connect("down".to_owned()));
    shop.pass(1).await;
    assert_eq!(shop.standing(&order).await, "pending: pending");
    vendor.answers(200, &json!({"about": ["pc_999", "pc_1"], "last": "eve_2"}));
    shop.pass(1).await;
    assert_eq!(shop.standing(&order).await, "paid: paid");
    vendor.answers(200, &json!({"about": [], "last": null}));
    shop.pass(1).await;
    vendor.answers(200, &json!({"about": [], "last": null}));
    shop.pass(1).await;
    assert_eq!(
        vendor.asked(),
        ["GET /events?after=", "GET /events?after=", "GET /events?after=eve_2", "GET /events?after=eve_2"]
    );
}
