//! Orders as their merchant sees them: in a list, and one with all that has happened to it. A page never sees these, for
//! they say who paid.

use crate::{Alert, Amount, Charge, Decision, OrderStatus};
use serde::{Deserialize, Serialize};

/// A part of the orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MerchantOrders {
    /// The orders of this page of the list, newest first.
    pub orders: Vec<MerchantOrder>,
    /// The cursor of what follows; nothing where that was all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Of a search for a part of something: when the oldest order was made that was looked at, RFC 3339 UTC. Nothing
    /// where no older ones were left out; those are found with an earlier `until`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub searched_from: Option<String>,
}

/// An order as its merchant sees it, with whoever pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MerchantOrder {
    /// The order's id, `ord_...`.
    pub id: String,
    /// The status of the order, which follows from its charges.
    pub status: OrderStatus,
    /// Whether money came after its voucher had run out.
    #[serde(default)]
    pub late: bool,
    /// A description of what is sold.
    pub description: String,
    /// The merchant's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The button it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// What is to be paid.
    pub amount: Amount,
    /// The money that has arrived for this order, by all its charges.
    pub received: Amount,
    /// Who said that they will pay, with the charge that counts; nothing where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Payer>,
    /// How, `cash` or `spei`, by that charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Where, as customers call it, by that charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The badge of that store, where we have drawn one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub badge: Option<String>,
    /// When it was made, RFC 3339 UTC.
    pub created_at: String,
    /// When we learned that its money had arrived, by that charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<String>,
    /// After this no voucher is made, RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// What of it waits for a person, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alert>,
}

/// Who pays, as they wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payer {
    /// Full name of the customer.
    pub name: String,
    /// E-mail address of the customer.
    pub email: String,
    /// Phone number of the customer, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// The answer to `GET /orders/{id}/history`: one order, its charges, and what happened to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderHistory {
    /// The order, as lists show it.
    pub order: MerchantOrder,
    /// Every attempt to collect it, oldest first.
    pub charges: Vec<Charge>,
    /// What happened, oldest first.
    pub events: Vec<ChargeEvent>,
    /// What needed a person and was settled, oldest first. What still does stands in `order.alerts`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Alert>,
    /// What people did and noted, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// Something that happened to a charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChargeEvent {
    /// The id of the charge it happened to, `chg_...`.
    pub charge: String,
    /// `requested`, `issued`, `paid`, `expired`, `declined`, `canceled`, `refunded`, `amended`, or `unknown`.
    pub event: String,
    /// Of *paid*: all that had arrived by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Amount>,
    /// How it was learned: `answer`, `unanswered`, `webhook`, `reconcile`, `cancel`, `merchant`; by a person who
    /// decided, `accepted`, or `asked` the provider again.
    pub source: String,
    /// When it was learned, RFC 3339 UTC.
    pub at: String,
}
