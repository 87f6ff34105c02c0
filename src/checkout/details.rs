//! Who pays: name, e-mail and phone, each with the right keyboard, what the browser may fill in, and its error below it.

use super::{Checkout, flow};
use leptos::prelude::*;
use leptos::{ev, html};
use views::Locale;

/// A field: its name in the request, and how a browser helps with it.
struct Field {
    name: &'static str,
    kind: &'static str,
    keyboard: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
    typed: RwSignal<String>,
}

pub(crate) fn fields(it: Checkout, locale: &Locale) -> AnyView {
    let typed = it.typed;
    let fields = [
        Field { name: "name", kind: "text", keyboard: "text", autocomplete: "name", longest: "100", typed: typed.name },
        Field { name: "email", kind: "email", keyboard: "email", autocomplete: "email", longest: "254", typed: typed.email },
        Field { name: "phone", kind: "tel", keyboard: "tel", autocomplete: "tel-national", longest: "20", typed: typed.phone },
    ];
    html::fieldset()
        .class("group")
        .child((html::legend().child(locale.text("details.title")), Vec::from(fields.map(|one| field(it, locale, one)))))
        .into_any()
}

fn field(it: Checkout, locale: &Locale, field: Field) -> AnyView {
    let Field { name, kind, keyboard, autocomplete, longest, typed } = field;
    let key = ["details.", name].concat();
    let (below, hint_key) = ([name, "-below"].concat(), [&key, ".hint"].concat());
    let wrong_text = locale.text(&[&key, ".wrong"].concat());
    let hint = locale.maybe(&hint_key).unwrap_or_default();
    let is_wrong = move || flow::is_wrong(it, name);
    let input = html::input()
        .attr("id", name)
        .attr("type", kind)
        .attr("inputmode", keyboard)
        .attr("autocomplete", autocomplete)
        .attr("maxlength", longest)
        .attr("enterkeyhint", "next")
        .attr("aria-describedby", below.clone())
        .attr("aria-invalid", move || is_wrong().then_some("true"))
        .prop("value", move || typed.get())
        .on(ev::input, move |event| {
            typed.set(event_target_value(&event));
            flow::mend(it, name);
        });
    let below_text = move || if is_wrong() { wrong_text.clone() } else { hint.clone() };
    html::div()
        .class("field")
        .child((
            html::label().attr("for", name).child(locale.text(&key)),
            input,
            html::p().attr("id", below).class(move || if is_wrong() { "wrong" } else { "hint" }).child(below_text),
        ))
        .into_any()
}
