//! The configuration: one `ficha.toml`, and every value also an environment variable, which comes first.
//!
//! `public_url` is `FICHA_PUBLIC_URL`; inside a provider's section two underscores stand for the dot:
//! `FICHA_COMPROPAGO__BASE_URL`. Lists are separated by commas there. Secrets are never written into the file: they
//! come from the environment, or from a file of their own that the configuration names (`secret_key_file`).
//! Whether all of it together is safe is asked in `safety.rs`; what a provider does with its settings is not known.

pub mod limits;
pub mod origins;
pub mod safety;

pub use limits::{Limits, Proxies};
pub use origins::Origins;

use anyhow::{Context, bail};
use config::{Environment, File, FileFormat, Map, Value};
use payments::Symbology;
use providers::register::{self, REGISTER, Settings};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use url::Url;

/// Everything an operator can say.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
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
    /// The built widget, `pkg/dist`; not needed where it is embedded.
    pub assets_dir: Option<PathBuf>,
    /// Pages to serve at `/`, for the demo shop.
    pub site_dir: Option<PathBuf>,
    /// How logs look.
    pub log: LogFormat,
    /// What is logged, in the words of `tracing_subscriber::EnvFilter`.
    pub log_filter: String,
    /// The providers that were given a section, by id.
    pub providers: BTreeMap<String, Section>,
}

/// Whether real money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// No: the provider's own pretend world, or the sandbox.
    Test,
    /// Yes.
    Live,
}

/// How logs look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line for people.
    Pretty,
    /// One JSON object a line, for machines.
    Json,
}

/// What is said of one provider.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The stores to offer, in this order; all the provider offers where it is empty.
    pub stores: Vec<String>,
    /// The stores whose references a till can scan, and how: `OXXO = "code128"`.
    pub barcodes: BTreeMap<String, Symbology>,
    /// Everything else, by name: keys, addresses.
    pub settings: Settings,
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
            assets_dir: None,
            site_dir: None,
            log: LogFormat::Pretty,
            log_filter: "info".to_owned(),
        }
    }
}

/// The names of [`Root`], to tell a mistyped name in the file from a provider.
const NAMES: [&str; 15] = [
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
    "assets_dir",
    "site_dir",
    "log",
    "log_filter",
];

impl Config {
    /// Reads the file, where there is one (`named` must exist, the default `ficha.toml` need not), and then the
    /// environment. Fails with a sentence that names what cannot be used.
    pub fn load(named: Option<&Path>) -> anyhow::Result<Self> {
        let text = match named {
            Some(path) => std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
            None => std::fs::read_to_string("ficha.toml").unwrap_or_default(),
        };
        let mut environment: Map<String, String> = std::env::vars().collect();
        if let Some(url) = environment.get("DATABASE_URL").cloned() {
            environment.entry("FICHA_DATABASE_URL".to_owned()).or_insert(url);
        }
        Self::read(&text, environment)
    }

    /// The same from a text and an environment that are handed in.
    pub fn read(text: &str, environment: Map<String, String>) -> anyhow::Result<Self> {
        let file = config::Config::builder().add_source(File::from_str(text, FileFormat::Toml)).build()?;
        refuse_what_the_file_may_not_say(file.clone())?;
        let environment = Environment::with_prefix("FICHA").prefix_separator("_").separator("__").source(Some(environment));
        let whole = config::Config::builder().add_source(file).add_source(environment).build()?;
        let mut providers = BTreeMap::new();
        for entry in REGISTER {
            if let Ok(section) = whole.get_table(entry.id) {
                providers.insert(entry.id.to_owned(), read_section(section).with_context(|| format!("[{}]", entry.id))?);
            }
        }
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
            metrics_token: token(root.metrics_token, root.metrics_token_file.as_deref())?,
            limits: root.limits,
            database_url: root.database_url,
            assets_dir: root.assets_dir,
            site_dir: root.site_dir,
            log: root.log,
            log_filter: root.log_filter,
            providers,
        })
    }

    /// The public address without a slash at the end.
    pub fn public(&self) -> &str {
        self.public_url.as_str().trim_end_matches('/')
    }
}

/// Secrets do not belong in a file that is copied, shown and committed; and a mistyped name is not a provider.
fn refuse_what_the_file_may_not_say(file: config::Config) -> anyhow::Result<()> {
    for (name, value) in file.try_deserialize::<BTreeMap<String, Value>>()? {
        if NAMES.contains(&name.as_str()) {
            continue;
        }
        if name == "metrics_token" {
            bail!("metrics_token does not belong in this file; set FICHA_METRICS_TOKEN, or name a file in metrics_token_file");
        }
        let Some(entry) = register::find(&name) else {
            bail!("{name} is neither a value this configuration has nor a provider");
        };
        let table = value.into_table()?;
        let secrets = entry.settings.iter().filter(|setting| setting.secret);
        if let Some(secret) = secrets.map(|setting| setting.name).find(|secret| table.contains_key(*secret)) {
            let variable = format!("FICHA_{}__{}", name.to_uppercase(), secret.to_uppercase());
            bail!("[{name}] {secret}: keys do not belong in this file; set {variable}, or name a file in {secret}_file");
        }
    }
    Ok(())
}

/// The token itself, or what stands in its file.
fn token(said: Option<String>, file: Option<&Path>) -> anyhow::Result<Option<SecretString>> {
    let Some(path) = file else { return Ok(said.map(SecretString::from)) };
    let text = std::fs::read_to_string(path).with_context(|| format!("metrics_token_file: cannot read {}", path.display()))?;
    Ok(Some(text.trim().into()))
}

fn read_section(mut table: Map<String, Value>) -> anyhow::Result<Section> {
    let stores = table.remove("stores").map(list).transpose().context("stores")?.unwrap_or_default();
    let mut barcodes = BTreeMap::new();
    if let Some(said) = table.remove("barcodes") {
        for (store, symbology) in said.into_table().context("barcodes")? {
            let word = symbology.into_string()?;
            let known = Symbology::from_id(&word).with_context(|| format!("barcodes.{store}: {word} is not code128"))?;
            barcodes.insert(store, known);
        }
    }
    let (files, values): (Vec<_>, Vec<_>) = table.into_iter().partition(|(name, _)| name.ends_with("_file"));
    let mut settings: BTreeMap<String, SecretString> = BTreeMap::new();
    for (name, path) in files {
        let path = path.into_string()?;
        let text = std::fs::read_to_string(&path).with_context(|| format!("{name}: cannot read {path}"))?;
        settings.insert(name.trim_end_matches("_file").to_owned(), text.trim().into());
    }
    for (name, value) in values {
        settings.insert(name.clone(), value.into_string().context(name)?.into());
    }
    Ok(Section { stores, barcodes, settings: settings.into_iter().collect() })
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
