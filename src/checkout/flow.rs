//! Flow: what happens when the shopper opens, submits, changes their mind, retries, closes. What follows from asking for
//! the slip stands in `collect`, which arrives later.
//!
//! Every function may outlive the element it was called for: after an await nothing is taken for granted, and the page
//! is asked for again. It does not draw.

use super::dispatch::{dispatch, forget};
use super::host;
use super::page::Checkout;
use super::state::{Msg, Remedy};
use leptos::task::spawn_local;

/// The checkout has been opened: show what is kept, or what is offered.
pub(crate) fn open(it: Checkout) {
    let settled = it.page().is_none_or(|page| {
        let state = page.state.peek();
        state.order.is_some() || state.standing.is_some() || state.busy
    });
    if !settled {
        load(it);
    }
}

fn load(it: Checkout) {
    let Some(page) = it.page() else { return };
    dispatch(it, Msg::Asked);
    let kept = page.setup.clabe.is_some() || page.kept().is_some();
    spawn_local(async move {
        let msg = match if kept { page.load_rest().await } else { Ok(()) } {
            Ok(()) if kept => lazy::find(page).await,
            Ok(()) => page.offered().await,
            Err(error) => Msg::Failed(error),
        };
        dispatch(it, msg);
    });
}

/// The shopper asks for the slip.
pub(crate) fn submit(it: Checkout) {
    let Some(page) = it.page().filter(|page| !page.state.peek().busy) else { return };
    if page.is_whole.get() {
        return lazy::submit(it);
    }
    dispatch(it, Msg::Asked);
    spawn_local(async move {
        match page.load_rest().await {
            Ok(()) => {
                page.state.change(|state| state.busy = false);
                lazy::submit(it);
            }
            Err(error) => dispatch(it, Msg::Failed(error)),
        }
    });
}

/// The shopper wants another way to pay.
pub(crate) fn choose(it: Checkout) {
    dispatch(it, Msg::Choose);
}

/// Tries again what failed: the submission, or the reading of the offer.
pub(crate) fn retry(it: Checkout) {
    let offered = it.page().is_some_and(|page| page.state.peek().offer().is_some());
    if offered {
        dispatch(it, Msg::Choose);
        submit(it);
    } else {
        load(it);
    }
}

/// Back to the slip there is. One that was made elsewhere, in another tab, is asked for.
pub(crate) fn back(it: Checkout) {
    if it.page().is_some_and(|page| page.state.peek().open_charge().is_some()) {
        dispatch(it, Msg::Back);
    } else {
        load(it);
    }
}

/// Closes the dialog. A paid order has been seen now, so the button is free for another one. What stands in the page has no
/// dialog: it begins again.
pub(crate) fn close(it: Checkout) {
    let Some(page) = it.page() else { return };
    if page.setup.inline {
        closed(it);
        open(it);
    } else if !host::close(&page.root) {
        closed(it);
    }
}

/// Tells the page that the dialog was closed, by us, by the keyboard or by the page, and forgets an order that is over.
pub(crate) fn closed(it: Checkout) {
    let Some(page) = it.page() else { return };
    host::tell(&page.tools, "ficha:close", &[]);
    let over = {
        let state = page.state.peek();
        state.is_paid() || state.error.as_ref().is_some_and(|error| error.remedy() == Remedy::Leave)
    };
    if over && page.setup.order.is_none() {
        forget(it, &page);
    }
}

/// Work of the second half of the program; `Page::load_rest` comes first.
mod lazy {
    use crate::checkout::collect;
    use crate::checkout::page::{Checkout, Page};
    use crate::checkout::state::Msg;
    use std::pin::Pin;
    use std::rc::Rc;

    /// Looks for the order that is remembered, or else for the button's offer.
    #[inline(never)]
    pub(super) fn find(page: Rc<Page>) -> Pin<Box<dyn Future<Output = Msg>>> {
        Box::pin(collect::found(page))
    }

    /// Checks what was typed, and asks for the slip.
    #[inline(never)]
    pub(super) fn submit(it: Checkout) {
        collect::submit(it);
    }
}
