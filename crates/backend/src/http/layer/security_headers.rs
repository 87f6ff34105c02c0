//! The headers that close doors: on every answer those that never hurt, on our own pages a strict content policy. It
//! looks at no address: what is ours is told by the answer's type.

use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

/// What our own pages may load and do: themselves, no inline script or style, and scripts only by Trusted Types.
pub const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'; form-action 'self'; \
    frame-ancestors 'self'; base-uri 'none'; object-src 'none'";

/// Adds the security headers every answer has.
pub async fn headers(mut response: Response) -> Response {
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    if is_page {
        add(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
        add(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()");
        add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    }
    response
}
