//! `/panel/going-live`: what still stands between this shop and real money. What has to be done is worked out in
//! `shop/going_live.rs`.

use super::SignedInPanel;
use crate::base::error::WorkError;
use crate::pages::panel::going_live;
use axum::response::Response;
use http::StatusCode;

/// `GET /panel/going-live`
///
/// # Errors
///
/// As [`Backend::going_live`](crate::Backend::going_live).
pub async fn show(desk: SignedInPanel) -> Result<Response, WorkError> {
    let state = desk.backend.going_live().await?;
    Ok(desk.answer(StatusCode::OK, going_live::page(&desk.around, &state)))
}
