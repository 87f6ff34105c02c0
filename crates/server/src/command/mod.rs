//! The commands, one file each. They print for people; what they do is in the library.

pub(crate) mod audit;
pub(crate) mod button;
pub(crate) mod customer;
pub(crate) mod db;
pub(crate) mod doctor;
pub(crate) mod provider;
pub(crate) mod serve;
pub(crate) mod token;

use backend::base::clock::Clock;
use backend::db::audit::Entry;
use server::clock::SystemClock;

/// Writes down that a command is about to change something.
async fn noted(db: &dyn backend::db::Db, action: &str, about: &str, detail: &str) -> anyhow::Result<()> {
    let entry = Entry {
        at: SystemClock.now(),
        actor: "command".to_owned(),
        action: action.to_owned(),
        about: about.to_owned(),
        detail: detail.to_owned(),
        request_id: None,
    };
    Ok(backend::db::audit::add(db, &entry).await?)
}
