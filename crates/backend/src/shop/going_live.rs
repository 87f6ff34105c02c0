//! What still stands between this shop and real money, in the order to do it. It looks at the configuration, at what the shop
//! has, and asks each provider whether it answers and where it sends webhooks; it changes nothing. The sentences a merchant
//! reads are the panel's.

use crate::base::clock::{Clock, within};
use crate::base::error::WorkError;
use crate::base::files::Files;
use crate::base::web_address::is_loopback;
use crate::config::{AccountConfig, Config, Mode};
use crate::db::listing::{self, Wanted};
use crate::db::{Db, buttons, endpoints};
use crate::providers::Offers;
use api::{GoingLive, Step};
use payments::{Money, Status};
use std::time::Duration;

/// How long a provider may take to say something: somebody waits for the page.
const PROVIDER_TIMEOUT: Duration = Duration::from_secs(5);

/// What a shop is called that has not said it.
const UNNAMED: &str = "Mi tienda";

/// Among how many buttons, the newest, one is looked for that can be bought with.
const NEWEST: i64 = 200;

/// A price every provider takes, minor units.
const ORDINARY: i64 = 10_000;

/// Every step before real money is collected, in the order to do them.
///
/// # Errors
///
/// `unavailable` where the db cannot be used. A provider that does not answer is a step that is not done.
pub async fn steps(
    config: &Config,
    db: &dyn Db,
    offers: &Offers,
    clock: &dyn Clock,
    assets: &Files,
) -> Result<GoingLive, WorkError> {
    let must = |step: &str, done: bool, about: Option<String>| Step { step: step.to_owned(), done, optional: false, about };
    let may = |step: &str, done: bool, about: Option<String>| Step { optional: true, ..must(step, done, about) };
    let works = buttons::part(db, None, NEWEST).await?.iter().any(|record| !record.button.retired);
    let paid = Wanted { status: Some(Status::Paid), ..Wanted::default() };
    let paid = !listing::find(db, &paid, clock.now(), None, 1).await?.found.is_empty();
    let told = endpoints::list(db).await?.iter().any(|endpoint| endpoint.disabled.is_none());
    let tls = config.public_url.scheme() == "https" && !is_loopback(&config.public_url);
    let pages = config.allowed_origins.has_pages();

    let mut steps = vec![
        must("button", works, None),
        may("try", paid, None),
        must("name", config.merchant != UNNAMED, Some(config.merchant.clone())),
        must("address", tls, Some(config.public().to_owned())),
        must("pages", pages && !config.allowed_origins.has_loopback(), Some(config.allowed_origins.sources())),
        must("widget", assets.get("ficha.js").is_some(), None),
    ];
    for account in offers.accounts() {
        let currency = account.provider.facts().currencies.first();
        let (id, amount) = (account.id.as_str(), currency.map(|it| Money::new(ORDINARY, *it)));
        let call = offers.call(account, "offers");
        let answers = match amount {
            Some(amount) => within(clock, PROVIDER_TIMEOUT, call.answer(account.provider.offers(call.cx(), amount))).await,
            None => continue,
        };
        steps.push(must("stores", matches!(answers, Ok(Ok(options)) if !options.is_empty()), Some(id.to_owned())));
        let here = format!("{}/webhooks/{id}", config.public());
        if let Some(webhooks) = account.provider.webhooks() {
            let call = offers.call(account, "webhooks");
            let listed = call.answer(webhooks.list(call.cx()));
            let listed = within(clock, PROVIDER_TIMEOUT, listed).await;
            let known = matches!(listed, Ok(Ok(all)) if all.iter().any(|one| one.url == here && one.is_whole));
            steps.push(must("webhook", known, Some(here)));
        } else if config.account(id).is_some_and(AccountConfig::is_signed) {
            // A person types the address in where the provider shows the secret; whether it is there, no call says.
            steps.push(may("webhook_by_hand", false, Some(here)));
        }
        if let Some(said) = config.account(id).filter(|said| said.lacks_webhook_secret()) {
            steps.push(must("webhook_secret", false, Some(said.webhook_secret_variable())));
        }
    }
    steps.push(may("told", told, None));
    steps.push(must("keys", config.mode == Mode::Live && !offers.test_mode(), None));
    Ok(GoingLive { ready: steps.iter().all(|step| step.done || step.optional), steps })
}
