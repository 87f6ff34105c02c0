//! The few drawings of the checkout, as strokes that take the colour of the text beside them.

use views::node::{Element, svg};

fn stroke(size: &str, path: &str) -> Element {
    svg("svg")
        .class("stroke")
        .attr("viewBox", "0 0 24 24")
        .attr("width", size)
        .attr("height", size)
        .attr("aria-hidden", "true")
        .child(svg("path").attr("d", path))
}

/// Close.
pub(crate) fn cross() -> Element {
    stroke("22", "M6 6l12 12M18 6L6 18")
}

/// Done.
pub(crate) fn check(size: &str) -> Element {
    stroke(size, "M5 12.5l5 5 9-10")
}

/// Something is wrong.
pub(crate) fn alert() -> Element {
    stroke("40", "M12 7v6M12 17h.01M12 2.5l10 18H2z")
}
