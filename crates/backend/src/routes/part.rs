//! Which part of a list is asked for, by `?cursor=` and `?limit=`, or the problem that it cannot be read. It knows no list.

use crate::error::{ApiError, field};
use axum::extract::{FromRequestParts, Query};
use http::request::Parts;
use serde::Deserialize;

/// What stands in the query.
#[derive(Deserialize)]
pub struct Part {
    /// Where the part begins: what an earlier part's `next` said.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: Option<i64>,
}

impl<S: Send + Sync> FromRequestParts<S> for Part {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let asked = Query::from_request_parts(parts, state).await;
        asked.map(|Query(part)| part).map_err(|_| ApiError::fields(vec![field("limit", "must be a whole number")]))
    }
}
