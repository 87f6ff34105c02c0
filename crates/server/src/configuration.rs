//! The configuration of a machine of one's own: the file `ficha.toml`, the environment, and files that hold a secret alone.

use anyhow::Context;
use backend::config::Config;
use std::collections::HashMap;
use std::fs::read_to_string;
use std::path::Path;

/// Reads the file, where there is one (`named` must exist, the default `ficha.toml` need not), and then the environment.
///
/// # Errors
///
/// A sentence that names the file or the setting that cannot be used.
pub fn load(named: Option<&Path>) -> anyhow::Result<Config> {
    let text = match named {
        Some(path) => read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
        None => read_to_string("ficha.toml").unwrap_or_default(),
    };
    read(&text, std::env::vars().collect())
}

/// The same from a text and an environment that are handed in.
///
/// # Errors
///
/// As [`load`].
pub fn read(text: &str, mut environment: HashMap<String, String>) -> anyhow::Result<Config> {
    if let Some(url) = environment.get("DATABASE_URL").cloned() {
        environment.entry("FICHA_DATABASE_URL".to_owned()).or_insert(url);
    }
    Config::read_with_files(text, environment, &|path| read_to_string(path))
}
