//! A provider's server by script, for what a provider can do beyond the four verbs: a call goes to it as HTTP, and the
//! test has said what it answers.

use bytes::Bytes;
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// The server.
#[derive(Default)]
pub(crate) struct Vendor {
    answers: Mutex<VecDeque<Result<(u16, String), TransportError>>>,
    each: Mutex<Option<Rule>>,
    asked: Mutex<Vec<String>>,
}

/// What a path is answered.
type Rule = Box<dyn Fn(&str) -> (u16, Value) + Send>;

impl Vendor {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// The next call that nothing is said about yet is answered so.
    pub(crate) fn answers(&self, status: u16, body: &Value) {
        self.answers.lock().unwrap().push_back(Ok((status, body.to_string())));
    }

    /// The same with an error of ComproPago's.
    pub(crate) fn refuses(&self, code: i64) {
        self.answers(200, &json!({"type": "error", "code": code, "message": "no"}));
    }

    /// The next call is not answered.
    pub(crate) fn is_silent(&self, how: TransportError) {
        self.answers.lock().unwrap().push_back(Err(how));
    }

    /// From now on every call that nothing else is said about is answered so, by its path.
    pub(crate) fn answers_each(&self, rule: impl Fn(&str) -> (u16, Value) + Send + 'static) {
        *self.each.lock().unwrap() = Some(Box::new(rule));
    }

    /// What it was asked since the last time this was called: `POST /v1/charges/pc_1/sms {...}`.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl Http for Vendor {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let asked = format!("{} {} {body}", request.method(), request.uri().path_and_query().unwrap());
        let unexpected = format!("nothing is said about {asked}");
        self.asked.lock().unwrap().push(asked.trim_end().to_owned());
        let each = |rule: &Rule| {
            let (status, body) = rule(request.uri().path());
            Ok((status, body.to_string()))
        };
        let said = self.answers.lock().unwrap().pop_front();
        let answer = said.or_else(|| self.each.lock().unwrap().as_ref().map(each)).expect(&unexpected);
        Box::pin(async { answer.map(|(status, body)| http::Response::builder().status(status).body(body.into()).unwrap()) })
    }
}
