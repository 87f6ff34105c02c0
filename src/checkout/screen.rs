//! What the screens share, and the frame they stand in: test strip, heading, body, and the action under the thumb.

use super::flow;
use super::state::{Screen, State};
use super::{choose, icon, paid, problem, voucher};
use crate::client::Client;
use crate::element::{self, Setup, Tools};
use crate::live::Live;
use crate::memory::Memory;
use leptos::prelude::*;
use leptos::{ev, html};
use std::rc::Rc;
use views::Locale;
use web_sys::{HtmlElement, ShadowRoot};

/// The page a checkout lives in, and what it was set up with. Never changes.
pub(crate) struct Page {
    pub(crate) host: HtmlElement,
    pub(crate) root: ShadowRoot,
    pub(crate) setup: Setup,
    pub(crate) locale: Locale,
    pub(crate) client: Client,
    pub(crate) tools: Tools,
}

/// What the shopper has typed and chosen. It outlives every screen, so that nothing typed is ever lost.
#[derive(Clone, Copy)]
pub(crate) struct Typed {
    /// The way to pay: `spei`, or `cash/` and the store's id.
    pub(crate) way: RwSignal<String>,
    pub(crate) name: RwSignal<String>,
    pub(crate) email: RwSignal<String>,
    pub(crate) phone: RwSignal<String>,
    /// The names of the fields that cannot be used, separated by spaces.
    pub(crate) wrong: RwSignal<String>,
}

/// A checkout: signals, and the page. Copied into every view.
#[derive(Clone, Copy)]
pub(crate) struct Checkout {
    page: StoredValue<Rc<Page>, LocalStorage>,
    pub(crate) live: StoredValue<Option<Live>, LocalStorage>,
    pub(crate) state: RwSignal<State>,
    pub(crate) typed: Typed,
    /// The present moment in epoch seconds; moves while a slip is shown.
    pub(crate) now: RwSignal<i64>,
    /// What a screen reader is told besides the screen.
    pub(crate) said: RwSignal<String>,
}

impl Checkout {
    pub(crate) fn new(page: Page) -> Self {
        let customer = &page.setup.customer;
        let typed = Typed {
            way: RwSignal::new(String::new()),
            name: RwSignal::new(customer.name.clone()),
            email: RwSignal::new(customer.email.clone()),
            phone: RwSignal::new(customer.phone.clone().unwrap_or_default()),
            wrong: RwSignal::new(String::new()),
        };
        Self {
            page: StoredValue::new_local(Rc::new(page)),
            live: StoredValue::new_local(None),
            state: RwSignal::new(State::default()),
            typed,
            now: RwSignal::new(crate::intl::now()),
            said: RwSignal::new(String::new()),
        }
    }

    /// The page; `None` once the element is gone, which may happen during any await.
    pub(crate) fn page(self) -> Option<Rc<Page>> {
        self.page.try_get_value()
    }

    /// The memory of what this checkout collects: its order, or else its button.
    pub(crate) fn memory(self) -> Option<Memory> {
        let page = self.page()?;
        let subject = page.setup.order.as_ref().or(page.setup.button.as_ref())?;
        Some(Memory::of(subject))
    }

    /// Reads the state without following it.
    pub(crate) fn peek<T>(self, read: impl FnOnce(&State) -> T) -> Option<T> {
        self.state.try_with_untracked(read)
    }
}

/// The whole checkout: follows the state from screen to screen.
pub(crate) fn checkout(it: Checkout) -> AnyView {
    let shown = Memo::new(move |_| it.state.with(State::shown));
    Effect::new(move |before: Option<bool>| {
        shown.track();
        if before.is_some() {
            request_animation_frame(move || focus_heading(it));
        }
        true
    });
    let said = html::p().class("said").attr("role", "status").child(move || it.said.get());
    (move || screen(it, shown.get().0), said).into_any()
}

fn screen(it: Checkout, screen: Screen) -> AnyView {
    let Some(page) = it.page() else { return ().into_any() };
    let locale = &page.locale;
    match screen {
        Screen::Loading => framed(it, "choose.title", waiting(locale), ().into_any()),
        Screen::Choose => choose::screen(it, locale),
        Screen::Voucher => voucher::screen(it, &page),
        Screen::Paid => paid::screen(it, &page),
        Screen::Problem => problem::screen(it, locale),
    }
}

/// Three grey rows where the ways to pay will be: nothing jumps when they come.
fn waiting(locale: &Locale) -> AnyView {
    let row = || html::div().class("way ghosted").child(()).into_any();
    html::div()
        .class("ways")
        .attr("role", "status")
        .attr("aria-label", locale.text("loading"))
        .child(vec![row(), row(), row()])
        .into_any()
}

/// A screen: heading and close button, body, and below it the action.
pub(crate) fn framed(it: Checkout, title: &str, body: AnyView, action: AnyView) -> AnyView {
    let Some(page) = it.page() else { return ().into_any() };
    let locale = &page.locale;
    let title = if title.is_empty() { String::new() } else { locale.text(title) };
    let test = it.peek(|state| state.offer.as_ref().is_some_and(|offer| offer.test)).unwrap_or_default();
    let strip = test.then(|| html::p().class("test").child(locale.text("test")).into_any());
    let close = (!page.setup.inline).then(|| {
        html::button()
            .class("icon")
            .attr("type", "button")
            .attr("part", "close")
            .attr("aria-label", locale.text("close"))
            .on(ev::click, move |_| flow::close(it))
            .child(icon::cross())
            .into_any()
    });
    let heading = if title.is_empty() {
        html::h2().attr("aria-hidden", "true").child(()).into_any()
    } else {
        html::h2().attr("tabindex", "-1").child(title).into_any()
    };
    (
        html::div().class("head").child((heading, close)),
        strip,
        html::div().class("body").child(body),
        html::div().class("act").child(action),
    )
        .into_any()
}

/// Moves the focus to the new screen's heading, so that a screen reader and the keyboard start there.
fn focus_heading(it: Checkout) {
    let Some(page) = it.page() else { return };
    element::focus(&page.root, "h2[tabindex]");
}
