//! Files: the loader, the widget's assets, and the site's pages.
//!
//! What is named by its content may be kept for ever; what is not is asked about again. The widget may be loaded by
//! any page, the site only by itself.

use super::orders::matches_tag;
use crate::Backend;
use crate::base::error::WorkError;
use crate::base::files::{Coding, File};
use crate::http::AppState;
use crate::http::layer::security_headers::CONTENT_POLICY;
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";
pub(super) const FIVE_MINUTES: &str = "public, max-age=300, stale-while-revalidate=86400";
pub(super) const ASK_AGAIN: &str = "no-cache";

const BYTES: &str = "application/octet-stream";

/// `GET /ficha.js`
///
/// # Errors
///
/// `not_found` where the backend was started without a built widget.
pub async fn loader(State(backend): AppState, headers: HeaderMap) -> Result<Response, WorkError> {
    let file = backend.assets.get("ficha.js").ok_or(Code::NotFound)?;
    Ok(for_any_page(send(file, &headers, FIVE_MINUTES)))
}

pub(crate) fn loader_operation() -> Operation {
    Operation::file("readLoader", "The loader: the one script a page names", "text/javascript")
        .more("It defines `<ficha-checkout>`, draws the button, and fetches the rest once somebody is about to press it.")
}

/// `GET /assets/{path}`
///
/// # Errors
///
/// `not_found` where neither this release nor one that is kept has the file, and `unavailable` where the db cannot be used.
pub async fn asset(State(backend): AppState, Path(path): Path<String>, headers: HeaderMap) -> Result<Response, WorkError> {
    let path = format!("assets/{path}");
    let Some(file) = backend.assets.get(&path) else {
        return Ok(for_any_page(of_another_release(&backend, &path, &headers).await?));
    };
    Ok(for_any_page(send(file, &headers, if is_named_by_content(&path) { FOR_EVER } else { FIVE_MINUTES })))
}

pub(crate) fn asset_operation() -> Operation {
    Operation::file("readAsset", "What the loader fetches", "application/octet-stream")
        .more("Named by its content, so that it may be kept for ever, and pinned by its hash.")
}

/// Everything nobody else serves: a page of the site, or a problem.
///
/// # Errors
///
/// `not_found`, and `method_not_allowed` where the page is there and the method is neither GET nor HEAD.
pub async fn site(State(backend): AppState, method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, WorkError> {
    let path = uri.path().trim_start_matches('/');
    let found = backend.site.get(path).or_else(|| {
        let folder = path.trim_end_matches('/');
        backend.site.get(if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") }.as_str())
    });
    // Browsers ask every site for it by themselves.
    let icon = || (path == "favicon.ico").then(|| crate::pages::hosted::files::ICON.file()).flatten();
    let file = found.or_else(icon).ok_or(Code::NotFound)?;
    if method != Method::GET && method != Method::HEAD {
        return Err(Code::MethodNotAllowed.into());
    }
    let mut response = send(file, &headers, ASK_AGAIN);
    if file.kind.starts_with("text/html") {
        // A merchant's own pages show what is sold, wherever its pictures are.
        let policy = CONTENT_POLICY.replace("img-src 'self' data:", "img-src 'self' data: blob: https:");
        response.headers_mut().extend(HeaderValue::from_str(&policy).map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    }
    Ok(response)
}

/// Whether the name has six hexadecimal digits of its content's hash or more: `widget.012345.js`.
pub(super) fn is_named_by_content(path: &str) -> bool {
    path.split('.').any(|part| part.len() >= 6 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A file of ours that a page names by its content, or of the release that page is of.
pub(super) async fn named(
    backend: &Backend,
    path: &str,
    found: Option<(&File, bool)>,
    asked: &HeaderMap,
) -> Result<Response, WorkError> {
    if let Some((file, true)) = found {
        return Ok(send(file, asked, FOR_EVER));
    }
    match (of_another_release(backend, path, asked).await, found) {
        (Err(_), Some((file, _))) => Ok(send(file, asked, ASK_AGAIN)),
        (theirs, _) => theirs,
    }
}

async fn of_another_release(backend: &Backend, path: &str, asked: &HeaderMap) -> Result<Response, WorkError> {
    let file = backend.generations.find(path, backend.clock.now()).await?.ok_or(Code::NotFound)?;
    Ok(send(&file, asked, FOR_EVER))
}

pub(super) fn send(file: &File, asked: &HeaderMap, cache: &'static str) -> Response {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (body, coding) = file.body(accepted);
    let coding = match coding {
        Coding::Brotli => Some("br"),
        Coding::Gzip => Some("gzip"),
        Coding::Plain => None,
    };
    // One tag for each form, because each is another sequence of bytes.
    let tag = format!("\"{}{}\"", file.tag, coding.map(|coding| format!("-{coding}")).unwrap_or_default());
    let mut response = if matches_tag(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, file.kind.clone())], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(coding) = coding.filter(|_| response.status() != StatusCode::NOT_MODIFIED) {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

/// A picture is only bytes to whoever accepts bytes and no picture, such as a program made from `/openapi.json`.
pub(super) fn as_accepted(mut response: Response, asked: &HeaderMap) -> Response {
    let accepted = asked.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.contains(BYTES) && !accepted.contains("image/") && !accepted.contains("*/*") {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(BYTES));
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    response
}

fn for_any_page(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    response
}
