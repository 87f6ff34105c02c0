//! The form: where to pay, and who pays. What was typed stays, and what is wrong is said at its field. What is
//! offered, and whether a field is right, is decided elsewhere.

use super::{Card, Page, Reader, words};
use crate::base::error::WorkError;
use api::{Amount, Code, Offer, StoreOffer};
use payments::Country;
use serde::Deserialize;
use views::badge::badge;
use views::needs::{Needed, needed};
use views::node::{Element, html, nothing};
use views::what::what;
use views::{Locale, Node};

/// What a browser sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// `spei`, or `cash/` and the store's id.
    pub way: String,
    /// Full name, as it was typed.
    pub name: String,
    /// E-mail address, as it was typed.
    pub email: String,
    /// Phone; may be empty.
    pub phone: String,
    /// The DNI, where it is asked for.
    pub document: String,
    /// The idempotency key the form was drawn with.
    pub key: String,
}

impl Typed {
    /// What the form calls them.
    pub(crate) const FIELDS: [&str; 6] = ["way", "name", "email", "phone", "document", "key"];

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
pub fn page(reader: &Reader, offer: &Offer, known: &[String], to: &str, typed: &Typed, error: Option<&WorkError>) -> Page {
    let reader = reader.abroad(&offer.country);
    let locale = &reader.locale;
    let at_fields = error.is_some_and(|error| error.code == Code::InvalidFields);
    let notice = error.filter(|_| !at_fields).map(|error| {
        let (title, help) = words(locale, error);
        // Where another slip is refused because there are some, the way to them.
        let slip = (error.code == Code::TooManyVouchers).then(|| html("a").attr("href", to).child(locale.text("choose.back")));
        let notice = html("div").class("notice").attr("role", "alert").child(html("b").child(title));
        notice.child(html("span").child(help)).child(slip)
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
    // A method for which no store is chosen: a transfer, or cash where one voucher is good at several chains and none is named.
    let bare = |id: &str, chain: Option<&str>| {
        let method = offer.methods.iter().find(|method| method.method == id && method.stores.is_empty())?;
        let key = ["choose.", id].concat();
        let name = locale.text(&key);
        let bound = bound(locale, method.min.as_ref(), method.limit.as_ref(), &offer.total);
        let takes = bound.is_none();
        let about = bound.or_else(|| locale.maybe(&[&key, ".about"].concat())).unwrap_or_default();
        Some(way(id, badge(chain, &name), &name, about, takes, typed))
    };
    let transfer: Vec<Node> = bare("spei", Some("spei")).into_iter().collect();
    let mut stores: Vec<_> = offer.methods.iter().flat_map(|method| &method.stores).collect();
    stores.sort_by_key(|store| !store.takes(&offer.total));
    let cash = stores.into_iter().map(|store| {
        let value = ["cash/", &store.id].concat();
        let takes = store.takes(&offer.total);
        way(&value, badge(store.badge.as_deref(), &store.name), &store.name, about(locale, store, &offer.total), takes, typed)
    });
    let cash = cash.chain(bare("cash", None)).collect();
    vec![missing.into(), group(locale.text("choose.transfer"), transfer), group(locale.text("choose.cash"), cash)].into()
}

/// Hours and till fee of a store, or the bound that is in the way.
fn about(locale: &Locale, store: &StoreOffer, total: &Amount) -> String {
    if let Some(bound) = bound(locale, store.min.as_ref(), store.limit.as_ref(), total) {
        return bound;
    }
    let hours = store.hours.map(|hours| {
        let (from, to) = locale.hours(hours);
        locale.with("choose.hours", &[("from", &from), ("to", &to)])
    });
    let fee = store.till_fee.as_ref().map(|fee| locale.with("choose.fee", &[("fee", &locale.money(fee))]));
    hours.into_iter().chain(fee).collect::<Vec<_>>().join(" · ")
}

/// The least or the most that is taken, where this total is beyond it. A bound in another currency is the provider's to judge.
fn bound(locale: &Locale, min: Option<&Amount>, limit: Option<&Amount>, total: &Amount) -> Option<String> {
    let comparable = |bound: &&Amount| bound.currency == total.currency;
    let under = min.filter(comparable).filter(|min| total.amount < min.amount);
    let over = limit.filter(comparable).filter(|limit| total.amount > limit.amount);
    let under = under.map(|min| locale.with("choose.min", &[("min", &locale.money(min))]));
    under.or_else(|| over.map(|limit| locale.with("choose.limit", &[("limit", &locale.money(limit))])))
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
    let by = |need: &str| needed(locale, offer, need);
    let (last_name, phone, document) = (by("last_name"), by("phone"), by("document"));
    // What some ways alone need is said and not demanded: which of them is chosen in the end, no script sees.
    let ways = if let Needed::BySome(ways) = &phone { ways.as_str() } else { "" };
    let filled = [("n", country.phone_digits()), ("ways", ways)];
    let field = |name: &'static str, kind: &str, autocomplete: &str, longest: &str, value: &str| -> Node {
        let key = ["details.", name].concat();
        let (is_required, hint) = match (name, &last_name, &phone) {
            ("name", Needed::BySome(_) | Needed::ByAll, _) => (true, ".needed"),
            ("phone", _, Needed::ByNone) => (false, ".hint"),
            ("phone", _, Needed::BySome(_)) => (false, ".some"),
            ("phone", _, Needed::ByAll) => (true, ".needed"),
            ("document", _, _) => (document == Needed::ByAll, ".hint"),
            (_, _, _) => (true, ".hint"),
        };
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
            .flag("required", is_required && !is_known);
        let input = if is_wrong { input.attr("aria-invalid", "true") } else { input };
        let (class, text) = if is_wrong {
            ("wrong", locale.with(&[&key, ".wrong"].concat(), &filled))
        } else if is_known {
            ("hint", locale.text("details.known"))
        } else {
            let key = [&key, hint].concat();
            ("hint", locale.maybe(&key).map(|_| locale.with(&key, &filled)).unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn the_form_is_described_with_the_very_fields_it_has() {
        // What serde reads it from says which fields there are.
        let all = Typed::FIELDS.map(|field| (field, serde_json::Value::from(field)));
        let read: Typed = serde_json::from_value(all.into_iter().collect()).unwrap();
        let Typed { way, name, email, phone, document, key } = read;
        assert_eq!([way, name, email, phone, document, key], Typed::FIELDS.map(str::to_owned));
    }
}
