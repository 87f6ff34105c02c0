//! Renew: another slip in the place of one that can be paid no more. An order from a button has its button's end, so the button is
//! asked again: what it sells may cost something else by now, or be sold no more.
//!
//! A slip that can still be paid stays what it is, and is never let go of here.

use super::screen::Page;
use super::state::News;
use super::{Checkout, flow};
use leptos::task::spawn_local;

/// The shopper asks for another slip.
pub(super) fn again(it: Checkout) {
    let Some(page) = it.page().filter(|page| !page.state.peek().busy) else { return };
    let begun = page.state.peek().order.as_ref().is_some_and(|order| order.received.amount > 0);
    if begun || page.setup.order.is_some() {
        return flow::choose(it);
    }
    flow::hear(it, News::Asked);
    spawn_local(async move {
        let news = flow::offered(&page).await;
        let same =
            matches!(&news, News::Offered(offer) if page.state.peek().offer().is_some_and(|ours| ours.total == offer.total));
        if same {
            page.state.change(|state| state.busy = false);
            return flow::choose(it);
        }
        anew(it, &page, news);
    });
}

/// The backend makes no more slips of this order: the offer of now takes its place, or the slip there is stays. `false` where
/// the element names the order itself, so that nobody here knows of another.
pub(super) async fn changed(it: Checkout, page: &Page) -> bool {
    if page.state.peek().open_charge().is_some() {
        page.state.change(|state| state.busy = false);
        flow::hear(it, News::Back);
        page.note.set(page.locale.text("changed.slip"));
        return true;
    }
    if page.setup.order.is_some() {
        return false;
    }
    anew(it, page, flow::offered(page).await);
    true
}

/// Begins again with what the button says now.
fn anew(it: Checkout, page: &Page, news: News) {
    let offered = matches!(news, News::Offered(_));
    if offered {
        flow::forget(it, page);
    }
    flow::hear(it, news);
    if offered {
        page.note.set(page.locale.text("changed.price"));
    }
}
