//! `/orders` and `/going-live` for a merchant's server: found, told, taken along as a table; and what is still to be done.

use crate::shop::{TestShop, at_oxxo};
use payments::{Currency, Event, Money};
use serde_json::{Value, json};

/// Three orders, an hour apart: one paid by María, one whose voucher waits for Ana, one that nobody has touched.
pub(crate) async fn shop_with_orders() -> (TestShop, [String; 3]) {
    let shop = TestShop::open().await;
    let paid = shop.order().await;
    shop.charge(&paid, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    shop.webhook("pc_1").await;
    shop.clock.advance(3600);
    let waiting = shop.order().await;
    let ana = json!({"name": "=Ana_100%", "email": "ana@ejemplo.com.mx", "phone": "5513899832"});
    shop.charge(&waiting, "12345678", &json!({"method": "cash", "store": "SEVEN_ELEVEN", "customer": ana})).await;
    shop.clock.advance(3600);
    let open = shop.order().await;
    (shop, [paid, waiting, open])
}

async fn found(shop: &TestShop, query: &str) -> Vec<String> {
    let answer = shop.merchant(&format!("/api/v1/orders{query}"), None).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    let id = |order: &Value| order["id"].as_str().unwrap().to_owned();
    answer.json()["orders"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn an_order_is_found_by_what_a_merchant_remembers_of_it() {
    let (shop, [paid, waiting, open]) = shop_with_orders().await;
    let check = async |query: &str, expected: &[&String]| {
        assert_eq!(found(&shop, query).await.iter().collect::<Vec<_>>(), expected, "{query}");
    };
    check("", &[&open, &waiting, &paid]).await;
    check("?status=paid", &[&paid]).await;
    check("?status=pending", &[&waiting]).await;
    check("?status=open", &[&open]).await;
    check("?q=maria%40ejemplo", &[&paid]).await;
    check("?q=ANA_100%25", &[&waiting]).await;
    check("?q=100_", &[]).await;
    check("?q=5513899832", &[&waiting]).await;
    check("?q=smgcurl1", &[&open, &waiting, &paid]).await;
    check(&format!("?q={}", &paid[..14]), &[&paid]).await;
    check("?button=btn_demo&status=paid", &[&paid]).await;
    check("?button=btn_other", &[]).await;
    check("?from=2026-11-20T19:00:00Z&until=2026-11-20T20:00:00Z", &[&waiting]).await;
    check("?from=2026-11-20&until=2026-11-20", &[&open, &waiting, &paid]).await;
    check("?until=2026-11-19", &[]).await;
    check(&format!("?limit=1&cursor={open}"), &[&waiting]).await;
    let part = shop.merchant("/api/v1/orders?limit=2", None).await.json();
    assert_eq!(part["next"], json!(waiting));
    assert_eq!(shop.merchant(&format!("/api/v1/orders?limit=2&cursor={waiting}"), None).await.json()["next"], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_asked_is_named_and_nobody_else_may_ask() {
    let (shop, [paid, ..]) = shop_with_orders().await;
    let refused = shop.merchant("/api/v1/orders?status=payed&from=ayer&until=2026-13-01", None).await;
    let named: Vec<_> = refused.json()["fields"].as_array().unwrap().iter().map(|field| field["field"].clone()).collect();
    assert_eq!((refused.code().as_str(), named), ("422 invalid_fields", vec![json!("status"), json!("from"), json!("until")]));
    assert_eq!(shop.merchant("/api/v1/orders?cursor=ord_none", None).await.code(), "422 invalid_fields");
    assert_eq!(shop.merchant("/api/v1/orders?limit=many", None).await.code(), "422 invalid_fields");
    assert_eq!(shop.merchant("/api/v1/orders/ord_none/history", None).await.code(), "404 order_not_found");
    for path in ["/api/v1/orders", "/api/v1/orders.csv", &format!("/api/v1/orders/{paid}/history"), "/api/v1/going-live"] {
        assert_eq!(shop.get(path).await.code(), "401 unauthorized", "{path}");
    }
}

#[tokio::test]
async fn an_order_tells_who_paid_and_all_that_happened() {
    let (shop, [paid, ..]) = shop_with_orders().await;
    let history = shop.merchant(&format!("/api/v1/orders/{paid}/history"), None).await.json();
    let mut order = history["order"].clone();
    order.sort_all_objects();
    insta::assert_snapshot!(serde_json::to_string_pretty(&order).unwrap().replace(&paid, "ord_"), @r#"
    {
      "amount": {
        "amount": 15000,
        "currency": "MXN"
      },
      "badge": "oxxo",
      "button": "btn_demo",
      "created_at": "2026-11-20T18:30:00Z",
      "customer": {
        "email": "maria@ejemplo.com.mx",
        "name": "María Núñez"
      },
      "description": "Samsung Gold Curl",
      "id": "ord_",
      "late": false,
      "method": "cash",
      "paid_at": "2026-11-20T18:30:00Z",
      "received": {
        "amount": 15000,
        "currency": "MXN"
      },
      "reference": "SMGCURL1",
      "status": "paid",
      "store": "OXXO"
    }
    "#);
    let event = |event: &Value| format!("{} by {} {}", event["event"], event["source"], event["total"]["amount"]);
    let events: Vec<_> = history["events"].as_array().unwrap().iter().map(event).collect();
    assert_eq!(events, [r#""requested" by "customer" null"#, r#""issued" by "answer" null"#, r#""paid" by "webhook" 15000"#,]);
    assert_eq!(history["charges"][0]["status"], "paid");
}

#[tokio::test]
async fn a_table_for_a_spreadsheet_has_every_order_and_no_formula() {
    let (shop, [paid, ..]) = shop_with_orders().await;
    let table = shop.merchant("/api/v1/orders.csv", None).await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(table.header("content-disposition"), "attachment; filename=\"pedidos.csv\"");
    let lines: Vec<&str> = table.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 4, "{}", table.body);
    assert!(lines[0].starts_with("id,status,late,created_at"));
    assert!(lines[2].contains(",'=Ana_100%,ana@ejemplo.com.mx,5513899832"), "{}", lines[2]);
    let expected =
        format!("{paid},paid,no,2026-11-20T12:30:00-06:00,2026-11-20T12:30:00-06:00,150.00,150.00,MXN,Samsung Gold Curl,");
    assert!(lines[3].starts_with(&expected), "{}", lines[3]);
    let some = shop.merchant("/api/v1/orders.csv?status=paid", None).await;
    assert_eq!(some.body.lines().count(), 2);
    assert_eq!(shop.merchant("/api/v1/orders.csv?status=payed", None).await.code(), "422 invalid_fields");
}

#[tokio::test]
async fn a_shop_that_is_being_tried_out_is_told_what_is_left() {
    let (shop, _) = shop_with_orders().await;
    let state = shop.merchant("/api/v1/going-live", None).await.json();
    assert_eq!(state["ready"], false);
    let said = |step: &Value| format!("{} {}", step["step"].as_str().unwrap(), step["done"]);
    let steps: Vec<_> = state["steps"].as_array().unwrap().iter().map(said).collect();
    let expected = [
        "button true",
        "try true",
        "name true",
        "address false",
        "pages true",
        "widget false",
        "stores true",
        "told false",
        "keys false",
    ];
    assert_eq!(steps, expected);
}
