//! How long things took, kept so that percentiles to the far end are exact to three digits. What took so long is not known here.

use std::time::Duration;

use hdrhistogram::Histogram;

/// The longest that is told apart: ten minutes, in nanoseconds.
const LONGEST: u64 = 600_000_000_000;

/// Many times.
pub(super) struct Times(Histogram<u64>);

impl Times {
    /// None yet.
    pub(super) fn none() -> Self {
        Self(Histogram::new_with_bounds(1, LONGEST, 3).expect("these bounds are in order, and three digits are few"))
    }

    /// One more.
    pub(super) fn add(&mut self, time: Duration) {
        self.0.saturating_record(u64::try_from(time.as_nanos()).unwrap_or(LONGEST));
    }

    /// The time within which so many of a hundred were done, in milliseconds.
    pub(super) fn percentile(&self, percent: f64) -> f64 {
        self.0.value_at_quantile(percent / 100.0) as f64 / 1e6
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        usize::try_from(self.0.len()).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_far_end_is_kept_and_so_is_the_middle() {
        let mut times = Times::none();
        (1..=1000).for_each(|ms| times.add(Duration::from_millis(ms)));
        assert_eq!(times.count(), 1000);
        for (percent, expected) in [(50.0, 500.0), (99.0, 990.0), (99.9, 999.0)] {
            let found = times.percentile(percent);
            assert!((found / expected - 1.0_f64).abs() < 0.002, "{percent}: {found}");
        }
    }
}
