//! One button: the form that makes or changes it, how it will look as it is typed, and the line to take along. What was
//! typed is turned into the request that a merchant's server would send; whether that is fine is not decided here.

use super::fields::{Field, hidden, segments, tick, to_copy};
use super::sent::{Fields, SEAL};
use super::written::price;
use super::{Around, Page, Part, icon};
use api::{ChangeButton, CreateButton, MerchantButton};
use payments::{Currency, Money};
use views::node::{Element, html};
use views::{Locale, Node};

/// What a form says, as a merchant's server would: or the names of the fields that are no such thing.
///
/// # Errors
///
/// The names of the form's fields that cannot be read.
pub fn wanted(fields: &Fields) -> Result<CreateButton, Vec<String>> {
    let currency: Currency = fields.text("currency").parse().map_err(|_| vec!["currency".to_owned()])?;
    let amount = price(&fields.text("price"), currency).map(Money::minor).ok_or_else(|| vec!["amount".to_owned()])?;
    let methods: Vec<String> = fields.all("methods").filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if methods.is_empty() {
        return Err(vec!["methods".to_owned()]);
    }
    Ok(CreateButton {
        amount,
        currency: currency.code().to_owned(),
        description: fields.text("description"),
        image: fields.said("image"),
        reference: fields.said("reference"),
        // All of them is no choice: one that is added later is then offered too.
        methods: if methods.len() == payments::Method::ALL.len() { Vec::new() } else { methods },
        lang: fields.said("lang"),
        theme: fields.said("theme"),
        label: fields.said("label"),
    })
}

/// The same as a change of a button: what the form leaves empty is taken away.
pub fn change(wanted: CreateButton) -> ChangeButton {
    let text = |text: Option<String>| Some(text.unwrap_or_default());
    ChangeButton {
        amount: Some(wanted.amount),
        currency: Some(wanted.currency),
        description: Some(wanted.description),
        image: text(wanted.image),
        reference: text(wanted.reference),
        methods: Some(wanted.methods),
        lang: text(wanted.lang),
        theme: text(wanted.theme),
        label: text(wanted.label),
        retired: None,
    }
}

/// What the form of a button holds.
pub fn typed(button: &MerchantButton) -> Fields {
    let currency = button.amount.currency.parse().unwrap_or(Currency::Mxn);
    let fields = Fields::default()
        .with("description", &button.description)
        .with("price", &Money::new(button.amount.amount, currency).to_decimal())
        .with("currency", currency.code())
        .with("image", button.image.as_deref().unwrap_or_default())
        .with("reference", button.reference.as_deref().unwrap_or_default())
        .with("lang", button.lang.as_deref().unwrap_or_default())
        .with("theme", button.theme.as_deref().unwrap_or_default())
        .with("label", button.label.as_deref().unwrap_or_default());
    let all = payments::Method::ALL.iter().map(|method| method.id());
    let chosen: Vec<&str> =
        if button.methods.is_empty() { all.collect() } else { button.methods.iter().map(String::as_str).collect() };
    chosen.into_iter().fold(fields, |fields, method| fields.and("methods", method))
}

/// What the form of a new button holds.
pub fn blank(currency: &str) -> Fields {
    let all = payments::Method::ALL.iter();
    all.fold(Fields::default().with("currency", currency), |fields, method| fields.and("methods", method.id()))
}

/// The page of a new button. `wrong` are the fields that cannot be used.
pub fn new(around: &Around, currencies: &[Currency], fields: &Fields, wrong: &[String]) -> Page {
    let locale = &around.reader.locale;
    let head = html("div").class("head").child(up(locale)).child(html("h1").child(locale.text("button.new")));
    let form = form(around, currencies, fields, wrong, "/panel/buttons/new", locale.text("button.make"));
    let two = html("div").class("two").child(form).child(preview(locale, fields, locale.text("preview.about")));
    Page {
        title: locale.text("button.new"),
        part: Part::Buttons,
        body: vec![head.into(), two.into()].into(),
        widget: true,
        again: None,
    }
}

/// What the page of a button shows beside the button itself.
pub struct One<'a> {
    /// The button that is shown.
    pub button: &'a MerchantButton,
    /// Its line with the loader's hash, where there is a loader.
    pub pinned: Option<String>,
    /// What the form holds.
    pub fields: &'a Fields,
    /// The fields of it that cannot be used.
    pub wrong: &'a [String],
    /// What has just been done, as the key of a text.
    pub done: Option<&'static str>,
}

/// The page of a button.
pub fn one(around: &Around, currencies: &[Currency], one: &One<'_>) -> Page {
    let (locale, button) = (&around.reader.locale, one.button);
    let retired = button.retired.then(|| html("span").class("pill off").child(locale.text("button.retired")));
    let title = html("div").class("title").child(html("h1").child(button.description.as_str())).child(retired);
    let test = html("a").class("ghost").attr("href", &button.page).attr("target", "_blank").attr("rel", "noopener");
    let test = test.child(icon::outside()).child(html("span").child(locale.text("button.test")));
    let test = (!button.retired).then_some(test);
    let price = html("p")
        .class("price")
        .child(locale.money(&button.amount))
        .child(html("small").child(button.amount.currency.as_str()));
    let head =
        html("div").class("head").child(up(locale)).child(html("div").class("row").child(title).child(test)).child(price);
    let done = one.done.map(|key| html("p").class("done").attr("role", "status").child(icon::check()).child(locale.text(key)));
    let path = ["/panel/buttons/", &button.id].concat();
    let form = form(around, currencies, one.fields, one.wrong, &path, locale.text("button.save"));
    let two = html("div").class("two").child(form).child(preview(locale, one.fields, locale.text("preview.about")));
    let line = (!button.retired).then(|| take_along(locale, &button.line, &button.page, one.pinned.as_deref()));
    Page {
        title: button.description.clone(),
        part: Part::Buttons,
        body: vec![head.into(), done.into(), line.into(), two.into(), retire(around, button)].into(),
        widget: true,
        again: None,
    }
}

/// The way up to all buttons.
fn up(locale: &Locale) -> Element {
    html("a").class("up").attr("href", "/panel/buttons").child(icon::back()).child(locale.text("nav.buttons"))
}

/// The line, and the address for where no line can be pasted.
pub fn take_along(locale: &Locale, line: &str, page: &str, pinned: Option<&str>) -> Element {
    let copied = || locale.text("copied");
    let pinned = pinned.map(|pinned| {
        let about = html("p").class("hint").child(locale.text("line.pinned.about"));
        let pinned = to_copy("ghost", "pinned", pinned, locale.text("line.copy.pinned"), copied());
        html("details").child(html("summary").child(locale.text("line.pinned"))).child(about).child(pinned)
    });
    let pasted = html("section").class("card").child(html("h2").child(locale.text("line.title")));
    let pasted = pasted.child(html("p").class("hint").child(locale.text("line.about")));
    let pasted = pasted.child(to_copy("go", "line", line, locale.text("line.copy"), copied())).child(pinned);
    let link = html("section").class("card").child(html("h2").child(locale.text("link.title")));
    let link = link.child(html("p").class("hint").child(locale.text("link.about")));
    let link = link.child(to_copy("ghost", "link", page, locale.text("link.copy"), copied()));
    html("div").class("along").child(pasted).child(link)
}

/// Retiring, behind a second press; or putting back.
fn retire(around: &Around, button: &MerchantButton) -> Node {
    let locale = &around.reader.locale;
    let to = ["/panel/buttons/", &button.id, if button.retired { "/restore" } else { "/retire" }].concat();
    let form = html("form").attr("method", "post").attr("action", &to).child(hidden(SEAL, &around.seal));
    if button.retired {
        let back = html("button").class("ghost").attr("type", "submit").child(locale.text("retire.back"));
        return form.class("card row").child(html("p").child(locale.text("retire.is"))).child(back).into();
    }
    let sure = html("button").class("bad").attr("type", "submit").child(locale.text("retire.sure"));
    let form = form.child(html("p").class("hint").child(locale.text("retire.about"))).child(sure);
    html("details").class("danger").child(html("summary").child(locale.text("retire"))).child(form).into()
}

fn form(around: &Around, currencies: &[Currency], fields: &Fields, wrong: &[String], to: &str, go: String) -> Element {
    let locale = &around.reader.locale;
    let alert = (!wrong.is_empty()).then(|| html("p").class("alert").attr("role", "alert").child(locale.text("wrong.some")));
    let go = html("button").class("go").attr("type", "submit").child(go);
    let form = html("form").class("make").attr("method", "post").attr("action", to).attr("enctype", "multipart/form-data");
    let form = form.attr("data-preview", "preview").attr("data-drafts", "/panel/preview/");
    let form = form.child(hidden(SEAL, &around.seal)).child(alert).child(parts(locale, currencies, fields, wrong));
    form.child(html("div").class("act").child(go))
}

/// What is asked of who makes a button, in two cards: what is sold, and how the button looks.
pub fn parts(locale: &Locale, currencies: &[Currency], fields: &Fields, wrong: &[String]) -> Vec<Node> {
    let is_wrong = |name: &str| wrong.iter().any(|wrong| wrong == name);
    let said = |name: &str| is_wrong(name).then(|| locale.text(&["wrong.", name].concat()));
    let value = |name: &str| fields.text(name);
    let field = |name: &'static str, hint: bool, wrong: Option<String>, value| {
        let hint = hint.then(|| locale.text(&["field.", name, ".hint"].concat()));
        Field { name, label: locale.text(&["field.", name].concat()), hint, wrong, value }
    };

    let (description, typed_price, currency) = (value("description"), value("price"), value("currency"));
    let (image, reference, label, lang) = (value("image"), value("reference"), value("label"), value("lang"));
    let limit = |most: &'static str| move |input: Element| input.attr("maxlength", most);
    let name = field("description", false, said("description"), &description)
        .line(|input| input.attr("maxlength", "200").attr("autocomplete", "off").flag("required", true));
    let price = field("price", false, said("amount"), &typed_price).line(|input| {
        input.attr("inputmode", "decimal").attr("autocomplete", "off").attr("placeholder", "150.00").flag("required", true)
    });
    let currencies: Vec<_> = currencies.iter().map(|it| (it.code(), it.code().to_owned())).collect();
    let currency = field("currency", false, said("currency"), &currency).select(&currencies);

    let upload = html("input").attr("type", "file").attr("accept", "image/png,image/jpeg,image/webp,image/gif");
    let upload = upload.attr("id", "file").attr("name", "file").attr("aria-describedby", "file-below");
    let below = html("p").class("hint").attr("id", "file-below").child(locale.text("field.file.hint"));
    let upload =
        html("div").class("field").child(html("label").attr("for", "file").child(locale.text("field.file"))).child(upload);
    let address = field("image", false, said("image"), &image).line(|input| input.attr("type", "url").attr("inputmode", "url"));

    let methods = payments::Method::ALL.map(|method| -> Node {
        let ticked = fields.all("methods").any(|said| said == method.id());
        let words = |part: &str| locale.text(&["method.", method.id(), part].concat());
        tick("methods", method.id(), ticked, words(""), words(".about"))
    });
    let none = said("methods").map(|wrong| html("p").class("wrong").attr("role", "alert").child(wrong));
    let methods = html("fieldset")
        .class("field")
        .child(html("legend").child(locale.text("field.methods")))
        .child(html("div").class("ticks").child(methods.into_iter().collect::<Vec<_>>()));
    let reference = field("reference", true, said("reference"), &reference).line(limit("100"));

    let label = field("label", false, said("label"), &label)
        .line(|input| input.attr("maxlength", "60").attr("placeholder", &locale.text("field.label.ours")));
    let lang = field("lang", false, said("lang"), &lang).select(&[
        ("", locale.text("lang.page")),
        ("es-MX", locale.text("lang.es-mx")),
        ("es-PE", locale.text("lang.es-pe")),
        ("en", locale.text("lang.en")),
    ]);
    let theme = segments(
        "theme",
        locale.text("field.theme"),
        &value("theme"),
        &[("", locale.text("theme.auto")), ("light", locale.text("theme.light")), ("dark", locale.text("theme.dark"))],
    );

    let card = |title: &str| html("section").class("card").child(html("h2").child(locale.text(title)));
    let sold = card("form.sold").child(name).child(html("div").class("pair").child(price).child(currency));
    let sold = sold.child(upload.child(below)).child(address).child(methods.child(none)).child(reference);
    let look = card("form.look").child(label).child(html("div").class("pair").child(lang).child(theme));
    vec![sold.into(), look.into()]
}

/// The page of a shop, as it will be: the script fills it as the form is typed, with the real element in it.
pub fn preview(locale: &Locale, fields: &Fields, about: String) -> Element {
    let dots = html("p").class("bar").attr("aria-hidden", "true").child(html("i")).child(html("i")).child(html("i"));
    let bar = dots.child(html("span").child(locale.text("preview.place")));
    let picture = html("div").class("frame").child(icon::picture());
    let name = html("b").attr("data-shows", "description").attr("data-empty", &locale.text("preview.name"));
    let price = html("span").attr("data-shows", "price").attr("data-empty", "$150.00");
    let words = html("div").class("words").child(name.child(fields.text("description"))).child(price);
    let page = html("div").class("shop").child(picture).child(words).child(html("div").class("element"));
    let aside = html("aside").class("preview").attr("id", "preview").attr("aria-label", &locale.text("preview.title"));
    let aside = aside.flag("hidden", true).child(html("h2").child(locale.text("preview.title")));
    let aside = aside.child(html("div").class("browser").child(bar).child(page));
    aside.child(html("p").class("hint").child(about))
}
