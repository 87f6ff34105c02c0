//! The package's types of webhook events name every field that is sent, and no other: an event is one of them, field by field.

use api::{Alert, AlertSettled, Amount, DepositData, DepositEvent, OrderStatus};
use api::{WebhookClabe, WebhookData, WebhookDeposit, WebhookEvent, WebhookOrder};
use serde_json::Value;
use std::{collections::BTreeSet, fs};

fn text(of: &str) -> String {
    of.to_owned()
}

fn pesos(amount: i64) -> Amount {
    Amount { amount, currency: text("MXN") }
}

/// An event about an order with all that one may have.
fn order() -> WebhookEvent {
    let order = WebhookOrder {
        id: text("ord_1"),
        reference: Some(text("1001")),
        button: Some(text("btn_1")),
        status: OrderStatus::Paid,
        late: false,
        amount: pesos(15_000),
        received: pesos(15_000),
        refunded: Some(pesos(5_000)),
        missing: pesos(0),
        version: 3,
        created_at: text("2026-11-20T18:30:00Z"),
        metadata: [(text("note"), text("red"))].into(),
    };
    let alert = Alert {
        id: text("alr_1"),
        charge: Some(text("chg_1")),
        kind: text("wrong_amount"),
        asked: text("150.00 MXN"),
        said: text("paid 149.99 MXN"),
        paid: Some(pesos(14_999)),
        since: text("2026-11-20T18:30:00Z"),
        seen_at: text("2026-11-20T18:30:00Z"),
        times: 1,
        settled: Some(AlertSettled { how: text("accepted"), by: text("ficha_sk_1"), at: text("2026-11-20T18:30:00Z") }),
    };
    let data = WebhookData { order, alerts: vec![alert] };
    WebhookEvent { kind: text("order.settled"), timestamp: text("2026-11-20T18:30:00Z"), data }
}

fn deposit() -> DepositEvent {
    let clabe = WebhookClabe { id: text("clb_1"), customer: text("c-1"), total: pesos(15_000), version: 2, test: true };
    let received_at = text("2026-11-20T18:30:00Z");
    let deposit = WebhookDeposit { id: text("dep_1"), amount: pesos(15_000), before: pesos(0), received_at };
    let data = DepositData { clabe, deposit };
    DepositEvent { kind: text("clabe.deposit"), timestamp: text("2026-11-20T18:30:00Z"), data }
}

/// The names of all fields, but of notes, whose names are the merchant's.
fn fields(of: &Value, into: &mut BTreeSet<String>) {
    match of {
        Value::Object(object) => {
            for (name, value) in object {
                into.insert(name.clone());
                if name != "metadata" {
                    fields(value, into);
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|one| fields(one, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_packages_types_name_every_field_of_an_event_and_no_other() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../pkg/npm/webhooks.d.ts");
    let types = fs::read_to_string(path).unwrap();
    let mut sent = BTreeSet::new();
    fields(&serde_json::to_value(order()).unwrap(), &mut sent);
    fields(&serde_json::to_value(deposit()).unwrap(), &mut sent);

    let code: String = types.lines().map(str::trim).filter(|line| !line.starts_with(['/', '*'])).collect::<Vec<_>>().join("\n");
    let named = code.split(['{', ';', '\n']).filter_map(|part| part.split_once(':')).map(|(name, _)| name.trim());
    let is_word = |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let named: BTreeSet<String> = named.map(|name| name.trim_end_matches('?')).filter(is_word).map(str::to_owned).collect();
    assert_eq!(named, sent);
    for kind in ["\"clabe.deposit\"", "\"ping\"", "\"order.partly_refunded\"", "\"order.needs_attention\"", "\"order.settled\""]
    {
        assert!(types.contains(kind), "{kind}");
    }
    for status in payments::Status::ALL {
        assert!(types.contains(&format!("\"{}\"", status.id())), "{status:?}");
    }
}
