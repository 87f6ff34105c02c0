//! Whole numbers, however a body writes them: `15000.0` and `1.5e4` are fifteen thousand, and many languages write the one or
//! the other when a price has been through a calculation.
//!
//! Digits are moved, nothing is calculated, so nothing is rounded: what is not whole stays as it was written, and is refused
//! by whoever reads it. It knows no field.

use std::borrow::Cow;

/// More digits than any number of ours has.
const MOST_DIGITS: usize = 19;

/// The same JSON, in which every number that is whole is written as one.
pub(super) fn written_plainly(json: &[u8]) -> Cow<'_, [u8]> {
    if !json.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return Cow::Borrowed(json);
    }
    let mut plain = Vec::with_capacity(json.len());
    let mut at = 0;
    let mut in_text = false;
    while let Some(byte) = json.get(at) {
        let end = match byte {
            b'"' => {
                in_text = !in_text;
                at + 1
            }
            b'\\' if in_text => (at + 2).min(json.len()),
            b'-' | b'0'..=b'9' if !in_text => {
                let is_of_it = |byte: &u8| byte.is_ascii_digit() || b".eE+-".contains(byte);
                at + json.iter().skip(at).take_while(|byte| is_of_it(byte)).count()
            }
            _ => at + 1,
        };
        let part = json.get(at..end).unwrap_or_default();
        match std::str::from_utf8(part).ok().filter(|_| end > at + 1 && !in_text).and_then(whole) {
            Some(number) => plain.extend_from_slice(number.as_bytes()),
            None => plain.extend_from_slice(part),
        }
        at = end;
    }
    Cow::Owned(plain)
}

/// A number of JSON that has a point or an exponent, and is whole, without them.
fn whole(number: &str) -> Option<String> {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (rest, 0),
    };
    let (before, after) = match mantissa.split_once('.') {
        Some((before, after)) => (before, after),
        None => (mantissa, ""),
    };
    let is_json = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_written_right = (before == "0" || !before.starts_with('0')) && !before.is_empty() && !mantissa.ends_with('.');
    if before.len() == number.len() || !is_written_right || !is_json(before) || !is_json(after) {
        return None;
    }
    // The digits, and how many of them stand before the point.
    let digits = [before, after].concat();
    let point = i64::try_from(before.len()).ok()?.checked_add(exponent.into())?;
    let significant = digits.trim_end_matches('0');
    let leading = digits.len() - digits.trim_start_matches('0').len();
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let point = usize::try_from(point).ok().filter(|point| *point >= significant.len() && *point - leading <= MOST_DIGITS)?;
    let digits: String = digits.bytes().map(char::from).chain(std::iter::repeat('0')).take(point).skip(leading).collect();
    Some([sign, &digits].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(json: &str, expected: &str) {
        assert_eq!(String::from_utf8_lossy(&written_plainly(json.as_bytes())), expected, "{json}");
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        for written in ["15000", "15000.0", "15000.000", "1.5e4", "1.5E4", "1.5e+4", "150e2", "15e3", "0.15e5", "150000e-1"] {
            check(&format!("{{\"amount\":{written}}}"), "{\"amount\":15000}");
        }
        check("[-1.50e1,0.0,-0.0,0e5,9007199254740991.0]", "[-15,0,0,0,9007199254740991]");
    }

    #[test]
    fn what_is_not_whole_or_no_number_stays_as_it_was_written() {
        for written in [
            "[150.5]",
            "[15000.00000000000000000001]",
            "[1e400]",
            "[1.5e0]",
            "[1e-3]",
            "[1.]",
            "[01.0]",
            "[-]",
            "[1e]",
            "[1-2.0]",
            "[\"15000.0\"]",
            "{\"a\\\"1.0\":\"é 1.0 \\\\\"}",
            "{\"1.0",
        ] {
            check(written, written);
        }
    }

    proptest! {
        #[test]
        fn what_is_whole_means_what_it_meant(number in -999_999_999i64..999_999_999, zeros in 0usize..5) {
            let shift = 10i64.pow(u32::try_from(zeros).unwrap());
            let sign = if number < 0 { "-" } else { "" };
            let (before, after) = (number.abs() / shift, number.abs() % shift);
            let written = match zeros {
                0 => format!("{sign}{before}.0"),
                _ => format!("{sign}{before}.{after:0zeros$}e{zeros}"),
            };
            let read: i64 = serde_json::from_slice(&written_plainly(written.as_bytes())).unwrap();
            prop_assert_eq!(read, number, "{}", written);
        }

        #[test]
        fn what_anybody_sends_is_the_same_json_afterwards(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let plain = written_plainly(&bytes);
            prop_assert_eq!(
                serde_json::from_slice::<serde_json::Value>(&bytes).is_ok(),
                serde_json::from_slice::<serde_json::Value>(&plain).is_ok()
            );
        }
    }
}
