//! The copies of the backend: each the whole library behind its router with its work in the background, on one machine that may stop
//! at any time and start again with nothing but the db.

use crate::clock::{CopyClock, Time};
use crate::db::{CopyDb, Signal, Switch, Written};
use crate::network::{Line, Providers};
use crate::plan::{Blow, BlowKind};
use crate::rules::Rules;
use crate::shop::Shop;
use crate::story::Story;
use crate::weather::Weather;
use axum::Router;
use axum::body::Body;
use backend::base::files::Files;
use backend::base::id;
use backend::config::Config;
use backend::db::{DbError, backlog};
use backend::http::router::router;
use backend::providers::ProviderAccount;
use backend::work::{Lease, Work};
use backend::{Backend, Parts};
use http::Request;
use http_body_util::BodyExt;
use serde_json::Value;
use server::sqlite::memory::InMemory;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

/// A machine that has not come to the place where it is to stop within this time stops all the same.
const STOPS_AT_LAST: Duration = Duration::from_secs(600);

/// How long a copy with nothing to do waits before it looks again all the same.
const IDLE: Duration = Duration::from_secs(3 * 3600);

/// What every copy is started with.
pub struct Site {
    /// What time it is.
    pub time: Time,
    /// What goes wrong.
    pub weather: Arc<Weather>,
    /// What is told of it.
    pub story: Arc<Story>,
    /// Who judges.
    pub rules: Arc<Rules>,
    /// The db they share.
    pub db: Arc<InMemory>,
    /// The providers.
    pub providers: Arc<Providers>,
    /// The shop's own server.
    pub shop: Arc<Shop>,
    /// What the operator said.
    pub config: Config,
    /// Who collects.
    pub accounts: Vec<ProviderAccount>,
    /// Counts what is written.
    pub written: Arc<Written>,
}

/// An answer, read.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body where it is JSON.
    pub json: Value,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The code of a problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
}

struct Running {
    router: Router,
    clock: Arc<CopyClock>,
    switch: Arc<Switch>,
    tasks: JoinSet<()>,
}

/// All copies of a story.
pub struct Copies {
    site: Site,
    slots: Mutex<Vec<Option<Running>>>,
}

impl Copies {
    /// So many of them, running.
    pub fn start(site: Site, number: usize) -> Arc<Self> {
        let slots = (0..number).map(|_| Some(Running::start(&site, number))).collect();
        Arc::new(Self { site, slots: Mutex::new(slots) })
    }

    /// What they were started with.
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// How many there are, running or not.
    pub fn number(&self) -> usize {
        self.slots().len()
    }

    /// Whether one of them goes by a clock that is wrong: what it takes for over is not, until the clock is right and it has looked again.
    pub fn have_a_wrong_clock(&self) -> bool {
        self.slots().iter().flatten().any(|running| running.clock.is_wrong())
    }

    /// Asks one, as long as there is patience. `None` where no answer came: it is down, it stopped, or it took too long. Whoever hangs up
    /// may take the work with them, as a closed connection does.
    pub async fn ask(&self, copy: usize, request: Request<Body>, patience: Duration, hangs_up: bool) -> Option<Answer> {
        let (say, said) = oneshot::channel();
        let working = {
            let mut slots = self.slots();
            let running = slots.get_mut(copy)?.as_mut()?;
            while running.tasks.try_join_next().is_some() {}
            let router = running.router.clone();
            running.tasks.spawn(async move {
                let _ = say.send(answered(router, request).await);
            })
        };
        match tokio::time::timeout(patience, said).await {
            Ok(answer) => answer.ok(),
            Err(_) => {
                if hangs_up {
                    working.abort();
                }
                None
            }
        }
    }

    /// A blow falls, and passes.
    pub async fn suffer(&self, blow: Blow) {
        self.site.time.until(blow.at).await;
        let Some(clock) = self.of(blow.copy, |running| Arc::clone(&running.clock)) else { return };
        match blow.kind {
            BlowKind::Jump { seconds, lasts } => {
                self.site.story.tell(|| format!("The clock of copy {} is wrong by {seconds} s.", blow.copy));
                clock.be_wrong_by(seconds);
                tokio::time::sleep(lasts).await;
                clock.be_wrong_by(0);
                self.site.story.tell(|| format!("The clock of copy {} is right again.", blow.copy));
            }
            BlowKind::Stop { place, down } => {
                let Some(switch) = self.of(blow.copy, |running| Arc::clone(&running.switch)) else { return };
                switch.arm(place);
                let _ = tokio::time::timeout(STOPS_AT_LAST, switch.stopped()).await;
                self.site.story.tell(|| format!("Copy {} stops ({place:?}).", blow.copy));
                if let Some(slot) = self.slots().get_mut(blow.copy) {
                    *slot = None;
                }
                tokio::time::sleep(down).await;
                self.site.story.tell(|| format!("Copy {} starts.", blow.copy));
                let running = Running::start(&self.site, self.number());
                if let Some(slot) = self.slots().get_mut(blow.copy) {
                    *slot = Some(running);
                }
            }
        }
    }

    fn of<T>(&self, copy: usize, what: impl FnOnce(&Running) -> T) -> Option<T> {
        self.slots().get(copy)?.as_ref().map(what)
    }

    fn slots(&self) -> MutexGuard<'_, Vec<Option<Running>>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answered(router: Router, request: Request<Body>) -> Answer {
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_default();
    Answer { status: parts.status.as_u16(), json: serde_json::from_slice(&body).unwrap_or_default(), body }
}

impl Running {
    fn start(site: &Site, copies: usize) -> Self {
        let (clock, switch) = (Arc::new(CopyClock::new(site.time, 0)), Arc::new(Switch::default()));
        let db = CopyDb {
            shared: Arc::clone(&site.db),
            weather: Arc::clone(&site.weather),
            switch: Arc::clone(&switch),
            rules: Arc::clone(&site.rules),
            written: Arc::clone(&site.written),
            own_clock: (copies > 1).then_some(site.time),
        };
        let parts = Parts {
            config: site.config.clone(),
            db: Arc::new(db),
            accounts: site.accounts.clone(),
            http: Arc::new(Line { providers: Arc::clone(&site.providers), switch: Arc::clone(&switch) }),
            shops: Arc::clone(&site.shop) as _,
            clock: Arc::clone(&clock) as _,
            assets: Files::default(),
            site: Files::default(),
            ending: watch::channel(false).1,
        };
        let backend = Backend::new(parts);
        let holder = id::request();
        let mut tasks = JoinSet::new();
        for work in Work::ALL {
            let turn = Turn {
                work,
                holder: holder.clone(),
                backend: Arc::clone(&backend),
                shared: Arc::clone(&site.db),
                written: Arc::clone(&site.written),
                rules: Arc::clone(&site.rules),
            };
            tasks.spawn(in_turn(turn, Lease::of(work, &holder)));
        }
        Self { router: router(backend), clock, switch, tasks }
    }
}

/// What a copy does without being asked, and what it needs for that.
struct Turn {
    work: Work,
    /// Who it is to the db.
    holder: String,
    backend: Arc<Backend>,
    shared: Arc<InMemory>,
    written: Arc<Written>,
    rules: Arc<Rules>,
}

/// The loop of a shell: like that of a machine of one's own, which looks every few seconds, but for the looks in vain.
async fn in_turn(turn: Turn, mut lease: Lease) {
    let Turn { work, backend, .. } = &turn;
    let work = *work;
    let mut rounds: JoinSet<Result<usize, DbError>> = JoinSet::new();
    let mut under_way: HashMap<tokio::task::Id, String> = HashMap::new();
    loop {
        let looked = async {
            match lease.hold(backend).await? {
                true => {
                    turn.rules.works(&turn.shared, work.id(), &turn.holder);
                    work.due(backend).await
                }
                false => Ok(Vec::new()),
            }
        };
        for whose in looked.await.unwrap_or_else(|_: DbError| Vec::new()) {
            if !under_way.values().any(|known| *known == whose) {
                let (backend, of) = (Arc::clone(backend), whose.clone());
                let task = rounds.spawn(async move { work.round(&backend, &of).await });
                under_way.insert(task.id(), whose);
            }
        }
        let pause = tokio::time::sleep(work.pause());
        tokio::pin!(pause);
        loop {
            tokio::select! {
                biased;
                Some(done) = rounds.join_next_with_id() => {
                    let (task, did) = match done {
                        Ok((task, did)) => (task, did.unwrap_or_default()),
                        Err(error) => (error.id(), 0),
                    };
                    under_way.remove(&task);
                    if did > 0 && work.hurries() {
                        break;
                    }
                }
                () = &mut pause => break,
            }
        }
        let written = match work {
            Work::Reconcile => Some(&turn.written.to_ask),
            Work::Tell => Some(&turn.written.to_tell),
            Work::Forget => None,
        };
        while under_way.is_empty() {
            let times = written.map(Signal::times).unwrap_or_default();
            let rest = until_due(work, backend, &turn.shared).await;
            if rest.is_zero() {
                break;
            }
            let news = async {
                match written {
                    Some(written) => written.more_than(times).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                () = news => {}
                () = tokio::time::sleep(rest.max(work.pause())) => break,
            }
        }
    }
}

/// How long there is nothing to do.
async fn until_due(work: Work, backend: &Backend, shared: &InMemory) -> Duration {
    let now = backend.clock.now();
    let due = match work {
        Work::Reconcile => backlog::next_to_ask(shared).await,
        Work::Tell => backlog::next_to_tell(shared, now).await,
        Work::Forget => Ok(None),
    };
    match due {
        Ok(Some(due)) => Duration::from_secs(u64::try_from(due.seconds() - now.seconds()).unwrap_or_default()).min(IDLE),
        Ok(None) | Err(_) => IDLE,
    }
}
