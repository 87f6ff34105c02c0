//! The page a checkout lives in: every screen is handed it, and finds it again after an await.
//!
//! No screen is known here, nor what follows from a press (`flow`, `dispatch`).

use super::host::{Setup, Tools};
use super::signal::Signal;
use super::state::typed::{FIELDS, Typed};
use super::state::{CheckoutError, Msg, Screen, State};
use crate::client::Client;
use crate::intl::{self, Said};
use crate::live::Live;
use crate::memory::Memory;
use crate::moment::Browser;
use crate::read::{self, value};
use js_sys::Reflect;
use leptos::prelude::{GetValue, LocalStorage, StoredValue};
use payments::Country;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use views::node::{html, live, nothing};
use views::{Locale, Node};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::ShadowRoot;

/// The number of parts of a screen that are drawn after its first.
pub(crate) const PARTS: usize = 5;

/// The page a checkout lives in, what it was set up with, and what goes on in it.
pub(crate) struct Page {
    pub(crate) root: ShadowRoot,
    pub(crate) setup: Setup,
    pub(crate) locale: Locale,
    pub(crate) client: Client,
    pub(crate) tools: Rc<Tools>,
    /// Whether the second half of the program is there.
    pub(crate) is_whole: Cell<bool>,
    pub(crate) live: RefCell<Option<Live>>,
    pub(crate) state: Signal<State>,
    /// The screen that is shown. Set to what it was already, it is drawn anew.
    pub(crate) screen: Signal<Screen>,
    /// Whether anything of the screen is drawn, which is so from the first quiet moment on.
    pub(crate) drawn: Signal<bool>,
    /// For each part of the screen whether it is drawn: a slow phone draws one a frame.
    pub(crate) parts: [Signal<bool>; PARTS],
    pub(crate) typed: RefCell<Typed>,
    /// For each of [`FIELDS`] whether its value cannot be used.
    pub(crate) wrong: Signal<[bool; 5]>,
    /// Whether the phone that was typed cannot be read, and is left out.
    pub(crate) unread: Signal<bool>,
    /// The present moment in epoch seconds; moves while a slip is shown.
    pub(crate) now: Signal<i64>,
    /// The text on the button that has just copied, or nothing.
    pub(crate) copied: Signal<&'static str>,
    /// The result of sending the slip by SMS, as a text.
    pub(crate) sent: Signal<String>,
    /// The notice that the slip could not be copied, kept or shared, with what to do instead.
    pub(crate) note: Signal<String>,
    /// The text that a screen reader is told besides the screen.
    pub(crate) said: Signal<String>,
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
            is_whole: Cell::new(false),
            live: RefCell::default(),
            state: Signal::new(State::default()),
            screen: Signal::new(Screen::Loading),
            drawn: Signal::new(false),
            parts: std::array::from_fn(|_| Signal::new(false)),
            typed: RefCell::new(setup.typed.clone()),
            wrong: Signal::new([false; 5]),
            unread: Signal::new(false),
            now: Signal::new(intl::now()),
            copied: Signal::new(""),
            sent: Signal::new(String::new()),
            note: Signal::new(String::new()),
            said: Signal::new(String::new()),
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

    /// Waits for the second half of the program, which most shoppers have by the time they need it. Fails where it does not
    /// arrive.
    pub(crate) async fn load_rest(&self) -> Result<(), CheckoutError> {
        if !self.is_whole.get() {
            let arriving = self.tools.later().map_err(|_| CheckoutError::offline())?;
            JsFuture::from(arriving).await.map_err(|_| CheckoutError::offline())?;
            self.is_whole.set(true);
        }
        Ok(())
    }

    /// Asks for the button's offer; the answer, or its failure, as a message.
    pub(crate) async fn offered(&self) -> Msg {
        let Some(button) = &self.setup.button else { return Msg::Failed(CheckoutError::nothing_named()) };
        match self.client.button(button).await.map(|answer| value::whole(&answer, read::button)) {
            Ok(Some(offer)) => Msg::Offered(offer),
            Ok(None) => Msg::Failed(CheckoutError::other()),
            Err(error) => Msg::Failed(error),
        }
    }

    /// The country whose phones are asked for, and whether the DNI is.
    pub(crate) fn asked(&self) -> (Country, bool) {
        let state = self.state.peek();
        let offer = state.offer();
        let country = offer.and_then(|offer| Country::from_id(&offer.country)).unwrap_or(Country::Mx);
        (country, offer.is_some_and(|offer| offer.methods.iter().any(|method| method.document)))
    }

    /// Whether the way that was chosen needs this of the customer.
    pub(crate) fn needs(&self, need: &str) -> bool {
        self.state.peek().offer().is_some_and(|offer| offer.needs(&self.typed.borrow().way, need))
    }

    /// Whether the merchant has filled in this field, so that it may stay empty.
    pub(crate) fn is_known(&self, field: &str) -> bool {
        let state = self.state.peek();
        state.order.as_ref().is_some_and(|order| order.known.iter().any(|known| known == field))
    }

    /// Takes in what stands in the fields, whoever wrote it there and whether or not anybody was told. Of a field that is not
    /// shown, what was there last.
    pub(crate) fn take_typed(&self) {
        for (place, field) in FIELDS.iter().enumerate().skip(1) {
            let Ok(Some(shown)) = self.root.query_selector(&["#", field].concat()) else { continue };
            if let Some(text) = value_of(&shown) {
                *self.typed.borrow_mut().field(place) = text;
            }
        }
    }

    /// The shopper is mending a field: its error goes at once.
    pub(crate) fn mend(&self, field: usize) {
        if self.wrong.peek()[field] {
            self.wrong.change(|wrong| wrong[field] = false);
        }
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

    /// A view that `draw` makes of the page, anew whenever something it follows changes.
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

/// Empty room, as high as the sheet may become.
pub(super) fn room() -> Node {
    html("div").class("room").into()
}

fn value_of(field: &JsValue) -> Option<String> {
    Reflect::get(field, &JsValue::from_str("value")).ok()?.as_string()
}
