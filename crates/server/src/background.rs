//! What the backend does without being asked: it reconciles, tells shops, forgets, and hears what other copies of it change.
//!
//! Reconciling, telling and forgetting are for one copy at a time: whoever holds the lease in the db. A copy that ends gives it back, and
//! one that is killed loses it within half a minute. Each provider and each endpoint has rounds of its own, side by side, so that one
//! that hangs delays no other; and when the backend is to end, whatever still hangs is dropped within seconds: a question that was never
//! answered is asked again, and an event that may have arrived is sent again under the same id. What is done in a round is not known here.

use crate::postgres;
use backend::Backend;
use backend::base::id;
use backend::db::DbError;
use backend::work::{Lease, Work};
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How often what pages load is kept anew, how soon where that failed, and how long it may take.
const KEEP: Duration = Duration::from_secs(60 * 60);
const KEEP_AFTER_FAILURE: Duration = Duration::from_secs(60);
const KEEPING: Duration = Duration::from_secs(5);

/// How often callers who do not call any more are forgotten.
const CALLERS: Duration = Duration::from_secs(60);

/// How long what is under way may take once the backend is to end, and then how long giving a lease back may.
const LAST_WORDS: Duration = Duration::from_secs(5);
const GIVE_BACK: Duration = Duration::from_secs(2);

/// Works until the backend is to end; the start says whether what pages load has been kept.
pub(crate) async fn work(backend: Arc<Backend>, kept: bool, ending: watch::Receiver<bool>) {
    let holder = id::request();
    let reconciling = in_turn(&backend, Work::Reconcile, &holder, ending.clone());
    let telling = in_turn(&backend, Work::Tell, &holder, ending.clone());
    let forgetting = in_turn(&backend, Work::Forget, &holder, ending.clone());
    let counting = forget_callers(&backend, ending.clone());
    let keeping = go_on_keeping(&backend, kept, ending.clone());
    tokio::join!(reconciling, telling, forgetting, counting, keeping, hear(&backend, ending));
}

/// Does it again and again while the lease is held, and gives the lease back at the end.
async fn in_turn(backend: &Arc<Backend>, work: Work, holder: &str, mut ending: watch::Receiver<bool>) {
    let mut lease = Lease::of(work, holder);
    let mut rounds = Rounds::default();
    let mut ended = false;
    while !ended {
        let looking = async {
            match lease.hold(backend).await? {
                true => work.due(backend).await,
                false => Ok(Vec::new()),
            }
        };
        match unless_ended(&mut ending, looking).await {
            None => break,
            Some(Ok(due)) => due.into_iter().for_each(|whose| rounds.begin(backend, work, whose)),
            Some(Err(error)) => tracing::error!(work = work.id(), %error, "a round could not be begun"),
        }
        ended = unless_ended(&mut ending, rounds.until(work, work.pause())).await.is_none();
    }
    if tokio::time::timeout(LAST_WORDS, rounds.all(work)).await.is_err() {
        tracing::warn!(work = work.id(), left = rounds.under_way.len(), "dropped unfinished: it is done again after the start");
    }
    rounds.tasks.shutdown().await;
    if tokio::time::timeout(GIVE_BACK, lease.release(&*backend.db)).await.is_err() {
        tracing::warn!(work = work.id(), "a lease was not given back in time: it ends by itself");
    }
}

/// The rounds that are under way: of each name one at most.
#[derive(Default)]
struct Rounds {
    tasks: JoinSet<Result<usize, DbError>>,
    under_way: HashMap<tokio::task::Id, String>,
}

impl Rounds {
    /// Begins one, unless the one before has not ended yet.
    fn begin(&mut self, backend: &Arc<Backend>, work: Work, whose: String) {
        if self.under_way.values().any(|known| *known == whose) {
            return;
        }
        let (backend, of) = (Arc::clone(backend), whose.clone());
        let task = self.tasks.spawn(async move { work.round(&backend, &of).await });
        self.under_way.insert(task.id(), whose);
    }

    /// Waits until it is time to look for what is due again: after a pause, or sooner where a round has made room for the next.
    async fn until(&mut self, work: Work, pause: Duration) {
        let pause = tokio::time::sleep(pause);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                () = &mut pause => return,
                Some(did) = self.next(work) => if did > 0 && work.hurries() {
                    return;
                },
            }
        }
    }

    /// Waits until none is under way.
    async fn all(&mut self, work: Work) {
        while self.next(work).await.is_some() {}
    }

    /// The next one that ends, and how much it did; `None` where none is under way.
    async fn next(&mut self, work: Work) -> Option<usize> {
        let (task, done) = match self.tasks.join_next_with_id().await? {
            Ok((task, done)) => (task, Some(done)),
            Err(error) => (error.id(), None),
        };
        let whose = self.under_way.remove(&task).unwrap_or_default();
        Some(match done {
            Some(Ok(0)) => 0,
            Some(Ok(times)) => {
                tracing::info!(work = work.id(), of = whose, times, "done");
                times
            }
            Some(Err(error)) => {
                tracing::error!(work = work.id(), of = whose, %error, "a round could not be finished");
                0
            }
            None => {
                tracing::error!(work = work.id(), of = whose, "a round broke off");
                0
            }
        })
    }
}

/// Keeps what this copy's pages load: whoever is asked for it next may be another version. Whether it went well; where it did
/// not, that is said if it is new.
pub(crate) async fn keep_files(backend: &Backend, went_well: bool) -> bool {
    let kept = tokio::time::timeout(KEEPING, backend.keep_files()).await;
    let reason = match kept {
        Ok(Ok(())) => return true,
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it takes too long".to_owned(),
    };
    if went_well {
        tracing::warn!(reason, "what pages load could not be kept for other releases: it is tried again");
    }
    false
}

/// The same now and then, after the start has done it, well or not.
async fn go_on_keeping(backend: &Backend, mut went_well: bool, mut ending: watch::Receiver<bool>) {
    loop {
        let pause = if went_well { KEEP } else { KEEP_AFTER_FAILURE };
        if pause_or_end(&mut ending, tokio::time::sleep(pause)).await {
            return;
        }
        let Some(kept) = unless_ended(&mut ending, keep_files(backend, went_well)).await else { return };
        went_well = kept;
    }
}

/// Forgets who has not called for a while: every copy for itself, because every copy counts for itself.
async fn forget_callers(backend: &Backend, mut ending: watch::Receiver<bool>) {
    while !pause_or_end(&mut ending, tokio::time::sleep(CALLERS)).await {
        backend.limits.forget();
    }
}

/// Where several copies share a db, hears what the others change.
async fn hear(backend: &Backend, mut ending: watch::Receiver<bool>) {
    let url = &backend.config.database_url;
    if !postgres::is_address(url) {
        return;
    }
    match postgres::Address::parse(url) {
        Ok(address) => {
            pause_or_end(&mut ending, postgres::listen::forever(address, backend.live.clone())).await;
        }
        Err(reason) => tracing::error!(reason, "database_url cannot be listened to"),
    }
}

/// What something comes to, unless the end comes first.
async fn unless_ended<T>(ending: &mut watch::Receiver<bool>, doing: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        _ = ending.wait_for(|ending| *ending) => None,
        done = doing => Some(done),
    }
}

/// Waits for something, or for the end; true where it is the end.
async fn pause_or_end(ending: &mut watch::Receiver<bool>, pause: impl Future<Output = ()>) -> bool {
    tokio::select! {
        () = pause => false,
        _ = ending.wait_for(|ending| *ending) => true,
    }
}
