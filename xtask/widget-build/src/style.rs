//! The styles' part: which sheets go into which file. How a sheet is shortened is `css.rs`'s.

use std::fs;

use anyhow::{Context, Result};
use xtask::repo;

use crate::css::Sheet;

/// What the first screen is dressed in, but the button, which the loader has dressed already.
pub(crate) fn first() -> Result<String> {
    Ok(read("tokens")?.then(read("checkout")?).then(read("controls")?).then(read("badge")?).print())
}

/// What the others are dressed in besides.
pub(crate) fn later() -> Result<String> {
    Ok(read("voucher")?.print())
}

/// What the loader carries: the button alone, with each token replaced by its value.
pub(crate) fn button() -> Result<String> {
    Ok(read("button")?.with_values_of(&read("tokens")?).print())
}

fn read(name: &str) -> Result<Sheet> {
    let path = repo::root().join(format!("crates/views/style/{name}.css"));
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Sheet::parse(&text))
}
