//! Pulling: what happened at providers that tell nobody, asked for in place of webhooks.
//!
//! An event that is pulled is as little believed as a webhook: it only says where to look. Each charge that is named is first written
//! down as due, together with how far the provider's events have been followed, and only then asked about: so an invoice whose question
//! fails or hangs stands in nobody's way and is asked about again by reconcile, and neither a restart nor a list that is longer than
//! can be read at once loses anything.

use super::Collect;
use crate::db::{DbError, charges, followed};
use crate::error::ApiError;
use crate::id;
use crate::offers::Counter;
use api::Code;
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use providers::capability::PullHints;
use std::time::Duration;

/// How long reading what has happened may take, and one question about a charge.
const PULL: Duration = Duration::from_secs(30);
const QUESTION: Duration = Duration::from_secs(40);

/// How many charges are asked about at a time.
const AT_ONCE: usize = 4;

/// After how many seconds a charge is asked about again whose question failed.
const AGAIN: i64 = 5 * 60;

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
        let (provider, now) = (counter.provider.id(), self.clock.now());
        let after = followed::up_to(&*self.db, provider).await?;
        let reading = pull(&counter.settings, self.offers.http(), after.as_deref());
        let slow = |_| ApiError::from(Code::ProviderUnreachable).because("its events could not be read in time");
        let pulled = tokio::time::timeout(PULL, reading).await.map_err(slow)??;
        let mut due = Vec::new();
        for hint in &pulled.hints {
            match charges::find_by_provider(&*self.db, provider, &hint.provider_charge).await {
                // Whatever it is here: what was canceled may be paid after all, and what went back may come again.
                Ok(Some(record)) => due.push(record.charge.id),
                Ok(None) => {}
                // Left to a version that can read it, and to be asked about then.
                Err(DbError::Disagreement(why)) => {
                    tracing::warn!(provider, why, "an event is about a charge that cannot be read")
                }
                Err(error) => return Err(error.into()),
            }
        }
        let mut statements: Vec<_> = due.iter().map(|charge_id| charges::put_off(charge_id, now)).collect();
        statements.extend(pulled.last.map(|last| followed::now_up_to(provider, &last, now)));
        self.db.batch(statements).await?;
        let questions: Vec<_> = due.iter().map(|charge_id| self.ask_about(charge_id)).collect();
        stream::iter(questions)
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        Ok(due.len())
    }

    /// One question; where it fails, or hangs, it is due again in a while.
    async fn ask_about(&self, charge_id: &str) -> Result<(), DbError> {
        let (code, cause) = match tokio::time::timeout(QUESTION, self.settle(charge_id, "pull")).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => (error.code, error.cause().map(str::to_owned)),
            Err(_) => (Code::ProviderUnreachable, None),
        };
        tracing::warn!(code = code.id(), cause, charge = id::shortened(charge_id), "an event could not be followed yet");
        let again = charges::put_off(charge_id, self.clock.now().plus_seconds(AGAIN));
        self.db.batch(vec![again]).await.map(drop)
    }
}
