//! Turns: one at a time for each name, so that two who want the same thing do not both do it.
//!
//! It keeps twins of one request apart, and lets a flood of hints about one charge cost one question at a time. It
//! holds within this process; between processes the db decides (`db/keys.rs`, `charge_events`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// The lines people wait in, by name.
#[derive(Clone, Default)]
pub struct SingleFlight(Arc<Mutex<HashMap<String, Arc<Line>>>>);

#[derive(Default)]
struct Line {
    gate: Arc<tokio::sync::Mutex<()>>,
    done: Mutex<Done>,
}

/// How often the thing was begun and has gone well, and how it went last.
#[derive(Clone, Copy, Default)]
struct Done {
    begun: u64,
    well: u64,
    went_well: bool,
}

/// My turn; the next one comes when it is dropped.
pub struct Turn {
    turns: SingleFlight,
    name: String,
    line: Arc<Line>,
    waited: bool,
    _gate: Option<OwnedMutexGuard<()>>,
}

/// Somebody who has come, and does not wait yet.
pub struct Coming {
    turn: Turn,
    before: Done,
}

/// What waiting for a turn came to.
pub enum Joined {
    /// It is mine to do.
    Leader(Turn),
    /// Somebody began it after I had come, and has finished: well, or not.
    Done(bool),
}

impl SingleFlight {
    /// Waits for my turn.
    pub async fn wait(&self, name: &str) -> Turn {
        let line = self.line(name);
        self.turn(name, line).await
    }

    /// Waits for my turn, unless somebody does the same thing for me meanwhile.
    pub async fn join(&self, name: &str) -> Joined {
        self.come(name).join().await
    }

    /// Notes when I came, without waiting: whoever begins the thing after this does it for me too.
    pub fn come(&self, name: &str) -> Coming {
        let line = self.line(name);
        let before = *held(&line.done);
        Coming { turn: Turn { turns: self.clone(), name: name.to_owned(), line, waited: false, _gate: None }, before }
    }

    /// Whether somebody has the turn, or waits for it.
    pub fn is_taken(&self, name: &str) -> bool {
        held(&self.0).contains_key(name)
    }

    fn line(&self, name: &str) -> Arc<Line> {
        Arc::clone(held(&self.0).entry(name.to_owned()).or_default())
    }

    async fn turn(&self, name: &str, line: Arc<Line>) -> Turn {
        // Made before waiting, so that a line nobody waits in any more is cleared away also when waiting is given up.
        let mut turn = Turn { turns: self.clone(), name: name.to_owned(), line, waited: false, _gate: None };
        turn.take().await;
        turn
    }
}

impl Coming {
    /// Waits for my turn, unless somebody has begun the same thing since I came.
    pub async fn join(self) -> Joined {
        self.wait(|done, before| done.begun > before.begun).await
    }

    /// The same, and whoever began it before I came has done it for me where it went well only after that. For what is done
    /// again later in any case.
    pub async fn join_late(self) -> Joined {
        self.wait(|done, before| done.begun > before.begun || done.well > before.well).await
    }

    async fn wait(self, is_done: fn(&Done, &Done) -> bool) -> Joined {
        let Self { mut turn, before } = self;
        turn.take().await;
        let mut done = held(&turn.line.done);
        if is_done(&done, &before) {
            return Joined::Done(done.went_well);
        }
        *done = Done { begun: done.begun + 1, went_well: false, ..*done };
        drop(done);
        Joined::Leader(turn)
    }
}

impl Turn {
    async fn take(&mut self) {
        let gate = Arc::clone(&self.line.gate);
        self._gate = match Arc::clone(&gate).try_lock_owned() {
            Ok(free) => Some(free),
            Err(_) => {
                self.waited = true;
                Some(gate.lock_owned().await)
            }
        };
    }

    /// Whether another had it before me while I was there: what I read before I had it may be old.
    pub fn had_to_wait(&self) -> bool {
        self.waited
    }

    /// Tells those who joined that it went well.
    pub fn went_well(&self) {
        let mut done = held(&self.line.done);
        (done.went_well, done.well) = (true, done.well + 1);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self._gate = None;
        let mut lines = held(&self.turns.0);
        // Two: the one in the map and mine. Whoever comes next finds it under the same lock, or makes a new one.
        if Arc::strong_count(&self.line) <= 2 {
            lines.remove(&self.name);
        }
    }
}

/// Nothing here can be left half done by a panic, so a poisoned lock is as good as any.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn a_flood_costs_one_now_and_one_after() {
        let (turns, done) = (SingleFlight::default(), Arc::new(AtomicUsize::new(0)));
        let Joined::Leader(first) = turns.join("chg_1").await else { panic!("nobody else is here") };
        let flood: Vec<_> = (0..100)
            .map(|_| {
                let (turns, done) = (turns.clone(), Arc::clone(&done));
                tokio::spawn(async move {
                    if let Joined::Leader(turn) = turns.join("chg_1").await {
                        done.fetch_add(1, Ordering::SeqCst);
                        turn.went_well();
                    }
                })
            })
            .collect();
        while Arc::strong_count(&first.line) < 100 {
            tokio::task::yield_now().await;
        }
        drop(first);
        for one in flood {
            one.await.unwrap();
        }
        assert_eq!(done.load(Ordering::SeqCst), 1);
        assert!(turns.0.lock().unwrap().is_empty(), "no line is left behind");
    }
}
