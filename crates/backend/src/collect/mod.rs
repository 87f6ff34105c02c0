//! Collecting: the work itself, from a wish to pay to money seen. The only place that names both `Provider` and `Db`:
//! changing an order, changing one's mind, what providers are asked for in place of webhooks, a voucher by SMS, and standing CLABEs, are in the files beside this one.
//!
//! A charge is written down as *requested*, then the provider is asked, then its voucher is written, then the page is
//! answered; so every crash leaves a trace. What a webhook says is never believed: it only says where to look.
//!
//! What is guaranteed about one `Idempotency-Key`: it shows the customer one voucher at most, and the same one for
//! ever; and it asks a provider for one charge at most that may have been made, so it has one there at most. Twins that come
//! together wait for one answer, also where they reach two copies of the backend. Where the provider did not answer, or not
//! readably, it may hold a charge nobody was shown: ours stays *requested*, and the key stays unanswered. Posting it again asks
//! once more for the same charge of ours where the provider makes no second one by that (`Provider::repeats_create`); where
//! it would, and where ours was given up meanwhile, the key is spent: our charge is closed, the key is told so from then on, and
//! a new key begins anew (`spent.rs`). Where the provider certainly made nothing, the charge is *declined*,
//! and the key starts a new one. Another key is another attempt and may make a second voucher: a customer may change
//! the store. But the same wish to the letter, of an order whose voucher for it is under way or still good, is the same
//! attempt whatever its key.

mod amend;
mod beyond;
pub mod cancel;
mod create;
mod decide;
mod deposits;
mod pull;
pub mod sms;
mod spent;
mod standing;
mod still_sold;
mod twins;

use crate::budget::Budget;
use crate::clock::Clock;
use crate::db::alerts::{self, AlertKind, Known};
use crate::db::charges::{self, ChargeRecord, Happened};
use crate::db::orders::{self, OrderRecord};
use crate::db::time::DbTime;
use crate::db::{Db, DbError, Statement, unreadable};
use crate::doubt::{Doubt, believed};
use crate::error::ApiError;
use crate::id;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::offers::{Offers, nobody};
use crate::reconcile;
use crate::turns::{Joined, Turns};
use api::Code;
use payments::charge::{Outcome, Why};
use payments::{Event, Moment, State};
use providers::provider::{Handle, Kind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often somebody who was overtaken reads again before giving up: many more than can happen by chance.
const TRIES: usize = 8;

/// For how many seconds a charge is left alone that this version cannot read.
const UNREADABLE: i64 = 60 * 60;

/// What is needed to collect.
pub struct Collect {
    db: Arc<dyn Db>,
    offers: Arc<Offers>,
    live: Live,
    clock: Arc<dyn Clock>,
    turns: Turns,
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
    /// A deposit into a standing CLABE of ours.
    Deposit,
    /// Perhaps a deposit: too many came that nobody here knows, and it is asked about later.
    Noted,
    /// Nothing of ours.
    NotOurs,
}

/// What an event came to.
enum Heard {
    /// It is true here now, or somebody has been told why it is not.
    Done,
    /// It takes back what was seen. Nothing was written yet: the answer may have been overtaken, and is asked for again.
    Contradicts(Doubt),
}

impl Collect {
    /// Puts it together.
    pub fn new(db: Arc<dyn Db>, offers: Arc<Offers>, live: Live, clock: Arc<dyn Clock>, metrics: Arc<Metrics>) -> Self {
        let turns = Turns::default();
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
    pub async fn follow_hint(&self, provider: &str, its_id: &str) -> Result<Followed, ApiError> {
        // Whoever begins to ask from now on asks for this hint, too.
        let coming = self.turns.come(&deposits::turn(provider, its_id));
        if let Some(record) = charges::find_by_provider(&*self.db, provider, its_id).await? {
            self.settle(&record.charge.id, "webhook").await?;
            return Ok(Followed::Charge(record.charge.id));
        }
        self.follow_deposit(provider, its_id, coming).await
    }

    /// Asks the provider what is true of a charge, and makes it true here. `source` is how we came to ask.
    pub async fn settle(&self, charge_id: &str, source: &'static str) -> Result<(), ApiError> {
        match self.turns.join(charge_id).await {
            Joined::Done(true) => Ok(()),
            Joined::Done(false) => Err(ApiError::from(Code::Unavailable).because("the one who asked for us failed")),
            Joined::Mine(turn) => {
                self.look(charge_id, source).await?;
                turn.went_well();
                Ok(())
            }
        }
    }

    /// Asks about a charge later, because there is no end of asking now, or because it cannot be read: that a newer version of this
    /// program may have written it changes nothing for the others.
    pub async fn put_off(&self, charge_id: &str) -> Result<(), ApiError> {
        match charges::find(&*self.db, charge_id).await {
            Ok(Some(record)) => self.looked(record, []).await,
            Ok(None) => Ok(()),
            Err(error @ DbError::Disagreement(_)) => {
                let order_id = charges::order_of(&*self.db, charge_id).await?.unwrap_or_default();
                let now = self.clock.now();
                let mut statements = vec![charges::put_off(charge_id, now.plus_seconds(UNREADABLE))];
                if unreadable::is_news(&*self.db, "charges", charge_id, &error) {
                    statements.extend(alerts::raise(&unreadable::alert(&order_id, Some(charge_id), &error, now)));
                }
                Ok(self.db.batch(statements).await.map(drop)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn look(&self, charge_id: &str, source: &'static str) -> Result<(), ApiError> {
        let record = self.charge(charge_id).await?;
        let Some(its_id) = record.provider_charge.clone() else { return self.give_up(record, source).await };
        let handle = Handle { provider_charge: its_id, method: record.charge.method };
        let asked = match self.ask(&record, &handle, source).await {
            Ok(Heard::Done) => Ok(()),
            Ok(Heard::Contradicts(_)) => self.ask_again(&record, &handle, source).await,
            Err(error) => Err(error),
        };
        // Also where it did not answer: what asks for too much is withdrawn, or somebody is told that it cannot be.
        self.withdraw_the_rest(&record.order_id).await?;
        asked
    }

    /// Asks the provider about a charge, and makes true here what it says.
    async fn ask(&self, record: &ChargeRecord, handle: &Handle, source: &'static str) -> Result<Heard, ApiError> {
        let fetched = match self.offers.counter(&record.provider) {
            Some(counter) => counter.provider.fetch_charge(self.offers.http(), handle).await,
            None => Err(nobody()),
        };
        match fetched {
            Ok(fetched) => self.heard(record, believed(record, handle, fetched), source).await,
            Err(error) if error.kind == Kind::NotUnderstood => {
                let doubt = Doubt { kind: AlertKind::UnreadableAnswer, said: error.detail.clone(), paid: None };
                self.doubted(&record.charge.id, &doubt, source).await?;
                Err(error.into())
            }
            Err(error) => {
                self.looked(self.charge(&record.charge.id).await?, []).await?;
                Err(error.into())
            }
        }
    }

    /// Asks once more about a charge whose provider has just contradicted itself: its answer may have been overtaken by another. What
    /// it says a second time is told.
    async fn ask_again(&self, record: &ChargeRecord, handle: &Handle, source: &'static str) -> Result<(), ApiError> {
        match self.ask(record, handle, source).await? {
            Heard::Done => Ok(()),
            Heard::Contradicts(doubt) => self.doubted(&record.charge.id, &doubt, source).await,
        }
    }

    /// Makes what the provider says true here, or tells somebody why it is not believed.
    async fn heard(&self, record: &ChargeRecord, said: Result<Event, Doubt>, source: &'static str) -> Result<Heard, ApiError> {
        match said {
            Ok(event) => self.happened(&record.charge.id, &event, source).await,
            Err(doubt) => self.doubted(&record.charge.id, &doubt, source).await.map(|()| Heard::Done),
        }
    }

    /// Tells somebody about an answer that is not believed, once: what waits for a person already, or was decided by one, is
    /// counted and makes no event.
    async fn doubted(&self, charge_id: &str, doubt: &Doubt, source: &'static str) -> Result<(), ApiError> {
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            let alert = doubt.alert(&record, self.clock.now());
            match alerts::known(&*self.db, &alert).await? {
                Known::No => {}
                Known::Waits | Known::Decided => return self.looked(record, alerts::raise(&alert)).await,
            }
            let (provider, charge) = (record.provider.clone(), id::shortened(charge_id));
            record.alert = Some(alert.said.clone());
            let word = Event::Unknown(alert.said.clone());
            match self.change(&order, record, &word, source, alerts::raise(&alert)).await {
                Err(DbError::Conflict(_)) => continue,
                done => done?,
            }
            tracing::error!(provider, charge, kind = alert.kind.id(), said = alert.said, "somebody must look at this charge");
            self.metrics.alert(&provider);
            return Ok(());
        }
        Err(ApiError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// A charge the provider never answered about. It cannot be asked by our id, so after a time it is given up; money
    /// that came all the same would be the provider's to explain.
    async fn give_up(&self, record: ChargeRecord, source: &'static str) -> Result<(), ApiError> {
        if record.charge.state != State::Requested || !reconcile::is_abandoned(&record.charge, self.clock.now()) {
            return self.looked(record, []).await;
        }
        tracing::warn!(charge = id::shortened(&record.charge.id), "requested, never answered: given up");
        self.happened(&record.charge.id, &Event::Canceled, source).await.map(drop)
    }

    /// Applies an event to the charge as it is now, whoever else may be changing it.
    async fn happened(&self, charge_id: &str, event: &Event, source: &'static str) -> Result<Heard, ApiError> {
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            // What fits ends what waited for an answer that does.
            let answered = alerts::answered(&record.order_id, charge_id, self.clock.now());
            let done = match record.charge.apply(event) {
                Outcome::Moved => self.change(&order, record, event, source, answered).await,
                Outcome::Stayed(Why::Seen) => return self.looked(record, answered).await.map(|()| Heard::Done),
                Outcome::Stayed(Why::OutOfOrder | Why::Closed) => return self.looked(record, []).await.map(|()| Heard::Done),
                Outcome::Stayed(Why::Contradiction) => return Ok(Heard::Contradicts(Doubt::contradiction(event))),
                Outcome::Stayed(Why::Alert) => {
                    return self.doubted(charge_id, &Doubt::odd(event), source).await.map(|()| Heard::Done);
                }
            };
            match done {
                Err(DbError::Conflict(_)) => continue,
                done => return done.map(|()| Heard::Done).map_err(Into::into),
            }
        }
        Err(ApiError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// Writes a changed charge, its event and its order's new version with whatever belongs to it, and tells those who watch. It is
    /// a conflict where anything of the order has changed since it was read.
    async fn change(
        &self,
        order: &OrderRecord,
        mut record: ChargeRecord,
        event: &Event,
        source: &'static str,
        more: impl IntoIterator<Item = Statement>,
    ) -> Result<(), DbError> {
        let now = self.clock.now();
        let was_paid = record.paid_at.is_some();
        record.paid_at = paid_at(&record, now);
        record.looks += 1;
        record.look_at = reconcile::next_look(&record, now);
        let mut statements = charges::change_at(&record, &Happened { event, source, at: now }, order.version).to_vec();
        statements.extend(more);
        statements.extend(self.beyond(order, &record, now));
        self.write(&record.order_id, statements).await?;
        self.metrics.happened(event, source);
        if let Some(paid_at) = record.paid_at.filter(|_| !was_paid) {
            let since = paid_at.seconds() - record.charge.created_at.seconds();
            self.metrics.paid(record.charge.method.id(), since);
        }
        Ok(())
    }

    /// Notes that nothing was new, and when to ask next.
    async fn looked(&self, mut record: ChargeRecord, more: impl IntoIterator<Item = Statement>) -> Result<(), ApiError> {
        record.looks += 1;
        record.look_at = reconcile::next_look(&record, self.clock.now());
        let statements = [charges::looked(&record)].into_iter().chain(more).collect();
        self.db.batch(statements).await?;
        Ok(())
    }

    /// Writes, and tells those who watch the order or the CLABE of that id.
    async fn write(&self, id: &str, statements: Vec<Statement>) -> Result<(), DbError> {
        self.db.batch(statements).await?;
        self.live.changed(id);
        Ok(())
    }

    async fn charge(&self, charge_id: &str) -> Result<ChargeRecord, ApiError> {
        Ok(charges::find(&*self.db, charge_id).await?.ok_or(Code::ChargeNotFound)?)
    }

    /// A charge, and its order with all that has become of it, as of one moment.
    async fn with_order(&self, charge_id: &str) -> Result<(OrderRecord, ChargeRecord), ApiError> {
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
