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

/// A cross: close.
pub(crate) fn cross() -> Element {
    stroke("22", "M6 6l12 12M18 6L6 18")
}

/// A tick: done.
pub(crate) fn check(size: &str) -> Element {
    stroke(size, "M5 12.5l5 5 9-10")
}

/// A triangle with an exclamation mark: a problem.
pub(crate) fn alert() -> Element {
    stroke("40", "M12 7v6M12 17h.01M12 2.5l10 18H2z")
}

/// An arrow out of a box: share.
pub(crate) fn share() -> Element {
    stroke("20", "M12 15V3M8 7l4-4 4 4M6 11H4v10h16V11h-2")
}

/// A calendar's sheet: a reminder.
pub(crate) fn calendar() -> Element {
    stroke("20", "M4 6h16v15H4zM4 11h16M8 3v5M16 3v5")
}

/// A framed landscape: an image.
pub(crate) fn picture() -> Element {
    stroke("20", "M3 4h18v16H3zM3 17l6-6 5 5 3-3 4 4M16 8h.01")
}

/// A printer.
pub(crate) fn printer() -> Element {
    stroke("20", "M7 9V3h10v6M7 18H3V9h18v9h-4M7 14h10v7H7z")
}

/// Two arrows, to and fro: change.
pub(crate) fn change() -> Element {
    stroke("20", "M4 8h15l-4-4M20 16H5l4 4")
}
