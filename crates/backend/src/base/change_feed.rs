//! The change feed: tells everybody who watches an order, or a reusable CLABE, that it has changed. What it has become they read from the db,
//! one of them for all, and not more often than a person can see.
//!
//! It reaches the watchers of this process. What another copy of the backend changes is carried here by the shell
//! around (Postgres' LISTEN), and slow watchers lose nothing, because only the newest version counts.

use crate::base::clock::Clock;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How long what was drawn of something stands before it is drawn anew, however often it changes meanwhile; and for how long it is
/// handed to those who come without a change, for time changes some of it too.
const STANDS: Duration = Duration::from_millis(250);

/// Everybody who watches, by the id of what they watch.
#[derive(Clone)]
pub struct ChangeFeed {
    watched: Arc<Mutex<HashMap<String, Arc<Watched>>>>,
    clock: Arc<dyn Clock>,
}

/// The state of one watched order or CLABE.
struct Watched {
    changes: watch::Sender<u64>,
    drawn: tokio::sync::Mutex<Option<Drawn>>,
}

/// How it was drawn last.
struct Drawn {
    of: u64,
    /// When, as the clock has been running.
    at: Duration,
    version: i64,
    json: Arc<str>,
}

/// Somebody who waits for changes of one order or CLABE.
pub struct Watcher {
    live: ChangeFeed,
    id: String,
    watched: Arc<Watched>,
    changes: watch::Receiver<u64>,
}

impl ChangeFeed {
    /// Nobody watches anything yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { watched: Arc::default(), clock }
    }

    /// Watches an order or a CLABE from now on.
    pub fn watch(&self, id: &str) -> Watcher {
        let mut held = self.held();
        let new = || Arc::new(Watched { changes: watch::Sender::new(0), drawn: tokio::sync::Mutex::default() });
        let watched = Arc::clone(held.entry(id.to_owned()).or_insert_with(new));
        let changes = watched.changes.subscribe();
        Watcher { live: self.clone(), id: id.to_owned(), watched, changes }
    }

    /// Tells those who watch it that it has changed.
    pub fn changed(&self, id: &str) {
        if let Some(watched) = self.held().get(id) {
            watched.changes.send_modify(|count| *count += 1);
        }
    }

    /// Tells everybody: what has changed is not known, because nobody listened for a while.
    pub fn all_changed(&self) {
        for watched in self.held().values() {
            watched.changes.send_modify(|count| *count += 1);
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, Arc<Watched>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Its version and its JSON, drawn by `draw`, or by another who watches the same since it changed last. Where it changes again and
    /// again everybody waits a moment, and then is shown the newest. `None` where it cannot be drawn.
    pub async fn now(&mut self, draw: impl Future<Output = Option<(i64, String)>>) -> Option<(i64, Arc<str>)> {
        let clock = Arc::clone(&self.live.clock);
        let mut drawn = self.watched.drawn.lock().await;
        if let Some(last) = &*drawn {
            let is_news = last.of != *self.watched.changes.borrow();
            if is_news {
                let stood = clock.running().saturating_sub(last.at);
                clock.sleep(STANDS.saturating_sub(stood)).await;
            } else if clock.running().saturating_sub(last.at) < STANDS {
                self.changes.mark_unchanged();
                return Some((last.version, Arc::clone(&last.json)));
            }
        }
        // Counted before it is read: what changes while it is drawn is told once more.
        let (of, at) = (*self.changes.borrow_and_update(), clock.running());
        let (version, json) = draw.await?;
        let json: Arc<str> = json.into();
        *drawn = Some(Drawn { of, at, version, json: Arc::clone(&json) });
        Some((version, json))
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut held = self.live.held();
        if held.get(&self.id).is_some_and(|watched| watched.changes.receiver_count() <= 1) {
            held.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Sleep;
    use futures_util::future::join_all;
    use payments::Moment;
    use std::sync::atomic::{AtomicI64, Ordering};
    use tokio::time::Instant;

    /// The runtime's time, which jumps to what is waited for: no machine is too slow for these tests.
    struct Jumping(Instant);

    impl Clock for Jumping {
        fn now(&self) -> Moment {
            Moment::from_seconds(0)
        }

        fn running(&self) -> Duration {
            self.0.elapsed()
        }

        fn sleep(&self, how_long: Duration) -> Sleep {
            Box::pin(tokio::time::sleep(how_long))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_reaches_its_watchers_and_nobody_is_kept_after() {
        let live = ChangeFeed::new(Arc::new(Jumping(Instant::now())));
        let (mut one, mut two) = (live.watch("ord_1"), live.watch("ord_1"));
        live.changed("ord_2");
        live.changed("ord_1");
        live.changed("ord_1");
        one.change().await;
        two.change().await;
        drop((one, two));
        assert!(live.held().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn what_changes_is_drawn_once_for_all_and_only_so_often() {
        let (live, truth, drawings) =
            (ChangeFeed::new(Arc::new(Jumping(Instant::now()))), AtomicI64::new(1), AtomicI64::new(0));
        let draw = async || {
            drawings.fetch_add(1, Ordering::SeqCst);
            Some((truth.load(Ordering::SeqCst), String::new()))
        };
        let mut watchers: Vec<_> = (0..600).map(|_| live.watch("ord_1")).collect();
        let seen = join_all(watchers.iter_mut().map(|watcher| watcher.now(draw()))).await;
        assert!(seen.iter().all(|seen| seen.as_ref().unwrap().0 == 1));
        assert_eq!(drawings.load(Ordering::SeqCst), 1);
        let began = Instant::now();
        for version in 2..=1_500 {
            truth.store(version, Ordering::SeqCst);
            live.changed("ord_1");
            // Most changes come while nobody has been shown the one before.
            if version % 500 != 0 {
                continue;
            }
            let waiting = watchers.iter_mut().map(async |watcher| {
                watcher.change().await;
                watcher.now(draw()).await.unwrap().0
            });
            assert!(join_all(waiting).await.iter().all(|seen| *seen == version), "the newest, for each");
        }
        assert_eq!(drawings.load(Ordering::SeqCst), 4);
        assert_eq!(began.elapsed(), STANDS * 3, "not more often than that, and as often");
    }

    #[tokio::test(start_paused = true)]
    async fn what_changes_while_it_is_drawn_is_told_once_more() {
        let live = ChangeFeed::new(Arc::new(Jumping(Instant::now())));
        let mut watcher = live.watch("ord_1");
        let meanwhile = async {
            live.changed("ord_1");
            Some((1, "before".to_owned()))
        };
        assert_eq!(watcher.now(meanwhile).await.unwrap().1.as_ref(), "before");
        watcher.change().await;
        assert_eq!(watcher.now(async { Some((2, "after".to_owned())) }).await.unwrap().1.as_ref(), "after");
    }
}
