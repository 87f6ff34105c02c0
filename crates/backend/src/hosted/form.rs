//! The form: where to pay, and who pays. What was typed stays, and what is wrong is said at its field. What is
//! offered, and whether a field is right, is decided elsewhere.

use super::{Card, Page, Reader, words};
use crate::error::ApiError;
use api::{Code, Offer, StoreOffer};
use payments::Country;
use serde::Deserialize;
use views::badge::badge;
use views::node::{Element, html, nothing};
use views::what::what;
use views::{Locale, Node};

/// What a browser sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `spei`, or `cash/` and the store's id.
    pub way: String,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Phone; may be empty.
    pub phone: String,
    /// The DNI, where it is asked for.
    pub document: String,
    /// The idempotency key the form was drawn with.
    pub key: String,
}

impl Typed {
    /// The request it stands for.
    pub fn charge(&self) -> api::CreateCharge {
        let (method, store) = match self.way.split_once('/') {
            Some((method, store)) => (method, Some(store.to_owned())),
            None => (self.way.as_str(), None),
        };
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        let customer = api::Customer {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: said(&self.phone),
            document: said(&self.document),
        };
        api::CreateCharge { method: method.to_owned(), store, customer }
    }
}

/// The form's page. `known` are the fields that may be left empty, because the merchant filled them in; `to` is the address it is
/// sent to; `error` what was wrong with the last one.
pub fn page(reader: &Reader, offer: &Offer, known: &[String], to: &str, typed: &Typed, error: Option<&ApiError>) -> Page {
    let reader = reader.abroad(&offer.country);
    let locale = &reader.locale;
    let at_fields = error.is_some_and(|error| error.code == Code::InvalidFields);
    let notice = error.filter(|_| !at_fields).map(|error| {
        let (title, help) = words(locale, error);
        html("div").class("notice").attr("role", "alert").child(html("b").child(title)).child(html("span").child(help))
    });
    let wrong: Vec<&str> = error.map(|error| error.wrong_fields().collect()).unwrap_or_default();
    let form = html("form")
        .attr("id", "choose")
        .attr("method", "post")
        .attr("action", to)
        .child(what(locale, offer, &offer.total))
        .child(notice)
        .child(ways(locale, offer, typed, &wrong))
        .child(details(locale, offer, known, typed, &wrong))
        .child(html("input").attr("type", "hidden").attr("name", "key").attr("value", &typed.key));
    let amount = [" · ", &locale.money(&offer.total)].concat();
    let submit = html("button").class("go").attr("type", "submit").attr("form", "choose").attr("part", "submit");
    let submit = submit
        .child(html("span").child(locale.text("submit.make")).child(html("span").attr("aria-hidden", "true").child(amount)));
    Page {
        reader: reader.clone(),
        merchant: offer.merchant.clone(),
        title: locale.text("choose.title"),
        test: offer.test,
        body: form.into(),
        action: vec![submit.into(), html("small").child(locale.text("submit.note")).into()].into(),
        again: None,
        card: Some(Card::of(locale, offer)),
        taken: None,
    }
}

/// The ways to pay: transfer first, because it is the quicker one, then the stores that take the amount, then those
/// that do not, with the reason.
fn ways(locale: &Locale, offer: &Offer, typed: &Typed, wrong: &[&str]) -> Node {
    let missing = wrong.iter().any(|field| matches!(*field, "method" | "store"));
    let missing = missing.then(|| html("p").class("wrong").attr("role", "alert").child(locale.text("choose.missing")));
    let mut transfer = Vec::new();
    if offer.methods.iter().any(|method| method.method == "spei") {
        let name = locale.text("choose.spei");
        transfer.push(way("spei", badge(Some("spei"), &name), &name, locale.text("choose.spei.about"), true, typed));
    }
    let mut stores: Vec<_> = offer.methods.iter().flat_map(|method| &method.stores).collect();
    stores.sort_by_key(|store| !store.takes(&offer.total));
    let cash = stores.into_iter().map(|store| {
        let value = ["cash/", &store.id].concat();
        let takes = store.takes(&offer.total);
        way(&value, badge(store.badge.as_deref(), &store.name), &store.name, about(locale, store, takes), takes, typed)
    });
    let cash = cash.collect();
    vec![missing.into(), group(locale.text("choose.transfer"), transfer), group(locale.text("choose.cash"), cash)].into()
}

/// Hours and till fee of a store, or the limit that is in the way.
fn about(locale: &Locale, store: &StoreOffer, takes: bool) -> String {
    if let Some(limit) = store.limit.as_ref().filter(|_| !takes) {
        return locale.with("choose.limit", &[("limit", &locale.money(limit))]);
    }
    let hours = store.hours.map(|hours| {
        let (from, to) = locale.hours(hours);
        locale.with("choose.hours", &[("from", &from), ("to", &to)])
    });
    let fee = store.till_fee.as_ref().map(|fee| locale.with("choose.fee", &[("fee", &locale.money(fee))]));
    hours.into_iter().chain(fee).collect::<Vec<_>>().join(" · ")
}

fn way(value: &str, badge: Element, name: &str, about: String, takes: bool, typed: &Typed) -> Node {
    let id = ["about-", value].concat();
    let radio = html("input")
        .attr("type", "radio")
        .attr("name", "way")
        .attr("value", value)
        .attr("aria-label", name)
        .attr("aria-describedby", &id)
        .flag("required", takes)
        .flag("disabled", !takes)
        .flag("checked", takes && typed.way == value);
    let about =
        html("span").class("about").child(html("b").verbatim().child(name)).child(html("small").attr("id", &id).child(about));
    html("label").class(if takes { "way" } else { "way off" }).child(badge).child(about).child(radio).into()
}

fn group(legend: String, ways: Vec<Node>) -> Node {
    if ways.is_empty() {
        return nothing();
    }
    let ways = html("div").class("ways").child(ways);
    html("fieldset").class("group").child(html("legend").child(legend)).child(ways).into()
}

fn details(locale: &Locale, offer: &Offer, known: &[String], typed: &Typed, wrong: &[&str]) -> Element {
    let country = Country::from_id(&offer.country).unwrap_or(Country::Mx);
    let digits = [("n", country.phone_digits())];
    let field = |name: &'static str, kind: &str, autocomplete: &str, longest: &str, value: &str| -> Node {
        let key = ["details.", name].concat();
        let is_known = known.iter().any(|known| known == name);
        let is_wrong = wrong.contains(&["customer.", name].concat().as_str());
        let below = [name, "-below"].concat();
        let input = html("input")
            .attr("id", name)
            .attr("name", name)
            .attr("type", kind)
            .attr("autocomplete", autocomplete)
            .attr("maxlength", longest)
            .attr("inputmode", if name == "document" { "numeric" } else { kind })
            .attr("aria-describedby", &below)
            .attr("value", value)
            .flag("required", name != "phone" && !is_known);
        let input = if is_wrong { input.attr("aria-invalid", "true") } else { input };
        let (class, text) = if is_wrong {
            ("wrong", locale.with(&[&key, ".wrong"].concat(), &digits))
        } else if is_known {
            ("hint", locale.text("details.known"))
        } else {
            let key = [&key, ".hint"].concat();
            ("hint", locale.maybe(&key).map(|_| locale.with(&key, &digits)).unwrap_or_default())
        };
        let label = html("label").attr("for", name).child(locale.text(&key));
        html("div").class("field").child(label).child(input).child(html("p").attr("id", &below).class(class).child(text)).into()
    };
    html("fieldset").class("group").child(html("legend").child(locale.text("details.title"))).child(vec![
        field("name", "text", "name", "100", &typed.name),
        field("email", "email", "email", "254", &typed.email),
        field("phone", "tel", "tel", "60", &typed.phone),
        if offer.methods.iter().any(|method| method.document) {
            field("document", "text", "off", "12", &typed.document)
        } else {
            nothing()
        },
    ])
}
