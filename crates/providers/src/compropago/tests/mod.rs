//! The client put to the vendor's own examples: a fixture in, our type out; our request out, as it leaves.
//!
//! The other end of the line is a script here. What the sandbox makes of the client is asked in `tests/contract.rs`.

mod accounts;
mod cash;
mod panel;
mod refusals;
mod spei;
mod states;
mod stores;

use super::ComproPago;
use crate::future::BoxFuture;
use crate::http::{Http, TransportError};
use crate::provider::{ChargeRef, ChargeRequest, Context, ProviderError};
use crate::settings::Settings;
use bytes::Bytes;
use futures_util::FutureExt;
use payments::{Country, Currency, Customer, Method, Moment, Money};
use std::sync::Mutex;

/// One answer, and everything that was asked for it.
struct Line {
    answer: Result<(u16, String), TransportError>,
    asked: Mutex<Vec<http::Request<Bytes>>>,
}

impl Line {
    fn answering(status: u16, body: &str) -> Self {
        Self { answer: Ok((status, body.to_owned())), asked: Mutex::default() }
    }

    fn silent(why: TransportError) -> Self {
        Self { answer: Err(why), asked: Mutex::default() }
    }

    /// What was asked, as it would stand on the wire; keys and version are named, not shown.
    fn asked(&self) -> String {
        let asked = self.asked.lock().unwrap();
        let written: Vec<String> = asked.iter().map(written).collect();
        written.join("\n\n")
    }
}

impl Http for Line {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answer.clone().map(|(status, body)| {
            http::Response::builder().status(status).body(Bytes::from(body)).expect("a status and a body are a response")
        });
        Box::pin(std::future::ready(answer))
    }
}

fn written(request: &http::Request<Bytes>) -> String {
    let headers = request.headers().iter().map(|(name, value)| match name.as_str() {
        "authorization" => format!("{name}: (keys)\n"),
        _ => format!("{name}: {}\n", value.to_str().unwrap()),
    });
    let body = match serde_json::from_slice::<Box<serde_json::value::RawValue>>(request.body()) {
        Ok(raw) => raw.get().replace(super::APP_VERSION, "(version)").replace(",\"", ",\n\"").replace("{\"", "{\n\""),
        Err(_) => String::new(),
    };
    format!("{} {}\n{}{body}", request.method(), request.uri(), headers.collect::<String>()).trim_end().to_owned()
}

/// Nothing here waits: a future that is not ready at once is a fault of the test.
fn now<T>(answer: impl Future<Output = T>) -> T {
    answer.now_or_never().expect("a scripted line answers at once")
}

/// What the client is handed: this line, and a moment.
fn cx(http: &dyn Http) -> Context<'_> {
    Context { http, now: Moment::from_seconds(1_795_199_400) }
}

fn pesos(cents: i64) -> Money {
    Money::new(cents, Currency::Mxn)
}

fn settings() -> Settings {
    Settings::new().with("public_key", "pk_test_8781245a88240f9cf").with("secret_key", "sk_test_56e31883637446b1b")
}

fn client() -> ComproPago {
    ComproPago::new(&settings()).unwrap()
}

fn request(amount: &str, store: &str) -> ChargeRequest {
    ChargeRequest {
        charge_id: "chg_7Q2M".to_owned(),
        amount: Money::parse_decimal(amount, Currency::Mxn).unwrap(),
        description: "SAMSUNG GOLD CURL".to_owned(),
        image: Some("https://test.amazon.com/5f4373".to_owned()),
        method: Method::Cash,
        store: Some(store.to_owned()),
        customer: Customer::new(Country::Mx, "Alejandra Leyva", "noreply@compropago.com", Some("2221515801"), None).unwrap(),
        requested_at: Moment::from_seconds(1_795_199_400),
        expires_at: Some(Moment::from_seconds(1_795_386_400)),
    }
}

fn handle(id: &str, method: Method) -> ChargeRef {
    ChargeRef { provider_charge: id.to_owned(), method }
}
