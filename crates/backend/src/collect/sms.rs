//! The voucher by SMS: twice for each charge at most, counted before it is sent.
//!
//! Counting first means that a crash, or an answer that was lost, may cost the customer one and never sends a third.
//! What certainly was not sent is not counted.

use super::Collect;
use crate::db::charges::{self, ChargeRecord};
use crate::db::orders;
use crate::error::{ApiError, field};
use crate::id;
use crate::offers::Offers;
use crate::shown;
use crate::wish::sentence;
use api::Code;
use payments::customer::Field;
use payments::{Country, State, customer};
use providers::ProviderError;
use providers::provider::{Handle, Kind, Reason};

/// How often a voucher may be sent. ComproPago does it twice for each charge; a phone needs no more.
pub const AT_MOST: i64 = 2;

/// Whether a voucher can still be sent: it can be paid, somebody sends it, and it was not sent too often.
pub fn can_be_sent(record: &ChargeRecord, offers: &Offers) -> bool {
    let sends = offers.counter(&record.provider).is_some_and(|counter| counter.can.send_sms.is_some());
    sends && is_payable(record) && record.sms < AT_MOST
}

fn is_payable(record: &ChargeRecord) -> bool {
    record.charge.state == State::Pending && record.provider_charge.is_some()
}

impl Collect {
    /// Sends the voucher of a charge, and says how the charge stands then.
    pub async fn send_sms(&self, order_id: &str, charge_id: &str, wanted: &api::SendSms) -> Result<api::Charge, ApiError> {
        orders::version(&*self.db, order_id).await?.ok_or(Code::OrderNotFound)?;
        let record = self.charge(charge_id).await?;
        if record.order_id != order_id {
            return Err(Code::ChargeNotFound.into());
        }
        let country = Country::of(record.charge.amount.currency());
        let Some(phone) = customer::check_phone(country, &wanted.phone) else {
            return Err(wrong_phone(sentence(Field::Phone, country)));
        };
        let counter = self.offers.counter(&record.provider).ok_or(Code::SmsNotOffered)?;
        let send = counter.can.send_sms.ok_or(Code::SmsNotOffered)?;
        let Some(provider_charge) = record.provider_charge.clone().filter(|_| is_payable(&record)) else {
            return Err(Code::VoucherClosed.into());
        };
        if record.sms >= AT_MOST || !self.count_sms(&record, charges::count_sms(charge_id, AT_MOST)).await? {
            return Err(Code::SmsLimit.into());
        }
        let handle = Handle { provider_charge, method: record.charge.method };
        if let Err(error) = send(&counter.settings, self.offers.http(), &handle, &phone).await {
            tracing::warn!(provider = record.provider, charge = id::shortened(charge_id), %error, "SMS not sent");
            if certainly_not_sent(error.kind) {
                self.count_sms(&record, charges::uncount_sms(charge_id)).await?;
            }
            return Err(explained(error));
        }
        Ok(shown::charge(&self.charge(charge_id).await?, &self.offers))
    }

    /// Counts one, or takes it back; `false` where there is none left. Whoever watches the order hears of it.
    async fn count_sms(&self, record: &ChargeRecord, count: crate::db::Statement) -> Result<bool, ApiError> {
        let rows = self.db.batch(vec![count, orders::touch(&record.order_id)]).await?;
        self.live.changed(&record.order_id);
        Ok(rows.first().is_some_and(|counted| !counted.is_empty()))
    }
}

/// Where the provider says that it has sent enough, it stays counted here too.
fn certainly_not_sent(kind: Kind) -> bool {
    match kind {
        Kind::NotReached | Kind::Busy | Kind::BadKeys | Kind::NotFound => true,
        Kind::Refused(Reason::Phone | Reason::OverLimit | Reason::Store) => true,
        Kind::Refused(Reason::Other) | Kind::NoAnswer | Kind::NotUnderstood => false,
    }
}

/// A refusal of an SMS, for the page.
fn explained(error: ProviderError) -> ApiError {
    match error.kind {
        Kind::Refused(Reason::Phone) => wrong_phone("the provider does not take this phone").because(error),
        // That enough were sent is the one thing a provider can say against a voucher of its own and a good phone.
        Kind::Refused(Reason::Other) => ApiError::from(Code::SmsLimit).because(error),
        Kind::Refused(Reason::OverLimit | Reason::Store)
        | Kind::NotReached
        | Kind::NoAnswer
        | Kind::Busy
        | Kind::BadKeys
        | Kind::NotFound
        | Kind::NotUnderstood => error.into(),
    }
}

fn wrong_phone(why: &str) -> ApiError {
    ApiError::fields(vec![field("phone", why)])
}
