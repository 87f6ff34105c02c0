//! A value as JSON has them, and reading an object out of it without a stop at every field.
//!
//! A field that is missing or of another kind is remembered, and the whole refused at the end: a reader is then a list of
//! its fields. Serde's derived readers made a third of the WebAssembly, this a fiftieth. No object of ours is known here.

use std::cell::Cell;

/// A JSON value. A number that is no integer is not one of ours, and is `Null`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "JSON's own words")]
pub enum Value {
    Null,
    Flag(bool),
    Number(i64),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// The value of a missing field.
static NULL: Value = Value::Null;

/// Reads a whole value; `None` where a field that must be there is missing or of another kind.
pub fn whole<T>(value: &Value, read: fn(Object<'_>) -> T) -> Option<T> {
    let invalid = Cell::new(false);
    let it = read(Object { value, invalid: &invalid });
    (!invalid.get()).then_some(it)
}

/// An object being read.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    value: &'a Value,
    invalid: &'a Cell<bool>,
}

impl<'a> Object<'a> {
    fn field(self, key: &str) -> &'a Value {
        let Value::Object(fields) = self.value else { return self.mark_invalid(&NULL) };
        fields.iter().find(|(name, _)| name == key).map_or(&NULL, |(_, value)| value)
    }

    /// Remembers that the whole cannot be used, and goes on with `instead`.
    pub fn mark_invalid<T>(self, instead: T) -> T {
        self.invalid.set(true);
        instead
    }

    /// A text that must be there.
    pub fn text(self, key: &str) -> String {
        self.maybe_text(key).unwrap_or_else(|| self.mark_invalid(String::new()))
    }

    /// A text that may be missing.
    pub fn maybe_text(self, key: &str) -> Option<String> {
        match self.field(key) {
            Value::Text(text) => Some(text.clone()),
            Value::Null => None,
            Value::Flag(_) | Value::Number(_) | Value::List(_) | Value::Object(_) => self.mark_invalid(None),
        }
    }

    /// An integer that must be there.
    pub fn number(self, key: &str) -> i64 {
        if let Value::Number(number) = self.field(key) { *number } else { self.mark_invalid(0) }
    }

    /// An integer that may be missing.
    pub fn maybe_number(self, key: &str) -> Option<i64> {
        if let Value::Number(number) = self.field(key) { Some(*number) } else { None }
    }

    /// Yes or no; no where it is missing.
    pub fn flag(self, key: &str) -> bool {
        match self.field(key) {
            Value::Flag(flag) => *flag,
            Value::Null => false,
            Value::Number(_) | Value::Text(_) | Value::List(_) | Value::Object(_) => self.mark_invalid(false),
        }
    }

    /// An object that must be there.
    pub fn object(self, key: &str) -> Self {
        Self { value: self.field(key), ..self }
    }

    /// An object that may be missing.
    pub fn maybe(self, key: &str) -> Option<Self> {
        let object = self.object(key);
        (*object.value != Value::Null).then_some(object)
    }

    /// A value of a list that is a text.
    pub fn itself(self) -> String {
        match self.value {
            Value::Text(text) => text.clone(),
            Value::Null | Value::Flag(_) | Value::Number(_) | Value::List(_) | Value::Object(_) => {
                self.mark_invalid(String::new())
            }
        }
    }

    /// The objects of a list, which is empty where it is missing.
    pub fn list<T>(self, key: &str, read: fn(Self) -> T) -> Vec<T> {
        match self.field(key) {
            Value::List(values) => values.iter().map(|value| read(Self { value, ..self })).collect(),
            Value::Null => Vec::new(),
            Value::Flag(_) | Value::Number(_) | Value::Text(_) | Value::Object(_) => self.mark_invalid(Vec::new()),
        }
    }
}

/// A value of the page's as ours. What JSON has no word for is `Null`.
#[cfg(target_arch = "wasm32")]
#[allow(clippy::cast_possible_truncation, reason = "JavaScript has no other numbers, and this one is an integer")]
pub(crate) fn of(value: &wasm_bindgen::JsValue) -> Value {
    use js_sys::{Array, Object};
    use wasm_bindgen::JsCast;

    if let Some(text) = value.as_string() {
        return Value::Text(text);
    }
    if let Some(flag) = value.as_bool() {
        return Value::Flag(flag);
    }
    if let Some(number) = value.as_f64() {
        return if js_sys::Number::is_safe_integer(value) { Value::Number(number as i64) } else { Value::Null };
    }
    if Array::is_array(value) {
        return Value::List(value.unchecked_ref::<Array>().iter().map(|value| of(&value)).collect());
    }
    if value.is_object() {
        let entry = |entry: wasm_bindgen::JsValue| {
            let entry: &Array = entry.unchecked_ref();
            Some((entry.get(0).as_string()?, of(&entry.get(1))))
        };
        return Value::Object(Object::entries(value.unchecked_ref()).iter().filter_map(entry).collect());
    }
    Value::Null
}
