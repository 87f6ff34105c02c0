//! The Orders API: made, found, cancelled, given back. A body is taken as the vendor's specification has it, and refused with the
//! codes of its table.

use super::account::Account;
use super::charge::{Api, Charge, Outcome, Payer};
use super::errors::Failure;
use super::fields::Fields;
use super::numbers::{self, cents, clabe, decimal, digits, letters, utc};
use super::{Answer, Asked, MercadoPago, methods};
use crate::fake::Moment;
use http::Method;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60;

/// For how long a voucher lives that nobody said an end for: as in the vendor's sample of a transfer.
const ORDINARY: i64 = 7 * DAY;

/// From when to when an end may be.
const ENDS: std::ops::RangeInclusive<i64> = 60..=30 * DAY;

/// The longest reference of a merchant.
const REFERENCE: usize = 64;

/// What an order may say.
const PROPERTIES: [&str; 13] = [
    "type",
    "processing_mode",
    "capture_mode",
    "total_amount",
    "external_reference",
    "description",
    "payer",
    "transactions",
    "config",
    "items",
    "shipment",
    "additional_info",
    "integration_data",
];

impl MercadoPago {
    /// Answers a call of `/v1/orders`; `path` is what comes after.
    pub(super) fn orders(&mut self, account: usize, method: &Method, path: &[&str], asked: &Asked<'_>) -> Answer {
        match (method, path) {
            (&Method::POST, []) => self.create_order(account, asked),
            (&Method::GET, []) => self.search_orders(account, asked.query),
            (&Method::GET, [id]) => Ok((200, self.document_of(self.own(Api::Orders, account, id)?))),
            (&Method::POST, [id, "cancel"]) => self.cancel_order(account, id, asked),
            (&Method::POST, [id, "refund"]) => self.refund_order(account, id, asked),
            (_, _) => Err(Failure::NoSuchPath),
        }
    }

    fn create_order(&mut self, account: usize, asked: &Asked<'_>) -> Answer {
        if let Some(place) = self.repeated(account, asked)? {
            return Ok((201, self.document_of(place)));
        }
        let charge = made(&asked.fields, account, &self.accounts[account], asked)?;
        let place = self.keep(charge, asked.now);
        self.note(account, asked, place);
        Ok((201, self.document_of(place)))
    }

    fn search_orders(&self, account: usize, query: &str) -> Answer {
        let said = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
        };
        let date = |name: &'static str| {
            let text = said(name).ok_or(Failure::Required(name))?;
            numbers::read_date(&text).ok_or_else(|| Failure::Value(name, "must be a date with a zone".to_owned()))
        };
        let (from, until) = (date("begin_date")?, date("end_date")?);
        let wanted = said("external_reference");
        let found = (0..self.charges.len()).filter(|place| {
            let charge = &self.charges[*place];
            let is_own = charge.api == Api::Orders && charge.account == account;
            is_own && (from..=until).contains(&charge.made) && (wanted.is_none() || charge.external_reference == wanted)
        });
        let data: Vec<Value> = found.map(|place| self.document_of(place)).collect();
        Ok((200, json!({"paging": {"total": data.len(), "limit": 30, "offset": 0}, "data": data})))
    }

    fn cancel_order(&mut self, account: usize, id: &str, asked: &Asked<'_>) -> Answer {
        if let Some(place) = self.repeated(account, asked)? {
            return Ok((200, self.document_of(place)));
        }
        let place = self.own(Api::Orders, account, id)?;
        if self.accounts[account].is_locked() {
            return Err(Failure::Locked);
        }
        if self.charges[place].outcome != Outcome::Waiting {
            return Err(Failure::CannotCancel);
        }
        self.charges[place].outcome = Outcome::Canceled;
        self.charges[place].changed = asked.now;
        self.note(account, asked, place);
        self.tell(place, asked.now);
        Ok((200, self.document_of(place)))
    }

    fn refund_order(&mut self, account: usize, id: &str, asked: &Asked<'_>) -> Answer {
        if let Some(place) = self.repeated(account, asked)? {
            return Ok((201, self.document_of(place)));
        }
        let place = self.own(Api::Orders, account, id)?;
        if self.accounts[account].is_locked() {
            return Err(Failure::Locked);
        }
        let charge = &mut self.charges[place];
        let rest = charge.received - charge.back();
        if charge.outcome != Outcome::Paid || rest == 0 {
            return Err(Failure::CannotRefund);
        }
        let amount = match asked.fields.at("/transactions") {
            None => rest,
            Some(Value::Array(parts)) if parts.len() > 1 => return Err(Failure::Items(parts.len())),
            Some(_) => {
                let of = asked.fields.text("/transactions/0/id").ok_or(Failure::Required("id"))?;
                if of != charge.payment_id {
                    return Err(Failure::NotFound);
                }
                amount_at(&asked.fields, "/transactions/0/amount", "amount")?.unwrap_or(rest)
            }
        };
        if !(1..=rest).contains(&amount) {
            return Err(Failure::RefundExceeds);
        }
        charge.give_back(format!("REF01{}", letters()), amount, asked.now);
        self.note(account, asked, place);
        self.tell(place, asked.now);
        Ok((201, self.document_of(place)))
    }
}

/// A fresh order, as it was asked for.
fn made(fields: &Fields, account: usize, of: &Account, asked: &Asked<'_>) -> Result<Charge, Failure> {
    if let Some(name) = fields.names().find(|name| !PROPERTIES.contains(name)) {
        return Err(Failure::Unsupported(name.to_owned()));
    }
    match fields.text("/type") {
        Some("online") => {}
        Some(_) => return Err(Failure::Value("type", "must be one of: online".to_owned())),
        None => return Err(Failure::Required("type")),
    }
    let email = fields.text("/payer/email").ok_or(Failure::Required("email"))?;
    if !email.contains('@') {
        return Err(Failure::Value("payer.email", "must be an e-mail address".to_owned()));
    }
    let total = amount_at(fields, "/total_amount", "total_amount")?.ok_or(Failure::Required("total_amount"))?;
    let count = fields.at("/transactions/payments").and_then(Value::as_array).map_or(0, Vec::len);
    if count == 0 {
        return Err(Failure::Required("payments"));
    }
    if count > 1 {
        return Err(Failure::Items(count));
    }
    let amount = amount_at(fields, "/transactions/payments/0/amount", "amount")?.ok_or(Failure::Required("amount"))?;
    if amount != total {
        return Err(Failure::Total);
    }
    let method = |name: &'static str| {
        fields.text(&format!("/transactions/payments/0/payment_method/{name}")).ok_or(Failure::Required(name))
    };
    let (id, kind) = (method("id")?, method("type")?);
    let no_method = || Failure::Value("transactions.payments.0.payment_method.id", "is not available".to_owned());
    let rail = methods::find(of, id).ok_or_else(no_method)?;
    if rail.kind != kind {
        let why = format!("must be one of: {}", rail.kind);
        return Err(Failure::Value("transactions.payments.0.payment_method.type", why));
    }
    if !rail.takes(amount) {
        return Err(Failure::Value("transactions.payments.0.amount", "is out of the bounds of the method".to_owned()));
    }
    let external_reference = fields.text("/external_reference").map(str::to_owned);
    if external_reference.as_ref().is_some_and(|reference| reference.len() > REFERENCE) {
        return Err(Failure::Value("external_reference", format!("must have {REFERENCE} characters at most")));
    }
    let (expires, duration) = end(fields, asked.now)?;
    let text = |path: &str| fields.text(path).map(str::to_owned);
    let payer = Payer {
        email: email.to_owned(),
        first_name: text("/payer/first_name"),
        last_name: text("/payer/last_name"),
        document: text("/payer/identification/type").zip(text("/payer/identification/number")),
    };
    Ok(Charge {
        api: Api::Orders,
        id: format!("ORD01{}", letters()),
        payment_id: format!("PAY01{}", letters()),
        account,
        rail,
        body: asked.body.clone(),
        made: asked.now,
        changed: asked.now,
        paid: None,
        amount,
        received: 0,
        refunds: Vec::new(),
        outcome: Outcome::Waiting,
        expires,
        duration,
        digits: if rail.is_transfer() { clabe() } else { digits(10) },
        code: digits(10),
        barcode: digits(46),
        external_reference,
        description: text("/description"),
        payer,
        told_at: None,
    })
}

/// An amount of an order is a text.
fn amount_at(fields: &Fields, path: &str, name: &'static str) -> Result<Option<i64>, Failure> {
    let Some(said) = fields.at(path) else { return Ok(None) };
    let text = said.as_str().ok_or(Failure::Type(name))?;
    let amount = cents(text).filter(|amount| *amount > 0);
    amount.map(Some).ok_or_else(|| Failure::Value(name, "must be a decimal".to_owned()))
}

/// When it ends: at the date, or after the duration, or when it likes.
fn end(fields: &Fields, now: Moment) -> Result<(Moment, Option<String>), Failure> {
    let wrong = |name| Failure::Value(name, "must be in 30 days at most".to_owned());
    let duration = fields.text("/transactions/payments/0/expiration_time");
    let within = |end: Moment| ENDS.contains(&(end.seconds() - now.seconds()));
    if let Some(date) = fields.text("/transactions/payments/0/date_of_expiration") {
        let end = numbers::read_date(date).filter(|end| within(*end));
        return end.map(|end| (end, duration.map(str::to_owned))).ok_or_else(|| wrong("date_of_expiration"));
    }
    match duration {
        Some(text) => {
            let seconds = numbers::read_duration(text).filter(|seconds| ENDS.contains(seconds));
            let end = seconds.map(|seconds| now.plus_seconds(seconds));
            end.map(|end| (end, Some(text.to_owned()))).ok_or_else(|| wrong("expiration_time"))
        }
        None => Ok((now.plus_seconds(ORDINARY), None)),
    }
}

/// The status of an order, and its detail.
pub(super) fn status(charge: &Charge) -> (&'static str, &'static str) {
    match charge.outcome {
        Outcome::Waiting if charge.rail.is_transfer() => ("action_required", "waiting_transfer"),
        Outcome::Waiting => ("action_required", "waiting_payment"),
        Outcome::Paid if charge.is_refunded() => ("refunded", "refunded"),
        Outcome::Paid if charge.back() > 0 => ("processed", "partially_refunded"),
        Outcome::Paid => ("processed", "accredited"),
        Outcome::Expired => ("expired", "expired"),
        Outcome::Canceled => ("canceled", "canceled"),
        Outcome::Failed => ("failed", "failed"),
    }
}

/// The order, as the vendor's samples of the two kinds have it: a ticket says no end, a transfer does.
pub(super) fn document(charge: &Charge, account: &Account) -> Value {
    let (status, detail) = status(charge);
    let ticket_url = format!("https://www.mercadopago.com.mx{}?caller_id={}", charge.ticket(), account.user_id());
    let transfer = charge.rail.is_transfer();
    let mut method = json!({"id": charge.rail.id, "type": charge.rail.kind, "ticket_url": ticket_url});
    let mut payment = json!({"id": charge.payment_id, "amount": decimal(charge.amount)});
    if transfer {
        payment["date_of_expiration"] = json!(utc(charge.expires).replace('Z', "+00:00"));
    } else if !account.hides_digits {
        method["barcode_content"] = json!(charge.barcode);
        method["verification_code"] = json!(charge.code);
    }
    if transfer || !account.hides_digits {
        method["reference"] = json!(charge.digits);
    }
    payment["status"] = json!(status);
    payment["status_detail"] = json!(detail);
    if let Some(duration) = &charge.duration {
        payment["expiration_time"] = json!(duration);
    }
    payment["payment_method"] = method;
    let mut transactions = json!({});
    if charge.received > 0 {
        payment["paid_amount"] = json!(decimal(charge.received));
    }
    if charge.back() > 0 {
        payment["refunded_amount"] = json!(decimal(charge.back()));
        let refund = |refund: &super::charge::Refund| json!({"id": refund.id, "transaction_id": charge.payment_id, "amount": decimal(refund.amount), "status": "processed"});
        transactions["refunds"] = charge.refunds.iter().map(refund).collect();
    }
    transactions["payments"] = json!([payment]);
    let mut order = json!({
        "id": charge.id,
        "type": "online",
        "processing_mode": "automatic",
        "external_reference": charge.external_reference,
        "description": charge.description,
        "marketplace": "NONE",
        "total_amount": decimal(charge.amount),
        "country_code": "MEX",
        "currency": account.currency(),
        "user_id": account.user_id(),
        "status": status,
        "status_detail": detail,
        "capture_mode": "automatic",
        "created_date": utc(charge.made),
        "last_updated_date": utc(charge.changed),
        "integration_data": {"application_id": "4599991948843755"},
        "transactions": transactions,
    });
    if charge.received > 0 {
        order["total_paid_amount"] = json!(decimal(charge.received));
    }
    order
}
