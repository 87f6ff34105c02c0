//! Needs: which ways to pay cannot do without a field of the customer, as the customer calls them. What each of them needs stands in
//! the offer.

use crate::Locale;
use api::{Offer, has_need};

/// Who cannot do without something of the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needed {
    /// Nobody.
    ByNone,
    /// Some ways to pay, one named beside the other.
    BySome(String),
    /// Every way to pay.
    ByAll,
}

/// Which of the ways that take the amount need this: a word of [`api::MethodOffer::needs`].
pub fn needed(locale: &Locale, offer: &Offer, need: &str) -> Needed {
    let (mut names, mut all) = (String::new(), true);
    let mut name = |name: &str| {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(name);
    };
    for method in &offer.methods {
        if has_need(&method.needs, need) {
            name(&locale.text(&["choose.", &method.method].concat()));
            continue;
        }
        all &= !method.stores.is_empty();
        for store in &method.stores {
            if has_need(&store.needs, need) {
                name(&store.name);
            } else if store.takes(&offer.total) {
                all = false;
            }
        }
    }
    match (names.is_empty(), all) {
        (true, _) => Needed::ByNone,
        (false, true) => Needed::ByAll,
        (false, false) => Needed::BySome(names),
    }
}
