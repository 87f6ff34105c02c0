//! Asking what is true of one charge: in turn with whoever asks about the same, once more where an answer contradicts what was seen, and
//! no longer where nothing was ever answered. What follows from an answer is in `mod.rs`; when it is time to ask, in `poll.rs`.

use super::{Collect, Heard, TRIES};
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::single_flight::Joined;
use crate::charges::poll;
use crate::charges::verify::{Checked, Doubt};
use crate::db::DbError;
use crate::db::alerts::AlertKind;
use crate::db::charges::ChargeRecord;
use crate::db::orders::OrderRecord;
use crate::providers::nobody;
use api::Code;
use payments::{Event, State};
use providers::provider::{ChargeRef, Kind};

impl Collect {
    /// Asks the provider what is true of a charge, and makes it true here. `source` is how we came to ask.
    ///
    /// # Errors
    ///
    /// `charge_not_found`; the provider's failure where it cannot be asked or cannot be understood; `unavailable` where others
    /// changed the charge each time, or the db cannot be used.
    pub async fn settle(&self, charge_id: &str, source: &'static str) -> Result<(), WorkError> {
        self.settle_as_read(charge_id, None, source).await
    }

    /// The same for whoever has just read the charge: it is read again only where another was asking about it meanwhile.
    pub(super) async fn settle_as_read(
        &self,
        charge_id: &str,
        read: Option<ChargeRecord>,
        source: &'static str,
    ) -> Result<(), WorkError> {
        match self.turns.join(charge_id).await {
            Joined::Done(true) => Ok(()),
            Joined::Done(false) => Err(WorkError::from(Code::Unavailable).because("the one who asked for us failed")),
            Joined::Leader(turn) => {
                let record = match read.filter(|_| !turn.had_to_wait()) {
                    Some(record) => record,
                    None => self.charge(charge_id).await?,
                };
                self.poll(record, source).await?;
                turn.went_well();
                Ok(())
            }
        }
    }

    async fn poll(&self, record: ChargeRecord, source: &'static str) -> Result<(), WorkError> {
        let Some(its_id) = record.provider_charge.clone() else { return self.give_up(record, source).await };
        let unanswered = (record.charge.state == State::Requested).then(|| record.charge.id.clone());
        let handle = ChargeRef { provider_charge: its_id, method: record.charge.method };
        let asked = match self.ask(&record, &handle, source).await {
            Ok(Heard::Done(order)) => Ok(*order),
            Ok(Heard::Contradicts(..)) => self.ask_again(&record, &handle, source).await,
            Err(error) => Err(error),
        };
        // Also where it did not answer: what asks for too much is withdrawn, or somebody is told that it cannot be.
        let failed = match asked {
            Ok(order) => {
                self.withdraw_the_rest_of(&order).await?;
                None
            }
            Err(error) => {
                self.withdraw_the_rest(&record.order_id).await?;
                Some(error)
            }
        };
        // Whatever it says but money: where nobody was shown anything for so long, nobody will be.
        if let Some(charge_id) = unanswered {
            self.give_up(self.charge(&charge_id).await?, source).await?;
        }
        failed.map_or(Ok(()), Err)
    }

    /// Asks the provider about a charge, and makes true here what it says.
    async fn ask(&self, record: &ChargeRecord, handle: &ChargeRef, source: &'static str) -> Result<Heard, WorkError> {
        let fetched = match self.offers.account(&record.provider) {
            Some(account) => {
                let call = self.offers.call(account, "fetch_charge");
                call.answer(account.provider.fetch_charge(call.cx(), handle)).await
            }
            None => Err(nobody()),
        };
        match fetched {
            Ok(fetched) => self.heard(record, Checked::new(record, handle, fetched), source).await,
            Err(error) if error.kind == Kind::NotUnderstood => {
                let doubt = Doubt { kind: AlertKind::UnreadableAnswer, said: error.detail.clone(), paid: None };
                self.doubted(&record.charge.id, &doubt, source, &[]).await?;
                Err(error.into())
            }
            Err(error) => {
                let (order, record) = self.with_order(&record.charge.id).await?;
                self.mark_polled_in(&order, record, []).await?;
                Err(error.into())
            }
        }
    }

    /// Asks once more about a charge whose provider has just contradicted itself: its answer may have been overtaken by another. What
    /// it says a second time is told.
    pub(super) async fn ask_again(
        &self,
        record: &ChargeRecord,
        handle: &ChargeRef,
        source: &'static str,
    ) -> Result<OrderRecord, WorkError> {
        match self.ask(record, handle, source).await? {
            Heard::Done(order) => Ok(*order),
            // What else the answer says was not written down yet.
            Heard::Contradicts(doubt, more) => self.doubted(&record.charge.id, &doubt, source, &more).await,
        }
    }

    /// A charge the provider never answered about is given up after a time. Where a webhook has told since by which id it is known
    /// there (`adopt.rs`) it is withdrawn, and asked about for a while; where none has it cannot be asked about, and money that
    /// came all the same is told by such a webhook, or would be the provider's to explain.
    async fn give_up(&self, mut record: ChargeRecord, source: &'static str) -> Result<(), WorkError> {
        for _ in 0..TRIES {
            if record.charge.state != State::Requested || !poll::is_abandoned(&record.charge, self.clock.now()) {
                return self.mark_polled(record).await;
            }
            let (order, read) = self.with_order(&record.charge.id).await?;
            record = read;
            // Answered meanwhile.
            if record.charge.state != State::Requested {
                continue;
            }
            let mut after = record.clone();
            after.charge.apply(&Event::Canceled);
            match self.change(&order, after.clone(), &Event::Canceled, source, []).await {
                Err(DbError::Conflict(_)) => continue,
                done => drop(done?),
            }
            let charge = id::shortened(&record.charge.id);
            tracing::warn!(charge, "requested, never answered: given up");
            if after.provider_charge.is_some()
                && let Err(error) = self.withdraw(&after).await
            {
                tracing::warn!(charge, code = error.code.id(), cause = error.cause(), "its voucher could not be withdrawn");
            }
            return Ok(());
        }
        Err(WorkError::from(Code::Unavailable).because("overtaken too often"))
    }
}
