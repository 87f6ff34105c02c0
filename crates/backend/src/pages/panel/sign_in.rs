//! The door of the panel: one field, for the merchant's token. What a token opens is not known here.

use super::fields::{Field, hidden};
use super::{Reader, alone};
use views::node::html;

/// The page. `next` is where to go then; `refused` why the last token did not open it, by the name of the text.
pub fn page(reader: &Reader, merchant: &str, next: &str, refused: Option<&str>) -> String {
    let locale = &reader.locale;
    let token = Field {
        name: "token",
        label: locale.text("in.token"),
        hint: Some(locale.text("in.token.hint")),
        wrong: refused.map(|why| locale.text(why)),
        value: "",
    };
    let token = token.line(|input| {
        let input = input.attr("type", "password").attr("autocomplete", "current-password").flag("required", true);
        input.attr("maxlength", "200").attr("spellcheck", "false").attr("autocapitalize", "none").flag("autofocus", true)
    });
    let go = html("button").class("go").attr("type", "submit").child(locale.text("in.go"));
    let form = html("form").class("card form").attr("method", "post").attr("action", "/panel/sign-in");
    let form = form.child(html("h1").child(locale.text("in.title"))).child(html("p").child(locale.text("in.about")));
    let form = form.child(hidden("next", next)).child(token).child(go);
    alone(reader, merchant, &locale.text("in.title"), next, form)
}
