//! Which part of a list is asked for, by `?cursor=` and `?limit=`, or the problem that it cannot be read. It knows no list.

use crate::base::error::WorkError;
use crate::http::extract::query::{Query, whole_number};
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::Deserialize;

/// What stands in the query.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    cursor: String,
    limit: String,
}

/// The page of a list that was asked for: after which cursor, and how many.
pub struct Part {
    /// Where the part begins: what an earlier part's `next` said.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: Option<i64>,
}

impl<S: Send + Sync> FromRequestParts<S> for Part {
    type Rejection = WorkError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WorkError> {
        let Query(Said { cursor, limit }) = Query::from_request_parts(parts, state).await?;
        Ok(Self { cursor: Some(cursor).filter(|cursor| !cursor.is_empty()), limit: whole_number("limit", &limit)? })
    }
}
