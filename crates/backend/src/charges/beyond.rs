//! Slips beyond what is due: several may be out for one order, each for what was missing when it was made. Once money has come, or
//! the price has changed, the others ask for too much.
//!
//! What a provider can withdraw is withdrawn; of what it cannot, and of what it did not when asked, a person is told, and told when it
//! is over. Which slips these are is written in the batch of the change that made them so: a crash forgets none. What can still be
//! paid, and what is missing, `payments` says.

use super::{Collect, poll};
use crate::base::error::WorkError;
use crate::base::id;
use crate::db::alerts::{self, AlertKind, NewAlert};
use crate::db::charges::{self, ChargeRecord};
use crate::db::orders::{self, OrderRecord};
use crate::db::{DbError, Statement};
use payments::{Moment, Money};

impl Collect {
    /// What a change of one charge makes of the others of its order, which is given as it stands then, as statements for its batch:
    /// those that ask for too much now are looked at soon where they can be withdrawn, and told of where not; those that no longer do are over.
    pub(super) fn beyond(&self, changed: &OrderRecord, now: Moment) -> Vec<Statement> {
        // A slip alone never asks for more than what is missing: it was made for that.
        if changed.charges.len() < 2 {
            return Vec::new();
        }
        let order = &changed.order;
        let beyond: Vec<&str> = order.payable_beyond_missing(now).map(|charge| charge.id.as_str()).collect();
        // Of what nobody was shown, its own file speaks (`charges/abandon.rs`).
        let shown = changed.charges.iter().filter(|record| record.charge.voucher.is_some());
        let statements = shown.flat_map(|record| {
            let charge = record.charge.id.as_str();
            if !beyond.contains(&charge) {
                // That it has run out is its provider's to say: our clock may be wrong, and what a person was told of would be over for good.
                let (payable, missing) = (record.charge.payable(record.charge.created_at), order.missing());
                if payable.minor() > missing.minor() {
                    return Vec::new();
                }
                return alerts::over(&record.order_id, Some(charge), AlertKind::MorePayableThanDue, now).to_vec();
            }
            if self.offers.can_cancel(record) {
                return vec![charges::poll_soon(charge, now)];
            }
            self.metrics.alert(&record.provider);
            alerts::raise(&too_much(record, order.missing(), now)).to_vec()
        });
        statements.collect()
    }

    /// Withdraws whatever of an order asks for more than what is missing, and can be withdrawn; where that fails, somebody is told. It
    /// is not the paid customer's problem: reconcile comes by again.
    pub(super) async fn withdraw_the_rest(&self, order_id: &str) -> Result<(), WorkError> {
        match orders::find(&*self.db, order_id).await? {
            Some(order) => self.withdraw_the_rest_of(&order).await,
            None => Ok(()),
        }
    }

    /// The same for whoever knows how the order stands: where nothing asks for too much, nothing is read.
    pub(super) async fn withdraw_the_rest_of(&self, order: &OrderRecord) -> Result<(), WorkError> {
        let now = self.clock.now();
        let beyond: Vec<&str> = order.order.payable_beyond_missing(now).map(|charge| charge.id.as_str()).collect();
        let others = order.charges.iter().filter(|record| beyond.contains(&record.charge.id.as_str()));
        for other in others.filter(|record| self.offers.can_cancel(record)) {
            self.withdraw_or_tell(&other.charge.id).await?;
        }
        Ok(())
    }

    /// Withdraws a charge that nobody is to pay; where it still can be paid then, somebody is told.
    pub(super) async fn withdraw_or_tell(&self, charge_id: &str) -> Result<(), WorkError> {
        let record = self.charge(charge_id).await?;
        if let Err(error) = self.withdraw(&record).await {
            let charge = id::shortened(charge_id);
            tracing::warn!(
                charge,
                code = error.code.id(),
                cause = error.cause(),
                "a slip nobody is to pay could not be withdrawn"
            );
        }
        let (order, record) = self.with_order(charge_id).await?;
        let now = self.clock.now();
        if order.order.payable_beyond_missing(now).any(|charge| charge.id == charge_id) {
            self.tell_of_too_much(&order, &record, now).await?;
        }
        Ok(())
    }

    /// Whether a charge asks for more than what is missing of its order as it stands, and its provider can withdraw it.
    pub(super) fn is_to_be_withdrawn(&self, order: &OrderRecord, record: &ChargeRecord, now: Moment) -> bool {
        let asks_for_too_much = |charge: &str| order.order.payable_beyond_missing(now).any(|beyond| beyond.id == charge);
        self.offers.can_cancel(record) && asks_for_too_much(&record.charge.id)
    }

    /// Tells somebody of a slip that asks for too much, once; its provider is asked again in its turn, and no longer soon.
    pub(super) async fn tell_of_too_much(
        &self,
        order: &OrderRecord,
        record: &ChargeRecord,
        now: Moment,
    ) -> Result<(), DbError> {
        self.metrics.alert(&record.provider);
        let told = alerts::raise(&too_much(record, order.order.missing(), now));
        let next = poll::next_poll(record, now).map(|next| charges::put_off(&record.charge.id, next));
        self.write(&record.order_id, told.into_iter().chain(next).collect()).await
    }

    /// A slip that somebody was told of can be paid no more.
    pub(super) async fn no_longer_too_much(&self, record: &ChargeRecord, now: Moment) -> Result<(), DbError> {
        let over = alerts::over(&record.order_id, Some(&record.charge.id), AlertKind::MorePayableThanDue, now);
        self.write(&record.order_id, over.to_vec()).await
    }
}

/// What a person is told of it.
pub(super) fn too_much(record: &ChargeRecord, missing: Money, now: Moment) -> NewAlert {
    let said = format!("a slip of {} can still be paid", alerts::amount(record.charge.amount));
    NewAlert::new(record, AlertKind::MorePayableThanDue, &format!("{} due", alerts::amount(missing)), &said, now)
}
