//! A charge in the JSON of each payload generation. The generation belongs to the account: one path, several shapes. The
//! shapes are the vendor's own examples, filled in.

mod new;
mod v1_0;
mod v1_1;

use serde_json::{Value, json};

use super::accounts::{Account, Generation};
use super::charge::{Charge, Means};
use super::instructions::Instructions;

/// The answer to `POST /v1/charges`.
pub(super) fn created(charge: &Charge, account: &Account) -> Value {
    match account.generation {
        Generation::V1_0 => v1_0::created(charge, account),
        Generation::V1_1 => v1_1::created(charge, account),
        Generation::New => new::created(charge, account),
        Generation::Union => new::created_union(charge, account),
    }
}

/// The answer to `GET /v1/charges/{id}`.
pub(super) fn current(charge: &Charge, account: &Account) -> Value {
    match account.generation {
        Generation::V1_0 => v1_0::current(charge),
        Generation::V1_1 => v1_1::current(charge, account),
        Generation::New => new::current(charge, account),
        Generation::Union => new::current_union(charge, account),
    }
}

/// The body of a webhook event. SPEI orders are told of in v1's shape too.
pub(super) fn event(charge: &Charge, account: &Account) -> Value {
    match account.generation {
        Generation::V1_0 => v1_0::event(charge, account),
        Generation::V1_1 => v1_1::current(charge, account),
        Generation::New => new::current(charge, account),
        Generation::Union => new::current_union(charge, account),
    }
}

/// The answer to `POST /v1/charges/{id}/sms`.
pub(super) fn sms(charge: &Charge, account: &Account) -> Value {
    match account.generation {
        Generation::V1_0 => v1_0::sms(charge),
        Generation::V1_1 | Generation::New | Generation::Union => v1_1::sms(charge),
    }
}

/// The panel's test event: zeros for ids, which receivers answer before any lookup.
pub(super) fn ping() -> Value {
    serde_json::from_str(include_str!("../../fixtures/sdk_v1_webhook_test_ping.json")).expect("fixtures are JSON")
}

/// `payment_method` and `store` of an order.
fn method_and_store(charge: &Charge) -> (&'static str, &'static str) {
    match &charge.means {
        Means::Cash { store, .. } => ("cash", store.internal_name),
        Means::Spei { .. } => ("spei", "SPEI"),
    }
}

/// What to do at the counter; only cash has that.
fn instructions<'a>(charge: &'a Charge, account: &Account) -> Instructions<'a> {
    let Means::Cash { store, number } = &charge.means else {
        unreachable!("v1 makes cash charges only");
    };
    Instructions { store, number, amount: charge.amount, expires: charge.expires, live: account.live }
}

/// Adds what the vendor's documents never show: that another sum came in than was asked. Ours.
fn with_odd_sum(mut document: Value, charge: &Charge, write: impl Fn(i64) -> Value) -> Value {
    if let (Some(sum), Some(fields)) = (charge.odd_sum(), document.as_object_mut()) {
        fields.insert("amount_received".into(), write(sum));
    }
    document
}

/// The refunded part, in centavos.
fn amount_refunded(charge: &Charge) -> i64 {
    if charge.refunded { charge.received } else { 0 }
}

fn exchange(charge: &Charge) -> Value {
    charge.exchange.as_ref().map_or(Value::Null, |exchange| json!(exchange.v1()))
}
