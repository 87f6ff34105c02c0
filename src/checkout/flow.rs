//! Flow: what happens when the shopper opens, submits, changes their mind, retries, closes.
//!
//! Every function may outlive the element it was called for: after an await nothing is taken for granted, and all that
//! is touched is touched by `try_`. It does not draw.

use super::Checkout;
use super::state::{News, Screen, State, Trouble};
use crate::element;
use crate::live::Live;
use api::{CreateCharge, Customer, Order};
use leptos::prelude::*;
use leptos::task::spawn_local;
use payments::customer::{check_email, check_name, check_phone};

/// The checkout has been opened: show what is kept, or what is offered.
pub(crate) fn open(it: Checkout) {
    let settled = it.peek(|state| state.order.is_some() || state.busy).unwrap_or(true);
    if !settled {
        load(it);
    }
}

fn load(it: Checkout) {
    let (Some(page), Some(memory)) = (it.page(), it.memory()) else { return };
    hear(it, News::Asked);
    spawn_local(async move {
        let (client, setup) = (&page.client, &page.setup);
        let order = setup.order.clone().or_else(|| memory.order());
        if let Some(id) = order {
            match client.order(&id).await {
                Ok(order) => return hear(it, News::Order(Box::new(order))),
                // What was kept is stale, and the button still offers what it offers.
                Err(trouble) if trouble.code == api::Code::OrderNotFound.id() && setup.order.is_none() => memory.forget_order(),
                Err(trouble) => return hear(it, News::Failed(trouble)),
            }
        }
        if let Some(button) = &setup.button {
            match client.button(button).await {
                Ok(button) => hear(it, News::Offered(button.offer)),
                Err(trouble) => hear(it, News::Failed(trouble)),
            }
        }
    });
}

/// The shopper asks for the slip.
pub(crate) fn submit(it: Checkout) {
    if it.peek(|state| state.busy).unwrap_or(true) {
        return;
    }
    match typed(it) {
        Some(charge) => collect(it, charge),
        None => focus_first_wrong(it),
    }
}

/// What was chosen and typed, or `None` with every wrong field marked.
fn typed(it: Checkout) -> Option<CreateCharge> {
    let (way, name) = (it.typed.way.get_untracked(), it.typed.name.get_untracked());
    let (email, phone) = (it.typed.email.get_untracked(), it.typed.phone.get_untracked());
    let phone = Some(phone).filter(|phone| !phone.trim().is_empty());
    let wrong = [
        ("way", way.is_empty()),
        ("name", check_name(&name).is_none()),
        ("email", check_email(&email).is_none()),
        ("phone", phone.as_ref().is_some_and(|phone| check_phone(phone).is_none())),
    ];
    let names: Vec<_> = wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(name, _)| name).collect();
    it.typed.wrong.set(names.join(" "));
    if !names.is_empty() {
        return None;
    }
    let (method, store) = match way.split_once('/') {
        Some((method, store)) => (method.to_owned(), Some(store.to_owned())),
        None => (way, None),
    };
    Some(CreateCharge { method, store, customer: Customer { name, email, phone } })
}

fn collect(it: Checkout, charge: CreateCharge) {
    let (Some(page), Some(memory)) = (it.page(), it.memory()) else { return };
    hear(it, News::Asked);
    spawn_local(async move {
        let known = page.setup.order.clone().or_else(|| memory.order());
        let order = match (known, &page.setup.button) {
            (Some(order), _) => order,
            (None, Some(button)) => match page.client.open_order(button, &memory.key()).await {
                Ok(order) => {
                    memory.forget_key();
                    memory.keep_order(&order.id);
                    order.id
                }
                Err(trouble) => return hear(it, News::Failed(trouble)),
            },
            (None, None) => return,
        };
        let mut answer = page.client.charge(&order, &memory.key(), &charge).await;
        if answer.as_ref().is_err_and(|trouble| trouble.code == api::Code::IdempotencyKeyReused.id()) {
            // The kept key belongs to another choice, made before this page was loaded: that request is over.
            memory.forget_key();
            answer = page.client.charge(&order, &memory.key(), &charge).await;
        }
        match answer {
            Ok(order) => {
                memory.forget_key();
                hear(it, News::Order(Box::new(order)));
            }
            Err(trouble) => {
                if is_answered(&trouble) {
                    memory.forget_key();
                }
                mark(it, &trouble);
                hear(it, News::Failed(trouble));
            }
        }
    });
}

/// Whether the backend has said no for good: the next try is another request and needs another key. Otherwise the charge
/// may have been made, and the same key must find it.
fn is_answered(trouble: &Trouble) -> bool {
    !matches!(
        trouble.code.as_str(),
        "offline" | "other" | "provider_unreachable" | "provider_not_understood" | "unavailable" | "internal"
    )
}

/// Marks the fields the backend refuses, which our own check let pass.
fn mark(it: Checkout, trouble: &Trouble) {
    let names: Vec<_> = trouble.fields.iter().map(|field| field.rsplit('.').next().unwrap_or(field)).collect();
    it.typed.wrong.try_set(names.join(" "));
}

/// Whether a field is marked as wrong; followed.
pub(crate) fn is_wrong(it: Checkout, field: &str) -> bool {
    it.typed.wrong.with(|wrong| wrong.split(' ').any(|name| name == field))
}

/// The shopper is mending a field: its error goes at once.
pub(crate) fn mend(it: Checkout, field: &str) {
    if it.typed.wrong.with_untracked(|wrong| !wrong.is_empty()) {
        it.typed.wrong.update(|wrong| *wrong = wrong.split(' ').filter(|name| *name != field).collect::<Vec<_>>().join(" "));
    }
}

fn focus_first_wrong(it: Checkout) {
    request_animation_frame(move || {
        if let Some(page) = it.page() {
            let wrong = it.typed.wrong.get_untracked();
            let selector = if wrong.starts_with("way") { "input[name=way]" } else { "[aria-invalid=true]" };
            element::focus(&page.root, selector);
        }
    });
}

/// The shopper wants another way to pay.
pub(crate) fn choose(it: Checkout) {
    hear(it, News::Choose);
}

/// Tries again what failed: the submission, or the reading of the offer.
pub(crate) fn retry(it: Checkout) {
    if it.peek(|state| state.offer.is_some()).unwrap_or_default() {
        hear(it, News::Choose);
        submit(it);
    } else {
        load(it);
    }
}

/// Prints the slip alone.
pub(crate) fn print(it: Checkout) {
    if let Some(page) = it.page() {
        element::print(&page);
    }
}

/// Closes the dialog. A paid order has been seen now, so the button is free for another one.
pub(crate) fn close(it: Checkout) {
    if let Some(page) = it.page() {
        element::close(&page.root);
    }
}

/// To be called when the dialog has been closed, by us, by the keyboard or by the page.
pub(crate) fn closed(it: Checkout) {
    let Some(page) = it.page() else { return };
    element::tell(&page.host, "ficha:close", &[]);
    let over = it.peek(|state| state.is_paid() || state.trouble.as_ref().is_some_and(|trouble| !trouble.can_retry()));
    if over == Some(true) && page.setup.order.is_none() {
        if let Some(memory) = it.memory() {
            memory.forget_order();
        }
        it.live.try_set_value(None);
        hear(it, News::Forgotten);
    }
}

/// Back to the shop: to the address the merchant gave, or to the page below.
pub(crate) fn leave(it: Checkout) {
    let Some(page) = it.page() else { return };
    let paid = it.peek(State::is_paid).unwrap_or_default();
    let given = it.peek(|state| state.order.as_ref().and_then(|order| order.success_url.clone())).flatten();
    match page.setup.success_url.clone().or(given) {
        Some(url) if paid && is_web(&url) => element::go(&url),
        Some(_) | None => close(it),
    }
}

/// Whether an address is one a shopper may be sent to: the web's, and no script.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://") || (url.starts_with('/') && !url.starts_with("//"))
}

/// Takes in news, tells the page what follows from it, and begins to listen where there is something to hear.
pub(crate) fn hear(it: Checkout, news: News) {
    let Some(page) = it.page() else { return };
    let Some(before) = it.peek(State::clone) else { return };
    if let News::Failed(trouble) = &news {
        element::complain(&page.host, trouble);
    }
    it.state.try_update(|state| state.hear(news));
    let Some(after) = it.peek(State::clone) else { return };
    for event in State::events(&before, &after) {
        let order = after.order.as_ref();
        let charge = after.charge().map_or("", |charge| charge.id.as_str());
        element::tell(&page.host, event, &[("order", order.map_or("", |order| order.id.as_str())), ("charge", charge)]);
    }
    if before.order != after.order {
        crate::button::name(&page.root, &page.locale, page.setup.label.as_deref(), after.order.as_ref());
        listen(it, after.order.as_ref());
    }
    if before.screen() != Screen::Paid && after.screen() == Screen::Paid {
        it.said.try_set(page.locale.text("paid.title"));
    }
}

fn listen(it: Checkout, order: Option<&Order>) {
    let (Some(page), Some(order)) = (it.page(), order) else { return };
    let listening = it.live.try_with_value(Option::is_some).unwrap_or(true);
    if order.charges.is_empty() || listening {
        return;
    }
    let heard = move |order: Order, live: bool| {
        if it.peek(|state| state.live) != Some(live) {
            it.state.try_update(|state| state.live = live);
        }
        if it.peek(|state| state.order.as_ref() != Some(&order)).unwrap_or_default()
            && it.peek(|state| state.busy) == Some(false)
        {
            hear(it, News::Order(Box::new(order)));
        }
    };
    it.live.try_set_value(Some(Live::new(page.client.clone(), order.id.clone(), Box::new(heard))));
}
