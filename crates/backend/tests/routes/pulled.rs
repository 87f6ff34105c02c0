//! What a provider that tells nobody is asked for in place of webhooks: every event is followed, whatever becomes of another, and none is
//! lost by a restart.

use crate::shop::{TestShop, at_oxxo};
use crate::till::{NoNetwork, Till};
use backend::db::Db;
use backend::db::sqlite::Sqlite;
use payments::{Currency, Event, Money};
use providers::capability::{Capabilities, Pulled};
use providers::http::Http;
use providers::provider::{Answer, Hint, Kind};
use providers::register::Settings;
use std::sync::{Arc, Mutex};

/// Three charges have news, in this order, and then nothing has.
fn events<'a>(_: &'a Settings, _: &'a dyn Http, after: Option<&'a str>) -> Answer<'a, Pulled> {
    let hints = ["pc_1", "pc_none", "pc_2", "pc_3"].map(|id| Hint { provider_charge: id.to_owned() });
    let pulled = match after {
        None => Pulled { hints: hints.to_vec(), last: Some("eve_4".to_owned()) },
        Some(after) => {
            assert_eq!(after, "eve_4");
            Pulled::default()
        }
    };
    Box::pin(std::future::ready(Ok(pulled)))
}

const CAN: Capabilities = Capabilities {
    pull: Some(events),
    check_keys: None,
    webhooks: None,
    send_sms: None,
    standing: None,
    cancel: None,
    amend: None,
};

#[tokio::test]
async fn an_invoice_that_cannot_be_asked_about_stands_in_nobodys_way() {
    for poison in [Kind::NoAnswer, Kind::NotUnderstood, Kind::NotFound, Kind::NotReached] {
        let shop = TestShop::open_where(CAN, Arc::new(NoNetwork)).await;
        let mut orders = Vec::new();
        for its_id in ["pc_1", "pc_2", "pc_3"] {
            orders.push(shop.order().await);
            shop.charge(orders.last().unwrap(), &backend::id::request(), &at_oxxo()).await;
            shop.till.says(its_id, Event::Paid(Money::new(15_000, Currency::Mxn)));
        }
        shop.till.fail_once(poison);
        assert_eq!(shop.backend.collect.pull().await, 3);
        let standing = async || {
            let mut standing = Vec::new();
            for order in &orders {
                standing.push(shop.standing(order).await);
            }
            standing.sort();
            standing.join(", ")
        };
        // Some are asked about at once: which of them it met is nobody's to say.
        assert_eq!(standing().await, "paid: paid, paid: paid, pending: pending", "{poison:?}");
        // Its event is not read again, and it is asked about all the same.
        shop.pass(5 * 60).await;
        assert_eq!(standing().await, "paid: paid, paid: paid, paid: paid", "{poison:?}");
    }
}

/// How far each pull of the test below began.
static BEGAN: Mutex<Vec<Option<String>>> = Mutex::new(Vec::new());

fn remembered<'a>(_: &'a Settings, _: &'a dyn Http, after: Option<&'a str>) -> Answer<'a, Pulled> {
    BEGAN.lock().unwrap().push(after.map(str::to_owned));
    Box::pin(std::future::ready(Ok(Pulled { hints: vec![], last: Some("eve_7 eve_3 -".to_owned()) })))
}

#[tokio::test]
async fn after_a_restart_events_are_followed_from_where_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let can = Capabilities { pull: Some(remembered), ..CAN };
    for _ in 0..2 {
        let db: Arc<dyn Db> = Arc::new(Sqlite::open(&folder.path().join("ficha.db")).unwrap());
        let shop = TestShop::open_on_where(db, Arc::new(Till::new()), can).await;
        shop.backend.collect.pull().await;
    }
    assert_eq!(*BEGAN.lock().unwrap(), [None, Some("eve_7 eve_3 -".to_owned())]);
}
