//! Listening for the money: a change of the order, or of the CLABE, is a message like any other.
//!
//! The connection is `live`'s; the consequences are those of `dispatch`, which hands itself in.

use super::page::{Checkout, Page};
use super::state::Msg;
use crate::live::Live;
use crate::read::{slip, value, value::Value};
use api::Order;

/// The function that takes each message.
type Dispatch = fn(Checkout, Msg);

/// Begins to listen where there is something to hear.
pub(super) fn listen(it: Checkout, page: &Page, dispatch: Dispatch) {
    if page.live.borrow().is_some() {
        return;
    }
    let state = page.state.peek();
    if let Some(order) = state.order.as_ref().filter(|order| !order.charges.is_empty()) {
        listen_to_order(it, page, order, dispatch);
    }
    if let Some(clabe) = page.setup.clabe.as_ref().filter(|_| state.standing.is_some()) {
        listen_to_standing(it, page, clabe, dispatch);
    }
}

fn listen_to_order(it: Checkout, page: &Page, order: &Order, dispatch: Dispatch) {
    let heard = move |value: &Value, live: bool| {
        let Some(page) = it.page() else { return };
        let Some(order) = value::whole(value, slip::order) else { return };
        if page.state.peek().asking == live {
            page.state.change(|state| state.asking = !live);
        }
        if page.state.peek().awaits(&order) {
            dispatch(it, Msg::Order(Box::new(order)));
        }
    };
    page.live.replace(Some(Live::new(page.client.clone(), page.client.order_at(&order.id), Box::new(heard))));
}

fn listen_to_standing(it: Checkout, page: &Page, clabe: &str, dispatch: Dispatch) {
    let heard = move |value: &Value, _live: bool| {
        if let Some(clabe) = value::whole(value, slip::clabe) {
            dispatch(it, Msg::Standing(Box::new(clabe)));
        }
    };
    page.live.replace(Some(Live::new(page.client.clone(), page.client.clabe_at(clabe), Box::new(heard))));
}
