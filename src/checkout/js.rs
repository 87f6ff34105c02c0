//! The browser by name: what is done once in a while, called without an import of its own.
//!
//! Each function that wasm imports costs every page a line of glue before its first screen; these cost only whoever
//! needs them, once the slip is shown. What a browser does not have is an error here, and its caller's to mend.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The value of a name in the page's window.
pub(crate) fn global(name: &str) -> JsValue {
    get(&js_sys::global(), name)
}

/// A property; `undefined` where there is none.
pub(crate) fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property. That one refuses it changes nothing that could be mended.
pub(crate) fn set(of: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(of, &JsValue::from_str(name), value);
}

/// Calls a method with these arguments; an error where there is none of that name.
pub(crate) fn call(of: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = get(of, method).dyn_into()?;
    Reflect::apply(&method, of, &list(arguments))
}

/// Makes an object of a class of the window's.
pub(crate) fn make(class: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let class: Function = global(class).dyn_into()?;
    Reflect::construct(&class, &list(arguments))
}

/// An array of these.
pub(crate) fn list(values: &[&JsValue]) -> Array {
    values.iter().copied().collect()
}
