//! Country: where an order is collected, as far as it changes what a customer is asked and shown.
//!
//! It is told by the order's currency; which provider collects there is not known here.

use crate::Currency;

/// A country we collect in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Country {
    /// Mexico.
    Mx,
    /// Peru.
    Pe,
}

impl Country {
    /// Every country, in a stable order.
    pub const ALL: [Self; 2] = [Self::Mx, Self::Pe];

    /// ISO 3166-1 alpha-2, in capitals.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Mx => "MX",
            Self::Pe => "PE",
        }
    }

    /// The country of that id, if it is one of ours.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.id() == id)
    }

    /// Where an order in this currency is collected: dollars, euros and pounds are exchanged into pesos.
    pub const fn of(currency: Currency) -> Self {
        match currency {
            Currency::Pen => Self::Pe,
            Currency::Mxn | Currency::Usd | Currency::Eur | Currency::Gbp => Self::Mx,
        }
    }

    /// The IANA zone its customers live by where no store says otherwise. Mexico has several; providers count in the
    /// capital's.
    pub const fn zone(self) -> &'static str {
        match self {
            Self::Mx => "America/Mexico_City",
            Self::Pe => "America/Lima",
        }
    }

    /// What stands before a number that is dialled from abroad.
    pub const fn calling_code(self) -> &'static str {
        match self {
            Self::Mx => "52",
            Self::Pe => "51",
        }
    }

    /// What people dial, or once dialled, before a number at home, longest first. Mexico's 01, 044 and 045 ended in
    /// August of 2019 (IFT), and are in the address books still.
    pub const fn trunks(self) -> &'static [&'static str] {
        match self {
            Self::Mx => &["044", "045", "01", "0"],
            Self::Pe => &["0"],
        }
    }

    /// What stands, or once stood, between the country's code and a mobile's number: Mexico's 1, until 2019, and in WhatsApp
    /// to this day.
    pub const fn mobile(self) -> &'static str {
        match self {
            Self::Mx => "1",
            Self::Pe => "",
        }
    }

    /// How many digits such a phone has, for the sentence that asks for them.
    pub const fn phone_digits(self) -> &'static str {
        match self {
            Self::Mx => "10",
            Self::Pe => "9",
        }
    }

    /// Whether these digits are a phone that can receive an SMS: ten of them in Mexico, of which none begins with 0 (IFT, 2019), nine that begin with 9
    /// in Peru (MTC, "Plan Técnico Fundamental de Numeración").
    pub fn is_phone(self, digits: &str) -> bool {
        match self {
            Self::Mx => digits.len() == 10 && !digits.starts_with('0'),
            Self::Pe => digits.len() == 9 && digits.starts_with('9'),
        }
    }
}
