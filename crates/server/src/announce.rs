//! Announce: telling a provider where this backend hears webhooks, once, from the command line.
//!
//! It asks for one provider where several could be meant, and refuses an address the provider could not reach. What a
//! webhook then says is not known here.

use crate::clock::SystemClock;
use crate::serve;
use anyhow::{Context, bail, ensure};
use backend::base::clock::Clock as _;
use backend::base::web_address::{is_loopback, is_web};
use backend::config::Config;
use backend::providers::ProviderAccount;
use providers::Context as Cx;
use providers::capability::{RegisteredWebhook, Registration, Webhooks};
use providers::http::Http;
use url::Url;

/// A provider account that can be told by its API.
pub struct Announce {
    account: ProviderAccount,
    default: String,
    /// Whether its API is played on this machine.
    played_here: bool,
}

impl Announce {
    /// To the account that is named, or to the only one there is.
    ///
    /// # Errors
    ///
    /// Where there is none, or several could be meant.
    pub fn to(config: &Config, named: Option<&str>) -> anyhow::Result<Self> {
        let accounts = serve::accounts(config)?.into_iter().filter(|account| account.provider.webhooks().is_some());
        let mut told: Vec<ProviderAccount> = accounts.filter(|account| named.is_none_or(|id| account.id == id)).collect();
        let account = match (told.pop(), named) {
            (Some(account), _) if told.is_empty() => account,
            (Some(account), _) => {
                told.push(account);
                let ids: Vec<&str> = told.iter().map(|account| account.id.as_str()).collect();
                bail!("several accounts take a webhook address: say which by --provider, {}", ids.join(" or "))
            }
            (None, Some(id)) => bail!("{id} is not configured, or takes no webhook address by its API"),
            (None, None) => bail!("no provider is configured that takes a webhook address by its API"),
        };
        let default = format!("{}/webhooks/{}", config.public(), account.id);
        let base = config.account(&account.id).and_then(|section| section.settings.get("base_url"));
        let played_here = base.and_then(|base| Url::parse(base).ok()).is_some_and(|base| is_loopback(&base));
        Ok(Self { account, default, played_here })
    }

    /// The id of the provider account.
    pub fn provider(&self) -> &str {
        &self.account.id
    }

    /// Registers an address, by default the one under `public_url`. Repeating it changes nothing.
    ///
    /// # Errors
    ///
    /// Where the provider could not reach the address, refuses, or does not say.
    pub async fn register(&self, http: &dyn Http, url: Option<&str>) -> anyhow::Result<Registration> {
        let url = url.unwrap_or(&self.default);
        self.check(url)?;
        let registered = self.webhooks()?.register(cx(http), url).await;
        registered.with_context(|| format!("{} did not register {url}", self.provider()))
    }

    /// Every address it tells.
    ///
    /// # Errors
    ///
    /// Where the provider does not say.
    pub async fn list(&self, http: &dyn Http) -> anyhow::Result<Vec<RegisteredWebhook>> {
        let listed = self.webhooks()?.list(cx(http)).await;
        listed.with_context(|| format!("{} did not say", self.provider()))
    }

    /// Lets it tell an address nothing any more, by the id it gave.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say.
    pub async fn remove(&self, http: &dyn Http, id: &str) -> anyhow::Result<()> {
        let removed = self.webhooks()?.remove(cx(http), id).await;
        removed.with_context(|| format!("{} did not remove {id}", self.provider()))
    }

    fn webhooks(&self) -> anyhow::Result<&dyn Webhooks> {
        self.account.provider.webhooks().context("only accounts that can were kept")
    }

    /// Refuses an address the provider could not reach.
    ///
    /// # Errors
    ///
    /// A sentence that says why it cannot.
    pub fn check(&self, url: &str) -> anyhow::Result<()> {
        let parsed = Url::parse(url).with_context(|| format!("{url} is not a URL"))?;
        ensure!(is_web(&parsed, false), "{url}: webhooks come over https, except on this machine");
        ensure!(
            self.played_here || !is_loopback(&parsed),
            "{url} is on this machine, where {} cannot reach it: set public_url, or say --url",
            self.provider()
        );
        Ok(())
    }
}

fn cx(http: &dyn Http) -> Cx<'_> {
    Cx { http, now: SystemClock.now() }
}
