//! Lima's clock, as the played KashIO writes and reads it. It deliberately does not borrow the client's reading of dates.

use crate::fake::Moment;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

fn lima() -> TimeZone {
    TimeZone::fixed(Offset::constant(-5))
}

fn there(moment: Moment) -> jiff::Zoned {
    Timestamp::from_second(moment.seconds()).unwrap_or_default().to_zoned(lima())
}

/// `2020-06-01T13:30:00`, as objects have it: no zone.
pub(super) fn object(moment: Moment) -> String {
    there(moment).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// `2020-06-01 13:30:00`, as lists have it.
pub(super) fn list(moment: Moment) -> String {
    there(moment).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2020-06-01`, to filter by.
pub(super) fn day(moment: Moment) -> String {
    there(moment).strftime("%Y-%m-%d").to_string()
}

/// A date a merchant wrote: of Lima's clock, or with a zone.
pub(super) fn read(text: &str) -> Option<Moment> {
    let seconds = match text.parse::<Timestamp>() {
        Ok(at) => at.as_second(),
        Err(_) => text.parse::<DateTime>().ok()?.to_zoned(lima()).ok()?.timestamp().as_second(),
    };
    Some(Moment(seconds * 1000))
}
