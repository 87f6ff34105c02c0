//! Node on the server: as HTML text. Listeners are left out, because no script runs there; texts and attributes are
//! escaped by a library, because that is no place for one's own cleverness.

use super::node::{Node, Parts, Value};
use html_escape::{encode_double_quoted_attribute_to_string, encode_text_to_string};

/// Elements that have no end tag (HTML, "void elements").
const VOID: [&str; 5] = ["br", "hr", "img", "input", "meta"];

/// Writes a node as HTML.
/// ```
/// use views::{markup, node::html};
///
/// let mut page = String::new();
/// markup::write(&html("p").class("what").child("Bread & <b>butter</b>").into(), &mut page);
/// assert_eq!(page, r#"<p class="what">Bread &amp; &lt;b&gt;butter&lt;/b&gt;</p>"#);
/// ```
pub fn write(node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => {
            encode_text_to_string(text, out);
        }
        Node::Element(element) => write_element(&element.0, out),
        Node::List(nodes) => nodes.iter().for_each(|node| write(node, out)),
        Node::Live(draw) => write(&draw(), out),
    }
}

fn write_element(element: &Parts, out: &mut String) {
    out.extend(["<", element.name]);
    for (name, value) in &element.attributes {
        let live;
        let value = match value {
            Value::Fixed(value) => value,
            Value::Live(value) => {
                live = value();
                &live
            }
        };
        if let Some(value) = value {
            out.extend([" ", name, "=\""]);
            encode_double_quoted_attribute_to_string(value, out);
            out.push('"');
        }
    }
    out.push('>');
    if !VOID.contains(&element.name) {
        element.children.iter().for_each(|child| write(child, out));
        out.extend(["</", element.name, ">"]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::{html, live};
    use super::*;

    #[test]
    fn text_is_text_wherever_it_stands() {
        let mut out = String::new();
        let evil = "<script>\"&'</script>";
        let node = html("p").attr("title", evil).flag("hidden", false).child(evil).child(live(|| "ya")).child(html("br"));
        write(&node.into(), &mut out);
        assert_eq!(
            out,
            "<p title=\"&lt;script&gt;&quot;&amp;'&lt;/script&gt;\">&lt;script&gt;\"&amp;'&lt;/script&gt;ya<br></p>"
        );
    }
}
