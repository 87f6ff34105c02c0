//! Screen: what went wrong and what to do, in the shopper's words. The developer's sentence went to the console.

use super::screen::framed;
use super::{Checkout, flow, icon};
use leptos::prelude::*;
use leptos::{ev, html};
use views::Locale;

pub(crate) fn screen(it: Checkout, locale: &Locale) -> AnyView {
    let Some(Some((trouble, offered))) = it.peek(|state| Some((state.trouble.clone()?, state.offer.is_some()))) else {
        return ().into_any();
    };
    let said = |part: &str| {
        let of = |code: &str| locale.maybe(&["problem.", code, part].concat());
        of(&trouble.code).or_else(|| of("other")).unwrap_or_default()
    };
    let request = trouble
        .request_id
        .as_ref()
        .map(|id| html::p().class("request").child(locale.with("problem.request", &[("id", id)])).into_any());
    let body = html::div()
        .class("message")
        .attr("role", "alert")
        .child((
            html::div().class("ring").child(icon::alert()),
            html::h2().attr("tabindex", "-1").child(said(".title")),
            html::p().child(said(".help")),
            request,
        ))
        .into_any();
    let button = |class: &'static str, key: &str, press: fn(Checkout)| {
        html::button().class(class).attr("type", "button").on(ev::click, move |_| press(it)).child(locale.text(key)).into_any()
    };
    let mut actions = Vec::new();
    if trouble.can_retry() {
        actions.push(button("go", "problem.retry", flow::retry));
        if offered {
            actions.push(button("ghost", "problem.again", flow::choose));
        }
    } else {
        actions.push(button("go", "paid.back", flow::leave));
    }
    framed(it, "", body, html::div().class("stack").child(actions).into_any())
}
