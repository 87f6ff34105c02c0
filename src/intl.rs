//! How the browser writes money and moments: `Intl`, which every browser already carries.
//!
//! No time zone data and no number format travels with the widget. It does not know any text.

use api::Amount;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use views::{Format, Texts, Written};
use wasm_bindgen::prelude::*;

/// The texts of a language as the boot has read them: none is copied before it is said.
pub(crate) struct Said(pub(crate) JsValue);

impl Texts for Said {
    fn get(&self, key: &str) -> Option<String> {
        Reflect::get(&self.0, &JsValue::from_str(key)).ok()?.as_string()
    }
}

/// `Intl` in the language of a tag of [`views::lang::TAGS`].
pub(crate) struct Browser {
    tag: String,
}

impl Browser {
    pub(crate) fn new(tag: &str) -> Self {
        // English readers of a Mexican shop still read pesos and 24 hours, but with English words.
        Self { tag: tag.to_owned() }
    }

    fn locales(&self) -> Array {
        Array::of1(&JsValue::from_str(&self.tag))
    }

    fn date(&self, date: &Date, options: &[(&str, &str)]) -> String {
        let format = Intl::DateTimeFormat::new(&self.locales(), &object(options));
        call(&format.format(), date)
    }
}

impl Format for Browser {
    fn money(&self, amount: &Amount) -> String {
        let options = object(&[("style", "currency"), ("currency", &amount.currency), ("currencyDisplay", "narrowSymbol")]);
        let format = Intl::NumberFormat::new(&self.locales(), &options);
        // As decimal text: a number would be a float on its way. Every currency we take has two decimals.
        let (units, cents) = (amount.amount / 100, amount.amount % 100);
        let pad = if cents < 10 { ".0" } else { "." };
        call(&format.format(), &JsValue::from_str(&[&units.to_string(), pad, &cents.to_string()].concat()))
    }

    fn moment(&self, rfc3339: &str, zone: &str) -> Option<Written> {
        let date = Date::new(&JsValue::from_str(rfc3339));
        let millis = date.get_time();
        if millis.is_nan() {
            return None;
        }
        let time = self.date(&date, &[("hour", "2-digit"), ("minute", "2-digit"), ("hourCycle", "h23"), ("timeZone", zone)]);
        Some(Written {
            date: self.date(&date, &[("weekday", "short"), ("day", "numeric"), ("month", "short"), ("timeZone", zone)]),
            time,
            seconds: seconds(millis),
        })
    }
}

/// The present moment, RFC 3339 UTC.
pub(crate) fn now_utc() -> String {
    Date::new_0().to_iso_string().into()
}

/// The present moment in epoch seconds.
pub(crate) fn now() -> i64 {
    seconds(Date::now())
}

#[allow(clippy::cast_possible_truncation, reason = "JavaScript has no other clock, and milliseconds fit")]
fn seconds(millis: f64) -> i64 {
    millis as i64 / 1000
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
