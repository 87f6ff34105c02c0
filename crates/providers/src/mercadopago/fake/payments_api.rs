//! The Payments API: made, found, cancelled, given back. A body is taken as the vendor's specification has it; a request with a key
//! that was used is answered again, as the documents of the header say.

use super::account::Account;
use super::charge::{Api, Charge, Outcome, Payer, Refund};
use super::errors::Failure;
use super::fields::Fields;
use super::numbers::{self, cents, dated, digits, number};
use super::{Answer, Asked, MercadoPago, SAME_PAYMENT, methods};
use crate::fake::Moment;
use http::Method;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60;

/// For how long a payment waits that nobody said an end for: by their guide it ends by itself then.
const ORDINARY: i64 = 30 * DAY;

/// How many payments a search shows that says no number.
const SHOWN: usize = 30;

impl MercadoPago {
    /// Answers a call of `/v1/payments`; `path` is what comes after.
    pub(super) fn payments(&mut self, account: usize, method: &Method, path: &[&str], asked: &Asked<'_>) -> Answer {
        match (method, path) {
            (&Method::POST, []) => self.create_payment(account, asked),
            (&Method::GET, ["search"]) => self.search_payments(account, asked.query),
            (&Method::GET, [id]) => Ok((200, self.document_of(self.own(Api::Payments, account, id)?))),
            (&Method::PUT, [id]) => self.change_payment(account, id, asked),
            (&Method::POST, [id, "refunds"]) => self.refund_payment(account, id, asked),
            (&Method::GET, [id, "refunds"]) => {
                let charge = &self.charges[self.own(Api::Payments, account, id)?];
                Ok((200, charge.refunds.iter().map(|refund| refund_document(charge, refund)).collect()))
            }
            (&Method::GET, [id, "refunds", of]) => {
                let charge = &self.charges[self.own(Api::Payments, account, id)?];
                let refund = charge.refunds.iter().find(|refund| refund.id == *of).ok_or(Failure::NotFound)?;
                Ok((200, refund_document(charge, refund)))
            }
            (_, _) => Err(Failure::NoSuchPath),
        }
    }

    fn create_payment(&mut self, account: usize, asked: &Asked<'_>) -> Answer {
        if let Some(place) = asked.key.and_then(|key| self.used(account, key, asked.now)) {
            return Ok((201, self.document_of(place)));
        }
        let is_same = |charge: &Charge| {
            let is_own = charge.api == Api::Payments && charge.account == account;
            is_own && charge.body == *asked.body && charge.made.plus_seconds(SAME_PAYMENT) > asked.now
        };
        if self.charges.iter().any(is_same) {
            return Err(Failure::SamePayment);
        }
        let charge = made(&asked.fields, account, &self.accounts[account], asked)?;
        let place = self.keep(charge, asked.now);
        self.note(account, asked, place);
        Ok((201, self.document_of(place)))
    }

    /// What is asked for of the payments of an account, in the order that is asked for, and no more of it at once than is asked for.
    fn search_payments(&self, account: usize, query: &str) -> Answer {
        let said = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
        };
        let date = |name: &'static str| match said(name) {
            Some(text) => numbers::read_date(&text).map(Some).ok_or(Failure::Parameter(name)),
            None => Ok(None),
        };
        let count = |name: &'static str, otherwise: usize| match said(name) {
            Some(text) => text.parse().map_err(|_| Failure::Parameter(name)),
            None => Ok(otherwise),
        };
        let moment = |name: &'static str| match said(name).as_deref() {
            None | Some("date_created") => Ok((|charge: &Charge| charge.made) as fn(&Charge) -> Moment),
            Some("date_last_updated") => Ok((|charge: &Charge| charge.changed) as fn(&Charge) -> Moment),
            Some(_) => Err(Failure::Parameter(name)),
        };
        let (from, until, wanted) = (date("begin_date")?, date("end_date")?, said("external_reference"));
        let (range, sort, limit, offset) = (moment("range")?, moment("sort")?, count("limit", SHOWN)?, count("offset", 0)?);
        let mut found: Vec<usize> = (0..self.charges.len())
            .filter(|place| {
                let charge = &self.charges[*place];
                let is_own = charge.api == Api::Payments && charge.account == account;
                let at = range(charge);
                let is_then = from.is_none_or(|from| from <= at) && until.is_none_or(|until| at <= until);
                is_own && is_then && (wanted.is_none() || charge.external_reference == wanted)
            })
            .collect();
        found.sort_by_key(|place| sort(&self.charges[*place]));
        if said("criteria").as_deref() != Some("asc") {
            found.reverse();
        }
        let results: Vec<Value> = found.iter().skip(offset).take(limit).map(|place| self.document_of(*place)).collect();
        Ok((200, json!({"paging": {"total": found.len(), "limit": limit, "offset": offset}, "results": results})))
    }

    fn change_payment(&mut self, account: usize, id: &str, asked: &Asked<'_>) -> Answer {
        let place = self.own(Api::Payments, account, id)?;
        if self.accounts[account].is_locked() {
            return Err(Failure::Locked);
        }
        match asked.fields.text("/status") {
            Some("cancelled") if self.charges[place].outcome == Outcome::Waiting => {
                self.charges[place].outcome = Outcome::Canceled;
                self.charges[place].changed = asked.now;
                self.tell(place, asked.now);
                Ok((200, self.document_of(place)))
            }
            Some("cancelled") => Err(Failure::CannotCancel),
            Some(_) | None => Err(Failure::Parameter("status")),
        }
    }

    fn refund_payment(&mut self, account: usize, id: &str, asked: &Asked<'_>) -> Answer {
        let place = self.own(Api::Payments, account, id)?;
        let known = asked.key.and_then(|key| self.used(account, key, asked.now));
        let charge = &mut self.charges[place];
        if known == Some(place)
            && let Some(refund) =
                charge.refunds.iter().find(|refund| Some(refund.id.as_str()) == asked.key.map(id_of).as_deref())
        {
            return Ok((201, refund_document(charge, refund)));
        }
        let rest = charge.received - charge.back();
        if charge.outcome != Outcome::Paid || rest == 0 {
            return Err(Failure::CannotRefund);
        }
        let amount = amount_at(&asked.fields, "/amount")?.unwrap_or(rest);
        if !(1..=rest).contains(&amount) {
            return Err(Failure::RefundExceeds);
        }
        let id = asked.key.map_or_else(|| digits(10), id_of);
        charge.give_back(id, amount, asked.now);
        let document = charge.refunds.last().map(|refund| refund_document(charge, refund)).unwrap_or_default();
        self.note(account, asked, place);
        self.tell(place, asked.now);
        Ok((201, document))
    }
}

/// The id of the refund that a key asks for: each key asks for its own.
fn id_of(key: &str) -> String {
    let sum = key.bytes().fold(11_u64, |sum, byte| (sum * 131 + u64::from(byte)) % 8_999_999_999);
    (1_000_000_000 + sum).to_string()
}

/// A fresh payment, as it was asked for.
fn made(fields: &Fields, account: usize, of: &Account, asked: &Asked<'_>) -> Result<Charge, Failure> {
    let amount = amount_at(fields, "/transaction_amount")?.ok_or(Failure::Parameter("transaction_amount"))?;
    let email = fields.text("/payer/email").filter(|email| email.contains('@')).ok_or(Failure::Parameter("payer.email"))?;
    let id = fields.text("/payment_method_id").ok_or(Failure::Parameter("payment_method_id"))?;
    let rail = methods::find(of, id).ok_or(Failure::MethodUnavailable)?;
    if !rail.takes(amount) {
        return Err(Failure::Amount);
    }
    let expires = match fields.text("/date_of_expiration") {
        Some(text) => {
            let end = numbers::read_date(text).filter(|_| text.len() == 29).ok_or(Failure::BadDate)?;
            let within = (60..=30 * DAY).contains(&(end.seconds() - asked.now.seconds()));
            if within { end } else { return Err(Failure::BadDate) }
        }
        None => asked.now.plus_seconds(ORDINARY),
    };
    let text = |path: &str| fields.text(path).map(str::to_owned);
    let payer = Payer {
        email: email.to_owned(),
        first_name: text("/payer/first_name"),
        last_name: text("/payer/last_name"),
        document: text("/payer/identification/type").zip(text("/payer/identification/number")),
    };
    let id = digits(12);
    Ok(Charge {
        api: Api::Payments,
        payment_id: id.clone(),
        id,
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
        duration: None,
        digits: if rail.is_transfer() { numbers::clabe() } else { digits(10) },
        code: digits(24),
        barcode: String::new(),
        external_reference: text("/external_reference"),
        description: text("/description"),
        payer,
        told_at: text("/notification_url"),
    })
}

/// An amount of a payment is a number.
fn amount_at(fields: &Fields, path: &str) -> Result<Option<i64>, Failure> {
    let Some(said) = fields.at(path) else { return Ok(None) };
    let Value::Number(said) = said else { return Err(Failure::Parameter("amount")) };
    let amount = cents(&said.to_string()).filter(|amount| *amount > 0);
    amount.map(Some).ok_or(Failure::Parameter("amount"))
}

/// The status of a payment, and its detail.
fn status(charge: &Charge) -> (&'static str, &'static str) {
    match charge.outcome {
        Outcome::Waiting if charge.rail.is_transfer() => ("pending", "pending_waiting_transfer"),
        Outcome::Waiting => ("pending", "pending_waiting_payment"),
        Outcome::Paid if charge.is_refunded() => ("refunded", "refunded"),
        Outcome::Paid if charge.back() > 0 => ("approved", "partially_refunded"),
        Outcome::Paid => ("approved", "accredited"),
        Outcome::Expired => ("cancelled", "expired"),
        Outcome::Canceled => ("cancelled", "by_collector"),
        Outcome::Failed => ("rejected", "rejected_by_bank"),
    }
}

/// The payment, as the vendor's samples have it.
pub(super) fn document(charge: &Charge, account: &Account) -> Value {
    let (status, detail) = status(charge);
    let host = if account.country == "PE" { "com.pe" } else { "com.mx" };
    let page = format!(
        "https://www.mercadopago.{host}{}?caller_id={}&payment_method_id={}",
        charge.ticket(),
        account.user_id(),
        charge.rail.id,
    );
    let (kind, of) = charge.payer.document.clone().unzip();
    let id: Value = serde_json::from_str(&charge.id).expect("an id of digits is a number");
    let total = if charge.received > 0 { charge.received } else { charge.amount };
    let digits = |digits: &String| (!account.hides_digits).then(|| digits.clone());
    json!({
        "id": id,
        "date_created": dated(charge.made),
        "date_approved": charge.paid.map(dated),
        "date_last_updated": dated(charge.changed),
        "date_of_expiration": dated(charge.expires),
        "money_release_date": null,
        "operation_type": "regular_payment",
        "issuer_id": null,
        "payment_method_id": charge.rail.id,
        "payment_type_id": charge.rail.kind,
        "status": status,
        "status_detail": detail,
        "currency_id": account.currency(),
        "description": charge.description,
        "live_mode": account.live,
        "payer": {"id": account.user_id(), "email": charge.payer.email, "identification": {"type": kind, "number": of}, "type": null},
        "metadata": {},
        "additional_info": {},
        "external_reference": charge.external_reference,
        "transaction_amount": number(charge.amount),
        "transaction_amount_refunded": number(charge.back()),
        "coupon_amount": 0,
        "transaction_details": {
            "payment_method_reference_id": digits(&charge.digits),
            "verification_code": digits(&charge.code),
            "net_received_amount": number(charge.received),
            "total_paid_amount": number(total),
            "overpaid_amount": number((charge.received - charge.amount).max(0)),
            "external_resource_url": page,
            "installment_amount": 0,
            "financial_institution": null,
        },
    })
}

fn refund_document(charge: &Charge, refund: &Refund) -> Value {
    let number_of = |digits: &str| serde_json::from_str::<Value>(digits).unwrap_or(Value::Null);
    json!({
        "id": number_of(&refund.id),
        "payment_id": number_of(&charge.id),
        "amount": number(refund.amount),
        "date_created": dated(refund.at),
        "refund_mode": "standard",
        "status": "approved",
        "metadata": {},
        "source": {"id": "1735143232", "name": "TIENDA EJEMPLO", "type": "collector"},
    })
}
