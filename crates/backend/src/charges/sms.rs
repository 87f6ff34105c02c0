//! The voucher by SMS: as often for each charge as its provider sends it, counted before it is sent.
//!
//! Counting first means that a crash, or an answer that was lost, may cost the customer one and never sends a third.
//! What certainly was not sent is not counted.

use super::Collect;
use crate::base::error::{WorkError, field};
use crate::base::id;
use crate::charges::request::sentence;
use crate::db::charges::{self, ChargeRecord};
use crate::db::orders;
use crate::present;
use api::Code;
use payments::customer::Field;
use payments::{Country, customer};
use providers::ProviderError;
use providers::provider::{ChargeRef, Kind, Reason};

impl Collect {
    /// Sends the voucher of a charge, and says how the charge stands then.
    ///
    /// # Errors
    ///
    /// `order_not_found` and `charge_not_found`; `sms_not_offered`, `voucher_closed` and `sms_limit` by the charge;
    /// `invalid_fields` where the phone cannot be used; the provider's failure where it was asked; `unavailable` where the db
    /// cannot be used.
    pub async fn send_sms(&self, order_id: &str, charge_id: &str, wanted: &api::SendSms) -> Result<api::Charge, WorkError> {
        orders::version(&*self.db, order_id).await?.ok_or(Code::OrderNotFound)?;
        let record = self.charge(charge_id).await?;
        if record.order_id != order_id {
            return Err(Code::ChargeNotFound.into());
        }
        let country = Country::of(record.charge.amount.currency());
        let Some(phone) = customer::check_phone(country, &wanted.phone) else {
            return Err(wrong_phone(sentence(Field::Phone, country)));
        };
        let account = self.offers.account(&record.provider).ok_or(Code::SmsNotOffered)?;
        let sms = account.provider.sms().ok_or(Code::SmsNotOffered)?;
        let Some(provider_charge) = record.provider_charge.clone().filter(|_| record.is_open()) else {
            return Err(Code::VoucherClosed.into());
        };
        if record.sms >= sms.at_most() || !self.count_sms(&record, charges::count_sms(charge_id, sms.at_most())).await? {
            return Err(Code::SmsLimit.into());
        }
        let handle = ChargeRef { provider_charge, method: record.charge.method };
        let call = self.offers.call(account, "send_sms");
        if let Err(error) = call.answer(sms.send(call.cx(), &handle, &phone)).await {
            tracing::warn!(provider = record.provider, charge = id::shortened(charge_id), %error, "SMS not sent");
            if certainly_not_sent(error.kind) {
                self.count_sms(&record, charges::uncount_sms(charge_id)).await?;
            }
            return Err(explained(error));
        }
        Ok(present::charge(&self.charge(charge_id).await?, &self.offers))
    }

    /// Counts one, or takes it back; `false` where there is none left. Whoever watches the order hears of it.
    async fn count_sms(&self, record: &ChargeRecord, count: crate::db::Statement) -> Result<bool, WorkError> {
        let rows = self.db.batch(vec![count, orders::touch(&record.order_id)]).await?;
        self.live.changed(&record.order_id);
        Ok(rows.first().is_some_and(|counted| !counted.is_empty()))
    }
}

/// Where the provider says that it has sent enough, it stays counted here too.
fn certainly_not_sent(kind: Kind) -> bool {
    match kind {
        Kind::NotReached | Kind::Busy | Kind::BadKeys | Kind::NotFound | Kind::BadSignature => true,
        Kind::Refused(
            Reason::Phone
            | Reason::Name
            | Reason::Email
            | Reason::Method
            | Reason::OverLimit
            | Reason::UnderMinimum
            | Reason::Store,
        ) => true,
        Kind::Refused(Reason::Other) | Kind::NoAnswer | Kind::NotUnderstood => false,
    }
}

/// A refusal of an SMS, for the page.
fn explained(error: ProviderError) -> WorkError {
    match error.kind {
        Kind::Refused(Reason::Phone) => wrong_phone("the provider does not take this phone").because(error),
        // That enough were sent is the one thing a provider can say against a voucher of its own and a good phone.
        Kind::Refused(Reason::Other) => WorkError::from(Code::SmsLimit).because(error),
        Kind::Refused(
            Reason::OverLimit | Reason::UnderMinimum | Reason::Store | Reason::Method | Reason::Name | Reason::Email,
        )
        | Kind::NotReached
        | Kind::NoAnswer
        | Kind::Busy
        | Kind::BadKeys
        | Kind::NotFound
        | Kind::BadSignature
        | Kind::NotUnderstood => error.into(),
    }
}

fn wrong_phone(why: &str) -> WorkError {
    WorkError::fields(vec![field("phone", why)])
}
