//! The voucher as a slip of paper: the store's band, the amount, the bars, the digits, and until when.
//!
//! The same slip is drawn in the browser and by the server. It does not know how to copy or print: whoever draws it
//! hands in what makes a copy button, and the server hands in nothing.

use crate::badge::badge;
use crate::barcode::barcode;
use crate::{Locale, steps};
use api::{Amount, Charge, ChargeState, Payable, Voucher};
use leptos::html;
use leptos::prelude::*;

/// Makes the button that copies `value` and is named by the text `key`, or nothing.
pub type CopyButton<'a> = &'a dyn Fn(&'static str, String) -> AnyView;

/// The slip, and the steps below it. Draws nothing for a charge without a voucher.
pub fn voucher(locale: &Locale, charge: &Charge, now: Signal<i64>, copy: CopyButton<'_>) -> AnyView {
    let Some(slip) = &charge.voucher else { return ().into_any() };
    let (badge_id, name, about) = match (&slip.payable, &charge.store) {
        (Payable::Transfer { .. }, _) => (Some("spei"), locale.text("choose.spei"), "voucher.from-bank"),
        (_, Some(store)) => (store.badge.as_deref(), store.name.clone(), "voucher.at-counter"),
        (_, None) => (None, String::new(), "voucher.at-counter"),
    };
    let payable = charge.status == ChargeState::Pending;
    let paper = html::article()
        .class("slip")
        .attr("part", "voucher")
        .attr("data-store", badge_id.unwrap_or("other").to_owned())
        .attr("data-status", if payable { "open" } else { "closed" })
        .child((
            html::div().class("band").child((html::b().child(name), html::small().child(locale.text(about)))),
            amount(locale, slip),
            bars(locale, slip, payable),
            digits(locale, &slip.payable, if payable { copy } else { &|_, _| ().into_any() }),
            until(locale, slip, now),
        ));
    let steps = if payable { steps::steps(locale, charge) } else { ().into_any() };
    (paper, steps).into_any()
}

/// The amount, and below it what to bring, or that it must be exact.
fn amount(locale: &Locale, slip: &Voucher) -> AnyView {
    let below = match &slip.till_fee {
        Some(fee) => {
            let total = Amount { amount: slip.amount.amount + fee.amount, currency: slip.amount.currency.clone() };
            let text = locale.with("voucher.bring", &[("fee", &locale.money(fee))]);
            let (before, after) = text.split_once("{total}").unwrap_or((&text, ""));
            (before.to_owned(), html::b().child(locale.money(&total)), after.to_owned()).into_any()
        }
        None => locale.text("voucher.exact").into_any(),
    };
    html::div()
        .class("amount")
        .child((html::strong().attr("part", "amount").child(locale.money(&slip.amount)), html::span().child(below)))
        .into_any()
}

fn bars(locale: &Locale, slip: &Voucher, payable: bool) -> AnyView {
    match &slip.barcode {
        Some(code) if payable => {
            let name = locale.with("voucher.barcode", &[("digits", &code.content)]);
            html::div().class("bars").child(barcode(&code.content, name)).into_any()
        }
        Some(_) | None => ().into_any(),
    }
}

/// The digits in groups, and what goes with them.
fn digits(locale: &Locale, payable: &Payable, copy: CopyButton<'_>) -> AnyView {
    let bare = payable.digits().to_owned();
    let (label, part, button, groups) = match payable {
        Payable::Deposit { .. } => ("voucher.account", "reference", "voucher.copy-reference", fours(&bare)),
        Payable::Reference { .. } => ("voucher.reference", "reference", "voucher.copy-reference", fours(&bare)),
        Payable::Transfer { .. } => ("voucher.clabe", "clabe", "voucher.copy-clabe", clabe_groups(&bare)),
    };
    let rows = match payable {
        Payable::Deposit { bank, beneficiary, .. } => {
            vec![row(locale, "voucher.bank", bank, None), row(locale, "voucher.beneficiary", beneficiary, None)]
        }
        Payable::Reference { company, .. } => vec![row(locale, "voucher.company", company, None)],
        Payable::Transfer { bank, beneficiary, concept, .. } => vec![
            row(locale, "voucher.bank", bank, None),
            row(locale, "voucher.beneficiary", beneficiary, Some(("voucher.copy-beneficiary", copy))),
            row(locale, "voucher.concept", concept, Some(("voucher.copy-concept", copy))),
        ],
    };
    let shown = html::div().class("digits").attr("part", part).attr("data-value", bare.clone()).child(groups);
    html::div()
        .class("dues")
        .child((html::small().child(locale.text(label)), shown, copy(button, bare), html::dl().child(rows)))
        .into_any()
}

fn row(locale: &Locale, label: &str, value: &Option<String>, copy: Option<(&'static str, CopyButton<'_>)>) -> AnyView {
    let Some(value) = value else { return ().into_any() };
    let button = copy.map(|(key, copy)| copy(key, value.clone()));
    html::div().child((html::dt().child(locale.text(label)), html::dd().child(value.clone()), button)).into_any()
}

/// The groups, each a word of its own: a screen reader pauses between them, and none is broken over two lines.
fn spaced<'a>(groups: impl IntoIterator<Item = &'a str>) -> Vec<AnyView> {
    groups.into_iter().map(|group| (html::span().child(group.to_owned()), " ").into_any()).collect()
}

fn fours(digits: &str) -> Vec<AnyView> {
    spaced(payments::voucher::groups(digits))
}

fn clabe_groups(digits: &str) -> Vec<AnyView> {
    match payments::Clabe::parse(digits) {
        Ok(clabe) => spaced(clabe.groups()),
        Err(_) => fours(digits),
    }
}

/// Until when, in the store's zone, and what is left of it.
fn until(locale: &Locale, slip: &Voucher, now: Signal<i64>) -> AnyView {
    let Some(written) = locale.moment(&slip.expires_at, &slip.zone) else { return ().into_any() };
    let text = locale.with("voucher.until", &[("date", &written.date), ("time", &written.time)]);
    let zone = locale.maybe(&["zone.", &slip.zone].concat()).unwrap_or_else(|| slip.zone.clone());
    let left = {
        let locale = locale.clone();
        move || locale.left(written.seconds - now.get())
    };
    html::div().class("until").child((html::b().child(text), html::span().child((zone, " · ", left)))).into_any()
}

/// The store or method a charge is paid by, as the customer calls it.
pub fn place(locale: &Locale, charge: &Charge) -> String {
    charge.store.as_ref().map_or_else(|| locale.text("choose.spei"), |store| store.name.clone())
}

/// The badge of the store or method a charge is paid by.
pub fn place_badge(locale: &Locale, charge: &Charge) -> AnyView {
    match &charge.store {
        Some(store) => badge(store.badge.as_deref(), &store.name),
        None => badge(Some("spei"), &locale.text("choose.spei")),
    }
}
