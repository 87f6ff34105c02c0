//! The merchant at the door: a token in `Authorization: Bearer` whose scope is wide enough for this very call, or nothing
//! happens. Which call takes which scope stands in `http/scopes.rs`.

use crate::Backend;
use crate::base::error::WorkError;
use crate::http::scopes;
use crate::shop::token;
use api::Code;
use axum::extract::{FromRequestParts, MatchedPath};
use http::request::Parts;
use std::sync::Arc;

/// Somebody who showed a merchant's token.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// The token's first characters, to name it by.
    pub token: String,
}

impl FromRequestParts<Arc<Backend>> for Merchant {
    type Rejection = WorkError;

    async fn from_request_parts(parts: &mut Parts, backend: &Arc<Backend>) -> Result<Self, WorkError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let shown = token::shown(&parts.headers).ok_or(Code::Unauthorized)?;
        let opened = token::opens(&*backend.db, shown, backend.clock.now()).await?.ok_or(Code::Unauthorized)?;
        let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let needed = scopes::needed(&parts.method, route);
        if !opened.scope.covers(needed) {
            return Err(WorkError::scope_too_narrow(needed));
        }
        Ok(Self { token: opened.id })
    }
}
