//! Flow: what happens when the shopper opens, submits, changes their mind, retries, closes.
//!
//! Every function may outlive the element it was called for: after an await nothing is taken for granted, and the page
//! is asked for again. It does not draw.

use super::Checkout;
use super::screen::{Page, Typed};
use super::state::{News, Trouble};
use crate::client::{self, Answer};
use crate::live::Live;
use crate::memory::Memory;
use crate::read::{self, value, value::Value};
use crate::{button, element};
use api::{CreateCharge, Customer, Order};
use leptos::prelude::request_animation_frame;
use leptos::task::spawn_local;
use payments::Country;
use payments::customer::{check_document, check_email, check_name, check_phone};
use std::rc::Rc;

/// What the shopper may get wrong, as the page calls it: the way to pay, and the fields.
pub(crate) const FIELDS: [&str; 5] = ["way", "name", "email", "phone", "document"];

/// The checkout has been opened: show what is kept, or what is offered.
pub(crate) fn open(it: Checkout) {
    let settled = it.page().is_none_or(|page| {
        let state = page.state.peek();
        state.order.is_some() || state.standing.is_some() || state.busy
    });
    if !settled {
        load(it);
    }
}

fn load(it: Checkout) {
    let Some(page) = it.page() else { return };
    let memory = page.memory();
    hear(it, News::Asked);
    spawn_local(async move {
        let news = match (&page.setup.clabe, &memory) {
            (Some(clabe), _) => standing(page.client.clabe_at(clabe)).await,
            (None, Some(memory)) => found(&page, memory).await,
            (None, None) => News::Failed(Trouble::nothing_named()),
        };
        hear(it, news);
    });
}

/// A customer's own CLABE, at its address.
async fn standing(address: String) -> News {
    match client::at(&address).await.map(|answer| value::whole(&answer, read::clabe)) {
        Ok(Some(clabe)) => News::Standing(Box::new(clabe)),
        Ok(None) => News::Failed(Trouble::other()),
        Err(trouble) => News::Failed(trouble),
    }
}

/// The order that is kept, or else what the button offers.
async fn found(page: &Page, memory: &Memory) -> News {
    let (client, setup) = (&page.client, &page.setup);
    if let Some(id) = setup.order.clone().or_else(|| memory.order()) {
        match order(client.order(&id)).await {
            // What was kept is stale, and the button still offers what it offers.
            News::Failed(trouble) if trouble.code == "order_not_found" && setup.order.is_none() => memory.forget_order(),
            news => return news,
        }
    }
    let Some(button) = &setup.button else { return News::Failed(Trouble::other()) };
    match client.button(button).await.map(|answer| value::whole(&answer, read::button)) {
        Ok(Some(offer)) => News::Offered(offer),
        Ok(None) => News::Failed(Trouble::other()),
        Err(trouble) => News::Failed(trouble),
    }
}

/// An answer that should be an order.
async fn order(answer: Answer) -> News {
    match answer.await.map(|answer| value::whole(&answer, read::order)) {
        Ok(Some(order)) => News::Order(Box::new(order)),
        Ok(None) => News::Failed(Trouble::other()),
        Err(trouble) => News::Failed(trouble),
    }
}

/// The shopper asks for the slip.
pub(crate) fn submit(it: Checkout) {
    let Some(page) = it.page() else { return };
    if page.state.peek().busy {
        return;
    }
    match checked(&page) {
        Some(charge) => collect(it, page, charge),
        None => focus_first_wrong(it),
    }
}

/// What was chosen and typed, or `None` with every wrong field marked.
fn checked(page: &Page) -> Option<CreateCharge> {
    let Typed { way, name, email, phone, document } = page.typed.borrow().clone();
    let (country, with_document) = asked(page);
    let phone = Some(phone).filter(|phone| !phone.trim().is_empty());
    let document = Some(document).filter(|_| with_document);
    let wrong = [
        way.is_empty(),
        check_name(&name).is_none(),
        check_email(&email).is_none(),
        phone.as_ref().is_some_and(|phone| check_phone(country, phone).is_none()),
        document.as_ref().is_some_and(|document| check_document(document).is_none()),
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

/// What is asked of the customer: a phone of which country, and whether the DNI.
pub(crate) fn asked(page: &Page) -> (Country, bool) {
    let state = page.state.peek();
    let offer = state.offer();
    let country = offer.and_then(|offer| Country::from_id(&offer.country)).unwrap_or(Country::Mx);
    (country, offer.is_some_and(|offer| offer.methods.iter().any(|method| method.document)))
}

fn collect(it: Checkout, page: Rc<Page>, charge: CreateCharge) {
    let Some(memory) = page.memory() else { return };
    hear(it, News::Asked);
    spawn_local(async move {
        let news = collected(&page, &memory, &charge).await;
        if let News::Failed(trouble) = &news {
            page.wrong.set(FIELDS.map(|field| trouble.fields.iter().any(|refused| refused.ends_with(field))));
        }
        hear(it, news);
    });
}

/// Makes the order, if there is none yet, and the charge; the order as it stands afterwards.
async fn collected(page: &Page, memory: &Memory, charge: &CreateCharge) -> News {
    let client = &page.client;
    let id = match page.setup.order.clone().or_else(|| memory.order()) {
        Some(id) => id,
        None => match order(client.open_order(page.setup.button.as_deref().unwrap_or_default(), &memory.key())).await {
            News::Order(order) => {
                memory.forget_key();
                memory.keep_order(&order.id);
                order.id
            }
            failed => return failed,
        },
    };
    let mut again = true;
    loop {
        match client.charge(&id, &memory.key(), charge).await {
            Ok(_) => {
                memory.forget_key();
                return order(client.order(&id)).await;
            }
            // The kept key belongs to another choice, made before this page was loaded: that request is over.
            Err(trouble) if again && trouble.code == "idempotency_key_reused" => {
                memory.forget_key();
                again = false;
            }
            Err(trouble) => {
                if is_answered(&trouble) {
                    memory.forget_key();
                }
                return News::Failed(trouble);
            }
        }
    }
}

/// Whether the backend has said no for good: the next try is another request and needs another key. Otherwise the charge
/// may have been made, and the same key must find it.
fn is_answered(trouble: &Trouble) -> bool {
    !matches!(
        trouble.code.as_str(),
        "offline" | "other" | "provider_unreachable" | "provider_not_understood" | "unavailable" | "internal"
    )
}

/// The shopper is mending a field: its error goes at once.
pub(crate) fn mend(page: &Page, field: usize) {
    if page.wrong.peek()[field] {
        page.wrong.change(|wrong| wrong[field] = false);
    }
}

fn focus_first_wrong(it: Checkout) {
    request_animation_frame(move || {
        if let Some(page) = it.page() {
            let selector = if page.wrong.peek()[0] { "input[name=way]" } else { "[aria-invalid=true]" };
            element::focus(&page.root, selector);
        }
    });
}

/// Sends the slip by SMS, and says what came of it where it was asked for.
pub(crate) fn sms(it: Checkout) {
    let Some(page) = it.page() else { return };
    let (country, _) = asked(&page);
    let Some(phone) = check_phone(country, &page.typed.borrow().phone) else {
        page.wrong.set([false, false, false, true, false]);
        return focus_first_wrong(it);
    };
    let (order_id, charge) = page.state.peek().ids();
    spawn_local(async move {
        let said = match page.client.sms(&order_id, &charge, phone).await {
            Ok(_) => {
                // The order says whether another one may be sent.
                hear(it, order(page.client.order(&order_id)).await);
                page.locale.text("voucher.sms.sent")
            }
            Err(trouble) => {
                element::complain(&page.host, &trouble);
                super::problem::title(&page.locale, &trouble)
            }
        };
        page.sent.set(said);
    });
}

/// The shopper wants another way to pay.
pub(crate) fn choose(it: Checkout) {
    hear(it, News::Choose);
}

/// Tries again what failed: the submission, or the reading of the offer.
pub(crate) fn retry(it: Checkout) {
    let offered = it.page().is_some_and(|page| page.state.peek().offer().is_some());
    if offered {
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
    let over = {
        let state = page.state.peek();
        state.is_paid() || state.trouble.as_ref().is_some_and(|trouble| !trouble.can_retry())
    };
    if over && page.setup.order.is_none() {
        if let Some(memory) = page.memory() {
            memory.forget_order();
        }
        page.live.take();
        hear(it, News::Forgotten);
    }
}

/// Back to the shop: to the address the merchant gave, or to the page below.
pub(crate) fn leave(it: Checkout) {
    let Some(page) = it.page() else { return };
    let state = page.state.peek();
    let given = state.order.as_ref().and_then(|order| order.success_url.as_ref());
    match page.setup.success_url.as_ref().or(given) {
        Some(url) if state.is_paid() && is_web(url) => element::go(url),
        Some(_) | None => element::close(&page.root),
    }
}

/// Whether an address is one a shopper may be sent to: the web's, and no script.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://") || (url.starts_with('/') && !url.starts_with("//"))
}

/// Takes in news, tells the page what follows from it, and begins to listen where there is something to hear.
pub(crate) fn hear(it: Checkout, news: News) {
    let Some(page) = it.page() else { return };
    if let News::Failed(trouble) = &news {
        element::complain(&page.host, trouble);
    }
    let change = page.state.change(|state| state.hear(news));
    // Told with nothing borrowed: a listener of the page's may call us back at once.
    let (order, charge) = page.state.peek().ids();
    for event in &change.events {
        element::tell(&page.host, event, &[("order", &order), ("charge", &charge)]);
    }
    let state = page.state.peek();
    if change.order {
        button::name(&page.root, &page.locale, page.setup.label.as_deref(), state.order.as_ref());
        listen(it, &page, state.order.as_ref());
    }
    listen_to_standing(it, &page, state.standing.is_some());
    if change.screen {
        page.screen.set(state.screen());
        request_animation_frame(move || focus_heading(it));
    }
    if change.events.contains(&"ficha:paid") {
        page.said.set(page.locale.text("paid.title"));
    }
}

/// Moves the focus to the new screen's heading, so that a screen reader and the keyboard start there.
fn focus_heading(it: Checkout) {
    let Some(page) = it.page() else { return };
    element::focus(&page.root, "h2[tabindex]");
}

fn listen(it: Checkout, page: &Page, order: Option<&Order>) {
    let Some(order) = order else { return };
    if order.charges.is_empty() || page.live.borrow().is_some() {
        return;
    }
    let heard = move |value: &Value, live: bool| {
        let Some(page) = it.page() else { return };
        let Some(order) = value::whole(value, read::order) else { return };
        if page.state.peek().live != live {
            page.state.change(|state| state.live = live);
        }
        if page.state.peek().awaits(&order) {
            hear(it, News::Order(Box::new(order)));
        }
    };
    page.live.replace(Some(Live::new(page.client.order_at(&order.id), Box::new(heard))));
}

fn listen_to_standing(it: Checkout, page: &Page, shown: bool) {
    let Some(clabe) = page.setup.clabe.as_ref().filter(|_| shown && page.live.borrow().is_none()) else { return };
    let heard = move |value: &Value, _live: bool| {
        if let Some(clabe) = value::whole(value, read::clabe) {
            hear(it, News::Standing(Box::new(clabe)));
        }
    };
    page.live.replace(Some(Live::new(page.client.clabe_at(clabe), Box::new(heard))));
}
