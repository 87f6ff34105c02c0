//! What must hold once it is quiet: the weather has cleared, every machine runs, and there was time enough to ask and to tell. Then
//! everybody agrees.

use crate::beyond;
use crate::depositors;
use crate::network::AtProvider;
use crate::people::Town;
use crate::rows::{number, text};
use backend::db::{Row, Statement};
use providers::fake::{FakeCharge, FakeStatus};
use std::collections::{BTreeMap, BTreeSet};

const CHARGES: &str = "select charges.id as id, charges.order_id as order_id, state, received, refunded, provider_charge, version \
                       from charges order by charges.id";

const ORDERS: &str = "select id, version, told, \
                      (select count(*) from alerts where order_id = orders.id and settled_at is null) as waiting from orders";

const EVENTS: &str = "select webhook_events.id as id, webhook_events.order_id as order_id, webhook_events.order_version as number, state \
                      from webhook_events join deliveries on event_id = webhook_events.id";

/// What came of an order by its charges, and what the shop was told last.
const LAST_TOLD: &str = "select orders.id as id, (select coalesce(sum(received - refunded), 0) from charges \
                         where order_id = orders.id and state = 'paid') as came, (select body from webhook_events \
                         where order_id = orders.id order by order_version desc limit 1) as body from orders";

const KEYS: &str = "select key, scope, about from idempotency_keys where scope like 'charges:%'";

/// Judges.
pub async fn judge(town: &Town) {
    let rows = |sql: &'static str| {
        town.copies.site().db.run(&[Statement::new(sql, vec![])]).map(|mut rows| rows.remove(0)).unwrap_or_default()
    };
    let waiting: BTreeMap<String, i64> = rows(ORDERS).iter().map(|row| (text(row, "id"), number(row, "waiting"))).collect();
    let orders = waiting.len();
    if orders > town.wanted {
        let how = || format!("{orders} orders, and {} were asked for", town.wanted);
        town.copies.site().rules.breaks("a key of an order makes one order", how);
    }
    providers_agree(town, &rows(CHARGES), &waiting);
    all_was_told(town, &rows(ORDERS), &rows(EVENTS));
    the_last_word_is_true(town, &rows(LAST_TOLD));
    one_slip_for_a_key(town, &rows(KEYS));
    depositors::judge(town);
    for order in town.slips.all().keys() {
        beyond::check(town, order, true);
    }
}

fn at_provider(town: &Town, charge: &str) -> Vec<(AtProvider, FakeCharge)> {
    let providers = &town.copies.site().providers;
    providers.made_of(charge).into_iter().filter_map(|at| Some((at.clone(), providers.charge(&at)?))).collect()
}

/// Every order equals the providers' truth, or waits for a person.
fn providers_agree(town: &Town, charges: &[Row], waiting: &BTreeMap<String, i64>) {
    let rules = &town.copies.site().rules;
    for row in charges {
        let (charge, state) = (text(row, "id"), text(row, "state"));
        let waits = waiting.get(&text(row, "order_id")).is_some_and(|many| *many > 0);
        for (at, theirs) in at_provider(town, &charge) {
            let came = theirs.received.amount;
            // A provider may say that all went back, and not how much that was.
            let unsaid = state == "refunded" && number(row, "received") == 0;
            if number(row, "received") != came && !waits && !unsaid {
                rules.breaks("once it is quiet, the money is the provider's", || {
                    format!("{charge} ({state}) has {}, and {at:?} has {came}", number(row, "received"))
                });
            }
            let paid = state == "paid";
            let fits = match theirs.status {
                // What came in part stays, whatever becomes of the rest.
                FakeStatus::PartlyPaid | FakeStatus::Paid => paid,
                FakeStatus::Expired | FakeStatus::Declined | FakeStatus::Voided if came > 0 => paid,
                FakeStatus::Pending | FakeStatus::Active => {
                    matches!(state.as_str(), "pending" | "expired" | "canceled" | "requested")
                }
                FakeStatus::Expired => state == "expired" || state == "canceled",
                FakeStatus::Declined => state == "declined" || state == "canceled",
                FakeStatus::Voided => state == "canceled",
                FakeStatus::Refunded => state == "refunded",
            };
            if !fits && !waits {
                rules.breaks("once it is quiet, the state is the provider's", || {
                    format!("{charge} is {state}, and {at:?} is {:?}", theirs.status)
                });
            }
        }
    }
}

/// The shop was told each change once or more, and in order.
fn all_was_told(town: &Town, orders: &[Row], events: &[Row]) {
    let rules = &town.copies.site().rules;
    for row in orders.iter().filter(|row| number(row, "version") > number(row, "told")) {
        rules.breaks("once it is quiet, the shop was told everything", || {
            format!("{} is at {}, and told up to {}", text(row, "id"), number(row, "version"), number(row, "told"))
        });
    }
    let mut of: BTreeMap<String, (String, i64)> = BTreeMap::new();
    for row in events {
        of.insert(text(row, "id"), (text(row, "order_id"), number(row, "number")));
        if text(row, "state") != "delivered" {
            rules.breaks("once it is quiet, the shop was told everything", || {
                format!("{} is {}", text(row, "id"), text(row, "state"))
            });
        }
    }
    let (mut seen, mut last) = (BTreeSet::new(), BTreeMap::new());
    for id in town.copies.site().shop.heard() {
        let Some((order, version)) = of.get(&id) else {
            rules.breaks("the shop is told what is written", || id.clone());
            continue;
        };
        if !seen.insert(id.clone()) {
            continue;
        }
        let before = last.insert(order.clone(), *version);
        if before.is_some_and(|before| before > *version) {
            rules.breaks("the shop is told in order", || format!("{order}: {before:?} before {version}"));
        }
    }
    for id in of.keys().filter(|id| !seen.contains(*id)) {
        rules.breaks("once it is quiet, the shop was told everything", || format!("{id} never came"));
    }
}

/// The last thing the shop was told of an order is how it stands.
fn the_last_word_is_true(town: &Town, orders: &[Row]) {
    for row in orders {
        let told: serde_json::Value = serde_json::from_str(&text(row, "body")).unwrap_or_default();
        let told = told["data"]["order"]["received"]["amount"].as_i64().unwrap_or_default();
        if told != number(row, "came") {
            town.copies.site().rules.breaks("once it is quiet, the shop was told everything", || {
                format!("{}: {} came, and {told} was told last", text(row, "id"), number(row, "came"))
            });
        }
    }
}

/// A key stands for one charge, and whoever pressed with it can pay one.
fn one_slip_for_a_key(town: &Town, keys: &[Row]) {
    let site = town.copies.site();
    let mut charges: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for row in keys {
        charges.entry((text(row, "scope"), text(row, "key"))).or_default().insert(text(row, "about"));
    }
    for (key, about) in charges {
        let made: usize = about.iter().map(|charge| site.providers.made_of(charge).len()).sum();
        if made > 1 {
            site.rules.breaks("a key has one charge at most that can be paid", || format!("{key:?}: {made}"));
        }
    }
}
