//! Events: what happened to invoices, pulled where nobody pushes; and the push a merchant's console may be told to send.
//!
//! No document names a signature or a registration, so a push is a reason to ask and nothing more: only which invoice it is
//! about is read. A list is read in parts, from whichever end it begins, in both spellings of its cursor, and however long it is every
//! event of it is followed in the end.

use super::KashIo;
use super::wire::{Event, Events};
use crate::call::{Call, not_understood};
use crate::capability::Pulled;
use crate::exact::Part;
use crate::provider::{Context, ProviderError};
use crate::webhook::{ChargeHint, WebhookReading, WebhookRequest};
use std::collections::HashSet;

/// How many events a page has, and how many pages are read at once: where there are more, the next pull goes on from there.
const PAGE: usize = 100;
const PAGES: usize = 5;

/// How far events have been followed: up to the newest, but for a gap between an event and an older one, where the list was too long to
/// be read at once. Written as `newest`, or `newest from to`, where `-` is the list's end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Reached {
    newest: Option<String>,
    gap: Option<Gap>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Gap {
    from: String,
    to: Option<String>,
}

impl Reached {
    fn read(text: Option<&str>) -> Self {
        let mut words = text.unwrap_or_default().split(' ').filter(|word| !word.is_empty());
        let newest = words.next().map(str::to_owned);
        let gap = words.next().zip(words.next());
        let gap = gap.map(|(from, to)| Gap { from: from.to_owned(), to: (to != "-").then(|| to.to_owned()) });
        Self { newest, gap }
    }

    fn write(&self) -> Option<String> {
        let newest = self.newest.as_ref()?;
        Some(match &self.gap {
            Some(Gap { from, to }) => format!("{newest} {from} {}", to.as_deref().unwrap_or("-")),
            None => newest.clone(),
        })
    }
}

/// A part of the list, as it was read.
#[derive(Default)]
struct Walked {
    events: Vec<Event>,
    /// Whether the event that was looked for was met; it and what follows it are left out.
    met: bool,
    /// Whether there is more, or what there is could not be read now.
    more: bool,
}

impl Walked {
    /// The last event that can be named.
    fn last(&self) -> Option<String> {
        self.events.iter().rev().find_map(Event::id).map(str::to_owned)
    }

    /// Whether dates say that the oldest comes first; where they do not tell, the newest does.
    fn is_oldest_first(&self) -> bool {
        let dates = (self.events.first().and_then(Event::created), self.events.last().and_then(Event::created));
        matches!(dates, (Some(first), Some(last)) if first < last)
    }
}

/// What has happened since what `after` says was reached, the oldest first. No document says which end of a list comes first, so both
/// are followed: from the top down to what is known, or from what is known on. One event that cannot be read is passed by; a page that
/// cannot be read ends this pull, and the next one begins there.
pub(super) async fn pull(to: &KashIo, cx: Context<'_>, after: Option<&str>) -> Result<Pulled, ProviderError> {
    let before = Reached::read(after);
    let known = before.newest.as_deref();
    let first = walk(to, cx, None, None, 1).await?;
    let (events, reached) =
        if first.is_oldest_first() { upwards(to, cx, known, first).await } else { downwards(to, cx, &before, first).await };
    let mut hints: Vec<ChargeHint> = Vec::new();
    for hint in events.iter().filter_map(Event::hint) {
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    Ok(Pulled { hints, last: reached.write().filter(|_| reached != before) })
}

/// The oldest comes first: on from what is known.
async fn upwards(to: &KashIo, cx: Context<'_>, known: Option<&str>, first: Walked) -> (Vec<Event>, Reached) {
    let known_at = first.events.iter().position(|event| known.is_some() && event.id() == known);
    let (mut events, from, more) = match (known, known_at) {
        (Some(known), None) => (Vec::new(), Some(known.to_owned()), true),
        (_, at) => {
            let (last, more) = (first.last(), first.more);
            (first.events.into_iter().skip(at.map_or(0, |at| at + 1)).collect(), last, more)
        }
    };
    let mut newest = from.clone();
    if let Some(from) = from.filter(|_| more)
        && let Ok(rest) = walk(to, cx, Some(&from), None, PAGES - 1).await
    {
        newest = rest.last().or(newest);
        events.extend(rest.events);
    }
    (events, Reached { newest, gap: None })
}

/// The newest comes first: down to what is known, and then on with what was left over before.
async fn downwards(to: &KashIo, cx: Context<'_>, before: &Reached, first: Walked) -> (Vec<Event>, Reached) {
    let known = before.newest.as_deref();
    let newest = first.events.iter().find_map(Event::id).or(known).map(str::to_owned);
    let mut top = until(first, known);
    if let Some(from) = top.last().filter(|_| top.more && !top.met)
        && let Ok(rest) = walk(to, cx, Some(&from), known, PAGES - 1).await
    {
        top.events.extend(rest.events);
        (top.met, top.more) = (rest.met, rest.more);
    }
    if top.is_oldest_first() {
        // All of the first page was of one second: only now it is seen which end it was.
        return upwards(to, cx, known, top).await;
    }
    let mut events = top.events.clone();
    let left = match (top.last().filter(|_| top.more && !top.met), before.gap.clone()) {
        // What lies between was followed before, and is once more.
        (Some(from), gap) => Some(Gap { from, to: gap.map_or(before.newest.clone(), |gap| gap.to) }),
        (None, None) => None,
        (None, Some(gap)) => match walk(to, cx, Some(&gap.from), gap.to.as_deref(), PAGES).await {
            Err(_) => Some(gap),
            Ok(older) => {
                let from = older.last().unwrap_or(gap.from);
                let left = (older.more && !older.met).then_some(Gap { from, to: gap.to });
                events.extend(older.events);
                left
            }
        },
    };
    events.reverse();
    events.sort_by_key(Event::created);
    (events, Reached { newest, gap: left })
}

/// Reads on from an event, until another is met or so many pages have been read. Fails where not one page can be read.
async fn walk(
    to: &KashIo,
    cx: Context<'_>,
    from: Option<&str>,
    looked_for: Option<&str>,
    pages: usize,
) -> Result<Walked, ProviderError> {
    let (mut walked, mut seen) = (Walked::default(), HashSet::new());
    let mut cursor = from.map(str::to_owned);
    for number in 0..pages {
        let page = match page(to, cx, cursor.as_deref()).await {
            Ok(page) => page,
            Err(error) if number == 0 => return Err(error),
            Err(_) => return Ok(Walked { more: true, ..walked }),
        };
        let goes_on = page.has_more.said().value().unwrap_or(page.data.len() >= PAGE);
        let events: Vec<Event> = page.data.into_iter().filter_map(|Part(event)| event).collect();
        let next = events.iter().rev().find_map(Event::id).map(str::to_owned);
        // A list that does not know our cursor begins again and again: what was seen is not read twice.
        let news = events.iter().filter_map(Event::id).filter(|id| seen.insert((*id).to_owned())).count();
        walked.events.extend(events);
        walked.more = goes_on && news > 0;
        walked = until(walked, looked_for);
        if walked.met || !walked.more {
            break;
        }
        cursor = next;
    }
    Ok(walked)
}

/// The part of it before that event.
fn until(mut walked: Walked, looked_for: Option<&str>) -> Walked {
    let at = walked.events.iter().position(|event| looked_for.is_some() && event.id() == looked_for);
    if let Some(at) = at {
        walked.events.truncate(at);
        walked.met = true;
    }
    walked
}

async fn page(to: &KashIo, cx: Context<'_>, cursor: Option<&str>) -> Result<Events, ProviderError> {
    let cursor = cursor.map_or_else(String::new, |id| format!("&starting_after={id}&start={id}"));
    let path = format!("/events?status=new&limit={PAGE}{cursor}");
    let reply = to.api.ask(cx, Call::get(path, "GET /events")).await?;
    serde_json::from_str(reply.body()).map_err(|_| reply.nonsense("no list"))
}

/// Which invoice a push is about, if it is about one.
pub(super) fn read_pushed(request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
    request.check_size()?;
    let text = String::from_utf8_lossy(request.body);
    let Some(event) = serde_json::from_str::<Part<Event>>(&text).ok().and_then(|Part(event)| event) else {
        return Err(not_understood("push", "no event in it", &text));
    };
    let reading = match event.hint() {
        Some(hint) if event.is_event() => WebhookReading::of_charges(vec![hint]),
        None if event.is_ping() => WebhookReading::ping(),
        Some(_) | None => return Err(not_understood("push", "no invoice's id in it", &text)),
    };
    Ok(WebhookReading { event_id: event.id().map(str::to_owned), ..reading })
}
