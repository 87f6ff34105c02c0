//! A payment is made, confirmed, cancelled: what is checked, in the order a person would, and what follows.

use super::account::AccountId;
use super::errors::Failure;
use super::form::Form;
use super::intent::{Billing, Intent, Means, Status};
use super::{FakeStripe, customer, lists, triggers};
use crate::fake::Moment;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;
use std::borrow::Cow;

/// The least and the most of a slip for OXXO, in centavos.
const LIMITS: std::ops::RangeInclusive<i64> = 1_000..=1_000_000;

/// How a payment is paid: what may be said of it when it is made or confirmed.
const MEANS: [&str; 6] = [
    "payment_method_data[type]",
    "payment_method_data[billing_details][name]",
    "payment_method_data[billing_details][email]",
    "payment_method_options[oxxo][expires_after_days]",
    "payment_method_options[customer_balance][funding_type]",
    "payment_method_options[customer_balance][bank_transfer][type]",
];

/// What else may be said when it is made.
const FIELDS: [&str; 8] =
    ["amount", "currency", "confirm", "customer", "description", "metadata[*]", "payment_method_types[]", "receipt_email"];

/// `POST /v1/payment_intents`.
pub(super) fn create(fake: &mut FakeStripe, account: AccountId, form: &Form, now: Moment) -> Result<Value, Failure> {
    form.only(&[&FIELDS[..], &MEANS].concat())?;
    let amount = form.whole("amount")?.ok_or_else(|| Failure::missing("amount"))?;
    if amount < 1 {
        return Err(Failure::invalid("parameter_invalid_integer", "amount", "This value must be greater than or equal to 1."));
    }
    let currency = form.needed("currency")?.to_ascii_lowercase();
    let customer = form.get("customer");
    if let Some(id) = customer {
        customer::find(fake, account, id).map_err(|_| Failure::names_no("customer", id, "customer"))?;
    }
    let confirms = form.get("confirm") == Some("true");
    let mut intent = Intent::new(account, fake.accounts[account].live, String::new(), amount, currency, now);
    intent.customer = customer.map(str::to_owned);
    intent.description = form.get("description").map(str::to_owned);
    intent.metadata = form.inside("metadata");
    intent.method_types = form.list("payment_method_types").into_iter().map(str::to_owned).collect();
    if intent.method_types.is_empty() {
        intent.method_types.push("card".to_owned());
    }
    if form.get("payment_method_data[type]").is_some() {
        equip(fake, &mut intent, form, now)?;
    } else if confirms {
        return Err(Failure::missing("payment_method"));
    }
    if confirms {
        intent.status = Status::RequiresAction;
    }
    intent.id = fake.next_id("pi_");
    let (place, id) = (fake.intents.len(), intent.id.clone());
    fake.intents.push(intent);
    fake.places.insert(id, place);
    fake.tell(place, "payment_intent.created", now);
    if confirms {
        begin(fake, place, now);
    }
    Ok(written(fake, place, form))
}

/// `POST /v1/payment_intents/{id}/confirm`.
pub(super) fn confirm(fake: &mut FakeStripe, place: usize, form: &Form, now: Moment) -> Result<Value, Failure> {
    form.only(&[&MEANS[..], &["return_url"]].concat())?;
    let status = fake.intents[place].status;
    match status {
        Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {}
        Status::Processing | Status::Succeeded | Status::Canceled => return Err(unexpected("confirm", status)),
    }
    if form.get("payment_method_data[type]").is_some() {
        // Looked at apart, so that a refused one leaves everything as it was.
        let kept = &fake.intents[place];
        let mut intent = Intent::new(kept.account, kept.live, kept.id.clone(), kept.amount, kept.currency.clone(), kept.made);
        (intent.customer, intent.method_types) = (kept.customer.clone(), kept.method_types.clone());
        equip(fake, &mut intent, form, now)?;
        let kept = &mut fake.intents[place];
        (kept.means, kept.billing, kept.trigger) = (intent.means, intent.billing, intent.trigger);
    }
    if fake.intents[place].means.is_none() {
        return Err(Failure::missing("payment_method"));
    }
    fake.intents[place].status = Status::RequiresAction;
    begin(fake, place, now);
    Ok(written(fake, place, form))
}

/// `POST /v1/payment_intents/{id}/cancel`.
pub(super) fn cancel(fake: &mut FakeStripe, place: usize, form: &Form, now: Moment) -> Result<Value, Failure> {
    form.only(&["cancellation_reason"])?;
    let intent = &fake.intents[place];
    match (intent.status, &intent.means) {
        // A slip is good until its date, whoever has changed their mind.
        (Status::RequiresAction | Status::Processing, Some(Means::Oxxo { .. })) | (Status::Succeeded | Status::Canceled, _) => {
            return Err(unexpected("cancel", intent.status));
        }
        (Status::RequiresAction | Status::Processing, Some(Means::Spei) | None)
        | (Status::RequiresPaymentMethod | Status::RequiresConfirmation, _) => {}
    }
    fake.unapply(place, now);
    let intent = &mut fake.intents[place];
    intent.status = Status::Canceled;
    intent.canceled = Some((now, form.get("cancellation_reason").map(str::to_owned)));
    fake.watch(place);
    fake.tell(place, "payment_intent.canceled", now);
    Ok(written(fake, place, form))
}

/// `GET /v1/payment_intents`.
pub(super) fn list(fake: &FakeStripe, account: AccountId, form: &Form) -> Result<Value, Failure> {
    form.only(&[&lists::FIELDS[..], &["customer"]].concat())?;
    let is_wanted = |intent: &&Intent| {
        let theirs = form.get("customer").is_none_or(|wanted| intent.customer.as_deref() == Some(wanted));
        intent.account == account && theirs
    };
    let wanted = fake.intents.iter().rev().filter(is_wanted);
    let newest_first =
        wanted.map(|intent| Cow::Owned(intent.document(fake.customer_of(intent), form.expands_charge()))).collect();
    lists::page(newest_first, form, "/v1/payment_intents")
}

/// A payment as the request wants it.
pub(super) fn written(fake: &FakeStripe, place: usize, form: &Form) -> Value {
    let intent = &fake.intents[place];
    intent.document(fake.customer_of(intent), form.expands_charge())
}

fn unexpected(what: &str, status: Status) -> Failure {
    Failure::state(format!("You cannot {what} this PaymentIntent because it has a status of {}.", status.word()))
}

/// Says how it is paid, where all that this needs is there.
fn equip(fake: &FakeStripe, intent: &mut Intent, form: &Form, now: Moment) -> Result<(), Failure> {
    let kind = form.needed("payment_method_data[type]")?;
    if !intent.method_types.iter().any(|known| known == kind) {
        return Err(Failure::nameless(format!("The payment method type {kind} is not among payment_method_types.")));
    }
    if intent.currency != "mxn" {
        return Err(Failure::nameless(format!("The currency {} cannot be paid by {kind}.", intent.currency)));
    }
    let owned = |name: &str| form.get(name).map(str::to_owned);
    let (name, email) = ("payment_method_data[billing_details][name]", "payment_method_data[billing_details][email]");
    intent.billing = Billing { name: owned(name), email: owned(email) };
    match kind {
        "oxxo" => {
            let (name, email) = (form.needed(name)?, form.needed(email)?);
            if name.split_whitespace().filter(|word| word.chars().count() >= 2).count() < 2 {
                let why = "OXXO needs a first and a last name, each of two letters at least.";
                return Err(Failure::nameless(why));
            }
            if intent.amount < *LIMITS.start() {
                return Err(Failure::invalid("amount_too_small", "amount", "Amount must be at least $10.00 mxn"));
            }
            if intent.amount > *LIMITS.end() {
                return Err(Failure::invalid("amount_too_large", "amount", "Amount must be no more than $10,000.00 mxn"));
            }
            let days = "payment_method_options[oxxo][expires_after_days]";
            let days = (days, form.whole(days)?.unwrap_or(3));
            if !(1..=7).contains(&days.1) {
                return Err(Failure::invalid("parameter_invalid_integer", days.0, "A slip is good for 1 to 7 days."));
            }
            intent.trigger =
                if intent.live { triggers::Trigger::Nothing } else { triggers::of(email, now, fake.settings.pays_by_itself) };
            let expires = end_of_day(now, days.1);
            intent.means = Some(Means::Oxxo { number: number(), days: days.1, expires });
        }
        "customer_balance" => {
            if intent.customer.is_none() {
                return Err(Failure::missing("customer"));
            }
            let options = "payment_method_options[customer_balance]";
            for (name, only) in [("[funding_type]", "bank_transfer"), ("[bank_transfer][type]", "mx_bank_transfer")] {
                let name = format!("{options}{name}");
                if form.needed(&name)? != only {
                    return Err(Failure::nameless(format!("{name} is {only} in Mexico.")));
                }
            }
            intent.means = Some(Means::Spei);
        }
        other => return Err(Failure::nameless(format!("The payment method type {other} is not played here."))),
    }
    intent.status = Status::RequiresConfirmation;
    Ok(())
}

/// It can be paid from now on; what is in its customer's balance already is taken at once.
fn begin(fake: &mut FakeStripe, place: usize, now: Moment) {
    fake.watch(place);
    fake.tell(place, "payment_intent.requires_action", now);
    let customer = fake.intents[place].customer.clone().filter(|_| fake.intents[place].is_transfer());
    if let Some(customer) = customer {
        fake.apply_balance(&customer, now);
    }
}

/// The last second of the day so many days after today, by the clock of Mexico City.
fn end_of_day(now: Moment, days: i64) -> Moment {
    let zone = TimeZone::get("America/Mexico_City").unwrap_or(TimeZone::UTC);
    let today = Timestamp::from_second(now.seconds()).unwrap_or_default().to_zoned(zone.clone()).date();
    let day = today.saturating_add(days.days());
    let end = day.at(23, 59, 59, 0).to_zoned(zone);
    Moment(end.map_or(0, |end| end.timestamp().as_second()) * 1000)
}

/// Thirty-two digits, as in the vendor's own sample.
fn number() -> String {
    format!("{:032}", crate::chance::uuid().as_u128() % 10_u128.pow(32))
}
