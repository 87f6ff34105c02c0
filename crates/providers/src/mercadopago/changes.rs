//! What happened in Peru where a webhook was lost or none is sent, as with test credentials: payments are searched for by when they last
//! changed. Orders can be searched for by when they were made and no otherwise, so in Mexico there is nothing to follow (README).
//!
//! What a search finds is as little believed as a webhook: it says which payments to ask about.

use super::found::Found;
use super::{MercadoPago, life};
use crate::call::{self, Call};
use crate::capability::Pulled;
use crate::provider::{Context, ProviderError};
use crate::webhook::ChargeHint;
use std::collections::BTreeSet;

const WHAT: &str = "GET /v1/payments/search";

/// How many payments a page has, and how many pages are read at once: where there are more, the next pull goes on from there.
const PAGE: usize = 100;
const PAGES: usize = 5;

/// For how many milliseconds back it is looked again: nobody says how soon a search finds what has just changed.
const OVERLAP: i64 = 60_000;

/// How far back the first look goes, and how far ahead each: their clock is not ours. In milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000;

/// The changes that were followed last: in which millisecond, of which payment, and to which status. Written as
/// `millisecond:id:status`, with a space between two.
#[derive(Clone, Debug, Default)]
struct Followed(BTreeSet<(i64, String, String)>);

impl Followed {
    fn read(text: Option<&str>) -> Self {
        let one = |word: &str| {
            let mut parts = word.splitn(3, ':');
            let at = parts.next()?.parse().ok()?;
            Some((at, parts.next()?.to_owned(), parts.next()?.to_owned()))
        };
        Self(text.unwrap_or_default().split(' ').filter_map(one).collect())
    }

    /// The latest of them.
    fn newest(&self) -> Option<i64> {
        self.0.last().map(|(at, _, _)| *at)
    }

    /// Those that may be found once more.
    fn write(&self) -> Option<String> {
        let since = self.newest()? - OVERLAP;
        let latest = self.0.iter().filter(|(at, _, _)| *at >= since);
        let words: Vec<String> = latest.map(|(at, id, status)| format!("{at}:{id}:{status}")).collect();
        Some(words.join(" "))
    }
}

/// The payments of ours that have changed since, the oldest first.
pub(super) async fn pull(to: &MercadoPago, cx: Context<'_>, after: Option<&str>) -> Result<Pulled, ProviderError> {
    let mut followed = Followed::read(after);
    let mut from = followed.newest().map_or(cx.now.seconds() * 1_000 - DAY, |newest| newest - OVERLAP);
    let mut hints: Vec<ChargeHint> = Vec::new();
    for number in 0..PAGES {
        let page = match page(to, cx, from).await {
            Err(_) if number > 0 => break,
            page => page?,
        };
        let mut last = from;
        for payment in page.payments() {
            let (Some(id), Some(at)) = (payment.id(), payment.changed()) else { continue };
            last = last.max(at);
            let is_news = followed.0.insert((at, id.clone(), payment.status_word()));
            let hint = payment.charge_id().map(|ours| ChargeHint { charge_id: Some(ours), ..ChargeHint::of(id) });
            hints.extend(hint.filter(|hint| is_news && !hints.contains(hint)));
        }
        if page.payments().len() < PAGE {
            break;
        }
        // More than a page in one millisecond: those left behind are asked about one by one in any case.
        from = if last > from { last } else { from + 1 };
    }
    Ok(Pulled { hints, last: followed.write().filter(|last| after != Some(last)) })
}

/// The payments that have changed from this millisecond on, the oldest change first.
async fn page(to: &MercadoPago, cx: Context<'_>, from: i64) -> Result<Found, ProviderError> {
    let date = |at: i64| life::date_of_millis(at, to.country);
    let (from, until, limit) = (date(from), date(cx.now.seconds() * 1_000 + DAY), PAGE.to_string());
    let query = call::query([
        ("sort", "date_last_updated"),
        ("criteria", "asc"),
        ("range", "date_last_updated"),
        ("begin_date", &from),
        ("end_date", &until),
        ("limit", &limit),
    ]);
    let reply = to.api.ask(cx, Call::get(format!("/v1/payments/search?{query}"), WHAT)).await?;
    Found::read(reply.body()).ok_or_else(|| reply.nonsense("no list"))
}
