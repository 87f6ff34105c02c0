//! `/healthz`: the process lives. `/readyz`: it can do its work, because the db takes what is written to it.

use super::Handed;
use crate::db::vital;
use crate::error::ApiError;
use api::Code;
use axum::extract::State;
use std::time::Duration;

/// How long the db may take before whoever asks is sent to another copy.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: a charge could be written down now. A db that can only be read is not enough, and neither is a full disk.
/// A provider that naps does not matter: whoever has a voucher must find it.
pub async fn ready(State(backend): Handed) -> Result<&'static str, ApiError> {
    if *backend.ending.borrow() {
        return Err(ApiError::from(Code::Unavailable).with_detail("it is ending"));
    }
    match tokio::time::timeout(PATIENCE, vital::takes_writes(&*backend.db, backend.clock.now())).await {
        Ok(written) => written?,
        Err(_) => return Err(ApiError::from(Code::Unavailable).because("the db is too slow")),
    }
    Ok("ready\n")
}
