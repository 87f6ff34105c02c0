//! The client put to the vendor's own examples: a fixture in, our type out; our request out, as it leaves.
//!
//! The other end of the line is a script here. What the sandbox makes of the client is asked in `tests/contract.rs`.

mod calls;
mod events;
mod examples;
mod webhooks;

use super::Stripe;
use crate::future::BoxFuture;
use crate::http::{Http, TransportError};
use crate::provider::{ChargeRef, ChargeRequest, Context};
use crate::settings::Settings;
use bytes::Bytes;
use futures_util::FutureExt;
use payments::{Country, Currency, Customer, Method, Moment, Money};
use std::collections::VecDeque;
use std::sync::Mutex;

const OXXO: &str = include_str!("../fixtures/vendor_payment_intent_oxxo_requires_action.json");
const SPEI: &str = include_str!("../fixtures/vendor_payment_intent_spei_requires_action.json");
const SPEI_PAID: &str = include_str!("../fixtures/vendor_payment_intent_spei_succeeded.json");
const SPEI_REFUNDED: &str = include_str!("../fixtures/vendor_payment_intent_spei_refunded_expanded.json");
const UNEXPECTED_STATE: &str = include_str!("../fixtures/written_error_400_unexpected_state.json");

/// A balance nothing ever came into.
const NO_LINES: &str = r#"{"object":"list","data":[],"has_more":false}"#;

/// One answer after another, and everything that was asked for them.
struct Line {
    answers: Mutex<VecDeque<http::Response<Bytes>>>,
    asked: Mutex<Vec<http::Request<Bytes>>>,
}

impl Line {
    fn answering<const N: usize>(answers: [(u16, &str); N]) -> Self {
        let answers = answers.map(|(status, body)| {
            http::Response::builder().status(status).body(Bytes::from(body.to_owned())).expect("a status and a body")
        });
        Self { answers: Mutex::new(answers.into()), asked: Mutex::default() }
    }

    /// The same, where the first answer was given before.
    fn repeating(self) -> Self {
        let marked = http::HeaderValue::from_static("true");
        self.answers.lock().unwrap()[0].headers_mut().insert("idempotent-replayed", marked);
        self
    }

    /// What was asked: the calls, in order.
    fn calls(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|request| format!("{} {}", request.method(), request.uri())).collect()
    }

    /// The fields of the form that was sent with that call.
    fn form(&self, at: usize) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.asked.lock().unwrap()[at].body()).into_owned().collect()
    }

    /// A header that was sent with that call.
    fn header(&self, at: usize, name: &str) -> Option<String> {
        self.asked.lock().unwrap()[at].headers().get(name).map(|value| value.to_str().unwrap().to_owned())
    }
}

impl Http for Line {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        let answer = answer.ok_or_else(|| TransportError::NoResponse("no more is asked in this story".to_owned()));
        Box::pin(std::future::ready(answer))
    }
}

/// Nothing here waits: a future that is not ready at once is a fault of the test.
fn now<T>(answer: impl Future<Output = T>) -> T {
    answer.now_or_never().expect("a scripted line answers at once")
}

/// What the client is handed: this line, and a moment.
fn cx(http: &dyn Http) -> Context<'_> {
    Context { http, now: Moment::from_seconds(1_796_030_000) }
}

fn pesos(cents: i64) -> Money {
    Money::new(cents, Currency::Mxn)
}

fn settings() -> Settings {
    Settings::new().with("secret_key", "sk_test_56e31883637446b1b").with("webhook_secret", "whsec_before,whsec_test_secret")
}

fn client() -> Stripe {
    Stripe::new(&settings()).unwrap()
}

/// The charge of the golden requests: 150 pesos for Juana, for three days.
fn request(method: Method) -> ChargeRequest {
    ChargeRequest {
        charge_id: "ch_0001".to_owned(),
        amount: pesos(15_000),
        description: String::new(),
        image: None,
        method,
        store: (method == Method::Cash).then(|| "oxxo".to_owned()),
        customer: Customer::new(Country::Mx, "Juana Perez", "juana@example.com", None, None).unwrap(),
        requested_at: Moment::from_seconds(1_796_030_000),
        expires_at: Some(Moment::from_seconds(1_796_363_999)),
    }
}

fn charge(method: Method) -> ChargeRef {
    ChargeRef { provider_charge: "pi_3TfIcha0000000000000001".to_owned(), method }
}
