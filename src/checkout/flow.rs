//! Flow: what happens when the shopper opens, submits, changes their mind, retries, closes. What follows from asking for
//! the slip stands in `collect`, which arrives later.
//!
//! Every function may outlive the element it was called for: after an await nothing is taken for granted, and the page
//! is asked for again. It does not draw.

use super::screen::Page;
use super::state::{News, Trouble};
use super::{Checkout, details, later};
use crate::read::{self, value};
use crate::{button, element};
use leptos::task::spawn_local;
use payments::Country;
use wasm_bindgen_futures::JsFuture;

/// What the shopper may get wrong, as the page calls it: the way to pay, and the fields.
pub(crate) const FIELDS: [&str; 5] = ["way", "name", "email", "phone", "document"];

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
    hear(it, News::Asked);
    let kept = page.setup.clabe.is_some() || page.kept().is_some();
    spawn_local(async move {
        let news = match if kept { whole(&page).await } else { Ok(()) } {
            Ok(()) if kept => later::find(page).await,
            Ok(()) => offered(&page).await,
            Err(trouble) => News::Failed(trouble),
        };
        hear(it, news);
    });
}

/// What the button offers.
pub(crate) async fn offered(page: &Page) -> News {
    let Some(button) = &page.setup.button else { return News::Failed(Trouble::nothing_named()) };
    match page.client.button(button).await.map(|answer| value::whole(&answer, read::button)) {
        Ok(Some(offer)) => News::Offered(offer),
        Ok(None) => News::Failed(Trouble::other()),
        Err(trouble) => News::Failed(trouble),
    }
}

/// Waits for the second half of the program, which most shoppers have by the time they need it.
async fn whole(page: &Page) -> Result<(), Trouble> {
    if !page.whole.get() {
        let arriving = page.tools.later().map_err(|_| Trouble::offline())?;
        JsFuture::from(arriving).await.map_err(|_| Trouble::offline())?;
        page.whole.set(true);
    }
    Ok(())
}

/// The shopper asks for the slip.
pub(crate) fn submit(it: Checkout) {
    let Some(page) = it.page().filter(|page| !page.state.peek().busy) else { return };
    if page.whole.get() {
        return later::submit(it);
    }
    hear(it, News::Asked);
    spawn_local(async move {
        match whole(&page).await {
            Ok(()) => {
                page.state.change(|state| state.busy = false);
                later::submit(it);
            }
            Err(trouble) => hear(it, News::Failed(trouble)),
        }
    });
}

/// What is asked of the customer: a phone of which country, and whether the DNI.
pub(crate) fn asked(page: &Page) -> (Country, bool) {
    let state = page.state.peek();
    let offer = state.offer();
    let country = offer.and_then(|offer| Country::from_id(&offer.country)).unwrap_or(Country::Mx);
    (country, offer.is_some_and(|offer| offer.methods.iter().any(|method| method.document)))
}

/// Whether the merchant has filled in this field, so that it may stay empty.
pub(crate) fn is_known(page: &Page, field: &str) -> bool {
    let state = page.state.peek();
    state.order.as_ref().is_some_and(|order| order.known.iter().any(|known| known == field))
}

/// The shopper is mending a field: its error goes at once.
pub(crate) fn mend(page: &Page, field: usize) {
    if page.wrong.peek()[field] {
        page.wrong.change(|wrong| wrong[field] = false);
    }
}

/// The shopper wants another way to pay.
pub(crate) fn choose(it: Checkout) {
    hear(it, News::Choose);
}

/// Tries again what failed: the submission, or the reading of the offer.
pub(crate) fn retry(it: Checkout) {
    let offered = it.page().is_some_and(|page| page.state.peek().offer().is_some());
    if offered {
        hear(it, News::Choose);
        submit(it);
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
    } else if !element::close(&page.root) {
        closed(it);
    }
}

/// To be called when the dialog has been closed, by us, by the keyboard or by the page.
pub(crate) fn closed(it: Checkout) {
    let Some(page) = it.page() else { return };
    element::tell(&page, "ficha:close", &[]);
    let over = {
        let state = page.state.peek();
        state.is_paid() || state.trouble.as_ref().is_some_and(|trouble| !trouble.can_retry())
    };
    if over && page.setup.order.is_none() {
        forget(it, &page);
    }
}

/// Lets go of the order that was made here: the button is free for another one.
pub(crate) fn forget(it: Checkout, page: &Page) {
    if let Some(memory) = page.memory() {
        memory.forget_order();
    }
    // Dropped with nothing borrowed.
    let _before = page.live.take();
    hear(it, News::Forgotten);
}

/// Takes in news, tells the page what follows from it, and begins to listen where there is something to hear.
pub(crate) fn hear(it: Checkout, news: News) {
    let Some(page) = it.page() else { return };
    match &news {
        News::Failed(trouble) => element::complain(&page, trouble),
        // What was said of what was tried before is over.
        News::Asked | News::Choose | News::Back => page.note.set(String::new()),
        News::Offered(_) | News::Order(_) | News::Charged(..) | News::Standing(_) | News::Forgotten => {}
    }
    let change = page.state.change(|state| state.hear(news));
    // Told with nothing borrowed: a listener of the page's may call us back at once.
    let (order, charge) = page.state.peek().ids();
    for event in &change.events {
        element::tell(&page, event, &[("order", &order), ("charge", &charge)]);
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
        later::listen(it, &page);
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
    details::take(&page);
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
        element::focus(&page.root, "h2[tabindex]");
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
        let _ = whole(&page).await;
    });
}
