//! How a failure is answered: the problem of RFC 9457 that it is for the outside, with the status that belongs to its code.

use crate::base::error::WorkError;
use api::Problem;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

impl IntoResponse for WorkError {
    /// The problem as JSON. The error itself rides along, so that `http/layer/observe.rs` can log its cause and add the
    /// request's id.
    fn into_response(self) -> Response {
        let mut response = problem_response(&self.problem());
        if let Some(wait) = self.wait() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The media type of RFC 9457.
pub const PROBLEM: &str = "application/problem+json";

/// An answer of RFC 9457.
pub fn problem_response(problem: &Problem) -> Response {
    let status = http::StatusCode::from_u16(problem.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(problem).expect("a problem is texts and numbers");
    let mut response = (status, [(header::CONTENT_TYPE, PROBLEM)], body).into_response();
    if status == http::StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    if status == http::StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
