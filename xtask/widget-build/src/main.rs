//! The widget's tool chain: from sources to `pkg/dist`, all that a page loads, and `pkg/npm/dist`, the same for who bundles.
//!
//! The way is: compile the root package for `wasm32`, let wasm-bindgen write the glue, minify, name each file by
//! its content, and last write the loader, which pins all the others by hash. `cargo xtask` runs this program where a source
//! has changed since (`xtask/src/widget/`). What the widget is and does, this does not know.

mod bind;
mod compile;
mod css;
mod dist;
mod glue;
mod js;
mod package;
mod plain;
mod plan;
mod script;
mod split;
mod style;
mod texts;

use std::{collections::BTreeMap, process::ExitCode};

use anyhow::{Context, Result};
use clap::Parser;
use xtask::widget::fresh;

use self::dist::{Dist, Pinned};

/// Builds the widget from its sources, whether they have changed or not. `cargo xtask build-widget` looks first.
#[derive(Parser)]
struct Args {
    /// Build fast and large: no rebuilt std, no optimisation.
    #[arg(long)]
    dev: bool,
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

fn main() -> ExitCode {
    match build(Args::parse().dev) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Fails when a tool is missing and cannot be installed, a source does not compile, or a file cannot be written.
fn build(dev: bool) -> Result<()> {
    // Of the sources as they are now: what is changed while they are compiled is built the next time.
    let fingerprint = fresh::fingerprint(dev)?;
    fresh::forget()?;
    eprintln!("widget: compiling for wasm32 ({})", if dev { "fast" } else { "small" });
    let compiled = compile::wasm(dev)?;
    let bound = bind::bind(&compiled)?;

    eprintln!("widget: writing pkg/dist and pkg/npm/dist");
    package::write(&bound)?;
    let mut dist = Dist::new(dev);
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
    let loader = script::told("loader.js", "__FICHA_ASSETS__", &assets)?;
    dist.add("ficha.js", js::minify(&loader, js::Kind::Classic).context("pkg/loader.js")?.into_bytes());
    dist.write()?;
    fresh::remember(&fingerprint)
}

fn add_module(dist: &mut Dist, name: &str, source: &str) -> Result<Pinned> {
    let short = js::minify(source, js::Kind::Module).with_context(|| format!("the script {name}"))?;
    Ok(dist.add_hashed(name, "js", short.into_bytes()))
}
