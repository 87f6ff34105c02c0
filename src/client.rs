//! The backend's API, one function a call, and one way for all of them to fail.
//!
//! It does not know what is done with an answer, nor how one is read. A request that has not been answered within half
//! a minute is given up; whoever made it may make it again with the same key.

use crate::checkout::state::Trouble;
use crate::read::value::{self, Value};
use api::{CreateCharge, SendSms};
use gloo_net::http::{Request, RequestBuilder};
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::JsValue;
use web_sys::AbortController;

/// Half a minute, in milliseconds: the backend itself gives a provider that long.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(35);

/// What the backend answers. In a box, so that there is one type of it, however many ask.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Value, Trouble>>>>;

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
    pub(crate) fn button(&self, id: &str) -> Answer {
        Box::pin(ask(Request::get(&self.url("/buttons/", id, "")), None))
    }

    /// Makes an order from a button.
    pub(crate) fn open_order(&self, button: &str, key: &str) -> Answer {
        self.post(&self.url("/buttons/", button, "/orders"), key, JsValue::from_str("{}"))
    }

    /// An order as it stands.
    pub(crate) fn order(&self, id: &str) -> Answer {
        at(&self.order_at(id))
    }

    /// Makes a charge: the voucher.
    pub(crate) fn charge(&self, order: &str, key: &str, charge: &CreateCharge) -> Answer {
        self.post(&self.url("/orders/", order, "/charges"), key, json(charge))
    }

    /// Sends a voucher to a phone of ten digits.
    pub(crate) fn sms(&self, order: &str, charge: &str, phone: String) -> Answer {
        let part = ["/charges/", charge, "/sms"].concat();
        // Two are the most there are, and the backend counts them: a key would guard nothing.
        self.post(&self.url("/orders/", order, &part), "", json(&SendSms { phone }))
    }

    /// Withdraws a voucher.
    pub(crate) fn cancel(&self, order: &str, charge: &str) -> Answer {
        let part = ["/charges/", charge, "/cancel"].concat();
        self.post(&self.url("/orders/", order, &part), "", JsValue::from_str("{}"))
    }

    /// Where an order is.
    pub(crate) fn order_at(&self, id: &str) -> String {
        self.url("/orders/", id, "")
    }

    /// Where a customer's own CLABE is.
    pub(crate) fn clabe_at(&self, id: &str) -> String {
        self.url("/clabes/", id, "")
    }

    fn post(&self, url: &str, key: &str, body: JsValue) -> Answer {
        let request = Request::post(url).header("Content-Type", "application/json");
        let request = if key.is_empty() { request } else { request.header("Idempotency-Key", key) };
        Box::pin(ask(request, Some(body)))
    }

    fn url(&self, collection: &str, id: &str, part: &str) -> String {
        [&self.api, collection, id, part].concat()
    }
}

/// What is at an address of the API.
pub(crate) fn at(address: &str) -> Answer {
    Box::pin(ask(Request::get(address), None))
}

/// The JSON text of a body.
fn json(body: &impl serde::Serialize) -> JsValue {
    let body = serde_wasm_bindgen::to_value(body).ok().and_then(|body| js_sys::JSON::stringify(&body).ok());
    body.map_or(JsValue::UNDEFINED, JsValue::from)
}

/// The value of a JSON text; `None` where it is not one.
pub(crate) fn parse(text: &str) -> Option<Value> {
    Some(value::of(&js_sys::JSON::parse(text).ok()?))
}

async fn ask(request: RequestBuilder, body: Option<JsValue>) -> Result<Value, Trouble> {
    let (ok, text) = send(request, body).await.map_err(|_| Trouble::offline())?;
    match parse(&text) {
        Some(answer) if ok => Ok(answer),
        problem => Err(problem.and_then(|problem| value::whole(&problem, crate::read::trouble)).unwrap_or_else(Trouble::other)),
    }
}

/// Sends and reads the whole answer: whether it is a success, and its text.
async fn send(request: RequestBuilder, body: Option<JsValue>) -> Result<(bool, String), gloo_net::Error> {
    let limit = AbortController::new().ok();
    let timer = limit.clone().and_then(|limit| leptos::prelude::set_timeout_with_handle(move || limit.abort(), PATIENCE).ok());
    let signal = limit.map(|limit| limit.signal());
    let request = request.abort_signal(signal.as_ref());
    let request = if let Some(body) = body { request.body(body) } else { request.build() }?;
    let response = request.send().await?;
    let text = response.text().await?;
    if let Some(timer) = timer {
        timer.clear();
    }
    Ok((response.ok(), text))
}
