//! From a charge that is written down as *requested* to its voucher: the provider is asked, what it answers is looked at, and voucher,
//! event and the key's answer are written in one batch; or that nothing was made.
//!
//! What a key stands for is decided before, in `create.rs`. What happens to the charge afterwards is not known here.

use super::{Collect, TRIES, paid_at};
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::idempotency::Answered;
use crate::charges::request::ValidatedCharge;
use crate::charges::verify::{Doubt, can_be_opened, check_created, complete, in_time, made_otherwise};
use crate::db::charges::ChargeRecord;
use crate::db::keys::{self, Claim, KeyScope};
use crate::db::orders::OrderRecord;
use crate::db::{DbError, Statement, alerts};
use crate::present;
use crate::providers::PaymentOption;
use api::Code;
use payments::charge::{Outcome, Why};
use payments::{Event, Moment, State};
use providers::ProviderError;
use providers::provider::{ChargeRequest, CreatedCharge, Kind};

impl Collect {
    /// Asks for the voucher of a charge that is written down, and answers its key.
    pub(super) async fn ask_for_voucher(
        &self,
        work: &Work<'_>,
        record: &OrderRecord,
        charge: ChargeRecord,
        validated: ValidatedCharge,
        option: &PaymentOption,
    ) -> Result<Answered, WorkError> {
        let request = ChargeRequest {
            charge_id: charge.charge.id.clone(),
            amount: charge.charge.amount,
            description: record.order.description.clone(),
            image: record.order.image.clone(),
            method: validated.method,
            // A store is offered once, under the code of the account that is preferred: whoever collects is told their own.
            store: validated.store.map(|code| option.store(&code).map_or(code.clone(), |store| store.code.clone())),
            customer: validated.customer,
            requested_at: charge.charge.created_at,
            expires_at: record.order.expires_at,
        };
        let call = self.offers.call(&option.account, "create_charge");
        let created = call.answer(option.account.provider.create_charge(call.cx(), &request)).await;
        if let Some(doubt) = created.as_ref().ok().and_then(|created| made_otherwise(&request, created)) {
            // It stands at the provider, and a customer could only pay it by mistake: somebody is told.
            self.metrics.alert(&charge.provider);
            self.db.batch(alerts::raise(&doubt.alert(&charge, self.clock.now())).to_vec()).await?;
        }
        let created = created.and_then(|created| check_created(&request, created));
        let created = created.and_then(|created| in_time(&request, created, self.clock.now()));
        let created = created.and_then(can_be_opened);
        match created {
            Ok(created) => self.issued(work.place, &charge.charge.id, created, option).await,
            // What was not made this time may have been made the time before: it is not over.
            Err(error) if error.kind.may_have_happened() || (work.again && !matches!(error.kind, Kind::Refused(_))) => {
                tracing::warn!(provider = option.account.id, charge = id::shortened(&request.charge_id), %error, "charge left requested");
                Err(error.into())
            }
            Err(error) => self.not_made(work, &charge.charge.id, error).await,
        }
    }

    /// The provider has made it: the voucher, the event and the answer are written in one batch, unless the charge was closed
    /// or answered meanwhile by another who held the key's claim, or is no longer due: the order is looked at once more, and
    /// written as it was looked at.
    async fn issued(
        &self,
        place: &KeyScope,
        charge_id: &str,
        created: CreatedCharge,
        option: &PaymentOption,
    ) -> Result<Answered, WorkError> {
        let mut voucher = created.voucher.clone();
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            // A webhook may have told its id by now: where that is another, the provider has made two.
            let is_another = record.provider_charge.as_ref().is_some_and(|known| *known != created.provider_charge);
            if record.charge.state != State::Requested || is_another {
                return self.too_late(place, charge_id, &created).await;
            }
            let is_money = matches!(created.event, Event::Paid(_) | Event::Refunded { .. } | Event::RefundedInFull);
            if !is_money && !is_due(&order, &record, self.clock.now()) {
                match self.not_due(place, &order, record, &created).await? {
                    Some(answered) => return Ok(answered),
                    None => continue,
                }
            }
            complete(&mut voucher, option, &record.charge);
            let odd = record.charge.apply(&created.event) == Outcome::Stayed(Why::Alert);
            let raised = odd.then(|| self.made_odd(&mut record, &created.event));
            if odd {
                record.charge.apply(&Event::Issued);
            }
            record.charge.voucher = Some(voucher.clone());
            record.provider_charge = Some(created.provider_charge.clone());
            let shown = ChargeRecord { paid_at: paid_at(&record, self.clock.now()), ..record.clone() };
            let answer = Answered::created(&present::charge(&shown, &self.offers));
            let last = keys::answer(place, answer.status, &answer.body);
            let more = raised.into_iter().flatten().chain([last]);
            match self.change(&order, record, &created.event, "answer", more).await {
                // It is not what it was when it was read: now it is read again.
                Err(DbError::Conflict(_)) => continue,
                Err(error) => return Err(error.into()),
                Ok(_) => {
                    let charge = &shown.charge;
                    self.metrics.voucher_made(&shown.provider, charge.method.id(), charge.store.as_deref());
                    return Ok(answer);
                }
            }
        }
        Err(WorkError::from(Code::Internal).because("the provider gave two charges one id, or somebody never lets go"))
    }

    /// A charge is made and the provider calls it something nobody knows: somebody is told.
    pub(super) fn made_odd(&self, record: &mut ChargeRecord, event: &Event) -> [Statement; 3] {
        let alert = Doubt::odd(event).alert(record, self.clock.now());
        record.alert = Some(alert.said.clone());
        self.metrics.alert(&record.provider);
        alerts::raise(&alert)
    }

    /// The provider has certainly made nothing. What it refuses is an answer, kept with the key; where it could not be
    /// asked at all the key stays free to try again.
    async fn not_made(&self, work: &Work<'_>, charge_id: &str, error: ProviderError) -> Result<Answered, WorkError> {
        let (place, refused) = (work.place, matches!(error.kind, Kind::Refused(_)));
        // Who has slept through the end of its claim cannot speak for another who may be asking for the same charge now.
        if !refused && !keys::claim(&*self.db, place, work.claim, self.time.now().await?).await? {
            return self.answer_of(place).await?.ok_or_else(|| error.into());
        }
        let answer = Answered::refusal(WorkError::from(error.clone()));
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            if record.charge.state != State::Requested {
                return self.answer_of(place).await?.ok_or_else(|| error.into());
            }
            record.charge.apply(&Event::Declined);
            let last = refused.then(|| keys::answer(place, answer.status, &answer.body));
            match self.change(&order, record, &Event::Declined, "answer", last).await {
                Err(DbError::Conflict(_)) => continue,
                done => drop(done?),
            }
            break;
        }
        if refused { Ok(answer) } else { Err(error.into()) }
    }
}

/// The work of a key.
pub(super) struct Work<'a> {
    pub(super) place: &'a KeyScope,
    pub(super) claim: &'a Claim,
    /// Whether its charge may have been asked for before.
    pub(super) again: bool,
}

/// Whether what was asked for is still to be paid, to the centavo, and the order still takes it.
fn is_due(order: &OrderRecord, record: &ChargeRecord, now: Moment) -> bool {
    order.order.takes_charges(now) && record.charge.amount == order.order.missing()
}
