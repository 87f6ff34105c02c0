//! The configuration: one `ficha.toml`, and every value also an environment variable, which comes first.
//!
//! `public_url` is `FICHA_PUBLIC_URL`; inside a provider's section two underscores stand for the dot:
//! `FICHA_COMPROPAGO__BASE_URL`. Lists are separated by commas there. Secrets are never written into the file: they
//! come from the environment, or from a file of their own that the configuration names (`secret_key_file`).
//! Whether all of it together is safe is asked in `safety.rs`; what a provider does with its settings is not known.

pub mod accounts;
pub mod limits;
pub mod origins;
pub mod safety;

pub use accounts::{AccountConfig, Preferences};
pub use limits::{Limits, Proxies};
pub use origins::Origins;

use anyhow::{Context, bail};
use config::{Environment, File, FileFormat, Map, Value};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use url::Url;

/// How a file that holds a secret alone is read, where there are files.
pub type ReadFile<'a> = &'a dyn Fn(&Path) -> io::Result<String>;

/// Everything an operator can say.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// Under which address the world reaches this backend; no path.
    pub public_url: Url,
    /// Whether real money moves.
    pub mode: Mode,
    /// Who sells, as customers read it.
    pub merchant: String,
    /// The pages that may use it.
    pub allowed_origins: Origins,
    /// Whether the merchant's server may be told at an address of this machine or network.
    pub private_webhooks: bool,
    /// The proxies whose word counts about who is behind them.
    pub trusted_proxies: Proxies,
    /// Where metrics are served, and nothing else.
    pub metrics_listen: Option<SocketAddr>,
    /// What Prometheus must show to read them. From the environment, or a file of its own.
    pub metrics_token: Option<SecretString>,
    /// How often one caller may do what.
    pub limits: Limits,
    /// Where orders are kept: `sqlite:ficha.db`, or `postgres://...`.
    pub database_url: String,
    /// After how many days an order that nobody made a charge for is deleted; nought keeps them all.
    pub abandoned_orders_days: u32,
    /// The built widget, `pkg/dist`; not needed where it is embedded.
    pub assets_dir: Option<PathBuf>,
    /// Pages to serve at `/`, for the demo shop.
    pub site_dir: Option<PathBuf>,
    /// The form of log lines: for people or as JSON.
    pub log: LogFormat,
    /// What is logged, in the words of `tracing_subscriber::EnvFilter`.
    pub log_filter: String,
    /// The provider accounts: those that were given a section, then those that are listed.
    pub providers: Vec<AccountConfig>,
    /// Which of them serves a method before others.
    pub preferences: Preferences,
}

/// Whether real money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// No: the provider's own pretend world, or the sandbox.
    Test,
    /// Real money is collected.
    Live,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line for people.
    Pretty,
    /// One JSON object a line, for machines.
    Json,
}

/// The values outside the providers' sections, as written.
#[derive(Deserialize)]
#[serde(default)]
struct Root {
    listen: String,
    public_url: Option<String>,
    mode: Mode,
    merchant: String,
    #[serde(deserialize_with = "list")]
    allowed_origins: Vec<String>,
    private_webhooks: bool,
    #[serde(deserialize_with = "list")]
    trusted_proxies: Vec<String>,
    limits: Limits,
    metrics_listen: Option<SocketAddr>,
    metrics_token: Option<String>,
    metrics_token_file: Option<PathBuf>,
    database_url: String,
    abandoned_orders_days: i64,
    assets_dir: Option<PathBuf>,
    site_dir: Option<PathBuf>,
    log: LogFormat,
    log_filter: String,
}

impl Default for Root {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_url: None,
            mode: Mode::Test,
            merchant: "Mi tienda".to_owned(),
            allowed_origins: Vec::new(),
            private_webhooks: false,
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
            metrics_listen: None,
            metrics_token: None,
            metrics_token_file: None,
            database_url: "sqlite:ficha.db".to_owned(),
            abandoned_orders_days: 90,
            assets_dir: None,
            site_dir: None,
            log: LogFormat::Pretty,
            log_filter: "info".to_owned(),
        }
    }
}

/// The names of [`Root`], to tell a mistyped name in the file from a provider.
const NAMES: [&str; 16] = [
    "listen",
    "public_url",
    "mode",
    "merchant",
    "allowed_origins",
    "private_webhooks",
    "trusted_proxies",
    "limits",
    "metrics_listen",
    "metrics_token_file",
    "database_url",
    "abandoned_orders_days",
    "assets_dir",
    "site_dir",
    "log",
    "log_filter",
];

impl Config {
    /// Everything from the text of a `ficha.toml` and an environment, where there are no files for secrets.
    ///
    /// # Errors
    ///
    /// As [`Config::read_with_files`]; a file that is named is one that cannot be read.
    pub fn read(text: &str, environment: Map<String, String>) -> anyhow::Result<Self> {
        Self::read_with_files(text, environment, &|_| Err(io::ErrorKind::Unsupported.into()))
    }

    /// The same, with a way to read the files that hold a secret alone.
    ///
    /// # Errors
    ///
    /// A sentence that names the setting that cannot be used, and why.
    pub fn read_with_files(text: &str, environment: Map<String, String>, files: ReadFile<'_>) -> anyhow::Result<Self> {
        let file = config::Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build()?;
        refuse_what_the_file_may_not_say(file.clone())?;
        let environment = Environment::with_prefix("FICHA").prefix_separator("_").separator("__").source(Some(environment));
        let whole = config::Config::builder().add_source(file).add_source(environment).build()?;
        let providers = accounts::read(&whole, files)?;
        let preferences = accounts::preferences(&whole, &providers)?;
        let root: Root = whole.try_deserialize()?;
        let listen =
            root.listen.parse().with_context(|| format!("listen: {} is not an address like 127.0.0.1:8080", root.listen))?;
        let public_url = root.public_url.unwrap_or_else(|| format!("http://{listen}"));
        Ok(Self {
            listen,
            public_url: Url::parse(&public_url).with_context(|| format!("public_url: {public_url} is not a URL"))?,
            mode: root.mode,
            merchant: root.merchant,
            allowed_origins: Origins::parse(&root.allowed_origins).context("allowed_origins")?,
            private_webhooks: root.private_webhooks,
            trusted_proxies: Proxies::parse(&root.trusted_proxies).context("trusted_proxies")?,
            metrics_listen: root.metrics_listen,
            metrics_token: token(root.metrics_token, root.metrics_token_file.as_deref(), files)?,
            limits: root.limits,
            database_url: root.database_url,
            abandoned_orders_days: days(root.abandoned_orders_days).context("abandoned_orders_days")?,
            assets_dir: root.assets_dir,
            site_dir: root.site_dir,
            log: root.log,
            log_filter: root.log_filter,
            providers,
            preferences,
        })
    }

    /// What is said of the provider account of that id.
    pub fn account(&self, id: &str) -> Option<&AccountConfig> {
        self.providers.iter().find(|account| account.id == id)
    }

    /// The public address without a slash at the end.
    pub fn public(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }
}

/// A number of days something is kept: nought is for ever.
fn days(said: i64) -> anyhow::Result<u32> {
    let known = u32::try_from(said).ok().filter(|days| *days <= 3_650);
    known.with_context(|| format!("{said} is not a number of days from 1 to 3650, or 0 to keep them all"))
}

/// Secrets do not belong in a file that is copied, shown and committed; and a mistyped name is not a provider.
fn refuse_what_the_file_may_not_say(file: config::Config) -> anyhow::Result<()> {
    let file = file.try_deserialize::<BTreeMap<String, Value>>()?;
    accounts::refuse_twice(&file)?;
    for (name, value) in file {
        if NAMES.contains(&name.as_str()) || name == accounts::PREFERRED {
            continue;
        }
        if name == "metrics_token" {
            bail!("metrics_token does not belong in this file; set FICHA_METRICS_TOKEN, or name a file in metrics_token_file");
        }
        accounts::refuse_keys(&name, value)?;
    }
    Ok(())
}

/// The token itself, or what stands in its file.
fn token(said: Option<String>, file: Option<&Path>, files: ReadFile<'_>) -> anyhow::Result<Option<SecretString>> {
    let Some(path) = file else { return Ok(said.map(SecretString::from)) };
    let text = files(path).with_context(|| format!("metrics_token_file: cannot read {}", path.display()))?;
    Ok(Some(text.trim().into()))
}

/// A list of the file, or one text with commas of the environment.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        Many(Vec<String>),
        One(String),
    }
    let split = |text: String| text.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::Many(many) => many,
        OneOrMany::One(one) => split(one),
    })
}

#[cfg(test)]
mod tests;
