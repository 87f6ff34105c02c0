//! An order in JSON, and what a merchant's server sends to make one. Its status is handed in, worked out by the
//! rules; nothing is decided here.

use crate::{Amount, Charge, KnownCustomer, Offer};
use serde::{Deserialize, Serialize};

/// The body of `POST /orders`, from a merchant's server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateOrder {
    /// The price in minor units: 15000 is 150.00 pesos.
    pub amount: i64,
    /// Currency of the price, as ISO 4217 has it: `MXN`.
    pub currency: String,
    /// What is sold, as the customer reads it.
    pub description: String,
    /// The merchant's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// A picture, an https URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Who will pay, as far as it is known: they may then leave those fields empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<KnownCustomer>,
    /// Where the customer goes once it is paid, an http or https URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_url: Option<String>,
    /// After this no voucher is made, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The merchant's own notes: at most 20, keys of 40 and values of 500 characters.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub metadata: std::collections::BTreeMap<String, String>,
}

/// The body of `PATCH /orders/{id}`, from a merchant's server. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeOrder {
    /// What is to be paid from now on, minor units of the order's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// After this no voucher is made, and one that is out can no longer be paid, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// An order, as the page sees it: no personal data, no metadata.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// The order's id, `ord_...`.
    pub id: String,
    /// The status of the order, which follows from its charges.
    pub status: OrderStatus,
    /// Whether money came after its voucher had run out.
    #[serde(default)]
    pub late: bool,
    /// Grows with every change: an older copy never replaces a newer one.
    pub version: i64,
    /// The merchant's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What is offered, as it was when the order was made.
    pub offer: Offer,
    /// The money that has arrived for this order, by all its charges.
    pub received: Amount,
    /// What went back of what had arrived, where any did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Amount>,
    /// What is still to be paid.
    pub missing: Amount,
    /// When it was made, RFC 3339 UTC.
    pub created_at: String,
    /// After this no voucher is made, RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// Where the customer goes once it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_url: Option<String>,
    /// Which fields of the customer are known already, from the merchant, and may be left empty: `name`, `email`, `phone`. What
    /// stands in them nobody is told who has the order's id alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Every attempt to collect it, oldest first.
    pub charges: Vec<Charge>,
}

impl Order {
    /// The charge the customer should see: the newest that is open, or else the newest that was paid, or the newest.
    pub fn current_charge(&self) -> Option<&Charge> {
        use crate::ChargeState as S;
        let newest = |wanted: fn(S) -> bool| self.charges.iter().rev().find(|charge| wanted(charge.status));
        newest(|state| matches!(state, S::Pending | S::Requested))
            .or_else(|| newest(|state| state == S::Paid))
            .or(self.charges.last())
    }
}

/// The status of an order: [`payments::Status`] in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each says what payments::Status says of it")]
pub enum OrderStatus {
    Open,
    Pending,
    PartlyPaid,
    Paid,
    Overpaid,
    Expired,
    Refunded,
}

impl From<payments::Status> for OrderStatus {
    fn from(status: payments::Status) -> Self {
        match status {
            payments::Status::Open => Self::Open,
            payments::Status::Pending => Self::Pending,
            payments::Status::PartlyPaid => Self::PartlyPaid,
            payments::Status::Paid => Self::Paid,
            payments::Status::Overpaid => Self::Overpaid,
            payments::Status::Expired => Self::Expired,
            payments::Status::Refunded => Self::Refunded,
        }
    }
}
