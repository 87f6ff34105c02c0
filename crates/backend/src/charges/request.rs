//! The customer's wish: how to pay, where, and who pays, checked before anybody is asked.
//!
//! Every wrong field is named at once, so that a form need be sent only twice. What is offered is not known here.

use crate::base::error::{WorkError, field};
use crate::db::orders::Prefill;
use payments::customer::{Field, Need};
use payments::typed::one_line;
use payments::{Country, Customer, Method};

/// What the customer wants, checked.
pub struct ValidatedCharge {
    /// The payment method.
    pub method: Method,
    /// The store's code, where the method is cash.
    pub store: Option<String>,
    /// The customer who pays, checked.
    pub customer: Customer,
    /// What else was typed of them, and could not be read.
    pub unread: Vec<Field>,
}

/// What the page sent, with every wrong field named at once; `needs_store` says whether a method cannot do without a store. Where it
/// sent nothing, what the merchant knew holds.
///
/// # Errors
///
/// `invalid_fields`, with every field that cannot be used.
pub fn check(
    wanted: &api::CreateCharge,
    country: Country,
    known: &Prefill,
    needs_store: impl Fn(Method) -> bool,
) -> Result<ValidatedCharge, WorkError> {
    let mut wrong = Vec::new();
    let method: Option<Method> = wanted.method.parse().ok();
    if method.is_none() {
        wrong.push(field("method", "is not a method we know (cash, spei)"));
    }
    let store = wanted.store.as_deref().filter(|store| !store.is_empty());
    if store.is_none() && method.is_some_and(|method| method == Method::Cash && needs_store(method)) {
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
            Ok(ValidatedCharge { method, store: store.filter(|_| method == Method::Cash).map(str::to_owned), customer, unread })
        }
        (_, _) => Err(WorkError::fields(wrong)),
    }
}

/// What the provider of the way that was chosen cannot do without, named where it is missing or cannot be read. What it can do
/// without stops nobody.
///
/// # Errors
///
/// `invalid_fields`, with every field the provider needs and the request lacks.
pub fn complete(validated: &ValidatedCharge, needs: &[Need], country: Country) -> Result<(), WorkError> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met_by(&validated.customer)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let why = |missing: Need| match (missing, validated.unread.contains(&missing.field())) {
        (Need::LastName, _) => "must be a first and a last name to pay this way",
        (Need::Phone | Need::Document, true) => sentence(missing.field(), country),
        (Need::Phone | Need::Document, false) => "is needed to pay this way",
    };
    Err(WorkError::fields(missing.iter().map(|one| field(&format!("customer.{}", one.field().id()), why(*one))).collect()))
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
