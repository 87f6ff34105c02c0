//! Live: tells everybody who watches an order, or a standing CLABE, that it has changed. Not what changed: they read
//! that from the db.
//!
//! It reaches the watchers of this process. What another copy of the backend changes is carried here by the shell
//! around (Postgres' LISTEN), and slow watchers lose nothing, because only the newest version counts.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Everybody who watches, by the id of what they watch.
#[derive(Clone, Default)]
pub struct Live(Arc<Mutex<HashMap<String, watch::Sender<u64>>>>);

/// Somebody who watches.
pub struct Watcher {
    live: Live,
    id: String,
    changes: watch::Receiver<u64>,
}

impl Live {
    /// Watches an order or a CLABE from now on.
    pub fn watch(&self, id: &str) -> Watcher {
        let changes = self.held().entry(id.to_owned()).or_insert_with(|| watch::Sender::new(0)).subscribe();
        Watcher { live: self.clone(), id: id.to_owned(), changes }
    }

    /// Tells those who watch it that it has changed.
    pub fn changed(&self, id: &str) {
        if let Some(watchers) = self.held().get(id) {
            watchers.send_modify(|count| *count += 1);
        }
    }

    /// Tells everybody: what has changed is not known, because nobody listened for a while.
    pub fn all_changed(&self) {
        for watchers in self.held().values() {
            watchers.send_modify(|count| *count += 1);
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<u64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watcher {
    /// Waits for the next change; one that came since the last time is told at once.
    pub async fn change(&mut self) {
        // The sender lives as long as we are counted in the map, so there is always somebody to wait for.
        if self.changes.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut watched = self.live.held();
        if watched.get(&self.id).is_some_and(|watchers| watchers.receiver_count() <= 1) {
            watched.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_reaches_its_watchers_and_nobody_is_kept_after() {
        let live = Live::default();
        let (mut one, mut two) = (live.watch("ord_1"), live.watch("ord_1"));
        live.changed("ord_2");
        live.changed("ord_1");
        live.changed("ord_1");
        one.change().await;
        two.change().await;
        drop((one, two));
        assert!(live.held().is_empty());
    }
}
