//! The panel's few pictures, drawn as lines in the colour of the text beside them. Each only repeats what stands there in
//! words, so a screen reader is told nothing of it.

use views::Node;
use views::node::svg;

fn drawn(lines: &str) -> Node {
    let path = svg("path").attr("d", lines);
    let svg = svg("svg").attr("viewBox", "0 0 20 20").attr("width", "20").attr("height", "20").attr("aria-hidden", "true");
    let svg = svg.attr("fill", "none").attr("stroke", "currentColor").attr("stroke-width", "1.6");
    svg.attr("stroke-linecap", "round").attr("stroke-linejoin", "round").child(path).into()
}

/// A button that is pressed.
pub fn button() -> Node {
    drawn("M9 13H5a2.5 2.5 0 0 1-2.5-2.5v-2A2.5 2.5 0 0 1 5 6h10a2.5 2.5 0 0 1 2.5 2.5V9M11 10l6 2.2-2.6 1.2L13.2 16z")
}

/// The icon of a list.
pub fn list() -> Node {
    drawn("M5 2.5h10v15l-2.5-1.5-2.5 1.5-2.5-1.5L5 17.5zM8 6.5h4M8 9.5h4M8 12.5h2")
}

/// Something that is done.
pub fn check() -> Node {
    drawn("M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0zM6.8 10.3l2.2 2.2 4.2-4.6")
}

/// Something that is still to be done.
pub fn ring() -> Node {
    drawn("M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0zM10 6.2v4.6M10 13.6v.1")
}

/// The icon of a hint.
pub fn note() -> Node {
    drawn("M17.5 10a7.5 7.5 0 1 1-15 0 7.5 7.5 0 0 1 15 0zM10 9.2v4.6M10 6.4v.1")
}

/// The icon of signing out.
pub fn leave() -> Node {
    drawn("M8 3H4.5v14H8M12.5 6.5 16 10l-3.5 3.5M16 10H8")
}

/// The icon of adding one.
pub fn plus() -> Node {
    drawn("M10 4.5v11M4.5 10h11")
}

/// To another page, in another tab.
pub fn outside() -> Node {
    drawn("M8 5H4.5v10.5H15V12M11.5 4.5h4v4M15.5 4.5 9 11")
}

/// The icon of copying to the clipboard.
pub fn copy() -> Node {
    drawn("M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4")
}

/// To keep as a file.
pub fn download() -> Node {
    drawn("M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12")
}

/// The icon of a search.
pub fn search() -> Node {
    drawn("M14 8.8a5.2 5.2 0 1 1-10.4 0 5.2 5.2 0 0 1 10.4 0zM12.6 12.6l4 4")
}

/// Back to where this belongs.
pub fn back() -> Node {
    drawn("M12 4.5 6.5 10l5.5 5.5")
}

/// A picture that is not there.
pub fn picture() -> Node {
    drawn("M3 4h14v12H3zM3 13.5l4-4 3.5 3.5 2.5-2.5 4 4M13 7.5v.1")
}
