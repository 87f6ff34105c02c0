//! `GET /buttons/{id}` and `POST /buttons/{id}/orders`.

use crate::shop::TestShop;
use http::Request;
use serde_json::json;

#[tokio::test]
async fn a_button_shows_its_offer_with_stores_in_the_merchants_order() {
    let shop = TestShop::open().await;
    insta::assert_snapshot!(shop.get("/api/v1/buttons/btn_demo").await.shown(), @r#"
    200
    {
      "id": "btn_demo",
      "offer": {
        "country": "MX",
        "description": "Samsung Gold Curl",
        "merchant": "Tienda Lupita",
        "methods": [
          {
            "method": "cash",
            "stores": [
              {
                "badge": "oxxo",
                "hours": {
                  "from": 480,
                  "to": 1200
                },
                "id": "OXXO",
                "limit": {
                  "amount": 1500000,
                  "currency": "MXN"
                },
                "name": "OXXO",
                "till_fee": {
                  "amount": 900,
                  "currency": "MXN"
                }
              },
              {
                "badge": "seven-eleven",
                "hours": {
                  "from": 480,
                  "to": 1200
                },
                "id": "SEVEN_ELEVEN",
                "limit": {
                  "amount": 1500000,
                  "currency": "MXN"
                },
                "name": "7-Eleven",
                "till_fee": {
                  "amount": 800,
                  "currency": "MXN"
                }
              },
              {
                "id": "TIENDA_LUPITA",
                "limit": {
                  "amount": 10000,
                  "currency": "MXN"
                },
                "name": "tienda_lupita"
              }
            ]
          }
        ],
        "test": true,
        "total": {
          "amount": 15000,
          "currency": "MXN"
        }
      }
    }
    "#);
}

#[tokio::test]
async fn an_unknown_button_and_a_retired_one_are_told_apart() {
    let shop = TestShop::open().await;
    shop.save_button("btn_old", 100, true).await;
    assert_eq!(shop.get("/api/v1/buttons/btn_none").await.code(), "404 button_not_found");
    assert_eq!(shop.get("/api/v1/buttons/btn_old").await.code(), "410 button_retired");
    let order = shop.post("/api/v1/buttons/btn_old/orders", "12345678", &json!({})).await;
    assert_eq!(order.code(), "410 button_retired");
}

#[tokio::test]
async fn an_order_from_a_button_copies_it_and_a_repeated_key_is_the_same_order() {
    let shop = TestShop::open().await;
    let post = async || shop.post("/api/v1/buttons/btn_demo/orders", "12345678", &json!({})).await;
    let first = post().await;
    assert_eq!(first.status, 201);
    shop.save_button("btn_demo", 99_900, false).await;
    let again = post().await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("idempotent-replayed"), "true");
    let order = shop.see(first.json()["id"].as_str().unwrap()).await;
    assert_eq!(order["offer"]["total"], json!({"amount": 15000, "currency": "MXN"}));
}

#[tokio::test]
async fn an_order_needs_a_key() {
    let shop = TestShop::open().await;
    let long = "x".repeat(201);
    for (key, code, why) in [
        ("", "400 idempotency_key_missing", None),
        ("short", "400 idempotency_key_invalid", Some("it has 5 characters; at least 8 are needed; a UUID is a good key")),
        (&long, "400 idempotency_key_invalid", Some("it has 201 characters; at most 200 are allowed")),
        ("con espacio", "400 idempotency_key_invalid", Some("its character 4 is not visible ASCII; a UUID is a good key")),
    ] {
        let answer = shop.post("/api/v1/buttons/btn_demo/orders", key, &json!({})).await;
        assert_eq!((answer.code().as_str(), answer.json()["detail"].as_str()), (code, why), "{key}");
    }
    let twice = Request::post("/api/v1/buttons/btn_demo/orders").header("idempotency-key", "12345678");
    let twice = twice.header("idempotency-key", "87654321").body(axum::body::Body::empty()).unwrap();
    assert_eq!(shop.send(twice).await.code(), "400 idempotency_key_invalid");
}

#[tokio::test]
async fn a_page_opens_while_the_provider_is_down_if_it_answered_lately() {
    let shop = TestShop::open().await;
    shop.till.offers_fail(true);
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.code(), "503 provider_unreachable");
    shop.till.offers_fail(false);
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.status, 200);
    shop.till.offers_fail(true);
    shop.clock.advance(3600);
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.status, 200);
}

#[tokio::test]
async fn while_one_asks_a_slow_provider_the_others_get_the_last_answer() {
    let shop = TestShop::open().await;
    let first = shop.get("/api/v1/buttons/btn_demo").await;
    shop.clock.advance(3600);
    shop.till.offers_wait(true);
    let (asking, meanwhile) = tokio::join!(shop.get("/api/v1/buttons/btn_demo"), async {
        shop.till.asked_for_offers(2).await;
        let meanwhile = shop.get("/api/v1/buttons/btn_demo").await;
        shop.till.offers_wait(false);
        meanwhile
    });
    assert_eq!((meanwhile.body, asking.body), (first.body.clone(), first.body));
}
