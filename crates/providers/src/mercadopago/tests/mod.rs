//! The client put to the vendor's own bodies: a fixture in, our type out; our request out, as it leaves.
//!
//! The other end of the line is a script here. What the sandbox makes of the client is asked in `tests/contract.rs`.

mod changes;
mod examples;
mod refusals;
mod requests;
mod webhooks;

use super::MercadoPago;
use crate::future::BoxFuture;
use crate::http::{Http, TransportError};
use crate::provider::{ChargeRef, ChargeRequest, Context};
use crate::settings::Settings;
use bytes::Bytes;
use futures_util::FutureExt;
use payments::{Country, Customer, Method, Moment, Money};
use std::sync::Mutex;

/// The moment everything happens here: 2026-11-20T18:30:00Z.
const NOW: i64 = 1_795_199_400;

/// What its webhooks are signed with.
const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Answers, in the order they are given, and everything that was asked for them.
struct Line {
    answers: Mutex<Vec<(u16, String)>>,
    asked: Mutex<Vec<http::Request<Bytes>>>,
}

impl Line {
    fn answering<const N: usize>(answers: [(u16, &str); N]) -> Self {
        let answers = answers.into_iter().rev().map(|(status, body)| (status, body.to_owned())).collect();
        Self { answers: Mutex::new(answers), asked: Mutex::default() }
    }

    /// What was asked, a line each: verb, address, and the key it is known again by.
    fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let of = |request: &http::Request<Bytes>| {
            let key = request.headers().get("x-idempotency-key").map(|key| format!(" {}", key.to_str().unwrap()));
            let path = request.uri().path_and_query().unwrap();
            format!("{} {path}{}", request.method(), key.unwrap_or_default())
        };
        asked.iter().map(of).collect()
    }

    /// The body of the first request.
    fn body(&self) -> serde_json::Value {
        serde_json::from_slice(self.asked.lock().unwrap()[0].body()).unwrap()
    }
}

impl Http for Line {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        self.asked.lock().unwrap().push(request);
        let (status, body) = self.answers.lock().unwrap().pop().expect("nobody asks more than was expected");
        let answer = http::Response::builder().status(status).body(Bytes::from(body)).unwrap();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// Nothing here waits: a future that is not ready at once is a fault of the test.
fn now<T>(answer: impl Future<Output = T>) -> T {
    answer.now_or_never().expect("a scripted line answers at once")
}

/// What the client is handed: this line, and a moment.
fn cx(http: &dyn Http) -> Context<'_> {
    Context { http, now: Moment::from_seconds(NOW) }
}

fn settings(country: Country) -> Settings {
    Settings::new()
        .with("access_token", "TEST-1234567890123456-112026-0123456789abcdef")
        .with("webhook_secret", SECRET)
        .with("country", country.id())
}

fn client(country: Country) -> MercadoPago {
    MercadoPago::new(&settings(country)).unwrap()
}

/// What the guides' examples ask for: 150 pesos or 100 soles of Juana, for three days.
fn request(country: Country, store: Option<&str>) -> ChargeRequest {
    let (minor, document, description) = match country {
        Country::Mx => (15_000, None, "Silla"),
        Country::Pe => (10_000, Some("45678912"), "Silla"),
    };
    ChargeRequest {
        charge_id: "ch_0001".to_owned(),
        amount: Money::new(minor, super::currency_of(country)),
        description: description.to_owned(),
        image: None,
        method: if store.is_some() { Method::Cash } else { Method::Spei },
        store: store.map(str::to_owned),
        customer: Customer::new(country, "Juana Perez", "juana@example.com", None, document).unwrap(),
        requested_at: Moment::from_seconds(NOW),
        expires_at: Some(Moment::from_seconds(NOW + 3 * 86_400)),
    }
}

fn handle(id: &str) -> ChargeRef {
    ChargeRef { provider_charge: id.to_owned(), method: Method::Cash }
}
