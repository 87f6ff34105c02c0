//! From a wish to a charge that is asked for: it is looked up what its key stands for, and the charge is written down as
//! *requested* together with the key. Only then is the provider asked, in `issue.rs`.
//!
//! What is guaranteed about a key stands in `mod.rs`. What the provider says, and what comes of it, is not known here.

use super::claim::{self, Retry};
use super::issue::Work;
use super::still_sold::must_still_be_sold;
use super::{Collect, abandon};
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::idempotency::{Answered, Key, fingerprint};
use crate::charges::poll;
use crate::charges::request::{ValidatedCharge, check, complete as complete_customer};
use crate::db::DbError;
use crate::db::charges::{self, ChargeRecord};
use crate::db::keys::{self, KeyRecord, KeyScope};
use crate::db::orders::{self, OrderRecord};
use crate::providers::{NotOffered, PaymentOption, choose};
use api::Code;
use payments::{Charge, Country, Moment, Money, State, Voucher};

impl Collect {
    /// Makes a charge of an order, or answers what this key was answered before. Twins wait for one answer, also those that
    /// come with a key each: two tabs of a browser do not always see at once what the other has kept.
    ///
    /// # Errors
    ///
    /// `order_not_found`, `order_closed`, `offer_changed`, `too_many_vouchers`, `method_not_offered`, `store_not_offered`,
    /// `over_limit` and `invalid_fields` by the order and the request; `idempotency_key_reused` where the key belongs to another
    /// request; `provider_unreachable` where nobody can say what is offered; `unavailable` where the same request is under way
    /// elsewhere, or the db cannot be used. What the provider refuses is an answer, and kept under the key.
    pub async fn create_charge(&self, order_id: &str, key: &Key, wanted: &api::CreateCharge) -> Result<Answered, WorkError> {
        let place = KeyScope { scope: format!("charges:{order_id}"), key: key.as_str().to_owned() };
        let wished = fingerprint(wanted);
        let _turn = self.turns.wait(&format!("{} {wished}", place.scope)).await;
        let mut patience = Retry::new(&self.live, order_id);
        loop {
            let (record, alike) = orders::find_with(&*self.db, order_id, keys::alike(&place, &wished)).await?;
            let record = record.ok_or(Code::OrderNotFound)?;
            let known = self.goes_by(&record, &place, keys::read_alike(&place, &alike)?);
            let first = known.as_ref().map_or(&place, |(first, _)| first).clone();
            let remembered = known.map(|(_, remembered)| remembered);
            match self.try_to_charge(&record, &first, remembered, wanted, &wished).await? {
                None => patience.wait(&*self.clock).await?,
                Some(answered) if first == place => return Ok(answered),
                // The other key's charge is closed now. Under this one nothing has been asked for yet: it goes on.
                Some(answered) if abandon::is_refusal(&answered) => {}
                Some(answered) => {
                    self.answer_alike(&place, &first).await?;
                    return Ok(answered);
                }
            }
        }
    }

    /// This key, where it is known; else the one under which the same wish came before, where its charge is under way or its
    /// voucher still good.
    fn goes_by(
        &self,
        order: &OrderRecord,
        place: &KeyScope,
        alike: Vec<(KeyScope, KeyRecord)>,
    ) -> Option<(KeyScope, KeyRecord)> {
        let is_known = alike.iter().any(|(known, _)| known == place);
        let charge = |id: &str| order.charges.iter().find(|record| record.charge.id == id);
        let is_good = |known: &KeyRecord| charge(&known.about).is_some_and(|record| self.is_good(record, order));
        alike.into_iter().find(|(key, known)| if is_known { key == place } else { is_good(known) })
    }

    /// Whether who wishes the same once more is helped by this charge: it is for what is
    /// still to be paid, and can be paid.
    fn is_good(&self, record: &ChargeRecord, order: &OrderRecord) -> bool {
        let charge = &record.charge;
        let runs = |voucher: &Voucher| voucher.runs(self.clock.now());
        match charge.state {
            State::Requested => charge.amount == order.order.missing(),
            State::Pending => charge.amount == order.order.missing() && charge.voucher.as_ref().is_some_and(runs),
            State::Paid | State::Expired | State::Declined | State::Canceled | State::Refunded => false,
        }
    }

    /// Lets a key be answered from now on what another was.
    async fn answer_alike(&self, place: &KeyScope, first: &KeyScope) -> Result<(), WorkError> {
        let Some(known) = keys::find(&*self.db, first).await? else { return Ok(()) };
        match self.db.batch(vec![keys::remember(place, &known, None, self.clock.now())]).await {
            // Somebody sent this key twice, and the other one was here first.
            Err(DbError::Conflict(_)) => Ok(()),
            done => Ok(done.map(drop)?),
        }
    }

    /// The same for an order, and for what is remembered of the key, as both have been read; `None` where the order has another
    /// charge by now, or where another copy of this backend is at the work of this key.
    async fn try_to_charge(
        &self,
        record: &OrderRecord,
        place: &KeyScope,
        known: Option<KeyRecord>,
        wanted: &api::CreateCharge,
        fingerprint: &str,
    ) -> Result<Option<Answered>, WorkError> {
        if let Some(known) = &known {
            if known.fingerprint != fingerprint {
                return Err(Code::IdempotencyKeyReused.into());
            }
            if let Some(answer) = known.answer.clone() {
                return Ok(Some(Answered::again(answer)));
            }
        }

        let country = Country::of(record.order.amount.currency());
        let validated = check(wanted, country, &record.prefill, |method| self.offers.needs_store(method))?;
        let now = self.clock.now();
        if !record.order.takes_charges(now) {
            return Err(WorkError::order_closed(record.order.status(now)));
        }
        if known.is_none() {
            self.still_sold(record).await?;
        }
        let option = self.option(record, &validated).await?;
        complete_customer(&validated, option.account.provider.facts().needs(validated.method), country)?;
        // By the db's time, on which all copies agree.
        let db_now = self.time.now().await?;
        let claim = claim::claim(db_now);
        // Whether the charge there was before may have been asked for already, by somebody who heard no answer.
        let before = known.as_ref().map(|known| known.about.clone());
        let charge = match known {
            Some(known) => {
                if !keys::claim(&*self.db, place, &claim, db_now).await? {
                    return Ok(None);
                }
                match self.begin_again(place, &known, record, &validated, &option).await {
                    Ok(Begun::Charge(charge)) => Ok(*charge),
                    Ok(Begun::Over(answered)) => return Ok(Some(answered)),
                    Ok(Begun::Overtaken) => {
                        keys::release(&*self.db, place, &claim.holder).await?;
                        return Ok(None);
                    }
                    Err(error) => Err(error),
                }
            }
            None => {
                self.room_for_one_more(record, now)?;
                let charge = new_charge(record, &validated, &option, now);
                let remembered =
                    KeyRecord { fingerprint: fingerprint.to_owned(), about: charge.charge.id.clone(), answer: None };
                let [touch, as_read] = orders::touch_at(&record.order.id, record.version);
                let mut statements = vec![
                    touch,
                    as_read,
                    keys::remember(place, &remembered, Some(&claim), now),
                    charges::insert_after(&charge, &validated.customer, record.charges.len()),
                ];
                statements.extend(must_still_be_sold(record));
                match self.write(&record.order.id, statements).await {
                    Ok(()) => Ok(charge),
                    Err(DbError::Conflict(_)) => return Ok(None),
                    Err(error) => Err(error.into()),
                }
            }
        };
        let asking = async {
            let charge = charge?;
            let work = Work { place, claim: &claim, again: before.as_ref() == Some(&charge.charge.id) };
            self.ask_for_voucher(&work, record, charge, validated, &option).await
        };
        let answered = tokio::select! {
            biased;
            answered = asking => answered,
            never = claim::hold_on(&*self.db, (&*self.clock, &self.time), place, &claim.holder) => match never {},
        };
        if answered.is_err()
            && let Err(error) = keys::release(&*self.db, place, &claim.holder).await
        {
            tracing::warn!(%error, "a claim was not given back: it ends by itself");
        }
        answered.map(Some)
    }

    /// Refuses one voucher more than an order may have open. A charge that comes meanwhile makes the insert a conflict, so it is
    /// counted and written as one; and what is closed never opens again.
    fn room_for_one_more(&self, record: &OrderRecord, now: Moment) -> Result<(), WorkError> {
        let runs = |charge: &Charge| charge.voucher.as_ref().is_none_or(|voucher| voucher.runs(now));
        let open = record.order.charges.iter().filter(|charge| charge.state.is_open() && runs(charge)).count();
        match usize::try_from(self.open_vouchers) {
            Ok(at_most) if at_most > 0 && open >= at_most => Err(Code::TooManyVouchers.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Who collects it, or why nobody does.
    async fn option(&self, record: &OrderRecord, validated: &ValidatedCharge) -> Result<PaymentOption, WorkError> {
        let order = &record.order;
        if !order.methods.is_empty() && !order.methods.contains(&validated.method) {
            return Err(Code::MethodNotOffered.into());
        }
        let amount = order.missing();
        let options = self.offers.options(amount).await?;
        choose(&options, validated.method, validated.store.as_deref(), amount).cloned().map_err(|why| match why {
            NotOffered::Method => Code::MethodNotOffered.into(),
            NotOffered::Store => Code::StoreNotOffered.into(),
            NotOffered::OverLimit => Code::OverLimit.into(),
            NotOffered::UnderMinimum => Code::UnderMinimum.into(),
        })
    }

    /// What a known, unanswered key comes to. The provider is asked for the same charge again where it makes no second one by
    /// that, and for a new one where it certainly made nothing before; else the key is spent.
    async fn begin_again(
        &self,
        place: &KeyScope,
        known: &KeyRecord,
        record: &OrderRecord,
        validated: &ValidatedCharge,
        option: &PaymentOption,
    ) -> Result<Begun, WorkError> {
        let before = self.charge(&known.about).await?;
        match before.charge.state {
            State::Requested if option.account.repeats_create(&before, self.clock.now()) => {
                return Ok(Begun::Charge(Box::new(before)));
            }
            State::Declined => {}
            State::Requested | State::Pending | State::Paid | State::Expired | State::Canceled | State::Refunded => {
                return Ok(self.abandon_key(place, &known.about).await?.map_or(Begun::Overtaken, Begun::Over));
            }
        }
        self.room_for_one_more(record, self.clock.now())?;
        self.still_sold(record).await?;
        let charge = new_charge(record, validated, option, self.clock.now());
        let [touch, as_read] = orders::touch_at(&record.order.id, record.version);
        let mut statements = vec![
            touch,
            as_read,
            keys::reassign(place, &charge.charge.id),
            // Whoever held this key's claim before, and has slept through its end, finds that the order has one more.
            charges::insert_after(&charge, &validated.customer, record.charges.len()),
        ];
        statements.extend(must_still_be_sold(record));
        match self.write(&charge.order_id, statements).await {
            Ok(()) => Ok(Begun::Charge(Box::new(charge))),
            Err(DbError::Conflict(_)) => Ok(Begun::Overtaken),
            Err(error) => Err(error.into()),
        }
    }
}

/// What begins with a key that was known.
enum Begun {
    /// The provider is to be asked for this charge.
    Charge(Box<ChargeRecord>),
    /// Nobody is to be asked: this is the answer.
    Over(Answered),
    /// Another was quicker: it is all to be looked at again.
    Overtaken,
}

fn new_charge(record: &OrderRecord, validated: &ValidatedCharge, option: &PaymentOption, now: Moment) -> ChargeRecord {
    let amount = record.order.missing();
    let charge = Charge {
        id: id::charge(),
        method: validated.method,
        store: validated.store.clone(),
        amount,
        state: State::Requested,
        received: Money::zero(amount.currency()),
        refunded: Money::zero(amount.currency()),
        late: false,
        created_at: now,
        voucher: None,
    };
    let new = ChargeRecord {
        order_id: record.order.id.clone(),
        provider: option.account.id.clone(),
        provider_charge: None,
        alert: None,
        version: 0,
        sms: 0,
        poll_count: 0,
        next_poll_at: None,
        paid_at: None,
        amending: None,
        charge,
    };
    ChargeRecord { next_poll_at: poll::next_poll(&new, now), ..new }
}
