//! What the real element asks for while a button is still being typed: the offer as it would be. The draft itself is in
//! the address, as the form would send it, so nothing is kept of it, and nobody can order from it.

use crate::base::error::WorkError;
use crate::http::AppState;
use crate::http::extract::json::Json;
use crate::pages::panel::button::wanted;
use crate::pages::panel::sent::Fields;
use crate::pages::panel::session::SignedIn;
use api::Code;
use axum::extract::{Path, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `GET /panel/preview/{draft}/api/v1/buttons/{id}`
///
/// # Errors
///
/// `not_found` where the draft is not base64, `preview_only` where it is no button yet, and as [`Orders::offer`](crate::orders::Orders::offer).
pub async fn offer(
    State(backend): AppState,
    _who: SignedIn,
    Path((draft, id)): Path<(String, String)>,
) -> Result<Json<api::Button>, WorkError> {
    let fields = URL_SAFE_NO_PAD.decode(draft).map_err(|_| Code::NotFound)?;
    let wrong = |_| WorkError::from(Code::PreviewOnly);
    let (button, _) = backend.buttons.check(&wanted(&Fields::parse(&fields)).map_err(wrong)?)?;
    let offer = backend.orders.offer(&button).await?;
    Ok(Json(api::Button { id, offer }))
}

/// `POST /panel/preview/{draft}/api/v1/buttons/{id}/orders`
pub async fn order(_who: SignedIn) -> WorkError {
    Code::PreviewOnly.into()
}
