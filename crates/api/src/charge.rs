//! A charge in JSON, and what the page sends to make one. Which provider collects it, and what that was asked, a page
//! is not told.

use crate::{Amount, Voucher};
use serde::{Deserialize, Serialize};

/// The body of `POST /orders/{id}/charges`. It has no amount: the order has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateCharge {
    /// The payment method: `cash` or `spei`.
    pub method: String,
    /// The store's id as offered, where the method is cash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The customer who pays.
    pub customer: Customer,
}

/// Who pays, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// Full name. Needed, unless the order says that it is `known`.
    #[serde(default)]
    pub name: String,
    /// E-mail address. Needed, unless the order says that it is `known`.
    #[serde(default)]
    pub email: String,
    /// A phone of the order's country, however it is written. One that cannot be read is left out, where it is not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The eight digits of the DNI, where the offered method says that it needs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// The body of `POST /orders/{id}/charges/{id}/sms`: the voucher, sent to a phone. It is answered with the charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendSms {
    /// The phone number to send it to, of the order's country: ten digits in Mexico, nine in Peru.
    pub phone: String,
}

/// One attempt to collect an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Charge {
    /// The charge's id, `chg_...`.
    pub id: String,
    /// The payment method: `cash` or `spei`.
    pub method: String,
    /// The store where the cash is handed over; absent for other methods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<ChargeStore>,
    /// The state of the charge.
    pub status: ChargeState,
    /// Whether the money came after the voucher had run out.
    #[serde(default)]
    pub late: bool,
    /// What is to be paid with it.
    pub amount: Amount,
    /// The money that has arrived for this charge.
    pub received: Amount,
    /// What of it went back, where any did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Amount>,
    /// When it was made, RFC 3339 UTC.
    pub created_at: String,
    /// When its money arrived, RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<String>,
    /// The slip; absent until the provider has answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<Voucher>,
    /// Whether the voucher can still be sent by SMS.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sms: bool,
    /// Whether the customer may still change their mind: its provider can void the voucher.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub can_cancel: bool,
}

impl Charge {
    /// Whether the customer may still pay it: it is pending, or a transfer of which only a part has come. Cash is
    /// handed over once.
    pub fn is_payable(&self) -> bool {
        match self.status {
            ChargeState::Pending => true,
            ChargeState::Paid => self.method == payments::Method::Spei.id() && self.received.amount < self.amount.amount,
            ChargeState::Requested
            | ChargeState::Expired
            | ChargeState::Declined
            | ChargeState::Canceled
            | ChargeState::Refunded => false,
        }
    }

    /// What is still to be paid with it.
    pub fn missing(&self) -> Amount {
        Amount { amount: (self.amount.amount - self.received.amount).max(0), currency: self.amount.currency.clone() }
    }
}

/// The store of a charge: enough to draw its voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChargeStore {
    /// The store's code, as the provider has it.
    pub id: String,
    /// What customers call it.
    pub name: String,
    /// Its badge, where we have drawn one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    /// Whether it is a bank: its customers pay from its app too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bank: bool,
    /// When its tills take payments, local time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<crate::Hours>,
}

/// The state of a charge: [`payments::State`] in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each says what payments::State says of it")]
pub enum ChargeState {
    Requested,
    Pending,
    Paid,
    Expired,
    Declined,
    Canceled,
    Refunded,
}

impl From<payments::State> for ChargeState {
    fn from(state: payments::State) -> Self {
        match state {
            payments::State::Requested => Self::Requested,
            payments::State::Pending => Self::Pending,
            payments::State::Paid => Self::Paid,
            payments::State::Expired => Self::Expired,
            payments::State::Declined => Self::Declined,
            payments::State::Canceled => Self::Canceled,
            payments::State::Refunded => Self::Refunded,
        }
    }
}
