//! Screen: choose how and where to pay, and say who pays. On one screen, so that a shopper sees the whole of it.

use super::frame::framed;
use super::page::{Checkout, Page};
use super::{change, details, flow};
use crate::memory;
use api::{Amount, MethodOffer, Offer, StoreOffer};
use std::ops::Range;
use views::badge::badge;
use views::node::{Element, html, nothing};
use views::what::what;
use views::{Locale, Node};

/// More stores than this are not all shown at once,
const MANY: usize = 8;
/// but these, the first.
const FEW: usize = 6;
/// Of which these are drawn at once.
const FIRST: usize = 3;

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let (Some(offer), Some(due)) = (state.offer(), state.due()) else { return nothing() };
    let locale = &page.locale;
    preselect(page, offer, due);
    let missing = locale.text("choose.missing");
    let missing = it.live(move |page| if page.wrong.follow()[0] { missing.as_str() } else { "" }.to_owned());
    let body = html("form")
        .attr("id", "choose")
        .flag("novalidate", true)
        .child(if state.open_charge().is_some() { change::earlier(it, page) } else { nothing() })
        .child(what(locale, offer, due))
        .child(html("p").class("wrong").attr("role", "alert").child(missing))
        .child(it.part(0, transfer))
        .child(it.part(1, cash))
        .child(it.part(3, details::fields));
    framed(page, it, "choose.title", body, submit(it, locale, due))
}

/// Chooses the payment option of last time, where it is offered: a shopper who has paid before needs two taps,
/// one to open, one to ask for the slip.
fn preselect(page: &Page, offer: &Offer, due: &Amount) {
    let mut typed = page.typed.borrow_mut();
    if typed.way.is_empty() {
        typed.way = memory::way().unwrap_or_default();
    }
    let is_offered = match typed.way.strip_prefix("cash/") {
        Some(id) => stores(offer).any(|store| store.id == id && store.takes(due)),
        None => bare_method(offer, &typed.way).is_some(),
    };
    if !is_offered {
        typed.way.clear();
    }
}

/// The method of that name, where no store is chosen for it: a transfer, or cash where one voucher is good at several chains and the
/// provider names none.
fn bare_method<'a>(offer: &'a Offer, way: &str) -> Option<&'a MethodOffer> {
    offer.methods.iter().find(|method| method.method == way && method.stores.is_empty())
}

/// The least or the most that is taken, where what is due is beyond it. A bound in another currency is the provider's to judge.
fn bound(locale: &Locale, due: &Amount, min: &Option<Amount>, limit: &Option<Amount>) -> Option<String> {
    let is_beyond = |bound: &Option<Amount>, by: i64| {
        bound.as_ref().is_some_and(|bound| bound.currency == due.currency && (due.amount - bound.amount) * by > 0)
    };
    let (key, name, bound) = if is_beyond(min, -1) { ("choose.min", "min", min) } else { ("choose.limit", "limit", limit) };
    (name == "min" || is_beyond(limit, 1)).then(|| {
        let bound = bound.as_ref().map(|bound| locale.money(bound)).unwrap_or_default();
        locale.with(key, &[(name, &bound)])
    })
}

fn stores(offer: &Offer) -> impl Iterator<Item = &StoreOffer> {
    offer.methods.iter().flat_map(|method| &method.stores)
}

/// A transfer: it stands first, because it is the quicker way.
fn transfer(it: Checkout, page: &Page) -> Node {
    bare(it, page, "spei", "choose.transfer")
}

/// A group of one way to pay, for which no store is chosen; nothing where it is not offered.
fn bare(it: Checkout, page: &Page, method: &str, legend: &str) -> Node {
    let state = page.state.peek();
    let (Some(offer), Some(due)) = (state.offer(), state.due()) else { return nothing() };
    let Some(offered) = bare_method(offer, method) else { return nothing() };
    let locale = &page.locale;
    let key = ["choose.", method].concat();
    let name = locale.text(&key);
    let bound = bound(locale, due, &offered.min, &offered.limit);
    let takes = bound.is_none();
    let about = bound.or_else(|| locale.maybe(&[&key, ".about"].concat())).unwrap_or_default();
    group(
        locale.text(legend),
        vec![way(it, page, method, badge((method == "spei").then_some(method), &name), &name, about, takes)],
    )
}

/// The stores. Many are not shown at once, and those behind the door are drawn last: it is closed.
fn cash(it: Checkout, page: &Page) -> Node {
    let many = page.state.peek().offer().is_some_and(|offer| stores(offer).count() > MANY);
    let mut ways = ranked(it, page, 0..FIRST);
    if ways.is_empty() {
        return bare(it, page, "cash", "choose.cash");
    }
    ways.push(it.part(2, if many { few } else { all }));
    if many {
        let more = html("summary").child(page.locale.text("choose.more"));
        ways.push(html("details").child(more).child(it.part(4, others)).into());
    }
    group(page.locale.text("choose.cash"), ways)
}

/// The others of the few that are shown.
fn few(it: Checkout, page: &Page) -> Node {
    ranked(it, page, FIRST..FEW).into()
}

/// All further stores, where there are not many.
fn all(it: Checkout, page: &Page) -> Node {
    ranked(it, page, FIRST..MANY).into()
}

/// The stores that are not shown at once.
fn others(it: Checkout, page: &Page) -> Node {
    html("div").class("others").child(ranked(it, page, FEW..usize::MAX)).into()
}

/// The stores at these places of the order: the one that was used last comes before the others, and those that do not take
/// so much at the end. A store that is picked meanwhile moves nothing.
fn ranked(it: Checkout, page: &Page, places: Range<usize>) -> Vec<Node> {
    let state = page.state.peek();
    let mut ways = Vec::new();
    let (Some(offer), Some(due)) = (state.offer(), state.due()) else { return ways };
    let last = memory::way().unwrap_or_default();
    let rank = |store: &StoreOffer| match (store.takes(due), last.strip_prefix("cash/") == Some(&store.id)) {
        (true, true) => 0,
        (true, false) => 1,
        (false, _) => 2,
    };
    // The provider's order within each rank. A sort would be ten times the code.
    let mut place = 0;
    for wanted in 0..3 {
        for store in stores(offer).filter(|store| rank(store) == wanted) {
            if places.contains(&place) {
                ways.push(store_way(it, page, due, store));
            }
            place += 1;
        }
    }
    ways
}

fn group(legend: String, ways: Vec<Node>) -> Node {
    let ways = html("div").class("ways").child(ways);
    html("fieldset").class("group").child(html("legend").child(legend)).child(ways).into()
}

fn store_way(it: Checkout, page: &Page, due: &Amount, store: &StoreOffer) -> Node {
    let locale = &page.locale;
    let bound = bound(locale, due, &store.min, &store.limit);
    let takes = bound.is_none();
    let about = match bound {
        Some(bound) => bound,
        None => {
            let hours = store.hours.map(|hours| {
                let (from, to) = locale.hours(hours);
                locale.with("choose.hours", &[("from", &from), ("to", &to)])
            });
            let fee = store.till_fee.as_ref().map(|fee| locale.with("choose.fee", &[("fee", &locale.money(fee))]));
            match (hours, fee) {
                (Some(hours), Some(fee)) => [&hours, " · ", &fee].concat(),
                (hours, fee) => hours.or(fee).unwrap_or_default(),
            }
        }
    };
    way(it, page, &["cash/", &store.id].concat(), badge(store.badge.as_deref(), &store.name), &store.name, about, takes)
}

/// A radio button, named by its store alone and described by the line below the name.
fn way(it: Checkout, page: &Page, value: &str, badge: Element, name: &str, about: String, takes: bool) -> Node {
    let (id, picked) = (["about-", value].concat(), value.to_owned());
    let radio = html("input")
        .attr("type", "radio")
        .attr("name", "way")
        .attr("value", value)
        .attr("aria-label", name)
        .attr("aria-describedby", &id)
        .flag("disabled", !takes)
        .flag("checked", page.typed.borrow().way == value)
        .on("change", move |_| {
            if let Some(page) = it.page() {
                page.typed.borrow_mut().way.clone_from(&picked);
                // Another way may need other fields: what is said of them is said anew.
                page.wrong.change(|wrong| (wrong[0], wrong[details::PHONE]) = (false, false));
            }
        });
    let about =
        html("span").class("about").child(html("b").verbatim().child(name)).child(html("small").attr("id", &id).child(about));
    html("label").class(if takes { "way" } else { "way off" }).child(badge).child(about).child(radio).into()
}

/// The submit: says what it is doing, and cannot be pressed twice.
fn submit(it: Checkout, locale: &Locale, due: &Amount) -> Node {
    let amount = [" · ", &locale.money(due)].concat();
    let (make, making) = (locale.text("submit.make"), locale.text("submit.making"));
    let face = it.live(move |page| -> Node {
        if page.is_busy() {
            return vec![html("span").class("spin").into(), making.as_str().into()].into();
        }
        let amount = html("span").attr("aria-hidden", "true").child(amount.as_str());
        html("span").child(make.as_str()).child(amount).into()
    });
    let button = html("button")
        .class("go")
        .attr("type", "submit")
        .attr("form", "choose")
        .attr("part", "submit")
        // The press rather than the form's own event, which a sandboxed frame without `allow-forms` never sends.
        .on("click", move |event| {
            event.prevent_default();
            flow::submit(it);
        })
        .follow("aria-disabled", move || it.is(Page::is_busy).then(|| "true".to_owned()))
        .child(face);
    vec![button.into(), html("small").child(locale.text("submit.note")).into()].into()
}
