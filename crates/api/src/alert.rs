//! What needs a person, and what people did about it: alerts of an order, and decisions. A page never sees these. What may
//! be decided, and what follows, is the backend's.

use crate::Amount;
use serde::{Deserialize, Serialize};

/// Something a provider said that does not fit what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alert {
    /// The alert's id, `alr_...`.
    pub id: String,
    /// The charge; nothing where it is about the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<String>,
    /// `unknown_status`, `unreadable_answer`, `wrong_amount`, `wrong_currency`, `wrong_charge`, `contradiction`,
    /// `more_payable_than_due`, `held_elsewhere` (the provider keeps more than was asked for in the customer's balance), `two_charges`, `unreadable_row` or `late_answer`. There may be more kinds some day.
    pub kind: String,
    /// What was asked for: `150.00 MXN`.
    pub asked: String,
    /// What the provider says instead, the last time: `paid 149.99 MXN`.
    pub said: String,
    /// What it says has been paid in all, where that can be read: what *accept* writes down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Amount>,
    /// When it was said first, RFC 3339 UTC.
    pub since: String,
    /// When it was said last, RFC 3339 UTC.
    pub seen_at: String,
    /// How often it was said.
    pub times: i64,
    /// How it ended; nothing while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<AlertSettled>,
}

/// How an alert ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertSettled {
    /// `accepted`, `closed` or `refunded` by a person; `answered` where the provider now says what fits.
    pub how: String,
    /// Who: the first characters of a token, or the provider.
    pub by: String,
    /// When, RFC 3339 UTC.
    pub at: String,
}

/// What somebody did about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Decision {
    /// `accepted`, `asked`, `closed`, `refunded` or `noted`.
    pub action: String,
    /// The alert it was about, where it was about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// The note of whoever decided, in their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Of *refunded*: what went back by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Of *refunded*: the day it went back, `2026-11-20`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded_on: Option<String>,
    /// Of *refunded*: what the transfer is found by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who: the first characters of a token.
    pub by: String,
    /// When, RFC 3339 UTC.
    pub at: String,
}

/// The body of `POST /orders/{id}/settle`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SettleOrder {
    /// `accept`: what came is right as it is. `ask`: the provider is asked again, now. `close`: nothing more is to be paid.
    /// `refund`: the money went back by hand.
    pub action: String,
    /// The alert; all that wait where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// What you have read in `said`: where the provider says something else by now, nothing is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Why, for whoever reads it later: at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Of *refund*: what went back, minor units of the order's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Of *refund*: the day it went back, `2026-11-20`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refunded_on: Option<String>,
    /// Of *refund*: what the transfer is found by, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// The body of `POST /orders/{id}/notes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteOrder {
    /// At most 500 characters. A customer never sees it.
    pub note: String,
}
