//! A change of mind: the voucher is withdrawn where its provider can, and the choosing begins again.
//!
//! Where it cannot, the earlier voucher stays good, and the choosing says so (`choose`). Typed values are kept.

use super::dispatch::dispatch;
use super::frame::button;
use super::page::{Checkout, Page};
use super::state::Msg;
use super::{collect, flow, host, icon, wording};
use leptos::task::spawn_local;
use views::Node;
use views::node::{html, nothing};

/// "Change how to pay", which says what it is doing meanwhile.
pub(crate) fn row(it: Checkout, page: &Page) -> Node {
    let (change, changing) = (page.locale.text("voucher.change"), page.locale.text("voucher.changing"));
    let face = it.live(move |page| -> Node {
        if page.is_busy() {
            vec![html("span").class("spin").into(), changing.as_str().into()].into()
        } else {
            vec![icon::change().into(), change.as_str().into()].into()
        }
    });
    html("button")
        .attr("type", "button")
        .follow("aria-disabled", move || it.is(Page::is_busy).then(|| "true".to_owned()))
        .on("click", move |_| withdraw(it))
        .child(face)
        .into()
}

/// The notice that there is a voucher already and that only one is to be paid, with the way back to it.
pub(crate) fn earlier(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(charge) = state.open_charge() else { return nothing() };
    let place = views::voucher::place(&page.locale, charge);
    let said = page.locale.with("choose.one", &[("place", &place)]);
    let back = button(it, "ghost", page.locale.text("choose.back"), |it| dispatch(it, Msg::Back));
    html("div").class("notice earlier").child(html("p").child(said)).child(back).into()
}

fn withdraw(it: Checkout) {
    let Some(page) = it.page().filter(|page| !page.state.peek().busy) else { return };
    if !page.state.peek().charge().is_some_and(|charge| charge.can_cancel) {
        return flow::choose(it);
    }
    let (order, charge) = page.state.peek().ids();
    dispatch(it, Msg::Asked);
    spawn_local(async move {
        let refused = page.client.cancel(&order, &charge).await.err();
        match collect::order(page.client.order(&order)).await {
            // Withdrawn, so the choosing is next; or paid in the meantime, and then that is said.
            Msg::Order(order) => {
                let still = order.current_charge().is_some_and(|now| now.id == charge && now.is_payable());
                dispatch(it, Msg::Order(order));
                if let Some(error) = refused.filter(|_| still) {
                    host::complain(&page.tools, &error);
                    flow::choose(it);
                }
            }
            Msg::Failed(error) => {
                // Nobody knows whether it was withdrawn: the slip stays, and whoever presses again is told more.
                host::complain(&page.tools, &error);
                page.state.change(|state| state.busy = false);
                page.note.set(wording::title(&page.locale, &error));
            }
            other => dispatch(it, other),
        }
    });
}
