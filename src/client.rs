//! The backend's API, one function a call, and one way for all of them to fail.
//!
//! How an answer is read, and what is done with it, is not known here. A request that has not been answered within 35
//! seconds is given up; whoever made it may make it again with the same key. How a browser asks, the boot knows
//! (`pkg/boot.js`): whatever a page has done to `fetch` is there a refusal like any other.

use crate::checkout::host::Tools;
use crate::checkout::state::CheckoutError;
use crate::intl;
use crate::read::value::{self, Value};
use api::{CreateCharge, Customer};
use js_sys::{Object, Reflect};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The longest wait for an answer, in milliseconds: the half a minute that the backend gives a provider, and the way there and back.
const ANSWER_TIMEOUT: i32 = 35_000;

/// The backend's answer to come. In a box, so that there is one type of it, however many ask.
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Value, CheckoutError>>>>;

/// The backend of an element.
#[derive(Clone)]
pub(crate) struct Client {
    api: String,
    tools: Rc<Tools>,
}

impl Client {
    /// The backend at an origin or prefix without a slash at its end.
    pub(crate) fn new(backend: &str, tools: Rc<Tools>) -> Self {
        Self { api: [backend, "/api/v1"].concat(), tools }
    }

    /// Asks for the offer of a button.
    pub(crate) fn button(&self, id: &str) -> Answer {
        self.at(&self.url("/buttons/", id, ""), ANSWER_TIMEOUT)
    }

    /// Makes an order from a button.
    pub(crate) fn open_order(&self, button: &str, key: &str) -> Answer {
        self.post(&self.url("/buttons/", button, "/orders"), key, object(&[]))
    }

    /// An order as it stands.
    pub(crate) fn order(&self, id: &str) -> Answer {
        self.at(&self.order_at(id), ANSWER_TIMEOUT)
    }

    /// Makes a charge: the voucher.
    pub(crate) fn charge(&self, order: &str, key: &str, charge: &CreateCharge) -> Answer {
        // Whole, so that no field of it can be forgotten here.
        let CreateCharge { method, store, customer: Customer { name, email, phone, document } } = charge;
        let body = object(&[("method", Some(method)), ("store", store.as_ref())]);
        let fields = [("name", Some(name)), ("email", Some(email)), ("phone", phone.as_ref()), ("document", document.as_ref())];
        set(&body, "customer", &object(&fields));
        self.post(&self.url("/orders/", order, "/charges"), key, body)
    }

    /// Sends a voucher to a phone, as it was typed.
    pub(crate) fn sms(&self, order: &str, charge: &str, phone: &String) -> Answer {
        let part = ["/charges/", charge, "/sms"].concat();
        // Two are the most there are, and the backend counts them: a key would guard nothing.
        self.post(&self.url("/orders/", order, &part), "", object(&[("phone", Some(phone))]))
    }

    /// Withdraws a voucher.
    pub(crate) fn cancel(&self, order: &str, charge: &str) -> Answer {
        let part = ["/charges/", charge, "/cancel"].concat();
        self.post(&self.url("/orders/", order, &part), "", object(&[]))
    }

    /// The address of an order.
    pub(crate) fn order_at(&self, id: &str) -> String {
        self.url("/orders/", id, "")
    }

    /// A customer's own CLABE, as it stands.
    pub(crate) fn clabe(&self, id: &str) -> Answer {
        self.at(&self.clabe_at(id), ANSWER_TIMEOUT)
    }

    /// The address of a customer's own CLABE.
    pub(crate) fn clabe_at(&self, id: &str) -> String {
        self.url("/clabes/", id, "")
    }

    /// Asks for an address of the API, and waits so many milliseconds.
    pub(crate) fn at(&self, address: &str, patience: i32) -> Answer {
        self.ask(patience, address, "", JsValue::UNDEFINED)
    }

    fn post(&self, url: &str, key: &str, body: Object) -> Answer {
        self.ask(ANSWER_TIMEOUT, url, key, body.into())
    }

    fn url(&self, collection: &str, id: &str, part: &str) -> String {
        [&self.api, collection, id, part].concat()
    }

    fn ask(&self, patience: i32, url: &str, key: &str, body: JsValue) -> Answer {
        let asked = self.tools.ask(patience, url, key, &body);
        Box::pin(async move {
            let answer =
                JsFuture::from(asked.map_err(|_| CheckoutError::offline())?).await.map_err(|_| CheckoutError::offline())?;
            let answer = value::whole(&value::of(&answer), Heard::read).ok_or_else(CheckoutError::other)?;
            if let Some(now) = answer.now {
                intl::told(now);
            }
            match parse(&answer.text) {
                Some(value) if answer.ok => Ok(value),
                problem => {
                    let problem = problem.and_then(|problem| value::whole(&problem, crate::read::error));
                    Err(CheckoutError { wait: answer.wait, ..problem.unwrap_or_else(CheckoutError::other) })
                }
            }
        })
    }
}

/// An answer as the boot hands it over.
struct Heard {
    /// Whether its status is a success.
    ok: bool,
    text: String,
    /// The backend's clock, in epoch milliseconds, where the answer says it.
    now: Option<i64>,
    /// The seconds that the backend asks not to be asked again for.
    wait: i64,
}

impl Heard {
    fn read(from: value::Object<'_>) -> Self {
        Self {
            ok: from.flag("ok"),
            text: from.text("text"),
            now: from.maybe_number("now"),
            wait: from.maybe_number("wait").unwrap_or(0),
        }
    }
}

/// The value of a JSON text; `None` where it is not one.
pub(crate) fn parse(text: &str) -> Option<Value> {
    Some(value::of(&js_sys::JSON::parse(text).ok()?))
}

/// An object with these texts, those of them that there are.
fn object(texts: &[(&str, Option<&String>)]) -> Object {
    let object = Object::new();
    for (key, text) in texts {
        if let Some(text) = text {
            set(&object, key, &JsValue::from_str(text));
        }
    }
    object
}

/// Setting a property of a plain object of ours cannot fail.
fn set(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}
