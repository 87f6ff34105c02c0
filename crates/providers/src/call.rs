//! The one way a provider's API is called: written as JSON or as a form, addressed, authorised, sent, and told apart from an error.
//!
//! What is theirs, how an error looks and what is secret, each provider says once, when its [`Api`] is built. What a good answer
//! means is not known here; how long anything may take, [`crate::http`] knows.

use crate::error::{Kind, ProviderError};
use crate::http::TransportError;
use crate::provider::Context;
use crate::scrub::{self, Scrub};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use payments::Money;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// A provider's API, for one account.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    base: String,
    headers: HeaderMap,
    scrub: Scrub,
    error_in: ErrorIn,
}

/// Tells what kind of error an answer is, and why, for the operator; `None` for an answer that is none. `private` and keys have to be
/// masked in what is told.
pub(crate) type ErrorIn = fn(status: StatusCode, body: &str, masked: &Masked<'_>) -> Option<(Kind, String)>;

/// What must not be repeated of an answer.
pub(crate) struct Masked<'a> {
    /// What this provider's keys look like.
    pub(crate) scrub: Scrub,
    /// The customer's name, address and phone, as they were sent.
    pub(crate) private: &'a [&'a str],
}

impl Masked<'_> {
    /// A message of the provider's, for the operator.
    pub(crate) fn sentence(&self, message: &str) -> String {
        self.scrub.sentence(message, self.private)
    }
}

/// What is sent along.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// No body.
    None,
    /// JSON, as it is written.
    Json(String),
    /// Fields of a form, sent as `application/x-www-form-urlencoded`.
    Form(String),
}

/// One call, before it is sent.
pub(crate) struct Call<'a> {
    /// How it is asked.
    pub(crate) verb: Method,
    /// The path from the base on, with its query.
    pub(crate) path: String,
    /// The path without ids, for errors: `POST /v1/charges/{id}/sms`.
    pub(crate) what: &'a str,
    /// What is sent along.
    pub(crate) body: Body,
    /// Headers of this call alone, such as its idempotency key.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// What must not be repeated in an error: the customer's name, address and phone.
    pub(crate) private: &'a [&'a str],
}

impl<'a> Call<'a> {
    /// A question without a body.
    pub(crate) fn get(path: String, what: &'a str) -> Self {
        Self::new(Method::GET, path, what)
    }

    /// A call without a body.
    pub(crate) fn new(verb: Method, path: String, what: &'a str) -> Self {
        Self { verb, path, what, body: Body::None, headers: Vec::new(), private: &[] }
    }

    /// The same with this body.
    pub(crate) fn with(self, body: Body) -> Self {
        Self { body, ..self }
    }

    /// The same, about this person.
    pub(crate) fn about(self, private: &'a [&'a str]) -> Self {
        Self { private, ..self }
    }
}

/// An answer that is no error.
pub(crate) struct Reply {
    what: String,
    headers: HeaderMap,
    body: String,
}

/// Where providers say by which id they find a request again in their own logs.
const REQUEST_IDS: [&str; 2] = ["request-id", "x-request-id"];

impl Api {
    /// At this address, with these headers on every call.
    pub(crate) fn new(
        base: String,
        headers: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
        scrub: Scrub,
        error_in: ErrorIn,
    ) -> Self {
        Self { base, headers: headers.into_iter().collect(), scrub, error_in }
    }

    /// Sends it, and returns the answer unless it is an error. A question that reached nobody is asked once more: connections that
    /// were kept are sometimes closed just then, and a question changes nothing.
    pub(crate) async fn ask(&self, cx: Context<'_>, call: Call<'_>) -> Result<Reply, ProviderError> {
        let request = self.request(&call)?;
        let answer = match cx.http.send(request.clone()).await {
            Err(TransportError::Connect(_)) if call.verb == Method::GET => cx.http.send(request).await?,
            answer => answer?,
        };
        let status = answer.status();
        let (parts, body) = answer.into_parts();
        let body = String::from_utf8_lossy(&body).into_owned();
        match (self.error_in)(status, &body, &Masked { scrub: self.scrub, private: call.private }) {
            Some((kind, why)) => Err(ProviderError::new(kind, format!("{}: {why}{}", call.what, request_id(&parts.headers)))),
            None => Ok(Reply { what: call.what.to_owned(), headers: parts.headers, body }),
        }
    }

    /// Sends it, and returns the answer whatever it says: for who wants to see what the service does, and not what it says.
    pub(crate) async fn answer(&self, cx: Context<'_>, call: Call<'_>) -> Result<http::Response<Bytes>, ProviderError> {
        Ok(cx.http.send(self.request(&call)?).await?)
    }

    fn request(&self, call: &Call<'_>) -> Result<http::Request<Bytes>, ProviderError> {
        let (content_type, body) = match &call.body {
            Body::None => (None, ""),
            Body::Json(text) => (Some("application/json"), text.as_str()),
            Body::Form(text) => (Some("application/x-www-form-urlencoded"), text.as_str()),
        };
        let request = http::Request::builder().method(&call.verb).uri(format!("{}{}", self.base, call.path));
        let mut request = request
            .body(Bytes::from(body.to_owned()))
            .map_err(|_| ProviderError::new(Kind::NotReached, format!("{}: the address cannot be built", call.what)))?;
        let headers = request.headers_mut();
        headers.extend(self.headers.clone());
        headers.extend(content_type.map(|it| (header::CONTENT_TYPE, HeaderValue::from_static(it))));
        headers.extend(call.headers.iter().cloned());
        Ok(request)
    }
}

/// The provider's own id of the request, for whoever writes to its support.
fn request_id(headers: &HeaderMap) -> String {
    let id = REQUEST_IDS.iter().find_map(|name| headers.get(*name)?.to_str().ok());
    id.filter(|id| is_segment(id)).map_or_else(String::new, |id| format!(" (request {id})"))
}

impl Reply {
    /// A header of the answer, where it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Reads the answer as `T`.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, ProviderError> {
        // The parser's own text may repeat values, so only the kind of the failure is told.
        serde_json::from_str(&self.body).map_err(|error| self.nonsense(&format!("{:?} error", error.classify())))
    }

    /// The error of an answer that cannot be used, with its shape.
    pub(crate) fn nonsense(&self, why: &str) -> ProviderError {
        not_understood(&self.what, why, &self.body)
    }

    /// The body, as it came.
    pub(crate) fn body(&self) -> &str {
        &self.body
    }
}

/// The error of something that cannot be used, with its shape.
pub(crate) fn not_understood(what: &str, why: &str, body: &str) -> ProviderError {
    ProviderError::new(Kind::NotUnderstood, format!("{what}: {why}: {}", scrub::shape(body)))
}

/// The error of an answer by its status alone, where the body of an error has no form that is known. `theirs`: the body is the
/// provider's own, so that its 404 speaks of what was asked for.
pub(crate) fn error_by_status(status: StatusCode, body: &str, theirs: bool) -> Option<(Kind, String)> {
    let why = || format!("status {}: {}", status.as_u16(), scrub::shape(body));
    (!status.is_success()).then(|| (Kind::of_status(status, theirs), why()))
}

/// The value of an `Authorization` header of HTTP's basic authentication. Marked sensitive, so that no log shows it.
pub(crate) fn basic(user: &SecretString, password: Option<&SecretString>) -> HeaderValue {
    let password = password.map(ExposeSecret::expose_secret).unwrap_or_default();
    let pair = BASE64_STANDARD.encode(format!("{}:{password}", user.expose_secret()));
    let mut value = HeaderValue::from_str(&format!("Basic {pair}")).expect("base64 has no character a header cannot have");
    value.set_sensitive(true);
    value
}

/// A body of JSON.
pub(crate) fn json<T: Serialize>(body: &T) -> Body {
    Body::Json(serde_json::to_string(body).expect("texts and numbers always become JSON"))
}

/// A body of form fields, in this order.
pub(crate) fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Body {
    Body::Form(url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish())
}

/// What stands behind the question mark of an address, in this order.
pub(crate) fn query<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// An amount as a JSON number of two decimals, exactly.
pub(crate) fn number(amount: Money) -> Box<RawValue> {
    RawValue::from_string(amount.to_decimal()).expect("a decimal number is JSON")
}

/// Whether a text can be part of an address as it stands: letters, digits, dashes and underscores.
pub(crate) fn is_segment(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// What the merchant names, such as an account or a webhook, as part of an address; nobody is asked for anything else.
pub(crate) fn path_segment(text: &str) -> Result<&str, ProviderError> {
    if is_segment(text) { Ok(text) } else { Err(ProviderError::new(Kind::NotFound, "not an id that can be asked for")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Reason;
    use crate::future::BoxFuture;
    use crate::http::Http;
    use futures_util::FutureExt;
    use payments::Moment;
    use std::sync::Mutex;

    #[test]
    fn a_status_is_judged_by_what_may_have_happened() {
        let check = |status: u16, theirs: bool, expected: Kind| {
            let found = error_by_status(StatusCode::from_u16(status).unwrap(), "{}", theirs);
            assert_eq!(found.map(|(kind, _)| kind), Some(expected), "{status} {theirs}");
        };
        check(400, true, Kind::Refused(Reason::Other));
        check(401, true, Kind::BadKeys);
        check(404, true, Kind::NotFound);
        check(404, false, Kind::Refused(Reason::Other));
        check(429, true, Kind::Busy);
        check(500, true, Kind::NoAnswer);
        check(503, false, Kind::Busy);
        check(302, false, Kind::NotUnderstood);
        assert_eq!(error_by_status(StatusCode::CREATED, "{}", false), None);
    }

    /// A network that is down so many times, and keeps what it was handed.
    struct Down(Mutex<usize>, Mutex<Vec<http::Request<Bytes>>>);

    impl Http for Down {
        fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
            self.1.lock().unwrap().push(request);
            let mut left = self.0.lock().unwrap();
            let answer = match left.checked_sub(1) {
                Some(fewer) => {
                    *left = fewer;
                    Err(TransportError::Connect("refused".to_owned()))
                }
                None => Ok(http::Response::new(Bytes::from_static(b"{}"))),
            };
            Box::pin(std::future::ready(answer))
        }
    }

    fn ask(down: usize, call: Call<'_>) -> (Result<Reply, ProviderError>, Vec<http::Request<Bytes>>) {
        let http = Down(Mutex::new(down), Mutex::default());
        let auth = (header::AUTHORIZATION, basic(&"x".into(), None));
        let api = Api::new("https://api.example.mx".to_owned(), [auth], Scrub::of(&[]), |status, body, _| {
            error_by_status(status, body, false)
        });
        let cx = Context { http: &http, now: Moment::from_seconds(0) };
        let reply = api.ask(cx, call).now_or_never().expect("nothing is waited for");
        (reply, http.1.into_inner().unwrap())
    }

    #[test]
    fn a_question_that_reached_nobody_is_asked_once_more_and_a_request_is_not() {
        let (reply, sent) = ask(1, Call::get("/x".to_owned(), "GET /x"));
        assert!(reply.is_ok() && sent.len() == 2);
        let (reply, sent) = ask(2, Call::get("/x".to_owned(), "GET /x"));
        assert_eq!((reply.err().map(|error| error.kind), sent.len()), (Some(Kind::NotReached), 2));
        let (reply, sent) = ask(1, Call::new(Method::POST, "/x".to_owned(), "POST /x"));
        assert_eq!((reply.err().map(|error| error.kind), sent.len()), (Some(Kind::NotReached), 1));
    }

    #[test]
    fn a_refusal_names_the_providers_own_id_of_the_request_where_it_is_one() {
        let check = |id: &str, expected: &str| {
            let headers = HeaderMap::from_iter([(HeaderName::from_static("request-id"), HeaderValue::from_str(id).unwrap())]);
            assert_eq!(request_id(&headers), expected);
        };
        check("req_7Q2M", " (request req_7Q2M)");
        check("Alejandra Leyva", "");
        assert_eq!(request_id(&HeaderMap::new()), "");
    }

    #[test]
    fn a_body_says_what_it_is_and_every_call_is_authorised() {
        let check = |body: Body, expected: Option<&str>| {
            let (_, sent) = ask(0, Call::new(Method::POST, "/x".to_owned(), "POST /x").with(body));
            let said = sent[0].headers().get(header::CONTENT_TYPE).map(|it| it.to_str().unwrap());
            assert_eq!((said, sent[0].headers()[header::AUTHORIZATION].is_sensitive()), (expected, true));
        };
        check(Body::None, None);
        check(json(&1), Some("application/json"));
        check(form([("a[b]", "1 & ñ")]), Some("application/x-www-form-urlencoded"));
    }
}
