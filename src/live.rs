//! Live: changes of the order or CLABE at an address, heard of by server-sent events below it and by asking.
//!
//! A stream may fail in ways that a browser tells nobody of: held back by a proxy, half open after a sleep, never answered.
//! So the stream is trusted only as long as it says something, which a backend's does every five seconds; whenever it has
//! been silent for longer, whatever the reason, we ask. Nothing but its own word puts off the next question. The order or
//! CLABE itself, and what is done with it, is not known here.

use crate::client::{self, Client};
use crate::intl::ticks;
use crate::read::value::Value;
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, EventTarget, MessageEvent};

/// The longest silence of both stream and answers while the page is looked at: the stream's beat, and what a phone's
/// network adds to it. In milliseconds, as everything here.
const QUIET: i64 = 7_000;
/// The same while nobody looks, and the longest a backend may ask us to wait.
const SLOW: i64 = 60_000;
/// The longest wait for an answer.
const ANSWER_TIMEOUT: i32 = 10_000;
/// The longest silence of a stream before another takes its place.
const RENEWED: i64 = 30_000;

/// Listens until it is dropped.
pub(crate) struct Live {
    _inner: Rc<Inner>,
}

/// Told all that arrives, and whether it comes by itself (`true`) or has to be asked for.
pub(crate) type Heard = Box<dyn Fn(&Value, bool)>;

struct Inner {
    client: Client,
    address: String,
    heard: Heard,
    source: RefCell<Option<Source>>,
    /// The moments at which the stream was opened, at which it spoke last, and at which anything was heard last.
    opened: Cell<i64>,
    spoke: Cell<i64>,
    last: Cell<i64>,
    asking: Cell<bool>,
    timer: Cell<Option<TimeoutHandle>>,
    woken: RefCell<Option<Closure<dyn Fn()>>>,
}

struct Source {
    source: EventSource,
    _word: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Live {
    /// Begins to listen.
    pub(crate) fn new(client: Client, address: String, heard: Heard) -> Self {
        let inner = Rc::new(Inner {
            client,
            address,
            heard,
            source: RefCell::default(),
            opened: Cell::default(),
            // Never yet.
            spoke: Cell::new(-SLOW),
            last: Cell::new(ticks()),
            asking: Cell::default(),
            timer: Cell::default(),
            woken: RefCell::default(),
        });
        inner.connect();
        inner.wait(QUIET);
        let weak = Rc::downgrade(&inner);
        let woken = Closure::<dyn Fn()>::new(move || {
            if let Some(inner) = weak.upgrade() {
                inner.wait(QUIET);
                inner.ask();
            }
        });
        wake(&woken, true);
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
            wake(&woken, false);
        }
    }
}

/// Calls it, or no more, when the page is looked at again, is shown again as it was left, or has a network again: phones put
/// pages to sleep.
fn wake(woken: &Closure<dyn Fn()>, begin: bool) {
    let Some(window) = web_sys::window() else { return };
    let (window, woken) = (EventTarget::from(window), woken.as_ref().unchecked_ref());
    for event in ["visibilitychange", "pageshow", "online"] {
        // The worst that follows from a refusal is a slower answer.
        let _ = if begin {
            window.add_event_listener_with_callback(event, woken)
        } else {
            window.remove_event_listener_with_callback(event, woken)
        };
    }
}

/// The longest silence: nobody waits before a page that is not looked at.
fn longest() -> i64 {
    let hidden = web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden());
    if hidden { SLOW } else { QUIET }
}

impl Inner {
    /// Opens a stream, in the place of the one there was.
    fn connect(self: &Rc<Self>) {
        self.opened.set(ticks());
        drop(self.source.take());
        // A browser without it leaves the asking.
        let Ok(source) = EventSource::new(&[&self.address, "/events"].concat()) else { return };
        let weak = Rc::downgrade(self);
        let word = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = weak.upgrade() {
                inner.spoken(event.data().as_string());
            }
        });
        for event in ["message", "beat"] {
            let _ = source.add_event_listener_with_callback(event, word.as_ref().unchecked_ref());
        }
        self.source.replace(Some(Source { source, _word: word }));
    }

    /// The stream has spoken: a beat says only that it is there, and a message is the whole of what is there.
    fn spoken(&self, text: Option<String>) {
        self.spoke.set(ticks());
        self.last.set(ticks());
        if let Some(value) = text.and_then(|text| client::parse(&text)) {
            (self.heard)(&value, true);
        }
    }

    /// Looks again after so long.
    fn wait(self: &Rc<Self>, millis: i64) {
        let weak = Rc::downgrade(self);
        let look = move || {
            if let Some(inner) = weak.upgrade() {
                inner.look();
            }
        };
        let timer = set_timeout_with_handle(look, Duration::from_millis(millis.unsigned_abs())).ok();
        if let Some(before) = self.timer.replace(timer) {
            before.clear();
        }
    }

    /// Asks if it has been silent for too long, and looks again when it might next have been.
    fn look(self: &Rc<Self>) {
        let rest = self.last.get() + longest() - ticks();
        if rest > 0 {
            return self.wait(rest);
        }
        self.wait(QUIET);
        self.ask();
    }

    /// Asks once, unless an answer is waited for already.
    fn ask(self: &Rc<Self>) {
        if self.asking.replace(true) {
            return;
        }
        let answer = self.client.at(&self.address, ANSWER_TIMEOUT);
        let weak = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            let answer = answer.await;
            let Some(inner) = weak.upgrade() else { return };
            inner.asking.set(false);
            inner.last.set(ticks());
            match answer {
                Ok(value) => (inner.heard)(&value, ticks() - inner.spoke.get() < QUIET),
                // Asked to be quiet, we are.
                Err(error) => inner.wait((error.wait * 1000).clamp(QUIET, SLOW)),
            }
            if ticks() - inner.spoke.get().max(inner.opened.get()) > RENEWED {
                inner.connect();
            }
        });
    }
}
