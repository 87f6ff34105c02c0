//! Who pays: name, e-mail, phone, and the DNI where it is needed; each with the right keyboard, what the browser may fill in, and its error below it.

use super::screen::{Page, Typed};
use super::{Checkout, flow, later};
use js_sys::Reflect;
use views::Node;
use views::node::html;
use wasm_bindgen::JsValue;

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

/// Something has been typed in a field. Whether a phone that stops nobody can be read is said once it is `whole`.
fn typed(it: Checkout, place: usize, whole: bool) {
    let Some(page) = it.page() else { return };
    take(&page);
    flow::mend(&page, place);
    // How a phone is read comes with the second half; before it is there, nothing is said.
    let unread = whole && place == PHONE && page.whole.get() && later::is_unread(&page);
    if *page.unread.peek() != unread {
        page.unread.set(unread);
    }
}

/// Takes in what stands in the fields, whoever wrote it there and whether or not anybody was told. Of a field that is not shown, what
/// was there last.
pub(crate) fn take(page: &Page) {
    for (before, field) in FIELDS.iter().enumerate() {
        let id = ["#", flow::FIELDS[before + 1]].concat();
        let Ok(Some(shown)) = page.root.query_selector(&id) else { continue };
        if let Some(text) = value_of(&shown) {
            *(field.typed)(&mut page.typed.borrow_mut()) = text;
        }
    }
}

fn value_of(field: &JsValue) -> Option<String> {
    Reflect::get(field, &JsValue::from_str("value")).ok()?.as_string()
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
        .on("input", move |_| typed(it, place, false))
        // All that a password manager tells, or somebody who fills in for a friend.
        .on("change", move |_| typed(it, place, true));
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
