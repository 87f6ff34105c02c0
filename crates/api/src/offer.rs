//! What is offered: the thing sold, the price, and the ways to pay it. Read from a button or within an order. Who
//! collects behind each way is not said.

use crate::Amount;
use serde::{Deserialize, Serialize};

/// The answer to `GET /buttons/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Button {
    /// `btn_...`.
    pub id: String,
    /// What it offers.
    pub offer: Offer,
}

/// What is sold, for how much, and how it can be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// Who sells.
    pub merchant: String,
    /// What is sold.
    pub description: String,
    /// A picture of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The price.
    pub total: Amount,
    /// Where it is collected, `MX` or `PE`: it decides what a phone is, and the zone of what has none.
    pub country: String,
    /// The ways to pay, in the order to show them.
    pub methods: Vec<MethodOffer>,
    /// Whether no real money moves: the provider's own pretend world, or the sandbox.
    pub test: bool,
}

/// A way to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MethodOffer {
    /// `cash` or `spei`.
    pub method: String,
    /// Where, for cash; empty for others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<StoreOffer>,
    /// The most one payment may be, for methods without stores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Amount>,
    /// Whether the customer's identity document, the DNI, is needed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub document: bool,
}

/// A store where cash is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoreOffer {
    /// The code to send back with the charge.
    pub id: String,
    /// What customers call it.
    pub name: String,
    /// Its badge, where we have drawn one: `oxxo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    /// When its tills take payments, local time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// What the till adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub till_fee: Option<Amount>,
    /// The most one payment may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Amount>,
}

impl StoreOffer {
    /// Whether this total may be paid here. A limit in another currency is the provider's to judge.
    pub fn takes(&self, total: &Amount) -> bool {
        self.limit.as_ref().is_none_or(|limit| limit.currency != total.currency || total.amount <= limit.amount)
    }
}

/// Opening hours, minutes after local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    /// First minute.
    pub from: u16,
    /// Minute after the last.
    pub to: u16,
}
