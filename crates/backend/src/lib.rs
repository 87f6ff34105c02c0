//! The merchant's server: it holds the provider's keys, keeps the orders, and serves the widget and its API.
//!
//! Read [`router`] for every URL, and [`collect`] for what happens when somebody pays. It does not know the widget:
//! what a page may see of an order is the JSON of `api`, made in [`shown`]. [`serve`] is the native shell around it all;
//! routes, `collect` and the db's seam know neither runtime nor driver.

pub mod accept;
pub mod accounts;
pub mod announce;
mod background;
pub mod budget;
pub mod buttons;
pub mod clock;
pub mod collect;
pub mod config;
pub mod db;
pub mod doctor;
pub mod doubt;
pub mod error;
pub mod files;
pub mod fold;
pub mod forget;
pub mod generations;
pub mod going_live;
pub mod hosted;
pub mod id;
pub mod idempotency;
pub mod limits;
pub mod listing;
pub mod live;
pub mod metrics;
pub mod named;
pub mod notify;
pub mod observe;
pub mod offers;
pub mod openapi;
pub mod opening;
pub mod panel;
pub mod pay_by;
pub mod pictures;
pub mod reconcile;
pub mod router;
pub mod routes;
pub mod serve;
pub mod short_text;
pub mod shown;
pub mod standing;
pub mod token;
pub mod turns;
mod unread;
pub mod wish;
pub mod witness;

use clock::Clock;
use collect::Collect;
use config::Config;
use db::Db;
use db::time::DbTime;
use files::Files;
use generations::Generations;
use limits::Limits;
use limits::streams::Streams;
use live::Live;
use metrics::Metrics;
use metrics::asked::Asked;
use notify::Notify;
use offers::{Counter, Offers};
use providers::http::Http;
use std::sync::Arc;
use tokio::sync::watch;
use turns::Turns;
use witness::{Overheard, Witnesses};

/// Everything a route is handed.
pub struct Backend {
    /// What the operator said.
    pub config: Config,
    /// Where orders are kept.
    pub db: Arc<dyn Db>,
    /// What can be offered.
    pub offers: Arc<Offers>,
    /// The work itself.
    pub collect: Collect,
    /// Who tells the merchant's shop.
    pub notify: Notify,
    /// Who watches what.
    pub live: Live,
    /// What is counted, for Prometheus.
    pub metrics: Arc<Metrics>,
    /// How often who has asked for what.
    pub limits: Limits,
    /// Who holds an event stream open.
    pub streams: Streams,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The time of the db, on which copies agree.
    pub time: DbTime,
    /// Who says that our clock is right, or is not.
    pub witnesses: Arc<Witnesses>,
    /// The built widget.
    pub assets: Files,
    /// What pages load that another release gave them.
    pub generations: Generations,
    /// The pages served at `/`.
    pub site: Files,
    /// Becomes true when the backend is to end, so that streams end too.
    pub ending: watch::Receiver<bool>,
    turns: Turns,
}

/// What a backend is put together from.
pub struct Parts {
    /// What the operator said.
    pub config: Config,
    /// Where orders are kept.
    pub db: Arc<dyn Db>,
    /// Who collects, in the order to show them.
    pub counters: Vec<Counter>,
    /// The way out to providers.
    pub http: Arc<dyn Http>,
    /// The way out to the merchant's own server.
    pub shops: Arc<dyn Http>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The built widget.
    pub assets: Files,
    /// The pages served at `/`.
    pub site: Files,
    /// Becomes true when the backend is to end.
    pub ending: watch::Receiver<bool>,
}

impl Backend {
    /// Puts it together.
    pub fn new(parts: Parts) -> Arc<Self> {
        let Parts { config, db, counters, http, shops, clock, assets, site, ending } = parts;
        let live = Live::default();
        let metrics = Arc::new(Metrics::default());
        let counters = counters.into_iter().map(|counter| counted(counter, &metrics)).collect();
        let witnesses = Arc::new(Witnesses::new(Arc::clone(&clock)));
        let http = Arc::new(Overheard::new(http, Arc::clone(&witnesses)));
        let offers = Arc::new(Offers::new(counters, http, Arc::clone(&clock)));
        let collect =
            Collect::new(Arc::clone(&db), Arc::clone(&offers), live.clone(), Arc::clone(&clock), Arc::clone(&metrics))
                .with_at_most(config.limits.order_open_vouchers);
        let notify = Notify::new(Arc::clone(&db), shops, Arc::clone(&clock), Arc::clone(&metrics));
        let limits = Limits::new(&config.limits, Arc::clone(&clock));
        let streams = Streams::new(config.limits);
        let generations = Generations::new(Arc::clone(&db));
        let time = DbTime::new(Arc::clone(&db), Arc::clone(&clock));
        Arc::new(Self {
            config,
            db,
            offers,
            collect,
            notify,
            live,
            metrics,
            limits,
            streams,
            time,
            witnesses,
            clock,
            assets,
            generations,
            site,
            ending,
            turns: Turns::default(),
        })
    }
}

impl Backend {
    /// Keeps what this program's pages load, so that they find it in copies of other versions, and after an upgrade.
    pub async fn keep_files(&self) -> Result<(), db::DbError> {
        let named = |one: &'static named::Named| Some((one.to_string().trim_start_matches('/').to_owned(), one.file()?));
        let pages = hosted::files::ALL.into_iter().chain(panel::files::ALL).filter_map(named);
        let widget = self.assets.all().filter(|(path, _)| path.starts_with("assets/"));
        let widget = widget.map(|(path, file)| (path.to_owned(), file));
        self.generations.keep(widget.chain(pages), self.clock.now()).await
    }
}

/// The same counter, with its provider counted.
fn counted(counter: Counter, metrics: &Arc<Metrics>) -> Counter {
    let provider = Asked::new(Arc::clone(&counter.provider), Arc::clone(metrics));
    Counter { provider: Arc::new(provider), ..counter }
}
