//! The layer in front of the routes that says *too many*: each route is one kind of asking, named in `http/router.rs`.
//!
//! Who calls, and which order it is about, is read here; what is counted, and how many are too many, is not known. No header
//! that a caller may write as it likes changes how it is counted: a token counts once it has been found to open something.

use crate::Backend;
use crate::base::error::WorkError;
use crate::config::limits::RateClass;
use crate::http::layer::observe::RequestId;
use crate::http::limits::caller::{Peer, caller};
use crate::http::routes::hosted;
use crate::shop::token;
use api::Code;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use std::net::IpAddr;
use std::sync::Arc;
use url::form_urlencoded;

/// The longest order id that is counted; a longer one is none of ours.
const ID: usize = 64;

/// Lets a request through, or answers that it is one too many.
pub async fn limited(
    backend: Arc<Backend>,
    asking: RateClass,
    path: MatchedPath,
    parameters: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Response {
    let refuse = |request: &Request, error: WorkError| match request.extensions().get::<RequestId>() {
        Some(id) if is_page(path.as_str()) => hosted::refuse(Arc::clone(&backend), request.headers(), id.clone(), error),
        Some(_) | None => error.into_response(),
    };
    // Bytes that are no text: no id of ours has any.
    let Ok(parameters) = parameters else { return refuse(&request, nobody(path.as_str()).into()) };
    if parameters.iter().any(|(_, value)| value.chars().any(char::is_control)) {
        return refuse(&request, nobody(path.as_str()).into());
    }
    if !is_text(request.uri().query().unwrap_or_default()) {
        return refuse(&request, Code::InvalidAddress.into());
    }
    let peer = request.extensions().get::<Peer>().copied();
    if let Some(sentence) = backend.unbelieved.notice(peer, request.headers(), &backend.config.trusted_proxies) {
        tracing::warn!("{sentence}");
    }
    let caller = caller(peer, request.headers(), &backend.config.trusted_proxies);
    let order = order_of(path.as_str(), &parameters);
    let mut counted = backend.limits.count_caller(asking, caller);
    if counted.is_err() && is_merchants_too(&backend, asking, caller, request.headers()).await {
        counted = Ok(());
    }
    let Err(wait) = counted.and_then(|()| backend.limits.count_order(asking, order)) else { return next.run(request).await };
    backend.metrics.limited(asking);
    let error = WorkError::from(Code::TooManyRequests).retry_after(wait);
    refuse(&request, error)
}

/// Whether a page's call that is one too many comes from a merchant's own server, which may ask more often. It is counted as one
/// before its token is looked up, so guessing is no way to keep the db busy; a token that opens nothing changes nothing.
async fn is_merchants_too(backend: &Backend, asking: RateClass, caller: Option<IpAddr>, headers: &HeaderMap) -> bool {
    match asking {
        RateClass::Read | RateClass::Write => {}
        RateClass::Sms | RateClass::Merchant | RateClass::SignIn | RateClass::Webhook => return false,
    }
    let shown = token::shown(headers).filter(|_| backend.limits.count_caller(RateClass::Merchant, caller).is_ok());
    match shown {
        Some(shown) => matches!(token::opens(&*backend.db, shown, backend.clock.now()).await, Ok(Some(_))),
        None => false,
    }
}

/// Whether an address' query is what somebody may have typed or pasted: lines and tabs are, NUL and its like are not.
fn is_text(query: &str) -> bool {
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r');
    form_urlencoded::parse(query.as_bytes()).all(|(name, value)| !name.contains(odd) && !value.contains(odd))
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
