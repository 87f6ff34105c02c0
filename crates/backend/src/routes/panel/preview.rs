//! What the real element asks for while a button is still being typed: the offer as it would be. The draft itself is in
//! the address, as the form would send it, so nothing is kept of it, and nobody can order from it.

use super::super::Handed;
use super::super::json::Json;
use crate::error::ApiError;
use crate::panel::button::wanted;
use crate::panel::sent::Fields;
use crate::panel::session::SignedIn;
use api::Code;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `GET /panel/preview/{draft}/api/v1/buttons/{id}`
pub async fn offer(
    State(backend): Handed,
    _who: SignedIn,
    Path((draft, id)): Path<(String, String)>,
) -> Result<Json<api::Button>, ApiError> {
    let fields = URL_SAFE_NO_PAD.decode(draft).map_err(|_| Code::NotFound)?;
    let wrong = |_| ApiError::from(Code::PreviewOnly);
    let (button, _) = backend.check_button(&wanted(&Fields::parse(&fields)).map_err(wrong)?)?;
    let offer = backend.button_offer(&button).await?;
    Ok(Json(api::Button { id, offer }))
}

/// `POST /panel/preview/{draft}/api/v1/buttons/{id}/orders`
pub async fn order(_who: SignedIn) -> ApiError {
    Code::PreviewOnly.into()
}
