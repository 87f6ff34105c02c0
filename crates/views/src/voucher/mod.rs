//! The voucher as a slip of paper: the store's band, the amount, the bars, the digits, and until when.
//!
//! The same slip is drawn in the browser and by the server. It does not know how to copy or print: whoever draws it
//! hands in what makes a copy button, and the server hands in nothing.

use crate::barcode::barcode;
use crate::node::{Element, Node, html, live, nothing};
use crate::{Locale, steps};
use api::{Amount, Charge, Payable, Voucher};

/// Makes the button that copies `value` and is named by the text `key`, or nothing.
pub type CopyButton<'a> = &'a dyn Fn(&'static str, &str) -> Node;

/// The present moment in epoch seconds, followed where it moves.
pub type Now = Box<dyn Fn() -> i64 + Send>;

/// The slip, and what is said below it. Draws nothing for a charge without a voucher.
pub fn voucher(locale: &Locale, charge: &Charge, now: Now, copy: CopyButton<'_>) -> Node {
    vec![paper(locale, charge, now, copy), below(locale, charge)].into()
}

/// The slip alone. Draws nothing for a charge without a voucher.
pub fn paper(locale: &Locale, charge: &Charge, now: Now, copy: CopyButton<'_>) -> Node {
    let Some(slip) = &charge.voucher else { return nothing() };
    let (badge, about) = match (&slip.payable, &charge.store) {
        (Payable::Transfer { .. }, _) => (Some("spei"), "voucher.from-bank"),
        (Payable::Deposit { .. } | Payable::Reference { .. }, store) => {
            let about = if store.as_ref().is_some_and(|store| store.bank) { "voucher.at-bank" } else { "voucher.at-counter" };
            (store.as_ref().and_then(|store| store.badge.as_deref()), about)
        }
    };
    let payable = charge.is_payable();
    let band =
        html("div").class("band").child(html("b").child(place(locale, charge))).child(html("small").child(locale.text(about)));
    html("article")
        .class("slip")
        .attr("part", "voucher")
        .attr("data-store", badge.unwrap_or("other"))
        .attr("data-status", if payable { "open" } else { "closed" })
        .child(band)
        .child(amount(locale, charge, slip))
        .child(if payable { bars(locale, slip) } else { None })
        .child(dues(locale, &slip.payable, if payable { copy } else { &|_, _| nothing() }))
        .child(until(locale, &slip.expires_at, &slip.zone, now))
        .into()
}

/// What is said below the slip: the steps, and where the provider shows it.
pub fn below(locale: &Locale, charge: &Charge) -> Node {
    let Some(slip) = &charge.voucher else { return nothing() };
    let steps = charge.is_payable().then(|| steps::steps(locale, charge));
    vec![steps.into(), link(locale, slip)].into()
}

/// The amount, and below it what to bring, or that it must be exact.
fn amount(locale: &Locale, charge: &Charge, slip: &Voucher) -> Element {
    // Of a transfer that came in part, what is missing; of anything else, what the slip is for.
    let part = charge.is_payable() && charge.received.amount > 0 && charge.amount.currency == slip.amount.currency;
    let due = if part { charge.missing() } else { slip.amount.clone() };
    let below = match &slip.till_fee {
        Some(fee) => {
            let total = Amount { amount: due.amount + fee.amount, currency: due.currency.clone() };
            let text = locale.with("voucher.bring", &[("fee", &locale.money(fee))]);
            let (before, after) = text.split_once('{').unwrap_or((&text, ""));
            let after = after.split_once('}').map_or(after, |(_, after)| after);
            html("span").child(before).child(html("b").child(locale.money(&total))).child(after)
        }
        None => html("span").child(locale.text("voucher.exact")),
    };
    let exact = html("strong").attr("part", "amount").child(locale.money(&due));
    // A provider that collects in pesos what was ordered in dollars: both are said.
    let ordered = (charge.amount.currency != slip.amount.currency)
        .then(|| html("span").child(locale.with("voucher.exchange", &[("amount", &locale.money(&charge.amount))])));
    html("div").class("amount").child(ordered).child(exact).child(below)
}

/// The provider's own page of the voucher, for who trusts it more. Only the web's addresses are followed.
fn link(locale: &Locale, slip: &Voucher) -> Node {
    match slip.link.as_deref().filter(|link| link.starts_with("https://")) {
        Some(link) => {
            let link = html("a").attr("href", link).attr("target", "_blank").attr("rel", "noopener noreferrer");
            html("p").class("link").child(link.child(locale.text("voucher.link"))).into()
        }
        None => nothing(),
    }
}

fn bars(locale: &Locale, slip: &Voucher) -> Option<Element> {
    let code = slip.barcode.as_ref()?;
    let name = locale.with("voucher.barcode", &[("digits", &code.content)]);
    Some(html("div").class("bars").child(barcode(&code.content, &name)?))
}

/// What is handed over: the digits in groups, and what goes with them.
pub(crate) fn dues(locale: &Locale, payable: &Payable, copy: CopyButton<'_>) -> Element {
    let bare = payable.digits();
    let (label, part, button, groups) = match payable {
        Payable::Deposit { .. } => ("voucher.account", "reference", "voucher.copy-reference", fours(bare)),
        Payable::Reference { .. } => ("voucher.reference", "reference", "voucher.copy-reference", fours(bare)),
        Payable::Transfer { .. } => ("voucher.clabe", "clabe", "voucher.copy-clabe", clabe(bare)),
    };
    let rows = match payable {
        Payable::Deposit { bank, beneficiary, .. } => {
            vec![row(locale, "voucher.bank", bank, nothing()), row(locale, "voucher.beneficiary", beneficiary, nothing())]
        }
        Payable::Reference { company, .. } => vec![row(locale, "voucher.company", company, nothing())],
        Payable::Transfer { bank, beneficiary, concept, .. } => {
            let copy_of = |key, value: &Option<String>| value.as_ref().map_or_else(nothing, |value| copy(key, value));
            vec![
                row(locale, "voucher.bank", bank, nothing()),
                row(locale, "voucher.beneficiary", beneficiary, copy_of("voucher.copy-beneficiary", beneficiary)),
                row(locale, "voucher.concept", concept, copy_of("voucher.copy-concept", concept)),
            ]
        }
    };
    html("div")
        .class("dues")
        .child(html("small").child(locale.text(label)))
        .child(html("div").class("digits").attr("part", part).attr("data-value", bare).child(groups))
        .child(copy(button, bare))
        .child(html("dl").child(rows))
}

fn row(locale: &Locale, label: &str, value: &Option<String>, button: Node) -> Node {
    let Some(value) = value else { return nothing() };
    let (term, said) = (html("dt").child(locale.text(label)), html("dd").child(value.as_str()).child(button));
    html("div").child(term).child(said).into()
}

/// The groups, each a word of its own: a screen reader pauses between them, and none is broken over two lines.
fn spaced<'a>(groups: impl IntoIterator<Item = &'a str>) -> Vec<Node> {
    groups.into_iter().flat_map(|group| [html("span").child(group).into(), " ".into()]).collect()
}

fn fours(digits: &str) -> Vec<Node> {
    spaced(payments::voucher::groups(digits))
}

fn clabe(digits: &str) -> Vec<Node> {
    match payments::Clabe::parse(digits) {
        Ok(clabe) => spaced(clabe.groups()),
        Err(_) => fours(digits),
    }
}

/// Until when, in the store's zone, and what is left of it.
pub(crate) fn until(locale: &Locale, expires_at: &str, zone: &str, now: Now) -> Node {
    let Some(written) = locale.moment(expires_at, zone) else { return nothing() };
    let text = locale.with("voucher.until", &[("date", &written.date), ("time", &written.time)]);
    let zone = locale.maybe(&["zone.", zone].concat()).unwrap_or_else(|| zone.to_owned());
    let left = {
        let locale = locale.clone();
        live(move || locale.left(written.seconds - now()))
    };
    // Two pieces, so that a narrow slip breaks between them and not within.
    let below = html("div").child(html("span").child(zone).child(" ·")).child(" ").child(html("span").child(left));
    html("div").class("until").child(html("b").child(text)).child(below).into()
}

/// The store or method a charge is paid by, as the customer calls it.
pub fn place(locale: &Locale, charge: &Charge) -> String {
    charge.store.as_ref().map_or_else(|| locale.text("choose.spei"), |store| store.name.clone())
}

#[cfg(test)]
pub(crate) mod tests;
