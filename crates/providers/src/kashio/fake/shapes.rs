//! The JSON of an invoice, an event, a list and an error, in the years' ways. Nothing is decided here.

use super::Event;
use super::account::{Account, Year};
use super::invoice::Invoice;
use super::time;
use crate::fake::Moment;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// An invoice, its fields in the order of the documents' sample.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    id: &'a str,
    object: &'static str,
    livemode: bool,
    customer: &'a Value,
    created: String,
    request_datetime: &'a str,
    due_datetime: String,
    expiration_datetime: String,
    currency: &'static str,
    amount: Box<RawValue>,
    sub_total: Box<RawValue>,
    fees: Box<RawValue>,
    late_fee: Box<RawValue>,
    /// Ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_paid: Option<Box<RawValue>>,
    invoice_id: &'a str,
    ktin: &'a str,
    token: &'a str,
    metadata: &'a Value,
    status: String,
    url_success: &'a Value,
    url_error: &'a Value,
    sub_merchant: Value,
    #[serde(flatten)]
    drawn: Option<Drawn>,
}

/// What 2017 had besides: a picture of the code.
#[derive(Serialize)]
struct Drawn {
    qr_code: String,
    url_qr: String,
    size_qr: u32,
}

/// An invoice as an answer about it alone has it.
pub(super) fn object<'a>(invoice: &'a Invoice, account: &Account) -> Document<'a> {
    document(invoice, account, time::object, invoice.status.word().to_owned())
}

/// An invoice as a list has it: dates with a space, and the status in lower case.
pub(super) fn listed<'a>(invoice: &'a Invoice, account: &Account) -> Document<'a> {
    document(invoice, account, time::list, invoice.status.word().to_ascii_lowercase())
}

fn document<'a>(invoice: &'a Invoice, account: &Account, date: fn(Moment) -> String, status: String) -> Document<'a> {
    let amount = |minor: i64| amount(minor, account.year);
    let drawn = match account.year {
        Year::Y2017 => Some(Drawn { qr_code: invoice.ktin.clone(), url_qr: format!("//qr/{}", invoice.token), size_qr: 150 }),
        Year::Y2020 => None,
    };
    let [url_success, url_error] = &invoice.urls;
    Document {
        id: &invoice.id,
        object: "invoice",
        livemode: account.live,
        customer: &invoice.customer,
        created: date(invoice.created),
        request_datetime: &invoice.requested,
        due_datetime: date(invoice.expires),
        expiration_datetime: date(invoice.expires),
        currency: invoice.currency,
        amount: amount(invoice.amount),
        sub_total: amount(invoice.amount),
        fees: amount(0),
        late_fee: amount(0),
        amount_paid: (invoice.paid > 0).then(|| amount(invoice.paid)),
        invoice_id: &invoice.invoice_id,
        ktin: &invoice.ktin,
        token: &invoice.token,
        metadata: &invoice.metadata,
        status,
        url_success,
        url_error,
        sub_merchant: Value::Null,
        drawn,
    }
}

/// `"20.00"` in 2017, `20.00` in 2020: written from digits, never computed.
fn amount(minor: i64, year: Year) -> Box<RawValue> {
    let text = format!("{}.{:02}", minor / 100, minor % 100);
    let text = match year {
        Year::Y2017 => format!("\"{text}\""),
        Year::Y2020 => text,
    };
    RawValue::from_string(text).expect("digits, a point and digits are JSON")
}

/// An event as it is pushed to the merchant.
#[derive(Serialize)]
pub(super) struct Told<'a> {
    id: &'a str,
    object: &'static str,
    livemode: bool,
    created: String,
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    data: About<'a>,
}

/// What an event is about. The address is as short as in the documents' sample.
#[derive(Serialize)]
struct About<'a> {
    url: String,
    invoice: &'a RawValue,
}

/// An event, as it is pushed and as an answer about it alone has it.
pub(super) fn event<'a>(event: &'a Event, account: &Account) -> Told<'a> {
    told(event, account, time::object)
}

/// An event as a list has it.
pub(super) fn listed_event<'a>(event: &'a Event, account: &Account) -> Told<'a> {
    told(event, account, time::list)
}

fn told<'a>(event: &'a Event, account: &Account, date: fn(Moment) -> String) -> Told<'a> {
    Told {
        id: &event.id,
        object: "event",
        livemode: account.live,
        created: date(event.created),
        kind: event.kind,
        status: "new",
        data: About { url: format!("//invoices/{}", event.invoice), invoice: &event.then },
    }
}

/// Ours: an event about nothing.
pub(super) fn ping(account: &Account, now: Moment) -> Value {
    json!({
        "id": account.id("eve"),
        "object": "event",
        "livemode": account.live,
        "created": time::object(now),
        "type": "ping",
        "status": "new",
        "data": {},
    })
}

/// A part of a list.
#[derive(Serialize)]
pub(super) struct List<T> {
    object: &'static str,
    has_more: bool,
    data: Vec<T>,
}

impl<T> List<T> {
    /// `data`, and whether there is more.
    pub(super) fn new(data: Vec<T>, has_more: bool) -> Self {
        Self { object: "list", has_more, data }
    }
}

/// An error. The documents name an `error` array until 2018 and never give its shape: this one is ours.
pub(super) fn error(why: &str) -> Value {
    json!({ "object": "error", "error": [{ "message": why }] })
}

/// A document as text.
pub(super) fn text(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("texts and numbers always become JSON")
}

/// A document as text that can stand in another.
pub(super) fn raw(document: &impl Serialize) -> Box<RawValue> {
    RawValue::from_string(text(document)).expect("what was written as JSON is JSON")
}

/// A document as a value, to be looked at.
pub(super) fn value(document: &impl Serialize) -> Value {
    serde_json::from_str(&text(document)).expect("what was written as JSON is JSON")
}
