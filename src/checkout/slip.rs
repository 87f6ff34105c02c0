//! The slip that is shown: its facts, the present moment they are counted from, and its way out of the page, on paper or as a file.
//!
//! The screen that shows it, and the contents of a file, are not known here.

use super::js;
use super::page::{Checkout, Page};
use crate::intl;
use leptos::prelude::{on_cleanup, set_interval_with_handle};
use std::time::Duration;
use views::voucher::facts::Facts;
use wasm_bindgen::JsValue;

/// The time between two updates of the time that is left.
const TICK: Duration = Duration::from_secs(15);

/// The address of the order's own page, for another phone.
pub(crate) fn address(page: &Page) -> String {
    [&page.setup.backend, "/o/", &page.state.peek().ids().0].concat()
}

/// The facts of the slip that is shown.
pub(crate) fn facts(page: &Page) -> Option<Facts> {
    let state = page.state.peek();
    Facts::of(&page.locale, state.order.as_ref()?, state.charge()?, &address(page))
}

/// The present moment, which moves while the screen it is asked for is shown.
pub(crate) fn now(it: Checkout, page: &Page) -> Box<dyn Fn() -> i64 + Send> {
    page.now.set(intl::now());
    let again = move || {
        if let Some(page) = it.page() {
            page.now.set(intl::now());
        }
    };
    if let Ok(handle) = set_interval_with_handle(again, TICK) {
        on_cleanup(move || handle.clear());
    }
    Box::new(move || it.page().map_or(0, |page| *page.now.follow()))
}

/// Downloads what was made in the page under a name. `false` where the browser makes no file.
pub(crate) fn hand_over(page: &Page, made: &JsValue, name: &str) -> bool {
    js::call((*page.tools).as_ref(), "save", &[page.root.as_ref(), made, &name.into()]).is_ok()
}

/// Prints the slip alone, under what it is for and from whom.
pub(crate) fn print(it: Checkout) {
    let Some(page) = it.page() else { return };
    let about = {
        let state = page.state.peek();
        match (state.offer(), &state.standing) {
            (Some(offer), _) => [&offer.description, " · ", &offer.merchant].concat(),
            (None, Some(clabe)) => clabe.merchant.clone(),
            (None, None) => String::new(),
        }
    };
    let tools: &JsValue = (*page.tools).as_ref();
    note(&page, js::call(tools, "print", &[page.root.as_ref(), &JsValue::from_str(&about)]).is_ok());
}

/// Says what else can be done with the slip where the browser did not do what was asked of it.
pub(super) fn note(page: &Page, done: bool) {
    page.note.set(if done { String::new() } else { page.locale.text("voucher.cannot") });
}
