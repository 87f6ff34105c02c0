//! The voucher as a slip of paper: the store's band, the amount, the bars, the digits, and until when.
//!
//! The same slip is drawn in the browser and by the server. It does not know how to copy or print: whoever draws it
//! hands in what makes a copy button, and the server hands in nothing.

use crate::barcode::barcode;
use crate::node::{Element, Node, html, live, nothing};
use crate::{Locale, steps};
use api::{Charge, Order, Payable};
use facts::{Digits, Facts, Row, Until};

pub mod facts;

/// Makes the button that copies `value` and is named by the text `key`, or nothing.
pub type CopyButton<'a> = &'a dyn Fn(&'static str, &str) -> Node;

/// The present moment in epoch seconds, followed where it moves.
pub type Now = Box<dyn Fn() -> i64 + Send>;

/// The slip, and what is said below it. Draws nothing for a charge without a voucher. `address` is our page of the order.
pub fn voucher(locale: &Locale, order: &Order, charge: &Charge, address: &str, now: Now, copy: CopyButton<'_>) -> Node {
    vec![paper(locale, order, charge, address, now, copy), below(locale, charge)].into()
}

/// The slip alone. Draws nothing for a charge without a voucher.
pub fn paper(locale: &Locale, order: &Order, charge: &Charge, address: &str, now: Now, copy: CopyButton<'_>) -> Node {
    let (Some(slip), Some(facts)) = (&charge.voucher, Facts::of(locale, order, charge, address)) else { return nothing() };
    let (badge, about) = match (&slip.payable, &charge.store) {
        (Payable::Transfer { .. }, _) => (Some("spei"), "voucher.from-bank"),
        (Payable::Deposit { .. } | Payable::Reference { .. } | Payable::Page { .. }, store) => {
            let about = if store.as_ref().is_some_and(|store| store.bank) { "voucher.at-bank" } else { "voucher.at-counter" };
            (store.as_ref().and_then(|store| store.badge.as_deref()), about)
        }
    };
    let payable = charge.is_payable();
    // The provider's page is a link below the slip.
    let Facts { what, test, place, ordered, due, bring, digits, rows, until, bars, link: _, address } = facts;
    let band =
        html("div").class("band").child(html("b").verbatim().child(place)).child(html("small").child(locale.text(about)));
    let [before, total, after] = bring;
    let bring = html("span").child(before).child(html("b").verbatim().child(total)).child(after);
    let amount = html("div")
        .class("amount")
        .child(ordered.map(|ordered| html("span").child(ordered)))
        .child(html("strong").attr("part", "amount").verbatim().child(due))
        .child(bring);
    // Whose it is and what for, for whoever finds it among their photos or papers; the address on paper alone.
    let foot = html("div")
        .class("foot")
        .child(html("p").child(what))
        .child(test.map(|test| html("p").child(test)))
        .child(html("p").class("address").verbatim().child(address));
    html("article")
        .class("slip")
        .attr("part", "voucher")
        .attr("data-store", badge.unwrap_or("other"))
        .attr("data-status", if payable { "open" } else { "closed" })
        .child(band)
        .child(amount)
        .child(bars.filter(|_| payable).and_then(|bars| self::bars(locale, &bars)))
        .child(dues(locale, digits, rows, payable, copy))
        .child(until.map(|until| self::until(locale, until, payable.then_some(now), slip.pay_by.is_some())))
        .child(foot)
        .into()
}

/// What is said below the slip: the steps, and where the provider shows it.
pub fn below(locale: &Locale, charge: &Charge) -> Node {
    let Some(slip) = &charge.voucher else { return nothing() };
    let steps = charge.is_payable().then(|| steps::steps(locale, charge));
    // Where the page is all there is, it is opened on the slip itself.
    let page = slip.link.as_deref().filter(|_| !matches!(slip.payable, Payable::Page { .. }));
    let below =
        |key: &str, link: Option<&str>| link.and_then(|link| Some(html("p").class("link").child(out(locale, key, link)?)));
    let steps: Node = steps.into();
    vec![steps, below("voucher.link", page).into(), below("voucher.pdf", slip.pdf.as_deref()).into()].into()
}

/// The way out to a page of the provider's, or its file to print, named by the text `key`. Only the web's addresses are followed.
fn out(locale: &Locale, key: &str, link: &str) -> Option<Element> {
    link.starts_with("https://").then(|| {
        let link = html("a").attr("href", link).attr("target", "_blank").attr("rel", "noopener noreferrer");
        link.child(locale.text(key))
    })
}

fn bars(locale: &Locale, content: &str) -> Option<Element> {
    let name = locale.with("voucher.barcode", &[("digits", content)]);
    Some(html("div").class("bars").child(barcode(content, &name)?))
}

/// What is handed over: the digits in groups, or the page that shows them, and what goes with them. What is no longer `payable` is
/// neither copied nor opened.
pub(crate) fn dues(locale: &Locale, digits: Digits, rows: Vec<Row>, payable: bool, copy: CopyButton<'_>) -> Element {
    let Digits { label, part, copy: key, bare, groups } = digits;
    let button = |key, value: &str| if payable { copy(key, value) } else { nothing() };
    let press: Node = if part != "page" {
        button(key, &bare)
    } else {
        out(locale, key, &bare).filter(|_| payable).map(|link| link.class("go")).into()
    };
    let rows = rows.into_iter().map(|Row { label, value, copy }| -> Node {
        let copy = copy.map_or_else(nothing, |copy| button(copy, &value));
        let said = html("dd").child(html("span").verbatim().child(value)).child(copy);
        html("div").child(html("dt").child(label)).child(said).into()
    });
    html("div")
        .class("dues")
        .child(html("small").child(label))
        .child(html("div").class("digits").attr("part", part).attr("data-value", &bare).verbatim().child(spaced(groups)))
        .child(press)
        .child(html("dl").child(rows.collect::<Vec<_>>()))
}

/// The groups, each a word of its own: a screen reader pauses between them, and none is broken over two lines.
pub fn spaced(groups: Vec<String>) -> Vec<Node> {
    groups.into_iter().flat_map(|group| [html("span").child(group).into(), " ".into()]).collect()
}

/// Until when, in the store's zone, and what is left of it while it can be paid: `early` where tills close before its end.
pub(crate) fn until(locale: &Locale, until: Until, now: Option<Now>, early: bool) -> Element {
    let Until { text, zone, seconds } = until;
    let whole = html("div").class("until").child(html("b").child(text));
    let (Some(now), Some(seconds)) = (now, seconds) else { return whole.child(html("div").child(zone)) };
    let locale = locale.clone();
    let left = live(move || match seconds - now() {
        ..=0 if early => locale.text("left.closed"),
        left => locale.left(left),
    });
    // Two pieces, so that a narrow slip breaks between them and not within.
    whole.child(html("div").child(html("span").child(zone).child(" ·")).child(" ").child(html("span").child(left)))
}

/// What a zone's clock is called.
pub(crate) fn zone(locale: &Locale, zone: &str) -> String {
    locale.maybe(&["zone.", zone].concat()).unwrap_or_else(|| zone.to_owned())
}

/// The store or method a charge is paid by, as the customer calls it.
pub fn place(locale: &Locale, charge: &Charge) -> String {
    let method = if charge.method == "cash" { "choose.cash" } else { "choose.spei" };
    charge.store.as_ref().map_or_else(|| locale.text(method), |store| store.name.clone())
}

#[cfg(test)]
pub(crate) mod tests;
