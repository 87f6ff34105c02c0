//! What a person decides about an order that needs one: what came is right as it is, the provider is asked again, nothing more
//! is to be paid, the money went back by hand; and what they note.
//!
//! A decision is made by what was read of the order, and written only where the order is still as it was: of two who decide at
//! once one is told that it was settled. Money is believed that the provider has said and nobody else: *accept* writes down
//! what stands in the alert, by the rules of every payment; where that is less than the price, what came is the price now, so
//! that the order is paid for everybody who looks. How an alert comes about is not known here (`charges/verify.rs`).

use super::{Collect, TRIES, paid_at};
use crate::base::error::{WorkError, field};
use crate::base::id;
use crate::charges::poll;
use crate::db::alerts::{self, AlertKind, AlertRecord, Settled};
use crate::db::charges::{self, Happened};
use crate::db::decisions::{self, Action, ByHand, DecisionRecord};
use crate::db::orders::{self, OrderRecord};
use crate::db::{DbError, Statement};
use api::{Code, SettleOrder};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use payments::charge::Outcome;
use payments::{Event, Moment, Money};

/// The most letters of a note.
const NOTE: usize = 500;

/// The most letters of a transfer's reference.
const REFERENCE: usize = 100;

/// How many charges of an order are asked about at once.
const ASKED: usize = 20;

/// An order, and what of it is to be decided.
struct Case {
    record: OrderRecord,
    alerts: Vec<AlertRecord>,
}

impl Collect {
    /// Does what a person has decided. `by` names who.
    ///
    /// # Errors
    ///
    /// `order_not_found` and `alert_not_found`; `alert_settled` and `alert_changed` where the alert is not as the person saw it;
    /// `invalid_fields`; the provider's failure where it has to be asked; `unavailable` where others changed the order each time,
    /// or the db cannot be used.
    pub async fn decide(&self, order_id: &str, wanted: &SettleOrder, by: &str) -> Result<(), WorkError> {
        let (action, note) = check(wanted)?;
        for _ in 0..TRIES {
            let case = self.case(order_id, wanted, action).await?;
            let now = self.clock.now();
            let decision = |alert_id: Option<String>, by_hand: Option<ByHand>| {
                let (note, by) = (note.clone(), by.to_owned());
                decisions::insert(&DecisionRecord {
                    order_id: order_id.to_owned(),
                    alert_id,
                    action,
                    note,
                    by_hand,
                    by,
                    at: now,
                })
            };
            let named = case.alerts.first().filter(|_| case.alerts.len() == 1).map(|alert| alert.id.clone());
            let mut statements = orders::touch_at(order_id, case.record.version).to_vec();
            let mut withdraws = action == Action::Closed;
            let how = match action {
                Action::Accepted => {
                    statements.push(decision(named, None));
                    let changes = self.believe(&case, now);
                    withdraws = !changes.is_empty();
                    statements.extend(changes);
                    Some(Settled::Accepted)
                }
                Action::Closed => {
                    statements.extend([decision(named, None), orders::end(order_id, now)]);
                    Some(Settled::Closed)
                }
                Action::Refunded => {
                    let by_hand = self.by_hand(&case, wanted).await?;
                    statements.push(decision(named, Some(by_hand)));
                    Some(Settled::Refunded)
                }
                Action::Asked | Action::Noted => {
                    statements.push(decision(named, None));
                    None
                }
            };
            // Told under a version of its own, after that of the money.
            statements.push(orders::touch(order_id));
            statements.extend(
                how.into_iter()
                    .flat_map(|how| case.alerts.iter().map(move |alert| alerts::settle(&alert.id, order_id, how, by, now))),
            );
            match self.write(order_id, statements).await {
                Err(DbError::Conflict(_)) => continue,
                done => done?,
            }
            return match action {
                Action::Asked => self.ask_providers(&case).await,
                Action::Accepted if withdraws => self.withdraw_the_rest(order_id).await,
                Action::Closed if withdraws => self.withdraw_what_is_out(order_id).await,
                Action::Accepted | Action::Closed | Action::Refunded | Action::Noted => Ok(()),
            };
        }
        Err(WorkError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// The day where the shop is.
    fn today(&self) -> Date {
        let zone = TimeZone::get(self.offers.zone()).unwrap_or(TimeZone::UTC);
        jiff::Timestamp::from_second(self.clock.now().seconds()).unwrap_or_default().to_zoned(zone).date()
    }

    /// Writes a note down.
    ///
    /// # Errors
    ///
    /// `order_not_found`, and `unavailable` where the db cannot be used.
    pub async fn note(&self, order_id: &str, note: &str, by: &str) -> Result<(), WorkError> {
        orders::version(&*self.db, order_id).await?.ok_or(Code::OrderNotFound)?;
        let note = said(Some(note), "note", NOTE)?.ok_or_else(|| wrong("note", "must say something"))?;
        let (order_id, at) = (order_id.to_owned(), self.clock.now());
        let decision = DecisionRecord {
            order_id,
            alert_id: None,
            action: Action::Noted,
            note: Some(note),
            by_hand: None,
            by: by.to_owned(),
            at,
        };
        Ok(self.db.batch(vec![decisions::insert(&decision)]).await.map(drop)?)
    }

    /// The order and what waits of it, as of one moment: the alert that is named, or all.
    async fn case(&self, order_id: &str, wanted: &SettleOrder, action: Action) -> Result<Case, WorkError> {
        let (record, rows) = orders::find_with(&*self.db, order_id, alerts::of_order(order_id)).await?;
        let record = record.ok_or(Code::OrderNotFound)?;
        let all = alerts::read_all(&rows)?;
        let Some(named) = &wanted.alert else {
            let waiting: Vec<_> = all.into_iter().filter(|alert| alert.settled.is_none()).collect();
            if waiting.is_empty() && action == Action::Accepted {
                return Err(Code::AlertSettled.into());
            }
            return Ok(Case { record, alerts: waiting });
        };
        let alert = all.into_iter().find(|alert| alert.id == *named).ok_or(Code::AlertNotFound)?;
        if let Some(settled) = &alert.settled {
            let detail =
                format!("it was {} by {} at {}", settled.how.id(), settled.by, crate::base::clock::rfc3339(settled.at));
            return Err(WorkError::from(Code::AlertSettled).with_detail(detail));
        }
        if wanted.said.as_ref().is_some_and(|said| *said != alert.alert.said) {
            return Err(WorkError::from(Code::AlertChanged).with_detail(format!("it says: {}", alert.alert.said)));
        }
        Ok(Case { record, alerts: vec![alert] })
    }

    /// What the provider says has been paid becomes money received, and where it is less than the price, the price: as statements,
    /// none where no money is new.
    fn believe(&self, case: &Case, now: Moment) -> Vec<Statement> {
        let (mut statements, mut after) = (Vec::new(), case.record.clone());
        for (charge, record) in after.order.charges.iter_mut().zip(&mut after.charges) {
            let of_it = case.alerts.iter().filter(|alert| alert.alert.charge_id.as_ref() == Some(&charge.id));
            let same = |paid: &Money| paid.currency() == charge.amount.currency() && paid.minor() > 0;
            let said = of_it.filter_map(|alert| Some((alert.alert.paid.filter(same)?, alert.alert.kind)));
            let Some((paid, kind)) = said.max_by_key(|(paid, _)| paid.minor()) else { continue };
            if charge.apply(&Event::Paid(paid)) != Outcome::Moved {
                continue;
            }
            record.charge = charge.clone();
            record.paid_at = paid_at(record, now);
            record.next_poll_at = poll::next_poll(record, now);
            let happened = Happened { event: &Event::Paid(paid), source: "accepted", at: now };
            statements.extend(charges::change(record, &happened));
            if kind == AlertKind::WrongAmount {
                // From now on the provider is believed about this amount too, so that what is refunded later is not odd again.
                statements.push(charges::amending(&record.charge.id, paid, now));
            }
        }
        if statements.is_empty() {
            return statements;
        }
        let received = after.order.received();
        if received.minor() < after.order.amount.minor() {
            after.order.amount = received;
            statements.push(orders::settle_for(&after.order.id, received));
        }
        statements.extend(self.beyond(&after, now));
        statements
    }

    /// Money that went back by hand: at most what came and has not gone back yet.
    async fn by_hand(&self, case: &Case, wanted: &SettleOrder) -> Result<ByHand, WorkError> {
        let order = &case.record.order;
        let decided = decisions::of_order(&*self.db, &order.id).await?;
        let back: i64 = decided.iter().filter_map(|decision| Some(decision.by_hand.as_ref()?.amount.minor())).sum();
        let left = Money::new((order.received().minor() - back).max(0), order.amount.currency());
        let mut fields = Vec::new();
        let amount = wanted.amount.unwrap_or_default();
        if !(1..=left.minor()).contains(&amount) {
            let detail = format!("must be 1 to {}: what came and has not gone back, minor units", left.minor());
            fields.push(field("amount", &detail));
        }
        let on = wanted.refunded_on.as_deref().unwrap_or_default().trim();
        if on.len() != 10 || !on.parse::<Date>().is_ok_and(|day| day <= self.today()) {
            fields.push(field("refunded_on", "must be a day like 2026-11-20, and not one to come"));
        }
        let reference = said(wanted.reference.as_deref(), "reference", REFERENCE)?;
        if reference.is_none() {
            fields.push(field("reference", "must say what the transfer is found by"));
        }
        match reference.filter(|_| fields.is_empty()) {
            Some(reference) => Ok(ByHand { amount: Money::new(amount, order.amount.currency()), on: on.to_owned(), reference }),
            None => Err(WorkError::fields(fields)),
        }
    }

    /// Asks about every charge of the case. An answer that nobody can read is no failure: the alert says so already.
    async fn ask_providers(&self, case: &Case) -> Result<(), WorkError> {
        let about: Vec<_> = case.alerts.iter().filter_map(|alert| alert.alert.charge_id.as_ref()).collect();
        let asked = case.record.charges.iter().filter(|record| record.provider_charge.is_some());
        let asked = asked.filter(|record| about.is_empty() || about.contains(&&record.charge.id));
        for record in asked.rev().take(ASKED) {
            match self.settle(&record.charge.id, "asked").await {
                Err(error) if error.code == Code::ProviderNotUnderstood => {}
                done => done?,
            }
        }
        Ok(())
    }

    /// Withdraws what is out of an order that takes no more. What cannot be withdrawn runs out by itself, and the order says
    /// until when.
    async fn withdraw_what_is_out(&self, order_id: &str) -> Result<(), WorkError> {
        let Some(record) = orders::find(&*self.db, order_id).await? else { return Ok(()) };
        for charge in record.charges.iter().filter(|charge| self.offers.can_cancel(charge)) {
            if let Err(error) = self.withdraw(charge).await {
                let charge = id::shortened(&charge.charge.id);
                tracing::warn!(charge, code = error.code.id(), cause = error.cause(), "a voucher could not be withdrawn");
            }
        }
        Ok(())
    }
}

/// What is to be done, with every wrong field named.
fn check(wanted: &SettleOrder) -> Result<(Action, Option<String>), WorkError> {
    let action = match wanted.action.as_str() {
        "accept" => Action::Accepted,
        "ask" => Action::Asked,
        "close" => Action::Closed,
        "refund" => Action::Refunded,
        _ => return Err(wrong("action", "must be accept, ask, close or refund")),
    };
    Ok((action, said(wanted.note.as_deref(), "note", NOTE)?))
}

/// What was written, without the space around it; nothing where it is empty.
fn said(text: Option<&str>, name: &str, letters: usize) -> Result<Option<String>, WorkError> {
    let text = text.unwrap_or_default().trim();
    let kept = |next: char| next == '\n' || !next.is_control();
    let text: String = text.replace("\r\n", "\n").chars().filter(|next| kept(*next)).collect();
    if text.chars().count() > letters {
        return Err(wrong(name, &format!("must be at most {letters} characters")));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn wrong(path: &str, why: &str) -> WorkError {
    WorkError::fields(vec![field(path, why)])
}
