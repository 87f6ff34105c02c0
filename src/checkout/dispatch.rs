//! Dispatch: every message of a checkout comes through here. The state takes it in, the page is told what follows from it, and
//! the screen of the new state is turned to, part by part.
//!
//! Nothing is drawn here, and the senders of messages are not known.

use super::host;
use super::page::{Checkout, Page};
use super::state::Msg;
use crate::button;
use leptos::task::spawn_local;

/// Lets go of the order that was made here: the button is free for another one.
pub(crate) fn forget(it: Checkout, page: &Page) {
    if let Some(memory) = page.memory() {
        memory.forget_order();
    }
    // Dropped with nothing borrowed.
    let _before = page.live.take();
    dispatch(it, Msg::Forgotten);
}

/// Takes in a message, tells the page what follows from it, and begins to listen where there is something to hear.
pub(crate) fn dispatch(it: Checkout, msg: Msg) {
    let Some(page) = it.page() else { return };
    match &msg {
        Msg::Failed(error) => host::complain(&page.tools, error),
        // What was said of what was tried before is over.
        Msg::Asked | Msg::Choose | Msg::Back => page.note.set(String::new()),
        Msg::Offered(_) | Msg::Order(_) | Msg::Charged(..) | Msg::Standing(_) | Msg::Forgotten => {}
    }
    let change = page.state.change(|state| state.update(msg));
    // Told with nothing borrowed: a listener of the page's may call us back at once.
    let (order, charge) = page.state.peek().ids();
    for event in &change.events {
        host::tell(&page.tools, event, &[("order", &order), ("charge", &charge)]);
    }
    if change.order {
        button::name(&page);
    }
    let listens = {
        let state = page.state.peek();
        state.order.is_some() || state.standing.is_some()
    };
    // Neither is there before the second half is.
    if listens {
        lazy::listen(it, &page);
    }
    if change.screen {
        it.next_task(turn);
    }
    if change.events.contains(&"ficha:paid") {
        page.said.set(page.locale.text("paid.title"));
    }
}

/// Turns to the screen of the state, in a task of its own: a slow phone has done enough by reading what there is to show.
fn turn(it: Checkout) {
    let Some(page) = it.page() else { return };
    page.take_typed();
    for part in &page.parts {
        part.set(false);
    }
    let screen = page.state.peek().screen();
    page.screen.set(screen);
    it.next_frame(shown);
}

/// Moves the focus to the new screen's heading, so that a screen reader and the keyboard start there. The rest of it follows.
fn shown(it: Checkout) {
    if let Some(page) = it.page() {
        host::focus(&page.root, "h2[tabindex]");
    }
    it.next_task(draw);
}

/// Draws in a task of its own: what is drawn has to be laid out and painted, too, and that is the frame's.
fn next(it: Checkout) {
    it.next_task(draw);
}

/// Draws the parts of a screen that come after its first, one after each frame, so that a slow phone answers in between.
fn draw(it: Checkout) {
    let Some(page) = it.page() else { return };
    if let Some(part) = page.parts.iter().find(|part| !*part.peek()) {
        part.set(true);
        return it.next_frame(next);
    }
    spawn_local(async move {
        // While the shopper reads. Whoever needs it asks again, and says what went wrong.
        let _ = page.load_rest().await;
    });
}

/// Work of the second half of the program: there is no order, and no CLABE, before it is there.
mod lazy {
    use crate::checkout::dispatch::dispatch;
    use crate::checkout::listen;
    use crate::checkout::page::{Checkout, Page};

    /// Listens to what is shown.
    #[inline(never)]
    pub(super) fn listen(it: Checkout, page: &Page) {
        listen::listen(it, page, dispatch);
    }
}
