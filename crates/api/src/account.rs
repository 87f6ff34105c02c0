//! Accounts in JSON, for merchants alone: several customers' CLABEs together, with a balance and a ledger. What a
//! deposit or a fee in it means is the provider's; here they are lines.

use crate::Amount;
use serde::{Deserialize, Serialize};

/// The body of `POST /accounts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateAccount {
    /// The merchant's own id of it. Providers' documents call it `accountId`, which is taken too.
    #[serde(alias = "accountId")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who gets a CLABE in it.
    pub customers: Vec<NewHolder>,
}

/// Somebody who is to get a CLABE in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewHolder {
    /// The merchant's own id of the customer.
    pub id: String,
    /// Full name of the customer.
    pub name: String,
    /// Where the provider sends the CLABE.
    pub email: String,
    /// Phone number of the customer: ten digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// The answer to `GET /accounts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Accounts {
    /// Every account, with its balance.
    pub accounts: Vec<Account>,
}

/// An account with its balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// The merchant's own id of it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What is on it; may be negative.
    pub balance: Amount,
}

/// The answer to `POST /accounts` and `GET /accounts/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holders {
    /// The merchant's own id of the account.
    pub id: String,
    /// Who has a CLABE in it.
    pub customers: Vec<Holder>,
}

/// Somebody who has a CLABE in an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holder {
    /// The merchant's own id of the customer; empty where the provider does not say.
    pub id: String,
    /// Full name of the customer.
    pub name: String,
    /// 18 digits, where the provider says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clabe: Option<String>,
}

/// The answer to `GET /accounts/{id}/transactions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Movements {
    /// What came and went, in the provider's order.
    pub transactions: Vec<Movement>,
}

/// One line of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Movement {
    /// The provider's id of it.
    pub id: String,
    /// When, RFC 3339 UTC.
    pub at: String,
    /// How much came, or went: what is negative, such as a fee, went.
    pub amount: Amount,
    /// What it is, in the provider's words.
    pub description: String,
    /// The reference of the transfer it belongs to, as text.
    pub reference: String,
}
