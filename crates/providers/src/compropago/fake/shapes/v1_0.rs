//! Generation 1.0, 2013 to June 2015: `payment_id`, ISO dates, and an envelope around what is fetched or told.

use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::super::accounts::Account;
use super::super::charge::Charge;
use super::super::money::{decimal, number};
use super::super::template::{fill, put};
use crate::fake::Moment;

pub(super) fn created(charge: &Charge, account: &Account) -> Value {
    let told = super::instructions(charge, account);
    let details = told.few_details(("payment_amount", json!(charge.amount_as_sent())), "payment_store");
    fill(
        include_str!("../../fixtures/seed003_v1_create_answer_1_0.json"),
        [
            ("/payment_id", json!(charge.uuid.to_string())),
            ("/short_payment_id", json!(charge.short_id)),
            ("/payment_status", json!(charge.outcome.word().to_ascii_uppercase())),
            ("/creation_date", iso_seconds(charge.created)),
            ("/expiration_date", iso_seconds(charge.expires)),
            ("/product_information/product_id", json!(charge.order.id)),
            ("/product_information/product_name", json!(charge.order.name)),
            ("/product_information/product_price", json!(charge.order.price)),
            ("/product_information/image_url", json!(charge.order.image_url)),
            ("/payment_instructions", told.with_details(details)),
        ],
    )
}

pub(super) fn current(charge: &Charge) -> Value {
    let mut document: Value =
        serde_json::from_str(include_str!("../../fixtures/seed003_v1_get_answer_1_0.json")).expect("fixtures are JSON");
    put(&mut document, [("/data/object/created_at", iso_millis(charge.created))]);
    fill_object(document, charge)
}

/// The webhook says `created` where the answer says `created_at`, and has `short_id` and `store_mode` besides.
pub(super) fn event(charge: &Charge, account: &Account) -> Value {
    let mut document: Value =
        serde_json::from_str(include_str!("../../fixtures/seed003_v1_webhook_1_0.json")).expect("fixtures are JSON");
    put(
        &mut document,
        [
            ("/data/object/created", iso_millis(charge.created)),
            ("/data/object/short_id", json!(charge.short_id)),
            ("/data/object/store_mode", json!(if account.live { "active" } else { "test" })),
        ],
    );
    fill_object(document, charge)
}

pub(super) fn sms(charge: &Charge) -> Value {
    fill(
        include_str!("../../fixtures/seed003_v1_sms_answer_1_0.json"),
        [("/payment/id", json!(charge.uuid.to_string())), ("/payment/short_id", json!(charge.short_id))],
    )
}

fn fill_object(mut document: Value, charge: &Charge) -> Value {
    let (_, store) = super::method_and_store(charge);
    let fee = decimal(charge.fee().amount);
    let refunded = number(super::amount_refunded(charge));
    put(
        &mut document,
        [
            ("/type", json!(charge.event())),
            ("/data/object/id", json!(charge.uuid.to_string())),
            ("/data/object/amount", json!(decimal(charge.amount))),
            ("/data/object/refunded", json!(charge.refunded)),
            ("/data/object/fee", json!(fee)),
            ("/data/object/fee_details/amount", json!(fee)),
            ("/data/object/payment_details/store", json!(store)),
            ("/data/object/payment_details/product_id", json!(charge.order.id)),
            ("/data/object/payment_details/product_price", json!(charge.price())),
            ("/data/object/payment_details/product_name", json!(charge.order.name)),
            ("/data/object/payment_details/image_url", json!(charge.order.image_url)),
            ("/data/object/payment_details/success_url", json!(charge.order.success_url)),
            ("/data/object/payment_details/customer_name", json!(charge.customer.name)),
            ("/data/object/payment_details/customer_email", json!(charge.customer.email)),
            ("/data/object/payment_details/customer_phone", json!(charge.customer.phone)),
            ("/data/object/amount_refunded", refunded),
        ],
    );
    let object = document["data"]["object"].take();
    document["data"]["object"] = super::with_odd_sum(object, charge, |sum| json!(decimal(sum)));
    document
}

fn iso_seconds(moment: Moment) -> Value {
    let timestamp = Timestamp::from_second(moment.seconds()).unwrap_or(Timestamp::MAX);
    json!(timestamp.to_string())
}

/// Always with three decimals, as `2013-12-09T18:59:28.048Z`.
fn iso_millis(moment: Moment) -> Value {
    let timestamp = Timestamp::UNIX_EPOCH + moment.0.milliseconds();
    json!(format!("{timestamp:.3}"))
}
