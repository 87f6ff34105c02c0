//! How long a voucher lives: what is asked for, in the two ways the two APIs want it. From a day to thirty, by their guides, and the
//! three days they advise where nobody wants anything. It is counted from when the customer asked, so that asking again is the same
//! request to the letter.

use crate::provider::ChargeRequest;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use payments::{Country, Moment};

const DAY: i64 = 24 * 60 * 60;

/// The least and the most, in seconds.
const BOUNDS: (i64, i64) = (DAY, 30 * DAY);

/// What is asked for where nobody wants anything.
const ADVISED: i64 = 3 * DAY;

/// For how many seconds the voucher of a request is to live.
pub(super) fn seconds(request: &ChargeRequest) -> i64 {
    let wanted = request.expires_at.map(|at| at.seconds() - request.requested_at.seconds());
    wanted.unwrap_or(ADVISED).clamp(BOUNDS.0, BOUNDS.1)
}

/// As a duration of ISO 8601, as an order says it: `P3D`.
pub(super) fn duration(seconds: i64) -> String {
    let (days, rest) = (seconds / DAY, seconds % DAY);
    let part = |count: i64, unit: char| if count == 0 { String::new() } else { format!("{count}{unit}") };
    let time = [part(rest / 3600, 'H'), part(rest % 3600 / 60, 'M'), part(rest % 60, 'S')].concat();
    let mark = if time.is_empty() { "" } else { "T" };
    format!("P{}{mark}{time}", part(days, 'D'))
}

/// As a date of their form by the country's clock, as a payment says it: `2026-12-03T23:59:59.000-05:00`.
pub(super) fn date(at: Moment, country: Country) -> String {
    date_of_millis(at.seconds() * 1_000, country)
}

/// The same of a moment that is told in milliseconds.
pub(super) fn date_of_millis(at: i64, country: Country) -> String {
    let zone = TimeZone::get(country.zone()).unwrap_or(TimeZone::UTC);
    let there = Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone);
    there.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_says_days_and_what_is_over() {
        let check = |seconds: i64, expected: &str| assert_eq!(duration(seconds), expected);
        check(3 * DAY, "P3D");
        check(DAY + 3_600, "P1DT1H");
        check(DAY + 61, "P1DT1M1S");
        check(30 * DAY, "P30D");
    }

    #[test]
    fn a_date_is_of_the_countrys_own_clock() {
        let check = |seconds: i64, country, expected: &str| assert_eq!(date(Moment::from_seconds(seconds), country), expected);
        check(1_796_360_399, Country::Pe, "2026-12-03T23:59:59.000-05:00");
        check(1_796_360_399, Country::Mx, "2026-12-03T22:59:59.000-06:00");
    }
}
