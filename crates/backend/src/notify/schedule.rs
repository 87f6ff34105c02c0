//! When a shop that did not answer is told again: soon at first, for three days in all.
//!
//! The waits are those of the Standard Webhooks specification's example, stretched to three days. It knows no clock.

use payments::Moment;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// The wait after each failed attempt, in seconds. Together a little over three days.
const WAITS: [i64; 13] = [
    5,
    30,
    2 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    12 * HOUR,
    12 * HOUR,
    14 * HOUR,
    16 * HOUR,
];

/// When to try again after so many attempts, the last of them at `now`; `None` where it was the last. `salt` spreads events
/// that failed together, by up to a tenth of the wait.
pub fn next_attempt(attempts: i64, now: Moment, salt: &str) -> Option<Moment> {
    let wait = usize::try_from(attempts - 1).ok().and_then(|at| WAITS.get(at))?;
    let sum: i64 = salt.bytes().map(i64::from).sum();
    Some(now.plus_seconds(wait + sum % (wait / 10).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_told_again_for_three_days_and_then_no_more() {
        let mut now = Moment::from_seconds(0);
        let mut attempts = 1;
        while let Some(next) = next_attempt(attempts, now, "") {
            assert!(next > now);
            (now, attempts) = (next, attempts + 1);
        }
        assert_eq!(attempts, 14);
        assert!((72 * HOUR..76 * HOUR).contains(&now.seconds()), "{}", now.seconds());
    }

    #[test]
    fn events_that_failed_together_are_not_all_tried_again_together() {
        let at = |salt: &str| next_attempt(7, Moment::from_seconds(0), salt).map(Moment::seconds);
        assert_ne!(at("evt_1"), at("evt_2"));
        assert!(at("evt_zzzzzzzzzzzzzz").is_some_and(|at| at <= 2 * HOUR + 12 * MINUTE));
    }
}
