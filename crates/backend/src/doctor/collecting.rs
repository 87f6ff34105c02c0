//! The doctor at the providers: whether each accepts its keys, offers something, and knows where to say that money came.

use super::{Finding, Grade};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::offers::Counter;
use crate::serve;
use crate::witness::{Overheard, Witnesses};
use payments::Money;
use providers::http::Http;
use std::sync::Arc;

/// What is asked for: an amount every store takes.
const AMOUNT: i64 = 10_000;

/// Looks at each.
pub async fn examine(config: &Config, http: &dyn Http) -> Vec<Finding> {
    let Ok(counters) = serve::counters(config) else { return Vec::new() };
    let mut findings = Vec::new();
    let witnesses = Arc::new(Witnesses::new(Arc::new(SystemClock)));
    let http = &Overheard::new(http, Arc::clone(&witnesses));
    for counter in &counters {
        let id = counter.provider.id();
        if let Some(check) = counter.can.check_keys {
            findings.push(match check(&counter.settings, http).await {
                Ok(()) => Finding::new(Grade::Fine, id, "accepts its keys"),
                Err(error) => Finding::new(Grade::Wrong, id, format!("its keys: {error}")),
            });
        }
        findings.push(offers(counter, http).await);
        findings.extend(webhooks(config, counter, http).await);
    }
    findings.extend(witnesses.disagree().iter().map(|(who, ahead)| super::clock(who, *ahead)));
    findings
}

async fn offers(counter: &Counter, http: &dyn Http) -> Finding {
    let id = counter.provider.id();
    let Some(currency) = counter.currencies.first() else {
        return Finding::new(Grade::Wrong, id, "it takes no currency");
    };
    match counter.provider.offers(http, Money::new(AMOUNT, *currency)).await {
        Ok(offered) if offered.is_empty() => Finding::new(Grade::Wrong, id, "it offers no way to pay"),
        Ok(offered) => {
            let ways: Vec<_> = offered
                .iter()
                .map(|method| match method.stores.len() {
                    0 => method.method.id().to_owned(),
                    stores => format!("{} at {stores} stores", method.method.id()),
                })
                .collect();
            Finding::new(Grade::Fine, id, format!("offers {}", ways.join(" and ")))
        }
        Err(error) => Finding::new(Grade::Wrong, id, format!("says no offers: {error}")),
    }
}

/// Whether it tells this backend what happens, where it can be asked.
async fn webhooks(config: &Config, counter: &Counter, http: &dyn Http) -> Option<Finding> {
    let (id, webhooks) = (counter.provider.id(), counter.can.webhooks?);
    let wanted = format!("{}/webhooks/{id}", config.public());
    Some(match (webhooks.list)(&counter.settings, http).await {
        Ok(told) if told.iter().any(|webhook| webhook.url == wanted) => {
            Finding::new(Grade::Fine, id, format!("tells {wanted} what happens"))
        }
        Ok(_) => {
            let said =
                format!("does not tell {wanted} what happens, so money is noticed late: run `provider register-webhook`");
            Finding::new(Grade::Doubtful, id, said)
        }
        Err(error) => Finding::new(Grade::Doubtful, id, format!("does not say whom it tells: {error}")),
    })
}
