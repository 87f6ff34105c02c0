//! KashIO's dates: written by Lima's clock, with no zone beside them. Peru keeps one offset all year (UTC-5, no
//! daylight saving since 1994), so no zones' database is needed. What a date is of is not known here.

use crate::exact::Scalar;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use payments::Moment;

/// As KashIO's objects have it: `2026-11-20T13:30:00`.
pub(super) fn write(moment: Moment) -> String {
    let there = Timestamp::from_second(moment.seconds()).unwrap_or_default().to_zoned(lima());
    there.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A date with a zone, or one of Lima's clock, with a `T` (objects) or a space (lists) between date and time.
pub(super) fn read(date: &Scalar) -> Option<Moment> {
    let text = date.text()?;
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Moment::from_seconds(at.as_second()));
    }
    let there: DateTime = text.parse().ok()?;
    there.to_zoned(lima()).ok().map(|at| Moment::from_seconds(at.timestamp().as_second()))
}

fn lima() -> TimeZone {
    TimeZone::fixed(Offset::constant(-5))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i64>) {
        let date: Scalar = serde_json::from_value(text.into()).unwrap();
        assert_eq!(read(&date).map(Moment::seconds), expected, "{text}");
    }

    #[test]
    fn dates_are_limas_unless_they_say_otherwise() {
        check("2026-11-20T13:30:00", Some(1_795_199_400));
        check("2026-11-20 13:30:00", Some(1_795_199_400));
        check("2026-11-20T13:30:00.123", Some(1_795_199_400));
        check("2026-11-20T18:30:00Z", Some(1_795_199_400));
        check("2026-11-20T13:30:00-05:00", Some(1_795_199_400));
        for wrong in ["mañana", "2026-13-01T00:00:00", "", "1795199400"] {
            check(wrong, None);
        }
        assert_eq!(write(Moment::from_seconds(1_795_199_400)), "2026-11-20T13:30:00");
    }
}
