//! The ways to pay an amount: what the providers offer, in the merchant's order, dressed with what we know of stores.
//!
//! What a provider says comes first (limits, till fees); `payments::store` fills in what it does not say. Answers are
//! kept for a minute, and beyond it while the provider is down, so that a page opens although nobody answers. Orders,
//! charges and the db are not known here.

use crate::clock::Clock;
use crate::turns::{Joined, Turns};
use payments::customer::Field;
use payments::store::recognise;
use payments::{Currency, Method, Money, Symbology};
use providers::capability::{Capabilities, Standing};
use providers::http::Http;
use providers::provider::{OfferedMethod, OfferedStore};
use providers::register::Settings;
use providers::{Kind, Provider, ProviderError};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// For how many seconds an answer is good.
const GOOD_FOR: Duration = Duration::from_secs(60);

/// How many amounts are remembered at most.
const REMEMBERED: usize = 512;

/// A provider, as the merchant set it up.
pub struct Counter {
    /// Who collects.
    pub provider: Arc<dyn Provider>,
    /// The currencies an order may be in.
    pub currencies: Vec<Currency>,
    /// What it cannot do without of the customer, beyond name and e-mail.
    pub needs: &'static [Field],
    /// The stores to offer, in this order; all where it is empty.
    pub stores: Vec<String>,
    /// Whose references a till can scan.
    pub barcodes: BTreeMap<String, Symbology>,
    /// What the provider can do beyond the four verbs every provider has.
    pub can: Capabilities,
    /// What it was told: each of those functions is handed it.
    pub settings: Settings,
}

impl Counter {
    /// How this store's till scans, where it can. Codes are compared as stores are recognised: `7-Eleven` in the
    /// configuration means `SEVEN_ELEVEN`.
    pub fn symbology(&self, store: &str) -> Option<Symbology> {
        self.barcodes.iter().find(|(said, _)| same_store(said, store)).map(|(_, symbology)| *symbology)
    }
}

/// A way to pay, and who collects by it.
#[derive(Clone)]
pub struct Way {
    /// Who.
    pub counter: Arc<Counter>,
    /// How; limits and till fees are filled in where we know them.
    pub offered: OfferedMethod,
}

struct Kept {
    at: Duration,
    ways: Arc<[Way]>,
}

/// What can be offered.
pub struct Offers {
    counters: Vec<Arc<Counter>>,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    kept: Mutex<HashMap<Money, Kept>>,
    turns: Turns,
}

impl Offers {
    /// The counters of this merchant, in the order to show them.
    pub fn new(counters: Vec<Counter>, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Self {
        let counters = counters.into_iter().map(Arc::new).collect();
        Self { counters, http, clock, kept: Mutex::default(), turns: Turns::default() }
    }

    /// The way out to providers.
    pub fn http(&self) -> &dyn Http {
        &*self.http
    }

    /// Every counter, in the order to show them.
    pub fn counters(&self) -> impl Iterator<Item = &Arc<Counter>> {
        self.counters.iter()
    }

    /// The counter of that provider.
    pub fn counter(&self, provider: &str) -> Option<&Arc<Counter>> {
        self.counters.iter().find(|counter| counter.provider.id() == provider)
    }

    /// The first counter whose provider has standing CLABEs and accounts.
    pub fn standing(&self) -> Option<(&Arc<Counter>, Standing)> {
        self.counters.iter().find_map(|counter| Some((counter, counter.can.standing?)))
    }

    /// Whether no real money moves. The configuration sees to it that all counters agree.
    pub fn test_mode(&self) -> bool {
        self.counters.iter().any(|counter| counter.provider.test_mode())
    }

    /// The ways to pay this amount. Fails only where no provider answers and none has before. While one question is
    /// under way nobody asks another: who comes meanwhile gets the last answer, or waits for this one.
    pub async fn ways(&self, amount: Money) -> Result<Arc<[Way]>, ProviderError> {
        if let Some(ways) = self.remembered(amount, GOOD_FOR) {
            return Ok(ways);
        }
        let question = format!("{} {}", amount.minor(), amount.currency());
        let last = self.remembered(amount, Duration::MAX);
        if let Some(last) = last.as_ref().filter(|_| self.turns.is_taken(&question)) {
            return Ok(Arc::clone(last));
        }
        match self.turns.join(&question).await {
            Joined::Mine(turn) => match self.ask_all(amount).await {
                Ok(ways) => {
                    self.remember(amount, Arc::clone(&ways));
                    turn.went_well();
                    Ok(ways)
                }
                Err(error) => last.ok_or(error),
            },
            Joined::Done(_) => {
                let failed = || ProviderError::new(Kind::NotReached, "the one who asked for us failed");
                self.remembered(amount, Duration::MAX).ok_or_else(failed)
            }
        }
    }

    /// Asks every provider that takes the currency. One that fails is left out while another answers.
    async fn ask_all(&self, amount: Money) -> Result<Arc<[Way]>, ProviderError> {
        let mut ways = Vec::new();
        let mut failure = None;
        for counter in self.counters.iter().filter(|counter| counter.currencies.contains(&amount.currency())) {
            match counter.provider.offers(self.http(), amount).await {
                Ok(offered) => ways.extend(offered.into_iter().map(|offered| dressed(counter, offered))),
                Err(error) => {
                    tracing::warn!(provider = counter.provider.id(), %error, "no offers");
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if ways.is_empty() => Err(error),
            Some(_) | None => Ok(ways.into()),
        }
    }

    fn remembered(&self, amount: Money, good_for: Duration) -> Option<Arc<[Way]>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&amount)?;
        let age = self.clock.running().saturating_sub(found.at);
        (age < good_for).then(|| Arc::clone(&found.ways))
    }

    fn remember(&self, amount: Money, ways: Arc<[Way]>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= REMEMBERED
            && let Some(oldest) = kept.iter().min_by_key(|(_, kept)| kept.at).map(|(amount, _)| *amount)
        {
            kept.remove(&oldest);
        }
        kept.insert(amount, Kept { at: self.clock.running(), ways });
    }
}

/// Where an offer refuses an amount or a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOffered {
    /// Nobody collects by this method.
    Method,
    /// Nobody collects at this store.
    Store,
    /// The amount is over the limit.
    OverLimit,
}

/// Who collects this amount by this method, at this store where the method is cash.
pub fn choose<'a>(ways: &'a [Way], method: Method, store: Option<&str>, amount: Money) -> Result<&'a Way, NotOffered> {
    let fits = |limit: Option<Money>| {
        limit.is_none_or(|limit| limit.currency() != amount.currency() || amount.minor() <= limit.minor())
    };
    let mut why_not = NotOffered::Method;
    for way in ways.iter().filter(|way| way.offered.method == method) {
        match method {
            Method::Spei if fits(way.offered.limit) => return Ok(way),
            Method::Spei => why_not = NotOffered::OverLimit,
            Method::Cash => match way.offered.stores.iter().find(|offered| Some(offered.code.as_str()) == store) {
                Some(offered) if fits(offered.limit) => return Ok(way),
                Some(_) => why_not = NotOffered::OverLimit,
                None if why_not == NotOffered::Method => why_not = NotOffered::Store,
                None => {}
            },
        }
    }
    Err(why_not)
}

/// What one counter offers, with the merchant's choice and order of stores, and what our table knows.
fn dressed(counter: &Arc<Counter>, mut offered: OfferedMethod) -> Way {
    if !counter.stores.is_empty() {
        let place = |store: &OfferedStore| counter.stores.iter().position(|said| same_store(said, &store.code));
        offered.stores.retain(|store| place(store).is_some());
        offered.stores.sort_by_key(|store| place(store));
    }
    for store in &mut offered.stores {
        if let Some(known) = recognise(&store.code) {
            store.limit = store.limit.or(known.limit);
            store.till_fee = store.till_fee.or(known.till_fee);
        }
    }
    Way { counter: Arc::clone(counter), offered }
}

fn same_store(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || recognise(one).is_some_and(|known| recognise(other) == Some(known))
}

/// What callers say when nobody is there to ask.
pub fn nobody() -> ProviderError {
    ProviderError::new(Kind::NotReached, "no provider of that id is configured")
}
