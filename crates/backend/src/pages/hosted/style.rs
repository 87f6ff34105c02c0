//! The style sheet of the hosted pages: the widget's own, for a page instead of a shadow root, and a little around
//! it. It knows no rule of theirs, only which sheets go together.

use super::short::short;

/// The sheets, in order: tokens first, because the rest is written in them.
const SHEETS: [&str; 6] = [
    include_str!("../../../../views/style/tokens.css"),
    include_str!("../../../../views/style/checkout.css"),
    include_str!("../../../../views/style/controls.css"),
    include_str!("../../../../views/style/badge.css"),
    include_str!("../../../../views/style/voucher.css"),
    include_str!("hosted.css"),
];

/// The sheet, as it travels.
pub fn sheet() -> String {
    short(&in_page(&SHEETS))
}

/// The sheets, one after the other, for a page: what a shadow root calls `:host` is the root there.
pub fn in_page(sheets: &[&str]) -> String {
    sheets
        .join("\n")
        .replace(":host(:not([theme=\"light\"]))", ":root")
        .replace(":host([theme=\"dark\"])", ":root[data-theme=\"dark\"]")
        .replace(":host", ":root")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_asks_for_a_shadow_root() {
        assert!(sheet().contains(":root{"));
        assert!(!sheet().contains(":host"), "a selector no page can match is left");
    }
}
