//! How the panel writes what hosted pages do not: moments short enough for a table, in the shop's own zone, and what was
//! typed as a price.

use jiff::tz::TimeZone;
use payments::{Currency, Money};

const MONTHS: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

/// `21 nov 2026, 18:30`, from RFC 3339; the text itself where it is no moment.
pub fn short(tag: &str, rfc3339: &str, zone: &str) -> String {
    let there = rfc3339.parse::<jiff::Timestamp>().ok().zip(TimeZone::get(zone).ok());
    let Some(there) = there.map(|(moment, zone)| moment.to_zoned(zone)) else { return rfc3339.to_owned() };
    if tag == "en" {
        return there.strftime("%b %-d %Y, %H:%M").to_string();
    }
    let month = usize::try_from(there.month()).ok().and_then(|month| MONTHS.get(month - 1)).copied().unwrap_or_default();
    format!("{} {month} {}, {}", there.day(), there.year(), there.strftime("%H:%M"))
}

/// A price as somebody types it: `150`, `150.5`, `$1,500.00`. A comma counts only before three digits, because with money
/// a guess is worse than a question.
pub fn price(typed: &str, currency: Currency) -> Option<Money> {
    let bare: String = typed.chars().filter(|next| !next.is_whitespace()).collect();
    let bare = bare.trim_start_matches(['$', '€', '£']).trim_start_matches("S/");
    let (whole, decimals) = bare.split_once('.').map_or((bare, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = whole.contains(',');
    if grouped && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    let whole = whole.replace(',', "");
    let text = decimals.map_or(whole.clone(), |decimals| format!("{whole}.{decimals}"));
    Money::parse_decimal(&text, currency).ok().filter(|money| !money.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_read_as_it_is_typed_and_never_guessed() {
        let check = |typed: &str, expected: Option<i64>| {
            assert_eq!(price(typed, Currency::Mxn).map(Money::minor), expected, "{typed}");
        };
        for (typed, minor) in
            [("150", 15_000), (" 150.5 ", 15_050), ("$1,500.00", 150_000), ("1,234,567", 123_456_700), ("S/ 9.90", 990)]
        {
            check(typed, Some(minor));
        }
        for wrong in ["", "0", "150,50", "1,50", "15.005", "-5", "1e3", "mil", "1.500,00", ",500", "1234,567"] {
            check(wrong, None);
        }
    }

    #[test]
    fn a_moment_is_short_and_in_the_shops_zone() {
        let moment = |tag: &str| short(tag, "2026-11-22T00:05:00Z", "America/Mexico_City");
        assert_eq!([moment("es"), moment("en")], ["21 nov 2026, 18:05", "Nov 21 2026, 18:05"]);
        assert_eq!(short("es", "ayer", "America/Lima"), "ayer");
    }
}
