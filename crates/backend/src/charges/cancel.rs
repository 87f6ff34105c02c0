//! Changing one's mind: a voucher that has not been paid is voided at its provider, and what the provider then says is true.
//!
//! The provider is asked, never overruled: a voucher that was paid while the customer changed their mind is paid, and the
//! answer says so. Where the provider does not answer, nothing has changed here; asking again is harmless, because voiding
//! what is void changes nothing. One that cannot void leaves the voucher payable, and the page must not pretend otherwise.
//! Which slips are withdrawn without anybody asking is not known here (`beyond.rs`).

use super::{Collect, Heard};
use crate::base::error::WorkError;
use crate::charges::verify::Checked;
use crate::db::charges::ChargeRecord;
use crate::db::orders;
use crate::present;
use api::Code;
use payments::State;
use providers::provider::ChargeRef;

impl Collect {
    /// Withdraws a charge, and says how it stands then: canceled, or paid after all.
    ///
    /// # Errors
    ///
    /// `order_not_found` and `charge_not_found`; `cannot_cancel` where the charge was never issued or its provider has no such
    /// call; the provider's failure where it does not answer; `unavailable` where the db cannot be used.
    pub async fn cancel(&self, order_id: &str, charge_id: &str) -> Result<api::Charge, WorkError> {
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
        Ok(present::charge(&self.charge(charge_id).await?, &self.offers))
    }

    pub(super) async fn withdraw(&self, record: &ChargeRecord) -> Result<(), WorkError> {
        let account = self.offers.account(&record.provider).ok_or(Code::CannotCancel)?;
        let cancel = account.cancel(record.charge.method).ok_or(Code::CannotCancel)?;
        let provider_charge = record.provider_charge.clone().ok_or(Code::CannotCancel)?;
        let handle = ChargeRef { provider_charge, method: record.charge.method };
        let call = self.offers.call(account, "cancel");
        let fetched = call.answer(cancel.cancel(call.cx(), &handle)).await?;
        match self.heard(record, Checked::new(record, &handle, fetched), "cancel").await? {
            Heard::Done(_) => Ok(()),
            Heard::Contradicts(..) => self.ask_again(record, &handle, "cancel").await.map(drop),
        }
    }
}
