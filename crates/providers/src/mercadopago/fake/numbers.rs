//! The numbers the played Mercado Pago makes up, reads and writes: ids, digits of vouchers, amounts and dates. It deliberately does not
//! borrow the client's reading of amounts.

use crate::chance;
use crate::fake::Moment;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Twenty-six capitals and digits, as an order's id has behind its beginning.
pub(super) fn letters() -> String {
    let mut rest = chance::uuid().as_u128();
    let mut text = String::new();
    for _ in 0..26 {
        text.push(char::from(LETTERS[usize::try_from(rest % 32).unwrap_or(0)]));
        rest /= 32;
    }
    text
}

/// So many digits, the first of which is none that could get lost.
pub(super) fn digits(count: usize) -> String {
    let mut text = String::new();
    while text.len() < count {
        text.push_str(&(chance::uuid().as_u128() % 1_000_000_000_000_000_000).to_string());
    }
    text.truncate(count);
    text
}

/// A CLABE at STP, with the digit that checks the others.
pub(super) fn clabe() -> String {
    let digits = format!("646010{}", digits(11));
    let weights = [3, 7, 1].into_iter().cycle();
    let sum: u32 = digits.chars().zip(weights).filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight % 10)).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// Reads `150`, `150.5` or `150.00`; `None` for anything else.
pub(super) fn cents(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) || whole.len() > 11 || fraction.len() > 2 {
        return None;
    }
    Some(whole.parse::<i64>().ok()? * 100 + format!("{fraction:0<2}").parse::<i64>().ok()?)
}

/// As an order writes it: `150.00`.
pub(super) fn decimal(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// As a payment writes it: `150`, `150.5`.
pub(super) fn number(cents: i64) -> Value {
    let text = decimal(cents);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    serde_json::from_str(text).expect("digits, a point and digits are a JSON number")
}

/// As an order writes it: `2024-09-02T22:04:01.000Z`.
pub(super) fn utc(at: Moment) -> String {
    stamp(at).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// As a payment writes it: `2026-11-30T10:00:00.000-04:00`.
pub(super) fn dated(at: Moment) -> String {
    let there = stamp(at).to_zoned(TimeZone::fixed(Offset::constant(-4)));
    there.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string()
}

/// A date with a zone.
pub(super) fn read_date(text: &str) -> Option<Moment> {
    text.parse::<Timestamp>().ok().map(|at| Moment(at.as_millisecond()))
}

/// The seconds of a duration of days, hours, minutes and seconds: `P3D`, `PT20M`.
pub(super) fn read_duration(text: &str) -> Option<i64> {
    let (days, time) = text.strip_prefix('P')?.split_once('T').unwrap_or((text.strip_prefix('P')?, ""));
    let parts = |mut text: &str, units: &[(char, i64)]| {
        let mut seconds = 0_i64;
        for (unit, worth) in units {
            let Some((count, rest)) = text.split_once(*unit) else { continue };
            seconds = seconds.checked_add(count.parse::<i64>().ok().filter(|count| *count >= 0)?.checked_mul(*worth)?)?;
            text = rest;
        }
        text.is_empty().then_some(seconds)
    };
    let days = parts(days, &[('W', 604_800), ('D', 86_400)])?;
    Some(days + parts(time, &[('H', 3_600), ('M', 60), ('S', 1)])?)
}

fn stamp(at: Moment) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or_default()
}
