//! From a wish to a voucher: the charge is written down as *requested* together with its key, then the provider is asked,
//! then voucher, event and answer are written in one batch.
//!
//! What is guaranteed about a key stands in `mod.rs`. What happens to the charge afterwards is not known here.

use super::still_sold::must_still_be_sold;
use super::twins::{self, Patience};
use super::{Collect, TRIES, paid_at, spent};
use crate::db::charges::{self, ChargeRecord};
use crate::db::keys::{self, Claim, Place, Remembered};
use crate::db::orders::{self, OrderRecord};
use crate::db::{DbError, Statement, alerts};
use crate::doubt::{Doubt, complete, in_time, sensible};
use crate::error::ApiError;
use crate::id;
use crate::idempotency::{Answered, Key, fingerprint};
use crate::offers::{NotOffered, Way, choose};
use crate::reconcile;
use crate::shown;
use crate::wish::{Wish, check, complete as complete_customer};
use api::Code;
use http::StatusCode;
use payments::charge::{Outcome, Why};
use payments::{Charge, Country, Event, Moment, Money, State, Voucher};
use providers::provider::{ChargeRequest, CreatedCharge, Kind};
use providers::{Provider, ProviderError};

impl Collect {
    /// Makes a charge of an order, or answers what this key was answered before. Twins wait for one answer, also those that
    /// come with a key each: two tabs of a browser do not always see at once what the other has kept.
    pub async fn create_charge(&self, order_id: &str, key: &Key, wanted: &api::CreateCharge) -> Result<Answered, ApiError> {
        let place = Place { scope: format!("charges:{order_id}"), key: key.as_str().to_owned() };
        let wished = fingerprint(wanted);
        let _turn = self.turns.wait(&format!("{} {wished}", place.scope)).await;
        let mut patience = Patience::new(&self.live, order_id);
        loop {
            let (record, alike) = orders::find_with(&*self.db, order_id, keys::alike(&place, &wished)).await?;
            let record = record.ok_or(Code::OrderNotFound)?;
            let known = self.goes_by(&record, &place, keys::read_alike(&place, &alike)?);
            let first = known.as_ref().map_or(&place, |(first, _)| first).clone();
            let remembered = known.map(|(_, remembered)| remembered);
            match self.try_to_charge(&record, &first, remembered, wanted).await? {
                None => patience.wait().await?,
                Some(answered) if first == place => return Ok(answered),
                // The other key's charge is closed now. Under this one nothing has been asked for yet: it goes on.
                Some(answered) if spent::is_refusal(&answered) => {}
                Some(answered) => {
                    self.answer_alike(&place, &first).await?;
                    return Ok(answered);
                }
            }
        }
    }

    /// This key, where it is known; else the one under which the same wish came before, where its charge is under way or its
    /// voucher still good.
    fn goes_by(&self, order: &OrderRecord, place: &Place, alike: Vec<(Place, Remembered)>) -> Option<(Place, Remembered)> {
        let is_known = alike.iter().any(|(known, _)| known == place);
        let charge = |id: &str| order.charges.iter().find(|record| record.charge.id == id);
        let is_good = |known: &Remembered| charge(&known.about).is_some_and(|record| self.is_good(record, order));
        alike.into_iter().find(|(key, known)| if is_known { key == place } else { is_good(known) })
    }

    /// Whether who wishes the same once more is helped by this charge: it is for what is
    /// still to be paid, and can be paid.
    fn is_good(&self, record: &ChargeRecord, order: &OrderRecord) -> bool {
        let charge = &record.charge;
        let runs = |voucher: &Voucher| self.clock.now() < voucher.expires_at;
        match charge.state {
            State::Requested => charge.amount == order.order.missing(),
            State::Pending => charge.amount == order.order.missing() && charge.voucher.as_ref().is_some_and(runs),
            State::Paid | State::Expired | State::Declined | State::Canceled | State::Refunded => false,
        }
    }

    /// Lets a key be answered from now on what another was.
    async fn answer_alike(&self, place: &Place, first: &Place) -> Result<(), ApiError> {
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
        place: &Place,
        known: Option<Remembered>,
        wanted: &api::CreateCharge,
    ) -> Result<Option<Answered>, ApiError> {
        let fingerprint = fingerprint(wanted);
        if let Some(known) = &known {
            if known.fingerprint != fingerprint {
                return Err(Code::IdempotencyKeyReused.into());
            }
            if let Some(answer) = known.answer.clone() {
                return Ok(Some(Answered::again(answer)));
            }
        }

        let country = Country::of(record.order.amount.currency());
        let wish = check(wanted, country, &record.prefill)?;
        let now = self.clock.now();
        if !record.order.takes_charges(now) {
            return Err(ApiError::order_closed(record.order.status(now)));
        }
        if known.is_none() {
            self.still_sold(record).await?;
        }
        let way = self.way(record, &wish).await?;
        complete_customer(&wish, way.counter.needs, country)?;
        // By the db's time, on which all copies agree.
        let db_now = self.time.now().await?;
        let claim = twins::claim(db_now);
        // Whether the charge there was before may have been asked for already, by somebody who heard no answer.
        let before = known.as_ref().map(|known| known.about.clone());
        let charge = match known {
            Some(known) => {
                if !keys::claim(&*self.db, place, &claim, db_now).await? {
                    return Ok(None);
                }
                match self.begin_again(place, &known, record, &wish, &way).await {
                    Ok(Begun::Charge(charge)) => Ok(*charge),
                    Ok(Begun::Over(answered)) => return Ok(Some(answered)),
                    Ok(Begun::Overtaken) => {
                        keys::give_back(&*self.db, place, &claim.holder).await?;
                        return Ok(None);
                    }
                    Err(error) => Err(error),
                }
            }
            None => {
                self.room_for_one_more(record, now)?;
                let charge = new_charge(record, &wish, &way, now);
                let remembered = Remembered { fingerprint, about: charge.charge.id.clone(), answer: None };
                let [touch, as_read] = orders::touch_at(&record.order.id, record.version);
                let mut statements = vec![
                    touch,
                    as_read,
                    keys::remember(place, &remembered, Some(&claim), now),
                    charges::insert_after(&charge, &wish.customer, record.charges.len()),
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
            self.ask_for_voucher(&work, record, charge, wish, &way).await
        };
        let answered = tokio::select! {
            answered = asking => answered,
            never = twins::hold_on(&*self.db, &self.time, place, &claim.holder) => match never {},
        };
        if answered.is_err()
            && let Err(error) = keys::give_back(&*self.db, place, &claim.holder).await
        {
            tracing::warn!(%error, "a claim was not given back: it ends by itself");
        }
        answered.map(Some)
    }

    /// Refuses one voucher more than an order may have open. A charge that comes meanwhile makes the insert a conflict, so it is
    /// counted and written as one; and what is closed never opens again.
    fn room_for_one_more(&self, record: &OrderRecord, now: Moment) -> Result<(), ApiError> {
        let runs = |charge: &Charge| charge.voucher.as_ref().is_none_or(|voucher| now < voucher.expires_at);
        let open = record.order.charges.iter().filter(|charge| charge.state.is_open() && runs(charge)).count();
        match usize::try_from(self.open_vouchers) {
            Ok(at_most) if at_most > 0 && open >= at_most => Err(Code::TooManyVouchers.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Who collects it, or why nobody does.
    async fn way(&self, record: &OrderRecord, wish: &Wish) -> Result<Way, ApiError> {
        let order = &record.order;
        if !order.methods.is_empty() && !order.methods.contains(&wish.method) {
            return Err(Code::MethodNotOffered.into());
        }
        let amount = order.missing();
        let ways = self.offers.ways(amount).await?;
        choose(&ways, wish.method, wish.store.as_deref(), amount).cloned().map_err(|why| match why {
            NotOffered::Method => Code::MethodNotOffered.into(),
            NotOffered::Store => Code::StoreNotOffered.into(),
            NotOffered::OverLimit => Code::OverLimit.into(),
        })
    }

    /// What a known, unanswered key comes to. The provider is asked for the same charge again where it makes no second one by
    /// that, and for a new one where it certainly made nothing before; else the key is spent.
    async fn begin_again(
        &self,
        place: &Place,
        known: &Remembered,
        record: &OrderRecord,
        wish: &Wish,
        way: &Way,
    ) -> Result<Begun, ApiError> {
        let before = self.charge(&known.about).await?;
        let provider = &way.counter.provider;
        match before.charge.state {
            State::Requested if provider.id() == before.provider && provider.repeats_create() => {
                return Ok(Begun::Charge(Box::new(before)));
            }
            State::Declined => {}
            State::Requested | State::Pending | State::Paid | State::Expired | State::Canceled | State::Refunded => {
                return Ok(self.spend(place, &known.about).await?.map_or(Begun::Overtaken, Begun::Over));
            }
        }
        self.room_for_one_more(record, self.clock.now())?;
        self.still_sold(record).await?;
        let charge = new_charge(record, wish, way, self.clock.now());
        let [touch, as_read] = orders::touch_at(&record.order.id, record.version);
        let mut statements = vec![
            touch,
            as_read,
            keys::point_at(place, &charge.charge.id),
            // Whoever held this key's claim before, and has slept through its end, finds that the order has one more.
            charges::insert_after(&charge, &wish.customer, record.charges.len()),
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
        wish: Wish,
        way: &Way,
    ) -> Result<Answered, ApiError> {
        let provider: &dyn Provider = &*way.counter.provider;
        let request = ChargeRequest {
            charge_id: charge.charge.id.clone(),
            amount: charge.charge.amount,
            description: record.order.description.clone(),
            image: record.order.image.clone(),
            method: wish.method,
            store: wish.store,
            customer: wish.customer,
            requested_at: charge.charge.created_at,
            expires_at: record.order.expires_at,
        };
        let created = provider.create_charge(self.offers.http(), &request).await;
        let created = created.and_then(|created| sensible(&request, created));
        let created = created.and_then(|created| in_time(&request, created, self.clock.now()));
        match created {
            Ok(created) => self.issued(work.place, &charge.charge.id, created, way).await,
            // What was not made this time may have been made the time before: it is not over.
            Err(error) if error.kind.may_have_happened() || (work.again && !matches!(error.kind, Kind::Refused(_))) => {
                tracing::warn!(provider = provider.id(), charge = id::shortened(&request.charge_id), %error, "charge left requested");
                Err(error.into())
            }
            Err(error) => self.not_made(work, &charge.charge.id, error).await,
        }
    }

    /// The provider has made it: the voucher, the event and the answer are written in one batch, unless the charge was closed
    /// or answered meanwhile by another who held the key's claim, or is no longer due: the order is looked at once more, and
    /// written as it was looked at.
    async fn issued(&self, place: &Place, charge_id: &str, created: CreatedCharge, way: &Way) -> Result<Answered, ApiError> {
        let mut voucher = created.voucher.clone();
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            if record.charge.state != State::Requested {
                return self.too_late(place, charge_id, &created).await;
            }
            if !matches!(created.event, Event::Paid(_) | Event::Refunded) && !is_due(&order, &record, self.clock.now()) {
                match self.not_due(place, &order, record, &created).await? {
                    Some(answered) => return Ok(answered),
                    None => continue,
                }
            }
            complete(&mut voucher, way, &record.charge);
            let odd = record.charge.apply(&created.event) == Outcome::Stayed(Why::Alert);
            let raised = odd.then(|| self.made_odd(&mut record, &created.event));
            if odd {
                record.charge.apply(&Event::Issued);
            }
            record.charge.voucher = Some(voucher.clone());
            record.provider_charge = Some(created.provider_charge.clone());
            let shown = ChargeRecord { paid_at: paid_at(&record, self.clock.now()), ..record.clone() };
            let answer = Answered::new(StatusCode::CREATED, &shown::charge(&shown, &self.offers));
            let last = keys::answer(place, answer.status, &answer.body);
            let more = raised.into_iter().flatten().chain([last]);
            match self.change(&order, record, &created.event, "answer", more).await {
                // It is not what it was when it was read: now it is read again.
                Err(DbError::Conflict(_)) => continue,
                Err(error) => return Err(error.into()),
                Ok(()) => {
                    let charge = &shown.charge;
                    self.metrics.voucher_made(&shown.provider, charge.method.id(), charge.store.as_deref());
                    return Ok(answer);
                }
            }
        }
        Err(ApiError::from(Code::Internal).because("the provider gave two charges one id, or somebody never lets go"))
    }

    /// A charge is made and the provider calls it something nobody knows: somebody is told.
    pub(super) fn made_odd(&self, record: &mut ChargeRecord, event: &Event) -> [Statement; 2] {
        let alert = Doubt::odd(event).alert(record, self.clock.now());
        record.alert = Some(alert.said.clone());
        self.metrics.alert(&record.provider);
        alerts::raise(&alert)
    }

    /// The provider has certainly made nothing. What it refuses is an answer, kept with the key; where it could not be
    /// asked at all the key stays free to try again.
    async fn not_made(&self, work: &Work<'_>, charge_id: &str, error: ProviderError) -> Result<Answered, ApiError> {
        let (place, refused) = (work.place, matches!(error.kind, Kind::Refused(_)));
        // Who has slept through the end of its claim cannot speak for another who may be asking for the same charge now.
        if !refused && !keys::claim(&*self.db, place, work.claim, self.time.now().await?).await? {
            return self.answer_of(place).await?.ok_or_else(|| error.into());
        }
        let answer = Answered::refusal(ApiError::from(error.clone()));
        for _ in 0..TRIES {
            let (order, mut record) = self.with_order(charge_id).await?;
            if record.charge.state != State::Requested {
                return self.answer_of(place).await?.ok_or_else(|| error.into());
            }
            record.charge.apply(&Event::Declined);
            let last = refused.then(|| keys::answer(place, answer.status, &answer.body));
            match self.change(&order, record, &Event::Declined, "answer", last).await {
                Err(DbError::Conflict(_)) => continue,
                done => done?,
            }
            break;
        }
        if refused { Ok(answer) } else { Err(error.into()) }
    }
}

/// The work of a key.
struct Work<'a> {
    place: &'a Place,
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

fn new_charge(record: &OrderRecord, wish: &Wish, way: &Way, now: Moment) -> ChargeRecord {
    let amount = record.order.missing();
    let charge = Charge {
        id: id::charge(),
        method: wish.method,
        store: wish.store.clone(),
        amount,
        state: State::Requested,
        received: Money::zero(amount.currency()),
        late: false,
        created_at: now,
        voucher: None,
    };
    let new = ChargeRecord {
        order_id: record.order.id.clone(),
        provider: way.counter.provider.id().to_owned(),
        provider_charge: None,
        alert: None,
        version: 0,
        sms: 0,
        looks: 0,
        look_at: None,
        paid_at: None,
        amending: None,
        charge,
    };
    ChargeRecord { look_at: reconcile::next_look(&new, now), ..new }
}
