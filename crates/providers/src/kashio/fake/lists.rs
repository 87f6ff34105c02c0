//! A part of a list: filters, a limit, and the cursor in both of its spellings.
//!
//! The documents' prose says `starting_after` and `ending_before`, an id each; their tables say `start` and `end`. Lists are
//! newest first: ours, because no document says.

use http::Uri;
use url::form_urlencoded;

/// How many lines a part has where nobody says, and at most.
const LINES: (usize, usize) = (10, 100);

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    /// The day invoices were made: `2020-06-01`.
    pub(super) date: Option<String>,
    /// The status, in lower case.
    pub(super) status: Option<String>,
    limit: Option<usize>,
    after: Option<String>,
    before: Option<String>,
}

impl Filter {
    /// Reads a query; `None` where the limit is no number.
    pub(super) fn read(uri: &Uri) -> Option<Self> {
        let mut filter = Self::default();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let value = value.into_owned();
            match &*name {
                "date" => filter.date = Some(value),
                "status" => filter.status = Some(value.to_ascii_lowercase()),
                "limit" => filter.limit = Some(value.parse().ok().filter(|limit| *limit > 0)?),
                "starting_after" | "start" => filter.after = Some(value),
                "ending_before" | "end" => filter.before = Some(value),
                _ => {}
            }
        }
        Some(filter)
    }

    /// The part of `all`, newest first, that was asked for, and whether there is more.
    pub(super) fn part<T>(&self, all: Vec<T>, id: impl Fn(&T) -> &str) -> (Vec<T>, bool) {
        let place = |wanted: &Option<String>| wanted.as_ref().and_then(|wanted| all.iter().position(|one| id(one) == wanted));
        let from = place(&self.after).map_or(0, |at| at + 1);
        let to = place(&self.before).unwrap_or(all.len()).max(from);
        let (ordinary, most) = LINES;
        let limit = self.limit.unwrap_or(ordinary).min(most);
        let has_more = to - from > limit;
        (all.into_iter().take(to).skip(from).take(limit).collect(), has_more)
    }
}
