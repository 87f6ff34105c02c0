//! A trial: an account tried with its test keys against the real service, and what was seen laid beside what its facts say. For the
//! first person with keys, who sends us what came out.
//!
//! It names no provider: what only one can know is its own part (`providers::trial`). Each method fails alone (`method.rs`), each
//! question has an end, and live keys are refused before anybody is asked. It touches no db.

mod hook;
mod method;
pub mod report;

use crate::clock::SystemClock;
use crate::network::Network;
use crate::serve;
use anyhow::{Context as _, bail};
use backend::base::clock::{Clock as _, rfc3339};
use backend::base::id;
use backend::config::Config;
use backend::providers::ProviderAccount;
use payments::{Country, Customer, Moment, Money};
use providers::facts::{MethodFacts, StoreChoice};
use providers::http::Http;
use providers::provider::{ChargeRequest, OfferedMethod};
use providers::register;
use providers::trial::{Open, Seen};
use providers::{Context, Kind, Provider};
use report::{Line, Report};
use std::time::Duration;
use tokio::time::timeout;

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(20);

/// How long a question about what is open may take, with all it has to make.
const OPEN: Duration = Duration::from_secs(90);

/// What a charge is for where nothing asks for more or less.
const ORDINARY: i64 = 15_000;

/// Until when a voucher is asked to be good.
const LIVES: i64 = 3 * 24 * 60 * 60;

/// A customer whom nobody is, for a provider that says no address of its own.
const EMAIL: &str = "prueba@example.com";

/// An account under trial.
struct Trying<'a> {
    provider: &'a dyn Provider,
    http: &'a dyn Http,
    /// How long what the service does by itself may take.
    patience: Duration,
}

/// Tries an account of the configuration with its test keys.
///
/// # Errors
///
/// Where there is no such account, or its keys are live. What the service does is no error: it stands in the report.
pub async fn run(config: &Config, id: &str, patience: Duration) -> anyhow::Result<Report> {
    let accounts = serve::accounts(config)?;
    let account = accounts.iter().find(|account| account.id == id);
    let account = account.with_context(|| format!("{id} is not configured"))?;
    refuse_live_keys(account)?;
    let http = Network::with_timeout(ANSWER)?;
    let trying = Trying { provider: &*account.provider, http: &http, patience };
    let kind = account.provider.facts().kind;
    let name = register::find(kind).map_or(kind, |entry| entry.name);
    let version = env!("CARGO_PKG_VERSION");
    let head = format!("{name} tried with test keys by ficha-backend {version} at {}", rfc3339(SystemClock.now()));
    let mut lines = Vec::new();
    if trying.keys(&mut lines).await {
        let offered = trying.offers(&mut lines).await;
        hook::examine(config, account, &http, &mut lines).await;
        for facts in &account.provider.facts().methods {
            let offered = offered.iter().find(|offered| offered.method == facts.method);
            trying.method(facts, offered, &mut lines).await;
        }
        trying.open(&offered, &mut lines).await;
    }
    Ok(Report { head, lines })
}

/// A charge with live keys would be real money.
fn refuse_live_keys(account: &ProviderAccount) -> anyhow::Result<()> {
    if account.test_mode() {
        return Ok(());
    }
    let settings = register::find(account.provider.facts().kind).map(|entry| entry.settings).unwrap_or_default();
    let mode = settings.iter().find(|setting| setting.name == "mode");
    let mode = mode.map(|mode| format!(" Or set mode, where they are not: {}.", mode.about)).unwrap_or_default();
    let id = &account.id;
    bail!("the keys of {id} are live, and a charge that is made with them is real money: try it with test keys.{mode}")
}

impl Trying<'_> {
    fn cx(&self) -> Context<'_> {
        Context { http: self.http, now: SystemClock.now() }
    }

    /// Whether its keys are accepted, or at least not refused: with refused ones there is nothing to see.
    async fn keys(&self, lines: &mut Vec<Line>) -> bool {
        let Some(keys) = self.provider.check_keys() else { return true };
        let checked = keys.check_keys(self.cx()).await;
        let facts = "test keys, accepted".to_owned();
        lines.push(match &checked {
            Ok(()) => Line::compared("account", "keys", facts.clone(), facts),
            Err(error) => Line::failed("account", "keys", facts, error),
        });
        !checked.is_err_and(|error| error.kind == Kind::BadKeys)
    }

    async fn offers(&self, lines: &mut Vec<Line>) -> Vec<OfferedMethod> {
        let Some(currency) = self.provider.facts().currencies.first() else { return Vec::new() };
        match self.provider.offers(self.cx(), Money::new(ORDINARY, *currency)).await {
            Ok(offered) => offered,
            Err(error) => {
                lines.push(Line::failed("account", "offers", "what can be offered is said".to_owned(), error));
                Vec::new()
            }
        }
    }

    /// Tries a method; what it has seen by the time it must end stays.
    async fn method(&self, facts: &MethodFacts, offered: Option<&OfferedMethod>, lines: &mut Vec<Line>) {
        // Money in two parts, money back, an expired slip: each is waited for.
        let whole = self.patience * 4 + ANSWER * 12;
        if timeout(whole, method::examine(self, facts, offered, lines)).await.is_err() {
            let why = format!("it was not over after {} seconds", whole.as_secs());
            lines.push(Line::failed(facts.method.id(), "all of it", "it ends".to_owned(), why));
        }
    }

    /// What is open in its facts, each asked of the service.
    async fn open(&self, offered: &[OfferedMethod], lines: &mut Vec<Line>) {
        let (Some(trial), Some(facts)) = (self.provider.trial(), self.provider.facts().methods.first()) else { return };
        let offered = offered.iter().find(|offered| offered.method == facts.method);
        let Some(like) = self.request(facts, offered, trial.email()) else { return };
        for Open { what, seen } in trial.open(self.cx(), &like) {
            let asked = match seen {
                Seen::NotAsked(why) => {
                    lines.push(Line::not_tried("?", what, why));
                    continue;
                }
                Seen::Asked(asked) => timeout(OPEN, asked).await,
            };
            lines.push(match asked {
                Ok(Ok(seen)) => Line::seen("?", what, seen),
                // Who refuses has answered.
                Ok(Err(error)) if matches!(error.kind, Kind::Refused(_)) => Line::seen("?", what, error.to_string()),
                Ok(Err(error)) => Line::not_tried("?", what, &error.to_string()),
                Err(_) => Line::not_tried("?", what, "there was no answer in time"),
            });
        }
    }

    /// A new charge of a method, of an amount it takes, for somebody whom nobody is; `None` where no store is offered to make it at.
    fn request(&self, facts: &MethodFacts, offered: Option<&OfferedMethod>, email: &str) -> Option<ChargeRequest> {
        let currency = *self.provider.facts().currencies.first()?;
        let ordinary = Money::new(ORDINARY, currency);
        let stores = offered.map(|offered| offered.stores.as_slice()).unwrap_or_default();
        let store = match facts.store {
            StoreChoice::Needed => Some(stores.first()?),
            StoreChoice::Optional | StoreChoice::None => None,
        };
        let min = [facts.min, offered.and_then(|offered| offered.min), store.and_then(|store| store.min)];
        let min = min.into_iter().flatten().map(Money::minor).max().unwrap_or_default();
        let (country, now) = (Country::of(currency), whole_minute(SystemClock.now()));
        let phone = match country {
            Country::Mx => "5512345678",
            Country::Pe => "987654321",
        };
        Some(ChargeRequest {
            charge_id: id::charge(),
            amount: Money::new(ordinary.minor().max(min), currency),
            description: "Prueba".to_owned(),
            image: None,
            method: facts.method,
            store: store.map(|store| store.code.clone()),
            customer: Customer::new(country, "Ana Prueba", email, Some(phone), Some("12345678")).ok()?,
            requested_at: now,
            expires_at: Some(now.plus_seconds(LIVES)),
        })
    }

    /// The address of the customer of an ordinary charge.
    fn email(&self) -> &'static str {
        self.provider.trial().map_or(EMAIL, |trial| trial.email())
    }
}

/// The minute before: an end that is asked for in whole minutes can be kept by everybody.
fn whole_minute(now: Moment) -> Moment {
    Moment::from_seconds(now.seconds() - now.seconds().rem_euclid(60))
}
