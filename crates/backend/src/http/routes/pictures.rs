//! `/pictures`: what a merchant uploads, and what every page may show. A picture never changes, and never runs: it is sent
//! under a policy that allows nothing.

use super::files::as_accepted;
use crate::base::error::WorkError;
use crate::db::pictures;
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::http::extract::json::body;
use crate::http::extract::merchant::Merchant;
use crate::http::layer::audit::AuditNote;
use crate::http::openapi::examples;
use crate::http::openapi::operation::Operation;
use crate::orders;
use api::Code;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, StatusCode, header};

/// `POST /pictures`: the picture itself is the body, so what is written down of it is its id.
///
/// # Errors
///
/// `body_too_large`, `invalid_fields` where the body is no picture we take, and `unavailable` where the db cannot be used.
pub async fn create(
    State(backend): AppState,
    _merchant: Merchant,
    request: Request,
) -> Result<(StatusCode, AuditNote, Json<api::Picture>), WorkError> {
    let body = body(request, &()).await?;
    let picture = orders::pictures::add(&*backend.db, backend.config.public(), &body, backend.clock.now()).await?;
    Ok((StatusCode::CREATED, AuditNote::about(&picture.id), Json(picture)))
}

pub(crate) fn create_operation() -> Operation {
    Operation::new("addPicture", "Upload a picture for a button")
        .more(
            "The picture itself is the body: PNG, JPEG, WebP or GIF, told by what it holds whatever `Content-Type` says, and \
             at most 1 MB and 4096 by 4096 pixels. One that no button and no order shows is removed a month after it came.",
        )
        .takes_file()
        .gives::<api::Picture>(201, "The picture, with the address everybody can see it at.", examples::picture())
        .refuses(&[Code::InvalidFields])
}

/// `GET /pictures/{id}`
///
/// # Errors
///
/// `not_found`, and `unavailable` where the db cannot be used.
pub async fn show(State(backend): AppState, Path(id): Path<String>, asked: HeaderMap) -> Result<Response, WorkError> {
    let (kind, body) = pictures::find(&*backend.db, &id).await?.ok_or(Code::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok(as_accepted((headers, body).into_response(), &asked))
}

pub(crate) fn show_operation() -> Operation {
    Operation::new("readPicture", "A picture that its merchant uploaded")
        .more("For any page. It never changes, so it may be kept for ever.")
        .gives_file(200, "The picture.", &["image/png", "image/jpeg", "image/webp", "image/gif"])
        .refuses(&[Code::NotFound])
}
