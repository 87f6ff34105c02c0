//! The backend's API, one function a call, and one way for all of them to fail.
//!
//! It does not know what is done with an answer. A request that has not been answered within half a minute is given up;
//! whoever made it may make it again with the same key.

use crate::checkout::state::Trouble;
use api::{Button, CreateCharge, Order, Problem};
use gloo_net::http::{Request, RequestBuilder, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

/// Half a minute, in milliseconds: the backend itself gives a provider that long.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(35);

/// A backend.
#[derive(Clone)]
pub(crate) struct Client {
    api: String,
}

impl Client {
    /// The backend at an origin or prefix without a slash at its end.
    pub(crate) fn new(backend: &str) -> Self {
        Self { api: [backend, "/api/v1"].concat() }
    }

    /// What a button offers.
    pub(crate) async fn button(&self, id: &str) -> Result<Button, Trouble> {
        send(Request::get(&self.url(&["/buttons/", id])), None).await
    }

    /// Makes an order from a button.
    pub(crate) async fn open_order(&self, button: &str, key: &str) -> Result<Order, Trouble> {
        let request = Request::post(&self.url(&["/buttons/", button, "/orders"])).header("Idempotency-Key", key);
        send(request, Some(JsValue::from_str("{}"))).await
    }

    /// An order as it stands.
    pub(crate) async fn order(&self, id: &str) -> Result<Order, Trouble> {
        send(Request::get(&self.url(&["/orders/", id])), None).await
    }

    /// Makes a charge: the voucher. Answers the order as it stands afterwards.
    pub(crate) async fn charge(&self, order: &str, key: &str, charge: &CreateCharge) -> Result<Order, Trouble> {
        let request = Request::post(&self.url(&["/orders/", order, "/charges"])).header("Idempotency-Key", key);
        let _: api::Charge = send(request, Some(json(charge))).await?;
        self.order(order).await
    }

    /// Where an order's changes are told.
    pub(crate) fn events(&self, order: &str) -> String {
        self.url(&["/orders/", order, "/events"])
    }

    fn url(&self, path: &[&str]) -> String {
        [&[self.api.as_str()], path].concat().concat()
    }
}

/// The JSON text of a body.
fn json(body: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(body)
        .ok()
        .and_then(|value| js_sys::JSON::stringify(&value).ok())
        .map_or(JsValue::UNDEFINED, JsValue::from)
}

/// An order out of a message of the event stream; `None` where it is not one.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}

async fn send<T: DeserializeOwned>(request: RequestBuilder, body: Option<JsValue>) -> Result<T, Trouble> {
    let (ok, text) = answer(request, body).await.map_err(|_| Trouble::offline())?;
    if ok {
        return read(&text).ok_or_else(Trouble::other);
    }
    match read::<Problem>(&text) {
        Some(problem) => Err(Trouble::from(problem)),
        None => Err(Trouble::other()),
    }
}

/// Sends and reads the whole answer: whether it is a success, and its text. Not generic, so that it exists once.
async fn answer(request: RequestBuilder, body: Option<JsValue>) -> Result<(bool, String), gloo_net::Error> {
    let limit = AbortController::new().ok();
    let timer = limit.clone().and_then(|limit| leptos::prelude::set_timeout_with_handle(move || limit.abort(), PATIENCE).ok());
    let signal = limit.map(|limit| limit.signal());
    let request = request.abort_signal(signal.as_ref());
    let response: Response = match body {
        Some(body) => request.header("Content-Type", "application/json").body(body)?.send().await?,
        None => request.send().await?,
    };
    let text = response.text().await?;
    if let Some(timer) = timer {
        timer.clear();
    }
    Ok((response.ok(), text))
}
