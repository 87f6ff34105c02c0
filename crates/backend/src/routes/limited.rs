//! The layer in front of the routes that says *too many*: each route is one kind of asking, named in `router.rs`.
//!
//! Who calls, and which order it is about, is read here; what is counted, and how many are too many, is not known.

use super::hosted;
use crate::Backend;
use crate::error::ApiError;
use crate::limits::Asking;
use crate::limits::caller::{Peer, caller};
use crate::observe::RequestId;
use api::Code;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header;
use std::sync::Arc;

/// The longest order id that is counted; a longer one is none of ours.
const ID: usize = 64;

/// Lets a request through, or answers that it is one too many.
pub async fn limited(
    backend: Arc<Backend>,
    asking: Asking,
    path: MatchedPath,
    parameters: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Response {
    let refuse = |request: &Request, error: ApiError| match request.extensions().get::<RequestId>() {
        Some(id) if is_page(path.as_str()) => hosted::refuse(Arc::clone(&backend), request.headers(), id.clone(), error),
        Some(_) | None => error.into_response(),
    };
    // Bytes that are no text: no id of ours has any.
    let Ok(parameters) = parameters else { return refuse(&request, nobody(path.as_str()).into()) };
    let peer = request.extensions().get::<Peer>().copied();
    let caller = caller(peer, request.headers(), &backend.config.trusted_proxies);
    // Whoever shows a token is counted as a merchant, also where the token is wrong: guessing is what this is about.
    let asking = match asking {
        Asking::Read | Asking::Write if request.headers().contains_key(header::AUTHORIZATION) => Asking::Merchant,
        Asking::Read | Asking::Write | Asking::Sms | Asking::Merchant | Asking::SignIn | Asking::Webhook => asking,
    };
    let order = order_of(path.as_str(), &parameters);
    let Err(wait) = backend.limits.count(asking, caller, order) else { return next.run(request).await };
    backend.metrics.limited(asking);
    let error = ApiError::from(Code::TooManyRequests).retry_after(wait);
    refuse(&request, error)
}

/// What a route says of an id that is nobody's.
fn nobody(path: &str) -> Code {
    match path.strip_prefix("/api/v1/").unwrap_or(path).split('/').next() {
        Some("orders" | "o") => Code::OrderNotFound,
        Some("buttons" | "pay") => Code::ButtonNotFound,
        Some("clabes") => Code::ClabeNotFound,
        Some("accounts") => Code::AccountNotFound,
        Some("webhook-endpoints") => Code::EndpointNotFound,
        _ => Code::NotFound,
    }
}

/// The order a request is about, where its path names one.
fn order_of<'a>(path: &str, parameters: &'a RawPathParams) -> Option<&'a str> {
    let name = if path.starts_with("/api/v1/orders/{id}") {
        "id"
    } else if path.starts_with("/o/{order}") {
        "order"
    } else {
        return None;
    };
    parameters.iter().find(|(known, _)| *known == name).map(|(_, id)| id).filter(|id| id.len() <= ID)
}

/// Whether it is a person who reads the answer.
fn is_page(path: &str) -> bool {
    path.starts_with("/o/") || path.starts_with("/pay/")
}
