//! `/panel`: what is done in the panel. Each page calls the function that the public API calls, so that nothing can be done
//! here that a merchant's server cannot do. How a page looks is in `pages/panel/`.

pub mod buttons;
pub mod going_live;
pub mod orders;
pub mod preview;
pub mod session;

use crate::Backend;
use crate::base::error::WorkError;
use crate::db::audit::Entry;
use crate::http::AppState;
use crate::http::error::PROBLEM;
use crate::http::layer::audit::write_down;
use crate::http::layer::observe::RequestId;
use crate::http::layer::security_headers::CONTENT_POLICY;
use crate::pages::panel::sent::Sent;
use crate::pages::panel::session::SignedIn;
use crate::pages::panel::{Around, Page, Reader, files, problem};
use axum::extract::{Extension, FromRequest, FromRequestParts, OriginalUri, Path, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use std::sync::Arc;

/// What a page of the panel is drawn with, and where it is answered from.
pub struct SignedInPanel {
    backend: Arc<Backend>,
    around: Around,
}

impl SignedInPanel {
    fn new(backend: Arc<Backend>, who: &SignedIn, headers: &HeaderMap, here: &Uri) -> Self {
        let around = Around {
            reader: Reader::new(headers),
            merchant: backend.config.merchant.clone(),
            test: backend.offers.test_mode(),
            seal: who.seal(),
            here: here.path_and_query().map_or_else(String::new, |path| path.as_str().to_owned()),
        };
        Self { backend, around }
    }

    fn answer(&self, status: StatusCode, page: Page) -> Response {
        (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.write(&self.around)).into_response()
    }
}

impl FromRequestParts<Arc<Backend>> for SignedInPanel {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, backend: &Arc<Backend>) -> Result<Self, Response> {
        let who = SignedIn::from_request_parts(parts, backend).await?;
        let OriginalUri(here) = OriginalUri::from_request_parts(parts, backend).await.map_err(|never| match never {})?;
        Ok(Self::new(Arc::clone(backend), &who, &parts.headers, &here))
    }
}

/// A form that was sent, and the desk it is answered from.
pub struct Posted {
    desk: SignedInPanel,
    sent: Sent,
    request_id: RequestId,
}

impl FromRequest<Arc<Backend>> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, backend: &Arc<Backend>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let OriginalUri(here) = OriginalUri::from_request_parts(&mut parts, backend).await.map_err(|never| match never {})?;
        let Extension(request_id) =
            Extension::from_request_parts(&mut parts, backend).await.map_err(IntoResponse::into_response)?;
        let headers = parts.headers.clone();
        let sent = Sent::from_request(Request::from_parts(parts, body), backend).await?;
        let desk = SignedInPanel::new(Arc::clone(backend), &sent.by, &headers, &here);
        Ok(Self { desk, sent, request_id })
    }
}

impl Posted {
    /// Writes down what was done with it.
    async fn note(&self, action: &str, about: &str) {
        note(&self.desk.backend, &self.sent.by, action, about, &self.request_id).await;
    }
}

/// Writes down what somebody has changed in the panel, as is done with a merchant's calls.
async fn note(backend: &Backend, who: &SignedIn, action: &str, about: &str, request_id: &RequestId) {
    let entry = Entry {
        at: backend.clock.now(),
        actor: who.token.clone(),
        action: action.to_owned(),
        about: about.to_owned(),
        detail: "{}".to_owned(),
        request_id: Some(request_id.0.clone()),
    };
    write_down(backend, &entry).await;
}

/// `GET /panel`
pub async fn home(_who: SignedIn) -> Redirect {
    Redirect::to("/panel/buttons")
}

/// `GET /panel/files/{name}`
///
/// # Errors
///
/// `not_found` where neither this release nor one that is kept has the file, and `unavailable` where the db cannot be used.
pub async fn file(State(backend): AppState, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, WorkError> {
    super::files::named(&backend, &format!("panel/files/{name}"), files::find(&name), &headers).await
}

/// Around every route of the panel: nobody keeps, finds or frames its pages, and what goes wrong is said on a page.
pub async fn dressed(State(backend): AppState, request: Request, next: Next) -> Response {
    let reader = Reader::new(request.headers());
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let of_widget = request.uri().path().starts_with("/panel/preview/");
    let response = next.run(request).await;
    let is_problem = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM);
    let refused = response.status() == StatusCode::FORBIDDEN;
    let mut response = if (is_problem || refused) && !of_widget {
        let error = response.extensions().get::<WorkError>().cloned();
        let code = error.as_ref().map_or("foreign_form", |error| error.code.id());
        let html = problem(&reader, &backend.config.merchant, code, &id);
        let mut page = (response.status(), [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
        if let Some(error) = error {
            if let Some(wait) = error.wait() {
                page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
            }
            page.extensions_mut().insert(error);
        }
        page
    } else {
        response
    };
    let headers = response.headers_mut();
    let policy = CONTENT_POLICY
        .replace("frame-ancestors 'self'", "frame-ancestors 'none'")
        .replace("img-src 'self' data:", "img-src 'self' data: blob: https:");
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    response
}
