//! The numbered steps: what to do with the slip, in the order of doing it. It knows no store: where to go is the
//! store's name and hours, and what to say there is the voucher's.

use crate::Locale;
use crate::node::{Element, Node, html};
use crate::voucher::facts::names;
use api::{Charge, Payable};

/// The steps for a charge, in the reader's language. Empty before there is a voucher.
pub fn texts(locale: &Locale, charge: &Charge) -> Vec<String> {
    let Some(voucher) = &charge.voucher else { return Vec::new() };
    let scannable = voucher.barcode.is_some();
    let mut texts = Vec::new();
    // Where no store was named, any of those that take it.
    let store = &charge.store.as_ref().map_or_else(|| names(&voucher.chains), |store| store.name.clone());
    // What to say at a counter, and the company to look for in a bank's app.
    let (how, company) = match &voucher.payable {
        Payable::Transfer { .. } => {
            return ["open", "pay", "done"].map(|step| locale.text(&["steps.transfer.", step].concat())).to_vec();
        }
        Payable::Deposit { .. } => (locale.text(if scannable { "steps.deposit.scan" } else { "steps.deposit.say" }), None),
        Payable::Reference { company, .. } => {
            let how = match company {
                _ if scannable => locale.text("steps.reference.scan"),
                Some(company) => locale.with("steps.reference.say", &[("company", company)]),
                None => locale.text("steps.reference.say-plain"),
            };
            (how, company.as_ref())
        }
        Payable::Page { company, .. } => {
            texts.push(locale.with("steps.page.open", &[("company", company)]));
            (locale.text("steps.page.show"), Some(store))
        }
    };
    let is_deposit = matches!(voucher.payable, Payable::Deposit { .. });
    if charge.store.as_ref().is_some_and(|store| store.bank && !is_deposit) {
        // What every bank takes is looked for in one's own, under the very name that was chosen.
        let at = if company == Some(store) { "steps.any-bank." } else { "steps.bank." };
        let company = company.unwrap_or(store);
        texts.push(locale.with(&[at, "app"].concat(), &[("store", store), ("company", company)]));
        texts.push(locale.text(&[at, "code"].concat()));
        texts.push(locale.text("steps.bank.done"));
        return texts;
    }
    let go = match charge.store.as_ref().and_then(|store| store.hours) {
        Some(hours) => {
            let (from, to) = locale.hours(hours);
            locale.with("steps.deposit.go", &[("store", store), ("from", &from), ("to", &to)])
        }
        None => locale.with("steps.deposit.go-any-time", &[("store", store)]),
    };
    // Where to go is not said where nobody says who takes it.
    if !store.is_empty() {
        texts.push(go);
    }
    texts.push(how);
    texts.push(locale.text("steps.cash.pay"));
    texts
}

/// The steps of a charge as a list under their heading.
pub fn steps(locale: &Locale, charge: &Charge) -> Element {
    list(locale, texts(locale, charge))
}

/// Any steps as a list under their heading.
pub(crate) fn list(locale: &Locale, texts: Vec<String>) -> Element {
    let items: Vec<Node> = texts.into_iter().map(|text| html("li").child(text).into()).collect();
    html("section").class("steps").child(html("h3").child(locale.text("steps.title"))).child(html("ol").child(items))
}
