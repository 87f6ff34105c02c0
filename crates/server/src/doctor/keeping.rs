//! The doctor at the db: whether it is whole, can be written to, and what has waited in it for too long.

use super::{Finding, Grade};
use crate::clock::SystemClock;
use crate::serve;
use crate::{backup, postgres, sqlite};
use backend::base::clock::{Clock, rfc3339};
use backend::config::Config;
use backend::db::backlog::Waiting;
use backend::db::time::DbTime;
use backend::db::{Db, DbError, backlog, endpoints};
use payments::Moment;
use std::sync::Arc;

/// For how many seconds a delivery or a question may be overdue before somebody should look.
const OVERDUE_AFTER: i64 = 15 * 60;

/// Examines the db: whether it opens, is whole, takes writes, and what has waited in it for too long.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let about = "db";
    let mut findings = file(config);
    let db = match serve::open_db(config).await {
        Ok(db) => db,
        Err(reason) => {
            findings.push(Finding::new(Grade::Wrong, about, format!("{reason:#}")));
            return findings;
        }
    };
    let now = SystemClock.now();
    findings.push(match backlog::takes_writes(&*db, now).await {
        Ok(()) => Finding::new(Grade::Fine, about, "can be written to"),
        Err(reason) => Finding::new(Grade::Wrong, about, format!("cannot be written to: {reason}")),
    });
    findings.push(time(DbTime::new(Arc::clone(&db), Arc::new(SystemClock)).ahead().await));
    match backlog::waiting(&*db).await {
        Ok(waiting) => findings.extend(overdue(&waiting, now)),
        Err(reason) => findings.push(Finding::new(Grade::Wrong, about, reason.to_string())),
    }
    findings.extend(told(&*db).await);
    findings
}

/// Whether this machine and the db's agree what time it is.
fn time(ahead: Result<i64, DbError>) -> Finding {
    match ahead {
        Ok(ahead) => super::clock("the db", ahead),
        Err(reason) => Finding::new(Grade::Wrong, "clock", format!("the db does not say what time it is: {reason}")),
    }
}

/// The file, where it is one: whole, and for its owner's eyes.
fn file(config: &Config) -> Vec<Finding> {
    let url = &config.database_url;
    if postgres::is_address(url) {
        return Vec::new();
    }
    let Some(path) = sqlite::path_of(url).filter(|path| path.exists()) else {
        return vec![Finding::new(Grade::Doubtful, "db", "there is no file yet: it is made now")];
    };
    let whole = match backup::check(&path) {
        Ok(version) => Finding::new(Grade::Fine, "db", format!("{} is whole, version {version}", path.display())),
        Err(reason) => Finding::new(Grade::Wrong, "db", format!("{reason}: put a backup back by `db restore`")),
    };
    vec![whole, eyes(&path)]
}

#[cfg(unix)]
fn eyes(path: &std::path::Path) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0, |file| file.permissions().mode());
    let said = format!("{} can be read by others on this machine: chmod 600, it holds names and secrets", path.display());
    if mode & 0o077 == 0 {
        Finding::new(Grade::Fine, "db file", "only its owner reads it")
    } else {
        Finding::new(Grade::Doubtful, "db file", said)
    }
}

#[cfg(not(unix))]
fn eyes(_: &std::path::Path) -> Finding {
    Finding::new(Grade::Fine, "db file", "who may read it is not looked at on this system")
}

fn overdue(waiting: &Waiting, now: Moment) -> [Finding; 3] {
    let age = |since: Option<Moment>| since.map_or(0, |since| now.seconds() - since.seconds());
    let outbox = age(waiting.oldest_delivery);
    let look = age(waiting.next_poll);
    [
        match outbox > OVERDUE_AFTER {
            true => Finding::new(
                Grade::Doubtful,
                "webhooks",
                format!("{} wait, the oldest for {outbox} seconds", waiting.deliveries),
            ),
            false => Finding::new(Grade::Fine, "webhooks", format!("{} wait to be delivered", waiting.deliveries)),
        },
        match look > OVERDUE_AFTER {
            true => {
                let said = format!("nobody has asked about open charges for {look} seconds: is the backend running?");
                Finding::new(Grade::Doubtful, "charges", said)
            }
            false => Finding::new(Grade::Fine, "charges", format!("{} are watched", waiting.charges)),
        },
        match waiting.oldest_needing {
            Some(since) => {
                let (many, since) = (waiting.needing, rfc3339(since));
                let said = format!("{many} need a person, the longest since {since}: see /panel/orders?needs_attention=true");
                Finding::new(Grade::Doubtful, "orders", said)
            }
            None => Finding::new(Grade::Fine, "orders", "none needs a person"),
        },
    ]
}

/// The shop's endpoints that are told nothing.
async fn told(db: &dyn Db) -> Vec<Finding> {
    let endpoints = match endpoints::list(db).await {
        Ok(endpoints) => endpoints,
        Err(reason) => return vec![Finding::new(Grade::Wrong, "webhook endpoints", reason.to_string())],
    };
    let disabled = endpoints.iter().filter_map(|endpoint| {
        let (_, because) = endpoint.disabled.as_ref()?;
        Some(Finding::new(Grade::Doubtful, "webhook endpoints", format!("{} is told nothing: {because}", endpoint.id)))
    });
    let disabled: Vec<_> = disabled.collect();
    match (endpoints.is_empty(), disabled.is_empty()) {
        (true, _) => vec![Finding::new(Grade::Doubtful, "webhook endpoints", "there are none: your shop is told of nothing")],
        (false, true) => vec![Finding::new(Grade::Fine, "webhook endpoints", format!("{} are told", endpoints.len()))],
        (false, false) => disabled,
    }
}
