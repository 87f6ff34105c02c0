//! The few drawings of the checkout, as strokes that take the colour of the text beside them.

use leptos::prelude::*;
use leptos::svg;

fn stroke(size: &'static str, path: &'static str) -> AnyView {
    svg::svg()
        .attr("viewBox", "0 0 24 24")
        .attr("width", size)
        .attr("height", size)
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-width", "2.25")
        .attr("stroke-linecap", "round")
        .attr("stroke-linejoin", "round")
        .attr("aria-hidden", "true")
        .child(svg::path().attr("d", path))
        .into_any()
}

/// Close.
pub(crate) fn cross() -> AnyView {
    stroke("22", "M6 6l12 12M18 6L6 18")
}

/// Done.
pub(crate) fn check(size: &'static str) -> AnyView {
    stroke(size, "M5 12.5l5 5 9-10")
}

/// Something is wrong.
pub(crate) fn alert() -> AnyView {
    stroke("40", "M12 7v6M12 17h.01M12 2.5l10 18H2z")
}
