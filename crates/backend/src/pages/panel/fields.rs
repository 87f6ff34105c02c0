//! Fields of a form: a label above, what is wrong below, and what was typed inside. What a form is for is not known here.

use views::Node;
use views::node::{Element, html};

/// A field, before it is drawn.
pub struct Field<'a> {
    /// Its name in the form.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What is worth knowing about it.
    pub hint: Option<String>,
    /// What is wrong with what was typed.
    pub wrong: Option<String>,
    /// The value that was typed.
    pub value: &'a str,
}

impl Field<'_> {
    /// A line to write in; `dress` gives it what is its own.
    pub fn line(self, dress: impl FnOnce(Element) -> Element) -> Node {
        let input = html("input").attr("value", self.value);
        self.around(dress(input))
    }

    /// One of several: value and words of each.
    pub fn select(self, choices: &[(&str, String)]) -> Node {
        let option = |(value, words): &(&str, String)| -> Node {
            let option = html("option").attr("value", value).flag("selected", *value == self.value);
            option.child(words.as_str()).into()
        };
        let select = html("select").child(choices.iter().map(option).collect::<Vec<_>>());
        self.around(select)
    }

    fn around(self, input: Element) -> Node {
        let below = [self.name, "-below"].concat();
        let input = input.attr("id", self.name).attr("name", self.name);
        let input = if self.wrong.is_some() { input.attr("aria-invalid", "true") } else { input };
        let has_below = self.wrong.is_some() || self.hint.is_some();
        let input = if has_below { input.attr("aria-describedby", &below) } else { input };
        let said = match (self.wrong, self.hint) {
            (Some(wrong), _) => Some(html("p").class("wrong").attr("id", &below).child(wrong)),
            (None, Some(hint)) => Some(html("p").class("hint").attr("id", &below).child(hint)),
            (None, None) => None,
        };
        let label = html("label").attr("for", self.name).child(self.label);
        html("div").class("field").child(label).child(input).child(said).into()
    }
}

/// Several lines to write in. Its id is said, because a page may have several of one name; Enter begins a line and sends nothing.
pub fn area(id: &str, name: &str, label: String, wrong: Option<String>, value: &str) -> Node {
    let below = [id, "-below"].concat();
    let area = html("textarea").attr("id", id).attr("name", name).attr("rows", "2").attr("maxlength", "500");
    let area = if wrong.is_some() { area.attr("aria-invalid", "true").attr("aria-describedby", &below) } else { area };
    let wrong = wrong.map(|wrong| html("p").class("wrong").attr("id", &below).child(wrong));
    let label = html("label").attr("for", id).child(label);
    html("div").class("field").child(label).child(area.child(value)).child(wrong).into()
}

/// Several of which one is chosen, beside each other: value and words of each.
pub fn segments(name: &'static str, legend: String, chosen: &str, choices: &[(&str, String)]) -> Node {
    let choice = |(value, words): &(&str, String)| -> Node {
        let radio = html("input").attr("type", "radio").attr("name", name).attr("value", value);
        let radio = radio.flag("checked", *value == chosen);
        html("label").child(radio).child(html("span").child(words.as_str())).into()
    };
    let choices = html("div").class("segments").child(choices.iter().map(choice).collect::<Vec<_>>());
    html("fieldset").class("field").child(html("legend").child(legend)).child(choices).into()
}

/// Something to have or not, with what it means.
pub fn tick(name: &'static str, value: &str, ticked: bool, words: String, about: String) -> Node {
    let input = html("input").attr("type", "checkbox").attr("name", name).attr("value", value).flag("checked", ticked);
    let about = html("span").child(html("b").child(words)).child(html("small").child(about));
    html("label").class("tick").child(input).child(about).into()
}

/// A hidden field of a form.
pub fn hidden(name: &str, value: &str) -> Element {
    html("input").attr("type", "hidden").attr("name", name).attr("value", value)
}

/// Text to take along: it can be selected whole, and, where scripts run, copied by a press.
///
/// `class` says how much it is the thing to do: `go` or `ghost`.
pub fn to_copy(class: &str, id: &str, text: &str, copy: String, done: String) -> Node {
    let code = html("code").attr("id", id).attr("tabindex", "0").child(text);
    let button = html("button").class(class).attr("type", "button").attr("data-copy", id).attr("data-done", &done);
    let button = button.flag("hidden", true).child(super::icon::copy()).child(html("span").child(copy));
    html("div").class("copy").child(code).child(button).into()
}
