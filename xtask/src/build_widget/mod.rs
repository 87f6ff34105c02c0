//! `cargo xtask build-widget`: from sources to `pkg/dist`, all that a page loads, and `pkg/npm/dist`, the same for who bundles.
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
pub(crate) mod package;
mod plain;
mod plan;
mod script;
mod split;
mod style;
mod texts;

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

/// What the loader carries: where the boot is, and the styles of the button it draws before anything else has arrived.
#[derive(serde::Serialize)]
struct ForLoader(String, String, String);

/// What the boot fetches for the first screen, and what later.
#[derive(serde::Serialize)]
struct ForBoot {
    wasm: Pinned,
    css: Pinned,
    lang: BTreeMap<String, Pinned>,
    later: ForLater,
    frame: Pinned,
}

/// What the first screen does without; its language is named by the first screen's.
#[derive(serde::Serialize)]
struct ForLater {
    wasm: Pinned,
    css: Pinned,
    js: Pinned,
}

/// Builds `pkg/dist`, unless it is already what the sources say.
///
/// # Errors
///
/// When a tool is missing and cannot be installed, a source does not compile, or a file cannot be written.
pub(crate) fn run(args: &Args) -> Result<()> {
    let fingerprint = fresh::fingerprint(args.dev)?;
    if fresh::is_built(&fingerprint) && package::is_written() {
        eprintln!("widget: pkg/dist is up to date");
        return Ok(());
    }
    fresh::forget()?;
    eprintln!("widget: compiling for wasm32 ({})", if args.dev { "fast" } else { "small" });
    let compiled = compile::wasm(args.dev)?;
    let bound = bind::bind(&compiled)?;

    eprintln!("widget: writing pkg/dist and pkg/npm/dist");
    package::write(&bound)?;
    let mut dist = Dist::new(args.dev);
    let lang = texts::add_to(&mut dist)?;
    let later = ForLater {
        wasm: dist.add_hashed("later", "wasm", bound.later),
        css: dist.add_hashed("later", "css", style::later()?.into_bytes()),
        js: add_module(&mut dist, "later", &script::plain("later.js")?)?,
    };
    let files = ForBoot {
        wasm: dist.add_hashed("widget", "wasm", bound.wasm),
        css: dist.add_hashed("checkout", "css", style::first()?.into_bytes()),
        lang,
        later,
        frame: add_module(&mut dist, "frame", &(script::trouble()? + &script::plain("lines.js")?))?,
    };
    let boot = add_module(&mut dist, "boot", &(bound.js + &script::told("boot.js", "__FICHA_FILES__", &files)?))?;
    let assets = ForLoader(boot.path, boot.integrity, style::button()?);
    add_logos(&mut dist)?;
    let loader = script::told("loader.js", "__FICHA_ASSETS__", &assets)?;
    dist.add("ficha.js", js::minify(&loader, js::Kind::Classic).context("pkg/loader.js")?.into_bytes());
    dist.write()?;
    fresh::remember(&fingerprint)
}

fn add_module(dist: &mut Dist, name: &str, source: &str) -> Result<Pinned> {
    let short = js::minify(source, js::Kind::Module).with_context(|| format!("the script {name}"))?;
    Ok(dist.add_hashed(name, "js", short.into_bytes()))
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
