//! The host: the custom element as a checkout sees it. Its attributes, what its boot can do, the events it tells the page, and the
//! few things that are done to the document.
//!
//! The loader owns the element and its button (`pkg/loader.js`). The screens are not known here.

use super::state::CheckoutError;
use super::state::typed::Typed;
use crate::read::value::Object;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDialogElement, HtmlElement, ShadowRoot};

/// The attributes of the element, as the boot has read them.
pub(crate) struct Setup {
    /// Origin of the backend, without a slash at its end.
    pub(crate) backend: String,
    pub(crate) button: Option<String>,
    pub(crate) order: Option<String>,
    /// A customer's own CLABE, `clb_...`.
    pub(crate) clabe: Option<String>,
    /// In the page rather than in a dialog.
    pub(crate) inline: bool,
    pub(crate) label: Option<String>,
    pub(crate) success_url: Option<String>,
    /// The shopper's details, as far as the merchant has filled them in.
    pub(crate) typed: Typed,
    /// The tag of the language, one of [`views::lang::TAGS`].
    pub(crate) lang: String,
}

impl Setup {
    /// Reads the attributes from the object the boot makes of them.
    pub(crate) fn read(from: Object<'_>) -> Self {
        let known = |key| from.maybe_text(key).unwrap_or_default();
        Self {
            backend: from.text("backend"),
            button: from.maybe_text("button"),
            order: from.maybe_text("order"),
            clabe: from.maybe_text("clabe"),
            inline: from.flag("inline"),
            label: from.maybe_text("label"),
            success_url: from.maybe_text("success_url"),
            typed: Typed {
                way: String::new(),
                name: known("name"),
                email: known("email"),
                phone: known("phone"),
                document: String::new(),
            },
            lang: from.text("lang"),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// The functions of the boot that are done better in JavaScript: see `pkg/boot.js`.
    #[wasm_bindgen(typescript_type = "Tools")]
    pub type Tools;

    /// Asks a backend, and resolves to its answer in the form that `client` reads.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn ask(this: &Tools, patience: i32, url: &str, key: &str, body: &JsValue) -> Result<Promise, JsValue>;

    /// Sends an event of this name, and one with a dash in its colon's place; both bubble and leave the shadow root.
    #[wasm_bindgen(method, catch, js_name = tell)]
    fn emit(this: &Tools, event: &str, detail: &js_sys::Object) -> Result<(), JsValue>;

    /// Fetches the second half of the program, and resolves once it is there.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn later(this: &Tools) -> Result<Promise, JsValue>;
}

/// The dialog; none in the page.
pub(crate) fn dialog(root: &ShadowRoot) -> Option<HtmlDialogElement> {
    root.query_selector("dialog").ok()??.dyn_into().ok()
}

/// Closes the dialog, if there is one; its `close` event does the rest. `false` where the browser refuses, and it had to go
/// without that event.
pub(crate) fn close(root: &ShadowRoot) -> bool {
    let Some(dialog) = dialog(root) else { return true };
    dialog.close();
    !dialog.open() || dialog.remove_attribute("open").is_err()
}

/// Moves the focus to the first element of a selector.
pub(crate) fn focus(root: &ShadowRoot, selector: &str) {
    if let Ok(Some(found)) = root.query_selector(selector) {
        // Focus can be refused only by a page that is going away.
        let _ = found.unchecked_into::<HtmlElement>().focus();
    }
}

/// Leaves the page for another.
pub(crate) fn go(url: &str) {
    if let Some(window) = web_sys::window() {
        // A browser that refuses to leave leaves the shopper where the slip is.
        let _ = window.location().assign(url);
    }
}

/// Tells the page: an event with its details as texts. The boot sends it, under two names.
pub(crate) fn tell(tools: &Tools, event: &str, detail: &[(&str, &str)]) {
    let object = js_sys::Object::new();
    for (key, value) in detail {
        // Setting a property of a plain object of ours cannot fail.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    // An exception in the page's own listener is the page's.
    let _ = tools.emit(event, &object);
}

/// Tells the developer what went wrong, by an event. The boot, which hears it, says so in the console.
pub(crate) fn complain(tools: &Tools, error: &CheckoutError) {
    let id = error.request_id.as_deref().unwrap_or_default();
    tell(tools, "ficha:error", &[("code", &error.code), ("detail", &error.detail), ("request_id", id)]);
}
