//! A reusable CLABE in JSON: an account number that stays a customer's own, and what was deposited into it.
//!
//! The merchant's shape says whose it is; the page's says nothing about a person, because its address is all it takes
//! to see it.

use crate::Amount;
use serde::{Deserialize, Serialize};

/// The body of `POST /clabes`, from a merchant's server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateClabe {
    /// Whose it is to be.
    pub customer: ClabeCustomer,
    /// The only amount that is taken, minor units; any where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// ISO 4217; `MXN` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The last moment a deposit is taken, RFC 3339; for ever where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
}

/// Who gets a CLABE. The same id gets the same CLABE, however often it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ClabeCustomer {
    /// The merchant's own id of the customer.
    pub id: String,
    /// Where the provider sends the CLABE.
    pub email: String,
    /// Phone number of the customer: ten digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Full name of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A reusable CLABE as its merchant sees it: the answer to `POST /clabes`, and a line of `GET /clabes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MerchantClabe {
    /// `clb_...`: unguessable, for `<ficha-checkout clabe="...">`.
    pub id: String,
    /// The merchant's own id of the customer.
    pub customer: String,
    /// 18 digits, without spaces.
    pub clabe: String,
    /// The bank to choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// The name of the holder of the account, which banks ask for as beneficiary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beneficiary: Option<String>,
    /// The only amount that is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The last moment a deposit is taken, RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// All that has come in.
    pub total: Amount,
    /// When it was made, RFC 3339 UTC.
    pub created_at: String,
    /// Whether no real money moves.
    pub test: bool,
}

/// The answer to `GET /clabes`: the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clabes {
    /// The CLABEs of this page of the list, newest first.
    pub clabes: Vec<MerchantClabe>,
    /// What to send as `cursor` to read on; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A reusable CLABE as a page sees it: the answer to `GET /clabes/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clabe {
    /// The id of the reusable CLABE, `clb_...`.
    pub id: String,
    /// Grows with every change: an older copy never replaces a newer one.
    pub version: i64,
    /// 18 digits, without spaces.
    pub clabe: String,
    /// The bank to choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<String>,
    /// The name of the holder of the account, which banks ask for as beneficiary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beneficiary: Option<String>,
    /// The merchant's name.
    pub merchant: String,
    /// The only amount that is taken; any where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// The last moment a deposit is taken, RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// What came in, the newest first.
    pub deposits: Vec<Deposit>,
    /// All of it together.
    pub total: Amount,
    /// Whether no real money moves.
    pub test: bool,
}

/// Money that came into a reusable CLABE.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deposit {
    /// The amount of the deposit.
    pub amount: Amount,
    /// When, RFC 3339 UTC.
    pub received_at: String,
}
