//! What is bought, from whom, for how much: above the ways to pay. It does not know them.

use crate::Locale;
use crate::node::{Element, html};
use api::{Amount, Offer};

/// A name that may be longer than the two lines it is shown in.
const LONG: usize = 40;

/// The offer, with what is due: all of it, or what is still to be paid.
pub fn what(locale: &Locale, offer: &Offer, due: &Amount) -> Element {
    let picture = |url: &String| html("img").attr("src", url).attr("alt", "").attr("width", "48").attr("height", "48");
    let names = html("div").child(named("b", &offer.description)).child(named("span", &offer.merchant));
    html("div")
        .class("what")
        .child(offer.image.as_ref().map(picture))
        .child(names)
        .child(html("strong").verbatim().child(locale.money(due)))
}

/// A name, which a press or the keyboard shows in full where it is long (`checkout.css`).
fn named(element: &'static str, name: &str) -> Element {
    let named = html(element).child(name);
    if name.len() > LONG { named.attr("tabindex", "0").attr("title", name) } else { named }
}
