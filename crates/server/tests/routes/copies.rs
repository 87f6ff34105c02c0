//! Two copies of the backend on one db, SQLite and Postgres: twins of one request that reach both.

use crate::cluster;
use crate::scripted_provider::Till;
use crate::shop::{TestShop, at_oxxo};
use backend::db::Db;
use http::StatusCode;
use providers::provider::{Kind, Reason};
use serde_json::json;
use server::postgres::{Address, Postgres};
use server::sqlite::Sqlite;
use std::sync::Arc;
use tempfile::TempDir;

/// Every kind of db, with two copies of the backend on it and one provider behind them.
pub(crate) async fn pairs() -> (Vec<(TestShop, TestShop)>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let address = Address::parse(&cluster::cluster().database()).unwrap();
    let dbs: [Arc<dyn Db>; 2] =
        [Arc::new(Sqlite::open(&folder.path().join("ficha.db")).unwrap()), Arc::new(Postgres::open(&address).await.unwrap())];
    let mut pairs = Vec::new();
    for db in dbs {
        let till = Arc::new(Till::new());
        pairs.push((TestShop::open_on(Arc::clone(&db), Arc::clone(&till)).await, TestShop::open_on(db, till).await));
    }
    (pairs, folder)
}

#[tokio::test]
async fn twins_in_two_copies_wait_for_one_answer() {
    let (pairs, _folder) = pairs().await;
    for (here, there) in pairs {
        let (order, body) = (here.order().await, at_oxxo());
        here.till.gate.forget_permits(10_000);
        let first = here.charge(&order, "12345678", &body);
        let twins = futures_util::future::join_all((0..5).map(|_| there.charge(&order, "12345678", &body)));
        let open_the_gate = async {
            there.till.asked_for_offers(2).await;
            here.till.gate.add_permits(6);
        };
        let (first, twins, ()) = tokio::join!(first, twins, open_the_gate);
        assert_eq!(first.status, 201, "{}", first.body);
        assert!(twins.iter().all(|twin| (twin.status, &twin.body) == (first.status, &first.body)), "{twins:?}");
        assert_eq!(here.till.made().len(), 1);
        assert_eq!(here.standing(&order).await, "pending: pending");
    }
}

#[tokio::test]
async fn twins_with_a_key_each_are_one_wish() {
    let (pairs, _folder) = pairs().await;
    for (here, there) in pairs {
        let (order, body) = (here.order().await, at_oxxo());
        here.till.gate.forget_permits(10_000);
        let first = here.charge(&order, "key-of-one-tab", &body);
        let second = there.charge(&order, "key-of-another", &body);
        let open_the_gate = async {
            there.till.asked_for_offers(2).await;
            here.till.gate.add_permits(2);
        };
        let (first, second, ()) = tokio::join!(first, second, open_the_gate);
        assert_eq!((first.status, second.status, &first.body), (StatusCode::CREATED, StatusCode::CREATED, &second.body));
        assert_eq!(here.till.made().len(), 1);
        assert_eq!(here.standing(&order).await, "pending: pending");
    }
}

#[tokio::test]
async fn a_twin_asks_again_for_the_same_charge_where_the_first_one_got_no_answer() {
    let (pairs, _folder) = pairs().await;
    for (here, there) in pairs {
        let (order, body) = (here.order().await, at_oxxo());
        here.till.repeats();
        here.till.fail_once(Kind::NoAnswer);
        assert_eq!(here.charge(&order, "12345678", &body).await.code(), "503 provider_unreachable");
        assert_eq!(there.charge(&order, "12345678", &body).await.status, 201, "nobody has to wait for the claim to end");
        assert_eq!(here.till.made().len(), 1);
        assert_eq!(here.standing(&order).await, "pending: pending");
    }
}

#[tokio::test]
async fn every_copy_gives_the_same_answer_again_also_a_refusal() {
    let (pairs, _folder) = pairs().await;
    for (here, there) in pairs {
        let (order, body) = (here.order().await, at_oxxo());
        here.till.fail_once(Kind::Refused(Reason::Phone));
        let first = here.charge(&order, "12345678", &body).await;
        assert_eq!(first.code(), "422 invalid_fields");
        let again = there.charge(&order, "12345678", &body).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
        assert!(here.till.made().is_empty());
        let mut other = at_oxxo();
        other["store"] = json!("SEVEN_ELEVEN");
        assert_eq!(there.charge(&order, "12345678", &other).await.code(), "422 idempotency_key_reused");
    }
}

#[tokio::test]
async fn an_order_wanted_by_twins_in_two_copies_is_one_order() {
    let (pairs, _folder) = pairs().await;
    for (here, there) in pairs {
        let path = "/api/v1/buttons/btn_demo/orders";
        let body = json!({});
        let (one, two) = tokio::join!(here.post(path, "12345678", &body), there.post(path, "12345678", &body));
        assert_eq!((one.status.as_u16(), &one.body), (two.status.as_u16(), &two.body));
    }
}
