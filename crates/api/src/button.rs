//! Buttons as their merchant sees them: made, listed, changed and retired by the merchant's server. What a page is shown
//! of one is its offer (`offer.rs`).

use crate::Amount;
use serde::{Deserialize, Serialize};

/// The body of `POST /buttons`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateButton {
    /// The price, minor units.
    pub amount: i64,
    /// Currency of the price, as ISO 4217 has it: `MXN`.
    pub currency: String,
    /// What is sold, as customers read it.
    pub description: String,
    /// A picture of it: an https address, or one of `POST /pictures`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The merchant's own id of what is sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// `cash`, `spei`; all that are configured where it is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// The language of its line: `es-MX`, `es-PE` or `en`; the page's where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The look of its line: `light` or `dark`; the visitor's where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// What stands on it, instead of our words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// The body of `PATCH /buttons/{id}`. What is absent stays; an empty text takes away what need not be there. Orders that
/// were made already keep what they were made with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeButton {
    /// The price, minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// The new currency of the price, as ISO 4217 has it: `MXN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The new description of what is sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A picture of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The merchant's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The ways to pay; all where it is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// The language of its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The look of its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// What stands on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it makes no more orders. What was retired can be put back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<bool>,
}

/// A button, as its merchant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MerchantButton {
    /// The button's id, `btn_...`.
    pub id: String,
    /// The price of one order.
    pub amount: Amount,
    /// A description of what is sold, as customers read it.
    pub description: String,
    /// A picture of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The merchant's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The ways to pay; all that are configured where it is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// The language of its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The look of its line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// What stands on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether it makes no more orders.
    pub retired: bool,
    /// When it was made, RFC 3339 UTC.
    pub created_at: String,
    /// The line to paste into a page.
    pub line: String,
    /// Its page, which needs no script.
    pub page: String,
}

/// A part of the buttons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MerchantButtons {
    /// The buttons of this page of the list, newest first.
    pub buttons: Vec<MerchantButton>,
    /// The cursor of what follows; nothing where that was all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// The answer to `POST /pictures`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Picture {
    /// The picture's id, `pic_...`.
    pub id: String,
    /// Where everybody can see it.
    pub url: String,
}
