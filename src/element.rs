//! The widget's beginning: it is mounted into an element, opened, closed, and unmounted by the boot (`pkg/boot.js`).
//!
//! The loader owns the element and its button; this file is handed both when the shopper means to pay. It does not
//! know what is on the screens.

use crate::checkout::host::{Setup, Tools, dialog, tell};
use crate::checkout::page::{Checkout, Page};
use crate::checkout::{flow, frame, screens};
use crate::read::value;
use leptos::mount::mount_to;
use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlDialogElement, ShadowRoot};

/// A widget mounted into an element. To free it is to unmount it.
#[wasm_bindgen]
pub struct Widget {
    it: Checkout,
    /// Unmounts when it is dropped.
    _mounted: Box<dyn Any>,
}

/// Mounts a widget into `root`, the shadow root of an element.
///
/// # Errors
///
/// A sentence for the developer, where `setup` is not what the boot makes.
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
        frame::sheet(it, &inside, screens::checkout)
    });
    let it = made.take().ok_or("nothing was mounted")?;
    tell(&page.tools, "ficha:ready", &[]);
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
        tell(&page.tools, "ficha:open", &[]);
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
