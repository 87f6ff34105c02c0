//! `/v2/orders`: an order to be paid by transfer into a CLABE, made and fetched. Reusable CLABEs are in `standing`.

use serde_json::{Value, json};

use super::accounts::AccountId;
use super::charge::{Charge, Client, Customer, Means, Order, Outcome};
use super::errors::Failure;
use super::exchange::{self, Rates};
use super::fields::Fields;
use super::{create, money};
use crate::chance;
use crate::fake::Moment;

/// 48 hours, as in the vendor's sample of 2018 and its examples' `expiresAt`.
const DEFAULT_LIFE_SECONDS: i64 = 172_800;

/// A fresh order, once `clabe` has found the CLABE for its customer (by the merchant's id of it, if it sent one).
pub(super) fn order(
    fields: &Fields,
    account: AccountId,
    rates: &Rates,
    now: Moment,
    clabe: impl FnOnce(Option<&str>) -> String,
) -> Result<Charge, Failure> {
    let (product, customer) = (fields.object("product"), fields.object("customer"));
    if fields.object("payment").first(&["type"]).is_some_and(|kind| kind != "SPEI") {
        return Err(Failure::Invalid("payment.type debe ser SPEI.".into()));
    }
    let order = Order {
        id: product.required(&["id"])?,
        name: product.required(&["name"])?,
        price: product.required(&["price"])?,
        image_url: product.first(&["url"]).unwrap_or_default(),
        success_url: String::new(),
        failed_url: String::new(),
    };
    let payer = Customer {
        name: customer.required(&["name"])?,
        email: customer.required(&["email"])?,
        phone: customer.first(&["phone"]).unwrap_or_default(),
    };
    let (amount, exchange) = create::amount(&order.price, product.first(&["currency"]), rates, now)?;
    let (expires, expires_as_sent) = create::expiry(fields.first(&["expiresAt"]), DEFAULT_LIFE_SECONDS, now)?;
    let customer_id = customer.first(&["id"]);
    let client = Client {
        name: fields.first(&["app_client_name"]).unwrap_or_else(|| "ms-api".into()),
        version: fields.first(&["app_client_version"]).unwrap_or_else(|| "2.0.0".into()),
    };
    let clabe = clabe(customer_id.as_deref());
    Ok(Charge {
        expires,
        expires_as_sent,
        exchange,
        ..pending(account, order, payer, amount, Means::Spei { clabe, customer_id, client }, now)
    })
}

/// A transfer into a reusable CLABE that no order asked for: an order of its own, paid at once. Ours; the vendor's documents do
/// not say how such a transfer is told, and this way it can be told and fetched like any other.
pub(super) fn deposit(account: AccountId, clabe: &str, owner: &Customer, id: &str, amount: i64, now: Moment) -> Charge {
    let order = Order {
        id: id.to_owned(),
        name: "Abono a CLABE".into(),
        price: money::decimal(amount),
        image_url: String::new(),
        success_url: String::new(),
        failed_url: String::new(),
    };
    let client = Client { name: "ms-api".into(), version: "2.0.0".into() };
    let means = Means::Spei { clabe: clabe.to_owned(), customer_id: Some(id.to_owned()), client };
    let charge = pending(account, order, owner.clone(), amount, means, now);
    Charge { outcome: Outcome::Success, accepted: Some(now), received: amount, ..charge }
}

fn pending(account: AccountId, order: Order, customer: Customer, amount: i64, means: Means, now: Moment) -> Charge {
    let uuid = chance::uuid();
    let expires = now.plus_seconds(DEFAULT_LIFE_SECONDS);
    Charge {
        uuid,
        short_id: uuid.simple().to_string()[..8].to_ascii_uppercase(),
        account,
        means,
        order,
        customer,
        amount,
        exchange: None,
        created: now,
        expires,
        expires_as_sent: expires.seconds(),
        changed: now,
        accepted: None,
        outcome: Outcome::Pending,
        received: 0,
        refunded: false,
        sms: Vec::new(),
    }
}

/// The order as `data`. Fields the merchant did not send (`url`, `phone`, the customer's `id`) are absent, as in the samples.
pub(super) fn document(charge: &Charge, live: bool) -> Value {
    let Means::Spei { clabe, customer_id, client } = &charge.means else {
        unreachable!("v2 makes transfers only");
    };
    let example: Value =
        serde_json::from_str(include_str!("../fixtures/seed001_v2_orders_create_answer.json")).expect("fixtures are JSON");
    let mut data = example["data"].clone();
    let (currency, exchanged) = match &charge.exchange {
        Some(exchange) => (exchange.currency(), exchange.v2()),
        None => ("MXN", exchange::v2_in_pesos(charge.amount)),
    };
    let price = money::cents(&charge.order.price).unwrap_or(charge.amount);
    let fee = charge.fee();
    super::template::put(
        &mut data,
        [
            ("/id", json!(charge.id())),
            ("/shortId", json!(charge.short_id)),
            ("/product/id", json!(charge.order.id)),
            ("/product/price", money::number(price)),
            ("/product/name", json!(charge.order.name)),
            ("/product/currency", json!(currency)),
            ("/product/url", json!(charge.order.image_url)),
            ("/customer/name", json!(charge.customer.name)),
            ("/customer/email", json!(charge.customer.email)),
            ("/customer/phone", json!(charge.customer.phone)),
            ("/payment/fee", money::number(fee.amount)),
            ("/payment/iva", money::number(fee.tax)),
            ("/payment/clabe", json!(clabe)),
            ("/status", json!(status(charge))),
            ("/testMode", json!(!live)),
            ("/exchange", exchanged),
            ("/client/name", json!(client.name)),
            ("/client/version", json!(client.version)),
            ("/createdAt", json!(charge.created.seconds())),
            ("/updatedAt", json!(charge.changed.seconds())),
            ("/expiresAt", json!(charge.expires_as_sent)),
        ],
    );
    let set = |object: &str, name: &str, value: Option<Value>, data: &mut Value| {
        if let Some(fields) = data[object].as_object_mut() {
            match value {
                Some(value) => fields.insert(name.to_owned(), value),
                None => fields.shift_remove(name),
            };
        }
    };
    let sent = |text: &str| (!text.is_empty()).then(|| json!(text));
    set("product", "url", sent(&charge.order.image_url), &mut data);
    set("customer", "phone", sent(&charge.customer.phone), &mut data);
    set("customer", "id", customer_id.as_deref().and_then(sent), &mut data);
    set("payment", "received", charge.odd_sum().map(money::number), &mut data);
    data
}

/// The vendor's three words; the other two are ours, for what its documents leave out.
fn status(charge: &Charge) -> &'static str {
    match charge.outcome {
        _ if charge.refunded => "REFUNDED",
        Outcome::Pending => "PENDING",
        Outcome::Success => "ACCEPTED",
        Outcome::Expired => "EXPIRED",
        Outcome::Declined => "DECLINED",
    }
}
