//! What a provider that tells nobody is asked for in place of webhooks: every event is followed, whatever becomes of another, and none is
//! lost by a restart.

use crate::scripted_provider::{Can, NoNetwork, Till};
use crate::shop::{TestShop, at_oxxo};
use backend::db::Db;
use payments::{Currency, Event, Money};
use providers::capability::{Pull, Pulled};
use providers::future::BoxFuture;
use providers::webhook::ChargeHint;
use providers::{Context, Kind, ProviderError};
use server::sqlite::Sqlite;
use std::sync::{Arc, Mutex};

/// Three charges have news, in this order, and then nothing has.
struct Events;

impl Pull for Events {
    fn pull<'a>(&'a self, _: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError> {
        let hints = ["pc_1", "pc_none", "pc_2", "pc_3"].map(ChargeHint::of);
        let pulled = match after {
            None => Pulled { hints: hints.to_vec(), last: Some("eve_4".to_owned()) },
            Some(after) => {
                assert_eq!(after, "eve_4");
                Pulled::default()
            }
        };
        Box::pin(std::future::ready(Ok(pulled)))
    }
}

fn pulling(pull: impl Pull + 'static) -> Can {
    Can { pull: Some(Arc::new(pull)), ..Can::default() }
}

#[tokio::test]
async fn an_invoice_that_cannot_be_asked_about_stands_in_nobodys_way() {
    for poison in [Kind::NoAnswer, Kind::NotUnderstood, Kind::NotFound, Kind::NotReached] {
        let shop = TestShop::open_where(pulling(Events), Arc::new(NoNetwork)).await;
        let mut orders = Vec::new();
        for its_id in ["pc_1", "pc_2", "pc_3"] {
            orders.push(shop.order().await);
            shop.charge(orders.last().unwrap(), &backend::base::id::request(), &at_oxxo()).await;
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

/// One event, about the first charge by the provider's name and by ours.
#[derive(Clone, Default)]
struct Naming(Arc<Mutex<Option<String>>>);

impl Pull for Naming {
    fn pull<'a>(&'a self, _: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError> {
        let hint = ChargeHint { charge_id: self.0.lock().unwrap().clone(), ..ChargeHint::of("pc_1") };
        let hints = if after.is_none() { vec![hint] } else { vec![] };
        Box::pin(std::future::ready(Ok(Pulled { hints, last: Some("eve_1".to_owned()) })))
    }
}

#[tokio::test]
async fn an_event_that_names_a_charge_of_ours_whose_answer_was_lost_finds_it_also_where_it_cannot_be_asked_about_at_once() {
    let naming = Naming::default();
    let shop = TestShop::open_where(pulling(naming.clone()), Arc::new(NoNetwork)).await;
    let order = shop.order().await;
    shop.till.fail_once(Kind::NoAnswer);
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), "503 provider_unreachable");
    *naming.0.lock().unwrap() = Some(shop.till.made()[0].charge_id.clone());
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    shop.till.fail_once(Kind::NoAnswer);
    shop.backend.collect.pull().await;
    assert_eq!(shop.standing(&order).await, "pending: requested");
    shop.backend.collect.pull().await;
    assert_eq!(shop.standing(&order).await, "paid: paid");
}

/// Keeps how far each pull of it began.
#[derive(Clone, Default)]
struct Remembering(Arc<Mutex<Vec<Option<String>>>>);

impl Pull for Remembering {
    fn pull<'a>(&'a self, _: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError> {
        self.0.lock().unwrap().push(after.map(str::to_owned));
        Box::pin(std::future::ready(Ok(Pulled { hints: vec![], last: Some("eve_7 eve_3 -".to_owned()) })))
    }
}

#[tokio::test]
async fn after_a_restart_events_are_followed_from_where_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let pulls = Remembering::default();
    for _ in 0..2 {
        let db: Arc<dyn Db> = Arc::new(Sqlite::open(&folder.path().join("ficha.db")).unwrap());
        let shop = TestShop::open_on(db, Arc::new(Till::that_can(pulling(pulls.clone())))).await;
        shop.backend.collect.pull().await;
    }
    assert_eq!(*pulls.0.lock().unwrap(), [None, Some("eve_7 eve_3 -".to_owned())]);
}
