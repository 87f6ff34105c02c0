//! A moment: whole seconds since 1970-01-01T00:00:00Z.
//!
//! The rules compare moments and are handed the present one; they never look at a clock, and know nothing of time
//! zones or of how a date is written. Providers state their dates to the second, so seconds are enough.

/// Seconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// A moment from epoch seconds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// A moment from epoch seconds or milliseconds, whichever it must be by its size: ComproPago sends both (ten
    /// and thirteen digits), sometimes in the same object. Values of 10^11 and above are milliseconds.
    pub const fn from_seconds_or_millis(value: i64) -> Self {
        if value >= 100_000_000_000 { Self(value / 1000) } else { Self(value) }
    }

    /// The moment in whole seconds since 1970, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This moment and `seconds` later.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_milliseconds_of_the_vendors_samples_are_told_apart() {
        assert_eq!(Moment::from_seconds_or_millis(1_436_979_650).seconds(), 1_436_979_650);
        assert_eq!(Moment::from_seconds_or_millis(1_424_024_955_774).seconds(), 1_424_024_955);
    }
}
