//! Generation 1.1, June 2015 on, as the seeds show it: text for money and dates, seconds where a charge is made and
//! milliseconds where it is fetched, `live_mode` here and `livemode` there.

use serde_json::{Value, json};

use super::super::accounts::Account;
use super::super::charge::Charge;
use super::super::money::{decimal, number};
use super::super::template::fill;

pub(super) fn created(charge: &Charge, account: &Account) -> Value {
    let told = super::instructions(charge, account);
    let details = told.few_details(("amount", json!(charge.amount_as_sent())), "store");
    let fee = charge.fee();
    let document = fill(
        include_str!("../../fixtures/seed003_v1_create_answer_1_1.json"),
        [
            ("/id", json!(charge.id())),
            ("/short_id", json!(charge.short_id)),
            ("/status", json!(charge.outcome.word())),
            ("/created", json!(charge.created.seconds().to_string())),
            ("/exp_date", json!(charge.expires_as_sent.to_string())),
            ("/live_mode", json!(account.live)),
            ("/order_info/order_id", json!(charge.order.id)),
            ("/order_info/order_name", json!(charge.order.name)),
            ("/order_info/order_price", json!(charge.order.price)),
            ("/order_info/image_url", json!(charge.order.image_url)),
            ("/fee_details/amount", json!(decimal(fee.amount))),
            ("/fee_details/tax", json!(decimal(fee.tax))),
            ("/instructions", told.with_details(details)),
        ],
    );
    with_exchange(document, charge)
}

pub(super) fn current(charge: &Charge, account: &Account) -> Value {
    let fee = charge.fee();
    let (method, store) = super::method_and_store(charge);
    let document = fill(
        include_str!("../../fixtures/seed003_v1_get_answer_1_1.json"),
        [
            ("/id", json!(charge.id())),
            ("/type", json!(charge.event())),
            ("/created", json!(charge.created.0.to_string())),
            ("/amount", json!(decimal(charge.amount))),
            ("/livemode", json!(account.live)),
            ("/refunded", json!(charge.refunded)),
            ("/fee", json!(decimal(fee.amount))),
            ("/fee_details/amount", json!(decimal(fee.amount))),
            ("/fee_details/tax", json!(decimal(fee.tax))),
            ("/order_info/order_id", json!(charge.order.id)),
            ("/order_info/order_price", json!(charge.price())),
            ("/order_info/order_name", json!(charge.order.name)),
            ("/order_info/payment_method", json!(method)),
            ("/order_info/store", json!(store)),
            ("/order_info/image_url", json!(charge.order.image_url)),
            ("/order_info/success_url", json!(charge.order.success_url)),
            ("/customer/customer_name", json!(charge.customer.name)),
            ("/customer/customer_email", json!(charge.customer.email)),
            ("/customer/customer_phone", json!(charge.customer.phone)),
            ("/amount_refunded", number(super::amount_refunded(charge))),
        ],
    );
    super::with_odd_sum(with_exchange(document, charge), charge, |sum| json!(decimal(sum)))
}

pub(super) fn sms(charge: &Charge) -> Value {
    fill(
        include_str!("../../fixtures/seed003_v1_sms_answer_1_1.json"),
        [("/data/object/id", json!(charge.id())), ("/data/object/short_id", json!(charge.short_id))],
    )
}

/// The seeds' orders are in pesos and have no exchange; later ones, in another currency, do.
fn with_exchange(mut document: Value, charge: &Charge) -> Value {
    if charge.exchange.is_some() {
        document["order_info"]["exchange"] = super::exchange(charge);
    }
    document
}
