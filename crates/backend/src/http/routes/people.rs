//! The layer around addresses that people open: a link that came out of shape leads to the one that is meant, and what goes
//! wrong is a page in the reader's language, never JSON. What a program asks for is left as it is.

use super::hosted;
use crate::Backend;
use crate::base::error::WorkError;
use crate::base::id;
use crate::http::error::PROBLEM;
use crate::http::layer::observe::RequestId;
use crate::pages::hosted::link;
use api::Code;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Method, StatusCode, header};
use std::sync::Arc;

/// Where programs ask: the first part of their addresses.
const PROGRAMS: [&str; 12] = [
    "api",
    "webhooks",
    "assets",
    "files",
    "pictures",
    "metrics",
    "readyz",
    "healthz",
    "openapi.json",
    "ficha.js",
    "hosted.css",
    "takeover.js",
];

/// Lets a request through, mends its link, and turns a problem into a page.
pub async fn for_people(backend: Arc<Backend>, request: Request, next: Next) -> Response {
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    if reads && let Some(meant) = link::meant(request.uri().path()) {
        let query = request.uri().query().map_or_else(String::new, |query| format!("?{query}"));
        return Redirect::permanent(&format!("{meant}{query}")).into_response();
    }
    if !is_for_people(request.uri().path(), request.headers()) {
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let mangled = !link::is_text(request.uri().path());
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_else(|| RequestId(String::new()));
    // No id of ours has such a character, and not every db can be asked for one.
    if let Some(nobody) = nobody(request.uri().path()).filter(|_| mangled) {
        return hosted::refuse(backend, &headers, id, nobody.into());
    }
    let response = next.run(request).await;
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let wrong = response.status().is_client_error() || response.status().is_server_error();
    if !wrong || is_page {
        return response;
    }
    let (allowed, error) = (response.headers().get(header::ALLOW).cloned(), problem_of(&response));
    let mut page = hosted::refuse(backend, &headers, id, error);
    *page.status_mut() = response.status();
    if let Some(allowed) = allowed {
        page.headers_mut().insert(header::ALLOW, allowed);
    }
    page
}

/// What is not there, by where it should be.
fn nobody(path: &str) -> Option<Code> {
    match path.trim_start_matches('/').split('/').next() {
        Some("o") => Some(Code::OrderNotFound),
        Some("pay") if path.contains(id::ORDER) => Some(Code::OrderNotFound),
        Some("pay") => Some(Code::ButtonNotFound),
        Some(_) | None => None,
    }
}

/// Whether a person reads what is answered: at the addresses that are handed to people, and wherever a browser goes by itself.
fn is_for_people(path: &str, headers: &HeaderMap) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match first {
        "pay" | "o" | "" => true,
        "panel" => !path.starts_with("/panel/preview/"),
        first if PROGRAMS.contains(&first) => false,
        _ => headers.get(header::ACCEPT).is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html"))),
    }
}

/// The problem an answer is about; what is none of ours is told by its status.
fn problem_of(response: &Response) -> WorkError {
    let of_status = || match response.status() {
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST | StatusCode::URI_TOO_LONG => Code::NotFound.into(),
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed.into(),
        StatusCode::TOO_MANY_REQUESTS => Code::TooManyRequests.into(),
        status if status.is_server_error() => Code::Unavailable.into(),
        _ => WorkError::from(Code::Internal),
    };
    let is_ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM);
    response.extensions().get::<WorkError>().filter(|_| is_ours).cloned().unwrap_or_else(of_status)
}
