//! How the browser writes moments: with `Intl`, which every browser already carries, so that no time zone data travels with the
//! widget. The first screen has none to write, so this comes later. No text is known here.

use crate::intl::{now, seconds};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use views::lang::TAGS;
use views::{Format, Written};
use wasm_bindgen::prelude::*;

/// `Intl` in the language of a tag of [`views::lang::TAGS`].
pub(crate) struct Browser {
    /// A tag alone, and nothing to let go of: the page may go before the code that would do it is there.
    tag: &'static str,
}

impl Browser {
    pub(crate) fn new(tag: &str) -> Self {
        // English readers of a Mexican shop still read pesos and 24 hours, but with English words.
        Self { tag: TAGS.into_iter().find(|known| *known == tag).unwrap_or(TAGS[0]) }
    }

    fn locales(&self) -> Array {
        Array::of1(&JsValue::from_str(self.tag))
    }

    fn date(&self, date: &Date, options: &[(&str, &str)]) -> String {
        let format = Intl::DateTimeFormat::new(&self.locales(), &object(options));
        call(&format.format(), date)
    }
}

impl Format for Browser {
    fn moment(&self, rfc3339: &str, zone: &str) -> Option<Written> {
        let date = Date::new(&JsValue::from_str(rfc3339));
        let millis = date.get_time();
        if millis.is_nan() {
            return None;
        }
        Some(Written {
            date: self.date(&date, &[("weekday", "short"), ("day", "numeric"), ("month", "short"), ("timeZone", zone)]),
            time: self.date(&date, &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23"), ("timeZone", zone)]),
            seconds: seconds(millis),
        })
    }
}

/// The present moment, RFC 3339 UTC, by the backend's clock.
#[allow(clippy::cast_precision_loss, reason = "JavaScript has no other numbers, and milliseconds fit")]
pub(crate) fn now_utc() -> String {
    Date::new(&JsValue::from_f64((now() * 1000) as f64)).to_iso_string().into()
}

fn object(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a plain object of ours cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object
}

fn call(format: &Function, value: &JsValue) -> String {
    format.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}
