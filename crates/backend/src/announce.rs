//! Announce: telling a provider where this backend hears webhooks, once, from the command line.
//!
//! It asks for one provider where several could be meant, and refuses an address the provider could not reach. What a
//! webhook then says is not known here.

use crate::config::Config;
use crate::config::origins::is_loopback;
use crate::offers::Counter;
use crate::opening::is_web;
use crate::serve;
use anyhow::{Context, bail, ensure};
use providers::capability::{RegisteredWebhook, Webhooks};
use providers::http::Http;
use url::Url;

/// A provider that can be told by its API.
pub struct Announce {
    counter: Counter,
    webhooks: Webhooks,
    default: String,
}

impl Announce {
    /// To the provider that is named, or to the only one there is.
    pub fn to(config: &Config, named: Option<&str>) -> anyhow::Result<Self> {
        let counters = serve::counters(config)?.into_iter().filter(|counter| counter.can.webhooks.is_some());
        let mut told: Vec<Counter> = counters.filter(|counter| named.is_none_or(|id| counter.provider.id() == id)).collect();
        let counter = match (told.pop(), named) {
            (Some(counter), _) if told.is_empty() => counter,
            (Some(_), _) => bail!("several providers are configured: say which by --provider"),
            (None, Some(id)) => bail!("{id} is not configured, or takes no webhook address by its API"),
            (None, None) => bail!("no provider is configured that takes a webhook address by its API"),
        };
        let webhooks = counter.can.webhooks.context("only those that can were kept")?;
        let default = format!("{}/webhooks/{}", config.public(), counter.provider.id());
        Ok(Self { counter, webhooks, default })
    }

    /// Its id.
    pub fn provider(&self) -> &'static str {
        self.counter.provider.id()
    }

    /// Registers an address, by default the one under `public_url`. Repeating it changes nothing.
    pub async fn register(&self, http: &dyn Http, url: Option<&str>) -> anyhow::Result<RegisteredWebhook> {
        let url = url.unwrap_or(&self.default);
        self.refuse_unreachable(url)?;
        let registered = (self.webhooks.register)(&self.counter.settings, http, url).await;
        registered.with_context(|| format!("{} did not register {url}", self.provider()))
    }

    /// Every address it tells.
    pub async fn list(&self, http: &dyn Http) -> anyhow::Result<Vec<RegisteredWebhook>> {
        let listed = (self.webhooks.list)(&self.counter.settings, http).await;
        listed.with_context(|| format!("{} did not say", self.provider()))
    }

    /// Lets it tell an address nothing any more, by the id it gave.
    pub async fn remove(&self, http: &dyn Http, id: &str) -> anyhow::Result<()> {
        let removed = (self.webhooks.remove)(&self.counter.settings, http, id).await;
        removed.with_context(|| format!("{} did not remove {id}", self.provider()))
    }

    fn refuse_unreachable(&self, url: &str) -> anyhow::Result<()> {
        let parsed = Url::parse(url).with_context(|| format!("{url} is not a URL"))?;
        ensure!(is_web(&parsed, false), "{url}: webhooks come over https, except on this machine");
        let base = self.counter.settings.get("base_url").and_then(|base| Url::parse(base).ok());
        let played_here = base.is_some_and(|base| is_loopback(&base));
        ensure!(
            played_here || !is_loopback(&parsed),
            "{url} is on this machine, where {} cannot reach it: set public_url, or say --url",
            self.provider()
        );
        Ok(())
    }
}
