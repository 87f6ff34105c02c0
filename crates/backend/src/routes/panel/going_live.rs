//! `/panel/going-live`: what still stands between this shop and real money. What has to be done is worked out in
//! `going_live.rs`.

use super::super::Handed;
use super::Desk;
use crate::error::ApiError;
use crate::panel::going_live;
use crate::panel::session::SignedIn;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};

/// `GET /panel/going-live`
pub async fn show(
    State(backend): Handed,
    who: SignedIn,
    OriginalUri(here): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &who, &headers, &here);
    let state = desk.backend.going_live().await?;
    Ok(desk.answer(StatusCode::OK, going_live::page(&desk.around, &state)))
}
