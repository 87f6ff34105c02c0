//! How an amount is written: sign, thousands and two decimals, as Mexico, Peru and English readers all write them.
//!
//! Not by the browser's `Intl`: its first number takes a slow phone longer than a screen takes to draw, and a page may have
//! none that works. It knows no text.

use api::Amount;

/// An amount as it is written in its country: `$1,234.50`.
pub fn written(amount: &Amount) -> String {
    let symbol = match amount.currency.as_str() {
        "MXN" | "USD" => "$",
        "PEN" => "S/\u{a0}",
        "EUR" => "€",
        "GBP" => "£",
        other => other,
    };
    let mut digits = amount.amount.unsigned_abs().to_string();
    while digits.len() < 3 {
        digits.insert(0, '0');
    }
    let mut at = digits.len() - 2;
    digits.insert(at, '.');
    while at > 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    [if amount.amount < 0 { "-" } else { "" }, symbol, &digits].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(amount: i64, currency: &str, expected: &str) {
        assert_eq!(written(&Amount { amount, currency: currency.to_owned() }), expected);
    }

    #[test]
    fn money_reads_as_its_readers_write_it() {
        check(15_000, "MXN", "$150.00");
        check(5, "MXN", "$0.05");
        check(0, "MXN", "$0.00");
        check(99_999, "MXN", "$999.99");
        check(100_000, "USD", "$1,000.00");
        check(123_456_789, "MXN", "$1,234,567.89");
        check(-150_050, "EUR", "-€1,500.50");
        check(14_990, "GBP", "£149.90");
        check(100_000, "PEN", "S/\u{a0}1,000.00");
    }
}
