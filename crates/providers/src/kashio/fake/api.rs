//! The calls of KashIO's API: who asks, for what, and what follows from it. How an answer is written in each of its
//! years is in `shapes.rs`.

use super::account::{Account, Year};
use super::invoice::{Invoice, Status};
use super::lists::Filter;
use super::shapes::{self, List};
use super::{KashIo, time, twenty_two};
use crate::fake::Moment;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, header};
use serde_json::{Map, Value};

/// A day and a half, until a voucher runs out that nobody said an end for: ours.
const ORDINARY: i64 = 36 * 60 * 60;

/// The currencies it collects in.
const CURRENCIES: [&str; 2] = ["PEN", "USD"];

/// An error, as a status and a sentence.
pub(super) struct Failure {
    pub(super) status: u16,
    pub(super) why: String,
}

type Answer = Result<(u16, String), Failure>;

fn failure<T>(status: u16, why: impl Into<String>) -> Result<T, Failure> {
    Err(Failure { status, why: why.into() })
}

/// Answers one request of KashIO's API.
pub(super) fn answer(kashio: &mut KashIo, request: &Request<Bytes>, now: Moment) -> Answer {
    let path = request.uri().path().to_owned();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let ["v1", "payments", rest @ ..] = segments.as_slice() else { return failure(404, "there is nothing here") };
    let Some(key) = key(request.headers()).filter(|key| kashio.open(key).is_some()) else {
        return failure(401, "no valid key was sent");
    };
    match (request.method(), rest) {
        (&Method::POST, ["invoices"]) => create(kashio, &key, request, now),
        (&Method::GET, ["invoices"] | ["invoices", "list"]) => list(kashio, &key, request),
        (&Method::GET, ["invoices", id]) => with(kashio, &key, id, |kashio, place| Ok((200, written(kashio, place)))),
        (&Method::PATCH, ["invoices", id]) => with(kashio, &key, id, |kashio, place| amend(kashio, place, request, now)),
        (&Method::DELETE, ["invoices", id]) => with(kashio, &key, id, |kashio, place| void(kashio, place, now)),
        // The definition writes /events/, the sample /event/.
        (&Method::GET, ["events" | "event"]) => events(kashio, &key, request),
        (&Method::GET, ["events" | "event", id]) => event(kashio, &key, id),
        (_, _) => failure(404, "there is nothing here"),
    }
}

/// The secret key: the user of basic authentication, with an empty password.
fn key(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = sent.split_once(' ')?;
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let key = decoded.strip_suffix(':')?;
    scheme.eq_ignore_ascii_case("basic").then(|| key.to_owned())
}

fn with(kashio: &mut KashIo, key: &str, id: &str, answer: impl FnOnce(&mut KashIo, usize) -> Answer) -> Answer {
    match kashio.place(id).filter(|place| kashio.invoices[*place].account == key) {
        Some(place) => answer(kashio, place),
        None => failure(404, "no such invoice"),
    }
}

fn written(kashio: &KashIo, place: usize) -> String {
    let invoice = &kashio.invoices[place];
    shapes::text(&shapes::object(invoice, &kashio.accounts[&invoice.account]))
}

fn body(request: &Request<Bytes>) -> Result<Map<String, Value>, Failure> {
    match serde_json::from_slice(request.body()) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) | Err(_) => failure(400, "the body is no JSON object"),
    }
}

fn create(kashio: &mut KashIo, key: &str, request: &Request<Bytes>, now: Moment) -> Answer {
    let body = body(request)?;
    // The first document wraps what is asked for, and no later one does.
    let asked = match body.get("invoice") {
        Some(Value::Object(wrapped)) => wrapped.clone(),
        Some(_) | None => body,
    };
    let text = |name: &str| asked.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(invoice_id) = text("invoice_id") else { return failure(400, "invoice_id is missing") };
    let asked = Value::Object(asked.clone());
    // Ours: the merchant's id is what tells a repeated request, as the console's own warning about floods suggests.
    let known = kashio.invoices.iter().position(|known| known.account == key && known.invoice_id == invoice_id);
    if let Some(place) = known {
        if kashio.invoices[place].asked != asked {
            return failure(400, "invoice_id was used for something else");
        }
        return Ok((200, written(kashio, place)));
    }
    let account = kashio.accounts[key].clone();
    let invoice = read(&account, key, asked, now, kashio.codes)?;
    kashio.codes += 1;
    kashio.invoices.push(invoice);
    let place = kashio.invoices.len() - 1;
    kashio.tell(place, "invoice.created", now);
    Ok((201, written(kashio, place)))
}

fn read(account: &Account, key: &str, asked: Value, now: Moment, codes: u64) -> Result<Invoice, Failure> {
    let field = |name: &str| asked.get(name).cloned().unwrap_or(Value::Null);
    let text = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let currency = CURRENCIES.into_iter().find(|known| text("currency") == *known);
    let Some(currency) = currency else { return failure(400, "currency is missing, or not one we collect in") };
    let Some(amount) = minor(&field("amount")).filter(|amount| *amount > 0) else {
        return failure(400, "amount is missing, or no amount");
    };
    // What names the payer was payer_phone, then customer.
    let customer = match (field("customer"), text("payer_phone"), account.year) {
        (customer @ Value::Object(_), _, _) => customer,
        (Value::Null, phone, _) if !phone.is_empty() => serde_json::json!({ "phone": phone }),
        (_, _, Year::Y2017) => Value::Object(Map::new()),
        (_, _, Year::Y2020) => return failure(400, "customer is missing"),
    };
    let requested = text("request_datetime");
    if requested.is_empty() && account.year == Year::Y2020 && asked.get("payer_phone").is_none() {
        return failure(400, "request_datetime is missing");
    }
    let expires = match asked.get("expiration_datetime").and_then(Value::as_str) {
        Some(date) => match time::read(date).filter(|end| *end > now) {
            Some(end) => end,
            None => return failure(400, "expiration_datetime is no moment to come"),
        },
        None => now.plus_seconds(ORDINARY),
    };
    Ok(Invoice {
        id: account.id("inv"),
        account: key.to_owned(),
        ktin: ktin(codes, account.ktin_digits),
        token: twenty_two(),
        invoice_id: text("invoice_id"),
        customer,
        metadata: field("metadata"),
        urls: [field("url_success"), field("url_error")],
        asked,
        created: now,
        requested,
        expires,
        amount,
        currency,
        paid: 0,
        status: Status::New,
    })
}

/// A code of its own for each invoice: the sample's first digits, then a count.
fn ktin(codes: u64, digits: usize) -> String {
    let whole = format!("2015{codes:08}");
    whole[..4].to_owned() + &whole[whole.len() - (digits - 4)..]
}

fn minor(amount: &Value) -> Option<i64> {
    let text = match amount {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(cents) || whole.len() > 10 || cents.len() > 2 {
        return None;
    }
    let cents = format!("{cents:0<2}");
    Some(whole.parse::<i64>().ok()? * 100 + cents.parse::<i64>().ok()?)
}

/// Only these may change; anything else is refused, so that a merchant notices.
fn amend(kashio: &mut KashIo, place: usize, request: &Request<Bytes>, now: Moment) -> Answer {
    let body = body(request)?;
    if let Some(name) = body.keys().find(|name| !["currency", "amount", "expiration_datetime"].contains(&name.as_str())) {
        return failure(400, format!("{name} cannot be changed"));
    }
    let mut invoice = kashio.invoices[place].clone();
    if invoice.status != Status::New || invoice.paid > 0 {
        return failure(400, "only an invoice that waits for its money can be changed");
    }
    if let Some(currency) = body.get("currency") {
        let known = CURRENCIES.into_iter().find(|known| currency.as_str() == Some(known));
        let Some(known) = known else { return failure(400, "currency is not one we collect in") };
        invoice.currency = known;
    }
    if let Some(amount) = body.get("amount") {
        let Some(amount) = minor(amount).filter(|amount| *amount > 0) else { return failure(400, "amount is no amount") };
        invoice.amount = amount;
    }
    if let Some(date) = body.get("expiration_datetime") {
        let end = date.as_str().and_then(time::read).filter(|end| *end > now);
        let Some(end) = end else { return failure(400, "expiration_datetime is no moment to come") };
        invoice.expires = end;
    }
    kashio.invoices[place] = invoice;
    kashio.tell(place, "invoice.updated", now);
    Ok((200, written(kashio, place)))
}

/// Voiding what is void changes nothing.
fn void(kashio: &mut KashIo, place: usize, now: Moment) -> Answer {
    let invoice = &mut kashio.invoices[place];
    match invoice.status {
        Status::New if invoice.paid == 0 => {
            invoice.status = Status::Voided;
            kashio.tell(place, "invoice.voided", now);
        }
        Status::Voided => {}
        Status::New | Status::Paid | Status::Expired | Status::Rejected | Status::Refunded => {
            return failure(400, "only an invoice that waits for its money can be voided");
        }
    }
    Ok((200, written(kashio, place)))
}

fn list(kashio: &KashIo, key: &str, request: &Request<Bytes>) -> Answer {
    let Some(filter) = Filter::read(request.uri()) else { return failure(400, "limit is no number") };
    let of_day = |invoice: &&Invoice| filter.date.as_ref().is_none_or(|day| *day == time::day(invoice.created));
    // The table calls pending what the samples call new.
    let word = |invoice: &Invoice| invoice.status.word().to_ascii_lowercase();
    let of_status = |invoice: &&Invoice| {
        filter.status.as_ref().is_none_or(|wanted| *wanted == word(invoice) || wanted == "pending" && word(invoice) == "new")
    };
    let mine = kashio.invoices.iter().rev().filter(|invoice| invoice.account == key).filter(of_day).filter(of_status);
    let (part, has_more) = filter.part(mine.collect(), |invoice| &invoice.id);
    let account = &kashio.accounts[key];
    let data = part.into_iter().map(|invoice| shapes::listed(invoice, account)).collect();
    Ok((200, shapes::text(&List::new(data, has_more))))
}

fn events(kashio: &KashIo, key: &str, request: &Request<Bytes>) -> Answer {
    let Some(filter) = Filter::read(request.uri()) else { return failure(400, "limit is no number") };
    let of_day = |event: &&super::Event| filter.date.as_ref().is_none_or(|day| *day == time::day(event.created));
    // Nothing is ever told from here that its merchant would have confirmed, so every event stays new.
    let of_status = |_: &&super::Event| filter.status.as_ref().is_none_or(|wanted| wanted == "new");
    let mine = kashio.events.iter().rev().filter(|event| event.account == key).filter(of_day).filter(of_status);
    let (part, has_more) = filter.part(mine.collect(), |event| &event.id);
    let account = &kashio.accounts[key];
    let data = part.into_iter().map(|event| shapes::listed_event(event, account)).collect();
    Ok((200, shapes::text(&List::new(data, has_more))))
}

fn event(kashio: &KashIo, key: &str, id: &str) -> Answer {
    match kashio.events.iter().find(|event| event.id == id && event.account == key) {
        Some(event) => Ok((200, shapes::text(&shapes::event(event, &kashio.accounts[key])))),
        None => failure(404, "no such event"),
    }
}
