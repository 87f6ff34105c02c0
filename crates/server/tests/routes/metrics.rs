//! `/metrics` and `/readyz`: what an operator can ask, and who else cannot.

use crate::shop::{Answer, TestShop, at_oxxo};
use axum::body::Body;
use backend::base::files::Files;
use http::Request;
use payments::{Currency, Event, Money};
use providers::provider::Kind;
use serde_json::json;

const TOKEN: &str = "prometheus-1234567";

async fn shop_with_token() -> TestShop {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), TOKEN).unwrap();
    TestShop::open_with(&format!("metrics_token_file = '{}'", file.path().display()), Files::default(), Files::default()).await
}

/// The lines of these metrics, without those of buckets.
fn lines(answer: &Answer, names: &[&str]) -> String {
    let wanted = |line: &&str| !line.starts_with('#') && names.iter().any(|name| line.starts_with(name));
    let mut lines: Vec<_> = answer.body.lines().filter(wanted).filter(|line| !line.contains("_bucket")).collect();
    lines.sort_unstable();
    lines.join("\n")
}

#[tokio::test]
async fn nobody_reads_metrics_unless_the_configuration_says_who() {
    let shop = TestShop::open().await;
    assert_eq!(shop.get("/metrics").await.code(), "404 not_found");
    let shop = shop_with_token().await;
    let ask = async |token: &str| {
        shop.send(Request::get("/metrics").header("authorization", token).body(Body::empty()).unwrap()).await
    };
    assert_eq!(shop.get("/metrics").await.code(), "401 unauthorized");
    assert_eq!(ask("Bearer prometheus-1234568").await.code(), "401 unauthorized");
    assert_eq!(ask(&format!("Bearer {TOKEN}")).await.status, 200);
    assert_eq!(shop.ask_operators("/metrics", None).await.code(), "401 unauthorized", "also at an address of its own");
    let answer = shop.ask_operators("/metrics", Some(TOKEN)).await;
    assert!(answer.header("content-type").starts_with("application/openmetrics-text") && answer.body.ends_with("# EOF\n"));
    assert!(!answer.body.contains(TOKEN) && !format!("{:?}", shop.backend.config).contains(TOKEN));
}

#[tokio::test]
async fn a_days_trade_is_counted() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.till.fail_once(Kind::NoAnswer);
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.charge(&order, "87654321", &at_oxxo()).await;
    shop.clock.advance(600);
    shop.till.says("pc_2", Event::Paid(Money::new(15000, Currency::Mxn)));
    for body in ["ping", "pc_2", "pc_2", "pc_99", "garbage"] {
        shop.webhook(body).await;
    }
    let answer = shop.ask_operators("/metrics", None).await;
    let told = ["ficha_vouchers", "ficha_time_to_paid", "ficha_charge_events", "ficha_provider_errors", "ficha_webhooks"];
    insta::assert_snapshot!(lines(&answer, &told), @r#"
    ficha_charge_events_total{event="canceled",source="unanswered"} 1
    ficha_charge_events_total{event="issued",source="answer"} 1
    ficha_charge_events_total{event="paid",source="webhook"} 1
    ficha_provider_errors_total{provider="compropago",verb="create_charge",kind="no_answer"} 1
    ficha_time_to_paid_seconds_count{method="cash"} 1
    ficha_time_to_paid_seconds_sum{method="cash"} 600.0
    ficha_vouchers_total{provider="compropago",method="cash",store="OXXO"} 1
    ficha_webhooks_received_total{provider="compropago",was="checked"} 2
    ficha_webhooks_received_total{provider="compropago",was="not_ours"} 1
    ficha_webhooks_received_total{provider="compropago",was="test"} 1
    ficha_webhooks_received_total{provider="compropago",was="unreadable"} 1
    "#);
    assert!(answer.body.contains(r#"ficha_requests_total{route="/api/v1/orders/{id}/charges",method="POST",status="201"} 1"#));
    for private in [order.as_str(), "maria@ejemplo.com.mx", "María", "12345678", "87654321"] {
        assert!(!answer.body.contains(private), "{private}");
    }
}

#[tokio::test]
async fn what_waits_is_as_old_as_it_is() {
    let shop = TestShop::open().await;
    let endpoint = json!({"url": "https://tienda.example.mx/webhooks"});
    assert_eq!(shop.merchant("/api/v1/webhook-endpoints", Some(&endpoint)).await.status, 201);
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    let waiting = [
        "ficha_outbox",
        "ficha_orders_untold",
        "ficha_charges_open",
        "ficha_reconcile",
        "ficha_deliveries",
        "ficha_webhook_lag",
    ];
    insta::assert_snapshot!(lines(&shop.ask_operators("/metrics", None).await, &waiting), @r#"
    ficha_charges_open 1
    ficha_orders_untold 1
    ficha_outbox_age_seconds 0
    ficha_outbox_waiting 0
    ficha_reconcile_lag_seconds 0
    "#);
    shop.ear.answer(Ok(503));
    shop.tell().await;
    shop.clock.advance(90);
    insta::assert_snapshot!(lines(&shop.ask_operators("/metrics", None).await, &waiting), @r#"
    ficha_charges_open 1
    ficha_deliveries_total{result="failed"} 1
    ficha_orders_untold 0
    ficha_outbox_age_seconds 90
    ficha_outbox_waiting 1
    ficha_reconcile_lag_seconds 0
    "#);
}

#[tokio::test]
async fn an_invented_method_makes_no_label() {
    let shop = TestShop::open().await;
    for method in ["BREW", "PROPFIND"] {
        shop.send(Request::builder().method(method).uri("/healthz").body(Body::empty()).unwrap()).await;
    }
    let answer = shop.ask_operators("/metrics", None).await;
    assert!(answer.body.contains(r#"ficha_requests_total{route="/healthz",method="other",status="405"} 2"#), "{}", answer.body);
}

#[tokio::test]
async fn ready_means_that_a_charge_could_be_written_down() {
    let shop = TestShop::open().await;
    assert_eq!((shop.get("/readyz").await.body.as_str(), shop.get("/healthz").await.body.as_str()), ("ready\n", "ok\n"));
    let lock = shop.lock_the_db();
    assert_eq!(shop.get("/readyz").await.code(), "503 unavailable", "it can still be read");
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.status, 200);
    drop(lock);
    let shop = TestShop::open().await;
    shop.end.send(true).unwrap();
    assert_eq!(shop.get("/readyz").await.code(), "503 unavailable");
    assert_eq!(shop.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn who_reads_only_the_older_text_is_given_it() {
    let shop = shop_with_token().await;
    shop.charge(&shop.order().await, "12345678", &at_oxxo()).await;
    let asked = Request::get("/metrics").header("authorization", format!("Bearer {TOKEN}")).header("accept", "text/plain");
    let answer = shop.send(asked.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert!(answer.body.contains("\n# TYPE ficha_vouchers_total counter\nficha_vouchers_total{"), "{}", answer.body);
    assert!(!answer.body.contains("# EOF"));
}
