//! Collecting: the work itself, from a wish to pay to money seen. The only place that names both `Provider` and `Db`:
//! changing an order, changing one's mind, what providers are asked for in place of webhooks, a voucher by SMS, and reusable CLABEs, are in the files beside this one.
//!
//! A charge is written down as *requested*, then the provider is asked, then its voucher is written, then the page is
//! answered; so every crash leaves a trace. What a webhook says is never believed: it only says where to look.
//!
//! What is guaranteed about one `Idempotency-Key`: it shows the customer one voucher at most, and the same one for
//! ever; and it asks a provider for one charge at most that may have been made, so it has one there at most. Twins that come
//! together wait for one answer, also where they reach two copies of the backend. Where the provider did not answer, or not
//! readably, it may hold a charge nobody was shown: ours stays *requested*, and the key stays unanswered. Posting it again asks
//! once more for the same charge of ours where the provider makes no second one by that (`Facts::create_is_idempotent`); where
//! it would, and where ours was given up meanwhile, the key is spent: our charge is closed, the key is told so from then on, and
//! a new key begins anew (`charges/abandon.rs`). Where the provider certainly made nothing, the charge is *declined*,
//! and the key starts a new one. Another key is another attempt and may make a second voucher: a customer may change
//! the store. But the same wish to the letter, of an order whose voucher for it is under way or still good, is the same
//! attempt whatever its key.

mod abandon;
mod adopt;
mod amend;
mod beyond;
pub mod cancel;
mod claim;
mod create;
mod decide;
mod deposits;
mod held;
mod issue;
pub mod poll;
mod pull;
pub mod request;
mod reusable_clabes;
mod settle;
pub mod sms;
mod still_sold;
pub mod verify;

use crate::base::budget::Budget;
use crate::base::change_feed::ChangeFeed;
use crate::base::clock::Clock;
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::single_flight::SingleFlight;
use crate::charges::verify::{Checked, Doubt};
use crate::db::alerts::{self, Known};
use crate::db::charges::{self, ChargeRecord, Happened};
use crate::db::orders::{self, OrderRecord};
use crate::db::time::DbTime;
use crate::db::{Db, DbError, Statement};
use crate::metrics::Metrics;
use crate::providers::Offers;
use api::Code;
use payments::charge::{Outcome, Why};
use payments::{Event, Moment, State};
use providers::webhook::ChargeHint;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often somebody who was overtaken reads again before giving up: many more than can happen by chance.
const TRIES: usize = 8;

/// What is needed to collect.
pub struct Collect {
    db: Arc<dyn Db>,
    offers: Arc<Offers>,
    live: ChangeFeed,
    clock: Arc<dyn Clock>,
    turns: SingleFlight,
    metrics: Arc<Metrics>,
    /// How many vouchers of one order may be open at once; nought is any number.
    open_vouchers: u32,
    questions: Budget,
    time: DbTime,
    rearmed: Mutex<Option<Duration>>,
}

/// What a webhook turned out to be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// The charge of ours of this id.
    Charge(String),
    /// A deposit into a reusable CLABE of ours.
    Deposit,
    /// Perhaps a deposit: too many came that nobody here knows, and it is asked about later.
    Noted,
    /// The hint is about nothing of this backend.
    NotOurs,
}

/// What an event came to.
enum Heard {
    /// It is true here now, or somebody has been told why it is not: the order as it stands with that.
    Done(Box<OrderRecord>),
    /// It takes back what was seen. Nothing was written yet, nor what else it says: the answer may have been overtaken, and is asked for
    /// again.
    Contradicts(Doubt, Vec<Statement>),
}

impl Heard {
    fn done(order: OrderRecord) -> Self {
        Self::Done(Box::new(order))
    }
}

impl Collect {
    /// A `Collect` over this db and these provider accounts, with no limit on open vouchers.
    pub fn new(db: Arc<dyn Db>, offers: Arc<Offers>, live: ChangeFeed, clock: Arc<dyn Clock>, metrics: Arc<Metrics>) -> Self {
        let turns = SingleFlight::default();
        let questions = Budget::new(Arc::clone(&clock));
        let time = DbTime::new(Arc::clone(&db), Arc::clone(&clock));
        Self { db, offers, live, clock, metrics, turns, open_vouchers: 0, questions, time, rearmed: Mutex::default() }
    }

    /// The same, where an order may have only so many open vouchers at once; nought is any number.
    #[must_use]
    pub fn with_at_most(self, open_vouchers: u32) -> Self {
        Self { open_vouchers, ..self }
    }

    /// Whether so much time has passed since the last time this said so.
    pub fn is_time_to_rearm(&self, every: Duration) -> bool {
        let now = self.clock.running();
        let mut last = self.rearmed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = last.is_none_or(|last| now.saturating_sub(last) >= every);
        if is_time {
            *last = Some(now);
        }
        is_time
    }

    /// A webhook has said that something happened: looks what. A flood of hints about one thing asks the provider once at
    /// a time.
    ///
    /// # Errors
    ///
    /// The provider's failure where it cannot be asked; `unavailable` where too many webhooks wait that are about unknown
    /// charges, or the db cannot be used. The hint is kept and followed later.
    pub async fn follow_hint(&self, provider: &str, hint: &ChargeHint) -> Result<Followed, WorkError> {
        let its_id = hint.provider_charge.as_str();
        // Whoever begins to ask from now on asks for this hint, too.
        let coming = self.turns.come(&deposits::turn(provider, its_id));
        if let Some(record) = charges::find_by_provider(&*self.db, provider, its_id).await? {
            let charge_id = record.charge.id.clone();
            self.settle_as_read(&charge_id, Some(record), "webhook").await?;
            return Ok(Followed::Charge(charge_id));
        }
        if let Some(charge_id) = &hint.charge_id
            && let Some(followed) = self.adopt(provider, its_id, charge_id).await?
        {
            return Ok(followed);
        }
        self.follow_deposit(provider, its_id, coming).await
    }

    /// Makes what the provider says true here, or tells somebody why it is not believed.
    async fn heard(&self, record: &ChargeRecord, checked: Checked, source: &'static str) -> Result<Heard, WorkError> {
        let held = self.held(record, checked.held).await?;
        match checked.said {
            // It can be paid, and nobody was shown how: the answer that shows it is still to come, or never will (`give_up`).
            Ok(Event::Issued) if record.charge.state == State::Requested => {
                self.db.batch(held).await?;
                Ok(Heard::done(self.with_order(&record.charge.id).await?.0))
            }
            Ok(event) => self.happened(&record.charge.id, &event, source, &held).await,
            Err(doubt) => self.doubted(&record.charge.id, &doubt, source, &held).await.map(Heard::done),
        }
    }

    /// Tells somebody about an answer that is not believed, once: what waits for a person already, or was decided by one, is
    /// counted and makes no event. Says how the order stands.
    async fn doubted(
        &self,
        charge_id: &str,
        doubt: &Doubt,
        source: &'static str,
        more: &[Statement],
    ) -> Result<OrderRecord, WorkError> {
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            let alert = doubt.alert(&record, self.clock.now());
            match alerts::known(&*self.db, &alert).await? {
                Known::No => {}
                Known::Waits | Known::Decided => {
                    let more = alerts::raise(&alert).into_iter().chain(more.iter().cloned());
                    return self.mark_polled_in(&order, record, more).await.map(|()| order);
                }
            }
            let (provider, charge) = (record.provider.clone(), id::shortened(charge_id));
            record.alert = Some(alert.said.clone());
            let word = Event::Unknown(alert.said.clone());
            let more = alerts::raise(&alert).into_iter().chain(more.iter().cloned());
            let order = match self.change(&order, record, &word, source, more).await {
                Err(DbError::Conflict(_)) => continue,
                done => done?,
            };
            tracing::error!(provider, charge, kind = alert.kind.id(), said = alert.said, "somebody must look at this charge");
            self.metrics.alert(&provider);
            return Ok(order);
        }
        Err(WorkError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// Applies an event to the charge as it is now, whoever else may be changing it, and says how its order stands with that. `more` is
    /// what else the answer says, and is written with it.
    async fn happened(
        &self,
        charge_id: &str,
        event: &Event,
        source: &'static str,
        more: &[Statement],
    ) -> Result<Heard, WorkError> {
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            // What fits ends what waited for an answer that does.
            let answered = alerts::answered(&record.order_id, charge_id, self.clock.now());
            let answered = answered.into_iter().chain(more.iter().cloned());
            let done = match record.charge.apply(event) {
                Outcome::Moved => self.change(&order, record, event, source, answered).await,
                Outcome::Stayed(Why::Seen) => {
                    return self.mark_polled_in(&order, record, answered).await.map(|()| Heard::done(order));
                }
                Outcome::Stayed(Why::OutOfOrder | Why::Closed) => {
                    return self.mark_polled_in(&order, record, more.iter().cloned()).await.map(|()| Heard::done(order));
                }
                Outcome::Stayed(Why::Contradiction) => {
                    return Ok(Heard::Contradicts(Doubt::contradiction(event), more.to_vec()));
                }
                Outcome::Stayed(Why::Alert) => {
                    return self.doubted(charge_id, &Doubt::odd(event), source, more).await.map(Heard::done);
                }
            };
            match done {
                Err(DbError::Conflict(_)) => continue,
                done => return done.map(Heard::done).map_err(Into::into),
            }
        }
        Err(WorkError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// Writes a changed charge, its event and its order's new version with whatever belongs to it, tells those who watch, and says how
    /// the order stands then. It is a conflict where anything of the order has changed since it was read.
    async fn change(
        &self,
        order: &OrderRecord,
        mut record: ChargeRecord,
        event: &Event,
        source: &'static str,
        more: impl IntoIterator<Item = Statement>,
    ) -> Result<OrderRecord, DbError> {
        let now = self.clock.now();
        let was_paid = record.paid_at.is_some();
        record.paid_at = paid_at(&record, now);
        record.poll_count += 1;
        record.next_poll_at = poll::next_poll(&record, now);
        let mut statements = charges::change_at(&record, &Happened { event, source, at: now }, order.version).to_vec();
        statements.extend(more);
        let changed = order.with(&record);
        statements.extend(self.beyond(&changed, now));
        self.write(&record.order_id, statements).await?;
        self.metrics.happened(event, source);
        if let Some(paid_at) = record.paid_at.filter(|_| !was_paid) {
            let since = paid_at.seconds() - record.charge.created_at.seconds();
            self.metrics.paid(record.charge.method.id(), since);
        }
        Ok(changed)
    }

    /// Notes that nothing was new, and when to ask next: soon where the order, as it stands, has it withdrawn, since nothing is written yet
    /// of how that ended. Who is told of it puts it off again.
    async fn mark_polled_in(
        &self,
        order: &OrderRecord,
        mut record: ChargeRecord,
        more: impl IntoIterator<Item = Statement>,
    ) -> Result<(), WorkError> {
        let now = self.clock.now();
        record.poll_count += 1;
        record.next_poll_at = poll::next_poll(&record, now);
        if self.is_to_be_withdrawn(order, &record, now) {
            record.next_poll_at = Some(poll::soon(now));
        }
        self.note_poll(&record, more).await
    }

    /// The same of a charge by itself, of which nothing is withdrawn.
    async fn mark_polled(&self, mut record: ChargeRecord) -> Result<(), WorkError> {
        record.poll_count += 1;
        record.next_poll_at = poll::next_poll(&record, self.clock.now());
        self.note_poll(&record, []).await
    }

    async fn note_poll(&self, record: &ChargeRecord, more: impl IntoIterator<Item = Statement>) -> Result<(), WorkError> {
        let statements = [charges::mark_polled(record)].into_iter().chain(more).collect();
        self.db.batch(statements).await?;
        Ok(())
    }

    /// Writes, and tells those who watch the order or the CLABE of that id.
    async fn write(&self, id: &str, statements: Vec<Statement>) -> Result<(), DbError> {
        match self.db.batch(statements).await {
            Ok(_) => {}
            // An order that was abandoned for so long that it is gone now: whoever reads again finds none.
            Err(DbError::Disagreement(said)) if orders::version(&*self.db, id).await == Ok(None) => {
                return Err(DbError::Conflict(said));
            }
            Err(error) => return Err(error),
        }
        self.live.changed(id);
        Ok(())
    }

    async fn charge(&self, charge_id: &str) -> Result<ChargeRecord, WorkError> {
        Ok(charges::find(&*self.db, charge_id).await?.ok_or(Code::ChargeNotFound)?)
    }

    /// A charge, and its order with all that has become of it, as of one moment.
    async fn with_order(&self, charge_id: &str) -> Result<(OrderRecord, ChargeRecord), WorkError> {
        let order = orders::find_of_charge(&*self.db, charge_id).await?.ok_or(Code::ChargeNotFound)?;
        let record = order.charges.iter().find(|record| record.charge.id == charge_id).cloned();
        Ok((order, record.ok_or(Code::ChargeNotFound)?))
    }
}

/// When the money came, kept from the first time it was seen.
fn paid_at(record: &ChargeRecord, now: Moment) -> Option<Moment> {
    match record.charge.state {
        State::Paid | State::Refunded => record.paid_at.or(Some(now)),
        State::Requested | State::Pending | State::Expired | State::Declined | State::Canceled => record.paid_at,
    }
}
