//! Screen: what went wrong and what to do, in the shopper's words. The developer's sentence went to the console.

use super::frame::{button, framed};
use super::page::{Checkout, Page};
use super::state::Remedy;
use super::wording::{said, title};
use super::{flow, icon};
use views::Node;
use views::node::{html, nothing};

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(error) = &state.error else { return nothing() };
    let locale = &page.locale;
    let request =
        error.request_id.as_ref().map(|id| html("p").class("request").child(locale.with("problem.request", &[("id", id)])));
    let message = html("div")
        .class("message")
        .attr("role", "alert")
        .child(html("div").class("ring").child(icon::alert()))
        .child(html("h2").attr("tabindex", "-1").child(title(locale, error)))
        .child(html("p").child(said(locale, error, ".help")))
        .child(request);
    let choose = |class| button(it, class, locale.text("problem.again"), flow::choose);
    let mut actions = Vec::new();
    match error.remedy() {
        Remedy::Retry => {
            actions.push(button(it, "go", locale.text("problem.retry"), flow::retry));
            if state.offer().is_some() {
                actions.push(choose("ghost"));
            }
        }
        Remedy::Choose => actions.push(choose("go")),
        Remedy::Slip => actions.push(button(it, "go", locale.text("choose.back"), flow::back)),
        Remedy::Leave => actions.push(button(it, "go", locale.text("paid.back"), flow::close)),
    }
    framed(page, it, "", message, html("div").class("stack").child(actions))
}
