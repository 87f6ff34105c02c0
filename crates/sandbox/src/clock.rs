//! The sandbox's clock: this machine's, moved by as much as somebody wants. Whatever becomes due because it moved, or
//! because time went by, happens at once. Providers never read a clock; they are handed the moment from here.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use providers::fake::Moment;

use crate::world::World;

/// This machine's clock, and how far it was moved.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    moved_ms: i64,
}

impl Clock {
    /// What time it is in the sandbox.
    pub(crate) fn now(self) -> Moment {
        Moment(machine_ms() + self.moved_ms)
    }

    /// How far it is ahead of this machine's clock, in milliseconds.
    pub(crate) fn moved_ms(self) -> i64 {
        self.moved_ms
    }

    /// The same clock, so many milliseconds further on.
    pub(crate) fn moved_by(self, ms: i64) -> Clock {
        Clock { moved_ms: self.moved_ms.saturating_add(ms) }
    }

    /// A clock that says `moment` now.
    pub(crate) fn set_to(moment: Moment) -> Clock {
        Clock { moved_ms: moment.0 - machine_ms() }
    }
}

/// What time it is outside the sandbox.
pub(crate) fn of_the_machine() -> Moment {
    Moment(machine_ms())
}

fn machine_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Waits until `due` in the sandbox's time, or until something changes, whichever is first. `None` waits for a change.
pub(crate) async fn wait(due: Option<Moment>, now: Moment, changes: &mut tokio::sync::watch::Receiver<u64>) {
    let due = async {
        match due {
            Some(due) => {
                let ms = u64::try_from(due.0 - now.0).unwrap_or(0);
                // A timer's longest wait is bounded; waking early is harmless.
                tokio::time::sleep(Duration::from_millis(ms.min(3_600_000))).await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = due => {}
        // The other end lives in the world we hold, so it cannot be gone.
        _ = changes.changed() => {}
    }
}

/// Expires what is due, for ever.
pub(crate) async fn keep_time(world: Arc<World>) {
    let mut changes = world.changes();
    loop {
        let (due, now) = world.pass_time();
        wait(due, now, &mut changes).await;
    }
}
