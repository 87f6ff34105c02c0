//! What Mercado Pago's documents leave open, asked of Mercado Pago itself with test credentials. They have no way to have a voucher paid
//! in a test: so what money does is not seen here. Each order that is made for a question is cancelled after it.

use super::call::{keyed, was_sent_before};
use super::rails::{self, CLABE, Rail};
use super::wire::{Order, Payment};
use super::{MercadoPago, life, methods, orders};
use crate::call::{self, Call};
use crate::error::ProviderError;
use crate::provider::{ChargeRef, ChargeRequest, Context};
use crate::trial::{Brought, End, Open, Trial, another, asked, not_asked, shape};
use http::Method as Verb;
use payments::{Clabe, Country, Method, Money};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

impl Trial for MercadoPago {
    fn email(&self) -> &'static str {
        "test@testuser.com"
    }

    fn brings(&self, _: Method, _: End) -> Option<Brought<'_>> {
        None
    }

    fn open<'a>(&'a self, cx: Context<'a>, like: &'a ChargeRequest) -> Vec<Open<'a>> {
        let mut open = match self.country {
            Country::Mx => in_mexico(self, cx, like),
            Country::Pe => vec![asked(
                "whether orders can be asked for in Peru, as its specification says",
                orders_asked_for(self, cx, like),
            )],
        };
        open.push(not_asked("how many requests a minute are answered", "that takes more requests than anybody should send"));
        open.push(not_asked("what a payment costs", "with test credentials nothing is collected"));
        open
    }
}

fn in_mexico<'a>(to: &'a MercadoPago, cx: Context<'a>, like: &'a ChargeRequest) -> Vec<Open<'a>> {
    vec![
        asked(
            "what becomes of an order whose key was sent before: 409, as documented, or the first answer again",
            repeated(to, cx, like),
        ),
        asked("the digits of a slip for OXXO", digits(to, cx, like)),
        asked("whether PayCash takes an order without an identification", taken(to, cx, like, "SEVEN_ELEVEN")),
        asked("whether `bancomer` is taken with the type `atm`", taken(to, cx, like, "BBVA_MEXICO")),
        asked("whether `banamex` is taken with the type `atm`", taken(to, cx, like, "BANAMEX")),
        asked("whether `clabe` stands in the list of payment methods", clabe_listed(to, cx)),
        asked("which field of a payment by `clabe` has the CLABE", clabe_field(to, cx, like)),
    ]
}

/// The same order, at this chain.
fn at(to: &MercadoPago, like: &ChargeRequest, which: &str, store: &str) -> Option<(ChargeRequest, Rail)> {
    let request = ChargeRequest { method: Method::Cash, store: Some(store.to_owned()), ..another(like, which) };
    Some((request, rails::at(to.country, store)?))
}

/// Takes back what was made for a question. Where that does not work, it runs out by itself.
async fn take_back(to: &MercadoPago, cx: Context<'_>, order: Option<String>) {
    if let Some(provider_charge) = order {
        let charge = ChargeRef { provider_charge, method: Method::Cash };
        let _ = orders::cancel(to, cx, &charge).await;
    }
}

fn order_in(body: &str) -> Option<String> {
    Order::read(body).and_then(|order| order.id())
}

async fn repeated(to: &MercadoPago, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let Some((request, rail)) = at(to, like, "again", "OXXO") else { return Ok("no slip for OXXO here".to_owned()) };
    let first = orders::send(to, cx, &request, rail).await?;
    let again = orders::send(to, cx, &request, rail).await;
    let id = order_in(first.body());
    let seen = match again {
        Ok(reply) if was_sent_before(reply.body()) => Ok("it is refused: its key was used".to_owned()),
        Ok(reply) if order_in(reply.body()) == id => Ok("the first answer again".to_owned()),
        Ok(reply) => {
            take_back(to, cx, order_in(reply.body())).await;
            Ok("A SECOND ORDER is made".to_owned())
        }
        Err(error) => Err(error),
    };
    take_back(to, cx, id).await;
    seen
}

async fn digits(to: &MercadoPago, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let Some((request, rail)) = at(to, like, "digits", "OXXO") else { return Ok("no slip for OXXO here".to_owned()) };
    let reply = orders::send(to, cx, &request, rail).await?;
    take_back(to, cx, order_in(reply.body())).await;
    let answer: Value = reply.read()?;
    let slip = &answer["transactions"]["payments"][0]["payment_method"];
    let said = |name: &str| slip[name].as_str().map(|text| format!("{name} of {}", shape(text)));
    let seen: Vec<String> = ["reference", "barcode_content", "verification_code"].into_iter().filter_map(said).collect();
    Ok(if seen.is_empty() { "none".to_owned() } else { seen.join(", ") })
}

async fn taken(to: &MercadoPago, cx: Context<'_>, like: &ChargeRequest, store: &str) -> Result<String, ProviderError> {
    let Some((request, rail)) = at(to, like, &store.to_ascii_lowercase(), store) else { return Ok("no such chain".to_owned()) };
    let reply = orders::send(to, cx, &request, rail).await?;
    take_back(to, cx, order_in(reply.body())).await;
    Ok("it is".to_owned())
}

async fn clabe_listed(to: &MercadoPago, cx: Context<'_>) -> Result<String, ProviderError> {
    let listed = methods::ask(to, cx).await?;
    let currency = to.currency();
    Ok(match listed.iter().find(|listed| listed.is(&CLABE)) {
        None => "no".to_owned(),
        Some(listed) => {
            let amount = |amount: Option<Money>| amount.map_or_else(|| "nothing".to_owned(), Money::to_decimal);
            format!("yes, from {} to {}", amount(listed.min(currency)), amount(listed.max(currency)))
        }
    })
}

/// A transfer by the older API.
#[derive(Serialize)]
struct Transfer<'a> {
    transaction_amount: Box<RawValue>,
    payment_method_id: &'a str,
    description: &'a str,
    external_reference: &'a str,
    date_of_expiration: String,
    payer: Payer<'a>,
}

#[derive(Serialize)]
struct Payer<'a> {
    email: &'a str,
}

#[derive(Serialize)]
struct Cancelled {
    status: &'static str,
}

async fn clabe_field(to: &MercadoPago, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let id = another(like, "clabe").charge_id;
    let body = Transfer {
        transaction_amount: call::number(like.amount),
        payment_method_id: CLABE.id,
        description: &like.description,
        external_reference: &id,
        date_of_expiration: life::date(like.requested_at.plus_seconds(life::seconds(like)), to.country),
        payer: Payer { email: like.customer.email() },
    };
    let call = Call::new(Verb::POST, "/v1/payments".to_owned(), "POST /v1/payments").with(call::json(&body));
    let reply = to.api.ask(cx, keyed(call, CLABE.id, &id)).await?;
    if let Some(payment) = Payment::read(reply.body()).and_then(|payment| payment.id()) {
        let call = Call::new(Verb::PUT, format!("/v1/payments/{payment}"), "PUT /v1/payments/{id}");
        // Where it is not taken back, it runs out by itself.
        let _ = to.api.ask(cx, call.with(call::json(&Cancelled { status: "cancelled" }))).await;
    }
    let mut fields = Vec::new();
    fields_of_clabes(&reply.read()?, "", &mut fields);
    Ok(if fields.is_empty() { "none has one".to_owned() } else { fields.join(" and ") })
}

/// The names of the fields that hold a CLABE.
fn fields_of_clabes(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if Clabe::parse(text).is_ok() => found.push(path.to_owned()),
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                fields_of_clabes(value, &path, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| fields_of_clabes(value, path, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

async fn orders_asked_for(to: &MercadoPago, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let query = call::query([("external_reference", like.charge_id.as_str())]);
    let call = Call::get(format!("/v1/orders?{query}"), "GET /v1/orders");
    to.api.ask(cx, call).await.map(|_| "they can".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_the_clabe_in_it_and_the_clabe_is_not_told() {
        let body = r#"{"a": {"reference_id": "1234567890123456789", "other": ["646010349353743569"]}, "n": 7}"#;
        let mut found = Vec::new();
        fields_of_clabes(&serde_json::from_str(body).unwrap(), "", &mut found);
        assert_eq!(found, ["a.other"]);
    }
}
