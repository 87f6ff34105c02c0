//! The ways to pay an amount: what the providers offer, in the merchant's order, dressed with what we know of stores.
//!
//! What a provider says comes first (limits, till fees); `payments::store` fills in what it does not say. Answers are
//! kept for a minute, and beyond it while the provider is down, so that a page opens although nobody answers. Orders,
//! charges and the db are not known here.

pub mod metered;

use crate::base::clock::Clock;
use crate::base::single_flight::{Joined, SingleFlight};
use crate::db::charges::ChargeRecord;
use metered::{Meter, MeteredHttp};
use payments::store::recognise;
use payments::{Country, Currency, Method, Moment, Money, Symbology};
use providers::capability::{Cancel, ReusableClabes};
use providers::facts::StoreChoice;
use providers::http::Http;
use providers::provider::{OfferedMethod, OfferedStore};
use providers::{Kind, Provider, ProviderError};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// For how many seconds an answer is good.
const GOOD_FOR: Duration = Duration::from_secs(60);

/// How many amounts are remembered at most.
const REMEMBERED: usize = 512;

/// A provider account, as the merchant set it up.
#[derive(Clone)]
pub struct ProviderAccount {
    /// Its id: its name in the configuration, in the db and in its webhook address.
    pub id: String,
    /// The provider, built with the account's settings.
    pub provider: Arc<dyn Provider>,
    /// The stores to offer, in this order; all where it is empty.
    pub stores: Vec<String>,
    /// Whose references a till can scan.
    pub barcodes: BTreeMap<String, Symbology>,
    /// Its place among the accounts the merchant prefers for a method; one without a place comes after those that have one.
    pub places: BTreeMap<Method, usize>,
}

impl ProviderAccount {
    /// An account of that id, with everything its provider has.
    pub fn new(id: String, provider: Arc<dyn Provider>) -> Self {
        Self { id, provider, stores: Vec::new(), barcodes: BTreeMap::new(), places: BTreeMap::new() }
    }

    /// Whether no real money moves with its keys.
    pub fn test_mode(&self) -> bool {
        !self.provider.facts().live
    }

    /// Voiding a charge of this method, where its provider can.
    pub fn cancel(&self, method: Method) -> Option<&dyn Cancel> {
        self.provider.cancel().filter(|_| self.provider.facts().cancels(method))
    }

    /// Whether, asked at `now` once more for this charge, it makes no second one: while it still knows the first request.
    pub fn repeats_create(&self, charge: &ChargeRecord, now: Moment) -> bool {
        let age = now.seconds() - charge.charge.created_at.seconds();
        // By a clock that was set back, nobody knows how long ago it was.
        let age = Duration::from_secs(u64::try_from(age).unwrap_or(u64::MAX));
        self.id == charge.provider && self.provider.facts().create_is_idempotent(charge.charge.method).covers(age)
    }

    /// How this store's till scans, where it can. Codes are compared as stores are recognised: `7-Eleven` in the
    /// configuration means `SEVEN_ELEVEN`.
    pub fn symbology(&self, store: &str) -> Option<Symbology> {
        self.barcodes.iter().find(|(said, _)| same_store(said, store)).map(|(_, symbology)| *symbology)
    }
}

/// A way to pay, and who collects by it.
#[derive(Clone)]
pub struct PaymentOption {
    /// The provider account that collects.
    pub account: Arc<ProviderAccount>,
    /// How; limits and till fees are filled in where we know them.
    pub offered: OfferedMethod,
}

impl PaymentOption {
    /// The store that a code means here, with the code this account gives it.
    pub fn store(&self, code: &str) -> Option<&OfferedStore> {
        store_of(&self.offered, code)
    }
}

struct Kept {
    at: Duration,
    options: Arc<[PaymentOption]>,
}

/// What can be offered.
pub struct Offers {
    accounts: Vec<Arc<ProviderAccount>>,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    meter: Arc<dyn Meter>,
    kept: Mutex<HashMap<Money, Kept>>,
    turns: SingleFlight,
}

impl Offers {
    /// The accounts of this merchant, in the order of preference.
    pub fn new(accounts: Vec<ProviderAccount>, http: Arc<dyn Http>, clock: Arc<dyn Clock>, meter: Arc<dyn Meter>) -> Self {
        let accounts = accounts.into_iter().map(Arc::new).collect();
        Self { accounts, http, clock, meter, kept: Mutex::default(), turns: SingleFlight::default() }
    }

    /// The way out for an operation asked of an account: the only one there is, so that nothing is asked uncounted.
    pub fn call<'a>(&'a self, account: &'a ProviderAccount, operation: &'static str) -> MeteredHttp<'a> {
        MeteredHttp::new(&*self.http, &*self.meter, &account.id, operation, &*self.clock)
    }

    /// Every account, in the order of preference.
    pub fn accounts(&self) -> impl Iterator<Item = &Arc<ProviderAccount>> {
        self.accounts.iter()
    }

    /// The account of that id.
    pub fn account(&self, id: &str) -> Option<&Arc<ProviderAccount>> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// The first account that has reusable CLABEs and accounts of them.
    pub fn reusable_clabes(&self) -> Option<(&Arc<ProviderAccount>, &dyn ReusableClabes)> {
        self.accounts.iter().find_map(|account| Some((account, account.provider.reusable_clabes()?)))
    }

    /// Whether a voucher can still be sent by SMS: it can be paid, its provider sends it, and it was not sent too often.
    pub fn can_send_sms(&self, record: &ChargeRecord) -> bool {
        let sms = self.account(&record.provider).and_then(|account| account.provider.sms());
        sms.is_some_and(|sms| record.is_open() && record.sms < sms.at_most())
    }

    /// Whether the customer may still change their mind: the voucher is open, and its provider can void it.
    pub fn can_cancel(&self, record: &ChargeRecord) -> bool {
        self.cancels(record) && record.is_open()
    }

    /// Whether its provider can void a charge of this method, as long as it is not paid.
    pub fn cancels(&self, record: &ChargeRecord) -> bool {
        self.account(&record.provider).is_some_and(|account| account.cancel(record.charge.method).is_some())
    }

    /// Whether no real money moves. The configuration sees to it that all accounts agree.
    pub fn test_mode(&self) -> bool {
        self.accounts.iter().any(|account| account.test_mode())
    }

    /// The time zone the shop lives by: that of the first country it collects in.
    pub fn zone(&self) -> &'static str {
        Country::of(self.currencies().next().unwrap_or(Currency::Mxn)).zone()
    }

    /// Whether a charge of this method is always made for one store, so that a page must name it.
    pub fn needs_store(&self, method: Method) -> bool {
        let facts = |account: &Arc<ProviderAccount>| account.provider.facts().method(method).map(|facts| facts.store);
        let mut choices = self.accounts.iter().filter_map(facts);
        choices.all(|choice| choice == StoreChoice::Needed)
    }

    /// The currencies some account collects orders in.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> {
        self.accounts.iter().flat_map(|account| account.provider.facts().currencies.iter().copied())
    }

    /// The ways to pay this amount. Fails only where no provider answers and none has before. While one question is
    /// under way nobody asks another: who comes meanwhile gets the last answer, or waits for this one.
    ///
    /// # Errors
    ///
    /// The error of the provider account asked last, where no account answers and none has answered before.
    pub async fn options(&self, amount: Money) -> Result<Arc<[PaymentOption]>, ProviderError> {
        if let Some(options) = self.remembered(amount, GOOD_FOR) {
            return Ok(options);
        }
        let question = format!("{} {}", amount.minor(), amount.currency());
        let last = self.remembered(amount, Duration::MAX);
        if let Some(last) = last.as_ref().filter(|_| self.turns.is_taken(&question)) {
            return Ok(Arc::clone(last));
        }
        match self.turns.join(&question).await {
            Joined::Leader(turn) => match self.ask_all(amount).await {
                Ok(options) => {
                    self.remember(amount, Arc::clone(&options));
                    turn.went_well();
                    Ok(options)
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
    async fn ask_all(&self, amount: Money) -> Result<Arc<[PaymentOption]>, ProviderError> {
        let mut options = Vec::new();
        let mut failure = None;
        let takes = |account: &&Arc<ProviderAccount>| account.provider.facts().currencies.contains(&amount.currency());
        for account in self.accounts.iter().filter(takes) {
            let call = self.call(account, "offers");
            match call.answer(account.provider.offers(call.cx(), amount)).await {
                Ok(offered) => options.extend(offered.into_iter().map(|offered| dressed(account, offered))),
                Err(error) => {
                    tracing::warn!(provider = account.id, %error, "no offers");
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if options.is_empty() => Err(error),
            Some(_) | None => Ok(by_preference(options).into()),
        }
    }

    fn remembered(&self, amount: Money, good_for: Duration) -> Option<Arc<[PaymentOption]>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(&amount)?;
        let age = self.clock.running().saturating_sub(found.at);
        (age < good_for).then(|| Arc::clone(&found.options))
    }

    fn remember(&self, amount: Money, options: Arc<[PaymentOption]>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= REMEMBERED
            && let Some(oldest) = kept.iter().min_by_key(|(_, kept)| kept.at).map(|(amount, _)| *amount)
        {
            kept.remove(&oldest);
        }
        kept.insert(amount, Kept { at: self.clock.running(), options });
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
    /// The amount is under the least that is taken.
    UnderMinimum,
}

/// Who collects this amount by this method, at this store where one must be named.
///
/// # Errors
///
/// [`NotOffered`] says what is not on offer: the method, the store, or an amount as large or as small as this.
pub fn choose<'a>(
    options: &'a [PaymentOption],
    method: Method,
    store: Option<&str>,
    amount: Money,
) -> Result<&'a PaymentOption, NotOffered> {
    let mut why_not = NotOffered::Method;
    for option in options.iter().filter(|option| option.offered.method == method) {
        match takes(&option.offered, store, amount) {
            Ok(()) => return Ok(option),
            // Why another store would not do says less than that this one is known and the amount does not fit.
            Err(NotOffered::Method | NotOffered::Store) if why_not != NotOffered::Method => {}
            Err(why) => why_not = why,
        }
    }
    Err(why_not)
}

fn takes(offered: &OfferedMethod, store: Option<&str>, amount: Money) -> Result<(), NotOffered> {
    let at = store.and_then(|store| store_of(offered, store));
    let limit = match (offered.store, store, at) {
        (StoreChoice::Needed, _, None) | (StoreChoice::Optional, Some(_), None) => return Err(NotOffered::Store),
        (StoreChoice::Needed | StoreChoice::Optional, _, Some(at)) => at.limit.or(offered.limit),
        (StoreChoice::Optional, None, None) | (StoreChoice::None, _, _) => offered.limit,
    };
    // A bound in another currency is the provider's to judge.
    let comparable = |bound: &Money| bound.currency() == amount.currency();
    if limit.filter(comparable).is_some_and(|limit| amount.minor() > limit.minor()) {
        return Err(NotOffered::OverLimit);
    }
    let min = at.and_then(|at| at.min).or(offered.min);
    if min.filter(comparable).is_some_and(|min| amount.minor() < min.minor()) {
        return Err(NotOffered::UnderMinimum);
    }
    Ok(())
}

/// Each method where it first stands, and within it the accounts the merchant prefers before the others.
fn by_preference(options: Vec<PaymentOption>) -> Vec<PaymentOption> {
    let mut methods: Vec<Method> = Vec::new();
    for option in &options {
        if !methods.contains(&option.offered.method) {
            methods.push(option.offered.method);
        }
    }
    let mut ordered = options;
    ordered.sort_by_key(|option| {
        let method = option.offered.method;
        let place = option.account.places.get(&method).copied().unwrap_or(usize::MAX);
        (methods.iter().position(|other| *other == method), place)
    });
    ordered
}

/// What one account offers, with the merchant's choice and order of stores, and what our table knows.
fn dressed(account: &Arc<ProviderAccount>, mut offered: OfferedMethod) -> PaymentOption {
    if !account.stores.is_empty() {
        let place = |store: &OfferedStore| account.stores.iter().position(|said| same_store(said, &store.code));
        offered.stores.retain(|store| place(store).is_some());
        offered.stores.sort_by_key(|store| place(store));
    }
    PaymentOption { account: Arc::clone(account), offered }
}

/// The store of a method that a code means, under whatever code this account has it: accounts write one chain differently.
fn store_of<'a>(offered: &'a OfferedMethod, code: &str) -> Option<&'a OfferedStore> {
    let stores = || offered.stores.iter();
    stores().find(|store| store.code == code).or_else(|| stores().find(|store| same_store(&store.code, code)))
}

/// Whether two codes mean one chain.
pub fn same_store(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || recognise(one).is_some_and(|known| recognise(other) == Some(known))
}

/// What callers say when nobody is there to ask.
pub fn nobody() -> ProviderError {
    ProviderError::new(Kind::NotReached, "no provider of that id is configured")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_has_bounds_of_its_own_where_it_says_so_and_else_those_of_its_method() {
        let pesos = |whole: i64| Some(Money::new(whole * 100, Currency::Mxn));
        let store =
            |code: &str, min, limit| OfferedStore { code: code.to_owned(), name: code.to_owned(), min, limit, till_fee: None };
        let offered = OfferedMethod {
            method: Method::Cash,
            store: StoreChoice::Needed,
            stores: vec![store("OXXO", None, None), store("SORIANA", pesos(20), pesos(60_000))],
            min: pesos(5),
            limit: pesos(10_000),
        };
        let check = |store: &str, whole: i64, expected: Result<(), NotOffered>| {
            assert_eq!(takes(&offered, Some(store), Money::new(whole * 100, Currency::Mxn)), expected, "{whole} at {store}");
        };
        check("OXXO", 4, Err(NotOffered::UnderMinimum));
        check("OXXO", 5, Ok(()));
        check("OXXO", 10_001, Err(NotOffered::OverLimit));
        check("SORIANA", 19, Err(NotOffered::UnderMinimum));
        check("SORIANA", 20, Ok(()));
        check("SORIANA", 60_000, Ok(()));
        check("SORIANA", 60_001, Err(NotOffered::OverLimit));
        check("soriana", 100, Ok(()));
        check("CHEDRAUI", 100, Err(NotOffered::Store));
    }
}
