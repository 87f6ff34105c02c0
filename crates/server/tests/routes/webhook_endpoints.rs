//! What the merchant's shop is told: everything that changed, in order, signed, until it answers; and what a merchant sees
//! of it.

use crate::scripted_provider::back;
use crate::shop::{TestShop, at_oxxo};
use payments::{Currency, Event, Money};
use providers::http::TransportError;
use serde_json::{Value, json};

const HOUR: i64 = 3600;

/// An endpoint, and its secret in the shop's hands.
async fn endpoint(shop: &TestShop) -> String {
    let made = shop.merchant("/api/v1/webhook-endpoints", Some(&json!({"url": "https://tienda.example.mx/ficha"}))).await;
    assert_eq!(made.status, 201, "{}", made.body);
    shop.ear.trust(made.json()["secret"].as_str().unwrap());
    format!("/api/v1/webhook-endpoints/{}", made.json()["id"].as_str().unwrap())
}

async fn charged(shop: &TestShop) -> String {
    let order = shop.order().await;
    assert_eq!(shop.charge(&order, "key-12345678", &at_oxxo()).await.status, 201);
    order
}

/// Something happens to the newest charge, and the provider says so.
async fn happens(shop: &TestShop, event: Event) {
    let id = format!("pc_{}", shop.till.made().len());
    shop.till.says(&id, event);
    assert_eq!(shop.webhook(&id).await.status, 200);
}

fn paid(minor: i64) -> Event {
    Event::Paid(Money::new(minor, Currency::Mxn))
}

async fn deliveries(shop: &TestShop, endpoint: &str) -> Vec<String> {
    let answer = shop.merchant(&format!("{endpoint}/deliveries"), None).await;
    let word = |delivery: &Value| {
        let tried = delivery["attempts"].as_i64().unwrap();
        format!("{} {} after {tried}", delivery["type"].as_str().unwrap(), delivery["state"].as_str().unwrap())
    };
    answer.json()["deliveries"].as_array().unwrap().iter().map(word).collect()
}

#[tokio::test]
async fn a_shop_is_told_each_change_once_in_order_and_signed() {
    let shop = TestShop::open().await;
    endpoint(&shop).await;
    charged(&shop).await;
    happens(&shop, paid(7_000)).await;
    happens(&shop, paid(7_000)).await;
    happens(&shop, paid(15_000)).await;
    // The first round tells the earliest change; what follows waits until that has been heard.
    for expected in ["order.pending 0", "order.partly_paid 7000", "order.paid 15000"] {
        assert_eq!(shop.tell().await, 1);
        assert_eq!(shop.ear.words(), [expected]);
    }
    assert_eq!(shop.tell().await, 0);
    happens(&shop, back(15_000, 15_000)).await;
    shop.tell().await;
    assert_eq!(shop.ear.words(), ["order.refunded 0"]);
}

#[tokio::test]
async fn a_shop_is_told_of_each_part_that_goes_back_with_what_came_and_what_went() {
    let shop = TestShop::open().await;
    endpoint(&shop).await;
    charged(&shop).await;
    let mut told = Vec::new();
    for event in [paid(15_000), back(15_000, 5_000), back(15_000, 5_000), back(15_000, 8_000), back(15_000, 15_000)] {
        happens(&shop, event).await;
        while shop.tell().await > 0 {
            let heard = shop.ear.heard().remove(0).body;
            let order = &heard["data"]["order"];
            let sum = |name: &str| order[name]["amount"].as_i64().unwrap_or_default();
            told.push(
                format!("{} {} {} {}", heard["type"], order["status"], sum("received"), sum("refunded")).replace('"', ""),
            );
        }
    }
    assert_eq!(
        told,
        [
            "order.pending pending 0 0",
            "order.paid paid 15000 0",
            "order.partly_refunded paid 10000 5000",
            "order.partly_refunded paid 7000 8000",
            "order.refunded refunded 0 15000",
        ]
    );
}

#[tokio::test]
async fn a_shop_that_hears_of_a_refund_first_is_told_what_came_and_not_what_was_asked() {
    for (event, expected) in [
        (back(7_500, 2_500), "order.partly_paid 5000"),
        (back(7_500, 7_500), "order.refunded 0"),
        (back(20_000, 5_000), "order.paid 15000"),
        (Event::RefundedInFull, "order.refunded 0"),
    ] {
        let shop = TestShop::open().await;
        endpoint(&shop).await;
        let order = charged(&shop).await;
        happens(&shop, event.clone()).await;
        shop.tell().await;
        shop.ear.heard();
        shop.tell().await;
        assert_eq!(shop.ear.words(), [expected], "{event:?}");
        // A page and the events, which are told anew from the beginning, count the same.
        let seen = shop.see(&order).await;
        let told = backend::db::outbox::timeline(&*shop.backend.db, &order).await.unwrap().unwrap();
        let anew = backend::notify::timeline::changes(&told.record.order, &told.events, 0).pop().unwrap();
        let sums = |received: Money, refunded: Money| (received.minor(), refunded.minor());
        let of_the_page = |name: &str| Money::new(seen[name]["amount"].as_i64().unwrap_or_default(), Currency::Mxn);
        assert_eq!(
            sums(anew.order.received(), anew.order.refunded()),
            sums(of_the_page("received"), of_the_page("refunded")),
            "{event:?}"
        );
        assert_eq!(anew.status.id(), seen["status"], "{event:?}");
    }
}

#[tokio::test]
async fn what_a_shop_is_told_says_all_it_needs_and_nothing_of_the_customer() {
    let shop = TestShop::open().await;
    endpoint(&shop).await;
    let order = json!({
        "amount": 15_000, "currency": "MXN", "description": "Samsung Gold Curl", "reference": "R-1",
        "customer": {"name": "María Núñez", "email": "maria@ejemplo.com.mx"}, "metadata": {"cart": "77"},
    });
    let order = shop.merchant("/api/v1/orders", Some(&order)).await.json()["id"].as_str().unwrap().to_owned();
    shop.charge(&order, "key-12345678", &at_oxxo()).await;
    shop.tell().await;
    let heard = shop.ear.heard().remove(0);
    assert_eq!((heard.url.as_str(), heard.id.starts_with("evt_")), ("https://tienda.example.mx/ficha", true));
    assert!(!heard.body.to_string().contains("Núñez") && !heard.body.to_string().contains("maria@"));
    assert_eq!(
        heard.body,
        json!({
            "type": "order.pending",
            "timestamp": "2026-11-20T18:30:00Z",
            "data": {"order": {
                "id": order,
                "reference": "R-1",
                "status": "pending",
                "late": false,
                "amount": {"amount": 15_000, "currency": "MXN"},
                "received": {"amount": 0, "currency": "MXN"},
                "missing": {"amount": 15_000, "currency": "MXN"},
                "version": heard.body["data"]["order"]["version"],
                "created_at": "2026-11-20T18:30:00Z",
                "metadata": {"cart": "77"},
            }},
        })
    );
}

#[tokio::test]
async fn a_shop_that_does_not_answer_is_told_again_with_the_same_id() {
    let shop = TestShop::open().await;
    let endpoint = endpoint(&shop).await;
    charged(&shop).await;
    shop.ear.answer(Ok(500));
    shop.ear.answer(Err(TransportError::NoResponse("timed out".to_owned())));
    shop.tell().await;
    let first = shop.ear.heard().remove(0).id;
    assert_eq!(shop.tell().await, 0, "not at once");
    shop.clock.advance(6);
    shop.tell().await;
    shop.clock.advance(40);
    happens(&shop, paid(15_000)).await;
    shop.tell().await;
    let heard = shop.ear.heard();
    assert_eq!(heard.iter().map(|heard| heard.id.as_str()).collect::<Vec<_>>(), [&first, &first]);
    assert_eq!(deliveries(&shop, &endpoint).await, ["order.paid waiting after 0", "order.pending delivered after 3"]);
    shop.tell().await;
    assert_eq!(shop.ear.words(), ["order.paid 15000"]);
}

#[tokio::test]
async fn after_three_days_a_delivery_is_given_up_and_the_merchant_may_send_it_again() {
    let shop = TestShop::open().await;
    let endpoint = endpoint(&shop).await;
    charged(&shop).await;
    let mut tries = 0;
    for _ in 0..100 {
        shop.ear.answer(Ok(503));
        tries += shop.tell().await;
        shop.clock.advance(HOUR);
    }
    assert_eq!((tries, shop.ear.heard().len()), (14, 14));
    assert_eq!(deliveries(&shop, &endpoint).await, ["order.pending failed after 14"]);
    let failed = shop.merchant(&format!("{endpoint}/deliveries"), None).await.json()["deliveries"][0].clone();
    assert_eq!((&failed["status"], &failed["next_at"]), (&json!(503), &Value::Null));

    let event = failed["event"].as_str().unwrap();
    shop.ear.answers_are_fine();
    let again = shop.merchant(&format!("{endpoint}/deliveries/{event}/resend"), Some(&json!({}))).await;
    assert_eq!((again.status.as_u16(), again.json()["state"].as_str().unwrap()), (202, "waiting"));
    shop.tell().await;
    assert_eq!(shop.ear.heard().remove(0).id, event);
    assert_eq!(deliveries(&shop, &endpoint).await, ["order.pending delivered after 1"]);
}

#[tokio::test]
async fn one_order_that_cannot_be_told_holds_up_no_other() {
    let shop = TestShop::open().await;
    endpoint(&shop).await;
    charged(&shop).await;
    shop.ear.answer(Ok(500));
    shop.tell().await;
    shop.ear.heard();
    charged(&shop).await;
    assert_eq!(shop.tell().await, 1);
    assert_eq!(shop.ear.words(), ["order.pending 0"]);
}

#[tokio::test]
async fn an_endpoint_that_says_it_is_gone_is_told_nothing_more_until_it_is_enabled() {
    let shop = TestShop::open().await;
    let endpoint = endpoint(&shop).await;
    charged(&shop).await;
    shop.ear.answer(Ok(410));
    shop.tell().await;
    shop.clock.advance(HOUR);
    assert_eq!(shop.tell().await, 0);
    let shown = shop.merchant(&endpoint, None).await.json();
    assert_eq!(shown["disabled"], "it answered 410 Gone");
    let enabled = shop.merchant_with("PATCH", &endpoint, Some(&json!({"disabled": false}))).await;
    assert_eq!((enabled.status.as_u16(), &enabled.json()["disabled"]), (200, &Value::Null));
    assert_eq!(shop.tell().await, 1, "what waited is told now");
}

#[tokio::test]
async fn a_secret_is_shown_once_and_an_old_one_is_good_for_a_day_more() {
    let shop = TestShop::open().await;
    let endpoint = endpoint(&shop).await;
    assert_eq!(shop.merchant(&endpoint, None).await.json()["secret"], Value::Null);
    let listed = shop.merchant("/api/v1/webhook-endpoints", None).await;
    assert!(!listed.body.contains("whsec_"), "{}", listed.body);

    let changed = shop.merchant(&format!("{endpoint}/secret"), Some(&json!({}))).await.json();
    charged(&shop).await;
    shop.tell().await; // The shop still verifies with the old one.
    shop.clock.advance(25 * HOUR);
    shop.ear.trust(changed["secret"].as_str().unwrap());
    charged(&shop).await;
    shop.tell().await;
    assert_eq!(shop.ear.heard().len(), 2);
}

#[tokio::test]
async fn a_merchant_can_ask_whether_the_shop_hears() {
    let shop = TestShop::open().await;
    let endpoint = endpoint(&shop).await;
    let asked = shop.merchant(&format!("{endpoint}/ping"), Some(&json!({}))).await;
    assert_eq!((asked.status.as_u16(), asked.json()["order"].clone()), (202, Value::Null));
    shop.tell().await;
    assert_eq!(shop.ear.heard().remove(0).body["type"], "ping");
    assert_eq!(deliveries(&shop, &endpoint).await, ["ping delivered after 1"]);
}

#[tokio::test]
async fn addresses_that_lead_home_and_strangers_are_refused() {
    let shop = TestShop::open().await;
    for url in ["http://tienda.example.mx/", "https://127.0.0.1/", "https://localhost/", "https://[::ffff:10.0.0.1]/", "x"] {
        let refused = shop.merchant("/api/v1/webhook-endpoints", Some(&json!({"url": url}))).await;
        assert_eq!(
            (refused.code().as_str(), refused.json()["fields"][0]["field"].as_str()),
            ("422 invalid_fields", Some("url")),
            "{url}"
        );
    }
    assert_eq!(shop.get("/api/v1/webhook-endpoints").await.code(), "401 unauthorized");
    assert_eq!(shop.merchant("/api/v1/webhook-endpoints/whe_nobody", None).await.code(), "404 endpoint_not_found");
    let missing = shop.merchant("/api/v1/webhook-endpoints/whe_1/deliveries/evt_1/resend", Some(&json!({}))).await;
    assert_eq!(missing.code(), "404 delivery_not_found");
}

#[tokio::test]
async fn deliveries_are_read_a_part_at_a_time_and_go_with_their_endpoint() {
    let shop = TestShop::open().await;
    let endpoint = endpoint(&shop).await;
    for _ in 0..5 {
        charged(&shop).await;
        shop.clock.advance(1);
    }
    shop.tell().await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = shop.merchant(&format!("{endpoint}/deliveries?limit=2{cursor}"), None).await.json();
        seen.extend(part["deliveries"].as_array().unwrap().iter().map(|one| one["event"].as_str().unwrap().to_owned()));
        match part["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 5);
    assert_eq!(shop.merchant_with("DELETE", &endpoint, None).await.status, 204);
    assert_eq!(shop.merchant(&endpoint, None).await.code(), "404 endpoint_not_found");
    charged(&shop).await;
    assert_eq!(shop.tell().await, 0);
}
