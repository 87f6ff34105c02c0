//! Voucher: what the customer takes away, a reference for the counter, a CLABE for a transfer, or a page that shows them.
//!
//! It holds what the provider gave, as text, and nothing of how it is drawn.

use crate::{Clabe, Moment, Money};

/// The slip: what to pay, with which digits, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// What is to be paid, without what the store adds at the till.
    pub amount: Money,
    /// What the store adds at the till, where we know it.
    pub till_fee: Option<Money>,
    /// The last moment it can be paid; `None` where it does not run out by itself.
    pub expires_at: Option<Moment>,
    /// The digits, and what they are, or the page that shows them.
    pub payable: Payable,
    /// What else is to be said or typed beside the digits, in the order to say it.
    pub references: Vec<LabelledReference>,
    /// The chains that take it, by the provider's codes, where one voucher is good at several.
    pub chains: Vec<String>,
    /// What a till can scan, where the provider or the merchant's configuration says that one can.
    pub barcode: Option<Barcode>,
    /// The provider's own pages of it.
    pub links: Links,
    /// Other vouchers of the same charge, any one of which pays it: each is good at chains of its own, and has neither links nor
    /// alternatives of its own.
    pub alternatives: Vec<Voucher>,
}

/// The provider's own pages of a voucher: https addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// A page of it.
    pub page: Option<String>,
    /// A file to print.
    pub pdf: Option<String>,
}

/// Something to be said or typed that is not the voucher's main digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledReference {
    /// The kind of number it is, which a page puts into words.
    pub label: ReferenceLabel,
    /// It itself, as text: leading zeros count.
    pub value: String,
}

/// What a reference beside the main digits is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferenceLabel {
    /// The number of the agreement between the company and a bank or chain (*convenio*).
    Agreement,
    /// The number of a CIE agreement, which BBVA asks for.
    Cie,
    /// A code the till compares.
    VerificationCode,
    /// What to write as concept.
    Concept,
    /// A second reference, asked for beside the first.
    Reference,
}

impl ReferenceLabel {
    /// Every label, in a stable order.
    pub const ALL: [Self; 5] = [Self::Agreement, Self::Cie, Self::VerificationCode, Self::Concept, Self::Reference];

    /// The word for it in JSON and in the db.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Cie => "cie",
            Self::VerificationCode => "verification_code",
            Self::Concept => "concept",
            Self::Reference => "reference",
        }
    }

    /// The label of that word, if it is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.id() == id)
    }
}

/// For how many seconds a voucher that does not run out by itself is still asked about: no provider tells of one for ever, and
/// who has not paid in two months has forgotten it. Money that comes later is told by its webhook.
pub const HORIZON: i64 = 60 * 24 * 60 * 60;

impl Voucher {
    /// The least a voucher says.
    pub const fn new(amount: Money, expires_at: Option<Moment>, payable: Payable) -> Self {
        Self {
            amount,
            till_fee: None,
            expires_at,
            payable,
            references: Vec::new(),
            chains: Vec::new(),
            barcode: None,
            links: Links { page: None, pdf: None },
            alternatives: Vec::new(),
        }
    }

    /// Whether it can still be paid at `now`, by its own word.
    pub fn runs(&self, now: Moment) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// Until when a voucher made at `made` is looked after as one that may be paid: its end, or a horizon of our own where it has
    /// none.
    pub fn horizon(&self, made: Moment) -> Moment {
        self.expires_at.unwrap_or(made.plus_seconds(HORIZON))
    }

    /// What `handed` over is of an order of `ordered`, by this slip: the customer was shown this rate, and no later one counts. In
    /// proportion, rounded down, in integers. `None` where it is not in the slip's currency, or no amount we take.
    pub fn in_order_currency(&self, ordered: Money, handed: Money) -> Option<Money> {
        if handed.currency() != self.amount.currency() {
            return None;
        }
        if handed.currency() == ordered.currency() {
            return Some(handed);
        }
        let due = i128::from(self.amount.minor());
        let minor = (i128::from(handed.minor()) * i128::from(ordered.minor())).checked_div(due)?;
        let minor = i64::try_from(minor).ok().filter(|minor| minor.abs() <= Money::MAX_MINOR)?;
        Some(Money::new(minor, ordered.currency()))
    }
}

/// What the customer hands over or types. Cash comes in two kinds, as the fields of ComproPago's
/// `instructions.details` show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payable {
    /// A deposit at the till to an account made for this charge (OXXO, 7-Eleven, Extra in the documents).
    Deposit {
        /// The digits to dictate, without spaces.
        account: String,
        /// The bank the account is at.
        bank: Option<String>,
        /// Whose name the till shows.
        beneficiary: Option<String>,
    },
    /// A payment of a service against a reference (other chains).
    Reference {
        /// The digits to dictate, without spaces.
        reference: String,
        /// The company to name at the till, or its agreement number.
        company: Option<String>,
    },
    /// A SPEI transfer.
    Transfer {
        /// The CLABE to transfer to: 18 digits.
        clabe: Clabe,
        /// The bank to choose, in the provider's word or by the CLABE's first digits.
        bank: Option<String>,
        /// The name of the holder of the account, which banks ask for as beneficiary.
        beneficiary: Option<String>,
        /// What to write as concept, so that the transfer can be told from others.
        concept: Option<String>,
    },
    /// A page of the provider's, which shows what the counter needs: its answer has no digits.
    Page {
        /// Its https address, which is the voucher's own page too.
        url: String,
        /// Whose page it is, as customers call that company.
        company: String,
    },
}

impl Payable {
    /// The bare digits of the reference, the account or the CLABE; none where only a page shows them.
    pub fn digits(&self) -> Option<&str> {
        match self {
            Self::Deposit { account, .. } => Some(account),
            Self::Reference { reference, .. } => Some(reference),
            Self::Transfer { clabe, .. } => Some(clabe.digits()),
            Self::Page { .. } => None,
        }
    }
}

/// What the bars say, and in which symbology.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barcode {
    /// The text the scanner must read.
    pub content: String,
    /// How it is drawn.
    pub symbology: Symbology,
}

/// The bar code symbologies tills of our stores read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbology {
    /// Code 128 (ISO/IEC 15417).
    Code128,
}

impl Symbology {
    /// The word for it in JSON, in the db and in configuration.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Code128 => "code128",
        }
    }

    /// The symbology of that word, if it is one.
    pub fn from_id(id: &str) -> Option<Self> {
        (id == Self::Code128.id()).then_some(Self::Code128)
    }
}

/// Digits in groups for reading aloud: fours, as tills and customers do, with a rest of one taken into the group
/// before it, because a lone digit is overheard.
/// ```
/// assert_eq!(payments::voucher::groups("93000262276908").join(" "), "9300 0262 2769 08");
/// ```
pub fn groups(digits: &str) -> Vec<&str> {
    let mut rest = digits;
    let mut groups = Vec::new();
    while !rest.is_empty() {
        let wanted = if rest.chars().count() == 5 { 5 } else { 4 };
        let at = rest.char_indices().nth(wanted).map_or(rest.len(), |(at, _)| at);
        let (group, after) = rest.split_at(at);
        groups.push(group);
        rest = after;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn check(digits: &str, expected: &str) {
        assert_eq!(groups(digits).join(" "), expected);
    }

    #[test]
    fn what_is_handed_over_counts_by_the_rate_of_the_slip() {
        let pesos = |minor| Money::new(minor, Currency::Mxn);
        let dollars = |minor| Money::new(minor, Currency::Usd);
        let payable = Payable::Reference { reference: "1".to_owned(), company: None };
        let slip = |amount| Voucher::new(amount, None, payable.clone());
        let of = |ordered, handed| slip(pesos(20_000)).in_order_currency(ordered, handed);
        assert_eq!(of(dollars(1_000), pesos(20_000)), Some(dollars(1_000)));
        assert_eq!(of(dollars(1_000), pesos(100)), Some(dollars(5)));
        assert_eq!(of(dollars(1_000), pesos(40_000)), Some(dollars(2_000)));
        assert_eq!(of(dollars(1_000), dollars(1_000)), None, "nobody hands dollars over");
        assert_eq!(of(pesos(20_000), pesos(12_345)), Some(pesos(12_345)));
        assert_eq!(slip(pesos(0)).in_order_currency(dollars(1_000), pesos(1)), None);
        assert_eq!(slip(pesos(1)).in_order_currency(dollars(Money::MAX_MINOR), pesos(2)), None);
    }

    #[test]
    fn a_voucher_without_an_end_runs_and_is_looked_after_for_a_while() {
        let (made, end) = (Moment::from_seconds(100), Moment::from_seconds(200));
        let slip = |expires_at| {
            let payable = Payable::Reference { reference: "1".to_owned(), company: None };
            Voucher::new(Money::new(1, Currency::Mxn), expires_at, payable)
        };
        assert!(slip(Some(end)).runs(made) && !slip(Some(end)).runs(end));
        assert_eq!(slip(Some(end)).horizon(made), end);
        assert!(slip(None).runs(Moment::from_seconds(i64::MAX)));
        assert_eq!(slip(None).horizon(made), made.plus_seconds(HORIZON));
    }

    #[test]
    fn every_label_has_a_word_of_its_own() {
        for label in ReferenceLabel::ALL {
            assert_eq!(ReferenceLabel::from_id(label.id()), Some(label));
        }
    }

    #[test]
    fn digits_are_read_in_fours_without_a_lone_last_one() {
        check("", "");
        check("123", "123");
        check("1234567890123456", "1234 5678 9012 3456");
        check("93000262276908", "9300 0262 2769 08");
        check("1234567890123", "1234 5678 90123");
        check("ñandú", "ñandú");
    }
}
