//! Orders that need a person: what a provider said that does not fit is shown once, with what was asked; somebody decides, is
//! written down, and the shop is told of both in their place.

use crate::scripted_provider::back;
use crate::shop::{TestShop, at_oxxo, at_seven_eleven};
use backend::db::audit;
use payments::{Currency, Event, Money};
use providers::provider::Kind;
use serde_json::{Value, json};

fn pesos(minor: i64) -> Money {
    Money::new(minor, Currency::Mxn)
}

const ODD: &str = "paid 149.99 MXN, of a charge of 149.99 MXN";

/// An order whose provider says 149.99 where 150.00 was asked for.
async fn odd(shop: &TestShop) -> String {
    let order = shop.order().await;
    assert_eq!(shop.charge(&order, &backend::base::id::request(), &at_oxxo()).await.status, 201);
    let its_id = format!("pc_{}", shop.till.made().len());
    shop.till.says_of(&its_id, pesos(14_999), Event::Paid(pesos(14_999)));
    assert_eq!(shop.webhook(&its_id).await.status, 200);
    order
}

async fn history(shop: &TestShop, order: &str) -> Value {
    shop.merchant(&format!("/api/v1/orders/{order}/history"), None).await.json()
}

async fn settle(shop: &TestShop, order: &str, wanted: Value) -> crate::shop::Answer {
    shop.merchant(&format!("/api/v1/orders/{order}/settle"), Some(&wanted)).await
}

/// The ids of the orders that wait for a person, the newest first.
async fn needing(shop: &TestShop) -> Vec<String> {
    let listed = shop.merchant("/api/v1/orders?needs_attention=true", None).await.json();
    listed["orders"].as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_the_provider_said_stands_beside_what_was_asked_and_is_one_thing_however_often_it_is_said() {
    let shop = TestShop::open().await;
    let (order, fine) = (odd(&shop).await, shop.order().await);
    for _ in 0..20 {
        shop.webhook("pc_1").await;
    }
    let listed = shop.merchant("/api/v1/orders?needs_attention=true", None).await.json();
    let [one] = listed["orders"].as_array().unwrap().as_slice() else { panic!("{listed}") };
    let [alert] = one["alerts"].as_array().unwrap().as_slice() else { panic!("{one}") };
    assert_eq!((one["id"].as_str(), alert["kind"].as_str()), (Some(order.as_str()), Some("wrong_amount")));
    assert_eq!((alert["asked"].as_str(), alert["said"].as_str()), (Some("150.00 MXN"), Some(ODD)));
    assert_eq!((&alert["times"], &alert["paid"]["amount"]), (&json!(21), &json!(14_999)));
    let all = shop.merchant("/api/v1/orders", None).await.json();
    assert_eq!(all["orders"].as_array().unwrap().len(), 2, "{fine} is listed beside it");
    let events = history(&shop, &order).await["events"].as_array().unwrap().len();
    assert_eq!(events, 3, "requested, issued, and one that nobody understood");
    for odd in 0..20 {
        shop.till.says("pc_1", Event::Unknown(format!("odd-{odd}")));
        shop.till.says_of("pc_1", pesos(15_000), Event::Unknown(format!("odd-{odd}")));
        shop.webhook("pc_1").await;
    }
    let alerts = history(&shop, &order).await["order"]["alerts"].as_array().unwrap().clone();
    assert_eq!(alerts.len(), 2, "one of a kind: {alerts:?}");
    assert_eq!((&alerts[1]["said"], &alerts[1]["times"]), (&json!("odd-19"), &json!(20)));
    assert!(shop.get(&format!("/api/v1/orders/{order}")).await.json()["alerts"].is_null(), "a page is told nothing of it");
    assert!(
        shop.get("/readyz").await.body.starts_with("ready\n1 orders need attention, the longest since 2026-11-20T18:30:00Z")
    );
    let metrics = shop.ask_operators("/metrics", None).await.body;
    assert!(metrics.contains("\nficha_orders_needing_attention 1\n"), "{metrics}");
    let wrong = shop.merchant("/api/v1/orders?needs_attention=perhaps", None).await;
    assert_eq!(wrong.code(), "422 invalid_fields");
}

#[tokio::test]
async fn money_that_is_accepted_is_what_the_provider_said_and_the_order_is_paid_with_it() {
    let shop = TestShop::open().await;
    let order = odd(&shop).await;
    let alert = history(&shop, &order).await["order"]["alerts"][0]["id"].as_str().unwrap().to_owned();
    let changed = json!({"action": "accept", "alert": alert, "said": "paid 1.00 MXN"});
    assert_eq!(settle(&shop, &order, changed).await.code(), "409 alert_changed");
    let accept = json!({"action": "accept", "alert": alert, "said": ODD, "note": "Un centavo, lo acordamos"});
    let done = settle(&shop, &order, accept.clone()).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let done = done.json();
    assert_eq!((&done["order"]["status"], &done["order"]["received"]["amount"]), (&json!("paid"), &json!(14_999)));
    assert_eq!((&done["order"]["amount"]["amount"], &done["charges"][0]["amount"]["amount"]), (&json!(14_999), &json!(15_000)));
    assert!(shop.get(&format!("/o/{order}")).await.body.contains("$149.99"), "its customer sees that it is paid");
    assert_eq!(shop.see(&order).await["missing"]["amount"], 0);
    assert_eq!((&done["order"]["alerts"], &done["settled"][0]["settled"]["how"]), (&Value::Null, &json!("accepted")));
    assert_eq!((&done["decisions"][0]["action"], &done["decisions"][0]["alert"]), (&json!("accepted"), &json!(alert)));
    assert_eq!(done["decisions"][0]["note"], "Un centavo, lo acordamos");
    assert!(done["decisions"][0]["by"].as_str().unwrap().starts_with("ficha_sk_"));
    assert_eq!(settle(&shop, &order, accept).await.code(), "409 alert_settled");
    assert_eq!(settle(&shop, &order, json!({"action": "accept"})).await.code(), "409 alert_settled");
    assert_eq!(shop.charge(&order, "another-key-1", &at_seven_eleven()).await.code(), "409 order_closed");
    shop.webhook("pc_1").await;
    assert!(needing(&shop).await.is_empty(), "what was accepted is not odd when it is said again");
    shop.till.says_of("pc_1", pesos(14_999), back(14_999, 14_999));
    shop.webhook("pc_1").await;
    assert_eq!(shop.standing(&order).await, "refunded: refunded");
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_is_told_that_it_was_settled() {
    let shop = TestShop::open().await;
    for _ in 0..5 {
        let order = odd(&shop).await;
        let alert = history(&shop, &order).await["order"]["alerts"][0]["id"].as_str().unwrap().to_owned();
        let press = |action: &str| settle(&shop, &order, json!({"action": action, "alert": alert}));
        let (one, other) = tokio::join!(press("accept"), press("close"));
        let mut codes = [one.status.as_u16(), other.status.as_u16()];
        codes.sort_unstable();
        assert_eq!(codes, [200, 409], "{} {}", one.body, other.body);
        let after = history(&shop, &order).await;
        assert_eq!((after["decisions"].as_array().unwrap().len(), after["settled"].as_array().unwrap().len()), (1, 1));
    }
}

#[tokio::test]
async fn a_provider_that_is_asked_again_and_answers_what_fits_ends_it() {
    let shop = TestShop::open().await;
    let order = odd(&shop).await;
    let asked = settle(&shop, &order, json!({"action": "ask"})).await.json();
    assert_eq!(asked["order"]["alerts"][0]["times"], 2, "it says the same");
    shop.till.fail_once(Kind::NotReached);
    assert_eq!(settle(&shop, &order, json!({"action": "ask"})).await.code(), "503 provider_unreachable");
    shop.till.fail_once(Kind::NotUnderstood);
    let unreadable = settle(&shop, &order, json!({"action": "ask"})).await.json();
    assert_eq!(unreadable["order"]["alerts"][1]["kind"], "unreadable_answer");
    shop.till.says_of("pc_1", pesos(15_000), Event::Paid(pesos(15_000)));
    let fits = settle(&shop, &order, json!({"action": "ask"})).await.json();
    assert_eq!((&fits["order"]["status"], &fits["order"]["alerts"]), (&json!("paid"), &Value::Null));
    let how: Vec<_> = fits["settled"].as_array().unwrap().iter().map(|one| &one["settled"]["how"]).collect();
    assert_eq!(how, ["answered", "answered"]);
}

#[tokio::test]
async fn an_order_that_is_closed_takes_no_more_and_its_vouchers_are_withdrawn() {
    let vendor = crate::vendor::Vendor::new();
    let shop = TestShop::open_where(crate::cancel_and_amend::withdrawing(), vendor.clone()).await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", Event::Unknown("frozen".to_owned()));
    shop.webhook("pc_1").await;
    vendor.answers(200, &json!({"is": "void"}));
    let closed = settle(&shop, &order, json!({"action": "close"})).await.json();
    assert_eq!((vendor.asked(), &closed["charges"][0]["status"]), (vec!["DELETE /pc_1".to_owned()], &json!("canceled")));
    assert_eq!((&closed["order"]["status"], &closed["settled"][0]["settled"]["how"]), (&json!("expired"), &json!("closed")));
    assert_eq!(shop.charge(&order, "87654321", &at_oxxo()).await.code(), "409 order_closed");
}

#[tokio::test]
async fn money_sent_back_by_hand_is_written_down_and_never_more_than_came() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", Event::Paid(pesos(15_000)));
    shop.webhook("pc_1").await;
    let refund = |amount: i64, on: &str, reference: &str| {
        settle(&shop, &order, json!({"action": "refund", "amount": amount, "refunded_on": on, "reference": reference}))
    };
    let wrong = |answer: crate::shop::Answer| {
        assert_eq!(answer.code(), "422 invalid_fields", "{}", answer.body);
        let fields = answer.json()["fields"].as_array().unwrap().iter().map(|field| field["field"].clone()).collect::<Vec<_>>();
        fields.iter().map(|field| field.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(wrong(refund(15_001, "2026-11-21", "").await), ["amount", "refunded_on", "reference"], "it is the 20th");
    assert_eq!(wrong(refund(0, "2026-11-20", "SPEI 1").await), ["amount"]);
    assert_eq!(refund(10_000, "2026-11-20", "SPEI 7").await.status, 200);
    assert_eq!(wrong(refund(5_001, "2026-11-20", "SPEI 8").await), ["amount"]);
    let both = tokio::join!(refund(3_000, "2026-11-20", "a"), refund(3_000, "2026-11-20", "b"));
    let mut codes = [both.0.status.as_u16(), both.1.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 422], "two at once never exceed it together");
    let after = history(&shop, &order).await;
    assert_eq!(after["order"]["status"], "paid", "only written down");
    let first = &after["decisions"][0];
    assert_eq!(
        (&first["amount"]["amount"], &first["refunded_on"], &first["reference"]),
        (&json!(10_000), &json!("2026-11-20"), &json!("SPEI 7"))
    );
}

#[tokio::test]
async fn the_shop_is_told_that_an_order_needs_somebody_and_that_it_no_longer_does_in_their_place() {
    let shop = TestShop::open().await;
    let endpoint = json!({"url": "https://tienda.example.mx/ficha"});
    let made = shop.merchant("/api/v1/webhook-endpoints", Some(&endpoint)).await.json();
    shop.ear.trust(made["secret"].as_str().unwrap());
    let order = odd(&shop).await;
    shop.webhook("pc_1").await;
    assert_eq!(settle(&shop, &order, json!({"action": "accept"})).await.status, 200);
    let mut told = Vec::new();
    while shop.tell().await > 0 {
        told.extend(shop.ear.heard());
    }
    let word = |heard: &crate::ear::Heard| {
        let (order, alerts) = (&heard.body["data"]["order"], &heard.body["data"]["alerts"]);
        let how = alerts[0]["settled"]["how"].as_str().unwrap_or("-");
        format!("{} {} {} {how}", heard.body["type"].as_str().unwrap(), order["received"]["amount"], alerts[0]["kind"])
    };
    assert_eq!(
        told.iter().map(word).collect::<Vec<_>>(),
        [
            "order.pending 0 null -",
            "order.needs_attention 0 \"wrong_amount\" -",
            "order.paid 14999 null -",
            "order.settled 14999 \"wrong_amount\" accepted",
        ]
    );
    let versions: Vec<_> = told.iter().map(|heard| heard.body["data"]["order"]["version"].as_i64().unwrap()).collect();
    assert!(versions.is_sorted_by(|one, next| one < next), "{versions:?}");
}

#[tokio::test]
async fn a_note_is_kept_with_the_order_and_nowhere_else_and_each_decision_is_written_down() {
    let shop = TestShop::open().await;
    let order = odd(&shop).await;
    let notes = format!("/api/v1/orders/{order}/notes");
    let noted = shop.merchant(&notes, Some(&json!({"note": "  Llamé a Ana\nal 55 1234 5678 "}))).await;
    assert_eq!((noted.status.as_u16(), &noted.json()["decisions"][0]["note"]), (201, &json!("Llamé a Ana\nal 55 1234 5678")));
    for wrong in [json!({"note": " "}), json!({"note": "x".repeat(501)})] {
        assert_eq!(shop.merchant(&notes, Some(&wrong)).await.code(), "422 invalid_fields");
    }
    settle(&shop, &order, json!({"action": "accept", "note": "Ana está de acuerdo"})).await;
    let lines = audit::list(&*shop.backend.db, 10).await.unwrap();
    let mut lines: Vec<_> = lines.iter().map(|line| (line.action.as_str(), line.detail.as_str())).collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [("POST /api/v1/orders/{id}/notes", "{}"), ("POST /api/v1/orders/{id}/settle", "{\"action\":\"accept\"}")]
    );
    assert_eq!(shop.get(&format!("/api/v1/orders/{order}")).await.body.matches("Ana").count(), 0);
}

#[tokio::test]
async fn nobody_decides_without_a_token_or_about_what_is_not_there() {
    let shop = TestShop::open().await;
    let order = odd(&shop).await;
    for path in ["settle", "notes"] {
        let answer = shop.post(&format!("/api/v1/orders/{order}/{path}"), "12345678", &json!({"action": "accept"})).await;
        assert_eq!(answer.code(), "401 unauthorized");
    }
    assert_eq!(needing(&shop).await, std::slice::from_ref(&order));
    assert_eq!(settle(&shop, "ord_none", json!({"action": "close"})).await.code(), "404 order_not_found");
    assert_eq!(settle(&shop, &order, json!({"action": "close", "alert": "alr_none"})).await.code(), "404 alert_not_found");
    assert_eq!(settle(&shop, &order, json!({"action": "burn"})).await.code(), "422 invalid_fields");
}
