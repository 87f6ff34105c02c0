//! What still stands between this shop and real money, in the order to do it. It looks at the configuration, at what the shop
//! has, and asks each provider whether it answers and where it sends webhooks; it changes nothing. The sentences a merchant
//! reads are the panel's.

use crate::Backend;
use crate::config::Mode;
use crate::config::origins::is_loopback;
use crate::error::ApiError;
use crate::listing::Query;
use api::{GoingLive, Step};
use payments::Money;
use std::time::Duration;

/// How long a provider may take to say something: somebody waits for the page.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a shop is called that has not said it.
const UNNAMED: &str = "Mi tienda";

/// A price every provider takes, minor units.
const ORDINARY: i64 = 10_000;

impl Backend {
    /// Every step.
    pub async fn going_live(&self) -> Result<GoingLive, ApiError> {
        let config = &self.config;
        let must = |step: &str, done: bool, about: Option<String>| Step { step: step.to_owned(), done, optional: false, about };
        let may = |step: &str, done: bool, about: Option<String>| Step { optional: true, ..must(step, done, about) };
        let works = self.merchant_buttons(None, Some(200)).await?.buttons.iter().any(|button| !button.retired);
        let paid = Query { status: "paid".to_owned(), limit: "1".to_owned(), ..Query::default() };
        let paid = !self.merchant_orders(&paid).await?.orders.is_empty();
        let told = self.endpoints().await?.webhook_endpoints.iter().any(|endpoint| endpoint.disabled.is_none());
        let tls = config.public_url.scheme() == "https" && !is_loopback(&config.public_url);
        let pages = config.allowed_origins.has_pages();

        let mut steps = vec![
            must("button", works, None),
            may("try", paid, None),
            must("name", config.merchant != UNNAMED, Some(config.merchant.clone())),
            must("address", tls, Some(config.public().to_owned())),
            must("pages", pages && !config.allowed_origins.has_loopback(), Some(config.allowed_origins.sources())),
            must("widget", self.assets.get("ficha.js").is_some(), None),
        ];
        for counter in self.offers.counters() {
            let (id, amount) = (counter.provider.id(), counter.currencies.first().map(|it| Money::new(ORDINARY, *it)));
            let answers = match amount {
                Some(amount) => tokio::time::timeout(PATIENCE, counter.provider.offers(self.offers.http(), amount)).await,
                None => continue,
            };
            steps.push(must("stores", matches!(answers, Ok(Ok(ways)) if !ways.is_empty()), Some(id.to_owned())));
            if let Some(webhooks) = counter.can.webhooks {
                let listed = (webhooks.list)(&counter.settings, self.offers.http());
                let here = format!("{}/webhooks/{id}", config.public());
                let listed = tokio::time::timeout(PATIENCE, listed).await;
                let known = matches!(listed, Ok(Ok(all)) if all.iter().any(|one| one.url == here));
                steps.push(must("webhook", known, Some(here)));
            }
        }
        steps.push(may("told", told, None));
        steps.push(must("keys", config.mode == Mode::Live && !self.offers.test_mode(), None));
        Ok(GoingLive { ready: steps.iter().all(|step| step.done || step.optional), steps })
    }
}
