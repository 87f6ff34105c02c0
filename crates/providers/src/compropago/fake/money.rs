//! Pesos as the played ComproPago writes and reads them: integer centavos inside, decimal text outside. It knows
//! nothing of fees, and deliberately does not borrow the client's reading of amounts.

use serde_json::Value;

/// Reads `75`, `75.0`, `75.00` or `75.005` (half a centavo rounds up). `None` for anything else: a sign, an exponent,
/// more than eleven digits before the point, words.
pub(super) fn cents(text: &str) -> Option<i64> {
    let (pesos, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(pesos) || !digits(fraction) || pesos.len() > 11 {
        return None;
    }
    let digit = |place: usize| fraction.as_bytes().get(place).map_or(0, |byte| i64::from(byte - b'0'));
    let pesos: i64 = pesos.parse().ok()?;
    Some(pesos * 100 + digit(0) * 10 + digit(1) + i64::from(digit(2) >= 5))
}

/// Centavos as a decimal number: `7500` as `75.00`.
pub(super) fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// `7500` as the JSON number `75`, `1025` as `10.25`: written from digits, never computed.
pub(super) fn number(cents: i64) -> Value {
    if cents % 100 == 0 {
        return Value::from(cents / 100);
    }
    let text = decimal(cents);
    let text = text.trim_end_matches('0');
    serde_json::from_str(text).expect("digits, a point and digits are a JSON number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_text_is_read_to_the_centavo() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(cents(text), expected, "{text}");
        check("75", Some(7500));
        check("75.0", Some(7500));
        check("75.5", Some(7550));
        check("0.01", Some(1));
        check("33.333", Some(3333));
        check("33.335", Some(3334));
        check("10000.0", Some(1_000_000));
        check("", None);
        check("-5", None);
        check("1e3", None);
        check("75,00", None);
        check(".5", None);
        check("5.", None);
        check("123456789012", None);
    }

    #[test]
    fn numbers_are_written_without_needless_zeros() {
        let check = |cents: i64, expected: &str| assert_eq!(number(cents).to_string(), expected);
        check(7500, "75");
        check(1025, "10.25");
        check(7550, "75.5");
        check(-15, "-0.15");
        check(-800, "-8");
        check(99_999_999_999, "999999999.99");
    }
}
