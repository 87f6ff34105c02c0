//! JSON read exactly and forgivingly: money and references as the very text that was sent, never through a float.
//!
//! Providers write the same field as a string in one year and a number in the next, leave out what they have not
//! got, or say null, or wrap an object into an array of one. What is missing or of another kind reads as nothing;
//! whether that matters is for the reader to say. It knows no provider's fields.

use payments::{Currency, Moment, Money};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::value::RawValue;

/// A string or a number, as text without the spaces around it; empty text, null, and everything else is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scalar(Option<String>);

impl Scalar {
    /// The text.
    pub(crate) fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// An amount of money, where it is one; a sign, an exponent or a third decimal makes it none.
    pub(crate) fn money(&self, currency: Currency) -> Option<Money> {
        Money::parse_decimal(self.text()?, currency).ok()
    }

    /// An amount that may be negative, as in a list of what came and went.
    pub(crate) fn signed_money(&self, currency: Currency) -> Option<Money> {
        let text = self.text()?;
        match text.strip_prefix('-') {
            Some(taken) => Money::parse_decimal(taken, currency).ok().map(|money| Money::new(-money.minor(), currency)),
            None => Money::parse_decimal(text, currency).ok(),
        }
    }

    /// A currency we know.
    pub(crate) fn currency(&self) -> Option<Currency> {
        self.text()?.parse().ok()
    }

    /// A moment: epoch seconds, epoch milliseconds, or ISO 8601 with a zone.
    pub(crate) fn moment(&self) -> Option<Moment> {
        let text = self.text()?;
        match text.parse::<i64>() {
            Ok(number) => (number > 0).then(|| Moment::from_seconds_or_millis(number)),
            Err(_) => text.parse::<jiff::Timestamp>().ok().map(|at| Moment::from_seconds(at.as_second())),
        }
    }

    /// A whole number.
    pub(crate) fn whole(&self) -> Option<i64> {
        self.text()?.parse().ok()
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let token = raw.get();
        let text = match token.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(token).ok(),
            Some(b'-' | b'0'..=b'9') => Some(token.to_owned()),
            _ => None,
        };
        Ok(Self(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())))
    }
}

/// `true` or `false`; everything else is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) Option<bool>);

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(raw.get().parse().ok()))
    }
}

/// An object, bare or as the first of an array; everything else is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part<T>(pub(crate) Option<T>);

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let object = match raw.get().as_bytes().first() {
            Some(b'{') => Some(raw),
            Some(b'[') => {
                let all: Vec<Box<RawValue>> = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
                all.into_iter().next().filter(|first| first.get().starts_with('{'))
            }
            _ => None,
        };
        match object {
            Some(object) => serde_json::from_str(object.get()).map(|part| Self(Some(part))).map_err(D::Error::custom),
            None => Ok(Self(None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(json: &str) -> Scalar {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_scalar_is_the_very_text_that_was_sent() {
        let check = |json: &str, expected: Option<&str>| assert_eq!(scalar(json).text(), expected, "{json}");
        check(r#""0012 34""#, Some("0012 34"));
        check("12345678901234567890.10", Some("12345678901234567890.10"));
        check(r#""  a  ""#, Some("a"));
        for nothing in ["null", "true", "{}", "[1]", r#""""#, r#""   ""#] {
            check(nothing, None);
        }
    }

    #[test]
    fn money_never_passes_through_a_float() {
        let check = |json: &str, minor: Option<i64>| {
            assert_eq!(scalar(json).money(Currency::Mxn).map(Money::minor), minor, "{json}");
        };
        check("150", Some(15_000));
        check(r#""150.00""#, Some(15_000));
        check("0.1", Some(10));
        check("9999999999.99", Some(999_999_999_999));
        check("150.00000000000003", None);
        check("1.5e2", None);
        check("-150", None);
        assert_eq!(scalar("-0.15").signed_money(Currency::Mxn), Some(Money::new(-15, Currency::Mxn)));
        assert_eq!(scalar(r#""--1""#).signed_money(Currency::Mxn), None);
    }

    #[test]
    fn moments_are_read_in_every_form_the_samples_have() {
        let check = |json: &str, seconds: Option<i64>| {
            assert_eq!(scalar(json).moment().map(Moment::seconds), seconds, "{json}");
        };
        check(r#""1436979650""#, Some(1_436_979_650));
        check("1436979650", Some(1_436_979_650));
        check(r#""1424024955774""#, Some(1_424_024_955));
        check(r#""2013-10-01T04:46:04Z""#, Some(1_380_602_764));
        check(r#""2013-12-09T18:59:28.048Z""#, Some(1_386_615_568));
        for no_moment in ["0", "-1", r#""mañana""#, r#""2013-10-01""#, "null", "1e9"] {
            check(no_moment, None);
        }
    }

    #[test]
    fn an_object_may_come_in_an_array_of_one() {
        #[derive(serde::Deserialize, Debug, PartialEq)]
        struct Fee {
            amount: Scalar,
        }
        let check = |json: &str, expected: Option<&str>| {
            let fee: Part<Fee> = serde_json::from_str(json).unwrap();
            assert_eq!(fee.0.as_ref().and_then(|fee| fee.amount.text()), expected, "{json}");
        };
        check(r#"{"amount": 5.18}"#, Some("5.18"));
        check(r#"[{"amount": "3.12"}]"#, Some("3.12"));
        check("[]", None);
        check("[3]", None);
        check("null", None);
        check("7", None);
    }
}
