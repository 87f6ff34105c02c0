//! Who pays: name, e-mail, phone, and the DNI where it is needed; each with the right keyboard, what the browser may fill in, and its error below it.

use super::screen::{Page, Typed};
use super::{Checkout, flow};
use payments::customer::check_phone;
use views::Node;
use views::node::html;

/// A field: how a browser helps with it, and where what is typed goes.
struct Field {
    kind: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
    typed: fn(&mut Typed) -> &mut String,
}

/// The fields in the order of [`flow::FIELDS`], after the way to pay.
const FIELDS: [Field; 4] = [
    Field { kind: "text", autocomplete: "name", longest: "100", typed: |typed| &mut typed.name },
    Field { kind: "email", autocomplete: "email", longest: "254", typed: |typed| &mut typed.email },
    Field { kind: "tel", autocomplete: "tel", longest: "60", typed: |typed| &mut typed.phone },
    Field { kind: "text", autocomplete: "off", longest: "12", typed: |typed| &mut typed.document },
];

/// The places of the phone and the DNI in [`flow::FIELDS`].
const PHONE: usize = 3;
const DOCUMENT: usize = 4;

pub(crate) fn fields(it: Checkout, page: &Page) -> Node {
    let mut fields = html("fieldset").class("group").child(html("legend").child(page.locale.text("details.title")));
    let (_, with_document) = flow::asked(page);
    for (before, one) in FIELDS.iter().enumerate() {
        if before + 1 != DOCUMENT || with_document {
            fields = fields.child(field(it, page, before + 1, one, before + 1 == PHONE));
        }
    }
    fields.into()
}

/// The phone alone, which a slip is sent to: there it must be said, whatever is known.
pub(crate) fn phone(it: Checkout, page: &Page) -> Node {
    field(it, page, PHONE, &FIELDS[2], false)
}

/// A field with its label and what is said below it. One that `can_go` stops nobody: where it cannot be read, it is said that it is
/// left out.
fn field(it: Checkout, page: &Page, place: usize, field: &'static Field, can_go: bool) -> Node {
    let (locale, name) = (&page.locale, flow::FIELDS[place]);
    let alone = place == PHONE && !can_go;
    // What begins all that is said of it.
    let key = if alone { "voucher.sms.".to_owned() } else { ["details.", name, "."].concat() };
    let below = [name, "-below"].concat();
    // How many digits a phone has depends on the country; other texts have no place for it.
    let (country, _) = flow::asked(page);
    let digits = [("n", country.phone_digits())];
    let wrong = locale.with(&[&key, "wrong"].concat(), &digits);
    let hint_key = [&key, "hint"].concat();
    let hint = match !alone && flow::is_known(page, name) {
        true => locale.text("details.known"),
        false => locale.maybe(&hint_key).map(|_| locale.with(&hint_key, &digits)).unwrap_or_default(),
    };
    let is_wrong = move || it.is(|page| page.wrong.follow()[place]);
    let input = html("input")
        .attr("id", name)
        .attr("type", field.kind)
        .attr("autocomplete", field.autocomplete)
        .attr("maxlength", field.longest)
        .attr("inputmode", if place == DOCUMENT { "numeric" } else { field.kind })
        .attr("aria-describedby", &below)
        .attr("value", (field.typed)(&mut page.typed.borrow_mut()))
        .follow("aria-invalid", move || is_wrong().then(|| "true".to_owned()))
        .on("input", move |event| {
            if let Some(page) = it.page() {
                *(field.typed)(&mut page.typed.borrow_mut()) = leptos::prelude::event_target_value(&event);
                flow::mend(&page, place);
                if can_go && *page.unread.peek() {
                    page.unread.set(false);
                }
            }
        });
    let input = match can_go {
        true => input.on("change", move |event| {
            if let Some(page) = it.page() {
                let typed = leptos::prelude::event_target_value(&event);
                page.unread.set(!typed.trim().is_empty() && check_phone(country, &typed).is_none());
            }
        }),
        false => input,
    };
    let unread = if can_go { locale.text("details.phone.unread") } else { String::new() };
    let below = html("p")
        .attr("id", &below)
        .follow("class", move || Some(if is_wrong() { "wrong" } else { "hint" }.to_owned()))
        .child(it.live(move |page| {
            let is_unread = can_go && *page.unread.follow();
            let said = if page.wrong.follow()[place] {
                &wrong
            } else if is_unread {
                &unread
            } else {
                &hint
            };
            said.clone()
        }));
    let label = html("label").attr("for", name).child(locale.text(&["details.", name].concat()));
    html("div").class("field").child(label).child(input).child(below).into()
}
