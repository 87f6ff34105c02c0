//! Locale: how things are said to one reader. The texts of a language, and the writing of moments.
//!
//! The writing is handed in, because the browser has `Intl` and the server has a time zone library, and neither
//! should carry the other's. This file knows no single text.

use crate::money;
use api::{Amount, Hours};
use std::sync::Arc;

/// The texts of a language by their keys, wherever they are kept.
pub trait Texts: Send + Sync {
    /// The text of a key, with its placeholders.
    fn get(&self, key: &str) -> Option<String>;
}

#[cfg(not(feature = "browser"))]
impl Texts for std::collections::BTreeMap<String, String> {
    fn get(&self, key: &str) -> Option<String> {
        Self::get(self, key).cloned()
    }
}

/// Writes moments for a reader.
pub trait Format: Send + Sync {
    /// An RFC 3339 moment in an IANA zone; `None` where it cannot be read.
    fn moment(&self, rfc3339: &str, zone: &str) -> Option<Written>;
}

/// A moment as a person reads it, in the parts a sentence needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// `sábado 21 de noviembre`.
    pub date: String,
    /// `18:30`, with a zero before an hour of one digit; [`Locale::moment`] takes it away.
    pub time: String,
    /// The same in epoch seconds.
    pub seconds: i64,
}

/// The texts of a language, and how its readers write moments. Cheap to clone.
#[derive(Clone)]
pub struct Locale {
    texts: Arc<dyn Texts>,
    format: Arc<dyn Format>,
}

impl Locale {
    /// A locale from the texts of one file of `lang/`.
    pub fn new(texts: impl Texts + 'static, format: Arc<dyn Format>) -> Self {
        Self { texts: Arc::new(texts), format }
    }

    /// A text. A key that is missing shows as itself; `cargo xtask tidy` sees to it that none is.
    pub fn text(&self, key: &str) -> String {
        self.maybe(key).unwrap_or_else(|| key.to_owned())
    }

    /// A text that may not exist, for keys made of codes from outside.
    pub fn maybe(&self, key: &str) -> Option<String> {
        self.texts.get(key)
    }

    /// A text with its placeholders filled in. What is filled in is not looked at again, and a placeholder without a
    /// value stays.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let text = self.text(key);
        let mut filled = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else { break };
            filled.push_str(before);
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            }
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }

    /// An amount as the reader writes it.
    pub fn money(&self, amount: &Amount) -> String {
        money::written(amount)
    }

    /// A moment as the reader writes it, in a zone. Its hour is written as opening hours are, `2:42`, whoever writes it:
    /// browsers differ in whether they write a zero before it that they need not.
    pub fn moment(&self, rfc3339: &str, zone: &str) -> Option<Written> {
        let written = self.format.moment(rfc3339, zone)?;
        let time = written.time.strip_prefix('0').unwrap_or(&written.time).to_owned();
        Some(Written { time, ..written })
    }

    /// The opening hours as clock times: `8:00` and `20:00`.
    pub fn hours(&self, hours: Hours) -> (String, String) {
        (clock(hours.from), clock(hours.to))
    }

    /// How long is left, in words, from seconds. Rounded down, because a promise must hold.
    pub fn left(&self, seconds: i64) -> String {
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        let (n, one, many) = match (days, hours, minutes) {
            (2.., _, _) => (days, "left.day", "left.days"),
            (_, 1.., _) => (hours, "left.hour", "left.hours"),
            (_, _, 1..) => (minutes, "left.minute", "left.minutes"),
            (_, _, _) => return self.text(if seconds > 0 { "left.minute" } else { "left.none" }),
        };
        if n == 1 { self.text(one) } else { self.with(many, &[("n", &n.to_string())]) }
    }
}

fn clock(minutes: u16) -> String {
    let (hour, minute) = (minutes / 60, minutes % 60);
    let pad = if minute < 10 { "0" } else { "" };
    [&hour.to_string(), ":", pad, &minute.to_string()].concat()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A format without a time zone library: enough to see what a view does with it.
    struct Plain;

    impl Format for Plain {
        fn moment(&self, rfc3339: &str, _zone: &str) -> Option<Written> {
            let number = |at: std::ops::Range<usize>| rfc3339[at].parse::<i64>().unwrap();
            let seconds = ((number(8..10) * 24 + number(11..13)) * 60 + number(14..16)) * 60;
            Some(Written { date: rfc3339[..10].to_owned(), time: rfc3339[11..16].to_owned(), seconds })
        }
    }

    pub(crate) fn spanish() -> Locale {
        let texts: std::collections::BTreeMap<String, String> = serde_json::from_str(crate::lang::file("es-MX")).unwrap();
        Locale::new(texts, Arc::new(Plain))
    }

    #[test]
    fn what_is_left_is_said_in_the_largest_unit_that_is_true() {
        for (seconds, expected) in [
            (-5, "ya venció"),
            (0, "ya venció"),
            (20, "queda 1 minuto"),
            (119, "queda 1 minuto"),
            (120, "quedan 2 minutos"),
            (3600, "queda 1 hora"),
            (86399, "quedan 23 horas"),
            (86400, "quedan 24 horas"),
            (172800, "quedan 2 días"),
        ] {
            assert_eq!(spanish().left(seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn an_hour_of_one_digit_stands_without_a_zero_and_midnight_with_one() {
        let time = |rfc3339: &str| spanish().moment(rfc3339, "America/Lima").unwrap().time;
        assert_eq!(
            ["2026-11-21T02:42:00Z", "2026-11-21T00:05:00Z", "2026-11-21T20:00:00Z"].map(time),
            ["2:42", "0:05", "20:00"]
        );
    }

    #[test]
    fn placeholders_are_filled_in_and_hours_read_like_a_clock() {
        assert_eq!(spanish().with("choose.fee", &[("fee", "$9.00")]), "cobra $9.00 en caja");
        assert_eq!(spanish().with("choose.fee", &[("other", "$9.00")]), "cobra {fee} en caja");
        assert_eq!(spanish().with("choose.fee", &[("fee", "{fee}")]), "cobra {fee} en caja");
        assert_eq!(spanish().hours(Hours { from: 480, to: 1205 }), ("8:00".to_owned(), "20:05".to_owned()));
        assert_eq!(spanish().text("no.such.key"), "no.such.key");
    }
}
