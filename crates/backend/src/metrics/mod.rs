//! What is counted and timed, for Prometheus: vouchers by store, time to paid, what providers fail at, how late shops are
//! told, and how old what waits is.
//!
//! Every label is one of a few words of ours or of the configuration, never an id, an address, or what somebody typed. Who
//! may read them is decided in `http/routes/metrics.rs`; what waits in the db is asked when they are read.

pub mod plain;

use crate::config::limits::RateClass;
use crate::db::backlog::Waiting;
use crate::providers::metered::Meter;
use payments::{Event, Moment};
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// The media type of what [`Metrics::write`] gives.
pub const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

type Labels<const N: usize> = [(&'static str, String); N];
type Counters<const N: usize> = Family<Labels<N>, Counter>;
type Times<const N: usize> = Family<Labels<N>, Histogram, fn() -> Histogram>;

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    vouchers: Counters<3>,
    to_paid: Times<1>,
    events: Counters<2>,
    alerts: Counters<1>,
    provider_calls: Counters<3>,
    provider_errors: Counters<3>,
    provider_seconds: Times<2>,
    webhooks: Counters<2>,
    deliveries: Counters<1>,
    webhook_lag: Times<0>,
    requests: Counters<3>,
    request_seconds: Times<1>,
    limited: Counters<1>,
    streams_open: Gauge,
    streams_refused: Counter,
    forgotten: Counter,
    unreadable: Gauge,
    outbox_waiting: Gauge,
    outbox_age: Gauge,
    unpublished: Gauge,
    charges_open: Gauge,
    needing: Gauge,
    needing_age: Gauge,
    look_lag: Gauge,
}

impl Default for Metrics {
    /// Nothing has happened yet.
    fn default() -> Self {
        let mut registry = Registry::with_prefix("ficha");
        let quick: fn() -> Histogram = || buckets(&[5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 40_000]);
        let slow: fn() -> Histogram = || buckets(&[1000, 5000, 15_000, 60_000, 300_000, 3_600_000, 21_600_000, 259_200_000]);
        let days: fn() -> Histogram = || {
            let hours = [1, 2, 4, 8, 16, 24, 48, 72, 96, 168, 336];
            let short = [60_000, 300_000, 900_000, 1_800_000];
            buckets(&short.into_iter().chain(hours.map(|hours| hours * 3_600_000)).collect::<Vec<_>>())
        };
        let metrics = Self {
            vouchers: Family::default(),
            to_paid: Family::new_with_constructor(days),
            events: Family::default(),
            alerts: Family::default(),
            provider_calls: Family::default(),
            provider_errors: Family::default(),
            provider_seconds: Family::new_with_constructor(quick),
            webhooks: Family::default(),
            deliveries: Family::default(),
            webhook_lag: Family::new_with_constructor(slow),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(quick),
            limited: Family::default(),
            streams_open: Gauge::default(),
            streams_refused: Counter::default(),
            forgotten: Counter::default(),
            unreadable: Gauge::default(),
            outbox_waiting: Gauge::default(),
            outbox_age: Gauge::default(),
            unpublished: Gauge::default(),
            charges_open: Gauge::default(),
            needing: Gauge::default(),
            needing_age: Gauge::default(),
            look_lag: Gauge::default(),
            registry: Registry::default(),
        };
        let r = &mut registry;
        r.register("vouchers", "Vouchers shown to customers", metrics.vouchers.clone());
        r.register("time_to_paid_seconds", "From the charge to its money", metrics.to_paid.clone());
        r.register("charge_events", "What happened to charges, and how it was learned", metrics.events.clone());
        r.register("alerts", "Charges a provider said something about that nobody understands", metrics.alerts.clone());
        r.register("provider_calls", "Requests sent to providers, by what came back", metrics.provider_calls.clone());
        r.register("provider_errors", "What providers were asked and failed at", metrics.provider_errors.clone());
        r.register("provider_seconds", "How long providers take to answer", metrics.provider_seconds.clone());
        r.register("webhooks_received", "Webhooks of providers, by what they were", metrics.webhooks.clone());
        r.register("deliveries", "Attempts to tell the shop", metrics.deliveries.clone());
        r.register("webhook_lag_seconds", "From a change to the shop knowing it", metrics.webhook_lag.clone());
        r.register("requests", "Answered requests", metrics.requests.clone());
        r.register("request_seconds", "How long answers take", metrics.request_seconds.clone());
        r.register("limited", "Requests refused because there were too many", metrics.limited.clone());
        r.register("streams_open", "Event streams that are held", metrics.streams_open.clone());
        r.register("streams_refused", "Event streams refused because there were too many", metrics.streams_refused.clone());
        r.register("orders_forgotten", "Orders nobody made a charge for that were deleted", metrics.forgotten.clone());
        r.register("unreadable_rows", "Rows of the db this version cannot read", metrics.unreadable.clone());
        r.register("outbox_waiting", "Deliveries that wait", metrics.outbox_waiting.clone());
        r.register("outbox_age_seconds", "Age of the oldest delivery that waits", metrics.outbox_age.clone());
        r.register("orders_untold", "Orders with changes that are no events yet", metrics.unpublished.clone());
        r.register("charges_open", "Charges that are still asked about", metrics.charges_open.clone());
        r.register("orders_needing_attention", "Orders that wait for a person", metrics.needing.clone());
        r.register("attention_age_seconds", "For how long the longest of them waits", metrics.needing_age.clone());
        r.register("reconcile_lag_seconds", "For how long the next question is overdue", metrics.look_lag.clone());
        Self { registry, ..metrics }
    }
}

impl Metrics {
    /// A customer was shown a voucher of this store, or of this method where it has none.
    pub fn voucher_made(&self, provider: &str, method: &str, store: Option<&str>) {
        let store = store.unwrap_or_default();
        let labels = [("provider", provider.to_owned()), ("method", method.to_owned()), ("store", store.to_owned())];
        self.vouchers.get_or_create(&labels).inc();
    }

    /// Money came, so many seconds after the charge was made.
    pub fn paid(&self, method: &str, seconds: i64) {
        let seconds = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        self.to_paid.get_or_create(&[("method", method.to_owned())]).observe(seconds.as_secs_f64());
    }

    /// Something happened to a charge, learned in this way: `answer`, `webhook`, `reconcile`.
    pub fn happened(&self, event: &Event, source: &'static str) {
        self.events.get_or_create(&[("event", event.id().to_owned()), ("source", source.to_owned())]).inc();
    }

    /// Somebody must look at a charge.
    pub fn alert(&self, provider: &str) {
        self.alerts.get_or_create(&[("provider", provider.to_owned())]).inc();
    }

    /// A provider's webhook came, and was this: `checked`, `noted`, `not_ours`, `test`, `unreadable`, `failed`.
    pub fn webhook_received(&self, provider: &str, was: &'static str) {
        self.webhooks.get_or_create(&[("provider", provider.to_owned()), ("was", was.to_owned())]).inc();
    }

    /// The shop was told, or not, so many seconds after the event was written down.
    pub fn shop_told(&self, arrived: bool, seconds: i64) {
        let result = if arrived { "delivered" } else { "failed" };
        self.deliveries.get_or_create(&[("result", result.to_owned())]).inc();
        if arrived {
            let seconds = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
            self.webhook_lag.get_or_create(&[]).observe(seconds.as_secs_f64());
        }
    }

    /// A request was answered. `route` is the path as `http/router.rs` writes it.
    pub fn answered(&self, route: &str, method: &http::Method, status: u16, took: Duration) {
        // Anybody may invent a method; a label is made only of those we know.
        let known = ["GET", "POST", "PATCH", "DELETE", "OPTIONS", "HEAD", "PUT"];
        let method = known.into_iter().find(|known| method.as_str() == *known).unwrap_or("other");
        let labels = [("route", route.to_owned()), ("method", method.to_owned()), ("status", status.to_string())];
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.get_or_create(&[("route", route.to_owned())]).observe(took.as_secs_f64());
    }

    /// Somebody asked too often.
    pub fn limited(&self, asking: RateClass) {
        self.limited.get_or_create(&[("asking", asking.id().to_owned())]).inc();
    }

    /// So many event streams are held now.
    pub fn streams(&self, held: u32) {
        self.streams_open.set(held.into());
    }

    /// So many abandoned orders were deleted.
    pub fn orders_forgotten(&self, orders: usize) {
        self.forgotten.inc_by(u64::try_from(orders).unwrap_or(u64::MAX));
    }

    /// So many rows of the db were met within the hour that cannot be read.
    pub fn unreadable(&self, rows: usize) {
        self.unreadable.set(i64::try_from(rows).unwrap_or(i64::MAX));
    }

    /// An event stream was refused.
    pub fn stream_refused(&self) {
        self.streams_refused.inc();
    }

    /// Everything, as Prometheus reads it, with what waits in the db now.
    pub fn write(&self, waiting: &Waiting, now: Moment) -> String {
        let age = |since: Option<Moment>| since.map_or(0, |since| (now.seconds() - since.seconds()).max(0));
        self.outbox_waiting.set(waiting.deliveries);
        self.outbox_age.set(age(waiting.oldest_delivery));
        self.unpublished.set(waiting.unpublished);
        self.charges_open.set(waiting.charges);
        self.needing.set(waiting.needing);
        self.needing_age.set(age(waiting.oldest_needing));
        self.look_lag.set(age(waiting.next_poll));
        let mut text = String::new();
        text::encode(&mut text, &self.registry).expect("a String takes everything that is written to it");
        text
    }
}

impl Meter for Metrics {
    fn called(&self, account: &str, operation: &'static str, was: &'static str) {
        let labels = [("provider", account.to_owned()), ("verb", operation.to_owned()), ("was", was.to_owned())];
        self.provider_calls.get_or_create(&labels).inc();
    }

    fn asked(&self, account: &str, operation: &'static str, took: Duration, failed: Option<&'static str>) {
        let labels = [("provider", account.to_owned()), ("verb", operation.to_owned())];
        self.provider_seconds.get_or_create(&labels).observe(took.as_secs_f64());
        if let Some(kind) = failed {
            let [provider, verb] = labels;
            self.provider_errors.get_or_create(&[provider, verb, ("kind", kind.to_owned())]).inc();
        }
    }
}

/// Buckets with these upper ends, in milliseconds.
fn buckets(milliseconds: &[u64]) -> Histogram {
    let ends: Vec<_> = milliseconds.iter().map(|end| Duration::from_millis(*end).as_secs_f64()).collect();
    Histogram::new(ends)
}
