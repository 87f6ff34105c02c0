//! The merchant's server: it holds the provider's keys, keeps the orders, and serves the widget and its API.
//!
//! Read [`http::router`] for every URL, and [`charges`] for what happens when somebody pays. It does not know the widget:
//! what a page may see of an order is the JSON of `api`, made in [`present`]. The native shell around it all is `crates/server`;
//! here nobody knows a runtime, a driver, a socket or a file. Each room uses those below it (ARCHITECTURE.md).

pub mod base;
pub mod charges;
pub mod clabes;
pub mod config;
pub mod db;
pub mod http;
pub mod metrics;
pub mod notify;
pub mod orders;
pub mod pages;
pub mod present;
pub mod providers;
pub mod shop;
pub mod work;

use ::providers::http::Http;
use base::change_feed::ChangeFeed;
use base::clock::Clock;
use base::error::WorkError;
use base::files::Files;
use base::named::Named;
use base::witness::{Overheard, Witnesses};
use charges::Collect;
use config::Config;
use db::Db;
use db::retention;
use db::time::DbTime;
use http::limits::Limits;
use http::limits::streams::Streams;
use http::limits::unbelieved::Unbelieved;
use metrics::Metrics;
use notify::Notify;
use notify::endpoints::Endpoints;
use orders::Orders;
use orders::buttons::Buttons;
use pages::generations::Generations;
use pages::{hosted, panel};
use providers::{Offers, ProviderAccount};
use shop::going_live;
use std::sync::Arc;
use tokio::sync::watch;

/// Everything a route is handed.
pub struct Backend {
    /// What the operator said.
    pub config: Config,
    /// Where orders are kept.
    pub db: Arc<dyn Db>,
    /// What can be offered.
    pub offers: Arc<Offers>,
    /// The work around charges: creating, polling, settling.
    pub collect: Collect,
    /// The buttons: made, changed, listed.
    pub buttons: Buttons,
    /// The orders: made, listed, shown.
    pub orders: Orders,
    /// Who tells the merchant's shop.
    pub notify: Notify,
    /// Where the merchant's shop is told.
    pub endpoints: Endpoints,
    /// The change feed: which streams watch which order or CLABE.
    pub live: ChangeFeed,
    /// What is counted, for Prometheus.
    pub metrics: Arc<Metrics>,
    /// How often who has asked for what.
    pub limits: Limits,
    /// How far the orders have been looked at for abandoned ones.
    pub looked: retention::Looked,
    /// Whether a proxy speaks for others and is not believed.
    pub unbelieved: Unbelieved,
    /// Who holds an event stream open.
    pub streams: Streams,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The time of the db, on which copies agree.
    pub time: DbTime,
    /// Who says that our clock is right, or is not.
    pub witnesses: Arc<Witnesses>,
    /// The files of the built widget.
    pub assets: Files,
    /// What pages load that another release gave them.
    pub generations: Generations,
    /// The pages served at `/`.
    pub site: Files,
    /// Becomes true when the backend is to end, so that streams end too.
    pub ending: watch::Receiver<bool>,
}

/// What a backend is put together from.
pub struct Parts {
    /// What the operator said.
    pub config: Config,
    /// Where orders are kept.
    pub db: Arc<dyn Db>,
    /// Who collects, in the order to show them.
    pub accounts: Vec<ProviderAccount>,
    /// The way out to providers.
    pub http: Arc<dyn Http>,
    /// The way out to the merchant's own server.
    pub shops: Arc<dyn Http>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The files of the built widget.
    pub assets: Files,
    /// The pages served at `/`.
    pub site: Files,
    /// Becomes true when the backend is to end.
    pub ending: watch::Receiver<bool>,
}

impl Backend {
    /// A backend of these parts; it does nothing before it is asked.
    pub fn new(parts: Parts) -> Arc<Self> {
        let Parts { config, db, accounts, http, shops, clock, assets, site, ending } = parts;
        let live = ChangeFeed::new(Arc::clone(&clock));
        let metrics = Arc::new(Metrics::default());
        let witnesses = Arc::new(Witnesses::new(Arc::clone(&clock)));
        let http = Arc::new(Overheard::new(http, Arc::clone(&witnesses)));
        let offers = Arc::new(Offers::new(accounts, http, Arc::clone(&clock), metrics.clone()));
        let collect =
            Collect::new(Arc::clone(&db), Arc::clone(&offers), live.clone(), Arc::clone(&clock), Arc::clone(&metrics))
                .with_at_most(config.limits.order_open_vouchers);
        let buttons = Buttons::new(Arc::clone(&db), Arc::clone(&offers), Arc::clone(&clock), config.public().to_owned());
        let orders = Orders::new(Arc::clone(&db), Arc::clone(&offers), Arc::clone(&clock), config.merchant.clone());
        let notify = Notify::new(Arc::clone(&db), shops, Arc::clone(&clock), Arc::clone(&metrics));
        let endpoints = Endpoints::new(Arc::clone(&db), Arc::clone(&clock), config.private_webhooks);
        let limits = Limits::new(&config.limits, Arc::clone(&clock));
        let streams = Streams::new(config.limits);
        let generations = Generations::new(Arc::clone(&db), Arc::clone(&clock));
        let time = DbTime::new(Arc::clone(&db), Arc::clone(&clock));
        Arc::new(Self {
            config,
            db,
            offers,
            collect,
            buttons,
            orders,
            notify,
            endpoints,
            live,
            metrics,
            limits,
            looked: retention::Looked::default(),
            unbelieved: Unbelieved::default(),
            streams,
            time,
            witnesses,
            clock,
            assets,
            generations,
            site,
            ending,
        })
    }
}

impl Backend {
    /// What still stands between this shop and real money, in the order to do it.
    ///
    /// # Errors
    ///
    /// As [`going_live::steps`].
    pub async fn going_live(&self) -> Result<api::GoingLive, WorkError> {
        going_live::steps(&self.config, &*self.db, &self.offers, &*self.clock, &self.assets).await
    }

    /// One whole round of forgetting: nothing while our clock cannot be believed, for what is forgotten is gone.
    ///
    /// # Errors
    ///
    /// [`db::DbError::Unusable`] where the db cannot be used. What was forgotten before that stays forgotten.
    pub async fn forget(&self) -> Result<usize, db::DbError> {
        if self.witnesses.is_doubtful() {
            return Ok(0);
        }
        let forgotten = retention::round(&*self.db, self.clock.now()).await?;
        let (days, now) = (self.config.abandoned_orders_days, self.time.now().await?);
        let deleted = retention::abandoned_orders(&*self.db, &self.looked, days, now).await?;
        if deleted > 0 {
            self.metrics.orders_forgotten(deleted);
            tracing::info!(orders = deleted, older_than_days = days, "orders nobody made a charge for were deleted");
            let entry = db::audit::Entry {
                at: self.clock.now(),
                actor: "ficha".to_owned(),
                action: "forget abandoned orders".to_owned(),
                about: "orders".to_owned(),
                detail: serde_json::json!({"orders": deleted, "older_than_days": days}).to_string(),
                request_id: None,
            };
            db::audit::add(&*self.db, &entry).await?;
        }
        Ok(forgotten + deleted)
    }

    /// Keeps what this program's pages load, so that they find it in copies of other versions, and after an upgrade.
    ///
    /// # Errors
    ///
    /// [`db::DbError::Unusable`] where the db cannot be used.
    pub async fn keep_files(&self) -> Result<(), db::DbError> {
        let named = |one: &'static Named| Some((one.to_string().trim_start_matches('/').to_owned(), one.file()?));
        let pages = hosted::files::ALL.into_iter().chain(panel::files::ALL).filter_map(named);
        let widget = self.assets.all().filter(|(path, _)| path.starts_with("assets/"));
        let widget = widget.map(|(path, file)| (path.to_owned(), file));
        self.generations.keep(widget.chain(pages), self.clock.now()).await
    }
}
