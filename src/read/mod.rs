//! Reading what the backend answers: one function for each object of `api`, a line for each field.
//!
//! The tests hold each of them against what serde writes, so that a field that is added or renamed cannot be
//! forgotten here. What the first screen reads is here, and what comes after it in `slip`. What is done with an answer is
//! not known.

pub mod slip;
pub mod value;

use crate::checkout::state::CheckoutError;
use api::{Amount, Hours, MethodOffer, Offer, StoreOffer};
use value::Object;

/// The offer of a [`api::Button`].
pub fn button(from: Object<'_>) -> Offer {
    offer(from.object("offer"))
}

/// A [`api::Problem`], as the error it is to the shopper.
pub fn error(from: Object<'_>) -> CheckoutError {
    CheckoutError {
        code: from.text("code"),
        reason: from.maybe_text("reason"),
        detail: from.maybe_text("detail").unwrap_or_else(|| from.text("title")),
        fields: from.list("fields", |field| field.text("field")),
        request_id: from.maybe_text("request_id"),
        wait: 0,
    }
}

fn offer(from: Object<'_>) -> Offer {
    Offer {
        merchant: from.text("merchant"),
        description: from.text("description"),
        image: from.maybe_text("image"),
        total: amount(from.object("total")),
        country: from.text("country"),
        methods: from.list("methods", method),
        test: from.flag("test"),
    }
}

fn method(from: Object<'_>) -> MethodOffer {
    MethodOffer {
        method: from.text("method"),
        stores: from.list("stores", store),
        min: from.maybe("min").map(amount),
        limit: from.maybe("limit").map(amount),
        document: from.flag("document"),
        needs: from.list("needs", Object::itself),
    }
}

fn store(from: Object<'_>) -> StoreOffer {
    StoreOffer {
        id: from.text("id"),
        name: from.text("name"),
        badge: from.maybe_text("badge"),
        hours: from.maybe("hours").map(hours),
        till_fee: from.maybe("till_fee").map(amount),
        min: from.maybe("min").map(amount),
        limit: from.maybe("limit").map(amount),
        needs: from.list("needs", Object::itself),
    }
}

fn hours(from: Object<'_>) -> Hours {
    let minute = |key| u16::try_from(from.number(key)).unwrap_or_else(|_| from.mark_invalid(0));
    Hours { from: minute("from"), to: minute("to") }
}

fn amount(from: Object<'_>) -> Amount {
    Amount { amount: from.number("amount"), currency: from.text("currency") }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod mangled;
#[cfg(test)]
mod tests;
