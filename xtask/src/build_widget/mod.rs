//! `cargo xtask build-widget`: from sources to `pkg/dist`, all that a page loads.
//!
//! The way is: compile the root package for `wasm32`, let wasm-bindgen write the glue, minify, name each file by
//! its content, and last write the loader, which pins all the others by hash. Nothing is done when no input has
//! changed. What the widget is and does, this does not know.

mod bind;
mod compile;
mod css;
mod dist;
mod fresh;
mod glue;
mod js;
mod script;
mod split;
mod style;

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};

use self::dist::{Dist, Pinned};
pub(crate) use self::dist::{Entry, Manifest, folder};
use crate::repo;

/// How to build the widget.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Build fast and large, for working on the widget: no rebuilt std, no optimisation.
    #[arg(long)]
    pub(crate) dev: bool,
}

/// What the loader fetches at once, and the styles of the button it draws before anything else has arrived.
#[derive(serde::Serialize)]
struct ForLoader {
    js: Pinned,
    wasm: Pinned,
    button: String,
}

/// What the boot fetches: the styles, one of the languages, and the second half of the program.
#[derive(serde::Serialize)]
struct ForBoot {
    css: Pinned,
    later: Pinned,
    lang: BTreeMap<String, Pinned>,
}

/// Builds `pkg/dist`, unless it is already what the sources say.
///
/// # Errors
///
/// When a tool is missing and cannot be installed, a source does not compile, or a file cannot be written.
pub(crate) fn run(args: &Args) -> Result<()> {
    let fingerprint = fresh::fingerprint(args.dev)?;
    if fresh::is_built(&fingerprint) {
        eprintln!("widget: pkg/dist is up to date");
        return Ok(());
    }
    fresh::forget()?;
    eprintln!("widget: compiling for wasm32 ({})", if args.dev { "fast" } else { "small" });
    let compiled = compile::wasm(args.dev)?;
    let bound = bind::bind(&compiled)?;

    eprintln!("widget: writing pkg/dist");
    let mut dist = Dist::new(args.dev);
    let files = ForBoot {
        css: dist.add_hashed("checkout", "css", style::checkout()?.into_bytes()),
        later: dist.add_hashed("later", "wasm", bound.later),
        lang: add_languages(&mut dist)?,
    };
    let glue = bound.js + &script::told("boot.js", "__FICHA_FILES__", &files)?;
    let assets = ForLoader {
        js: dist.add_hashed("widget", "js", js::minify(&glue, js::Kind::Module).context("the glue")?.into_bytes()),
        wasm: dist.add_hashed("widget", "wasm", bound.wasm),
        button: style::button()?,
    };
    add_logos(&mut dist)?;
    let loader = script::told("loader.js", "__FICHA_ASSETS__", &assets)?;
    dist.add("ficha.js", js::minify(&loader, js::Kind::Classic).context("pkg/loader.js")?.into_bytes());
    dist.write()?;
    fresh::remember(&fingerprint)
}

/// Every language is a file of its own, so that a page fetches only the one it shows.
fn add_languages(dist: &mut Dist) -> Result<BTreeMap<String, Pinned>> {
    let mut pinned = BTreeMap::new();
    for path in repo::files("crates/views/lang") {
        let (Some(name), Some("json")) = (stem(&path), extension(&path)) else {
            continue;
        };
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let words: serde_json::Value =
            serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
        let compact = dist.add_hashed(&format!("lang-{name}"), "json", words.to_string().into_bytes());
        pinned.insert(name.to_owned(), compact);
    }
    Ok(pinned)
}

fn add_logos(dist: &mut Dist) -> Result<()> {
    for path in repo::files("crates/views/logos") {
        if let (Some(name), Some("svg")) = (stem(&path), extension(&path)) {
            let drawing = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            dist.add(&format!("assets/logos/{name}.svg"), drawing);
        }
    }
    Ok(())
}

fn stem(path: &std::path::Path) -> Option<&str> {
    path.file_stem()?.to_str()
}

fn extension(path: &std::path::Path) -> Option<&str> {
    path.extension()?.to_str()
}
