//! Changing an order: its amount and its end, as the merchant's server asks, and every voucher that is out with it.
//!
//! An order nobody has begun to pay simply changes. Where vouchers are out, each must be changed at its provider, or the
//! customer would pay the old price at a till: where one provider cannot, the order stays as it is, everywhere. Once money
//! has come, nothing is changed any more.
//!
//! What is asked of a provider is written down first: should we die before its answer is, the merchant, who got none
//! either, asks again, and meanwhile the provider is believed about the old amount and about the new one, and what it then says is
//! shown to a person. All of it is written for the order as it was read: where a voucher was made, or money came, while
//! providers were asked, nothing is written and all of it is looked at again.

use super::{Collect, TRIES};
use crate::base::clock::parse_rfc3339;
use crate::base::error::{WorkError, field};
use crate::base::id;
use crate::charges::poll;
use crate::db::charges::{self, ChargeRecord};
use crate::db::orders::{self, OrderRecord};
use crate::db::{DbError, Statement};
use crate::providers::ProviderAccount;
use api::Code;
use payments::{Moment, Money, State};
use providers::capability::Amendment;
use providers::provider::ChargeRef;
use std::sync::Arc;

/// What an order is to be.
struct Change {
    amount: Money,
    expires_at: Option<Moment>,
}

/// A voucher that is out, and how it is changed.
struct Out {
    record: ChargeRecord,
    account: Arc<ProviderAccount>,
    handle: ChargeRef,
}

impl Collect {
    /// Changes an order, and says how it stands then. RateClass again for what is so already changes nothing.
    ///
    /// # Errors
    ///
    /// `order_not_found`; `cannot_amend` where money has arrived, a charge is being made, or the provider cannot change the
    /// voucher; `invalid_fields`; the provider's failure where it was asked and did not change it; `unavailable` where others
    /// changed the order each time, or the db cannot be used.
    pub async fn amend(&self, order_id: &str, wanted: &api::ChangeOrder) -> Result<OrderRecord, WorkError> {
        let _turn = self.turns.wait(&format!("amend {order_id}")).await;
        // Vouchers that a provider has changed for a try that was overtaken.
        let mut changed = Vec::new();
        for _ in 0..TRIES {
            let record = self.order(order_id).await?;
            let now = self.clock.now();
            let change = check(wanted, &record, now)?;
            if change.amount == record.order.amount && change.expires_at == record.order.expires_at {
                return Ok(record);
            }
            let out = match self.vouchers_out(&record) {
                Ok(out) => out,
                Err(refused) => {
                    self.change_back(changed).await;
                    return Err(refused);
                }
            };
            let intents = out.iter().map(|out| charges::amending(&out.record.charge.id, change.amount, now)).collect();
            self.db.batch(intents).await?;
            let mut statements = orders::touch_at(order_id, record.version).to_vec();
            for out in out {
                match self.amend_one(&out, &change, now).await {
                    Ok(amended) => statements.extend(amended),
                    // It stays as it was, and so do those before it.
                    Err(error) => {
                        self.change_back(changed).await;
                        return Err(error);
                    }
                }
                changed.push(out);
            }
            statements.push(orders::amend(order_id, change.amount, change.expires_at));
            match self.write(order_id, statements).await {
                Ok(()) => return self.order(order_id).await,
                Err(DbError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.change_back(changed).await;
        Err(WorkError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// Gives vouchers their old amount again, at providers that had changed them for an order which must stay as it is. Where one
    /// cannot, its next answer tells a person.
    async fn change_back(&self, changed: Vec<Out>) {
        for out in changed {
            let voucher = out.record.charge.voucher.as_ref();
            let before =
                Change { amount: out.record.charge.amount, expires_at: voucher.and_then(|voucher| voucher.expires_at) };
            let charge = &out.record.charge;
            let back = match self.amend_one(&out, &before, self.clock.now()).await {
                Ok(_) => self.db.batch(vec![charges::not_amending(&charge.id)]).await.map(drop).map_err(WorkError::from),
                Err(error) => Err(error),
            };
            if let Err(error) = back {
                let charge = id::shortened(&charge.id);
                tracing::warn!(charge, code = error.code.id(), cause = error.cause(), "a voucher has another amount now");
            }
        }
    }

    /// Every voucher that is out, or why one of them must stay as it is.
    fn vouchers_out(&self, record: &OrderRecord) -> Result<Vec<Out>, WorkError> {
        let order = &record.order;
        if order.received().minor() > 0 || order.charges.iter().any(|charge| charge.state == State::Refunded) {
            return Err(WorkError::from(Code::CannotAmend).with_detail("money has arrived for this order"));
        }
        let open = record.charges.iter().filter(|record| record.charge.state.is_open());
        let out = open.map(|record| {
            let refused = |why: &str| WorkError::from(Code::CannotAmend).with_detail(why);
            let its_id = record.provider_charge.clone().filter(|_| record.charge.state != State::Requested);
            let its_id = its_id.ok_or_else(|| refused("a voucher is being made: try again in a moment"))?;
            let account = self.offers.account(&record.provider).ok_or_else(|| refused("its provider is not configured"))?;
            if account.provider.amend().is_none() {
                return Err(refused("a voucher is out that its provider cannot change"));
            }
            let handle = ChargeRef { provider_charge: its_id, method: record.charge.method };
            Ok(Out { record: record.clone(), account: Arc::clone(account), handle })
        });
        out.collect()
    }

    async fn amend_one(&self, out: &Out, change: &Change, now: Moment) -> Result<[Statement; 2], WorkError> {
        let mut record = out.record.clone();
        let amendment = Amendment { amount: change.amount, expires_at: change.expires_at };
        let amend = out.account.provider.amend().ok_or(Code::CannotAmend)?;
        let call = self.offers.call(&out.account, "amend");
        let amended = call.answer(amend.amend(call.cx(), &out.handle, &amendment)).await?;
        if amended.amount != change.amount {
            return Err(WorkError::from(Code::ProviderNotUnderstood).because("it changed the charge to another amount"));
        }
        record.charge.amount = amended.amount;
        if let Some(voucher) = &mut record.charge.voucher {
            voucher.amount = amended.amount;
            voucher.expires_at = amended.expires_at;
            for other in &mut voucher.alternatives {
                other.amount = amended.amount;
                other.expires_at = amended.expires_at;
            }
        }
        record.next_poll_at = poll::next_poll(&record, now);
        Ok(charges::amended(&record, now))
    }

    async fn order(&self, order_id: &str) -> Result<OrderRecord, WorkError> {
        Ok(orders::find(&*self.db, order_id).await?.ok_or(Code::OrderNotFound)?)
    }
}

/// What was asked for, with every wrong field named at once.
fn check(wanted: &api::ChangeOrder, record: &OrderRecord, now: Moment) -> Result<Change, WorkError> {
    let order = &record.order;
    let mut wrong = Vec::new();
    let minor = wanted.amount.unwrap_or(order.amount.minor());
    if !(1..=Money::MAX_MINOR).contains(&minor) {
        wrong.push(field("amount", "must be a whole number of minor units, at least 1"));
    }
    let expires_at = match wanted.expires_at.as_deref() {
        None => order.expires_at,
        Some(text) => {
            let read = parse_rfc3339(text).filter(|end| *end > now || Some(*end) == order.expires_at);
            if read.is_none() {
                wrong.push(field("expires_at", "must be a moment to come, RFC 3339"));
            }
            read
        }
    };
    if wrong.is_empty() {
        Ok(Change { amount: Money::new(minor, order.amount.currency()), expires_at })
    } else {
        Err(WorkError::fields(wrong))
    }
}
