//! `/healthz`: the process lives. `/readyz`: it can do its work, because the db takes what is written to it,
//! and agrees what time it is.

use crate::base::clock::{rfc3339, within};
use crate::base::error::WorkError;
use crate::base::witness::TOLERANCE;
use crate::db::unreadable::Unreadable;
use crate::db::{alerts, backlog};
use crate::http::AppState;
use crate::http::openapi::operation::Operation;
use api::Code;
use axum::extract::State;
use std::time::Duration;

/// How long the db may take before whoever asks is sent to another copy.
const DB_TIMEOUT: Duration = Duration::from_secs(2);

/// `GET /healthz`
pub async fn alive() -> &'static str {
    "ok\n"
}

pub(crate) fn alive_operation() -> Operation {
    Operation::new("isAlive", "Whether the process is up")
        .more("Only that the process answers; neither the db nor a provider is asked.")
        .gives_text(200, "Process is up.", "text/plain")
        .gives_nothing(431, "The head of the request is longer than a server reads.")
}

/// `GET /readyz`: a charge could be written down now. A db that can only be read is not enough, and neither is a full disk.
/// A provider that naps does not matter: whoever has a voucher must find it.
/// How many orders wait for a person, and how many rows this version cannot read, stands below, where there are any: that is no reason
/// to send anybody to another copy.
///
/// # Errors
///
/// `unavailable` where the backend is ending, the db takes no writes in time, or its clock and ours are too far apart.
pub async fn ready(State(backend): AppState) -> Result<String, WorkError> {
    if *backend.ending.borrow() {
        return Err(WorkError::from(Code::Unavailable).with_detail("it is ending"));
    }
    match within(&*backend.clock, DB_TIMEOUT, backlog::takes_writes(&*backend.db, backend.clock.now())).await {
        Ok(written) => written?,
        Err(_) => return Err(WorkError::from(Code::Unavailable).because("the db is too slow")),
    }
    match within(&*backend.clock, DB_TIMEOUT, backend.time.ahead()).await {
        Ok(ahead) => match ahead? {
            few if few.abs() <= TOLERANCE => {}
            many => return Err(WorkError::from(Code::Unavailable).with_detail(apart(many, "the db's"))),
        },
        Err(_) => return Err(WorkError::from(Code::Unavailable).because("the db is too slow")),
    }
    let mut said = "ready\n".to_owned();
    let needing = within(&*backend.clock, DB_TIMEOUT, alerts::count_open(&*backend.db)).await;
    if let Ok(Ok((many, Some(since)))) = needing {
        said.push_str(&format!("{many} orders need attention, the longest since {}\n", rfc3339(since)));
    }
    let unreadable = backend.db.unreadable().map_or(0, Unreadable::count);
    if unreadable > 0 {
        said.push_str(&format!("{unreadable} rows cannot be read by this version\n"));
    }
    if let Some(sentence) = backend.unbelieved.said() {
        said.push_str(&format!("{sentence}\n"));
    }
    // It works; and what only the clock says is due waits.
    if let Some((_, ahead)) = backend.witnesses.disagree().first() {
        said.push_str(&format!("{}\n", apart(*ahead, "a provider's")));
    }
    Ok(said)
}

pub(crate) fn ready_operation() -> Operation {
    Operation::new("isReady", "Whether a charge could be kept now")
        .more(
            "Ready where the db takes writes. Providers are not asked: whoever has a voucher must be able to read it, whether \
             they answer or not.",
        )
        .gives_text(200, "Ready.", "text/plain")
}

fn apart(ahead: i64, whose: &str) -> String {
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    format!("this machine's clock is {} seconds {way} {whose}", ahead.abs())
}
