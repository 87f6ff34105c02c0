//! A budget of questions: how often somebody outside is asked because anybody said so. It fills up by the time that passes, up
//! to a number, and each question takes one. What is asked is not known here.
//!
//! It counts by how long the process has been running, so no wall clock that jumps can empty or fill it.

use crate::base::clock::Clock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How many questions may be asked at once, where none was asked for a while.
pub const AT_ONCE: u32 = 20;

/// After how long there is one more.
pub const EACH: Duration = Duration::from_secs(10);

/// A budget for each name.
pub struct Budget {
    clock: Arc<dyn Clock>,
    // When each was, or would have been, empty.
    empty_at: Mutex<HashMap<String, Duration>>,
}

impl Budget {
    /// A budget whose parts are all full.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, empty_at: Mutex::default() }
    }

    /// Takes one; false where there is none.
    pub fn take(&self, name: &str) -> bool {
        let (now, full) = (self.clock.running() + EACH * AT_ONCE, EACH * AT_ONCE);
        let mut empty_at = self.empty_at.lock().unwrap_or_else(PoisonError::into_inner);
        let empty = empty_at.entry(name.to_owned()).or_default();
        *empty = (*empty).max(now - full);
        let enough = now - *empty >= EACH;
        if enough {
            *empty += EACH;
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::ManualClock;
    use payments::Moment;

    #[test]
    fn it_is_spent_and_fills_up_by_the_time_that_passes_and_not_by_the_wall() {
        let clock = Arc::new(ManualClock::at(Moment::from_seconds(1_795_199_400)));
        let budget = Budget::new(clock.clone());
        let spend = || std::iter::repeat_with(|| budget.take("lupita")).take_while(|had| *had).count();
        assert_eq!(spend(), 20);
        assert!(budget.take("another"), "each has its own");
        clock.jump(365 * 24 * 60 * 60);
        assert_eq!(spend(), 0);
        clock.jump(-2 * 365 * 24 * 60 * 60);
        clock.advance(25);
        assert_eq!(spend(), 2);
        clock.advance(24 * 60 * 60);
        assert_eq!(spend(), 20, "it holds no more than that");
    }
}
