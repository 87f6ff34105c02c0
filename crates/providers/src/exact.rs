//! JSON read exactly and forgivingly: money and references as the very text that was sent, never through a float.
//!
//! Providers write the same field as a string in one year and a number in the next, leave out what they have not
//! got, or say null, or wrap an object into an array of one. What is missing or of another kind reads as nothing;
//! whether that matters is for the reader to say. It knows no provider's fields.

use payments::{Currency, Moment, Money};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::value::RawValue;

/// What was said of something that must not be guessed, such as money: to say nothing and to say what nobody can read are two
/// things, and only the first may be filled in from elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Said<T> {
    /// It is not there, or null.
    #[default]
    Nothing,
    /// It is there, and this is what it is.
    Value(T),
    /// It is there, and nobody can say what it is.
    Unreadable,
}

impl<T> Said<T> {
    /// The value, where there is one: for whoever treats both other cases alike.
    pub(crate) fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Unreadable => None,
        }
    }

    /// The first that says anything.
    pub(crate) fn or(self, other: Self) -> Self {
        match self {
            Self::Nothing => other,
            Self::Value(_) | Self::Unreadable => self,
        }
    }

    /// The same of something made of it.
    pub(crate) fn map<U>(self, make: impl FnOnce(T) -> U) -> Said<U> {
        match self {
            Self::Nothing => Said::Nothing,
            Self::Value(value) => Said::Value(make(value)),
            Self::Unreadable => Said::Unreadable,
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Said<T> {
    /// An object, bare or as the first of an array, as [`Part`] reads it; null is nothing, and everything else unreadable.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if raw.get() == "null" {
            return Ok(Self::Nothing);
        }
        Ok(match serde_json::from_str::<Part<T>>(raw.get()) {
            Ok(Part(Some(part))) => Self::Value(part),
            Ok(Part(None)) | Err(_) => Self::Unreadable,
        })
    }
}

/// A string or a number, as text without the spaces around it. Empty text and null are nothing; what is neither, or a text of
/// spaces, has no text, but it is there ([`is_there`](Self::is_there)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scalar {
    text: Option<String>,
    there: bool,
}

impl Scalar {
    /// The characters of the value, where it is a string or a number.
    pub(crate) fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Whether anything was said, even where it cannot be read.
    pub(crate) fn is_there(&self) -> bool {
        self.there
    }

    /// What was said of an amount in this currency.
    pub(crate) fn said_money(&self, currency: Currency) -> Said<Money> {
        match self.money(currency) {
            Some(money) => Said::Value(money),
            None if self.there => Said::Unreadable,
            None => Said::Nothing,
        }
    }

    /// What was said, for the operator: the characters of an amount, and of anything else that it is none.
    pub(crate) fn as_amount_said(&self) -> String {
        let is_amount = |text: &&str| text.len() <= 24 && text.bytes().all(|b| b.is_ascii_digit() || b".,-+eE$ ".contains(&b));
        self.text().filter(is_amount).map_or_else(|| "no amount".to_owned(), |text| format!("\"{text}\""))
    }

    /// What was said of a currency.
    pub(crate) fn said_currency(&self) -> Said<Currency> {
        match self.currency() {
            Some(currency) => Said::Value(currency),
            None if self.there => Said::Unreadable,
            None => Said::Nothing,
        }
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

    /// The value as a whole number, where it is one.
    pub(crate) fn whole(&self) -> Option<i64> {
        self.text()?.parse().ok()
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let token = raw.get();
        let text = match token.as_bytes().first() {
            Some(b'"') => serde_json::from_str::<String>(token).ok().map(seen),
            Some(b'-' | b'0'..=b'9') => Some(token.to_owned()),
            _ => None,
        };
        let there = token != "null" && text.as_deref() != Some("");
        Ok(Self { text: text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()), there })
    }
}

/// An amount in minor units: a JSON number without sign, fraction or exponent. A text of digits is none, whoever typed it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Minor(Said<i64>);

impl Default for Minor {
    fn default() -> Self {
        Self(Said::Nothing)
    }
}

impl Minor {
    /// What was said, as money of this currency.
    pub(crate) fn money(self, currency: Currency) -> Said<Money> {
        match self.0.map(|minor| (0..=Money::MAX_MINOR).contains(&minor).then_some(minor)) {
            Said::Value(Some(minor)) => Said::Value(Money::new(minor, currency)),
            Said::Value(None) | Said::Unreadable => Said::Unreadable,
            Said::Nothing => Said::Nothing,
        }
    }
}

impl<'de> Deserialize<'de> for Minor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(match (raw.get(), raw.get().parse()) {
            ("null", _) => Said::Nothing,
            (token, Ok(minor)) if token.bytes().all(|b| b.is_ascii_digit()) => Said::Value(minor),
            (_, _) => Said::Unreadable,
        }))
    }
}

/// A text without what cannot be seen and no db of ours may keep, such as NUL. It leaves a space behind, so that digits on both sides
/// of it are never read as one number.
fn seen(text: String) -> String {
    if text.chars().any(char::is_control) { text.replace(char::is_control, " ") } else { text }
}

/// `true` or `false`, also as a text or as 1 and 0; everything else is nothing, or unreadable where that matters
/// ([`said`](Self::said)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flag(Said<bool>);

impl Default for Flag {
    fn default() -> Self {
        Self(Said::Nothing)
    }
}

impl Flag {
    /// The flag as it was sent, or that it was sent in a form we do not know.
    pub(crate) fn said(self) -> Said<bool> {
        self.0
    }

    /// Whether it says so; where it says nothing that can be read, it does not.
    pub(crate) fn is(self, truth: bool) -> bool {
        self.0 == Said::Value(truth)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(match raw.get().trim_matches('"').to_ascii_lowercase().as_str() {
            "null" | "" => Said::Nothing,
            "true" | "1" => Said::Value(true),
            "false" | "0" => Said::Value(false),
            _ => Said::Unreadable,
        }))
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

/// A list of which each row is read by itself: one that is broken is left out, and spoils none of the others. What is no list has
/// no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows<T>(pub(crate) Vec<T>);

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let rows: Vec<Box<RawValue>> = serde_json::from_str(raw.get()).unwrap_or_default();
        Ok(Self(rows.iter().filter_map(|row| serde_json::from_str(row.get()).ok()).collect()))
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
        check(r#""Banco\u0000 de\u001b Pruebas\u0000\n""#, Some("Banco  de  Pruebas"));
        check(r#""\u0000""#, None);
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
        check("\"7\\u00005\"", None);
        check("-150", None);
        assert_eq!(scalar("-0.15").signed_money(Currency::Mxn), Some(Money::new(-15, Currency::Mxn)));
        assert_eq!(scalar(r#""--1""#).signed_money(Currency::Mxn), None);
    }

    #[test]
    fn what_cannot_be_read_is_not_taken_for_what_is_not_said() {
        let check = |json: &str, expected: Said<Money>| assert_eq!(scalar(json).said_money(Currency::Mxn), expected, "{json}");
        for nothing in ["null", r#""""#] {
            check(nothing, Said::Nothing);
        }
        check("150", Said::Value(Money::new(15_000, Currency::Mxn)));
        check("0.00", Said::Value(Money::zero(Currency::Mxn)));
        for unreadable in [
            r#""-150.00""#,
            r#""75,00""#,
            "1.5e2",
            "[75]",
            "{}",
            "true",
            r#"" ""#,
            r#""75 pesos""#,
            "99999999999999",
            r#""0x10""#,
        ] {
            check(unreadable, Said::Unreadable);
        }
        let flag = |json: &str| serde_json::from_str::<Flag>(json).unwrap().said();
        assert_eq!([flag("true"), flag(r#""True""#), flag("1")], [Said::Value(true); 3]);
        assert_eq!([flag("false"), flag(r#""false""#), flag("0")], [Said::Value(false); 3]);
        assert_eq!([flag("null"), flag(r#""yes""#), flag("[]")], [Said::Nothing, Said::Unreadable, Said::Unreadable]);
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

    #[test]
    fn a_row_that_is_broken_spoils_no_other() {
        #[derive(serde::Deserialize)]
        struct Row {
            id: String,
        }
        let check = |json: &str, expected: &[&str]| {
            let rows: Rows<Row> = serde_json::from_str(json).unwrap();
            assert_eq!(rows.0.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), expected, "{json}");
        };
        check(r#"[{"id":"oxxo"},{"id":[7]},{},null,7,{"id":"paycash"}]"#, &["oxxo", "paycash"]);
        for none in ["[]", "null", "{}", "7", r#""[]""#] {
            check(none, &[]);
        }
    }
}
