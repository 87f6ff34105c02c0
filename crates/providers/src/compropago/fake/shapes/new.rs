//! The new payload, August 2017 on, with numbers for money and epoch seconds for dates; and the union of it and 1.1, which
//! satisfies every published SDK of both generations at once.

use serde_json::{Map, Value, json};

use super::super::accounts::Account;
use super::super::charge::Charge;
use super::super::money::number;
use super::super::template::fill;

pub(super) fn created(charge: &Charge, account: &Account) -> Value {
    let mut document = fill_charge(include_str!("../../fixtures/sdk_v1_create_answer_new.json"), charge, account);
    tell(&mut document, charge, account);
    document
}

pub(super) fn current(charge: &Charge, account: &Account) -> Value {
    fill_charge(include_str!("../../fixtures/sdk_v1_get_answer_new.json"), charge, account)
}

pub(super) fn created_union(charge: &Charge, account: &Account) -> Value {
    let mut document = fill_charge(include_str!("../../fixtures/ours_v1_create_answer_union.json"), charge, account);
    tell(&mut document, charge, account);
    fill_union(document, charge, account)
}

pub(super) fn current_union(charge: &Charge, account: &Account) -> Value {
    let document = fill_charge(include_str!("../../fixtures/ours_v1_get_answer_union.json"), charge, account);
    fill_union(document, charge, account)
}

fn tell(document: &mut Value, charge: &Charge, account: &Account) {
    let told = super::instructions(charge, account);
    document["instructions"] = told.with_details(told.all_details());
}

fn fill_charge(example: &str, charge: &Charge, account: &Account) -> Value {
    let fee = charge.fee();
    let (method, store) = super::method_and_store(charge);
    let refunded = number(super::amount_refunded(charge));
    let document = fill(
        example,
        [
            ("/id", json!(charge.id())),
            ("/short_id", json!(charge.short_id)),
            ("/type", json!(charge.event())),
            ("/livemode", json!(account.live)),
            ("/created_at", json!(charge.created.seconds())),
            ("/accepted_at", json!(charge.accepted.map(|at| at.seconds()))),
            ("/expires_at", json!(charge.expires_as_sent)),
            ("/amount", number(charge.amount)),
            ("/refunded", json!(charge.refunded)),
            ("/fee", number(fee.amount)),
            ("/fee_details/amount", number(fee.amount)),
            ("/fee_details/tax", number(fee.tax)),
            ("/fee_details/amount_refunded", refunded),
            ("/order_info/order_id", json!(charge.order.id)),
            ("/order_info/order_price", json!(charge.price())),
            ("/order_info/order_name", json!(charge.order.name)),
            ("/order_info/payment_method", json!(method)),
            ("/order_info/store", json!(store)),
            ("/order_info/image_url", json!(charge.order.image_url)),
            ("/order_info/success_url", json!(charge.order.success_url)),
            ("/order_info/failed_url", json!(charge.order.failed_url)),
            ("/order_info/exchange", super::exchange(charge)),
            ("/customer/customer_name", json!(charge.customer.name)),
            ("/customer/customer_email", json!(charge.customer.email)),
            ("/customer/customer_phone", json!(charge.customer.phone)),
        ],
    );
    super::with_odd_sum(document, charge, number)
}

fn fill_union(mut document: Value, charge: &Charge, account: &Account) -> Value {
    let more: Map<String, Value> = [
        ("status", json!(charge.outcome.word())),
        ("created", json!(charge.created.seconds())),
        ("exp_date", json!(charge.expires_as_sent)),
        ("live_mode", json!(account.live)),
        ("amount_refunded", number(super::amount_refunded(charge))),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    if let Some(fields) = document.as_object_mut() {
        fields.extend(more);
    }
    document
}
