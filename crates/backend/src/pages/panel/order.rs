//! One order: where it stands, who pays it, every attempt to collect it, and all that has happened, in order. It
//! draws what it is handed; what may be shown of a person is decided in `orders/list.rs`.

use super::attention::{self, Typed};
use super::fields::to_copy;
use super::orders::pill;
use super::written::short;
use super::{Around, Page, Part, icon};
use api::{Charge, ChargeEvent, ChargeState, OrderHistory, OrderStatus, Payable};
use views::node::{Element, html};
use views::{Locale, Node};

/// How often the page of one that waits looks again where no script runs, in seconds.
const AGAIN: u32 = 20;

/// The page. `link` is what its customer sees; `tag` names this very state of it.
pub fn page(around: &Around, history: &OrderHistory, link: &str, zone: &str, tag: &str, typed: &Typed) -> Page {
    let (locale, order) = (&around.reader.locale, &history.order);
    let up = html("a").class("up").attr("href", "/panel/orders").child(icon::back()).child(locale.text("nav.orders"));
    let title =
        html("div").class("title").child(html("h1").class("sum").child(locale.money(&order.amount))).child(pill(locale, order));
    let head = html("div").class("head").attr("data-live", tag).child(up).child(title);
    let head = head.child(html("p").class("price").child(order.description.as_str()));
    let done = attention::done(locale, history, typed);

    let facts = html("section").class("card").child(html("h2").child(locale.text("order.facts")));
    let facts = facts.child(html("dl").class("facts").child(self::facts(around, history, zone)));
    let charges = history.charges.iter().map(|charge| attempt(around, charge, zone)).collect::<Vec<_>>();
    let none = history.charges.is_empty().then(|| html("p").class("hint").child(locale.text("order.no-charges")));
    let charges =
        html("section").class("card").child(html("h2").child(locale.text("order.charges"))).child(none).child(charges);
    let events = history.events.iter().map(|event| happened(around, event, zone)).collect::<Vec<_>>();
    let events = html("section")
        .class("card")
        .child(html("h2").child(locale.text("order.events")))
        .child(html("ol").class("events").child(events));
    let share = html("section").class("card").child(html("h2").child(locale.text("order.link")));
    let share = share.child(html("p").class("hint").child(locale.text("order.link.about")));
    let share = share.child(to_copy("ghost", "link", link, locale.text("link.copy"), locale.text("copied")));
    let left = html("div")
        .class("stack")
        .child(attention::waiting(around, history, zone))
        .child(charges)
        .child((!history.events.is_empty()).then_some(events));
    let right = html("div").class("stack").child(facts).child(attention::desk(around, history, zone, typed)).child(share);
    let waiting = matches!(order.status, OrderStatus::Open | OrderStatus::Pending | OrderStatus::PartlyPaid);
    Page {
        title: format!("{} · {}", locale.money(&order.amount), order.description),
        part: Part::Orders,
        body: vec![head.into(), done, html("div").class("two").child(left).child(right).into()].into(),
        widget: false,
        again: waiting.then_some(AGAIN),
    }
}

/// What there is to know of it, each with its name.
fn facts(around: &Around, history: &OrderHistory, zone: &str) -> Vec<Node> {
    let (locale, order) = (&around.reader.locale, &history.order);
    let when = |moment: &str| short(around.reader.tag, moment, zone);
    let mut facts = vec![
        fact(locale, "order.made", when(&order.created_at).into()),
        fact(locale, "order.id", html("code").child(order.id.as_str()).into()),
    ];
    let mut add = |key: &str, text: Option<String>| facts.extend(text.map(|text| fact(locale, key, text.into())));
    add("order.reference", order.reference.clone());
    add("order.received", (order.received.amount > 0).then(|| locale.money(&order.received)));
    add("order.paid", order.paid_at.as_deref().map(when));
    add("order.expires", order.expires_at.as_deref().map(when));
    add("order.name", order.customer.as_ref().map(|payer| payer.name.clone()));
    add("order.email", order.customer.as_ref().map(|payer| payer.email.clone()));
    add("order.phone", order.customer.as_ref().and_then(|payer| payer.phone.clone()));
    if let Some(button) = &order.button {
        let link = html("a").attr("href", &["/panel/buttons/", button].concat()).child(html("code").child(button.as_str()));
        facts.push(fact(locale, "order.button", link.into()));
    }
    facts
}

fn fact(locale: &Locale, key: &str, value: Node) -> Node {
    html("div").child(html("dt").child(locale.text(key))).child(html("dd").child(value)).into()
}

/// An attempt to collect it: where, the digits, until when, and what became of it.
fn attempt(around: &Around, charge: &Charge, zone: &str) -> Node {
    let locale = &around.reader.locale;
    let store = charge.store.as_ref();
    // Cash for no store in particular has no badge of a chain's.
    let (method, of_method) = if charge.method == "cash" { ("method.cash", None) } else { ("method.spei", Some("spei")) };
    let name = store.map_or_else(|| locale.text(method), |store| store.name.clone());
    let badge = views::badge::badge(store.map_or(of_method, |store| store.badge.as_deref()), &name);
    let (class, word) = match charge.status {
        ChargeState::Requested => ("pill", "charge.requested"),
        ChargeState::Pending => ("pill wait", "charge.pending"),
        ChargeState::Paid => ("pill good", "charge.paid"),
        ChargeState::Expired => ("pill", "charge.expired"),
        ChargeState::Declined => ("pill warn", "charge.declined"),
        ChargeState::Canceled => ("pill", "charge.canceled"),
        ChargeState::Refunded => ("pill", "charge.refunded"),
    };
    let voucher = charge.voucher.as_ref();
    let groups = voucher.and_then(|voucher| match &voucher.payable {
        Payable::Deposit { account: digits, .. } | Payable::Reference { reference: digits, .. } => {
            Some(payments::voucher::groups(digits))
        }
        Payable::Transfer { clabe, .. } => Some(payments::clabe::groups(clabe)),
        // The link to its page, below, is all there is.
        Payable::Page { .. } => None,
    });
    let until = voucher.and_then(|voucher| voucher.expires_at.as_deref()).map(|end| {
        let until = short(around.reader.tag, end, zone);
        html("small").child(locale.with("charge.until", &[("when", &until)]))
    });
    let back = charge.refunded.as_ref().filter(|_| charge.status != ChargeState::Refunded);
    let back = back.map(|back| html("small").child(locale.with("charge.went-back", &[("amount", &locale.money(back))])));
    // In groups for the eye alone: what is copied has no spaces.
    let digits = groups.map(|groups| {
        let bare = groups.concat();
        let groups = groups.into_iter().map(|group| html("span").child(group).into()).collect::<Vec<_>>();
        html("code").class("digits").attr("data-value", &bare).verbatim().child(groups)
    });
    // The provider's own page of it, and its file to print.
    let links = voucher.map(|voucher| [("charge.page", &voucher.link), ("charge.pdf", &voucher.pdf)]);
    let links = links.into_iter().flatten().filter_map(|(key, link)| Some((key, link.as_deref()?)));
    let links = links.map(|(key, link)| {
        let link = html("a").attr("href", link).attr("target", "_blank").attr("rel", "noopener noreferrer");
        html("small").child(link.child(locale.text(key))).into()
    });
    let words = html("div").class("words").child(html("b").child(name)).child(digits).child(until).child(back);
    let words = words.child(links.collect::<Vec<Node>>());
    let pill: Element = html("span").class(class).child(locale.text(word));
    let money = html("span").class("money").child(locale.money(&charge.amount));
    html("div").class("attempt").child(badge).child(words).child(html("div").class("end").child(money).child(pill)).into()
}

/// Something that happened, how it was learned, and when.
fn happened(around: &Around, event: &ChargeEvent, zone: &str) -> Node {
    let locale = &around.reader.locale;
    let word = locale.maybe(&["event.", &event.event].concat()).unwrap_or_else(|| locale.text("event.unknown"));
    let total = event.total.as_ref().map(|total| format!(" · {}", locale.money(total))).unwrap_or_default();
    let source = locale.maybe(&["source.", &event.source].concat()).unwrap_or_default();
    let about = html("small").child([short(around.reader.tag, &event.at, zone), source].join(" · "));
    let item = html("li").attr("data-event", &event.event);
    item.child(html("b").child(word + &total)).child(about).into()
}
