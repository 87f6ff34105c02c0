//! Screen: what went wrong and what to do, in the shopper's words. The developer's sentence went to the console.

use super::screen::{Page, button, framed};
use super::state::Trouble;
use super::{Checkout, flow, icon};
use views::node::{html, nothing};
use views::{Locale, Node};

/// What went wrong, in a line.
pub(crate) fn title(locale: &Locale, trouble: &Trouble) -> String {
    said(locale, trouble, ".title")
}

fn said(locale: &Locale, trouble: &Trouble, part: &str) -> String {
    let of = |code: &str| locale.maybe(&["problem.", code, part].concat());
    let why = trouble.reason.as_ref().and_then(|reason| of(&[&trouble.code, ".", reason].concat()));
    why.or_else(|| of(&trouble.code)).or_else(|| of("other")).unwrap_or_default()
}

pub(crate) fn screen(it: Checkout, page: &Page) -> Node {
    let state = page.state.peek();
    let Some(trouble) = &state.trouble else { return nothing() };
    let locale = &page.locale;
    let request =
        trouble.request_id.as_ref().map(|id| html("p").class("request").child(locale.with("problem.request", &[("id", id)])));
    let message = html("div")
        .class("message")
        .attr("role", "alert")
        .child(html("div").class("ring").child(icon::alert()))
        .child(html("h2").attr("tabindex", "-1").child(title(locale, trouble)))
        .child(html("p").child(said(locale, trouble, ".help")))
        .child(request);
    let mut actions = Vec::new();
    if trouble.can_retry() {
        actions.push(button(it, "go", locale.text("problem.retry"), flow::retry));
        if state.offer().is_some() {
            actions.push(button(it, "ghost", locale.text("problem.again"), flow::choose));
        }
    } else {
        actions.push(button(it, "go", locale.text("paid.back"), flow::close));
    }
    framed(page, it, "", message, html("div").class("stack").child(actions))
}
