//! The calls of Strict's API, each answered from what the state machine holds. A body is a form or it is refused; an amount is a
//! whole number of centavos.

use super::{Endpoint, FakeStrict, Payment};
use crate::fake::Moment;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60 * 60;

/// Where a day ends: at midnight in the middle of Mexico, six hours behind UTC.
const ZONE: i64 = 6 * 60 * 60;

/// The least and the most of a cash payment, in centavos.
const LIMITS: std::ops::RangeInclusive<i64> = 1_000..=1_000_000;

type Fields = BTreeMap<String, String>;

struct No(u16, &'static str);

/// Answers one request of the strict provider's API.
pub(super) fn answer(fake: &mut FakeStrict, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
    let (status, body) = match answered(fake, request, now) {
        Ok(body) => (StatusCode::OK, body),
        Err(No(status, code)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            (status, json!({"error": {"code": code, "message": format!("{code}: see the documents")}}))
        }
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    response
}

fn answered(fake: &mut FakeStrict, request: &Request<Bytes>, now: Moment) -> Result<Value, No> {
    let has_key = request.headers().get(header::AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"Basic "));
    if !has_key {
        return Err(No(401, "bad_key"));
    }
    let fields = fields(request)?;
    let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok());
    let path: Vec<&str> = request.uri().path().trim_matches('/').split('/').collect();
    match (request.method(), path.as_slice()) {
        (&Method::GET, ["v1", "balance"]) => Ok(json!({"object": "balance", "livemode": false})),
        (&Method::POST, ["v1", "payments"]) => create(fake, &fields, key, now),
        (&Method::GET, ["v1", "payments", id]) => Ok(known(fake, id)?.document()),
        (&Method::POST, ["v1", "payments", id]) => amend(fake, id, &fields, now),
        (&Method::POST, ["v1", "payments", id, "cancel"]) => cancel(fake, id, now),
        (&Method::POST, ["v1", "refunds"]) => refund(fake, &fields, key, now),
        (&Method::GET, ["v1", "webhook_endpoints"]) => Ok(fake.endpoints.iter().map(|endpoint| line(endpoint, None)).collect()),
        (&Method::POST, ["v1", "webhook_endpoints"]) => {
            let number = fake.next_id();
            let (id, secret) = (format!("we_{number}"), format!("whs_test_{number}"));
            let endpoint = changed(Endpoint::new(id, said(&fields, "url")?.to_owned(), secret), &fields);
            let told = line(&endpoint, Some(&endpoint.secret));
            fake.endpoints.push(endpoint);
            Ok(told)
        }
        (&Method::POST, ["v1", "webhook_endpoints", id]) => {
            let place = fake.endpoints.iter().position(|endpoint| endpoint.id == *id).ok_or(No(404, "resource_missing"))?;
            let endpoint = changed(fake.endpoints.remove(place), &fields);
            let told = line(&endpoint, None);
            fake.endpoints.insert(place, endpoint);
            Ok(told)
        }
        (&Method::DELETE, ["v1", "webhook_endpoints", id]) => {
            fake.endpoints.retain(|endpoint| endpoint.id != *id);
            Ok(json!({"id": id, "deleted": true}))
        }
        _ => Err(No(404, "no_such_call")),
    }
}

fn line(endpoint: &Endpoint, secret: Option<&str>) -> Value {
    let status = if endpoint.active { "active" } else { "disabled" };
    json!({"id": endpoint.id, "url": endpoint.url, "status": status, "events": endpoint.events, "secret": secret})
}

/// An endpoint with what a form says of it.
fn changed(endpoint: Endpoint, fields: &Fields) -> Endpoint {
    let events: Vec<String> = fields.iter().filter(|(name, _)| name.starts_with("events[")).map(|(_, of)| of.clone()).collect();
    let active = fields.get("status").map_or(endpoint.active, |status| status == "active");
    Endpoint { events: if events.is_empty() { endpoint.events } else { events }, active, ..endpoint }
}

/// What a form says. Nothing but a form is read.
fn fields(request: &Request<Bytes>) -> Result<Fields, No> {
    if request.body().is_empty() {
        return Ok(Fields::new());
    }
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes());
    if kind != Some(b"application/x-www-form-urlencoded".as_slice()) {
        return Err(No(415, "not_a_form"));
    }
    Ok(url::form_urlencoded::parse(request.body()).into_owned().collect())
}

fn said<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, No> {
    fields.get(name).map(String::as_str).filter(|text| !text.is_empty()).ok_or(No(422, "field_missing"))
}

fn known<'a>(fake: &'a mut FakeStrict, id: &str) -> Result<&'a mut Payment, No> {
    fake.find(id).map_err(|_| No(404, "resource_missing"))
}

fn create(fake: &mut FakeStrict, fields: &Fields, key: Option<&str>, now: Moment) -> Result<Value, No> {
    let key = key.ok_or(No(400, "key_missing"))?;
    let is_alive = |payment: &&Payment| payment.key == key && payment.made.plus_seconds(DAY) > now;
    if let Some(first) = fake.payments.iter().find(is_alive) {
        return Ok(first.document());
    }
    let amount: i64 = said(fields, "amount")?.parse().map_err(|_| No(422, "amount_not_centavos"))?;
    if said(fields, "currency")? != "mxn" {
        return Err(No(422, "unknown_currency"));
    }
    let names = [said(fields, "customer[first_name]")?, said(fields, "customer[last_name]")?];
    said(fields, "customer[email]")?;
    let is_cash = match said(fields, "method")? {
        "cash" => true,
        "transfer" => false,
        _ => return Err(No(422, "unknown_method")),
    };
    if is_cash {
        said(fields, "customer[phone]")?;
        within_limits(amount)?;
    }
    let expires = ends(fields, now)?.unwrap_or_else(|| end_of_day(now, 7));
    let expires = is_cash.then_some(expires);
    let number = fake.next_id();
    let payment = Payment {
        id: format!("pay_{number:06}"),
        key: key.to_owned(),
        made: now,
        is_cash,
        amount,
        received: 0,
        refunded: 0,
        in_balance: 0,
        status: "open",
        expires,
        reference: format!("9000{number:010}"),
        clabe: clabe(number),
        charge: fields.get("metadata[charge]").cloned().unwrap_or_default(),
        description: fields.get("description").cloned().unwrap_or_default(),
        customer: names.join(" "),
    };
    let (id, document) = (payment.id.clone(), payment.document());
    fake.payments.push(payment);
    fake.told(&id, "payment.open", now);
    Ok(document)
}

/// Whether a till takes so much.
fn within_limits(amount: i64) -> Result<(), No> {
    match amount {
        amount if amount < *LIMITS.start() => Err(No(422, "amount_too_small")),
        amount if amount > *LIMITS.end() => Err(No(422, "amount_too_large")),
        _ => Ok(()),
    }
}

/// When a voucher ends by what was asked for, where anything was.
fn ends(fields: &Fields, now: Moment) -> Result<Option<Moment>, No> {
    let Some(days) = fields.get("expires_after_days") else { return Ok(None) };
    let days = days.parse().ok().filter(|days| (1..=7).contains(days)).ok_or(No(422, "days_not_1_to_7"))?;
    Ok(Some(end_of_day(now, days)))
}

/// The last second of the day so many days after today.
fn end_of_day(now: Moment, days: i64) -> Moment {
    let day = (now.seconds() - ZONE).div_euclid(DAY) + days + 1;
    Moment((day * DAY + ZONE - 1) * 1000)
}

fn amend(fake: &mut FakeStrict, id: &str, fields: &Fields, now: Moment) -> Result<Value, No> {
    let ends = ends(fields, now)?;
    let amount = fields.get("amount").map(|amount| amount.parse::<i64>().map_err(|_| No(422, "amount_not_centavos")));
    let amount = amount.transpose()?;
    let payment = known(fake, id)?;
    if payment.status != "open" || payment.received > 0 {
        return Err(No(409, "not_open"));
    }
    if payment.is_cash {
        within_limits(amount.unwrap_or(payment.amount))?;
        payment.expires = ends.or(payment.expires);
    } else if ends.is_some() {
        return Err(No(422, "it_never_runs_out"));
    }
    payment.amount = amount.unwrap_or(payment.amount);
    Ok(payment.document())
}

fn cancel(fake: &mut FakeStrict, id: &str, now: Moment) -> Result<Value, No> {
    let payment = known(fake, id)?;
    if payment.status != "open" || payment.received > 0 {
        return Err(No(409, "not_open"));
    }
    payment.status = "canceled";
    let document = payment.document();
    fake.told(id, "payment.canceled", now);
    Ok(document)
}

fn refund(fake: &mut FakeStrict, fields: &Fields, key: Option<&str>, now: Moment) -> Result<Value, No> {
    let key = key.ok_or(No(400, "key_missing"))?.to_owned();
    let amount: i64 = said(fields, "amount")?.parse().map_err(|_| No(422, "amount_not_centavos"))?;
    let id = said(fields, "payment")?.to_owned();
    let known_key = fake.refunds.iter().any(|(before, of)| *before == key && *of == id);
    let payment = known(fake, &id)?;
    if payment.is_cash {
        return Err(No(422, "cash_is_not_given_back"));
    }
    if known_key {
        return Ok(json!({"object": "refund", "payment": id}));
    }
    if !(1..=payment.received - payment.refunded).contains(&amount) {
        return Err(No(422, "more_than_came"));
    }
    payment.refunded += amount;
    fake.refunds.push((key, id.clone()));
    fake.told(&id, "refund.created", now);
    Ok(json!({"object": "refund", "payment": id}))
}

/// A CLABE of its own, with the digit that checks the others.
fn clabe(number: u64) -> String {
    let digits = format!("646180{number:011}");
    let sum: u32 =
        digits.chars().zip([3, 7, 1].into_iter().cycle()).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight % 10)).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
