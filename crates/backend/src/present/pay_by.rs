//! Until when a voucher can really be paid, and when to remind of it: the rules of `payments::hours`, by the clock on the
//! wall of the store. Zones are known here alone; which hours a store has is known to `payments::store`.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use payments::Moment;
use payments::hours::{Hours, Wall, reminders};

/// When a voucher is worth paying.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayBy {
    /// The last moment at which a till is open, where that is before the voucher's end.
    pub pay_by: Option<Moment>,
    /// When to remind of it, the earliest first. Some may have gone by.
    pub reminders: Vec<Moment>,
}

/// Of a voucher that was made at `made`, is good until `ends`, and is paid at tills with these hours in this zone.
pub fn pay_by(made: Moment, ends: Moment, hours: Option<Hours>, zone: &str) -> PayBy {
    let Ok(zone) = TimeZone::get(zone) else { return PayBy { pay_by: None, reminders: Vec::new() } };
    let Some(end) = wall(ends, &zone) else { return PayBy { pay_by: None, reminders: Vec::new() } };
    let open = hours.map(|hours| hours.last_open(end)).filter(|open| *open < end);
    // A voucher that begins and ends while all is closed: the hours we know cannot be the whole truth.
    let open = open.and_then(|open| Some((open, moment(open, &zone)?))).filter(|(_, at)| *at > made);
    let (last, pay_by) = match open {
        Some((last, at)) => (last, Some(at)),
        None => (end, None),
    };
    let reminders = reminders(hours, last).into_iter().filter_map(|at| moment(at, &zone)).collect();
    PayBy { pay_by, reminders }
}

/// What the clock of a zone shows at a moment.
fn wall(moment: Moment, zone: &TimeZone) -> Option<Wall> {
    let at = Timestamp::from_second(moment.seconds()).ok()?;
    Some(Wall(moment.seconds() + i64::from(zone.to_offset(at).seconds())))
}

/// The moment at which the clock of a zone shows this; the first of two, and the one after a gap.
fn moment(wall: Wall, zone: &TimeZone) -> Option<Moment> {
    let shown = Offset::UTC.to_datetime(Timestamp::from_second(wall.0).ok()?);
    Some(Moment::from_seconds(zone.to_timestamp(shown).ok()?.as_second()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::{parse_rfc3339, rfc3339};
    use payments::store::{MEXICO, STORES};

    const EIGHT_TO_EIGHT: Option<Hours> = Some(Hours { from: 8 * 60, to: 20 * 60 });

    fn check(made: &str, ends: &str, hours: Option<Hours>, zone: &str, expected: (Option<&str>, &[&str])) {
        let found = pay_by(parse_rfc3339(made).unwrap(), parse_rfc3339(ends).unwrap(), hours, zone);
        let reminders: Vec<String> = found.reminders.into_iter().map(rfc3339).collect();
        assert_eq!(
            (found.pay_by.map(rfc3339).as_deref(), reminders.iter().map(String::as_str).collect()),
            (expected.0, expected.1.to_vec())
        );
    }

    #[test]
    fn a_voucher_that_ends_at_night_is_to_be_paid_the_evening_before() {
        // Ends at 02:58 in Mexico City: paid until 20:00, reminded of at 18:00.
        let evening = (Some("2026-12-01T02:00:00Z"), &["2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"][..]);
        check("2026-11-30T08:58:00Z", "2026-12-01T08:58:00Z", EIGHT_TO_EIGHT, MEXICO, evening);
        // A transfer is good until its end, and nobody is woken for it.
        let transfer = (None, &["2026-11-30T02:00:00Z", "2026-12-01T02:00:00Z"][..]);
        check("2026-11-30T08:58:00Z", "2026-12-01T08:58:00Z", None, MEXICO, transfer);
    }

    #[test]
    fn where_the_clocks_are_changed_the_wall_is_what_counts() {
        // In Tijuana clocks went back on 1 November 2026 at two: the evening before was still seven hours from UTC.
        let evening = (Some("2026-11-01T03:00:00Z"), &["2026-10-31T01:00:00Z", "2026-11-01T01:00:00Z"][..]);
        check("2026-10-30T20:00:00Z", "2026-11-01T12:00:00Z", EIGHT_TO_EIGHT, "America/Tijuana", evening);
    }

    #[test]
    fn a_voucher_made_when_all_is_closed_for_less_than_the_night_keeps_its_end() {
        let night = (None, &["2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z"][..]);
        check("2026-12-01T04:00:00Z", "2026-12-01T08:58:00Z", EIGHT_TO_EIGHT, MEXICO, night);
    }

    #[test]
    fn every_store_has_a_zone_with_a_clock() {
        let (made, ends) = (Moment::from_seconds(1_795_199_400), Moment::from_seconds(1_795_285_800));
        for store in STORES {
            assert!(!pay_by(made, ends, store.hours, store.zone).reminders.is_empty(), "{store:?}");
        }
    }
}
