//! What of an order needs a person: what was asked, what the provider says instead and since when, with what can be done
//! about it; and what people have done and noted. What follows from each is decided in `charges/decide.rs`.

use super::fields::{Field, area, hidden};
use super::sent::{Fields, SEAL};
use super::written::short;
use super::{Around, icon};
use api::{Alert, Decision, OrderHistory, OrderStatus};
use views::node::{Element, html};
use views::{Locale, Node};

/// What was typed into one of the forms and could not be used, and what has just been done.
#[derive(Default)]
pub struct Typed {
    /// The fields of the form, as they were typed.
    pub fields: Fields,
    /// The fields that cannot be used.
    pub wrong: Vec<String>,
    /// What was done, in a word: `accept`, `ask`, `close`, `refund`, `note`.
    pub done: Option<&'static str>,
}

/// What can be done, as an address says it.
pub const ACTIONS: [&str; 5] = ["accept", "ask", "close", "refund", "note"];

/// What has just been done, where something has.
pub fn done(locale: &Locale, history: &OrderHistory, typed: &Typed) -> Node {
    let wrong = typed.wrong.is_empty();
    if !wrong {
        return html("p").class("alert").attr("role", "alert").child(locale.text("wrong.some")).into();
    }
    let Some(done) = typed.done else { return views::node::nothing() };
    // Asked again, and still odd: nothing good to say of it.
    if done == "ask" && !history.order.alerts.is_empty() {
        return html("p").class("alert").attr("role", "status").child(locale.text("settle.done.ask.still")).into();
    }
    let said = locale.text(&["settle.done.", done].concat());
    html("p").class("done").attr("role", "status").child(icon::check()).child(html("span").child(said)).into()
}

/// A card for each that waits.
pub fn waiting(around: &Around, history: &OrderHistory, zone: &str) -> Vec<Node> {
    history.order.alerts.iter().map(|alert| card(around, &history.order.id, alert, zone)).collect()
}

fn card(around: &Around, order_id: &str, alert: &Alert, zone: &str) -> Node {
    let locale = &around.reader.locale;
    let title = html("h2").child(icon::ring()).child(html("span").child(kind(locale, alert, "")));
    let fact = |key: &str, value: Node| html("div").child(html("dt").child(locale.text(key))).child(html("dd").child(value));
    let since = short(around.reader.tag, &alert.since, zone);
    let since = match alert.times {
        1 => since,
        times => [since, locale.with("alert.times", &[("n", &times.to_string())])].join(" · "),
    };
    let said = html("code").child(alert.said.as_str());
    let paid = alert.paid.as_ref().map(|paid| fact("alert.paid", html("b").child(locale.money(paid)).into()));
    let facts = html("dl").class("facts").child(fact("alert.asked", html("code").child(alert.asked.as_str()).into()));
    let facts = facts.child(fact("alert.said", said.into())).child(paid).child(fact("alert.since", since.into()));

    let accept = match &alert.paid {
        Some(paid) => locale.with("settle.accept.money", &[("amount", &locale.money(paid))]),
        None => locale.text("settle.accept"),
    };
    let press = |class: &str, action: &str, words: String| {
        html("button").class(class).attr("type", "submit").attr("name", "action").attr("value", action).child(words)
    };
    let form = post(around, order_id, "settle").child(hidden("alert", &alert.id)).child(hidden("said", &alert.said));
    let note = area(&["note-", &alert.id].concat(), "note", locale.text("settle.note"), None, "");
    // First what its text says to do first.
    let ask = |class| press(class, "ask", locale.text("settle.ask"));
    let acts = html("div").class("acts");
    let acts = if helped_by_asking(&alert.kind) {
        acts.child(ask("go")).child(press("ghost", "accept", accept))
    } else {
        acts.child(press("go", "accept", accept)).child(ask("ghost"))
    };
    let about = html("p").class("hint").child(kind(locale, alert, ".help"));
    html("section").class("card attention").child(title).child(about).child(facts).child(form.child(note).child(acts)).into()
}

/// Whether what was said tells of no money of the order, so that to ask again comes before anything is decided.
fn helped_by_asking(kind: &str) -> bool {
    matches!(kind, "unknown_status" | "unreadable_answer" | "wrong_charge" | "held_elsewhere")
}

/// What it is, in the reader's language; in general words where it is of a kind that this page does not know.
pub(super) fn kind(locale: &Locale, alert: &Alert, part: &str) -> String {
    let known = locale.maybe(&["alert.", &alert.kind, part].concat());
    known.unwrap_or_else(|| locale.text(&["alert.other", part].concat()))
}

/// What people did and noted, and what else can be done: a note, money sent back by hand, and the order's end.
pub fn desk(around: &Around, history: &OrderHistory, zone: &str, typed: &Typed) -> Element {
    let locale = &around.reader.locale;
    let mut told: Vec<(&str, Node)> =
        history.decisions.iter().map(|decision| (decision.at.as_str(), decided(around, history, decision, zone))).collect();
    // What a person ended stands there already, by what they did.
    let answered = history.settled.iter().filter_map(|alert| Some((alert, alert.settled.as_ref()?)));
    told.extend(answered.filter(|(_, settled)| settled.how == "answered").map(|(alert, settled)| {
        let about = [short(around.reader.tag, &settled.at, zone), kind(locale, alert, "")].join(" · ");
        let item = html("li").child(html("b").child(locale.text("decision.answered"))).child(html("small").child(about));
        (settled.at.as_str(), item.into())
    }));
    told.sort_by_key(|(at, _)| *at);
    let told: Vec<Node> = told.into_iter().map(|(_, node)| node).collect();
    let list = (!told.is_empty()).then(|| html("ol").class("events").child(told));

    // Where one thing waits, whatever is done is about it, and of two who press at once one hears that it was settled.
    let named = || match history.order.alerts.as_slice() {
        [one] => Some(hidden("alert", &one.id)),
        _ => None,
    };
    let order_id = history.order.id.as_str();
    let is_open = |part: &str| typed.fields.text("action") == part && !typed.wrong.is_empty();
    let note = area("note", "note", locale.text("note.write"), wrong(locale, typed, "note"), &value(typed, "note", "note"));
    let note = post(around, order_id, "notes").child(note).child(submit(locale, "ghost", "note.keep"));
    let note = fold(locale, "note.add", is_open("note"), note);
    let refund = (history.order.received.amount > 0).then(|| {
        let form = post(around, order_id, "settle").child(hidden("action", "refund")).child(named());
        fold(locale, "refund.add", is_open("refund"), refund(locale, history, typed, form))
    });
    let open = match history.order.status {
        OrderStatus::Open | OrderStatus::Pending | OrderStatus::PartlyPaid => true,
        OrderStatus::Expired => !history.order.alerts.is_empty(),
        OrderStatus::Paid | OrderStatus::Overpaid | OrderStatus::Refunded => !history.order.alerts.is_empty(),
    };
    let close = open.then(|| {
        let form = post(around, order_id, "settle").child(hidden("action", "close")).child(named());
        let form = form.child(html("p").class("hint").child(locale.text("close.about")));
        fold(locale, "close.add", false, form.child(submit(locale, "bad", "close.sure")))
    });
    let desk = html("section").class("card desk").child(html("h2").child(locale.text("desk.title")));
    let none = list.is_none().then(|| html("p").class("hint").child(locale.text("desk.none")));
    desk.child(none).child(list).child(note).child(refund).child(close)
}

fn refund(locale: &Locale, history: &OrderHistory, typed: &Typed, form: Element) -> Element {
    let (amount, on) = (value(typed, "refund", "amount"), value(typed, "refund", "refunded_on"));
    let reference = value(typed, "refund", "reference");
    let field = |name: &'static str, value| Field {
        name,
        label: locale.text(&["refund.", name].concat()),
        hint: None,
        wrong: wrong(locale, typed, name),
        value,
    };
    let sum = locale.money(&history.order.received);
    let amount = field("amount", &amount)
        .line(|input| input.attr("inputmode", "decimal").attr("autocomplete", "off").flag("required", true));
    let on = field("refunded_on", &on).line(|input| input.attr("type", "date").flag("required", true));
    let reference = field("reference", &reference)
        .line(|input| input.attr("maxlength", "100").attr("autocomplete", "off").flag("required", true));
    let about = html("p").class("hint").child(locale.with("refund.about", &[("amount", &sum)]));
    let pair = html("div").class("pair").child(amount).child(on);
    form.child(about).child(pair).child(reference).child(submit(locale, "ghost", "refund.keep"))
}

/// One thing that somebody did.
fn decided(around: &Around, history: &OrderHistory, decision: &Decision, zone: &str) -> Node {
    let locale = &around.reader.locale;
    let word = locale.maybe(&["decision.", &decision.action].concat()).unwrap_or_else(|| decision.action.clone());
    let amount = decision.amount.as_ref().map(|amount| format!(" · {}", locale.money(amount))).unwrap_or_default();
    let alert = decision.alert.as_ref().and_then(|id| history.settled.iter().find(|alert| alert.id == *id));
    let mut about = vec![short(around.reader.tag, &decision.at, zone), decision.by.clone()];
    about.extend(decision.refunded_on.iter().chain(&decision.reference).cloned());
    let item = html("li").attr("data-decision", &decision.action).child(html("b").child(word + &amount));
    let item = item.child(html("small").child(about.join(" · ")));
    let item = item.child(alert.map(|alert| html("small").child([&alert.asked, " → ", &alert.said].concat())));
    item.child(decision.note.as_ref().map(|note| html("p").class("note").child(note.as_str()))).into()
}

fn post(around: &Around, order_id: &str, to: &str) -> Element {
    let to = ["/panel/orders/", order_id, "/", to].concat();
    html("form").attr("method", "post").attr("action", &to).child(hidden(SEAL, &around.seal))
}

fn submit(locale: &Locale, class: &str, key: &str) -> Element {
    html("div").class("acts").child(html("button").class(class).attr("type", "submit").child(locale.text(key)))
}

fn fold(locale: &Locale, key: &str, open: bool, form: Element) -> Element {
    html("details").flag("open", open).child(html("summary").child(locale.text(key))).child(form)
}

/// What was typed into that form, where it was that one.
fn value(typed: &Typed, action: &str, name: &str) -> String {
    if typed.fields.text("action") == action { typed.fields.text(name) } else { String::new() }
}

fn wrong(locale: &Locale, typed: &Typed, name: &str) -> Option<String> {
    typed.wrong.iter().any(|wrong| wrong == name).then(|| locale.text(&["wrong.settle.", name].concat()))
}
