//! Twins: one request that comes twice at the same moment, perhaps to two copies of the backend. Who works says so in the
//! db, together with the key; who comes second waits until there is an answer, or until the first one has let go.
//!
//! Within one copy `base/single_flight.rs` keeps them apart already. What the work is, and what was answered, is not known here.

use crate::base::change_feed::{ChangeFeed, Watcher};
use crate::base::clock::Clock;
use crate::base::error::WorkError;
use crate::base::id;
use crate::db::Db;
use crate::db::keys::{self, Claim, KeyScope};
use crate::db::time::DbTime;
use api::Code;
use payments::Moment;
use std::convert::Infallible;
use std::time::Duration;

/// For how many seconds nobody else takes the work of a key. Who works says so again and again; who has said nothing for that
/// long has died, or will find that another has closed what it worked at.
const HELD: i64 = 20;

/// How often who works says so: often enough for a db that takes seconds to answer.
const SAID: Duration = Duration::from_secs(5);

/// How long between two looks, where no news of the order comes first.
const PAUSE: Duration = Duration::from_millis(200);

/// How many looks there are: most of a minute, so that the one who waits is still answered by us.
const LOOKS: u32 = 225;

/// A claim of this request's own, from now on by the db's time.
pub(super) fn claim(now: Moment) -> Claim {
    Claim { holder: id::request(), until: now.plus_seconds(HELD) }
}

/// Holds on to a claim for as long as it is polled; it never ends by itself. Where the db does not take it, whoever comes
/// later spends the key (`charges/abandon.rs`), or asks once more where that is harmless: then still only one voucher is shown.
pub(super) async fn hold_on(db: &dyn Db, (clock, time): (&dyn Clock, &DbTime), place: &KeyScope, holder: &str) -> Infallible {
    loop {
        clock.sleep(SAID).await;
        let held = async {
            let now = time.now().await?;
            let held = Claim { holder: holder.to_owned(), until: now.plus_seconds(HELD) };
            keys::claim(db, place, &held, now).await
        };
        match held.await {
            Ok(true) => {}
            // The answer has just been written, or another has taken the work.
            Ok(false) => std::future::pending().await,
            Err(error) => tracing::warn!(%error, "a claim was not held on to"),
        }
    }
}

/// Somebody who waits for a twin in another copy.
pub(super) struct Retry {
    watcher: Watcher,
    poll_count: u32,
}

impl Retry {
    /// Watches the order from now on, so that no news of it falls between two looks.
    pub(super) fn new(live: &ChangeFeed, order_id: &str) -> Self {
        Self { watcher: live.watch(order_id), poll_count: 0 }
    }

    /// Waits until it is worth while to look again; fails where it has been too long.
    pub(super) async fn wait(&mut self, clock: &dyn Clock) -> Result<(), WorkError> {
        self.poll_count += 1;
        if self.poll_count > LOOKS {
            return Err(WorkError::from(Code::Unavailable).because("the same request is still under way elsewhere"));
        }
        tokio::select! {
            biased;
            () = self.watcher.change() => {}
            () = clock.sleep(PAUSE) => {}
        }
        Ok(())
    }
}
