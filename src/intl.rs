//! Language and time in the browser: texts as the boot has read them, and the backend's clock.
//!
//! Moments are written by `moment`, which comes later.

use js_sys::{Date, Reflect};
use std::cell::Cell;
use views::Texts;
use wasm_bindgen::prelude::*;

/// The texts of a language as the boot has read them: none is copied before it is said.
pub(crate) struct Said(pub(crate) JsValue);

impl Texts for Said {
    fn get(&self, key: &str) -> Option<String> {
        Reflect::get(&self.0, &JsValue::from_str(key)).ok()?.as_string()
    }
}

thread_local! {
    /// The lead of the backend's clock over [`ticks`], in milliseconds, once an answer has said it.
    static AHEAD: Cell<Option<i64>> = const { Cell::new(None) };
}

/// The backend has said what time it is there, in epoch milliseconds. An answer may have been long on its way or lain in a
/// cache, but none is ahead of its time: of all that were told, the latest is the truest.
pub(crate) fn told(now: i64) {
    let ahead = now - ticks();
    AHEAD.set(Some(AHEAD.get().map_or(ahead, |known| known.max(ahead))));
}

/// The present moment in epoch seconds, by the backend's clock: a phone's own may be days away.
pub(crate) fn now() -> i64 {
    AHEAD.get().map_or_else(|| seconds(Date::now()), |ahead| (ahead + ticks()) / 1000)
}

/// Milliseconds that go by whatever somebody does to the clock.
pub(crate) fn ticks() -> i64 {
    // A page without it has only the clock that may be set.
    let clock = web_sys::window().and_then(|window| window.performance());
    whole(clock.map_or_else(Date::now, |clock| clock.now()))
}

pub(crate) fn seconds(millis: f64) -> i64 {
    whole(millis) / 1000
}

#[allow(clippy::cast_possible_truncation, reason = "JavaScript has no other numbers, and milliseconds fit")]
fn whole(millis: f64) -> i64 {
    millis as i64
}
