//! Pulling: what happened at providers that tell nobody, asked for in place of webhooks.
//!
//! An event that is pulled is as little believed as a webhook: it only says where to look. How far a provider's events have
//! been followed is remembered in this process and not in the db: after a restart some are followed again, which costs a
//! question each and changes nothing. Charges that are over are not asked about.

use super::Collect;
use crate::db::charges;
use crate::error::ApiError;
use crate::offers::Counter;
use futures_util::future::join_all;
use payments::State;
use providers::capability::PullHints;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The newest event of each provider that was followed.
#[derive(Default)]
pub(super) struct Cursors(Mutex<HashMap<&'static str, String>>);

impl Cursors {
    fn after(&self, provider: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(provider).cloned()
    }

    fn reached(&self, provider: &'static str, event: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(provider, event);
    }
}

impl Collect {
    /// The providers that have such events.
    pub fn pulls_from(&self) -> impl Iterator<Item = &'static str> {
        self.offers.counters().filter(|counter| counter.can.pull.is_some()).map(|counter| counter.provider.id())
    }

    /// Asks every provider that has such events what happened, and looks at each charge of ours that is named. Says how many
    /// there were.
    pub async fn pull(&self) -> usize {
        join_all(self.pulls_from().map(|provider| self.pull_from(provider))).await.into_iter().sum()
    }

    /// The same of one provider. One that fails is asked again in the next round, from the same event on.
    pub async fn pull_from(&self, provider: &str) -> usize {
        let Some(counter) = self.offers.counter(provider) else { return 0 };
        let Some(pull) = counter.can.pull else { return 0 };
        match self.follow(counter, pull).await {
            Ok(hints) => hints,
            Err(error) => {
                tracing::warn!(provider, code = error.code.id(), cause = error.cause(), "its events could not be followed");
                0
            }
        }
    }

    async fn follow(&self, counter: &Counter, pull: PullHints) -> Result<usize, ApiError> {
        let provider = counter.provider.id();
        let after = self.pulled.after(provider);
        let pulled = pull(&counter.settings, self.offers.http(), after.as_deref()).await?;
        let mut followed = 0;
        for hint in &pulled.hints {
            let known = charges::find_by_provider(&*self.db, provider, &hint.provider_charge).await?;
            let Some(record) = known.filter(|record| may_change(record.charge.state)) else { continue };
            self.settle(&record.charge.id, "pull").await?;
            followed += 1;
        }
        if let Some(last) = pulled.last {
            self.pulled.reached(provider, last);
        }
        Ok(followed)
    }
}

/// Whether an event may tell something new: a voucher that ran out may still be paid, and money may go back.
fn may_change(state: State) -> bool {
    match state {
        State::Requested | State::Pending | State::Paid | State::Expired => true,
        State::Declined | State::Canceled | State::Refunded => false,
    }
}
