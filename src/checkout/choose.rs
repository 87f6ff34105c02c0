//! Screen: choose how and where to pay, and say who pays. On one screen, so that a shopper sees the whole of it.

use super::screen::framed;
use super::{Checkout, details, flow};
use api::{Offer, StoreOffer};
use leptos::prelude::*;
use leptos::{ev, html};
use views::Locale;
use views::badge::badge;

pub(crate) fn screen(it: Checkout, locale: &Locale) -> AnyView {
    let Some(Some(offer)) = it.peek(|state| state.offer.clone()) else { return ().into_any() };
    let body = html::form()
        .attr("id", "choose")
        .attr("novalidate", "")
        .on(ev::submit, move |event| {
            event.prevent_default();
            flow::submit(it);
        })
        .child((what(locale, &offer), ways(it, locale, &offer), details::fields(it, locale)))
        .into_any();
    framed(it, "choose.title", body, submit(it, locale, &offer))
}

/// What is bought, from whom, for how much.
fn what(locale: &Locale, offer: &Offer) -> AnyView {
    let image =
        offer.image.clone().map(|url| html::img().attr("src", url).attr("alt", "").attr("width", "48").attr("height", "48"));
    html::div()
        .class("what")
        .child((
            image,
            html::div().child((html::b().child(offer.description.clone()), html::span().child(offer.merchant.clone()))),
            html::strong().child(locale.money(&offer.total)),
        ))
        .into_any()
}

/// The ways to pay in their groups: transfer first, because it is the quicker one, then the stores.
fn ways(it: Checkout, locale: &Locale, offer: &Offer) -> AnyView {
    let transfer: Vec<_> = offer
        .methods
        .iter()
        .filter(|method| method.method == "spei")
        .map(|_| {
            let name = locale.text("choose.spei");
            way(it, "spei".to_owned(), badge(Some("spei"), &name), name, locale.text("choose.spei.about"), true)
        })
        .collect();
    let mut stores: Vec<_> = offer.methods.iter().flat_map(|method| &method.stores).collect();
    // Stable: the provider's order within those that take the amount, and within those that do not.
    stores.sort_by_key(|store| !store.takes(&offer.total));
    let cash: Vec<_> = stores.into_iter().map(|store| store_way(it, locale, offer, store)).collect();
    let missing = locale.text("choose.missing");
    let missing = move || if flow::is_wrong(it, "way") { missing.clone() } else { String::new() };
    (
        html::p().class("wrong").attr("role", "alert").child(missing),
        group(locale.text("choose.transfer"), transfer),
        group(locale.text("choose.cash"), cash),
    )
        .into_any()
}

fn group(legend: String, ways: Vec<AnyView>) -> AnyView {
    if ways.is_empty() {
        return ().into_any();
    }
    html::fieldset().class("group").child((html::legend().child(legend), html::div().class("ways").child(ways))).into_any()
}

fn store_way(it: Checkout, locale: &Locale, offer: &Offer, store: &StoreOffer) -> AnyView {
    let takes = store.takes(&offer.total);
    let about = match &store.limit {
        Some(limit) if !takes => locale.with("choose.limit", &[("limit", &locale.money(limit))]),
        Some(_) | None => {
            let hours = store.hours.map(|hours| {
                let (from, to) = locale.hours(hours);
                locale.with("choose.hours", &[("from", &from), ("to", &to)])
            });
            let fee = store.till_fee.as_ref().map(|fee| locale.with("choose.fee", &[("fee", &locale.money(fee))]));
            hours.into_iter().chain(fee).collect::<Vec<_>>().join(" · ")
        }
    };
    way(it, ["cash/", &store.id].concat(), badge(store.badge.as_deref(), &store.name), store.name.clone(), about, takes)
}

/// One radio, named by its store alone; what stands below the name describes it.
fn way(it: Checkout, value: String, badge: AnyView, name: String, about: String, takes: bool) -> AnyView {
    let id = ["about-", &value].concat();
    let (chosen, picked) = (value.clone(), value.clone());
    let radio = html::input()
        .attr("type", "radio")
        .attr("name", "way")
        .attr("value", value)
        .attr("aria-label", name.clone())
        .attr("aria-describedby", id.clone())
        .attr("disabled", (!takes).then_some(""))
        .prop("checked", move || it.typed.way.with(|way| *way == chosen))
        .on(ev::change, move |_| {
            it.typed.way.set(picked.clone());
            flow::mend(it, "way");
        });
    html::label()
        .class(if takes { "way" } else { "way off" })
        .child((
            badge,
            html::span().class("about").child((html::b().child(name), html::small().attr("id", id).child(about))),
            radio,
        ))
        .into_any()
}

/// The submit: says what it is doing, and cannot be pressed twice.
fn submit(it: Checkout, locale: &Locale, offer: &Offer) -> AnyView {
    let busy = move || it.state.with(|state| state.busy);
    let amount = [" · ", &locale.money(&offer.total)].concat();
    let (make, making) = (locale.text("submit.make"), locale.text("submit.making"));
    let label = move || {
        if busy() {
            (html::span().class("spin").child(()), making.clone()).into_any()
        } else {
            html::span().child((make.clone(), html::span().attr("aria-hidden", "true").child(amount.clone()))).into_any()
        }
    };
    (
        html::button()
            .class("go")
            .attr("type", "submit")
            .attr("form", "choose")
            .attr("part", "submit")
            .attr("aria-disabled", move || busy().then_some("true"))
            .child(label),
        html::small().child(locale.text("submit.note")),
    )
        .into_any()
}
