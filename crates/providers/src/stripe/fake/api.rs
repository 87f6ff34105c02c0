//! The calls of Stripe's API: who asks, how often, for what, by which key; and the answer. What follows from a call is said where its
//! object is kept.

use super::account::{self, AccountId};
use super::errors::Failure;
use super::form::Form;
use super::{FakeStripe, create, customer, events, refund};
use crate::fake::Moment;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::{Value, json};

/// Answers one request.
pub(super) fn answer(fake: &mut FakeStripe, request: &Request<Bytes>, now: Moment) -> Response<Bytes> {
    let (status, body, is_repeated) = match keyed(fake, request, now) {
        Ok((status, body, is_repeated)) => (status, body, is_repeated),
        Err(failure) => (status_of(&failure), failure.document(), false),
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let id = HeaderValue::from_str(&fake.next_id("req_")).expect("letters and digits");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("request-id", id);
    for name in ["idempotency-key", "stripe-version"] {
        if let Some(value) = request.headers().get(name) {
            headers.insert(name, value.clone());
        }
    }
    if is_repeated {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}

fn status_of(failure: &Failure) -> StatusCode {
    StatusCode::from_u16(failure.status).unwrap_or(StatusCode::BAD_REQUEST)
}

/// The answer to a request, once for each key: keys, then how often, then what was answered before, in the order the documents name.
fn keyed(fake: &mut FakeStripe, request: &Request<Bytes>, now: Moment) -> Result<(StatusCode, Value, bool), Failure> {
    let sent = account::key(request.headers());
    let id = sent.as_ref().and_then(|key| fake.account(key));
    let id = id.ok_or_else(|| Failure::key(sent.as_deref().map(account::masked)))?;
    count(fake, now)?;
    let form = Form::read(request)?;
    let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok());
    let Some(key) = key.filter(|_| request.method() == Method::POST) else {
        return called(fake, id, request, &form, now).map(|body| (StatusCode::OK, body, false));
    };
    if key.len() > 255 {
        return Err(Failure::nameless("An idempotency key has 255 characters at most."));
    }
    let asked = (request.uri().path().to_owned(), form.sorted());
    if let Some((status, body)) = fake.answers.again(id, key, &asked, now)? {
        return Ok((status, body, true));
    }
    if fake.settings.keys_in_use > 0 {
        fake.settings.keys_in_use -= 1;
        return Err(Failure::key_in_use(key));
    }
    let (status, body) = match called(fake, id, request, &form, now) {
        Ok(body) => (StatusCode::OK, body),
        Err(failure) if failure.is_kept => (status_of(&failure), failure.document()),
        Err(failure) => return Err(failure),
    };
    fake.answers.keep(id, key, asked, (status, &body), now);
    Ok((status, body, false))
}

/// Counts a request of this second, where there is a limit.
fn count(fake: &mut FakeStripe, now: Moment) -> Result<(), Failure> {
    let (second, before) = fake.this_second;
    let before = if second == now.seconds() { before } else { 0 };
    fake.this_second = (now.seconds(), before + 1);
    match fake.settings.requests_per_second {
        Some(limit) if before >= limit => Err(Failure::rate_limit()),
        Some(_) | None => Ok(()),
    }
}

fn called(
    fake: &mut FakeStripe,
    account: AccountId,
    request: &Request<Bytes>,
    form: &Form,
    now: Moment,
) -> Result<Value, Failure> {
    let path: Vec<&str> = request.uri().path().trim_matches('/').split('/').collect();
    let verb = request.method();
    match (verb.as_str(), path.as_slice()) {
        ("GET", ["v1", "balance"]) => Ok(balance(fake.accounts[account].live)),
        ("POST", ["v1", "customers"]) => customer::create(fake, account, form, now),
        ("GET", ["v1", "customers", id]) => customer::get(fake, account, id, None, form),
        ("GET", ["v1", "customers", id, what @ ("cash_balance" | "cash_balance_transactions")]) => {
            customer::get(fake, account, id, Some(what), form)
        }
        ("POST", ["v1", "test_helpers", "customers", id, "fund_cash_balance"]) if !fake.accounts[account].live => {
            customer::fund(fake, account, id, form, now)
        }
        ("POST", ["v1", "payment_intents"]) => create::create(fake, account, form, now),
        ("GET", ["v1", "payment_intents"]) => create::list(fake, account, form),
        ("GET", ["v1", "payment_intents", id]) => {
            form.only(&["client_secret"])?;
            place(fake, account, id).map(|place| create::written(fake, place, form))
        }
        ("POST", ["v1", "payment_intents", id, "confirm"]) => {
            let place = place(fake, account, id)?;
            create::confirm(fake, place, form, now)
        }
        ("POST", ["v1", "payment_intents", id, "cancel"]) => {
            let place = place(fake, account, id)?;
            create::cancel(fake, place, form, now)
        }
        ("POST", ["v1", "refunds"]) => refund::create(fake, account, form, now),
        ("GET", ["v1", "refunds"]) => refund::list(fake, account, form),
        ("GET", ["v1", "refunds", id]) => refund::get(fake, account, id),
        ("GET", ["v1", "charges", id]) => charge(fake, account, id),
        ("GET", ["v1", "events"]) => events::list(fake, account, None, form, now),
        ("GET", ["v1", "events", id]) => events::list(fake, account, Some(id), form, now),
        ("POST", ["v1", "webhook_endpoints"]) => events::register(fake, account, form, now),
        ("GET", ["v1", "webhook_endpoints"]) => events::endpoints(fake, account, form),
        ("GET" | "POST" | "DELETE", ["v1", "webhook_endpoints", id]) => events::endpoint(fake, account, verb, id, form),
        (verb, _) => Err(Failure::no_call(verb, request.uri().path())),
    }
}

fn place(fake: &FakeStripe, account: AccountId, id: &str) -> Result<usize, Failure> {
    let known = fake.places.get(id).copied().filter(|place| fake.intents[*place].account == account);
    known.ok_or_else(|| Failure::no_such("payment_intent", id, "intent"))
}

fn charge(fake: &FakeStripe, account: AccountId, id: &str) -> Result<Value, Failure> {
    let known = fake.intents.iter().find(|intent| intent.account == account && intent.charge_id() == Some(id));
    known.and_then(|intent| intent.charge_document()).ok_or_else(|| Failure::no_such("charge", id, "id"))
}

fn balance(live: bool) -> Value {
    let nothing = json!([{"amount": 0, "currency": "mxn", "source_types": {"card": 0}}]);
    json!({"object": "balance", "available": nothing, "livemode": live, "pending": nothing})
}
