//! What is offered: the thing sold, the price, and the ways to pay it. Read from a button or within an order. Who
//! collects behind each way is not said.

use crate::Amount;
use serde::{Deserialize, Serialize};

/// The answer to `GET /buttons/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Button {
    /// The button's id, `btn_...`.
    pub id: String,
    /// The offer of the button: price, description and payment methods.
    pub offer: Offer,
}

/// What is sold, for how much, and how it can be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// The merchant's name.
    pub merchant: String,
    /// A description of what is sold.
    pub description: String,
    /// A picture of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The price, before any fee of a store.
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
    /// The payment method: `cash` or `spei`.
    pub method: String,
    /// Where, for cash; empty for others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<StoreOffer>,
    /// The least one payment may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Amount>,
    /// The most one payment may be, for methods without stores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Amount>,
    /// Whether the customer's identity document, the DNI, is needed by any way to pay by this method.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub document: bool,
    /// What of the customer every way to pay by this method needs, beyond a name and an e-mail address: `last_name`, which is a
    /// first and a last name, `phone`, `document`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
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
    /// The least one payment may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Amount>,
    /// The most one payment may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Amount>,
    /// What of the customer is needed here besides what its method needs, in the same words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
}

impl Offer {
    /// Whether a way to pay, `spei` or `cash/` and a store's id, needs this of the customer: a word of [`MethodOffer::needs`].
    pub fn needs(&self, way: &str, need: &str) -> bool {
        let (method, store) = way.split_once('/').unwrap_or((way, ""));
        let here = |at: &StoreOffer| at.id == store && has_need(&at.needs, need);
        self.methods.iter().any(|of| of.method == method && (has_need(&of.needs, need) || of.stores.iter().any(here)))
    }
}

/// Whether a need is among these.
pub fn has_need(needs: &[String], need: &str) -> bool {
    needs.iter().any(|one| one == need)
}

impl StoreOffer {
    /// Whether this total may be paid here.
    pub fn takes(&self, total: &Amount) -> bool {
        !self.is_under(total)
            && self.limit.as_ref().is_none_or(|limit| limit.currency != total.currency || total.amount <= limit.amount)
    }

    /// Whether this total is less than is taken here. A bound in another currency is the provider's to judge.
    pub fn is_under(&self, total: &Amount) -> bool {
        self.min.as_ref().is_some_and(|min| min.currency == total.currency && total.amount < min.amount)
    }
}

/// Opening hours, minutes after local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    /// The first minute of the day in it, 0 to 1439.
    pub from: u16,
    /// Minute after the last.
    pub to: u16,
}
