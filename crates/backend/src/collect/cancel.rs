//! Changing one's mind: a voucher that has not been paid is voided at its provider, and what the provider then says is true.
//!
//! The provider is asked, never overruled: a voucher that was paid while the customer changed their mind is paid, and the
//! answer says so. Where the provider does not answer, nothing has changed here; asking again is harmless, because voiding
//! what is void changes nothing. One that cannot void leaves the voucher payable, and the page must not pretend otherwise.
//! Which slips are withdrawn without anybody asking is not known here (`beyond.rs`).

use super::{Collect, Heard};
use crate::db::charges::ChargeRecord;
use crate::db::orders;
use crate::doubt::believed;
use crate::error::ApiError;
use crate::offers::Offers;
use crate::shown;
use api::Code;
use payments::State;
use providers::provider::Handle;

/// Whether the customer may still change their mind.
pub fn can_be_canceled(record: &ChargeRecord, offers: &Offers) -> bool {
    let cancels = offers.counter(&record.provider).is_some_and(|counter| counter.can.cancel.is_some());
    cancels && record.charge.state == State::Pending && record.provider_charge.is_some()
}

impl Collect {
    /// Withdraws a charge, and says how it stands then: canceled, or paid after all.
    pub async fn cancel(&self, order_id: &str, charge_id: &str) -> Result<api::Charge, ApiError> {
        orders::version(&*self.db, order_id).await?.ok_or(Code::OrderNotFound)?;
        let record = self.charge(charge_id).await?;
        if record.order_id != order_id {
            return Err(Code::ChargeNotFound.into());
        }
        match record.charge.state {
            State::Pending => self.withdraw(&record).await?,
            // Nobody knows whether there is a voucher: what cannot be named cannot be voided.
            State::Requested => return Err(Code::CannotCancel.into()),
            // It is over already, one way or another: the answer says which.
            State::Paid | State::Expired | State::Declined | State::Canceled | State::Refunded => {}
        }
        Ok(shown::charge(&self.charge(charge_id).await?, &self.offers))
    }

    pub(super) async fn withdraw(&self, record: &ChargeRecord) -> Result<(), ApiError> {
        let counter = self.offers.counter(&record.provider).ok_or(Code::CannotCancel)?;
        let cancel = counter.can.cancel.ok_or(Code::CannotCancel)?;
        let provider_charge = record.provider_charge.clone().ok_or(Code::CannotCancel)?;
        let handle = Handle { provider_charge, method: record.charge.method };
        let fetched = cancel(&counter.settings, self.offers.http(), &handle).await?;
        match self.heard(record, believed(record, &handle, fetched), "cancel").await? {
            Heard::Done => Ok(()),
            Heard::Contradicts(_) => self.ask_again(record, &handle, "cancel").await,
        }
    }
}
