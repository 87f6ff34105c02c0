//! The customer's wish: how to pay, where, and who pays, checked before anybody is asked.
//!
//! Every wrong field is named at once, so that a form need be sent only twice. What is offered is not known here.

use crate::error::{ApiError, field};
use payments::customer::Field;
use payments::{Customer, Method};

/// What the customer wants, checked.
pub struct Wish {
    /// How.
    pub method: Method,
    /// The store's code, where the method is cash.
    pub store: Option<String>,
    /// Who.
    pub customer: Customer,
}

/// What the page sent, with every wrong field named at once.
pub fn check(wanted: &api::CreateCharge) -> Result<Wish, ApiError> {
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
    let customer = Customer::new(&typed.name, &typed.email, typed.phone.as_deref());
    if let Err(fields) = &customer {
        wrong.extend(fields.iter().map(|wrong| field(&format!("customer.{}", wrong.id()), sentence(*wrong))));
    }
    match (method, customer) {
        (Some(method), Ok(customer)) if wrong.is_empty() => {
            Ok(Wish { method, store: store.filter(|_| method == Method::Cash).map(str::to_owned), customer })
        }
        (_, _) => Err(ApiError::fields(wrong)),
    }
}

/// What is wrong with a field of the customer, for a developer.
fn sentence(field: Field) -> &'static str {
    match field {
        Field::Name => "must be 2 to 100 characters with at least two letters",
        Field::Email => "must be an e-mail address",
        Field::Phone => "must be ten digits",
    }
}
