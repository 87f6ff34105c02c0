//! Deposits into reusable CLABEs: what comes in, asked about at every hint and, like charges, without one.
//!
//! A webhook about a charge that is none of ours may be about a deposit. It is believed as little as any: the provider is
//! asked, and only a deposit into a CLABE of ours is written down. It may grow, and it may go back, so it is asked about
//! again, and the CLABE's total follows by the difference. What nobody here knows is asked about within a budget, because
//! anybody may post ids; what is over it is kept and asked about later.

use super::reusable_clabes::nonsense;
use super::{Collect, Followed, TRIES};
use crate::base::error::WorkError;
use crate::base::single_flight::{Coming, Joined};
use crate::base::{budget, id};
use crate::charges::poll;
use crate::db::clabes::{self, ClabeRecord};
use crate::db::deposits::{self, Change, KeptDeposit};
use crate::db::outbox::EventRecord;
use crate::db::{DbError, charges, hints};
use crate::notify::message;
use crate::providers::ProviderAccount;
use api::Code;
use payments::{Moment, Money};
use providers::capability::{Deposit, ReusableClabes};
use providers::provider::Kind;

/// After how many seconds a hint is asked about again where the provider could not be asked.
const AGAIN: i64 = 600;

/// After how many seconds a deposit is asked about again of which a hint came while it was being asked about.
const SOON: i64 = 60;

/// The name of the turn in which one deposit is asked about.
pub(super) fn turn(provider: &str, its_id: &str) -> String {
    format!("deposit {provider} {its_id}")
}

/// Whom to ask about a deposit, and which.
struct Question<'a> {
    account: &'a ProviderAccount,
    can: &'a dyn ReusableClabes,
    its_id: &'a str,
    source: &'static str,
}

/// A deposit that is written down, and the CLABE it came into.
type Known = (ClabeRecord, KeptDeposit);

impl Collect {
    /// What a hint about no charge of ours is about.
    pub(super) async fn follow_deposit(&self, provider: &str, its_id: &str, coming: Coming) -> Result<Followed, WorkError> {
        let Some(account) = self.offers.account(provider) else { return Ok(Followed::NotOurs) };
        let Some(can) = account.provider.reusable_clabes() else { return Ok(Followed::NotOurs) };
        let test = account.test_mode();
        // Who has no reusable CLABE asks no provider about other people's charges.
        if !clabes::are_there_any(&*self.db, provider, test).await? {
            return Ok(Followed::NotOurs);
        }
        match coming.join_late().await {
            Joined::Done(true) if deposits::find(&*self.db, provider, test, its_id).await?.is_some() => {
                // What came while the answer was on its way may be newer than that: it is asked about again, and not by each.
                deposits::poll_by(&*self.db, provider, its_id, self.clock.now().plus_seconds(SOON)).await?;
                Ok(Followed::Deposit)
            }
            Joined::Done(true) if hints::is_kept(&*self.db, provider, its_id).await? => Ok(Followed::Noted),
            Joined::Done(true) => Ok(Followed::NotOurs),
            Joined::Done(false) => Err(WorkError::from(Code::Unavailable).because("the one who asked for us failed")),
            Joined::Leader(turn) => {
                let known = deposits::find(&*self.db, provider, test, its_id).await?;
                let followed = if known.is_some() || self.questions.take(provider) {
                    self.poll_deposit(&Question { account, can, its_id, source: "webhook" }, known).await?
                } else {
                    self.keep_hint(provider, its_id).await?
                };
                turn.went_well();
                Ok(followed)
            }
        }
    }

    /// Keeps a hint to be asked about later. Where no place is left its sender is told to come again.
    async fn keep_hint(&self, provider: &str, its_id: &str) -> Result<Followed, WorkError> {
        if hints::keep(&*self.db, provider, its_id, self.clock.now()).await? {
            return Ok(Followed::Noted);
        }
        Err(WorkError::from(Code::Unavailable).because("too many webhooks about what nobody here knows"))
    }

    /// The providers there is something to ask of about deposits.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used.
    pub async fn deposits_wait(&self, now: Moment) -> Result<Vec<String>, DbError> {
        let mut providers = Vec::new();
        for account in self.offers.accounts().filter(|account| account.provider.reusable_clabes().is_some()) {
            let (provider, test) = (account.id.as_str(), account.test_mode());
            let waits = !deposits::due_for_poll(&*self.db, provider, test, now, 1).await?.is_empty()
                || !hints::due(&*self.db, provider, now, 1).await?.is_empty();
            providers.extend(waits.then(|| provider.to_owned()));
        }
        Ok(providers)
    }

    /// Asks about every deposit whose time has come, and about hints that wait, and says how many there were. One that cannot
    /// be asked about does not keep the others waiting.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be asked what is due. A deposit that cannot be asked about is asked about later,
    /// which is no failure.
    pub async fn poll_deposits(&self, provider: &str, now: Moment, at_most: i64) -> Result<usize, DbError> {
        let Some(account) = self.offers.account(provider) else { return Ok(0) };
        let (Some(can), test) = (account.provider.reusable_clabes(), account.test_mode()) else { return Ok(0) };
        let mut mark_polled = 0;
        for its_id in deposits::due_for_poll(&*self.db, provider, test, now, at_most).await? {
            let question = Question { account, can, its_id: &its_id, source: "reconcile" };
            if let Err(error) = self.poll_in_turn(&question).await {
                tracing::warn!(code = error.code.id(), cause = error.cause(), "could not look at a deposit");
            }
            mark_polled += 1;
        }
        for its_id in hints::due(&*self.db, provider, now, i64::from(budget::AT_ONCE)).await? {
            match self.follow_noted(account, can, &its_id).await {
                Ok(true) => mark_polled += 1,
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(code = error.code.id(), cause = error.cause(), "could not follow a webhook that waited");
                    hints::later(&*self.db, provider, &its_id, now.plus_seconds(AGAIN)).await?;
                }
            }
        }
        Ok(mark_polled)
    }

    /// Follows a hint that waited; false where there is no question left for it.
    async fn follow_noted(&self, account: &ProviderAccount, can: &dyn ReusableClabes, its_id: &str) -> Result<bool, WorkError> {
        let provider = account.id.as_str();
        match charges::find_by_provider(&*self.db, provider, its_id).await? {
            // It came before we had written down the provider's answer.
            Some(record) => self.settle(&record.charge.id, "webhook").await?,
            None if !self.questions.take(provider) => return Ok(false),
            None => self.poll_in_turn(&Question { account, can, its_id, source: "webhook" }).await?,
        }
        hints::done(&*self.db, provider, its_id).await?;
        Ok(true)
    }

    async fn poll_in_turn(&self, question: &Question<'_>) -> Result<(), WorkError> {
        let (provider, test) = (question.account.id.as_str(), question.account.test_mode());
        match self.turns.join(&turn(provider, question.its_id)).await {
            Joined::Done(true) => Ok(()),
            Joined::Done(false) => Err(WorkError::from(Code::Unavailable).because("the one who asked for us failed")),
            Joined::Leader(turn) => {
                let known = deposits::find(&*self.db, provider, test, question.its_id).await?;
                self.poll_deposit(question, known).await?;
                turn.went_well();
                Ok(())
            }
        }
    }

    /// Asks what is true of a deposit, of which this is known, and makes it true here, whoever else may be changing it.
    async fn poll_deposit(&self, question: &Question<'_>, known: Option<Known>) -> Result<Followed, WorkError> {
        let Question { account, its_id, source, .. } = question;
        let call = self.offers.call(account, "deposit");
        let (provider, test) = (account.id.as_str(), account.test_mode());
        let (mut read, mut smaller) = (Some(known), None);
        for _ in 0..TRIES {
            let known = match read.take() {
                Some(known) => known,
                None => deposits::find(&*self.db, provider, test, its_id).await?,
            };
            let said = match call.answer(question.can.deposit(call.cx(), its_id)).await {
                Ok(said) => said,
                Err(error) => {
                    let nothing_came = known.as_ref().is_none_or(|(_, known)| known.amount.is_zero());
                    if let Some((_, known)) = known {
                        self.mark_deposit_polled(provider, known).await?;
                    }
                    let strange = nothing_came && matches!(error.kind, Kind::NotFound | Kind::Refused(_));
                    return if strange { Ok(Followed::NotOurs) } else { Err(error.into()) };
                }
            };
            let (clabe, known) = match known {
                Some((clabe, known)) => (clabe, Some(known)),
                None => match clabes::by_digits(&*self.db, provider, test, &said.clabe).await? {
                    Some(clabe) => (clabe, None),
                    None => return Ok(Followed::NotOurs),
                },
            };
            if let Err(error) = is_about(&said, its_id, &clabe) {
                if let Some(known) = known {
                    self.mark_deposit_polled(provider, known).await?;
                }
                return Err(error);
            }
            let Some(amount) = said.amount else {
                self.nobody_understands(provider, "a deposit is in a state nobody here knows");
                match known {
                    Some(known) => self.mark_deposit_polled(provider, known).await?,
                    None => drop(self.keep_hint(provider, its_id).await?),
                }
                return Err(nonsense("a deposit in a state nobody here knows"));
            };
            let before = known.as_ref().map_or(Money::zero(amount.currency()), |known| known.amount);
            if let Some(known) = known.clone().filter(|known| known.amount == amount) {
                self.mark_deposit_polled(provider, known).await?;
                return Ok(Followed::Deposit);
            }
            let contradicts = amount.minor() < before.minor() && !said.refunded;
            if contradicts && smaller != Some(amount) {
                // It may have been overtaken by what we know; what it says twice is true.
                smaller = Some(amount);
                continue;
            }
            match self.change_deposit(&clabe, known, &said, amount, source).await {
                Ok(()) => {}
                Err(DbError::Conflict(_)) => continue,
                Err(error) => return Err(error.into()),
            }
            if contradicts {
                self.nobody_understands(provider, "less has come in by a deposit than the provider said before");
            }
            return Ok(Followed::Deposit);
        }
        Err(WorkError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// Writes down what a deposit has become, and tells those who watch and the shop. One of which nothing has come yet is
    /// told to nobody, and asked about again.
    async fn change_deposit(
        &self,
        clabe: &ClabeRecord,
        known: Option<KeptDeposit>,
        said: &Deposit,
        amount: Money,
        source: &'static str,
    ) -> Result<(), DbError> {
        let now = self.clock.now();
        let before = known.as_ref().map_or(Money::zero(amount.currency()), |known| known.amount);
        let new = || KeptDeposit {
            its_id: said.id.clone(),
            amount,
            received_at: said.at.unwrap_or(now),
            changed_at: now,
            version: deposits::FIRST,
            poll_count: 0,
            next_poll_at: None,
        };
        let mut deposit = known.map_or_else(new, |known| KeptDeposit { version: known.version + 1, ..known });
        (deposit.amount, deposit.changed_at, deposit.poll_count) = (amount, now, 0);
        deposit.next_poll_at = poll::next_deposit_poll(&deposit.its_id, 0, now, now);
        if amount == before {
            let change = Change { before, source, told: None };
            return self.db.batch(deposits::change(clabe, &deposit, change)).await.map(drop);
        }
        let total = Money::new(clabe.total.minor() + amount.minor() - before.minor(), amount.currency());
        let clabe = ClabeRecord { total, version: clabe.version + 1, ..clabe.clone() };
        let told = EventRecord {
            id: id::event(),
            order_id: clabe.id.clone(),
            order_version: clabe.version,
            kind: message::DEPOSIT.to_owned(),
            body: message::deposit(&clabe, &deposit, before),
            created_at: now,
        };
        self.write(&clabe.id, deposits::change(&clabe, &deposit, Change { before, source, told: Some(&told) })).await
    }

    async fn mark_deposit_polled(&self, provider: &str, mut known: KeptDeposit) -> Result<(), DbError> {
        known.poll_count += 1;
        known.next_poll_at = poll::next_deposit_poll(&known.its_id, known.poll_count, known.changed_at, self.clock.now());
        self.db.batch(vec![deposits::mark_polled(provider, &known)]).await.map(drop)
    }

    fn nobody_understands(&self, provider: &str, what: &'static str) {
        tracing::error!(provider, what, "somebody must look at a reusable CLABE");
        self.metrics.alert(provider);
    }
}

/// Whether the provider speaks of the deposit it was asked about, in the CLABE and the currency it is known to be in.
fn is_about(said: &Deposit, its_id: &str, clabe: &ClabeRecord) -> Result<(), WorkError> {
    if said.id != its_id {
        return Err(nonsense("it answered about another deposit"));
    }
    if said.clabe != clabe.clabe {
        return Err(nonsense("a deposit moved to another CLABE"));
    }
    if said.amount.is_some_and(|amount| amount.currency() != clabe.total.currency()) {
        return Err(nonsense("a deposit in another currency"));
    }
    Ok(())
}
