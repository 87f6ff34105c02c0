//! Screen: the slip, what may be done with it, and that we are listening.

use super::screen::{Page, framed};
use super::{Checkout, copy, flow};
use api::{Charge, ChargeState, Order, OrderStatus};
use leptos::prelude::*;
use leptos::{ev, html};
use std::time::Duration;
use views::Locale;

/// How often what is left is said anew.
const TICK: Duration = Duration::from_secs(15);

pub(crate) fn screen(it: Checkout, page: &Page) -> AnyView {
    let Some(Some((order, charge))) = it.peek(|state| Some((state.order.clone()?, state.charge()?.clone()))) else {
        return ().into_any();
    };
    let locale = &page.locale;
    tick(it);
    let slip = views::voucher::voucher(locale, &charge, it.now.into(), &|key, value| copy::button(it, key, value));
    let body = (standing(it, locale, &order, &charge), slip).into_any();
    framed(it, "voucher.title", body, actions(it, locale, &charge))
}

/// Moves the present moment while this screen is shown.
fn tick(it: Checkout) {
    it.now.set(crate::intl::now());
    if let Ok(handle) = set_interval_with_handle(move || {
        let _ = it.now.try_set(crate::intl::now());
    }, TICK) {
        on_cleanup(move || handle.clear());
    }
}

/// What the slip is waiting for, or why it waits no more.
fn standing(it: Checkout, locale: &Locale, order: &Order, charge: &Charge) -> AnyView {
    if order.status == OrderStatus::PartlyPaid {
        let values = [("received", &*locale.money(&order.received)), ("missing", &*locale.money(&order.missing))];
        return html::p().class("notice").attr("role", "status").child(locale.with("voucher.part", &values)).into_any();
    }
    let over = |title: &str, help: &str| {
        html::div()
            .class("notice")
            .attr("role", "status")
            .child((html::b().child(locale.text(title)), html::span().child(locale.text(help))))
            .into_any()
    };
    match charge.status {
        ChargeState::Pending => {
            let (live, asking) = (locale.text("voucher.waiting"), locale.text("voucher.checking"));
            let text = move || if it.state.with(|state| state.live) { live.clone() } else { asking.clone() };
            html::p().class("live").child((html::i().child(()), html::span().child(text))).into_any()
        }
        ChargeState::Expired => over("voucher.expired", "voucher.expired.help"),
        ChargeState::Requested | ChargeState::Paid | ChargeState::Declined | ChargeState::Canceled | ChargeState::Refunded => {
            over("voucher.closed", "voucher.closed.help")
        }
    }
}

fn actions(it: Checkout, locale: &Locale, charge: &Charge) -> AnyView {
    if charge.status != ChargeState::Pending {
        return html::button()
            .class("go")
            .attr("type", "button")
            .on(ev::click, move |_| flow::choose(it))
            .child(locale.text("voucher.renew"))
            .into_any();
    }
    let ghost = |key: &str, press: fn(Checkout)| {
        html::button()
            .class("ghost")
            .attr("type", "button")
            .on(ev::click, move |_| press(it))
            .child(locale.text(key))
            .into_any()
    };
    html::div().class("pair").child(vec![ghost("voucher.change", flow::choose), ghost("voucher.print", flow::print)]).into_any()
}
