//! What the merchant's shop is told, and the endpoints it is told at.
//!
//! Events are sent and signed as the Standard Webhooks specification says; how often, and in which order, is in
//! docs/webhooks.md. It does not know the db.

use crate::{Alert, Amount, OrderStatus};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The body of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEvent {
    /// `order.paid`, `order.partly_paid` ...: the order's status from now on. `order.needs_attention`: a person must look at it;
    /// `order.settled`: one has, or the provider says what fits.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it became so, RFC 3339 in UTC.
    pub timestamp: String,
    /// What it is about.
    pub data: WebhookData,
}

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookData {
    /// The order as it stood then.
    pub order: WebhookOrder,
    /// Of `order.needs_attention` and `order.settled`: what waits for a person, or no longer does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alert>,
}

/// An order, as far as a shop needs it. No personal data: a shop knows its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookOrder {
    /// `ord_...`
    pub id: String,
    /// The merchant's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The button it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// Where it stands.
    pub status: OrderStatus,
    /// Whether money came after its voucher had run out.
    pub late: bool,
    /// What was to be paid.
    pub amount: Amount,
    /// What has arrived.
    pub received: Amount,
    /// What is still missing.
    pub missing: Amount,
    /// Grows with every change: of two events the one with the higher version is the later one.
    pub version: i64,
    /// When it was made, RFC 3339 in UTC.
    pub created_at: String,
    /// The merchant's own notes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// The body of an event that only asks whether anybody is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookPing {
    /// `ping`
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was asked, RFC 3339 in UTC.
    pub timestamp: String,
    /// Nothing.
    pub data: BTreeMap<String, String>,
}

impl WebhookPing {
    /// The word for it.
    pub const KIND: &str = "ping";
}

/// The body of an event about a standing CLABE: `clabe.deposit`, each time what has come in by one deposit changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositEvent {
    /// `clabe.deposit`
    #[serde(rename = "type")]
    pub kind: String,
    /// When we learned it, RFC 3339 in UTC.
    pub timestamp: String,
    /// What it is about.
    pub data: DepositData,
}

/// What an event about a deposit is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositData {
    /// The CLABE as it stands now.
    pub clabe: WebhookClabe,
    /// The deposit.
    pub deposit: WebhookDeposit,
}

/// A standing CLABE, as far as a shop needs it. No personal data: a shop knows its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookClabe {
    /// `clb_...`
    pub id: String,
    /// The merchant's own id of the customer.
    pub customer: String,
    /// All that has come in.
    pub total: Amount,
    /// Grows with every change: of two events the one with the higher version is the later one.
    pub version: i64,
    /// Whether no real money moved.
    pub test: bool,
}

/// A deposit, and what it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDeposit {
    /// The provider's id of it.
    pub id: String,
    /// What has come in by it; nothing where all went back.
    pub amount: Amount,
    /// The same before this event; nothing where it is new. The CLABE's total moved by the difference.
    pub before: Amount,
    /// When it came in first, RFC 3339 in UTC.
    pub received_at: String,
}

/// Where the shop is to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateWebhookEndpoint {
    /// An https address.
    pub url: String,
    /// What it is for, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A change of an endpoint. What is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeWebhookEndpoint {
    /// Another address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Another description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is told nothing from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpoint {
    /// `whe_...`
    pub id: String,
    /// Where.
    pub url: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why it is told nothing, where it is not; `by the merchant`, or what it answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<String>,
    /// What events are signed with, `whsec_...`: shown when it is made, and never again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// RFC 3339 in UTC.
    pub created_at: String,
}

/// The endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpoints {
    /// Newest first.
    pub webhook_endpoints: Vec<WebhookEndpoint>,
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The event's id, which is its `webhook-id`.
    pub event: String,
    /// `order.paid`
    #[serde(rename = "type")]
    pub kind: String,
    /// The order it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// `waiting`, `delivered`, `failed`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was tried last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried_at: Option<String>,
    /// When it will be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<String>,
    /// The last HTTP status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    /// Why the last attempt failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What was, or will be, sent: the very text that is signed.
    pub body: String,
}

/// A part of the deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deliveries {
    /// Newest first.
    pub deliveries: Vec<Delivery>,
    /// The cursor of what follows; nothing where that was all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
