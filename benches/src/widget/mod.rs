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
mod visit;

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use self::browser::Browser;
use self::pages::{Pages, Whose};
use self::visit::{Going, SLOWNESSES, Seen, Slowness};
use crate::programs::{free_port, scratch};
use crate::report::Section;
use crate::shop::Shop;

/// The button that is sold by.
const BUTTON: &str = "btn_bench";
/// How often each visit is made, and in the short form.
const RUNS: usize = 15;
const FEW_RUNS: usize = 3;

/// What this bench is told.
#[derive(Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    pub(crate) wanted: crate::Wanted,
    /// Only these checkouts: ficha, twin, adyen, pressed. Nothing is written then, and what was found is printed.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

/// A visit that is made again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// For the first time, with time to read the page.
    Cold,
    /// Once more in the same browser.
    Warm,
    /// For the first time, pressing at once.
    Hurried,
}

/// All visits.
#[derive(Debug, Default)]
pub(super) struct Visits(HashMap<(Whose, &'static str, Kind), Vec<Seen>>);

impl Visits {
    /// Those of one kind.
    pub(super) fn of(&self, whose: Whose, slow: Slowness, kind: Kind) -> &[Seen] {
        self.0.get(&(whose, slow.name, kind)).map_or(&[], Vec::as_slice)
    }
}

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
    let backend = shop.open()?;
    let (peers, twin) = (scratch()?.join("peers"), scratch()?.join("twin"));
    let folders: Vec<&Path> = [&peers, &twin].into_iter().map(std::path::PathBuf::as_path).filter(|path| path.exists()).collect();
    let pages = Pages::serve(&folders, &format!("http://127.0.0.1:{}/", backend.port), BUTTON)?;

    let whose: Vec<Whose> =
        Whose::ALL.into_iter().filter(|whose| asked.only.is_empty() || asked.only.iter().any(|only| only == whose.id())).collect();
    let runs = if asked.wanted.short { FEW_RUNS } else { RUNS };
    let mut visits = Visits::default();
    for slow in SLOWNESSES {
        for run in 0..runs {
            for whose in whose.iter().copied() {
                visit(&pages, whose, slow, &mut visits).with_context(|| format!("{}, {}, run {run}", whose.name(), slow.name))?;
            }
        }
    }
    print(&visits, &whose);
    anyhow::bail!("nothing is written yet")
}

/// Once to each page: first as somebody who has time, and again, and then as somebody new who has none.
fn visit(pages: &Pages, whose: Whose, slow: Slowness, visits: &mut Visits) -> Result<()> {
    let url = pages.url(whose, false);
    let mut keep = |kind, seen| visits.0.entry((whose, slow.name, kind)).or_default().push(seen);
    let mut browser = Browser::start()?;
    let mut page = browser.page()?;
    keep(Kind::Cold, visit::pay(&mut page, &url, whose, Going::Buying, slow, false)?);
    keep(Kind::Warm, visit::pay(&mut page, &url, whose, Going::Buying, slow, false)?);
    if whose != Whose::Adyen {
        let mut browser = Browser::start()?;
        keep(Kind::Hurried, visit::pay(&mut browser.page()?, &url, whose, Going::Hurried, slow, false)?);
    }
    Ok(())
}

fn print(visits: &Visits, whose: &[Whose]) {
    for whose in whose {
        for slow in SLOWNESSES {
            for kind in [Kind::Cold, Kind::Warm, Kind::Hurried] {
                let seen = visits.of(*whose, slow, kind);
                let middle = |of: &dyn Fn(&Seen) -> Option<f64>| {
                    let spread: spread::Spread = seen.iter().filter_map(of).collect();
                    spread.median().map_or_else(String::new, |median| format!("{median:.0} {:?}", spread.ends()))
                };
                println!("{} | {} | {kind:?}", whose.name(), slow.name);
                println!("  button {}", middle(&|seen| seen.at("button")));
                println!("  press to screen {}", middle(&|seen| seen.between("press", "screen")));
                println!("  submit to slip {}, drawn {}", middle(&|seen| seen.between("submit", "slip")), middle(&Seen::drawn));
                println!("  heap {} wasm {}", middle(&|seen| Some(seen.heap)), middle(&|seen| Some(seen.wasm)));
                let phases = [
                    ("page", None, Some("button")),
                    ("rest", Some("button"), Some("press")),
                    ("open", Some("press"), Some("choose")),
                    ("choose", Some("choose"), Some("submit")),
                    ("slip", Some("submit"), None),
                ];
                for (phase, from, to) in phases {
                    let tasks: Vec<Vec<f64>> = seen.iter().map(|seen| seen.tasks(from, to)).collect();
                    println!("  long tasks, {phase}: {tasks:?}");
                }
                println!("  shifted {:?}", seen.iter().map(Seen::shifted).collect::<Vec<_>>());
            }
        }
    }
}
