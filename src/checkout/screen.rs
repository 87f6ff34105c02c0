//! What the screens share, and the frame they stand in: test strip, heading, body, and the action under the thumb.

use super::flow;
use super::state::{Screen, State};
use super::watched::Watched;
use super::{choose, icon, later, problem};
use crate::client::Client;
use crate::element::{Setup, Tools};
use crate::intl::{self, Said};
use crate::live::Live;
use crate::memory::Memory;
use crate::moment::Browser;
use leptos::prelude::{GetValue, LocalStorage, StoredValue};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use views::node::{html, live, nothing};
use views::{Locale, Node};
use wasm_bindgen::JsValue;
use web_sys::ShadowRoot;

/// How many parts of a screen are drawn after its first.
pub(crate) const PARTS: usize = 5;

/// The page a checkout lives in, what it was set up with, and what goes on in it.
pub(crate) struct Page {
    pub(crate) root: ShadowRoot,
    pub(crate) setup: Setup,
    pub(crate) locale: Locale,
    pub(crate) client: Client,
    pub(crate) tools: Rc<Tools>,
    /// Whether the second half of the program is there.
    pub(crate) whole: Cell<bool>,
    pub(crate) live: RefCell<Option<Live>>,
    pub(crate) state: Watched<State>,
    /// The screen that is shown. Set to what it was already, it is drawn anew.
    pub(crate) screen: Watched<Screen>,
    /// Whether anything of it is drawn, which it is from the first quiet moment on.
    pub(crate) drawn: Watched<bool>,
    /// Which parts of the screen are drawn: a slow phone draws one a frame.
    pub(crate) parts: [Watched<bool>; PARTS],
    pub(crate) typed: RefCell<Typed>,
    /// Which of [`flow::FIELDS`] cannot be used.
    pub(crate) wrong: Watched<[bool; 5]>,
    /// Whether the phone that was typed cannot be read, and is left out.
    pub(crate) unread: Watched<bool>,
    /// The present moment in epoch seconds; moves while a slip is shown.
    pub(crate) now: Watched<i64>,
    /// The text on the button that has just copied, or nothing.
    pub(crate) copied: Watched<&'static str>,
    /// What came of sending the slip by SMS.
    pub(crate) sent: Watched<String>,
    /// What could not be done with the slip, and what to do instead.
    pub(crate) note: Watched<String>,
    /// What a screen reader is told besides the screen.
    pub(crate) said: Watched<String>,
}

/// What the shopper has typed and chosen. It outlives every screen, so that nothing typed is ever lost.
#[derive(Clone, Default)]
pub(crate) struct Typed {
    /// The way to pay: `spei`, or `cash/` and the store's id.
    pub(crate) way: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) document: String,
}

/// A checkout: where its page is found while it is mounted. Copied into every view.
#[derive(Clone, Copy)]
pub(crate) struct Checkout(StoredValue<Rc<Page>, LocalStorage>);

impl Page {
    pub(crate) fn new(root: ShadowRoot, setup: Setup, texts: JsValue, tools: Tools) -> Self {
        let tools = Rc::new(tools);
        Self {
            root,
            locale: Locale::new(Said(texts), Arc::new(Browser::new(&setup.lang))),
            client: Client::new(&setup.backend, tools.clone()),
            tools,
            whole: Cell::new(false),
            live: RefCell::default(),
            state: Watched::new(State::default()),
            screen: Watched::new(Screen::Loading),
            drawn: Watched::new(false),
            parts: std::array::from_fn(|_| Watched::new(false)),
            typed: RefCell::new(setup.typed.clone()),
            wrong: Watched::new([false; 5]),
            unread: Watched::new(false),
            now: Watched::new(intl::now()),
            copied: Watched::new(""),
            sent: Watched::new(String::new()),
            note: Watched::new(String::new()),
            said: Watched::new(String::new()),
            setup,
        }
    }

    /// The memory of what is collected here: an order, or else a button.
    pub(crate) fn memory(&self) -> Option<Memory> {
        self.setup.order.as_ref().or(self.setup.button.as_ref()).map(|subject| Memory::of(subject))
    }

    /// Whether something is under way, or done and not drawn yet: what was pressed for it cannot be pressed again.
    pub(crate) fn is_busy(&self) -> bool {
        let state = self.state.follow();
        state.busy || state.screen() != *self.screen.peek()
    }

    /// The order that is named, or else the one that was made here before.
    pub(crate) fn kept(&self) -> Option<String> {
        self.setup.order.clone().or_else(|| self.memory()?.order())
    }
}

impl Checkout {
    pub(crate) fn new(page: Rc<Page>) -> Self {
        Self(StoredValue::new_local(page))
    }

    /// The page; `None` once the element is gone, which may happen during any await.
    pub(crate) fn page(self) -> Option<Rc<Page>> {
        self.0.try_get_value()
    }

    /// What `draw` draws of the page, anew whenever something it follows changes.
    pub(crate) fn live<N: Into<Node>>(self, draw: impl Fn(&Page) -> N + Send + 'static) -> Node {
        live(move || self.page().map_or_else(nothing, |page| draw(&page).into()))
    }

    /// A part of a screen, drawn when its turn has come. Until then there is room for it: nothing jumps.
    pub(crate) fn part(self, part: usize, draw: fn(Self, &Page) -> Node) -> Node {
        self.live(move |page| if *page.parts[part].follow() { draw(self, page) } else { room() })
    }

    /// Whether something holds of the page that is followed.
    pub(crate) fn is(self, holds: impl FnOnce(&Page) -> bool) -> bool {
        self.page().is_some_and(|page| holds(&page))
    }
}

/// The whole checkout: follows the state from screen to screen.
pub(crate) fn checkout(it: Checkout) -> Node {
    let said = html("p").class("said").attr("role", "status").child(it.live(|page| page.said.follow().clone()));
    let note = html("p").class("note").attr("role", "status").child(it.live(|page| page.note.follow().clone()));
    vec![it.live(move |page| screen(it, page, *page.screen.follow())), note.into(), said.into()].into()
}

fn screen(it: Checkout, page: &Page, screen: Screen) -> Node {
    match screen {
        Screen::Loading => framed(page, it, "choose.title", waiting(&page.locale), nothing()),
        Screen::Choose => choose::screen(it, page),
        Screen::Problem => problem::screen(it, page),
        Screen::Voucher | Screen::Standing | Screen::Paid => later::screen(it, page, screen),
    }
}

/// Grey rows where the ways to pay will be: nothing jumps when they come.
fn waiting(locale: &Locale) -> Node {
    let rows: Vec<Node> = (0..4).map(|_| html("div").class("way ghosted").into()).collect();
    let ways = html("div").class("ways").attr("role", "status").attr("aria-label", &locale.text("loading")).child(rows);
    vec![ways.into(), room()].into()
}

/// Nothing, as high as the sheet may become.
fn room() -> Node {
    html("div").class("room").into()
}

/// A screen: heading and close button, body, and below it the action. Without a title, the body has its own heading.
pub(crate) fn framed(page: &Page, it: Checkout, title: &str, body: impl Into<Node>, action: impl Into<Node>) -> Node {
    frame(page, it, title, body.into(), action.into())
}

fn frame(page: &Page, it: Checkout, title: &str, body: Node, action: Node) -> Node {
    let locale = &page.locale;
    let test = page.state.peek().is_test();
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
        // It scrolls where the window is low, and not every screen has something in it that the keyboard reaches.
        html("div").class("body").attr("tabindex", "0").child(body).into(),
        html("div").class("act").child(action).into(),
    ]
    .into()
}

/// A button of a screen that does one thing.
pub(crate) fn button(it: Checkout, class: &str, name: String, press: fn(Checkout)) -> Node {
    html("button").class(class).attr("type", "button").on("click", move |_| press(it)).child(name).into()
}
