//! `/healthz`: the process lives. `/readyz`: it can do its work, because the db takes what is written to it,
//! and agrees what time it is.

use super::Handed;
use crate::clock::rfc3339;
use crate::db::unreadable::Unreadable;
use crate::db::{alerts, vital};
use crate::error::ApiError;
use crate::witness::TOLERANCE;
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
/// How many orders wait for a person, and how many rows this version cannot read, stands below, where there are any: that is no reason
/// to send anybody to another copy.
pub async fn ready(State(backend): Handed) -> Result<String, ApiError> {
    if *backend.ending.borrow() {
        return Err(ApiError::from(Code::Unavailable).with_detail("it is ending"));
    }
    match tokio::time::timeout(PATIENCE, vital::takes_writes(&*backend.db, backend.clock.now())).await {
        Ok(written) => written?,
        Err(_) => return Err(ApiError::from(Code::Unavailable).because("the db is too slow")),
    }
    match tokio::time::timeout(PATIENCE, backend.time.ahead()).await {
        Ok(ahead) => match ahead? {
            few if few.abs() <= TOLERANCE => {}
            many => return Err(ApiError::from(Code::Unavailable).with_detail(apart(many, "the db's"))),
        },
        Err(_) => return Err(ApiError::from(Code::Unavailable).because("the db is too slow")),
    }
    let mut said = "ready\n".to_owned();
    let needing = tokio::time::timeout(PATIENCE, alerts::count_open(&*backend.db)).await;
    if let Ok(Ok((many, Some(since)))) = needing {
        said.push_str(&format!("{many} orders need attention, the longest since {}\n", rfc3339(since)));
    }
    let unreadable = backend.db.unreadable().map_or(0, Unreadable::count);
    if unreadable > 0 {
        said.push_str(&format!("{unreadable} rows cannot be read by this version\n"));
    }
    // It works; and what only the clock says is due waits.
    if let Some((_, ahead)) = backend.witnesses.disagree().first() {
        said.push_str(&format!("{}\n", apart(*ahead, "a provider's")));
    }
    Ok(said)
}

fn apart(ahead: i64, whose: &str) -> String {
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    format!("this machine's clock is {} seconds {way} {whose}", ahead.abs())
}
