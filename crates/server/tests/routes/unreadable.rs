//! A row that this version cannot read, as a newer copy may write one: it stops nothing but itself, and somebody is told.

use crate::shop::{TestShop, at_oxxo};
use backend::db::Statement;
use payments::{Currency, Event, Money};
use serde_json::json;

/// What a newer copy may have written about the order in the middle.
const STRANGE: [&str; 7] = [
    "update charges set state = 'disputed' where order_id = $1",
    "update charges set method = 'pix' where order_id = $1",
    "update charges set currency = 'BRL' where order_id = $1",
    "update charges set voucher_amount = null where order_id = $1",
    "update orders set currency = 'BRL' where id = $1",
    "update orders set methods = 'pix' where id = $1",
    "update charge_events set event = 'chargeback' where charge_id in (select id from charges where order_id = $1)",
];

async fn run(shop: &TestShop, sql: &'static str, order: &str) -> Vec<backend::db::Row> {
    shop.backend.db.batch(vec![Statement::new(sql, vec![order.into()])]).await.unwrap().remove(0)
}

/// A shop with three orders, each with a voucher, which has been told nothing yet.
async fn shop() -> (TestShop, [String; 3]) {
    let shop = TestShop::open().await;
    shop.merchant("/api/v1/webhook-endpoints", Some(&json!({"url": "https://tienda.example.mx/ficha"}))).await;
    let mut orders = [const { String::new() }; 3];
    for order in &mut orders {
        shop.clock.advance(1);
        *order = shop.order().await;
        assert_eq!(shop.charge(order, &backend::base::id::request(), &at_oxxo()).await.code(), "201 ");
    }
    (shop, orders)
}

#[tokio::test]
async fn it_is_left_out_of_lists_and_everything_else_goes_on() {
    for strange in STRANGE {
        let (shop, [first, odd, last]) = shop().await;
        run(&shop, strange, &odd).await;
        // The others are paid: one is told of by its provider, the other found by asking.
        for its_id in ["pc_1", "pc_3"] {
            shop.till.says(its_id, Event::Paid(Money::new(15_000, Currency::Mxn)));
        }
        assert_eq!(shop.webhook("pc_1").await.status, 200, "{strange}");
        shop.pass(300).await;
        for order in [&first, &last] {
            assert_eq!(shop.see(order).await["status"], "paid", "{strange}");
        }
        while shop.tell().await > 0 {}
        let told = shop.ear.words();
        assert_eq!(told.iter().filter(|word| *word == "order.paid 15000").count(), 2, "{strange}: {told:?}");

        let listed = shop.merchant("/api/v1/orders", None).await;
        assert_eq!(listed.status, 200, "{strange}");
        let whole = listed.json()["orders"].as_array().unwrap().len();
        assert_eq!(whole, if strange.contains("charge_events") { 3 } else { 2 }, "{strange}");
        let mut walked = Vec::new();
        let mut cursor = String::new();
        loop {
            let part = shop.merchant(&format!("/api/v1/orders?limit=1&cursor={cursor}"), None).await.json();
            walked.push(part["orders"][0]["id"].as_str().unwrap().to_owned());
            match part["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!((walked.len(), walked.first(), walked.last()), (whole, Some(&last), Some(&first)), "{strange}");
        let table = shop.merchant("/api/v1/orders.csv", None).await;
        assert_eq!(table.body.lines().count(), whole + 1, "{strange}");
    }
}

#[tokio::test]
async fn an_order_is_never_shown_without_the_charge_that_cannot_be_read() {
    let (shop, [_, odd, _]) = shop().await;
    run(&shop, STRANGE[0], &odd).await;
    assert_eq!(shop.get(&format!("/api/v1/orders/{odd}")).await.code(), "500 internal");
    assert_eq!(shop.charge(&odd, "another1", &at_oxxo()).await.code(), "500 internal");
    assert_eq!(shop.till.made().len(), 3, "nobody makes a second voucher of what may be paid");
}

#[tokio::test]
async fn a_person_is_told_once_by_an_alert_a_metric_and_the_readiness() {
    let (shop, [_, odd, _]) = shop().await;
    assert_eq!(shop.get("/readyz").await.body, "ready\n");
    run(&shop, STRANGE[0], &odd).await;
    for _ in 0..3 {
        shop.pass(4000).await;
        shop.tell().await;
    }
    let raised = run(&shop, "select charge_id from alerts where order_id = $1 and kind = 'unreadable_row'", &odd).await;
    let charges: Vec<_> = raised.iter().map(|row| row.text("charge_id").unwrap().is_empty()).collect();
    assert_eq!(charges.iter().filter(|of_order| **of_order).count(), 1, "of the order, which cannot be told");
    assert_eq!(charges.iter().filter(|of_order| !**of_order).count(), 1, "of the charge, which cannot be asked about");
    let metrics = shop.ask_operators("/metrics", None).await.body;
    assert!(metrics.contains("ficha_unreadable_rows 2\n"), "{metrics}");
    assert!(shop.get("/readyz").await.body.contains("2 rows cannot be read by this version\n"));
}

#[tokio::test]
async fn many_of_them_hold_up_nobody_s_turn() {
    let (shop, [first, odd, _]) = shop().await;
    // Older, due before every other, and more than a round has.
    let many = "with recursive n(n) as (select 1 union all select n + 1 from n where n < 300) \
                insert into orders (id, amount, currency, description, metadata, methods, version, created_at) \
                select 'ord_0' || n, 15000, 'BRL', $1, '{}', '', 2, 1 from n";
    run(&shop, many, &odd).await;
    let charges = "insert into charges (id, order_id, position, provider, provider_charge, method, amount, currency, state, received, \
                   late, customer_name, customer_email, version, looks, look_at, created_at) select 'chg_' || id, id, 0, \
                   'compropago', 'odd_' || id, 'cash', 15000, 'BRL', 'disputed', 0, 0, 'Ana Mora', 'a@b.mx', 1, 0, 1, 1 \
                   from orders where currency = 'BRL' and description = $1";
    run(&shop, charges, &odd).await;
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    for _ in 0..10 {
        shop.pass(120).await;
    }
    assert_eq!(shop.see(&first).await["status"], "paid");
    while shop.tell().await > 0 {}
    assert!(shop.ear.words().contains(&"order.paid 15000".to_owned()));
}
