//! Collect: what follows once the shopper asks for the slip, and what is done with an order there is already. Checks what
//! was typed, makes order and charge, sends the slip, and listens for the money.
//!
//! It stands behind the doors of `later`, because the first screen does without it. It does not draw.

use super::flow::{self, asked, hear};
use super::likely::{is_email, is_name, is_number};
use super::screen::{Page, Typed};
use super::state::{News, Trouble};
use super::{Checkout, by_name, details, problem, renew};
use crate::client::Answer;
use crate::element;
use crate::live::Live;
use crate::memory::{self, Key, Memory};
use crate::read::{slip, value, value::Value};
use api::{CreateCharge, Customer, Order};
use leptos::prelude::set_timeout_with_handle;
use leptos::task::spawn_local;
use payments::Country;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsValue;

/// The digits of Peru's document.
const DNI: usize = 8;

/// The order that is kept, or else what the button offers.
pub(super) async fn found(page: Rc<Page>) -> News {
    if let Some(clabe) = &page.setup.clabe {
        return standing(page.client.clabe(clabe)).await;
    }
    if let Some(id) = page.kept() {
        match order(page.client.order(&id)).await {
            // What was kept is stale, and the button still offers what it offers.
            News::Failed(trouble) if trouble.code == "order_not_found" && page.setup.order.is_none() => {
                if let Some(memory) = page.memory() {
                    memory.forget_order();
                }
            }
            news => return news,
        }
    }
    flow::offered(&page).await
}

/// A customer's own CLABE, at its address.
async fn standing(answer: Answer) -> News {
    match answer.await.map(|answer| value::whole(&answer, slip::clabe)) {
        Ok(Some(clabe)) => News::Standing(Box::new(clabe)),
        Ok(None) => News::Failed(Trouble::other()),
        Err(trouble) => News::Failed(trouble),
    }
}

/// An answer that should be an order.
pub(super) async fn order(answer: Answer) -> News {
    match answer.await.map(|answer| value::whole(&answer, slip::order)) {
        Ok(Some(order)) => News::Order(Box::new(order)),
        Ok(None) => News::Failed(Trouble::other()),
        Err(trouble) => News::Failed(trouble),
    }
}

/// The shopper asks for the slip.
pub(super) fn submit(it: Checkout) {
    let Some(page) = it.page().filter(|page| !page.state.peek().busy) else { return };
    details::take(&page);
    // Chosen again, a voucher that is still good is not made twice.
    if page.state.peek().has(&page.typed.borrow().way) {
        return hear(it, News::Back);
    }
    match checked(&page) {
        Some(charge) => collect(it, page, charge),
        None => it.next_frame(focus_first_wrong),
    }
}

/// What was chosen and typed, or `None` with every wrong field marked.
fn checked(page: &Page) -> Option<CreateCharge> {
    let Typed { way, name, email, phone, document } = page.typed.borrow().clone();
    let (_, with_document) = asked(page);
    let phone = Some(phone).filter(|phone| !phone.trim().is_empty());
    let document = Some(document).filter(|_| with_document);
    let wrong = [
        way.is_empty(),
        !is_name(&name) && !left_to_us(page, "name", &name),
        !is_email(&email) && !left_to_us(page, "email", &email),
        // One that cannot be read was said to be left out when the field was left: it stops nobody.
        false,
        document.as_ref().is_some_and(|document| !is_number(document, DNI)),
    ];
    page.wrong.set(wrong);
    if wrong.contains(&true) {
        return None;
    }
    let (method, store) = match way.split_once('/') {
        Some((method, store)) => (method.to_owned(), Some(store.to_owned())),
        None => (way, None),
    };
    Some(CreateCharge { method, store, customer: Customer { name, email, phone, document } })
}

/// Whether a field is empty that the merchant has filled in already.
fn left_to_us(page: &Page, field: &str, typed: &str) -> bool {
    flow::is_known(page, field) && typed.trim().is_empty()
}

/// Whether a phone was typed that cannot be read.
pub(super) fn is_unread(page: &Page) -> bool {
    let phone = &page.typed.borrow().phone;
    !phone.trim().is_empty() && !is_phone(page, phone)
}

fn is_phone(page: &Page, typed: &str) -> bool {
    let digits = match asked(page).0 {
        Country::Mx => 10,
        Country::Pe => 9,
    };
    is_number(typed, digits)
}

fn collect(it: Checkout, page: Rc<Page>, charge: CreateCharge) {
    let Some(memory) = page.memory() else { return };
    hear(it, News::Asked);
    let asked = async move {
        let news = collected(&page, &memory, &charge).await;
        // What came while it was under way was not taken in: whoever begins to listen is told how things stand.
        page.live.take();
        if let News::Failed(trouble) = &news {
            if trouble.code == "offer_changed" && renew::changed(it, &page).await {
                return;
            }
            page.wrong.set(flow::FIELDS.map(|field| trouble.fields.iter().any(|refused| refused.ends_with(field))));
        }
        hear(it, news);
    };
    // The shopper sees first that something is being done.
    if set_timeout_with_handle(move || spawn_local(asked), Duration::ZERO).is_err() {
        hear(it, News::Failed(Trouble::offline()));
    }
}

/// Makes the order, if there is none yet, and the charge; the order as it stands afterwards.
async fn collected(page: &Page, memory: &Memory, charge: &CreateCharge) -> News {
    let client = &page.client;
    let known = page.state.peek().order.as_ref().map(|order| (order.id.clone(), slips(order)));
    let ((id, slips), opened) = match known {
        Some(known) => (known, None),
        None => match opened(page, memory).await {
            // A slip made in another tab since this one was opened is the one, and a second would be paid too.
            News::Order(order) if slips(&order) == 0 => ((order.id.clone(), 0), Some(order)),
            news => return news,
        },
    };
    let key = Key::of_charge(&id, slips);
    let mut again = true;
    loop {
        match client.charge(&id, &key.value(), charge).await {
            Ok(answer) => {
                memory::keep_way(&page.typed.borrow().way);
                return match value::whole(&answer, slip::charge) {
                    Some(charge) => News::Charged(opened, Box::new(charge)),
                    None => News::Failed(Trouble::other()),
                };
            }
            // The kept key belongs to another choice, made before this page was loaded, or to a request that was never answered
            // and is not to be repeated: it is over.
            Err(trouble) if again && trouble.code.starts_with("idempotency_key_") => {
                key.forget();
                again = false;
            }
            Err(trouble) => {
                if is_answered(&trouble) {
                    key.forget();
                }
                return News::Failed(trouble);
            }
        }
    }
}

/// The order that is kept, or a new one.
async fn opened(page: &Page, memory: &Memory) -> News {
    if let Some(id) = page.kept() {
        return order(page.client.order(&id)).await;
    }
    let key = memory.key();
    let news = order(page.client.open_order(page.setup.button.as_deref().unwrap_or_default(), &key.value())).await;
    if let News::Order(order) = &news {
        memory.keep_order(&order.id);
    }
    if let News::Failed(trouble) = &news
        && is_answered(trouble)
    {
        key.forget();
    }
    news
}

/// How many vouchers have been made for an order.
fn slips(order: &Order) -> usize {
    order.charges.iter().filter(|charge| charge.voucher.is_some()).count()
}

/// Whether the backend has said no for good: the next try is another request and needs another key. Otherwise the charge
/// may have been made, and the same key must find it.
fn is_answered(trouble: &Trouble) -> bool {
    !matches!(
        trouble.code.as_str(),
        "offline" | "other" | "provider_unreachable" | "provider_not_understood" | "unavailable" | "internal"
    )
}

fn focus_first_wrong(it: Checkout) {
    if let Some(page) = it.page() {
        let selector = if page.wrong.peek()[0] { "input[name=way]" } else { "[aria-invalid=true]" };
        element::focus(&page.root, selector);
    }
}

/// Sends the slip by SMS, and says what came of it where it was asked for.
pub(crate) fn sms(it: Checkout) {
    let Some(page) = it.page() else { return };
    details::take(&page);
    let phone = page.typed.borrow().phone.clone();
    let wrong = [false, false, false, true, false];
    if !is_phone(&page, &phone) {
        page.wrong.set(wrong);
        return it.next_frame(focus_first_wrong);
    }
    let (order_id, charge) = page.state.peek().ids();
    spawn_local(async move {
        let said = match page.client.sms(&order_id, &charge, &phone).await {
            Ok(_) => {
                // The order says whether another one may be sent.
                hear(it, order(page.client.order(&order_id)).await);
                page.locale.text("voucher.sms.sent")
            }
            Err(trouble) => {
                element::complain(&page, &trouble);
                if !trouble.fields.is_empty() {
                    page.wrong.set(wrong);
                }
                problem::title(&page.locale, &trouble)
            }
        };
        page.sent.set(said);
    });
}

/// Prints the slip alone, under what it is for and from whom.
pub(crate) fn print(it: Checkout) {
    let Some(page) = it.page() else { return };
    let about = {
        let state = page.state.peek();
        match (state.offer(), &state.standing) {
            (Some(offer), _) => [&offer.description, " · ", &offer.merchant].concat(),
            (None, Some(clabe)) => clabe.merchant.clone(),
            (None, None) => String::new(),
        }
    };
    let tools: &JsValue = (*page.tools).as_ref();
    note(&page, by_name::call(tools, "print", &[page.root.as_ref(), &JsValue::from_str(&about)]).is_ok());
}

/// Says what else can be done with the slip where the browser did not do what was asked of it.
pub(super) fn note(page: &Page, done: bool) {
    page.note.set(if done { String::new() } else { page.locale.text("voucher.cannot") });
}

/// Begins to listen where there is something to hear.
pub(super) fn listen(it: Checkout, page: &Page) {
    if page.live.borrow().is_some() {
        return;
    }
    let state = page.state.peek();
    if let Some(order) = state.order.as_ref().filter(|order| !order.charges.is_empty()) {
        listen_to_order(it, page, order);
    }
    if let Some(clabe) = page.setup.clabe.as_ref().filter(|_| state.standing.is_some()) {
        listen_to_standing(it, page, clabe);
    }
}

fn listen_to_order(it: Checkout, page: &Page, order: &Order) {
    let heard = move |value: &Value, live: bool| {
        let Some(page) = it.page() else { return };
        let Some(order) = value::whole(value, slip::order) else { return };
        if page.state.peek().asking == live {
            page.state.change(|state| state.asking = !live);
        }
        if page.state.peek().awaits(&order) {
            hear(it, News::Order(Box::new(order)));
        }
    };
    page.live.replace(Some(Live::new(page.client.clone(), page.client.order_at(&order.id), Box::new(heard))));
}

fn listen_to_standing(it: Checkout, page: &Page, clabe: &str) {
    let heard = move |value: &Value, _live: bool| {
        if let Some(clabe) = value::whole(value, slip::clabe) {
            hear(it, News::Standing(Box::new(clabe)));
        }
    };
    page.live.replace(Some(Live::new(page.client.clone(), page.client.clabe_at(clabe), Box::new(heard))));
}
