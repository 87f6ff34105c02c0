//! A customer, and the cash balance of one: its CLABE, and every line that came or went.

use super::account::AccountId;
use super::errors::Failure;
use super::form::Form;
use super::{FakeStripe, lists};
use crate::fake::Moment;
use serde_json::{Value, json};
use std::borrow::Cow;

/// Who pays.
#[derive(Debug)]
pub(super) struct Customer {
    pub(super) account: AccountId,
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    phone: Option<String>,
    description: Option<String>,
    metadata: Vec<(String, String)>,
    live: bool,
    made: Moment,
    /// Where transfers come in: the same for every payment of this customer.
    pub(super) clabe: String,
    /// What is to be written as concept.
    pub(super) reference: String,
    /// What is in the balance, and is part of no payment.
    pub(super) balance: i64,
    /// Every line of it, the oldest first.
    lines: Vec<Value>,
}

/// What a customer can be made of.
const FIELDS: [&str; 5] = ["name", "email", "phone", "description", "metadata[*]"];

/// What a line says of a transfer that came in.
pub(super) fn funded(reference: Option<&str>) -> Value {
    json!({"bank_transfer": {"reference": reference, "type": "mx_bank_transfer"}})
}

impl Customer {
    /// Writes a line into the balance; answers it as it stands there.
    pub(super) fn enter(&mut self, id: String, kind: &str, amount: i64, more: Value, now: Moment) -> Value {
        self.balance += amount;
        let mut line = json!({
            "id": id,
            "object": "customer_cash_balance_transaction",
            "created": now.seconds(),
            "currency": "mxn",
            "customer": self.id,
            "customer_account": null,
            "ending_balance": self.balance,
            "livemode": self.live,
            "net_amount": amount,
            "type": kind,
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            line[name] = value.clone();
        }
        self.lines.push(line.clone());
        line
    }

    fn document(&self) -> Value {
        let metadata: serde_json::Map<String, Value> =
            self.metadata.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        json!({
            "id": self.id,
            "object": "customer",
            "address": null,
            "balance": 0,
            "created": self.made.seconds(),
            "currency": null,
            "default_source": null,
            "delinquent": false,
            "description": self.description,
            "discount": null,
            "email": self.email,
            "invoice_prefix": self.reference,
            "livemode": self.live,
            "metadata": metadata,
            "name": self.name,
            "phone": self.phone,
            "preferred_locales": [],
            "shipping": null,
            "tax_exempt": "none",
            "test_clock": null,
        })
    }

    fn cash_balance(&self) -> Value {
        json!({
            "object": "cash_balance",
            "available": {"mxn": self.balance},
            "customer": self.id,
            "livemode": self.live,
            "settings": {"reconciliation_mode": "automatic", "using_merchant_default": true},
        })
    }
}

/// `POST /v1/customers`.
pub(super) fn create(fake: &mut FakeStripe, account: AccountId, form: &Form, now: Moment) -> Result<Value, Failure> {
    form.only(&FIELDS)?;
    let owned = |name: &str| form.get(name).map(str::to_owned);
    let id = fake.next_id("cus_");
    let customer = Customer {
        account,
        id: id.clone(),
        name: owned("name"),
        email: owned("email"),
        phone: owned("phone"),
        description: owned("description"),
        metadata: form.inside("metadata"),
        live: fake.accounts[account].live,
        made: now,
        clabe: clabe(fake.ids),
        reference: reference(),
        balance: 0,
        lines: Vec::new(),
    };
    let document = customer.document();
    fake.customers.insert(id, customer);
    Ok(document)
}

/// A customer of this account.
pub(super) fn find<'a>(fake: &'a FakeStripe, account: AccountId, id: &str) -> Result<&'a Customer, Failure> {
    let known = fake.customers.get(id).filter(|customer| customer.account == account);
    known.ok_or_else(|| Failure::no_such("customer", id, "id"))
}

/// What is asked about a customer.
pub(super) fn get(fake: &FakeStripe, account: AccountId, id: &str, what: Option<&str>, form: &Form) -> Result<Value, Failure> {
    let customer = find(fake, account, id)?;
    match what {
        None => Ok(customer.document()),
        Some("cash_balance") => Ok(customer.cash_balance()),
        Some(_) => {
            form.only(&lists::FIELDS)?;
            let newest_first = customer.lines.iter().rev().map(Cow::Borrowed).collect();
            lists::page(newest_first, form, &format!("/v1/customers/{id}/cash_balance_transactions"))
        }
    }
}

/// `POST /v1/test_helpers/customers/{id}/fund_cash_balance`: a transfer comes in.
pub(super) fn fund(fake: &mut FakeStripe, account: AccountId, id: &str, form: &Form, now: Moment) -> Result<Value, Failure> {
    form.only(&["amount", "currency", "reference"])?;
    find(fake, account, id)?;
    let amount = form.whole("amount")?.ok_or_else(|| Failure::missing("amount"))?;
    if amount < 1 {
        return Err(Failure::invalid("parameter_invalid_integer", "amount", "This value must be greater than or equal to 1."));
    }
    if form.needed("currency")? != "mxn" {
        return Err(Failure::nameless("This account takes transfers in mxn alone."));
    }
    let customer = id.to_owned();
    fake.fund(&customer, amount, form.get("reference"), now);
    let last = fake.customers.get(id).and_then(|customer| customer.lines.iter().rev().find(|line| line["type"] == "funded"));
    last.cloned().ok_or_else(|| Failure::no_such("customer", id, "id"))
}

/// A CLABE of its own, with the digit that checks the others. The bank's and the place's digits are those of the documents' samples.
fn clabe(number: u64) -> String {
    let digits = format!("124180{number:011}");
    let weighed = digits.chars().zip([3, 7, 1].into_iter().cycle());
    let sum: u32 = weighed.filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight % 10)).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Twelve capital letters and digits, as in the documents' samples.
fn reference() -> String {
    crate::chance::uuid().simple().to_string().to_ascii_uppercase()[..12].to_owned()
}
