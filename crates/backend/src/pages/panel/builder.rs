//! The page of `www/builder`: a button made with a merchant's token and nothing but the public API. It is a static page, so that any
//! server may serve it; it is written here, by what draws the panel's own form and preview, and a test holds the file to this.
//!
//! What is done with what was typed is known to the page's script alone (`www/builder/builder.js`).

use super::button::{blank, parts, preview, take_along};
use super::fields::Field;
use super::{COLORS, LANGUAGES, Reader, icon};
use crate::pages::document::{Document, markup_of};
use payments::Currency;
use views::node::{Element, html};
use views::{Locale, Node};

/// What the page's script may have to say, by the name it asks for: the field, or what went wrong.
const SAID: [(&str, &str); 12] = [
    ("data-wrong-description", "wrong.description"),
    ("data-wrong-price", "wrong.amount"),
    ("data-wrong-currency", "wrong.currency"),
    ("data-wrong-image", "wrong.image"),
    ("data-wrong-methods", "wrong.methods"),
    ("data-wrong-reference", "wrong.reference"),
    ("data-wrong-label", "wrong.label"),
    ("data-wrong-token", "in.wrong"),
    ("data-wrong-narrow", "in.narrow"),
    ("data-wrong-some", "wrong.some"),
    ("data-wrong-other", "problem.other.help"),
    ("data-wrong-offline", "builder.offline"),
];

/// The file of a language: Spanish comes first.
pub fn file(tag: &str) -> String {
    if tag == LANGUAGES[0].0 { "index.html".to_owned() } else { format!("{tag}.html") }
}

/// The whole document, in a language of the panel.
pub fn page(tag: &str) -> String {
    let reader = Reader::of(tag);
    let locale = &reader.locale;
    let title = locale.text("builder.title");
    let document = Document {
        lang: reader.tag,
        title: &title,
        icon: "/panel/files/icon.svg",
        style: "/panel/files/panel.css",
        metas: &[COLORS],
        scripts: &[
            "<script src=\"/panel/files/panel.js\" defer></script>",
            "<script src=\"builder.js\" defer></script>",
            "<script src=\"/ficha.js\" async></script>",
        ],
        body: &markup_of(html("body").child(body(&reader, &title))),
    };
    document.write_file("crates/backend/src/pages/panel/builder.rs")
}

fn body(reader: &Reader, title: &str) -> Element {
    let locale = &reader.locale;
    let others = LANGUAGES.into_iter().filter(|(tag, _)| *tag != reader.tag);
    let tongue = |(tag, name): (&str, &str)| -> Node {
        html("a").class("tongue").attr("href", &file(tag)).attr("lang", tag).child(name).into()
    };
    let row = html("div").class("row").child(html("h1").child(title)).child(others.map(tongue).collect::<Vec<_>>());
    let head = html("div").class("head").child(row).child(html("p").class("hint").child(locale.text("builder.about")));
    let panel = || html("a").attr("href", "/panel").child(locale.text("builder.panel"));
    let without = html("p").class("alert").child(locale.text("builder.scripts")).child(panel());
    let fields = blank(Currency::Mxn.code());
    let left = html("div").child(form(locale)).child(made(locale, panel()));
    let two = html("div").class("two").child(left).child(preview(locale, &fields, locale.text("builder.preview")));
    html("main").child(head).child(html("noscript").child(without)).child(two)
}

fn form(locale: &Locale) -> Element {
    let fields = blank(Currency::Mxn.code());
    let currencies = [Currency::Mxn, Currency::Pen, Currency::Usd, Currency::Eur, Currency::Gbp];
    let hint = Some(locale.text("builder.key.hint"));
    let token = Field { name: "token", label: locale.text("in.token"), hint, wrong: None, value: "" };
    let token = token.line(|input| {
        let input = input.attr("type", "password").attr("autocomplete", "current-password").flag("required", true);
        input.attr("maxlength", "200").attr("spellcheck", "false").attr("autocapitalize", "none")
    });
    let go = html("button").class("go").attr("type", "submit").child(locale.text("button.make"));
    let last = html("section").class("card").child(html("h2").child(locale.text("builder.key"))).child(token);
    let form = SAID.into_iter().fold(html("form").class("make"), |form, (name, text)| form.attr(name, &locale.text(text)));
    let form = form.attr("data-preview", "preview").flag("novalidate", true).child(parts(locale, &currencies, &fields, &[]));
    let alert = html("p").class("alert").attr("role", "alert").flag("hidden", true);
    form.child(last).child(alert).child(html("div").class("act").child(go))
}

/// What is there once it is made: what to copy, and where to go on.
fn made(locale: &Locale, panel: Element) -> Element {
    let done = html("p").class("done").attr("role", "status").attr("tabindex", "-1").child(icon::check());
    let done = done.child(locale.text("button.made"));
    let more =
        html("a").class("ghost").attr("href", "").child(icon::plus()).child(html("span").child(locale.text("builder.more")));
    let on = html("div").class("row").child(more).child(panel.class("ghost"));
    let along = take_along(locale, "", "", None);
    html("div")
        .attr("id", "made")
        .attr("data-about", &locale.text("preview.about"))
        .flag("hidden", true)
        .child(done)
        .child(along)
        .child(on)
}
