//! Events: what happened to invoices, pulled where nobody pushes; and the push a merchant's console may be told to send.
//!
//! No document names a signature or a registration, so a push is a reason to ask and nothing more: only which invoice it is
//! about is read. A list is read to its end, as far as that is sensible, in both spellings of its cursor.

use super::KashIo;
use super::call::{Call, not_understood};
use super::wire::{Event, Events};
use crate::capability::Pulled;
use crate::exact::Part;
use crate::http::Http;
use crate::provider::{Hint, Kind, ProviderError};
use http::Method as Verb;

/// The most a push may weigh.
const MAX_PUSH: usize = 64 * 1024;

/// How many events a page has, and how many pages are read at most: what is older was followed before, or is found by asking
/// about each open charge.
const PAGE: usize = 100;
const PAGES: usize = 5;

/// What has happened since the event called `after`, the oldest first.
pub(super) async fn pull(to: &KashIo, http: &dyn Http, after: Option<&str>) -> Result<Pulled, ProviderError> {
    let mut events: Vec<Event> = Vec::new();
    for _ in 0..PAGES {
        let cursor = events.last().and_then(Event::id).map(str::to_owned);
        let page = page(to, http, cursor.as_deref()).await?;
        events.extend(page.data.into_iter().filter_map(|Part(event)| event));
        let seen = events.iter().any(|event| event.id().is_some() && event.id() == after);
        if !page.has_more.is(true) || seen {
            break;
        }
    }
    // No document says which end of a list comes first, and dates are whole seconds: where they do not tell, the newest does.
    let newest_first = events.first().and_then(Event::created) >= events.last().and_then(Event::created);
    if newest_first {
        events.reverse();
    }
    events.sort_by_key(Event::created);
    let from = events.iter().position(|event| after.is_some() && event.id() == after).map_or(0, |at| at + 1);
    let new = &events[from..];
    let mut hints: Vec<Hint> = Vec::new();
    for invoice in new.iter().filter_map(Event::invoice) {
        let hint = Hint { provider_charge: invoice.to_owned() };
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    Ok(Pulled { hints, last: new.iter().rev().find_map(|event| event.id().map(str::to_owned)) })
}

async fn page(to: &KashIo, http: &dyn Http, cursor: Option<&str>) -> Result<Events, ProviderError> {
    let cursor = cursor.map_or_else(String::new, |id| format!("&starting_after={id}&start={id}"));
    let path = format!("/events?status=new&limit={PAGE}{cursor}");
    let reply = to.ask(http, Call { verb: Verb::GET, path, what: "GET /events", body: String::new() }).await?;
    serde_json::from_str(&reply.body).map_err(|_| reply.nonsense("no list"))
}

/// Which invoice a push is about; `None` for one that is about nothing.
pub(super) fn read_pushed(body: &[u8]) -> Result<Option<Hint>, ProviderError> {
    if body.len() > MAX_PUSH {
        return Err(ProviderError::new(Kind::NotUnderstood, format!("push: {} bytes are too many", body.len())));
    }
    let text = String::from_utf8_lossy(body);
    let Some(event) = serde_json::from_str::<Part<Event>>(&text).ok().and_then(|Part(event)| event) else {
        return Err(not_understood("push", "no event in it", &text));
    };
    match event.invoice() {
        Some(invoice) if event.is_event() => Ok(Some(Hint { provider_charge: invoice.to_owned() })),
        None if event.is_ping() => Ok(None),
        Some(_) | None => Err(not_understood("push", "no invoice's id in it", &text)),
    }
}
