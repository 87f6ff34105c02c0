//! Every request, seen: it gets an id, a line in the log, and its problem, if it has one, says that id.
//!
//! A line has the method, the route as written in `http/router.rs` (so no id of an order), the status and the time; never
//! a header, a body, or anything a person typed.

use crate::Backend;
use crate::base::clock;
use crate::base::error::WorkError;
use crate::base::id;
use crate::http::error::{PROBLEM, problem_response};
use crate::http::idempotency::AsItStands;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, header};
use std::any::Any;
use std::sync::Arc;
use tracing::Instrument;

/// The header that carries the id, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request a route is answering.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Wraps everything `http/router.rs` names.
pub async fn observe(backend: Arc<Backend>, mut request: Request, next: Next) -> Response {
    let began = backend.clock.running();
    let id = request_id(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id);
    let response = next.run(request).instrument(span.clone()).await;
    let mut response = with_id(response, &id);
    // By our own clock, which a page goes by: its phone's may be days away.
    if let Some(date) = clock::http_date(backend.clock.now()) {
        response.headers_mut().insert(header::DATE, date);
    }

    let took = backend.clock.running().saturating_sub(began);
    let (status, ms) = (response.status().as_u16(), took.as_millis());
    backend.metrics.answered(&route, &method, status, took);
    let error = response.extensions().get::<WorkError>();
    let (code, cause) = (error.map(|error| error.code.id()), error.and_then(WorkError::cause));
    let _inside = span.enter();
    match status {
        500.. => tracing::error!(%method, route, status, ms, code, cause, "answered"),
        _ => tracing::info!(%method, route, status, ms, code, cause, "answered"),
    }
    response
}

/// The id the caller gave, where it is harmless to write into a log, or a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let harmless =
        |id: &&str| (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    given.filter(harmless).map_or_else(id::request, str::to_owned)
}

fn with_id(mut response: Response, id: &str) -> Response {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM)
        && response.extensions().get::<AsItStands>().is_none();
    if let Some(error) = response.extensions().get::<WorkError>().filter(|_| is_json) {
        let problem = api::Problem { request_id: Some(id.to_owned()), ..error.problem() };
        let body = problem_response(&problem).into_body();
        response = response.map(|_| body);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// What a panic becomes: a problem without a word of it, and its message in the log.
pub fn caught(panic: Box<dyn Any + Send>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    WorkError::from(api::Code::Internal).because(format!("panicked: {}", message.unwrap_or("without words"))).into_response()
}
