//! `/pictures`: what a merchant uploads, and what every page may show. A picture never changes, and never runs: it is sent
//! under a policy that allows nothing.

use super::Handed;
use super::files::as_accepted;
use super::json::body;
use super::merchant::Merchant;
use crate::db::audit::{self, Entry};
use crate::db::pictures;
use crate::error::ApiError;
use crate::observe::RequestId;
use crate::routes::json::Json;
use api::Code;
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, StatusCode, header};

/// `POST /pictures`: the picture itself is the body, so what is written down of it is its id, and not by the layer that reads JSON.
pub async fn create(
    State(backend): Handed,
    merchant: Merchant,
    Extension(request_id): Extension<RequestId>,
    request: Request,
) -> Result<(StatusCode, Json<api::Picture>), ApiError> {
    let body = body(request, &()).await?;
    let picture = backend.add_picture(&body).await?;
    let entry = Entry {
        at: backend.clock.now(),
        actor: merchant.token,
        action: "POST /api/v1/pictures".to_owned(),
        about: picture.id.clone(),
        detail: "{}".to_owned(),
        request_id: Some(request_id.0),
    };
    if let Err(error) = audit::add(&*backend.db, &entry).await {
        tracing::error!(%error, action = entry.action, "a change was not written down");
    }
    Ok((StatusCode::CREATED, Json(picture)))
}

/// `GET /pictures/{id}`
pub async fn show(State(backend): Handed, Path(id): Path<String>, asked: HeaderMap) -> Result<Response, ApiError> {
    let (kind, body) = pictures::find(&*backend.db, &id).await?.ok_or(Code::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, kind.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok(as_accepted((headers, body).into_response(), &asked))
}
