//! What a merchant knows of a customer beforehand, to spare them the typing. Whether it can be used is not decided here.
//!
//! It is only a help, so nothing about it is refused: a shop's own records hold phones as numbers and names as null, and an
//! order is not to be lost over them.

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

/// Who will pay, to spare them the typing. Each field may be left out; one that cannot be used is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct KnownCustomer {
    /// Full name of the customer.
    #[serde(deserialize_with = "whatever", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// E-mail address of the customer.
    #[serde(deserialize_with = "whatever", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A phone of the order's country, however it is written.
    #[serde(deserialize_with = "whatever", skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// What a shop's records may hold.
#[derive(Deserialize)]
#[serde(untagged)]
enum Whatever {
    Text(String),
    Number(u64),
    Other(IgnoredAny),
}

/// The text; a number's digits; nothing where it is anything else.
fn whatever<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Whatever::deserialize(from)? {
        Whatever::Text(text) => Some(text),
        Whatever::Number(number) => Some(number.to_string()),
        Whatever::Other(IgnoredAny) => None,
    })
}
