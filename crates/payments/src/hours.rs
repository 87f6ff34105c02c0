//! Opening hours of a till: the last moment at which one is open before a voucher's end, and when it is worth being reminded.
//!
//! A voucher that ends at two in the morning cannot be paid then, because every till is closed; who is told so in time still
//! pays the evening before. All is reckoned by the clock on the store's wall: who knows zones turns moments into that and back.

/// Opening hours of a till, minutes after local midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first minute of the day in it, 0 to 1439.
    pub from: u16,
    /// Minute after the last. Where it is not after the first, the till closes the next day.
    pub to: u16,
}

/// What a clock on a wall shows: seconds since it showed midnight of 1 January 1970. It knows no zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wall(pub i64);

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Nobody is reminded before the first or after the second, by the hour of the day.
const AWAKE: (i64, i64) = (9 * HOUR, 20 * HOUR);
/// How long before the last moment one is reminded: on the day before, and with time left to go there.
const BEFORE: [i64; 2] = [DAY, 2 * HOUR];

impl Hours {
    /// Seconds after midnight at which it opens, and for how long it stays open: a day at most.
    fn open(self) -> (i64, i64) {
        let (from, to) = (i64::from(self.from) * 60, i64::from(self.to) * 60);
        (from, if to > from { to - from } else { to - from + DAY }.clamp(0, DAY))
    }

    /// The last moment, not after `end`, before which a till is open.
    /// ```
    /// use payments::hours::{Hours, Wall};
    ///
    /// let (day, hours) = (86_400, Hours { from: 8 * 60, to: 20 * 60 });
    /// let (in_the_night, in_the_day) = (Wall(day + 3 * 3600), Wall(day + 9 * 3600));
    /// assert_eq!(hours.last_open(in_the_night), Wall(20 * 3600));
    /// assert_eq!(hours.last_open(in_the_day), in_the_day);
    /// ```
    pub fn last_open(self, end: Wall) -> Wall {
        let (from, open) = self.open();
        // The last opening that lies before the end: a till that opens at the end is of no use.
        let opened = from + (end.0 - 1 - from).div_euclid(DAY) * DAY;
        Wall(end.0.min(opened + open))
    }
}

/// When to remind somebody of what can be paid until `pay_by`, the earliest first: while people are awake and, where there
/// are hours, tills are open and will be for a while. All are before `pay_by`; whether they are still to come is not known.
pub fn reminders(hours: Option<Hours>, pay_by: Wall) -> Vec<Wall> {
    let (first, last) = match hours.map(Hours::open) {
        Some((from, open)) => {
            let first = from.max(AWAKE.0);
            (first, (from + open - BEFORE[1]).min(AWAKE.1).max(first))
        }
        None => AWAKE,
    };
    let reminder = |before: i64| {
        let at_most = pay_by.0 - before;
        let began = first + (at_most - first).div_euclid(DAY) * DAY;
        Wall(at_most.min(began + last - first))
    };
    let mut moments = BEFORE.map(reminder).to_vec();
    moments.dedup();
    moments
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::STORES;
    use proptest::prelude::*;

    /// A wall clock's `1 14:30` or `-1 20:00`: the day, and the time of that day.
    fn wall(text: &str) -> Wall {
        let (day, time) = text.split_once(' ').unwrap();
        let (hour, minute) = time.split_once(':').unwrap();
        let number = |text: &str| text.parse::<i64>().unwrap();
        Wall(number(day) * DAY + number(hour) * HOUR + number(minute) * 60)
    }

    fn hours(from: u16, to: u16) -> Hours {
        Hours { from: from * 60, to: to * 60 }
    }

    fn check(hours: Hours, end: &str, expected: &str) {
        assert_eq!(hours.last_open(wall(end)), wall(expected), "{hours:?} {end}");
    }

    #[test]
    fn what_ends_while_tills_are_closed_is_paid_before_they_closed() {
        check(hours(8, 20), "1 02:58", "0 20:00");
        check(hours(8, 20), "1 08:00", "0 20:00");
        check(hours(8, 20), "1 08:01", "1 08:01");
        check(hours(8, 20), "1 14:30", "1 14:30");
        check(hours(8, 20), "1 20:00", "1 20:00");
        check(hours(8, 22), "1 23:59", "1 22:00");
        check(hours(1, 22), "1 00:30", "0 22:00");
        check(hours(8, 20), "-3 07:00", "-4 20:00");
    }

    #[test]
    fn a_till_that_never_closes_or_closes_after_midnight_takes_money_until_then() {
        check(hours(0, 24), "1 02:58", "1 02:58");
        check(hours(0, 24), "1 00:00", "1 00:00");
        check(hours(7, 7), "1 07:00", "1 07:00");
        check(hours(18, 2), "1 01:30", "1 01:30");
        check(hours(18, 2), "1 03:00", "1 02:00");
        check(hours(18, 2), "1 18:00", "1 02:00");
        check(hours(7, 26), "1 01:30", "1 01:30");
    }

    fn check_reminders(hours: Option<Hours>, pay_by: &str, expected: &[&str]) {
        let expected: Vec<Wall> = expected.iter().map(|text| wall(text)).collect();
        assert_eq!(reminders(hours, wall(pay_by)), expected, "{hours:?} {pay_by}");
    }

    #[test]
    fn one_is_reminded_the_day_before_and_two_hours_before_and_never_at_night() {
        check_reminders(Some(hours(8, 20)), "1 20:00", &["0 18:00", "1 18:00"]);
        check_reminders(Some(hours(8, 20)), "1 15:00", &["0 15:00", "1 13:00"]);
        check_reminders(Some(hours(8, 20)), "1 08:30", &["-1 18:00", "0 18:00"]);
        check_reminders(Some(hours(8, 22)), "1 22:00", &["0 20:00", "1 20:00"]);
        check_reminders(Some(hours(0, 24)), "1 02:58", &["-1 20:00", "0 20:00"]);
        check_reminders(None, "1 02:58", &["-1 20:00", "0 20:00"]);
        check_reminders(None, "1 10:00", &["0 10:00", "0 20:00"]);
        check_reminders(Some(hours(21, 3)), "1 03:00", &["-1 21:00", "0 21:00"]);
        check_reminders(Some(hours(9, 10)), "1 10:00", &["0 09:00"]);
    }

    fn is_open(hours: Hours, at: Wall) -> bool {
        let (from, open) = hours.open();
        (at.0 - from).rem_euclid(DAY) < open
    }

    proptest! {
        #[test]
        fn at_every_store_the_last_moment_is_one_before_which_a_till_is_open(end in -2_000_000_000i64..4_000_000_000) {
            for hours in STORES.iter().filter_map(|store| store.hours) {
                let last = hours.last_open(Wall(end));
                prop_assert!(last <= Wall(end) && end - last.0 < DAY, "{hours:?} {last:?}");
                prop_assert!(is_open(hours, Wall(last.0 - 1)), "{hours:?} {last:?}");
                // Nothing between it and the end is open.
                prop_assert!(last.0 == end || !is_open(hours, last) && !is_open(hours, Wall(end - 1)), "{hours:?} {last:?}");
                for at in reminders(Some(hours), last) {
                    let hour = at.0.rem_euclid(DAY) / HOUR;
                    prop_assert!(at < last && (9..=20).contains(&hour) && is_open(hours, at), "{hours:?} {at:?}");
                }
            }
        }
    }
}
