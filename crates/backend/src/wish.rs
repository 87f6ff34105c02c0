//! The customer's wish: how to pay, where, and who pays, checked before anybody is asked.
//!
//! Every wrong field is named at once, so that a form need be sent only twice. What is offered is not known here.

use crate::db::orders::Prefill;
use crate::error::{ApiError, field};
use payments::customer::Field;
use payments::typed::one_line;
use payments::{Country, Customer, Method};

/// What the customer wants, checked.
pub struct Wish {
    /// How.
    pub method: Method,
    /// The store's code, where the method is cash.
    pub store: Option<String>,
    /// Who.
    pub customer: Customer,
    /// What else was typed of them, and could not be read.
    pub unread: Vec<Field>,
}

/// What the page sent, with every wrong field named at once. Where it sent nothing, what the merchant knew holds.
pub fn check(wanted: &api::CreateCharge, country: Country, known: &Prefill) -> Result<Wish, ApiError> {
    let mut wrong = Vec::new();
    let method: Option<Method> = wanted.method.parse().ok();
    if method.is_none() {
        wrong.push(field("method", "is not a method we know (cash, spei)"));
    }
    let store = wanted.store.as_deref().filter(|store| !store.is_empty());
    if method == Some(Method::Cash) && store.is_none() {
        wrong.push(field("store", "is needed to pay in cash"));
    }
    let typed = &wanted.customer;
    let or = |typed: &str, known: &Option<String>| match (one_line(typed).is_empty(), known) {
        (true, Some(known)) => known.clone(),
        (_, _) => typed.to_owned(),
    };
    let (name, email) = (or(&typed.name, &known.name), or(&typed.email, &known.email));
    let phone = or(typed.phone.as_deref().unwrap_or_default(), &known.phone);
    let document = typed.document.as_deref().unwrap_or_default();
    let customer = Customer::new(country, &name, &email, Some(&phone), Some(document));
    if let Err(fields) = &customer {
        wrong.extend(fields.iter().map(|wrong| field(&format!("customer.{}", wrong.id()), sentence(*wrong, country))));
    }
    match (method, customer) {
        (Some(method), Ok(customer)) if wrong.is_empty() => {
            let typed = [(Field::Phone, phone.as_str(), customer.phone()), (Field::Document, document, customer.document())];
            let unread = typed.into_iter().filter(|(_, typed, read)| read.is_none() && !one_line(typed).is_empty());
            let unread = unread.map(|(field, _, _)| field).collect();
            Ok(Wish { method, store: store.filter(|_| method == Method::Cash).map(str::to_owned), customer, unread })
        }
        (_, _) => Err(ApiError::fields(wrong)),
    }
}

/// What the provider of the way that was chosen cannot do without, named where it is missing or cannot be read. What it can do
/// without stops nobody.
pub fn complete(wish: &Wish, needs: &[Field], country: Country) -> Result<(), ApiError> {
    let there = |field: &Field| match field {
        Field::Name | Field::Email => true,
        Field::Phone => wish.customer.phone().is_some(),
        Field::Document => wish.customer.document().is_some(),
    };
    let missing: Vec<_> = needs.iter().filter(|field| !there(field)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let why = |missing: Field| match wish.unread.contains(&missing) {
        true => sentence(missing, country),
        false => "is needed to pay this way",
    };
    Err(ApiError::fields(missing.iter().map(|one| field(&format!("customer.{}", one.id()), why(**one))).collect()))
}

/// What is wrong with a field of the customer, for a developer.
pub fn sentence(field: Field, country: Country) -> &'static str {
    match (field, country) {
        (Field::Name, _) => "must be 2 to 100 characters with at least two letters",
        (Field::Email, _) => "must be an e-mail address",
        (Field::Phone, Country::Mx) => "must be ten digits",
        (Field::Phone, Country::Pe) => "must be nine digits that begin with 9",
        (Field::Document, _) => "must be eight digits",
    }
}
