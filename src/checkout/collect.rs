//! Collect: what follows once the shopper asks for the slip, and what is done with an order there is already. Checks what
//! was typed, makes order and charge, and sends the slip.
//!
//! The first screen does without it, so it arrives later. It does not draw.

use super::dispatch::dispatch;
use super::likely::{is_email, is_full_name, is_name, is_number};
use super::page::{Checkout, Page};
use super::state::typed::{FIELDS, Typed};
use super::state::{CheckoutError, Msg};
use super::{host, renew, wording};
use crate::client::Answer;
use crate::memory::{self, Key, Memory};
use crate::read::{slip, value};
use api::{CreateCharge, Customer, Order};
use leptos::prelude::set_timeout_with_handle;
use leptos::task::spawn_local;
use payments::Country;
use std::rc::Rc;
use std::time::Duration;

/// The digits of Peru's document.
const DNI: usize = 8;

/// The order that is kept, or else what the button offers.
pub(super) async fn found(page: Rc<Page>) -> Msg {
    if let Some(clabe) = &page.setup.clabe {
        return standing(page.client.clabe(clabe)).await;
    }
    if let Some(id) = page.kept() {
        match order(page.client.order(&id)).await {
            // What was kept is stale, and the button still offers what it offers.
            Msg::Failed(error) if error.code == "order_not_found" && page.setup.order.is_none() => {
                if let Some(memory) = page.memory() {
                    memory.forget_order();
                }
            }
            msg => return msg,
        }
    }
    page.offered().await
}

/// A customer's own CLABE, at its address.
async fn standing(answer: Answer) -> Msg {
    match answer.await.map(|answer| value::whole(&answer, slip::clabe)) {
        Ok(Some(clabe)) => Msg::Standing(Box::new(clabe)),
        Ok(None) => Msg::Failed(CheckoutError::other()),
        Err(error) => Msg::Failed(error),
    }
}

/// An answer that should be an order.
pub(super) async fn order(answer: Answer) -> Msg {
    match answer.await.map(|answer| value::whole(&answer, slip::order)) {
        Ok(Some(order)) => Msg::Order(Box::new(order)),
        Ok(None) => Msg::Failed(CheckoutError::other()),
        Err(error) => Msg::Failed(error),
    }
}

/// The shopper asks for the slip.
pub(super) fn submit(it: Checkout) {
    let Some(page) = it.page().filter(|page| !page.state.peek().busy) else { return };
    page.take_typed();
    // Chosen again, a voucher that is still good is not made twice.
    if page.state.peek().has(&page.typed.borrow().way) {
        return dispatch(it, Msg::Back);
    }
    match checked(&page) {
        Some(charge) => collect(it, page, charge),
        None => it.next_frame(focus_first_wrong),
    }
}

/// The charge to ask for, of the values chosen and typed; `None`, with every wrong field marked, where they make none.
fn checked(page: &Page) -> Option<CreateCharge> {
    let Typed { way, name, email, phone, document } = page.typed.borrow().clone();
    let (_, with_document) = page.asked();
    let document = Some(document).filter(|_| with_document);
    let wrong = [
        way.is_empty(),
        !(if page.needs("last_name") { is_full_name(&name) } else { is_name(&name) }) && !left_to_us(page, "name", &name),
        !is_email(&email) && !left_to_us(page, "email", &email),
        // One that is not needed and cannot be read was said to be left out when the field was left: it stops nobody.
        page.needs("phone") && !is_phone(page, &phone) && !left_to_us(page, "phone", &phone),
        page.needs("document") && document.as_ref().is_some_and(|document| !is_number(document, DNI)),
    ];
    page.wrong.set(wrong);
    if wrong.contains(&true) {
        return None;
    }
    let phone = Some(phone).filter(|phone| !phone.trim().is_empty());
    let (method, store) = match way.split_once('/') {
        Some((method, store)) => (method.to_owned(), Some(store.to_owned())),
        None => (way, None),
    };
    Some(CreateCharge { method, store, customer: Customer { name, email, phone, document } })
}

/// Whether a field is empty that the merchant has filled in already.
fn left_to_us(page: &Page, field: &str, typed: &str) -> bool {
    page.is_known(field) && typed.trim().is_empty()
}

/// Whether a phone was typed that cannot be read.
pub(super) fn is_unread(page: &Page) -> bool {
    let phone = &page.typed.borrow().phone;
    !phone.trim().is_empty() && !is_phone(page, phone)
}

fn is_phone(page: &Page, typed: &str) -> bool {
    let digits = match page.asked().0 {
        Country::Mx => 10,
        Country::Pe => 9,
    };
    is_number(typed, digits)
}

fn collect(it: Checkout, page: Rc<Page>, charge: CreateCharge) {
    let Some(memory) = page.memory() else { return };
    dispatch(it, Msg::Asked);
    let asked = async move {
        let msg = collected(&page, &memory, &charge).await;
        // What came while it was under way was not taken in: whoever begins to listen is told how things stand.
        page.live.take();
        if let Msg::Failed(error) = &msg {
            if error.code == "offer_changed" && renew::changed(it, &page).await {
                return;
            }
            page.wrong.set(FIELDS.map(|field| error.fields.iter().any(|refused| refused.ends_with(field))));
        }
        dispatch(it, msg);
    };
    // The shopper sees first that something is being done.
    if set_timeout_with_handle(move || spawn_local(asked), Duration::ZERO).is_err() {
        dispatch(it, Msg::Failed(CheckoutError::offline()));
    }
}

/// Makes the order, if there is none yet, and the charge; the order as it stands afterwards.
async fn collected(page: &Page, memory: &Memory, charge: &CreateCharge) -> Msg {
    let client = &page.client;
    let known = page.state.peek().order.as_ref().map(|order| (order.id.clone(), slips(order)));
    let ((id, slips), opened) = match known {
        Some(known) => (known, None),
        None => match opened(page, memory).await {
            // A slip made in another tab since this one was opened is the one, and a second would be paid too.
            Msg::Order(order) if slips(&order) == 0 => ((order.id.clone(), 0), Some(order)),
            msg => return msg,
        },
    };
    let key = Key::of_charge(&id, slips);
    let mut again = true;
    loop {
        match client.charge(&id, &key.value(), charge).await {
            Ok(answer) => {
                memory::keep_way(&page.typed.borrow().way);
                return match value::whole(&answer, slip::charge) {
                    Some(charge) => Msg::Charged(opened, Box::new(charge)),
                    None => Msg::Failed(CheckoutError::other()),
                };
            }
            // The kept key belongs to another choice, made before this page was loaded, or to a request that was never answered
            // and is not to be repeated: it is over.
            Err(error) if again && error.code.starts_with("idempotency_key_") => {
                key.forget();
                again = false;
            }
            Err(error) => {
                if is_answered(&error) {
                    key.forget();
                }
                return Msg::Failed(error);
            }
        }
    }
}

/// The order that is kept, or a new one.
async fn opened(page: &Page, memory: &Memory) -> Msg {
    if let Some(id) = page.kept() {
        return order(page.client.order(&id)).await;
    }
    let key = memory.key();
    let msg = order(page.client.open_order(page.setup.button.as_deref().unwrap_or_default(), &key.value())).await;
    if let Msg::Order(order) = &msg {
        memory.keep_order(&order.id);
    }
    if let Msg::Failed(error) = &msg
        && is_answered(error)
    {
        key.forget();
    }
    msg
}

/// The number of vouchers that have been made for an order.
fn slips(order: &Order) -> usize {
    order.charges.iter().filter(|charge| charge.voucher.is_some()).count()
}

/// Whether the backend has said no for good: the next try is another request and needs another key. Otherwise the charge
/// may have been made, and the same key must find it.
fn is_answered(error: &CheckoutError) -> bool {
    !matches!(
        error.code.as_str(),
        "offline" | "other" | "provider_unreachable" | "provider_not_understood" | "unavailable" | "internal"
    )
}

fn focus_first_wrong(it: Checkout) {
    if let Some(page) = it.page() {
        let selector = if page.wrong.peek()[0] { "input[name=way]" } else { "[aria-invalid=true]" };
        host::focus(&page.root, selector);
    }
}

/// Sends the slip by SMS, and says what came of it where it was asked for.
pub(crate) fn sms(it: Checkout) {
    let Some(page) = it.page() else { return };
    page.take_typed();
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
                dispatch(it, order(page.client.order(&order_id)).await);
                page.locale.text("voucher.sms.sent")
            }
            Err(error) => {
                host::complain(&page.tools, &error);
                if !error.fields.is_empty() {
                    page.wrong.set(wrong);
                }
                wording::title(&page.locale, &error)
            }
        };
        page.sent.set(said);
    });
}
