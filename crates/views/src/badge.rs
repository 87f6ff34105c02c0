//! A store's badge: its name set in the chain's colours, equal in height and weight to every other. Drawn by us, never
//! a copied logo, and as text, so that it is sharp everywhere and weighs nothing. The colours are in `style/tokens.css`.

use crate::node::{Element, html};

/// The badge. It repeats a name that stands beside it, so it is hidden from screen readers.
pub fn badge(badge: Option<&str>, name: &str) -> Element {
    html("span").class("badge").attr("data-store", badge.unwrap_or("other")).attr("aria-hidden", "true").child(short(name))
}

/// What fits: a pharmacy is known by the rest of its name.
fn short(name: &str) -> &str {
    name.strip_prefix("Farmacias ").unwrap_or(name)
}
