//! The widget's bench: what a page and a phone pay for it, beside what a shop would have used instead and beside the same checkout by
//! hand. Everybody stands in the same page, in the same Chromium, on the same slowed machine; they take turns, so that a machine that
//! grows warm does so for all.
//!
//! How a page is played stands in `watch.js`, what the numbers are good for in the tables; the backend is not known here, but for
//! serving the widget and answering both it and its twin.

mod browser;
mod devtools;
mod pages;
mod spread;
mod told;
mod visit;
mod weigh;

use std::collections::HashMap;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;

use self::browser::Browser;
use self::pages::{Pages, Whose};
use self::visit::{Going, SLOWNESSES, Seen, Slowness};
use self::weigh::Weight;
use crate::programs::{free_port, scratch};
use crate::report::Section;
use crate::shop::Shop;

/// The button that is sold by.
const BUTTON: &str = "btn_bench";
/// How often each visit is made, and in the short form.
const RUNS: usize = 15;
const FEW_RUNS: usize = 3;

/// Peers that cannot be shown without servers of their own, and their bundles.
const BUNDLES: [(&str, &str); 3] = [
    ("Braintree's drop-in, without its servers", "braintree.js"),
    ("Kushki's library, without a screen", "kushki.js"),
    ("Shopify's buy button, without its servers", "shopify.js"),
];

const PEERS: &str = include_str!("../../peers/package.json");
const TWIN: &str = include_str!("../../twin/package.json");

const HOW: &str = "One shopper is played in the same page of a shop, in headless Chromium as wide as a phone, with Ficha, with the same \
    checkout by hand in Preact (`benches/twin`), and with Adyen's checkout for OXXO alone (`@adyen/adyen-web`), once mounted in the page as \
    its documents show, and once fetched when a button of the shop's own is pressed. They take turns, {runs} rounds; each round has a \
    profile that is empty and a second visit in the same one. Slowness is Chromium's own: so many times the CPU, so much latency added to \
    each request, so much bandwidth. *At once* is a press as soon as the button is there; *after a look* is one when the page is at rest, \
    300 ms after the pointer has come to the button. The press is a real one; the page counts by itself and is asked once, at the end.";

const NOTES: [&str; 3] = [
    "What is compared is not quite the same. Adyen's asks the shopper nothing and has one store; its servers are this machine, and \
     its texts the English ones, because the package holds no others. The twin lacks what its README says: it is a floor, not a product.",
    "Times are those of this machine, which is shared; the ratios between those who took turns are what counts. Chromium's \
     slowing down is a sketch of a phone. Latency is added to each request and not to each connection.",
    "Layout shift is the sum of what moved without a press in the half second before, as Chromium counts it.",
];

/// What this bench is told.
#[derive(Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    pub(crate) wanted: crate::Wanted,
}

/// A visit that is made again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    /// For the first time, with time to read the page.
    Cold,
    /// Once more in the same browser.
    Warm,
    /// For the first time, pressing at once.
    Hurried,
}

/// All visits.
#[derive(Debug, Default)]
struct Visits(HashMap<(Whose, &'static str, Kind), Vec<Seen>>);

impl Visits {
    /// Those of one kind.
    fn of(&self, whose: Whose, slow: Slowness, kind: Kind) -> &[Seen] {
        self.0.get(&(whose, slow.name, kind)).map_or(&[], Vec::as_slice)
    }
}

/// All that was found.
#[derive(Debug)]
struct Found {
    visits: Visits,
    weights: Vec<(Whose, Weight)>,
    /// Peers of whom only the bytes are asked.
    bundles: Vec<(String, u64)>,
}

/// The parts of a visit, between marks of `watch.js`.
const PHASES: [(&str, Option<&str>, Option<&str>); 5] = [
    ("until the button", None, Some("button")),
    ("then at rest", Some("button"), Some("press")),
    ("open", Some("press"), Some("choose")),
    ("choose and type", Some("choose"), Some("submit")),
    ("slip", Some("submit"), None),
];

/// Measures everything.
///
/// # Errors
///
/// When a program or a browser does not start, or a shopper does not get to a slip.
pub(crate) fn measure(asked: &Asked) -> Result<Section> {
    let folder = tempfile::TempDir::with_prefix("ficha-bench-")?;
    let shop = Shop::on_sqlite(folder.path(), free_port()?)?;
    let _provider = shop.provider()?;
    shop.sell(BUTTON)?;
    let _backend = shop.open()?;
    let (peers, twin) = (scratch()?.join("peers"), scratch()?.join("twin"));
    let pages = Pages::serve(&[&peers, &twin], &format!("http://127.0.0.1:{}/", shop.port), BUTTON)?;

    let weights = Whose::ALL.map(|whose| Ok((whose, weigh::weigh(&pages, whose)?))).into_iter().collect::<Result<_>>()?;
    let bundles =
        BUNDLES.map(|(name, file)| (name.to_owned(), pages.sizes.get(file).copied().unwrap_or_default() as u64)).to_vec();
    let runs = if asked.wanted.short { FEW_RUNS } else { RUNS };
    let began = Instant::now();
    let mut visits = Visits::default();
    for slow in SLOWNESSES {
        for run in 1..=runs {
            println!("{}: {run} of {runs}, after {} s", slow.name, began.elapsed().as_secs());
            for whose in Whose::ALL {
                let seen = visit(&pages, whose, slow).or_else(|error| {
                    // A browser that stumbles once in hours is no finding; one that does so twice is.
                    eprintln!("{}, once more: {error:#}", whose.name());
                    visit(&pages, whose, slow)
                });
                for (kind, seen) in seen.with_context(|| format!("{}, {}", whose.name(), slow.name))? {
                    visits.0.entry((whose, slow.name, kind)).or_default().push(seen);
                }
            }
        }
    }
    section(&Found { visits, weights, bundles }, runs)
}

fn section(found: &Found, runs: usize) -> Result<Section> {
    Ok(Section {
        id: "widget",
        title: "The widget in a browser",
        how: HOW.replace("{runs}", &runs.to_string()),
        versions: vec![
            ("Chromium", browser::version()),
            ("Adyen Web", depended_on(PEERS, "@adyen/adyen-web")),
            ("Preact", depended_on(TWIN, "preact")),
        ],
        targets: found.targets(),
        tables: found.tables(),
        plots: found.plots()?,
        notes: NOTES.map(str::to_owned).to_vec(),
    })
}

/// The version of a package that a manifest of npm names; empty where it does not.
fn depended_on(manifest: &str, package: &str) -> String {
    let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap_or_default();
    manifest["dependencies"][package].as_str().unwrap_or_default().to_owned()
}

/// Once to each page: first as somebody who has time, and again, and then as somebody new who has none.
fn visit(pages: &Pages, whose: Whose, slow: Slowness) -> Result<Vec<(Kind, Seen)>> {
    let url = pages.url(whose, false);
    let mut seen = Vec::new();
    {
        let mut browser = Browser::start()?;
        let mut page = browser.page()?;
        for kind in [Kind::Cold, Kind::Warm] {
            seen.push((kind, visit::pay(&mut page, &url, whose, Going::Buying, slow, false)?));
        }
    }
    // What is in the page from the first needs no press.
    if whose != Whose::Adyen {
        let mut browser = Browser::start()?;
        seen.push((Kind::Hurried, visit::pay(&mut browser.page()?, &url, whose, Going::Hurried, slow, false)?));
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_manifests() {
        for version in [depended_on(PEERS, "@adyen/adyen-web"), depended_on(TWIN, "preact")] {
            assert!(version.split('.').count() == 3 && version.starts_with(char::is_numeric), "{version:?}");
        }
        assert_eq!(depended_on(TWIN, "vue"), "");
    }
}
