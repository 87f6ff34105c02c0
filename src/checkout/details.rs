//! Who pays: name, e-mail and phone, each with the right keyboard, what the browser may fill in, and its error below it.

use super::{Checkout, flow};
use leptos::prelude::*;
use views::node::{Element, html, live};
use views::{Locale, Node};

/// A field: its name in the request, and how a browser helps with it.
struct Field {
    name: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
    typed: RwSignal<String>,
}

pub(crate) fn fields(it: Checkout, locale: &Locale) -> Element {
    let typed = it.typed;
    let fields = [
        Field { name: "name", kind: "text", autocomplete: "name", longest: "100", typed: typed.name },
        Field { name: "email", kind: "email", autocomplete: "email", longest: "254", typed: typed.email },
        Field { name: "phone", kind: "tel", autocomplete: "tel-national", longest: "20", typed: typed.phone },
    ];
    let fields: Vec<Node> = fields.into_iter().map(|one| field(it, locale, one)).collect();
    html("fieldset").class("group").child(html("legend").child(locale.text("details.title"))).child(fields)
}

fn field(it: Checkout, locale: &Locale, field: Field) -> Node {
    let Field { name, kind, autocomplete, longest, typed } = field;
    let key = ["details.", name].concat();
    let below = [name, "-below"].concat();
    let wrong_text = locale.text(&[&key, ".wrong"].concat());
    let hint = locale.maybe(&[&key, ".hint"].concat()).unwrap_or_default();
    let is_wrong = move || flow::is_wrong(it, name);
    let input = html("input")
        .attr("id", name)
        .attr("type", kind)
        .attr("autocomplete", autocomplete)
        .attr("maxlength", longest)
        .attr("aria-describedby", &below)
        .attr("value", &typed.get_untracked())
        .follow("aria-invalid", move || is_wrong().then(|| "true".to_owned()))
        .on("input", move |event| {
            typed.set(event_target_value(&event));
            flow::mend(it, name);
        });
    let below = html("p")
        .attr("id", &below)
        .follow("class", move || Some(if is_wrong() { "wrong" } else { "hint" }.to_owned()))
        .child(live(move || if is_wrong() { wrong_text.clone() } else { hint.clone() }));
    let label = html("label").attr("for", name).child(locale.text(&key));
    html("div").class("field").child(label).child(input).child(below).into()
}
