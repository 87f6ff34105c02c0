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
    /// `order.paid`, `order.partly_paid` ...: the order's status from now on. `order.partly_refunded`: some of its money went back,
    /// and its status stays. `order.needs_attention`: a person must look at it;
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
    /// The order's id, `ord_...`.
    pub id: String,
    /// The merchant's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The button it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<String>,
    /// The status of the order at that moment.
    pub status: OrderStatus,
    /// Whether money came after its voucher had run out.
    pub late: bool,
    /// What was to be paid.
    pub amount: Amount,
    /// The money that had arrived for the order at that moment and had not gone back.
    pub received: Amount,
    /// What had gone back of what had arrived, where any had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded: Option<Amount>,
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
    /// The type of the event: `ping`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was asked, RFC 3339 in UTC.
    pub timestamp: String,
    /// An empty object: a ping is about nothing.
    pub data: BTreeMap<String, String>,
}

impl WebhookPing {
    /// The word for it.
    pub const KIND: &str = "ping";
}

/// The body of an event about a reusable CLABE: `clabe.deposit`, each time what has come in by one deposit changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositEvent {
    /// The type of the event: `clabe.deposit`.
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
    /// The deposit that was received.
    pub deposit: WebhookDeposit,
}

/// A reusable CLABE, as far as a shop needs it. No personal data: a shop knows its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookClabe {
    /// The id of the reusable CLABE, `clb_...`.
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
    /// The https address that events are posted to.
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
    /// The new https address that events are posted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The new description of the endpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether it is told nothing from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// An address of the merchant's server that webhook events are posted to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpoint {
    /// The endpoint's id, `whe_...`.
    pub id: String,
    /// The https address that events are posted to.
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

/// The webhook endpoints of the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpoints {
    /// Every endpoint, newest first.
    pub webhook_endpoints: Vec<WebhookEndpoint>,
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The event's id, which is its `webhook-id`.
    pub event: String,
    /// The type of the event: `order.paid`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The order it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// The state of the delivery: `waiting`, `delivered` or `failed`.
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
    /// The deliveries of this page of the list, newest first.
    pub deliveries: Vec<Delivery>,
    /// The cursor of what follows; nothing where that was all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
