//! Who pays: name, e-mail and phone, each with the right keyboard, what the browser may fill in, and its error below it.

use super::screen::{Page, Typed};
use super::{Checkout, flow};
use views::Node;
use views::node::{Element, html};

/// A field: how a browser helps with it, and where what is typed goes.
struct Field {
    kind: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
    typed: fn(&mut Typed) -> &mut String,
}

/// The fields in the order of [`flow::FIELDS`], after the way to pay.
const FIELDS: [Field; 3] = [
    Field { kind: "text", autocomplete: "name", longest: "100", typed: |typed| &mut typed.name },
    Field { kind: "email", autocomplete: "email", longest: "254", typed: |typed| &mut typed.email },
    Field { kind: "tel", autocomplete: "tel-national", longest: "20", typed: |typed| &mut typed.phone },
];

pub(crate) fn fields(it: Checkout, page: &Page) -> Element {
    let mut fields = html("fieldset").class("group").child(html("legend").child(page.locale.text("details.title")));
    for (before, one) in FIELDS.iter().enumerate() {
        fields = fields.child(field(it, page, before + 1, one));
    }
    fields
}

/// The phone alone, where that is all that is needed.
pub(crate) fn phone(it: Checkout, page: &Page) -> Node {
    field(it, page, 3, &FIELDS[2])
}

fn field(it: Checkout, page: &Page, place: usize, field: &'static Field) -> Node {
    let (locale, name) = (&page.locale, flow::FIELDS[place]);
    let key = ["details.", name].concat();
    let below = [name, "-below"].concat();
    let wrong = locale.text(&[&key, ".wrong"].concat());
    let hint = locale.maybe(&[&key, ".hint"].concat()).unwrap_or_default();
    let is_wrong = move || it.is(|page| page.wrong.follow()[place]);
    let input = html("input")
        .attr("id", name)
        .attr("type", field.kind)
        .attr("autocomplete", field.autocomplete)
        .attr("maxlength", field.longest)
        .attr("aria-describedby", &below)
        .attr("value", (field.typed)(&mut page.typed.borrow_mut()))
        .follow("aria-invalid", move || is_wrong().then(|| "true".to_owned()))
        .on("input", move |event| {
            if let Some(page) = it.page() {
                *(field.typed)(&mut page.typed.borrow_mut()) = leptos::prelude::event_target_value(&event);
                flow::mend(&page, place);
            }
        });
    let below = html("p")
        .attr("id", &below)
        .follow("class", move || Some(if is_wrong() { "wrong" } else { "hint" }.to_owned()))
        .child(it.live(move |page| if page.wrong.follow()[place] { wrong.clone() } else { hint.clone() }));
    let label = html("label").attr("for", name).child(locale.text(&key));
    html("div").class("field").child(label).child(input).child(below).into()
}
