//! `/healthz`: the process lives. `/readyz`: it can do its work, because the db answers.

use super::Handed;
use crate::db::Statement;
use crate::error::ApiError;
use axum::extract::State;

/// `GET /healthz`
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`
pub async fn ready(State(backend): Handed) -> Result<&'static str, ApiError> {
    if *backend.ending.borrow() {
        return Err(ApiError::from(api::Code::Unavailable).with_detail("it is ending"));
    }
    backend.db.batch(vec![Statement::new("select 1 as one", vec![])]).await?;
    Ok("ready\n")
}
