//! Money: an amount in integer minor units (centavos, céntimos, cents) and its currency.
//!
//! There is no float anywhere: a price that went through one can lose a centavo. This file does not know how
//! money is written for a reader; that is a matter of language and lives where texts are drawn.

use std::fmt;
use std::str::FromStr;

/// The currencies an order may be in. All of them have two decimals (ISO 4217, minor unit 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Currency {
    /// Mexican peso.
    Mxn,
    /// Peruvian sol.
    Pen,
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
}

impl Currency {
    /// Every currency, in a stable order.
    pub const ALL: [Self; 5] = [Self::Mxn, Self::Pen, Self::Usd, Self::Eur, Self::Gbp];

    /// The ISO 4217 code in capitals: `MXN`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mxn => "MXN",
            Self::Pen => "PEN",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = NotMoney;

    /// Reads an ISO 4217 code, in any case: providers write both `MXN` and `mxn`.
    fn from_str(code: &str) -> Result<Self, NotMoney> {
        Self::ALL.into_iter().find(|currency| currency.code().eq_ignore_ascii_case(code)).ok_or(NotMoney::Currency)
    }
}

/// An amount of money: minor units and currency. Never negative in an order or a charge, which is why the
/// constructors that read from outside refuse a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why something is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    /// Not a decimal number with at most two decimals that are not zero.
    Amount,
    /// Not one of [`Currency::ALL`].
    Currency,
    /// Larger than [`Money::MAX_MINOR`].
    TooLarge,
}

impl fmt::Display for NotMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Amount => "not an amount with at most two decimals",
            Self::Currency => "not a currency we know (MXN, PEN, USD, EUR, GBP)",
            Self::TooLarge => "an amount larger than any order we take",
        })
    }
}

impl std::error::Error for NotMoney {}

impl Money {
    /// The largest amount: ten thousand million units. It is far above any order, and far below 2^53, so that the
    /// amount survives every JSON reader and every database on its way.
    pub const MAX_MINOR: i64 = 1_000_000_000_000;

    /// An amount of `minor` units: `Money::new(15000, Currency::Mxn)` is 150.00 MXN.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency of the amount.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// The sum, or `None` where currencies differ or the sum is out of range.
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let minor = self.minor.checked_add(other.minor)?;
        (minor.abs() <= Self::MAX_MINOR).then_some(Self::new(minor, self.currency))
    }

    /// What is left of `self` once `other` is taken away, never below nothing; `None` where currencies differ.
    pub fn less(self, other: Self) -> Option<Self> {
        (self.currency == other.currency).then(|| Self::new((self.minor - other.minor).max(0), self.currency))
    }

    /// Reads a decimal number as providers write it: `"150"`, `"150.0"`, `"150.00"`, `"0.5"`.
    ///
    /// More than two decimals are accepted only where the rest is zeros. A sign, an exponent, a thousands
    /// separator or anything else is refused, because guessing with money is worse than failing.
    /// ```
    /// use payments::money::{Currency, Money, NotMoney};
    ///
    /// let price = Money::parse_decimal("150.5", Currency::Mxn)?;
    /// assert_eq!(price.minor(), 15_050);
    /// assert_eq!(price.to_decimal(), "150.50");
    /// assert_eq!(Money::parse_decimal("1,500.00", Currency::Mxn), Err(NotMoney::Amount));
    /// # Ok::<(), NotMoney>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotMoney`] says what is wrong: no decimal number, more than two decimals that are not zeros, or an amount larger than
    /// [`Money::MAX_MINOR`].
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, NotMoney> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) {
            return Err(NotMoney::Amount);
        }
        let (cents, rest) = decimals.split_at(decimals.len().min(2));
        if rest.bytes().any(|b| b != b'0') {
            return Err(NotMoney::Amount);
        }
        let whole: i64 = whole.parse().map_err(|_| NotMoney::TooLarge)?;
        let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| NotMoney::Amount)?;
        let minor = whole.checked_mul(100).and_then(|minor| minor.checked_add(cents)).ok_or(NotMoney::TooLarge)?;
        if minor > Self::MAX_MINOR {
            return Err(NotMoney::TooLarge);
        }
        Ok(Self::new(minor, currency))
    }

    /// The amount as a plain decimal with two digits, as providers read it: `"150.00"`.
    pub fn to_decimal(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let minor = self.minor.unsigned_abs();
        format!("{sign}{}.{:02}", minor / 100, minor % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<i64, NotMoney>) {
        assert_eq!(Money::parse_decimal(text, Currency::Mxn).map(Money::minor), expected, "{text:?}");
    }

    #[test]
    fn decimals_are_read_exactly_or_refused() {
        check("150", Ok(15000));
        check("150.0", Ok(15000));
        check("150.00", Ok(15000));
        check("150.000", Ok(15000));
        check("12.56", Ok(1256));
        check("0.5", Ok(50));
        check("0.05", Ok(5));
        for wrong in ["", ".", "1.", ".5", "-1", "+1", "1,5", "1.234", "1e3", "1.0.0", " 1", "NaN", "١"] {
            check(wrong, Err(NotMoney::Amount));
        }
        check("10000000000.00", Ok(Money::MAX_MINOR));
        check("10000000000.01", Err(NotMoney::TooLarge));
        check("99999999999999999999999", Err(NotMoney::TooLarge));
    }

    #[test]
    fn a_currency_is_read_in_any_case() {
        assert_eq!("mxn".parse(), Ok(Currency::Mxn));
        assert_eq!("PEN".parse(), Ok(Currency::Pen));
        assert_eq!("BTC".parse::<Currency>(), Err(NotMoney::Currency));
    }

    #[test]
    fn money_of_two_currencies_does_not_add_up() {
        let (peso, sol) = (Money::new(1, Currency::Mxn), Money::new(1, Currency::Pen));
        assert_eq!(peso.plus(sol), None);
        assert_eq!(peso.less(sol), None);
        assert_eq!(peso.less(Money::new(5, Currency::Mxn)), Some(Money::zero(Currency::Mxn)));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in 0..=Money::MAX_MINOR) {
            let money = Money::new(minor, Currency::Mxn);
            prop_assert_eq!(Money::parse_decimal(&money.to_decimal(), Currency::Mxn), Ok(money));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = Money::parse_decimal(&text, Currency::Mxn);
        }
    }
}
