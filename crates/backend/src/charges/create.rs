//! From a wish to a voucher: the charge is written down as *requested* together with its key, then the provider is asked,
//! then voucher, event and answer are written in one batch.
//!
//! What is guaranteed about a key stands in `mod.rs`. What happens to the charge afterwards is not known here.
//! Longer than usual, because the steps are in the one order that survives a crash, and are read as a whole.

use super::claim::{self, Retry};
use super::still_sold::must_still_be_sold;
use super::{Collect, TRIES, abandon, paid_at};
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::idempotency::{Answered, Key, fingerprint};
use crate::charges::poll;
use crate::charges::request::{ValidatedCharge, check, complete as complete_customer};
use crate::charges::verify::{Doubt, check_created, complete, in_time, made_otherwise};
use crate::db::charges::{self, ChargeRecord};
use crate::db::keys::{self, Claim, KeyRecord, KeyScope};
use crate::db::orders::{self, OrderRecord};
use crate::db::{DbError, Statement, alerts};
use crate::present;
use crate::providers::{NotOffered, PaymentOption, choose};
use api::Code;
use payments::charge::{Outcome, Why};
use payments::{Charge, Country, Event, Moment, Money, State, Voucher};
use providers::ProviderError;
use providers::provider::{ChargeRequest, CreatedCharge, Kind};

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

    async fn ask_for_voucher(
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
            store: validated.store,
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
struct Work<'a> {
    place: &'a KeyScope,
    claim: &'a Claim,
    /// Whether its charge may have been asked for before.
    again: bool,
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

/// Whether what was asked for is still to be paid, to the centavo, and the order still takes it.
fn is_due(order: &OrderRecord, record: &ChargeRecord, now: Moment) -> bool {
    order.order.takes_charges(now) && record.charge.amount == order.order.missing()
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
