//! The voucher in JSON: the digits and what they are, the amount, the expiry. Not how it is drawn.

use crate::{Amount, ChargeStore};
use serde::{Deserialize, Serialize};

/// What the customer takes away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Voucher {
    /// What is to be paid, without what the till adds.
    pub amount: Amount,
    /// What the till adds, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub till_fee: Option<Amount>,
    /// The last moment it can be paid, RFC 3339 UTC; absent where it does not run out by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// The last moment at which a till of the store is open, RFC 3339 UTC, where that is before `expires_at`: what a customer
    /// is told. A payment until `expires_at` counts all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_by: Option<String>,
    /// When to remind the customer of it, RFC 3339 UTC, the earliest first: never at night, and while tills are open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reminders: Vec<String>,
    /// The IANA zone the customer reads these moments in.
    pub zone: String,
    /// The reference or the account to pay to, or the page that shows it.
    pub payable: Payable,
    /// What a till can scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Barcode>,
    /// The provider's own page of it, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The provider's own file of it to print, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pdf: Option<String>,
    /// What else is to be said or typed beside the digits, in the order to say it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<LabelledReference>,
    /// The chains that take it, where one voucher is good at several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<ChargeStore>,
    /// Other vouchers of the same charge: any one of them pays it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub alternatives: Vec<Self>,
}

/// Something to be said or typed that is not the voucher's main digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LabelledReference {
    /// What it is: `agreement`, `cie`, `verification_code`, `concept` or `reference`.
    pub label: String,
    /// It itself, as text.
    pub value: String,
}

impl From<&payments::LabelledReference> for LabelledReference {
    fn from(reference: &payments::LabelledReference) -> Self {
        Self { label: reference.label.id().to_owned(), value: reference.value.clone() }
    }
}

impl Voucher {
    /// Until when the customer is to pay it, RFC 3339 UTC; `None` where it does not run out.
    pub fn until(&self) -> Option<&str> {
        self.pay_by.as_deref().or(self.expires_at.as_deref())
    }
}

/// The digits to dictate, where to transfer, or the page that shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Payable {
    /// A deposit to an account made for this charge.
    Deposit {
        /// The account number in digits, without spaces.
        account: String,
        /// The bank it is at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bank: Option<String>,
        /// Whose name the till shows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beneficiary: Option<String>,
    },
    /// A payment of a service against a reference.
    Reference {
        /// The reference in digits, without spaces.
        reference: String,
        /// The company to name at the till.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        company: Option<String>,
    },
    /// A SPEI transfer to a CLABE.
    Transfer {
        /// 18 digits, without spaces.
        clabe: String,
        /// The bank to choose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bank: Option<String>,
        /// The name of the holder of the account, which banks ask for as beneficiary.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        beneficiary: Option<String>,
        /// What to write as concept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        concept: Option<String>,
    },
    /// A page of the provider's that shows what the counter needs, where its answer has no digits.
    Page {
        /// Its address, https; the voucher's `link` says it too.
        url: String,
        /// Whose page it is.
        company: String,
    },
}

/// What a scanner reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Barcode {
    /// The text that the bars encode.
    pub content: String,
    /// The symbology of the bar code: `code128`.
    pub symbology: String,
}

impl From<&payments::Payable> for Payable {
    fn from(payable: &payments::Payable) -> Self {
        match payable.clone() {
            payments::Payable::Deposit { account, bank, beneficiary } => Self::Deposit { account, bank, beneficiary },
            payments::Payable::Reference { reference, company } => Self::Reference { reference, company },
            payments::Payable::Transfer { clabe, bank, beneficiary, concept } => {
                let bank = bank.or_else(|| clabe.bank().map(str::to_owned));
                Self::Transfer { clabe: clabe.digits().to_owned(), bank, beneficiary, concept }
            }
            payments::Payable::Page { url, company } => Self::Page { url, company },
        }
    }
}

impl From<&payments::Barcode> for Barcode {
    fn from(barcode: &payments::Barcode) -> Self {
        Self { content: barcode.content.clone(), symbology: barcode.symbology.id().to_owned() }
    }
}
