//! What travels: visits on the machine as it is, with everything that is sent weighed, as it was sent, without heads. Weighing costs
//! a page time, so nothing else is taken from these visits.

use anyhow::Result;

use super::browser::Browser;
use super::pages::{Pages, Whose};
use super::visit::{self, Going, SLOWNESSES, Seen};

/// Bytes, and how many addresses they came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) bytes: u64,
    pub(super) requests: usize,
}

/// What travels to whom, more with each line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    /// To a page whose button nobody has seen yet.
    pub(super) page: Load,
    /// To one that is at rest, with the button in sight.
    pub(super) rest: Load,
    /// Until the first screen can be used.
    pub(super) screen: Load,
    /// Until the slip is there, the answers of the backend among it.
    pub(super) slip: Load,
}

/// Weighs a checkout.
///
/// # Errors
///
/// When a browser does not start, or a shopper does not get to a slip.
pub(super) fn weigh(pages: &Pages, whose: Whose) -> Result<Weight> {
    let visit = |far: bool, going: Going| -> Result<Seen> {
        let mut browser = Browser::start()?;
        visit::pay(&mut browser.page()?, &pages.url(whose, far), whose, going, SLOWNESSES[0], true)
    };
    let unseen = visit(true, Going::Looking)?;
    let bought = visit(false, Going::Buying)?;
    let until = |mark: &str| load(&bought, &pages.shop, bought.at(mark).unwrap_or(f64::INFINITY));
    Ok(Weight {
        page: load(&unseen, &pages.shop, f64::INFINITY),
        rest: until("rest"),
        screen: until(if bought.at("screen").is_some() { "press" } else { "rest" }),
        slip: load(&bought, &pages.shop, f64::INFINITY),
    })
}

/// What began to travel before a moment; the shop's own page is the shop's.
fn load(seen: &Seen, shop: &str, until: f64) -> Load {
    let began = |url: &str| seen.resources.iter().find(|resource| resource.name == url).map(|resource| resource.start_time);
    let travelled = seen.weights.iter().filter(|(url, _)| !url.starts_with(shop));
    // What has no end yet, such as a stream, has no beginning for the page either: it came last.
    let counted = travelled.filter(|(url, _)| began(url).map_or(until.is_infinite(), |began| began < until));
    counted.fold(Load::default(), |sum, (_, bytes)| Load { bytes: sum.bytes + *bytes as u64, requests: sum.requests + 1 })
}
