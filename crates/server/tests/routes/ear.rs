//! The merchant's own server, listening for webhook events: it verifies each as a shop would, with the library of the
//! specification, and answers as a test tells it to.

use backend::http::openapi::document;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use serde_json::Value;
use standardwebhooks::Webhook;
use std::collections::VecDeque;
use std::sync::Mutex;

/// The server, reached without a network.
#[derive(Default)]
pub(crate) struct Ear {
    secret: Mutex<Option<String>>,
    answers: Mutex<VecDeque<Result<u16, TransportError>>>,
    heard: Mutex<Vec<Heard>>,
}

/// One request, verified.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) url: String,
    pub(crate) id: String,
    pub(crate) body: Value,
}

impl Ear {
    /// What it verifies with.
    pub(crate) fn trust(&self, secret: &str) {
        *self.secret.lock().unwrap() = Some(secret.to_owned());
    }

    /// The next request is answered like this; when nothing is said, with 200.
    pub(crate) fn answer(&self, answer: Result<u16, TransportError>) {
        self.answers.lock().unwrap().push_back(answer);
    }

    /// Whatever was said before, every request is answered with 200 from now on.
    pub(crate) fn answers_are_fine(&self) {
        self.answers.lock().unwrap().clear();
    }

    /// Everything heard so far, each time with what has been heard before forgotten.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }

    /// The same in words: `order.paid 15000`.
    pub(crate) fn words(&self) -> Vec<String> {
        let word = |heard: &Heard| {
            let order = &heard.body["data"]["order"];
            let late = if order["late"] == true { " late" } else { "" };
            format!("{} {}{late}", heard.body["type"].as_str().unwrap(), order["received"]["amount"])
        };
        self.heard().iter().map(word).collect()
    }

    fn hear(&self, request: &Request<Bytes>) -> Result<u16, TransportError> {
        if let Some(secret) = &*self.secret.lock().unwrap() {
            let signed = request.headers()["webhook-signature"].to_str().unwrap();
            let (id, at) = (&request.headers()["webhook-id"], &request.headers()["webhook-timestamp"]);
            let at = at.to_str().unwrap().parse().unwrap();
            let expected = Webhook::new(secret).unwrap().sign(id.to_str().unwrap(), at, request.body()).unwrap();
            assert!(signed.split(' ').any(|one| one == expected), "not signed with the secret");
        }
        let told: Value = serde_json::from_slice(request.body()).unwrap();
        let kind = told["type"].as_str().unwrap();
        assert!(document()["webhooks"][kind].is_object(), "{kind} is sent and not described");
        self.heard.lock().unwrap().push(Heard {
            url: request.uri().to_string(),
            id: request.headers()["webhook-id"].to_str().unwrap().to_owned(),
            body: told,
        });
        self.answers.lock().unwrap().pop_front().unwrap_or(Ok(200))
    }
}

impl Http for Ear {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        let answer = self.hear(&request).map(|status| {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            response
        });
        Box::pin(std::future::ready(answer))
    }
}
