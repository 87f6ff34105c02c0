//! The provider accounts of a configuration. A section `[compropago]` is an account of that kind and that name; `[[provider]]` is one
//! that says its kind, and may have an id of its own, so that two accounts of one provider stand side by side.
//!
//! The environment of an account is named by its id: `FICHA_CP2__SECRET_KEY` is the secret key of the account `cp2`. Keys never stand
//! in the file. What a provider does with its settings is not known here.

use super::{ReadFile, list};
use anyhow::{Context, bail, ensure};
use config::{Map, Value};
use payments::{Method, Symbology};
use providers::register::{self, Entry, REGISTER};
use providers::settings::Settings;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::Path;

/// The value that lists accounts which say their kind.
pub(super) const LISTED: &str = "provider";

/// The value that says which account serves a method before others.
pub(super) const PREFERRED: &str = "prefer";

/// What is said of one provider account.
#[derive(Clone, Debug, Default)]
pub struct AccountConfig {
    /// Its id: its name in the db, in the environment and in its webhook address.
    pub id: String,
    /// Which provider it is an account of, by the register.
    pub kind: String,
    /// The stores to offer, in this order; all the provider offers where it is empty.
    pub stores: Vec<String>,
    /// The stores whose references a till can scan, and how: `OXXO = "code128"`.
    pub barcodes: BTreeMap<String, Symbology>,
    /// Everything else, by name: keys, addresses.
    pub settings: Settings,
}

impl AccountConfig {
    /// Whether its provider signs webhooks with a secret that it is told here.
    pub fn is_signed(&self) -> bool {
        let has_secret = |entry: &Entry| entry.settings.iter().any(|setting| setting.name == WEBHOOK_SECRET);
        register::find(&self.kind).is_some_and(has_secret)
    }

    /// Whether its webhooks are signed, and nobody has said with what: then none of them is believed.
    pub fn lacks_webhook_secret(&self) -> bool {
        self.is_signed() && self.settings.get(WEBHOOK_SECRET).is_none()
    }

    /// The variable of the environment that says what its webhooks are signed with.
    pub fn webhook_secret_variable(&self) -> String {
        format!("FICHA_{}__{}", self.id.to_uppercase(), WEBHOOK_SECRET.to_uppercase())
    }
}

/// What a provider that signs its webhooks calls the setting, whoever it is.
const WEBHOOK_SECRET: &str = "webhook_secret";

/// The ids of accounts that serve a method before others, the first first.
pub type Preferences = BTreeMap<Method, Vec<String>>;

/// Every account of file and environment: sections first, then those that are listed, as they are listed.
pub(super) fn read(whole: &config::Config, files: ReadFile<'_>) -> anyhow::Result<Vec<AccountConfig>> {
    let mut listed = Vec::new();
    for said in whole.get_array(LISTED).unwrap_or_default() {
        listed.push(said_of(said.into_table().context(LISTED)?)?);
    }
    let mut accounts: Vec<AccountConfig> = Vec::new();
    for entry in REGISTER.iter().filter(|entry| listed.iter().all(|(_, id, _)| *id != entry.id)) {
        if let Ok(section) = whole.get_table(entry.id) {
            accounts.push(account(entry, entry.id.to_owned(), section, files)?);
        }
    }
    for (entry, id, mut table) in listed {
        ensure!(
            accounts.iter().all(|other| other.id != id),
            "[[provider]] {id}: two accounts are named so; give one another id"
        );
        // What the environment says of it comes first.
        table.extend(whole.get_table(&id).unwrap_or_default());
        accounts.push(account(entry, id, table, files)?);
    }
    Ok(accounts)
}

fn account(entry: &Entry, id: String, table: Map<String, Value>, files: ReadFile<'_>) -> anyhow::Result<AccountConfig> {
    let read = read_settings(table, files).with_context(|| format!("[{id}]"))?;
    Ok(AccountConfig { kind: entry.id.to_owned(), id, ..read })
}

/// Kind and id of a listed account, and what else is said of it.
fn said_of(mut table: Map<String, Value>) -> anyhow::Result<(&'static Entry, String, Map<String, Value>)> {
    let kind = table.remove("kind").context("[[provider]] says no kind, like kind = \"compropago\"")?.into_string()?;
    let known = || REGISTER.iter().map(|entry| entry.id).collect::<Vec<_>>().join(", ");
    let entry =
        register::find(&kind).with_context(|| format!("[[provider]] kind: there is no provider {kind}, only {}", known()))?;
    let id = table.remove("id").map(Value::into_string).transpose().context("[[provider]] id")?.unwrap_or(kind);
    let letters = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let is_one = letters && (1..=32).contains(&id.len()) && !id.starts_with('_') && !id.ends_with('_') && !id.contains("__");
    ensure!(
        is_one,
        "[[provider]] id: {id:?} is no id: up to 32 lower-case letters, digits and single underscores between them"
    );
    let taken = super::NAMES.contains(&id.as_str()) || [LISTED, PREFERRED, "metrics_token"].contains(&id.as_str());
    let other = register::find(&id).is_some_and(|other| other.id != entry.id);
    ensure!(!taken && !other, "[[provider]] id: {id} is the name of something else");
    Ok((entry, id, table))
}

/// Refuses keys in the file, and names nobody knows. `name` is a value at the top of the file that is none of ours.
pub(super) fn refuse_keys(name: &str, value: Value) -> anyhow::Result<()> {
    if name == LISTED {
        let mut ids = Vec::new();
        for said in value.into_array().context("provider: accounts are listed as [[provider]]")? {
            let (entry, id, table) = said_of(said.into_table().context(LISTED)?)?;
            refuse_keys_of(entry, &id, &table)?;
            ensure!(!ids.contains(&id), "[[provider]] {id}: two accounts are named so; give one another id");
            ids.push(id);
        }
        return Ok(());
    }
    let Some(entry) = register::find(name) else {
        bail!("{name} is neither a value this configuration has nor a provider");
    };
    refuse_keys_of(entry, name, &value.into_table()?)
}

fn refuse_keys_of(entry: &Entry, id: &str, table: &Map<String, Value>) -> anyhow::Result<()> {
    let secrets = entry.settings.iter().filter(|setting| setting.secret);
    if let Some(secret) = secrets.map(|setting| setting.name).find(|secret| table.contains_key(*secret)) {
        let variable = format!("FICHA_{}__{}", id.to_uppercase(), secret.to_uppercase());
        bail!("[{id}] {secret}: keys do not belong in this file; set {variable}, or name a file in {secret}_file");
    }
    Ok(())
}

/// Refuses a section beside a listed account of the same name: which of the two is meant, nobody can say.
pub(super) fn refuse_twice(file: &BTreeMap<String, Value>) -> anyhow::Result<()> {
    let listed = file.get(LISTED).cloned().and_then(|listed| listed.into_array().ok()).unwrap_or_default();
    for said in listed {
        let (_, id, _) = said_of(said.into_table().context(LISTED)?)?;
        ensure!(!file.contains_key(&id), "[[provider]] {id}: [{id}] stands in the file too; give one another id");
    }
    Ok(())
}

/// Which account serves a method before others.
pub(super) fn preferences(whole: &config::Config, accounts: &[AccountConfig]) -> anyhow::Result<Preferences> {
    let mut preferences = Preferences::new();
    for (method, ids) in whole.get_table(PREFERRED).unwrap_or_default() {
        let known: Method = method.parse().map_err(|_| anyhow::anyhow!("[prefer] {method} is not a method (cash, spei)"))?;
        let ids: Vec<String> = list(ids).with_context(|| format!("[prefer] {method}"))?;
        for id in &ids {
            ensure!(accounts.iter().any(|account| account.id == *id), "[prefer] {method}: no account is named {id}");
        }
        preferences.insert(known, ids);
    }
    Ok(preferences)
}

fn read_settings(mut table: Map<String, Value>, files: ReadFile<'_>) -> anyhow::Result<AccountConfig> {
    let stores = table.remove("stores").map(list).transpose().context("stores")?.unwrap_or_default();
    let mut barcodes = BTreeMap::new();
    if let Some(said) = table.remove("barcodes") {
        for (store, symbology) in said.into_table().context("barcodes")? {
            let word = symbology.into_string()?;
            let known = Symbology::from_id(&word).with_context(|| format!("barcodes.{store}: {word} is not code128"))?;
            barcodes.insert(store, known);
        }
    }
    let (named, values): (Vec<_>, Vec<_>) = table.into_iter().partition(|(name, _)| name.ends_with("_file"));
    let mut settings: BTreeMap<String, SecretString> = BTreeMap::new();
    for (name, path) in named {
        let path = path.into_string()?;
        let text = files(Path::new(&path)).with_context(|| format!("{name}: cannot read {path}"))?;
        settings.insert(name.trim_end_matches("_file").to_owned(), text.trim().into());
    }
    for (name, value) in values {
        settings.insert(name.clone(), value.into_string().context(name)?.into());
    }
    Ok(AccountConfig { stores, barcodes, settings: settings.into_iter().collect(), ..AccountConfig::default() })
}
