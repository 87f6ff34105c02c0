//! Orders: looked for, filtered, a part at a time, with the way to each and to a table of all that was found. Where
//! scripts run the page follows what happens; where none does it is loaded again. What is found, and how filters are
//! read, is decided in `orders/list.rs`.

use super::attention::kind;
use super::fields::hidden;
use super::written::short;
use super::{Around, Page, Part, icon};
use crate::orders::list::{Query, status_id};
use api::{MerchantOrder, MerchantOrders, OrderStatus};
use url::form_urlencoded::Serializer;
use views::badge::badge;
use views::node::{Element, html};
use views::{Locale, Node};

/// How often a page looks again where no script runs, in seconds.
const AGAIN: u32 = 20;

/// What is said around a list.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// Where the shop is.
    pub zone: &'a str,
    /// The filters that cannot be used.
    pub wrong: &'a [String],
    /// How many orders wait for a person.
    pub needing: i64,
    /// Names this very list.
    pub tag: &'a str,
}

/// The page that lists the orders.
pub fn page(around: &Around, query: &Query, found: &MerchantOrders, about: &About<'_>) -> Page {
    let locale = &around.reader.locale;
    let About { zone, wrong, needing, tag } = *about;
    let csv =
        html("a").class("ghost").attr("href", &["/panel/orders.csv", &asked(query, None)].concat()).flag("download", true);
    let csv = csv.child(icon::download()).child(html("span").child(locale.text("orders.csv")));
    let csv = (!found.orders.is_empty()).then_some(csv);
    let head =
        html("div").class("head").child(html("div").class("row").child(html("h1").child(locale.text("nav.orders"))).child(csv));
    let list: Node = if found.orders.is_empty() {
        empty(locale, query).into()
    } else {
        let rows = found.orders.iter().map(|order| row(around, order, zone)).collect::<Vec<_>>();
        html("ul").class("card list orders").attr("data-live", tag).child(rows).into()
    };
    let alert = (!wrong.is_empty()).then(|| html("p").class("alert").attr("role", "alert").child(locale.text("wrong.filter")));
    let cut = found.searched_from.as_deref().map(|from| {
        let until = html("b").child(short(around.reader.tag, from, zone));
        html("p").class("hint").child(locale.text("orders.cut")).child(" ").child(until)
    });
    let pages = pages(locale, query, found.next.as_deref());
    let waiting = found.orders.iter().any(|order| matches!(order.status, OrderStatus::Pending | OrderStatus::PartlyPaid));
    Page {
        title: locale.text("nav.orders"),
        part: Part::Orders,
        body: vec![
            head.into(),
            tabs(locale, query, needing),
            filters(locale, query).into(),
            alert.into(),
            cut.into(),
            list,
            pages,
        ]
        .into(),
        widget: false,
        again: waiting.then_some(AGAIN),
    }
}

/// The address of the same question, from another place on.
fn asked(query: &Query, cursor: Option<&str>) -> String {
    let mut said = Serializer::new(String::new());
    let cursor = cursor.unwrap_or_default();
    for (name, value) in [
        ("status", query.status.as_str()),
        ("q", &query.q),
        ("button", &query.button),
        ("needs_attention", &query.needs_attention),
        ("from", &query.from),
        ("until", &query.until),
        ("cursor", cursor),
    ] {
        if !value.is_empty() {
            said.append_pair(name, value);
        }
    }
    let said = said.finish();
    if said.is_empty() { said } else { format!("?{said}") }
}

/// All, and those that need a person, with how many there are. Where none does, and nobody asks, there is nothing to choose.
fn tabs(locale: &Locale, query: &Query, needing: i64) -> Node {
    let only = query.needs_attention == "true";
    if needing == 0 && !only {
        return views::node::nothing();
    }
    let tab = |here: bool, to: &str, words: String| {
        let link = html("a").attr("href", to).child(html("span").child(words));
        if here { link.attr("aria-current", "page") } else { link }
    };
    let count = html("i").class("count").child(needing.to_string());
    let all = html("li").child(tab(!only, "/panel/orders", locale.text("orders.every")));
    let some = tab(only, "/panel/orders?needs_attention=true", locale.text("orders.needing"));
    let tabs = html("ul").child(all).child(html("li").child(some.child(count)));
    html("nav").class("tabs").attr("aria-label", &locale.text("orders.which")).child(tabs).into()
}

fn filters(locale: &Locale, query: &Query) -> Element {
    let search = html("input").attr("type", "search").attr("name", "q").attr("value", &query.q).attr("maxlength", "100");
    let search = search.attr("placeholder", &locale.text("orders.search")).attr("aria-label", &locale.text("orders.search"));
    let search = html("div").class("search").child(icon::search()).child(search);
    let option = |value: &str, words: String| -> Node {
        html("option").attr("value", value).flag("selected", value == query.status).child(words).into()
    };
    let all = payments::Status::ALL.map(|status| option(status.id(), said(locale, OrderStatus::from(status))));
    let options = [option("", locale.text("orders.any"))].into_iter().chain(all).collect::<Vec<_>>();
    let status = html("select").attr("name", "status").attr("aria-label", &locale.text("orders.status")).child(options);
    let day = |name: &'static str, value: &str| {
        let day = html("input").attr("type", "date").attr("name", name).attr("value", value);
        let words = html("span").child(locale.text(&["orders.", name].concat()));
        html("label").class("day").child(words).child(day)
    };
    let go = html("button").class("ghost").attr("type", "submit").child(locale.text("orders.go"));
    let form = html("form").class("filters").attr("method", "get").attr("action", "/panel/orders").attr("role", "search");
    let only = (!query.needs_attention.is_empty()).then(|| hidden("needs_attention", &query.needs_attention));
    form.child(only).child(search).child(status).child(day("from", &query.from)).child(day("until", &query.until)).child(go)
}

fn empty(locale: &Locale, query: &Query) -> Element {
    let searched = !asked(query, None).is_empty();
    let only = Query { needs_attention: query.needs_attention.clone(), ..Query::default() };
    let (title, about) = match (searched, query.needs_attention == "true" && asked(query, None) == asked(&only, None)) {
        (_, true) => ("orders.calm", "orders.calm.about"),
        (true, false) => ("orders.nothing", "orders.nothing.about"),
        (false, false) => ("orders.none", "orders.none.about"),
    };
    let all = searched.then(|| html("a").class("ghost").attr("href", "/panel/orders").child(locale.text("orders.all")));
    let empty = html("section").class("card empty").attr("data-live", "").child(html("span").class("mark").child(icon::list()));
    empty.child(html("h2").child(locale.text(title))).child(html("p").class("hint").child(locale.text(about))).child(all)
}

fn row(around: &Around, order: &MerchantOrder, zone: &str) -> Node {
    let locale = &around.reader.locale;
    let who = order.customer.as_ref().map_or_else(|| locale.text("orders.nobody"), |payer| payer.name.clone());
    let when = short(around.reader.tag, &order.created_at, zone);
    // The oldest stands for all: what to do about each is said on the order's page.
    let odd = order
        .alerts
        .first()
        .map(|alert| html("span").class("odd").child(icon::ring()).child(html("span").child(kind(locale, alert, ""))));
    let about = html("small").child(html("span").child(who)).child(html("span").child(when)).child(odd);
    let words = html("span").class("words").child(html("b").child(order.description.as_str())).child(about);
    let money = html("span")
        .class("money")
        .child(locale.money(&order.amount))
        .child(html("small").child(order.amount.currency.as_str()));
    let link = html("a").attr("href", &["/panel/orders/", &order.id].concat());
    html("li").child(link.child(place(order)).child(words).child(pill(locale, order)).child(money)).into()
}

/// Where it is paid: the store's badge, or that of a transfer, or a place for one.
fn place(order: &MerchantOrder) -> Element {
    match (order.method.as_deref(), order.store.as_deref()) {
        (Some("spei"), _) => badge(Some("spei"), "SPEI"),
        (_, Some(store)) => badge(order.badge.as_deref(), store),
        (_, None) => html("span").class("badge none").attr("aria-hidden", "true").child("—"),
    }
}

/// Where it stands, in a word and a colour.
pub(super) fn pill(locale: &Locale, order: &MerchantOrder) -> Element {
    let class = match order.status {
        OrderStatus::Paid => "pill good",
        OrderStatus::Pending => "pill wait",
        OrderStatus::PartlyPaid | OrderStatus::Overpaid => "pill warn",
        OrderStatus::Open | OrderStatus::Expired | OrderStatus::Refunded => "pill",
    };
    let late = order.late.then(|| html("span").child(locale.text("status.late")));
    html("span").class(class).attr("data-status", status_id(order.status)).child(said(locale, order.status)).child(late)
}

/// The word for a status.
pub(super) fn said(locale: &Locale, status: OrderStatus) -> String {
    locale.text(&["status.", status_id(status)].concat())
}

fn pages(locale: &Locale, query: &Query, next: Option<&str>) -> Node {
    let link = |cursor: Option<&str>, key: &str| {
        html("a").class("ghost").attr("href", &["/panel/orders", &asked(query, cursor)].concat()).child(locale.text(key))
    };
    let newest = (!query.cursor.is_empty()).then(|| link(None, "more.newest"));
    let older = next.map(|next| link(Some(next), "more.older"));
    if newest.is_none() && older.is_none() {
        return views::node::nothing();
    }
    html("p").class("more").child(newest).child(older).into()
}
