//! Refunds: a transfer goes back to whoever sent it, wholly or in part; so does what is left in a customer's balance.

use super::account::AccountId;
use super::errors::Failure;
use super::form::Form;
use super::intent::Status;
use super::{FakeStripe, customer, lists};
use crate::fake::Moment;
use serde_json::{Value, json};
use std::borrow::Cow;

/// Money that went back.
#[derive(Debug)]
pub(super) struct Refund {
    account: AccountId,
    document: Value,
}

const FIELDS: [&str; 9] =
    ["amount", "payment_intent", "charge", "reason", "instructions_email", "metadata[*]", "customer", "currency", "origin"];

impl FakeStripe {
    /// Gives so much of a payment back.
    pub(super) fn refund(&mut self, place: usize, amount: i64, form: Option<&Form>, now: Moment) -> Value {
        let id = self.next_id("re_");
        let intent = &mut self.intents[place];
        intent.refunded += amount;
        let metadata = form.map(|form| form.inside("metadata")).unwrap_or_default();
        let metadata: serde_json::Map<String, Value> = metadata.into_iter().map(|(name, value)| (name, json!(value))).collect();
        let refund = json!({
            "id": id,
            "object": "refund",
            "amount": amount,
            "balance_transaction": null,
            "charge": intent.charge_id(),
            "created": now.seconds(),
            "currency": "mxn",
            "destination_details": {
                "type": "mx_bank_transfer",
                "mx_bank_transfer": {"reference": null, "reference_status": "pending"},
            },
            "metadata": metadata,
            "payment_intent": intent.id,
            "reason": form.and_then(|form| form.get("reason")),
            "receipt_number": null,
            "source_transfer_reversal": null,
            "status": "succeeded",
            "transfer_reversal": null,
        });
        let (account, about) = (intent.account, intent.id.clone());
        self.refunds.push(Refund { account, document: refund.clone() });
        self.record(account, "refund.created", refund.clone(), &about, now);
        self.tell_of_charge(place, "charge.refunded", now);
        refund
    }
}

/// `POST /v1/refunds`.
pub(super) fn create(fake: &mut FakeStripe, account: AccountId, form: &Form, now: Moment) -> Result<Value, Failure> {
    form.only(&FIELDS)?;
    let amount = form.whole("amount")?;
    if let Some(id) = form.get("customer") {
        return from_balance(fake, account, id, amount, form, now);
    }
    let of = |id: &str, charge: &str| {
        let is_it =
            |intent: &&super::Intent| intent.account == account && (intent.id == id || intent.charge_id() == Some(charge));
        fake.intents.iter().find(is_it).map(|intent| fake.places[&intent.id])
    };
    let place = match (form.get("payment_intent"), form.get("charge")) {
        (Some(id), _) => of(id, "-").ok_or_else(|| Failure::names_no("payment_intent", id, "payment_intent"))?,
        (None, Some(id)) => of("-", id).ok_or_else(|| Failure::names_no("charge", id, "charge"))?,
        (None, None) => return Err(Failure::missing("payment_intent")),
    };
    let intent = &fake.intents[place];
    if intent.status != Status::Succeeded {
        let why = format!("This PaymentIntent ({}) does not have a successful charge to refund.", intent.id);
        return Err(Failure::state(why));
    }
    if !intent.is_transfer() {
        return Err(Failure::nameless("OXXO payments can't be refunded."));
    }
    if fake.customer_of(intent).is_none_or(|customer| customer.email.is_none()) {
        return Err(Failure::nameless("The customer needs an email address, to be asked where the money is to go."));
    }
    let left = intent.received - intent.refunded;
    if left == 0 {
        let why = format!("Charge {} has already been refunded.", intent.charge_id().unwrap_or_default());
        return Err(Failure::invalid("charge_already_refunded", "charge", why));
    }
    let amount = amount.unwrap_or(left);
    if !(1..=left).contains(&amount) {
        return Err(Failure::nameless(format!(
            "Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        )));
    }
    Ok(fake.refund(place, amount, Some(form), now))
}

/// What is left in a customer's balance goes back.
fn from_balance(
    fake: &mut FakeStripe,
    account: AccountId,
    id: &str,
    amount: Option<i64>,
    form: &Form,
    now: Moment,
) -> Result<Value, Failure> {
    let held = customer::find(fake, account, id)?.balance;
    if form.needed("origin")? != "customer_balance" || form.needed("currency")? != "mxn" {
        return Err(Failure::nameless("A customer's balance is given back with origin=customer_balance and currency=mxn."));
    }
    let amount = amount.ok_or_else(|| Failure::missing("amount"))?;
    if !(1..=held).contains(&amount) {
        return Err(Failure::nameless("The amount is more than there is in the customer's balance."));
    }
    let owner = id.to_owned();
    fake.enter(&owner, "return_initiated", -amount, json!({}), now);
    let refund = json!({
        "id": fake.next_id("re_"),
        "object": "refund",
        "amount": amount,
        "charge": null,
        "created": now.seconds(),
        "currency": "mxn",
        "customer": id,
        "metadata": {},
        "payment_intent": null,
        "reason": null,
        "status": "succeeded",
    });
    fake.refunds.push(Refund { account, document: refund.clone() });
    Ok(refund)
}

/// `GET /v1/refunds/{id}`.
pub(super) fn get(fake: &FakeStripe, account: AccountId, id: &str) -> Result<Value, Failure> {
    let known = fake.refunds.iter().find(|refund| refund.account == account && refund.document["id"] == id);
    known.map(|refund| refund.document.clone()).ok_or_else(|| Failure::no_such("refund", id, "id"))
}

/// `GET /v1/refunds`.
pub(super) fn list(fake: &FakeStripe, account: AccountId, form: &Form) -> Result<Value, Failure> {
    form.only(&[&lists::FIELDS[..], &["payment_intent", "charge"]].concat())?;
    let is_wanted = |refund: &&Refund| {
        let fits = |name: &str| form.get(name).is_none_or(|wanted| refund.document[name] == wanted);
        refund.account == account && fits("payment_intent") && fits("charge")
    };
    let newest_first = fake.refunds.iter().rev().filter(is_wanted).map(|refund| Cow::Borrowed(&refund.document)).collect();
    lists::page(newest_first, form, "/v1/refunds")
}
