//! The edge of the custom element: attributes in, events out, mount and unmount. What touches the page is here.
//!
//! The loader owns the element and its button; this file is handed both when the shopper means to pay. It does not
//! know what is on the screens.

use crate::checkout::screen::{Page, Typed, checkout};
use crate::checkout::state::Trouble;
use crate::checkout::{Checkout, flow};
use crate::read::value::{self, Object};
use js_sys::Promise;
use leptos::mount::mount_to;
use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;
use views::Node;
use views::node::{html, nothing};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDialogElement, HtmlElement, ShadowRoot};

/// What the attributes of the element say, read by the boot.
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
    /// What the merchant already knows of the shopper.
    pub(crate) typed: Typed,
    /// One of [`views::lang::TAGS`].
    pub(crate) lang: String,
}

impl Setup {
    fn read(from: Object<'_>) -> Self {
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
    /// What the boot can do better than we: see `pkg/boot.js`.
    #[wasm_bindgen(typescript_type = "Tools")]
    pub type Tools;

    /// Asks a backend, and resolves to what `client` reads of its answer.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn ask(this: &Tools, patience: i32, url: &str, key: &str, body: &JsValue) -> Result<Promise, JsValue>;

    /// Sends an event of this name, and one with a dash in its colon's place; both bubble and leave the shadow root.
    #[wasm_bindgen(method, catch)]
    fn tell(this: &Tools, event: &str, detail: &js_sys::Object) -> Result<(), JsValue>;

    /// Fetches the second half of the program, and resolves once it is there.
    #[wasm_bindgen(method, catch)]
    pub(crate) fn later(this: &Tools) -> Result<Promise, JsValue>;
}

/// A widget mounted into an element. To free it is to unmount it.
#[wasm_bindgen]
pub struct Widget {
    it: Checkout,
    /// Unmounts when it is dropped.
    _mounted: Box<dyn Any>,
}

/// Mounts a widget into `root`, the shadow root of an element. Fails where `setup` is not what the boot makes.
#[wasm_bindgen]
pub fn mount(root: ShadowRoot, setup: JsValue, texts: JsValue, tools: Tools) -> Result<Widget, JsValue> {
    let setup = value::whole(&value::of(&setup), Setup::read).ok_or("not a setup")?;
    let page = Rc::new(Page::new(root, setup, texts, tools));

    // A checkout belongs to what is mounted, so it is made inside, and handed out through this.
    let made = Rc::new(Cell::new(None));
    let (make, inside) = (made.clone(), page.clone());
    let mounted = mount_to(page.root.clone().unchecked_into(), move || {
        let it = Checkout::new(inside.clone());
        make.set(Some(it));
        sheet(it, &inside)
    });
    let it = made.take().ok_or("nothing was mounted")?;
    tell(&page, "ficha:ready", &[]);
    it.next_task(draw);
    Ok(Widget { it, _mounted: Box::new(mounted) })
}

#[wasm_bindgen]
impl Widget {
    /// Shows the checkout.
    pub fn open(&self) {
        let Some(page) = self.it.page() else { return };
        let dialog = dialog(&page.root);
        if dialog.as_ref().map_or(*page.drawn.peek(), HtmlDialogElement::open) {
            return;
        }
        draw(self.it);
        if let Some(dialog) = dialog
            && dialog.show_modal().is_err()
        {
            // Not above the page, but there. One that is out of the page shows nothing either way.
            let _ = dialog.set_attribute("open", "");
        }
        tell(&page, "ficha:open", &[]);
        // In a task of its own, so that a slow phone shows the dialog first.
        self.it.next_task(flow::open);
    }

    /// Closes the checkout, as the shopper would.
    pub fn close(&self) {
        flow::close(self.it);
    }
}

/// Draws the first screen where nobody sees it yet, so that a press has only to show it.
fn draw(it: Checkout) {
    if let Some(page) = it.page().filter(|page| !*page.drawn.peek()) {
        page.drawn.set(true);
    }
}

/// The dialog, or the section of an element that is `mode="inline"`. It is empty until there is time to draw it.
fn sheet(it: Checkout, page: &Page) -> Node {
    let (name, lang) = (page.locale.text("choose.title"), page.locale.text("lang"));
    let content = it.live(move |page| if *page.drawn.follow() { checkout(it) } else { nothing() });
    let sheet = html(if page.setup.inline { "section" } else { "dialog" })
        .class(if page.setup.inline { "sheet inline" } else { "sheet" })
        .attr("part", "dialog")
        .attr("aria-label", &name)
        .attr("lang", &lang)
        .child(html("div").class("screen").child(content));
    if page.setup.inline {
        return sheet.into();
    }
    sheet
        // A press on the dialog itself, and not on anything in it, is one on the backdrop.
        .on("click", move |event| {
            if event.target() == event.current_target() {
                flow::close(it);
            }
        })
        .on("close", move |_| flow::closed(it))
        .into()
}

fn dialog(root: &ShadowRoot) -> Option<HtmlDialogElement> {
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
pub(crate) fn tell(page: &Page, event: &str, detail: &[(&str, &str)]) {
    let object = js_sys::Object::new();
    for (key, value) in detail {
        // Setting a property of a plain object of ours cannot fail.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    // An exception in the page's own listener is the page's.
    let _ = page.tools.tell(event, &object);
}

/// Tells the developer what went wrong, by an event. The boot, which hears it, says so in the console.
pub(crate) fn complain(page: &Page, trouble: &Trouble) {
    let id = trouble.request_id.as_deref().unwrap_or_default();
    tell(page, "ficha:error", &[("code", &trouble.code), ("detail", &trouble.detail), ("request_id", id)]);
}
