//! Renew: another slip in the place of one that can be paid no more. An order from a button has its button's end, so the button is
//! asked again: what it sells may cost something else by now, or be sold no more.
//!
//! A slip that can still be paid stays what it is, and is never let go of here.

use super::dispatch::{dispatch, forget};
use super::page::{Checkout, Page};
use super::state::Msg;
use leptos::task::spawn_local;

/// The shopper asks for another slip.
pub(super) fn again(it: Checkout) {
    let Some(page) = it.page().filter(|page| !page.state.peek().busy) else { return };
    let begun = page.state.peek().order.as_ref().is_some_and(|order| order.received.amount > 0);
    if begun || page.setup.order.is_some() {
        return dispatch(it, Msg::Choose);
    }
    dispatch(it, Msg::Asked);
    spawn_local(async move {
        let msg = page.offered().await;
        let same =
            matches!(&msg, Msg::Offered(offer) if page.state.peek().offer().is_some_and(|ours| ours.total == offer.total));
        if same {
            page.state.change(|state| state.busy = false);
            return dispatch(it, Msg::Choose);
        }
        anew(it, &page, msg);
    });
}

/// The backend makes no more slips of this order: the offer of now takes its place, or the slip there is stays. `false` where
/// the element names the order itself, so that nobody here knows of another.
pub(super) async fn changed(it: Checkout, page: &Page) -> bool {
    if page.state.peek().open_charge().is_some() {
        page.state.change(|state| state.busy = false);
        dispatch(it, Msg::Back);
        page.note.set(page.locale.text("changed.slip"));
        return true;
    }
    if page.setup.order.is_some() {
        return false;
    }
    anew(it, page, page.offered().await);
    true
}

/// Begins again with what the button says now.
fn anew(it: Checkout, page: &Page, msg: Msg) {
    let offered = matches!(msg, Msg::Offered(_));
    if offered {
        forget(it, page);
    }
    dispatch(it, msg);
    if offered {
        page.note.set(page.locale.text("changed.price"));
    }
}
