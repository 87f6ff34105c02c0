//! The merchant at the door: a token in `Authorization: Bearer`, or nothing happens. What a merchant may do inside is
//! not known here: all of it, or nothing.

use crate::Backend;
use crate::error::ApiError;
use crate::token;
use api::Code;
use axum::extract::FromRequestParts;
use http::request::Parts;
use std::sync::Arc;

/// Somebody who showed a merchant's token.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// The token's first characters, to name it by.
    pub token: String,
}

impl FromRequestParts<Arc<Backend>> for Merchant {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Arc<Backend>) -> Result<Self, ApiError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let shown = token::shown(&parts.headers).ok_or(Code::Unauthorized)?;
        let token = token::opens(&*backend.db, shown).await?.ok_or(Code::Unauthorized)?;
        Ok(Self { token })
    }
}
