//! Live: hearing of the changes of what is at an address: server-sent events below it, and asking again every few
//! seconds where those fail.
//!
//! Asking slows down from four seconds to a minute, and starts afresh when the page is looked at again or the network
//! returns, because phones put pages to sleep. What is there, and what is done with it, is not known here.

use crate::client;
use crate::read::value::Value;
use leptos::prelude::TimeoutHandle;
use leptos::prelude::set_timeout_with_handle;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, EventTarget, MessageEvent};

const FIRST: Duration = Duration::from_secs(4);
const SLOWEST: Duration = Duration::from_secs(60);

/// Listens until it is dropped.
pub(crate) struct Live {
    _inner: Rc<Inner>,
}

/// Told all that arrives, and whether it came by the stream (`true`) or by asking.
pub(crate) type Heard = Box<dyn Fn(&Value, bool)>;

struct Inner {
    address: String,
    heard: Heard,
    source: RefCell<Option<Source>>,
    timer: Cell<Option<TimeoutHandle>>,
    wait: Cell<Duration>,
    woken: RefCell<Option<Closure<dyn Fn()>>>,
}

struct Source {
    source: EventSource,
    _message: Closure<dyn Fn(MessageEvent)>,
    _error: Closure<dyn Fn()>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Live {
    /// Begins to listen.
    pub(crate) fn new(address: String, heard: Heard) -> Self {
        let inner = Rc::new(Inner {
            address,
            heard,
            source: RefCell::default(),
            timer: Cell::default(),
            wait: Cell::new(FIRST),
            woken: RefCell::default(),
        });
        inner.connect();
        let weak = Rc::downgrade(&inner);
        let woken = Closure::<dyn Fn()>::new(move || {
            if let Some(inner) = weak.upgrade() {
                inner.wait.set(FIRST);
                inner.ask();
            }
        });
        for (target, event) in wakers() {
            // The worst that follows from a refusal is a slower answer.
            let _ = target.add_event_listener_with_callback(event, woken.as_ref().unchecked_ref());
        }
        inner.woken.replace(Some(woken));
        Self { _inner: inner }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
        if let Some(woken) = self.woken.take() {
            for (target, event) in wakers() {
                let _ = target.remove_event_listener_with_callback(event, woken.as_ref().unchecked_ref());
            }
        }
    }
}

/// What says that the page is looked at again, or has a network again.
fn wakers() -> impl Iterator<Item = (EventTarget, &'static str)> {
    let window = web_sys::window();
    let document = window.as_ref().and_then(web_sys::Window::document);
    [(document.map(EventTarget::from), "visibilitychange"), (window.map(EventTarget::from), "online")]
        .into_iter()
        .filter_map(|(target, event)| Some((target?, event)))
}

impl Inner {
    fn connect(self: &Rc<Self>) {
        let Ok(source) = EventSource::new(&[&self.address, "/events"].concat()) else {
            return self.ask_later();
        };
        let weak = Rc::downgrade(self);
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let (Some(inner), Some(text)) = (weak.upgrade(), event.data().as_string()) {
                inner.tell(&text);
            }
        });
        let weak = Rc::downgrade(self);
        let error = Closure::<dyn Fn()>::new(move || lost(&weak));
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        source.set_onerror(Some(error.as_ref().unchecked_ref()));
        self.source.replace(Some(Source { source, _message: message, _error: error }));
    }

    fn tell(&self, text: &str) {
        if let Some(value) = client::parse(text) {
            self.wait.set(FIRST);
            if let Some(timer) = self.timer.take() {
                timer.clear();
            }
            (self.heard)(&value, true);
        }
    }

    fn ask_later(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let ask = move || {
            if let Some(inner) = weak.upgrade() {
                inner.ask();
            }
        };
        let wait = self.wait.get();
        self.wait.set((wait * 2).min(SLOWEST));
        let timer = set_timeout_with_handle(ask, wait).ok();
        if let Some(before) = self.timer.replace(timer) {
            before.clear();
        }
    }

    /// Asks once; goes on asking while the stream is down.
    fn ask(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let answer = client::at(&self.address);
        wasm_bindgen_futures::spawn_local(async move {
            let answer = answer.await;
            let Some(inner) = weak.upgrade() else { return };
            if let Ok(value) = answer {
                (inner.heard)(&value, false);
            }
            if inner.is_down() {
                inner.connect();
                inner.ask_later();
            }
        });
    }

    fn is_down(&self) -> bool {
        self.source.borrow().as_ref().is_none_or(|source| source.source.ready_state() != EventSource::OPEN)
    }
}

/// The stream broke. The browser may be connecting again by itself; asking bridges the time either way.
fn lost(inner: &Weak<Inner>) {
    if let Some(inner) = inner.upgrade() {
        inner.ask_later();
    }
}
