//! The doctor at the providers: whether each accepts its keys, offers something, and knows where to say that money came.

use super::{Finding, Grade};
use crate::clock::SystemClock;
use crate::serve;
use backend::base::clock::Clock as _;
use backend::base::witness::{Overheard, Witnesses};
use backend::config::Config;
use backend::providers::ProviderAccount;
use payments::Money;
use providers::Context;
use providers::http::Http;
use std::sync::Arc;

/// What is asked for: an amount every store takes.
const AMOUNT: i64 = 10_000;

/// Examines each provider account: whether its keys are accepted, what it offers, and whether it knows our webhook address.
pub async fn examine(config: &Config, http: &dyn Http) -> Vec<Finding> {
    let Ok(accounts) = serve::accounts(config) else { return Vec::new() };
    let mut findings = Vec::new();
    let witnesses = Arc::new(Witnesses::new(Arc::new(SystemClock)));
    let http = &Overheard::new(http, Arc::clone(&witnesses));
    let cx = Context { http, now: SystemClock.now() };
    for account in &accounts {
        let id = account.id.as_str();
        if let Some(keys) = account.provider.check_keys() {
            findings.push(match keys.check_keys(cx).await {
                Ok(()) => Finding::new(Grade::Fine, id, format!("accepts its keys, and they {}", moves(account))),
                Err(error) => Finding::new(Grade::Wrong, id, format!("its keys: {error}")),
            });
        }
        findings.push(offers(account, cx).await);
        findings.extend(webhooks(config, account, cx).await);
        findings.extend(signed(config, account));
    }
    findings.extend(witnesses.disagree().iter().map(|(who, ahead)| super::clock(who, *ahead)));
    findings
}

async fn offers(account: &ProviderAccount, cx: Context<'_>) -> Finding {
    let id = account.id.as_str();
    let Some(currency) = account.provider.facts().currencies.first() else {
        return Finding::new(Grade::Wrong, id, "it takes no currency");
    };
    match account.provider.offers(cx, Money::new(AMOUNT, *currency)).await {
        Ok(offered) if offered.is_empty() => Finding::new(Grade::Wrong, id, "it offers no way to pay"),
        Ok(offered) => {
            let options: Vec<_> = offered
                .iter()
                .map(|method| match method.stores.len() {
                    0 => method.method.id().to_owned(),
                    stores => format!("{} at {stores} stores", method.method.id()),
                })
                .collect();
            Finding::new(Grade::Fine, id, format!("offers {}", options.join(" and ")))
        }
        Err(error) => Finding::new(Grade::Wrong, id, format!("says no offers: {error}")),
    }
}

/// What its keys are for, in the provider's own word.
fn moves(account: &ProviderAccount) -> &'static str {
    if account.test_mode() { "are test keys: no real money moves" } else { "are live: real money moves" }
}

/// Whether webhooks of it that are signed can be verified; and where no call says what it tells, what a person has to look at.
fn signed(config: &Config, account: &ProviderAccount) -> Option<Finding> {
    let (id, said) = (account.id.as_str(), config.account(&account.id)?);
    if said.lacks_webhook_secret() {
        let variable = said.webhook_secret_variable();
        let why = format!(
            "what its webhooks are signed with is not set, so none is believed: set {variable} to what `provider register-webhook` printed"
        );
        return Some(Finding::new(Grade::Doubtful, id, why));
    }
    let by_hand = said.is_signed() && account.provider.webhooks().is_none();
    by_hand.then(|| {
        let wanted = format!("{}/webhooks/{id}", config.public());
        let why = format!(
            "a person sets up webhooks in its own panel, and no call says whether they go to {wanted}: docs/webhooks.md"
        );
        Finding::new(Grade::Doubtful, id, why)
    })
}

/// Whether it tells this backend what happens, where it can be asked.
async fn webhooks(config: &Config, account: &ProviderAccount, cx: Context<'_>) -> Option<Finding> {
    let (id, webhooks) = (account.id.as_str(), account.provider.webhooks()?);
    let wanted = format!("{}/webhooks/{id}", config.public());
    Some(match webhooks.list(cx).await {
        Ok(told) if told.iter().any(|webhook| webhook.url == wanted && webhook.is_whole) => {
            Finding::new(Grade::Fine, id, format!("tells {wanted} what happens"))
        }
        Ok(_) => {
            let said = format!(
                "does not tell {wanted} all that happens, so money is noticed late: run `provider register-webhook --provider {id}`"
            );
            Finding::new(Grade::Doubtful, id, said)
        }
        Err(error) => Finding::new(Grade::Doubtful, id, format!("does not say whom it tells: {error}")),
    })
}
