//! A key that is spent: what it asked for was never answered, and may not be asked for again. Its charge is closed and the key
//! gets the answer that it keeps, in one batch; so a customer begins again with a new key, and is never shown two vouchers.
//!
//! Who asked may be alive all the same, and hear of a voucher after that. Nobody is shown it: what it is at the provider is
//! written down, so that money that reaches it is money received, and it is withdrawn where it can be. When a key is
//! spent is decided in `create.rs`.

use super::beyond::too_much;
use super::{Collect, TRIES};
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::idempotency::Answered;
use crate::db::DbError;
use crate::db::alerts::{self, AlertKind, NewAlert};
use crate::db::charges::ChargeRecord;
use crate::db::keys::{self, KeyScope};
use crate::db::orders::OrderRecord;
use api::Code;
use payments::charge::{Outcome, Why};
use payments::{Event, State};
use providers::provider::CreatedCharge;

/// What a spent key is answered, now and every time it comes again.
fn refusal() -> Answered {
    let says = "The provider may have made what was asked for, or not; nothing that can be paid was shown, and nothing of it will be. \
                Make a new key, as for a new request, and send the same body.";
    Answered::refusal(WorkError::from(Code::IdempotencyKeySpent).with_detail(says))
}

/// Whether this is that answer.
pub(super) fn is_refusal(answered: &Answered) -> bool {
    answered.refusal.as_ref().is_some_and(|error| error.code == Code::IdempotencyKeySpent)
}

impl Collect {
    /// Closes the charge a key stands for, and answers the key. `None` where the charge was changed meanwhile: then it is all
    /// to be looked at again.
    pub(super) async fn abandon_key(&self, place: &KeyScope, charge_id: &str) -> Result<Option<Answered>, WorkError> {
        let (order, mut record) = self.with_order(charge_id).await?;
        let refusal = refusal();
        let answer = keys::answer(place, refusal.status, &refusal.body);
        let done = match record.charge.apply(&Event::Canceled) {
            Outcome::Moved => {
                let charge = id::shortened(&record.charge.id);
                tracing::warn!(provider = record.provider, charge, "asked for and never answered: its key is spent");
                self.change(&order, record, &Event::Canceled, "unanswered", Some(answer)).await.map(drop)
            }
            // It has been given up before.
            Outcome::Stayed(_) => self.write(&record.order_id, vec![answer]).await,
        };
        match done {
            Err(DbError::Conflict(_)) => Ok(None),
            Err(error) => Err(error.into()),
            Ok(()) => Ok(Some(self.answer_of(place).await?.unwrap_or(refusal))),
        }
    }

    /// What a key was answered, where it was.
    pub(super) async fn answer_of(&self, place: &KeyScope) -> Result<Option<Answered>, WorkError> {
        Ok(keys::find(&*self.db, place).await?.and_then(|known| known.answer).map(Answered::again))
    }

    /// The provider has made a charge of which nobody is to be shown the voucher: ours was closed before, or another was first
    /// with an answer. What the key was answered counts.
    pub(super) async fn too_late(
        &self,
        place: &KeyScope,
        charge_id: &str,
        created: &CreatedCharge,
    ) -> Result<Answered, WorkError> {
        let (charge, refusal) = (id::shortened(charge_id), refusal());
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            match &record.provider_charge {
                // Somebody else asked for the same and heard the same.
                Some(known) if *known == created.provider_charge => break,
                Some(first) => {
                    tracing::error!(provider = record.provider, charge, "the provider has made two charges of one");
                    self.metrics.alert(&record.provider);
                    let said = format!("a second charge of one: {}, beside {first}", created.provider_charge);
                    let asked = alerts::amount(record.charge.amount);
                    let alert = NewAlert::new(&record, AlertKind::TwoCharges, &asked, &said, self.clock.now());
                    self.write(&record.order_id, alerts::raise(&alert).to_vec()).await?;
                    break;
                }
                None => {}
            }
            tracing::warn!(provider = record.provider, charge, "answered too late: nobody is shown this voucher");
            record.provider_charge = Some(created.provider_charge.clone());
            let odd = record.charge.apply(&created.event) == Outcome::Stayed(Why::Alert);
            let raised = odd.then(|| self.made_odd(&mut record, &created.event));
            let answer = keys::answer(place, refusal.status, &refusal.body);
            let more = raised.into_iter().flatten().chain([answer]);
            match self.change(&order, record.clone(), &created.event, "answer", more).await {
                Err(DbError::Conflict(_)) => continue,
                Err(error) => return Err(error.into()),
                Ok(_) => {}
            }
            if record.charge.state != State::Paid
                && let Err(error) = self.withdraw(&record).await
            {
                tracing::warn!(charge, code = error.code.id(), cause = error.cause(), "its voucher could not be withdrawn");
            }
            break;
        }
        Ok(self.answer_of(place).await?.unwrap_or(refusal))
    }

    /// The provider has made a charge that is no longer due: money came, or the price changed, while it was asked. Nobody is shown its
    /// voucher: the charge is closed and its key spent, so that whoever asked begins again with what is due now. `None` where the order
    /// has changed meanwhile.
    pub(super) async fn not_due(
        &self,
        place: &KeyScope,
        order: &OrderRecord,
        mut record: ChargeRecord,
        created: &CreatedCharge,
    ) -> Result<Option<Answered>, WorkError> {
        let (charge, refusal) = (id::shortened(&record.charge.id), refusal());
        tracing::warn!(provider = record.provider, charge, "no longer due when it was made: nobody is shown this voucher");
        record.provider_charge = Some(created.provider_charge.clone());
        record.charge.apply(&Event::Canceled);
        let now = self.clock.now();
        // The provider may have sent it to the customer by itself. Told before it is withdrawn, and over once it is: a crash, or a db that
        // is full, would keep it from everybody.
        let told = alerts::raise(&too_much(&record, order.order.missing(), now));
        let answer = keys::answer(place, refusal.status, &refusal.body);
        let more = told.into_iter().chain([answer]);
        match self.change(order, record.clone(), &Event::Canceled, "answer", more).await {
            Err(DbError::Conflict(_)) => return Ok(None),
            done => drop(done?),
        }
        if self.offers.cancels(&record) {
            match self.withdraw(&record).await {
                Ok(()) => self.no_longer_too_much(&record, now).await?,
                Err(error) => {
                    tracing::warn!(charge, code = error.code.id(), cause = error.cause(), "its voucher could not be withdrawn");
                    self.metrics.alert(&record.provider);
                }
            }
        }
        Ok(Some(self.answer_of(place).await?.unwrap_or(refusal)))
    }
}
