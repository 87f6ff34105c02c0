//! The customer's details: name, e-mail, phone, and the DNI where it is needed; each with the right keyboard, the kind of value a
//! browser may fill in, and below it its error, or what the chosen way to pay needs of it.

use super::page::{Checkout, Page};
use super::state::typed::FIELDS as NAMES;
use views::Node;
use views::needs::{Needed, needed};
use views::node::html;

/// A field: how a browser helps with it.
struct Field {
    kind: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
}

/// The fields in the order of [`NAMES`], after the way to pay.
const FIELDS: [Field; 4] = [
    Field { kind: "text", autocomplete: "name", longest: "100" },
    Field { kind: "email", autocomplete: "email", longest: "254" },
    Field { kind: "tel", autocomplete: "tel", longest: "60" },
    Field { kind: "text", autocomplete: "off", longest: "12" },
];

/// The places of the name, the phone and the DNI in [`NAMES`].
const NAME: usize = 1;
pub(crate) const PHONE: usize = 3;
const DOCUMENT: usize = 4;

pub(crate) fn fields(it: Checkout, page: &Page) -> Node {
    let mut fields = html("fieldset").class("group").child(html("legend").child(page.locale.text("details.title")));
    let (_, with_document) = page.asked();
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

/// Takes in a change of a field. Whether a phone that stops nobody can be read is said once it is `whole`.
fn typed(it: Checkout, place: usize, whole: bool) {
    let Some(page) = it.page() else { return };
    page.take_typed();
    page.mend(place);
    // How a phone is read comes with the second half; before it is there, nothing is said.
    let unread = whole && place == PHONE && page.is_whole.get() && lazy::is_unread(&page);
    if *page.unread.peek() != unread {
        page.unread.set(unread);
    }
    if unread && page.needs("phone") {
        page.wrong.change(|wrong| wrong[PHONE] = true);
    }
}

/// A field with its label and what is said below it. One that `can_go` stops nobody whose way to pay does without it: where it cannot
/// be read, it is said that it is left out.
fn field(it: Checkout, page: &Page, place: usize, field: &'static Field, can_go: bool) -> Node {
    let (locale, name) = (&page.locale, NAMES[place]);
    let alone = place == PHONE && !can_go;
    // What begins all that is said of it.
    let key = if alone { "voucher.sms.".to_owned() } else { ["details.", name, "."].concat() };
    let below = [name, "-below"].concat();
    // How many digits a phone has depends on the country; other texts have no place for it.
    let (country, _) = page.asked();
    let by = match page.state.peek().offer() {
        Some(offer) if !alone => needed(locale, offer, if place == NAME { "last_name" } else { name }),
        Some(_) | None => Needed::ByNone,
    };
    let ways = if let Needed::BySome(ways) = &by { ways } else { "" };
    let filled = [("n", country.phone_digits()), ("ways", ways)];
    let is_known = !alone && page.is_known(name);
    let text = |which: &str| {
        let key = [&key, which].concat();
        locale.maybe(&key).map(|_| locale.with(&key, &filled)).unwrap_or_default()
    };
    let hint = |which| if is_known { locale.text("details.known") } else { text(which) };
    let (wrong, needed) = (text("wrong"), hint("needed"));
    // Before a way is chosen, which of them need it.
    let before = hint(if ways.is_empty() { "hint" } else { "some" });
    let hint = hint(if place == NAME && by != Needed::ByNone { "needed" } else { "hint" });
    let all = by == Needed::ByAll;
    let is_needed = move |page: &Page| place < PHONE || alone || all || page.needs(name);
    let is_wrong = move || it.is(|page| page.wrong.follow()[place]);
    let input = html("input")
        .attr("id", name)
        .attr("type", field.kind)
        .attr("autocomplete", field.autocomplete)
        .attr("maxlength", field.longest)
        .attr("inputmode", if place == DOCUMENT { "numeric" } else { field.kind })
        .attr("aria-describedby", &below)
        .attr("value", page.typed.borrow_mut().field(place))
        .follow("aria-invalid", move || is_wrong().then(|| "true".to_owned()))
        // Another way to pay may need other fields; whoever chooses one touches what is wrong.
        .follow("required", move || (is_wrong() | it.is(is_needed) && !is_known).then(String::new))
        .on("input", move |_| typed(it, place, false))
        // All that a password manager tells, or somebody who fills in for a friend.
        .on("change", move |_| typed(it, place, true));
    let unread = if can_go { locale.text("details.phone.unread") } else { String::new() };
    let below = html("p")
        .attr("id", &below)
        .follow("class", move || Some(if is_wrong() { "wrong" } else { "hint" }.to_owned()))
        .child(it.live(move |page| {
            let said = if page.wrong.follow()[place] {
                &wrong
            } else if !can_go {
                &hint
            } else if is_needed(page) {
                &needed
            } else if *page.unread.follow() {
                &unread
            } else if page.typed.borrow().way.is_empty() {
                &before
            } else {
                &hint
            };
            said.clone()
        }));
    let label = html("label").attr("for", name).child(locale.text(&["details.", name].concat()));
    html("div").class("field").child(label).child(input).child(below).into()
}

/// Work of the second half of the program: phones are read there.
mod lazy {
    use crate::checkout::collect;
    use crate::checkout::page::Page;

    /// Whether a phone was typed that cannot be read.
    #[inline(never)]
    pub(super) fn is_unread(page: &Page) -> bool {
        collect::is_unread(page)
    }
}
