//! What the screens share, and the frame they stand in: test strip, heading, body, and the action under the thumb.

use super::flow;
use super::state::{Screen, State};
use super::{choose, icon, paid, problem, voucher};
use crate::client::Client;
use crate::element::{self, Setup, Tools};
use crate::live::Live;
use crate::memory::Memory;
use leptos::prelude::*;
use std::rc::Rc;
use views::node::{html, live, nothing};
use views::{Locale, Node};
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
pub(crate) fn checkout(it: Checkout) -> Node {
    let shown = Memo::new(move |_| it.state.with(State::shown));
    Effect::new(move |before: Option<bool>| {
        shown.track();
        if before.is_some() {
            request_animation_frame(move || focus_heading(it));
        }
        true
    });
    let said = html("p").class("said").attr("role", "status").child(live(move || it.said.get()));
    vec![live(move || screen(it, shown.get().0)), said.into()].into()
}

fn screen(it: Checkout, screen: Screen) -> Node {
    let Some(page) = it.page() else { return nothing() };
    match screen {
        Screen::Loading => framed(&page, it, "choose.title", waiting(&page.locale), nothing()),
        Screen::Choose => choose::screen(it, &page),
        Screen::Voucher => voucher::screen(it, &page),
        Screen::Paid => paid::screen(it, &page),
        Screen::Problem => problem::screen(it, &page),
    }
}

/// Grey rows where the ways to pay will be: nothing jumps when they come.
fn waiting(locale: &Locale) -> Node {
    let rows: Vec<Node> = (0..4).map(|_| html("div").class("way ghosted").into()).collect();
    html("div").class("ways").attr("role", "status").attr("aria-label", &locale.text("loading")).child(rows).into()
}

/// A screen: heading and close button, body, and below it the action. Without a title, the body has its own heading.
pub(crate) fn framed(page: &Page, it: Checkout, title: &str, body: impl Into<Node>, action: impl Into<Node>) -> Node {
    let locale = &page.locale;
    let test = it.peek(|state| state.offer.as_ref().is_some_and(|offer| offer.test)).unwrap_or_default();
    let strip = test.then(|| html("p").class("test").child(locale.text("test")));
    let heading = if title.is_empty() {
        html("span").class("space")
    } else {
        html("h2").attr("tabindex", "-1").child(locale.text(title))
    };
    let close = (!page.setup.inline).then(|| {
        html("button")
            .class("icon")
            .attr("type", "button")
            .attr("part", "close")
            .attr("aria-label", &locale.text("close"))
            .on("click", move |_| flow::close(it))
            .child(icon::cross())
    });
    vec![
        html("div").class("head").child(heading).child(close).into(),
        strip.into(),
        html("div").class("body").child(body).into(),
        html("div").class("act").child(action).into(),
    ]
    .into()
}

/// A button of a screen that does one thing.
pub(crate) fn button(it: Checkout, class: &str, name: String, press: fn(Checkout)) -> Node {
    html("button").class(class).attr("type", "button").on("click", move |_| press(it)).child(name).into()
}

/// Moves the focus to the new screen's heading, so that a screen reader and the keyboard start there.
fn focus_heading(it: Checkout) {
    let Some(page) = it.page() else { return };
    element::focus(&page.root, "h2[tabindex]");
}
