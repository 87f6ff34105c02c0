//! The list of events: what has happened, where a webhook was lost, and what no webhook can say, which is money that came into a
//! customer's balance. Stripe keeps it for thirty days. An event is as little believed as a webhook.

use super::Stripe;
use super::endpoints::EVENTS;
use super::webhook::{About, Event};
use super::wire::Intent;
use crate::call::{Call, path_segment};
use crate::capability::Pulled;
use crate::exact::{Flag, Part};
use crate::provider::{Context, Kind, ProviderError};
use crate::webhook::ChargeHint;
use serde::Deserialize;

/// How many events a page has, and how many pages are read at once: where there are more, the next pull goes on from there.
const PAGE: usize = 100;
const PAGES: usize = 5;

/// What comes into a customer's balance, and goes out of it.
const BALANCE: &str = "customer_cash_balance_transaction.created";

#[derive(Default, Deserialize)]
#[serde(default)]
struct Events {
    data: Option<Vec<Part<Event>>>,
    has_more: Flag,
}

/// What has happened since that event, the oldest first. Where Stripe no longer knows it, the newest page is all there is to follow:
/// what is older than thirty days is asked about one by one in any case.
pub(super) async fn pull(to: &Stripe, cx: Context<'_>, after: Option<&str>) -> Result<Pulled, ProviderError> {
    let mut pulled = Pulled::default();
    let mut cursor = after.map(str::to_owned);
    for _ in 0..PAGES {
        let page = match page(to, cx, cursor.as_deref()).await {
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Refused(_)) && cursor.is_some() => {
                cursor = None;
                page(to, cx, None).await?
            }
            page => page?,
        };
        let events: Vec<Event> = page.data.unwrap_or_default().into_iter().filter_map(|Part(event)| event).collect();
        // The newest comes first.
        let newest = events.iter().find_map(Event::id).map(str::to_owned);
        for hint in hints(to, cx, &events).await? {
            // Events about its charge do not say our id, those about the payment do.
            match pulled.hints.iter_mut().find(|known| known.provider_charge == hint.provider_charge) {
                Some(known) => known.charge_id = known.charge_id.take().or(hint.charge_id),
                None => pulled.hints.push(hint),
            }
        }
        let goes_on = page.has_more.is(true) && cursor.is_some() && newest.is_some() && newest != cursor;
        pulled.last = newest.clone().or(pulled.last);
        cursor = newest.or(cursor);
        if !goes_on {
            break;
        }
    }
    Ok(pulled)
}

async fn page(to: &Stripe, cx: Context<'_>, cursor: Option<&str>) -> Result<Events, ProviderError> {
    let kinds: String = EVENTS.iter().chain([&BALANCE]).enumerate().map(|(at, kind)| format!("&types[{at}]={kind}")).collect();
    let before = match cursor {
        Some(id) => format!("&ending_before={}", path_segment(id)?),
        None => String::new(),
    };
    let reply = to.api.ask(cx, Call::get(format!("/v1/events?limit={PAGE}{before}{kinds}"), "GET /v1/events")).await?;
    let page = reply.read::<Part<Events>>()?.0.unwrap_or_default();
    if page.data.is_none() { Err(reply.nonsense("no list")) } else { Ok(page) }
}

/// Which payments these events are about, the oldest first. A balance names its customer alone: which payment that was made for is asked,
/// unless another event says it.
async fn hints(to: &Stripe, cx: Context<'_>, events: &[Event]) -> Result<Vec<ChargeHint>, ProviderError> {
    let named = |event: &Event| matches!(event.about(), Some(About::Payment(_))).then(|| event.customer()).flatten();
    let named: Vec<String> = events.iter().filter_map(named).collect();
    let mut hints = Vec::new();
    let mut asked: Vec<String> = Vec::new();
    for event in events.iter().rev() {
        match event.about() {
            Some(About::Payment(hint)) => hints.push(hint),
            Some(About::Balance(customer)) if !named.contains(&customer) && !asked.contains(&customer) => {
                hints.extend(of_customer(to, cx, &customer).await?);
                asked.push(customer);
            }
            // One that cannot be read is passed by.
            Some(About::Balance(_) | About::Nothing) | None => {}
        }
    }
    Ok(hints)
}

/// The payments of ours of a customer.
async fn of_customer(to: &Stripe, cx: Context<'_>, customer: &str) -> Result<Vec<ChargeHint>, ProviderError> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Intents {
        data: Option<Vec<Part<Intent>>>,
    }
    let path = format!("/v1/payment_intents?customer={}&limit=10", path_segment(customer)?);
    let reply = match to.api.ask(cx, Call::get(path, "GET /v1/payment_intents")).await {
        // Nobody's any more.
        Err(error) if matches!(error.kind, Kind::NotFound | Kind::Refused(_)) => return Ok(Vec::new()),
        reply => reply?,
    };
    let intents = reply.read::<Part<Intents>>()?.0.unwrap_or_default().data.unwrap_or_default();
    let hint = |Part(intent): Part<Intent>| {
        let intent = intent?;
        Some(ChargeHint { charge_id: Some(intent.charge_id()?), ..ChargeHint::of(intent.id()?) })
    };
    Ok(intents.into_iter().filter_map(hint).collect())
}
