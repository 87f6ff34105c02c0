//! `POST /v1/charges`: from a request's fields to a charge. Takes the names of every generation at once (`order_*` and the
//! older `product_*`), numbers as text or digits, seconds or milliseconds, as the vendor's own SDKs send them.

use uuid::Uuid;

use super::accounts::{Account, AccountId};
use super::charge::{Charge, Customer, Means, Order, Outcome};
use super::errors::Failure;
use super::exchange::Rates;
use super::fields::Fields;
use super::{instructions, money, stores};
use crate::chance;
use crate::fake::Moment;

/// 24 hours exactly, in the seeds' sample and in real ones of 2013 and 2014.
const DEFAULT_LIFE_SECONDS: i64 = 86_400;

/// A fresh cash charge.
pub(super) fn cash(fields: &Fields, id: AccountId, account: &Account, rates: &Rates, now: Moment) -> Result<Charge, Failure> {
    let order = Order {
        price: fields.required(&["order_price", "product_price"])?,
        name: fields.required(&["order_name", "product_name"])?,
        id: fields.first(&["order_id", "product_id"]).unwrap_or_default(),
        image_url: fields.first(&["image_url"]).unwrap_or_default(),
        success_url: fields.first(&["success_url"]).unwrap_or_default(),
        failed_url: fields.first(&["failed_url"]).unwrap_or_default(),
    };
    let customer = Customer {
        name: fields.required(&["customer_name"])?,
        email: fields.required(&["customer_email"])?,
        phone: fields.first(&["customer_phone"]).unwrap_or_default(),
    };
    if !customer.email.contains('@') {
        return Err(Failure::Invalid("El campo customer_email no es un correo.".into()));
    }
    let (amount, exchange) = amount(&order.price, fields.first(&["currency"]), rates, now)?;
    let store = stores::by_name(&fields.required(&["payment_type"])?).ok_or(Failure::StoreNotFound)?;
    let switched_on = |names: &Vec<String>| names.iter().any(|name| name == store.internal_name);
    if !account.stores.as_ref().is_none_or(switched_on) {
        return Err(Failure::StoreNotFound);
    }
    if amount > store.limit {
        return Err(Failure::OverLimit(store.limit));
    }
    let (expires, expires_as_sent) = expiry(fields.first(&["expiration_time"]), DEFAULT_LIFE_SECONDS, now)?;
    let uuid = chance::uuid();
    Ok(Charge {
        uuid,
        short_id: short_id(uuid),
        account: id,
        means: Means::Cash { store, number: instructions::own_number(store.kind) },
        order,
        customer,
        amount,
        exchange,
        created: now,
        expires,
        expires_as_sent,
        changed: now,
        accepted: None,
        outcome: Outcome::Pending,
        received: 0,
        refunded: false,
        sms: Vec::new(),
    })
}

/// What a price in a currency (pesos unless said) is in centavos.
pub(super) fn amount(
    price: &str,
    currency: Option<String>,
    rates: &Rates,
    now: Moment,
) -> Result<(i64, Option<super::exchange::Exchange>), Failure> {
    let origin = money::cents(price).filter(|cents| *cents > 0);
    let origin = origin.ok_or_else(|| Failure::Invalid("El precio debe ser un número mayor que cero.".into()))?;
    rates.pesos(origin, currency.as_deref().unwrap_or("MXN"), now)
}

/// When it ends, and the number to echo: epoch seconds, or milliseconds as one SDK sends them.
pub(super) fn expiry(wanted: Option<String>, life_seconds: i64, now: Moment) -> Result<(Moment, i64), Failure> {
    let Some(wanted) = wanted else {
        let expires = now.plus_seconds(life_seconds);
        return Ok((expires, expires.seconds()));
    };
    let unreadable = || Failure::Invalid("La expiración debe ser un epoch en segundos.".into());
    let digits = wanted.split_once(".0").map_or(wanted.as_str(), |(whole, _)| whole);
    let as_sent: i64 = digits.parse().map_err(|_| unreadable())?;
    let expires = match as_sent {
        0..100_000_000_000 => Moment(as_sent * 1000),
        100_000_000_000..100_000_000_000_000 => Moment(as_sent),
        i64::MIN..0 | 100_000_000_000_000.. => return Err(unreadable()),
    };
    if expires <= now {
        return Err(Failure::Invalid("La expiración ya pasó.".into()));
    }
    Ok((expires, as_sent))
}

/// Six lower-case letters and digits; SDKs check for exactly that.
fn short_id(uuid: Uuid) -> String {
    uuid.simple().to_string()[..6].to_owned()
}
