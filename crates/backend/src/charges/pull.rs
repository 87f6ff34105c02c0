//! Pulling: what happened at providers that tell nobody, asked for in place of webhooks.
//!
//! An event that is pulled is as little believed as a webhook: it only says where to look. Each charge that is named is first written
//! down as due, together with how far the provider's events have been followed, and only then asked about: so an invoice whose question
//! fails or hangs stands in nobody's way and is asked about again by reconcile, and neither a restart nor a list that is longer than
//! can be read at once loses anything.

use super::Collect;
use crate::base::clock::within;
use crate::base::error::WorkError;
use crate::base::id;
use crate::db::{DbError, charges, followed};
use crate::providers::ProviderAccount;
use api::Code;
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use providers::capability::Pull;
use providers::webhook::ChargeHint;
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
    pub fn pulls_from(&self) -> impl Iterator<Item = &str> {
        self.offers.accounts().filter(|account| account.provider.pull().is_some()).map(|account| account.id.as_str())
    }

    /// Asks every provider that has such events what happened, and looks at each charge of ours that is named. Says how many
    /// there were.
    pub async fn pull(&self) -> usize {
        join_all(self.pulls_from().map(|provider| self.pull_from(provider))).await.into_iter().sum()
    }

    /// The same of one provider. One that fails is asked again in the next round, from the same event on.
    pub async fn pull_from(&self, provider: &str) -> usize {
        let Some(account) = self.offers.account(provider) else { return 0 };
        let Some(pull) = account.provider.pull() else { return 0 };
        match self.follow(account, pull).await {
            Ok(hints) => hints,
            Err(error) => {
                tracing::warn!(provider, code = error.code.id(), cause = error.cause(), "its events could not be followed");
                0
            }
        }
    }

    async fn follow(&self, account: &ProviderAccount, pull: &dyn Pull) -> Result<usize, WorkError> {
        let (provider, now) = (account.id.as_str(), self.clock.now());
        let after = followed::up_to(&*self.db, provider).await?;
        let call = self.offers.call(account, "pull");
        let reading = call.answer(pull.pull(call.cx(), after.as_deref()));
        let slow = |_| WorkError::from(Code::ProviderUnreachable).because("its events could not be read in time");
        let pulled = within(&*self.clock, PULL, reading).await.map_err(slow)??;
        let mut due = Vec::new();
        for hint in &pulled.hints {
            match charges::find_by_provider(&*self.db, provider, &hint.provider_charge).await {
                // Whatever it is here: what was canceled may be paid after all, and what went back may come again.
                Ok(Some(record)) => due.push(record.charge.id),
                Ok(None) => self.adopt_pulled(provider, hint).await?,
                // Left to a version that can read it, and to be asked about then.
                Err(DbError::Disagreement(why)) => {
                    tracing::warn!(provider, why, "an event is about a charge that cannot be read")
                }
                Err(error) => return Err(error.into()),
            }
        }
        let mut statements: Vec<_> = due.iter().map(|charge_id| charges::put_off(charge_id, now)).collect();
        let news = pulled.last.filter(|last| after.as_ref() != Some(last));
        statements.extend(news.map(|last| followed::now_up_to(provider, &last, now)));
        // Most of the time nothing has happened, and nothing is written.
        if !statements.is_empty() {
            self.db.batch(statements).await?;
        }
        let questions: Vec<_> = due.iter().map(|charge_id| self.ask_about(charge_id)).collect();
        stream::iter(questions)
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<_>>()
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        Ok(due.len())
    }

    /// Takes a charge for ours that is named by our id and whose answer was lost. Where that cannot be asked now it is followed again;
    /// where nobody understands the answer it stands in nobody's way.
    async fn adopt_pulled(&self, provider: &str, hint: &ChargeHint) -> Result<(), WorkError> {
        let Some(charge_id) = &hint.charge_id else { return Ok(()) };
        match self.adopt(provider, &hint.provider_charge, charge_id).await {
            Err(error) if error.code == Code::ProviderNotUnderstood => {
                tracing::warn!(provider, cause = error.cause(), "an event names a charge of ours in words nobody understands");
                Ok(())
            }
            done => done.map(drop),
        }
    }

    /// One question; where it fails, or hangs, it is due again in a while.
    async fn ask_about(&self, charge_id: &str) -> Result<(), DbError> {
        let (code, cause) = match within(&*self.clock, QUESTION, self.settle(charge_id, "pull")).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => (error.code, error.cause().map(str::to_owned)),
            Err(_) => (Code::ProviderUnreachable, None),
        };
        tracing::warn!(code = code.id(), cause, charge = id::shortened(charge_id), "an event could not be followed yet");
        let again = charges::put_off(charge_id, self.clock.now().plus_seconds(AGAIN));
        self.db.batch(vec![again]).await.map(drop)
    }
}
