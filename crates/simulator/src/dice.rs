//! Chance that is the same for the same seed, and apart for each who draws: what one leaves out changes nothing for another.

use std::sync::{Mutex, PoisonError};

/// A sequence of draws.
pub struct Dice(Mutex<fastrand::Rng>);

impl Dice {
    /// The sequence of a seed, for whoever draws as the number `who`.
    pub fn new(seed: u64, who: u64) -> Self {
        // Two multiplications by odd numbers keep sequences of neighbours apart.
        let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ who.wrapping_add(1).wrapping_mul(0xd1b5_4a32_d192_ed03);
        Self(Mutex::new(fastrand::Rng::with_seed(mixed)))
    }

    /// A number from the first to before the second.
    pub fn between(&self, from: u64, to: u64) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).u64(from..to)
    }

    /// True so many times in a thousand.
    pub fn in_a_thousand(&self, times: u64) -> bool {
        self.between(0, 1000) < times
    }

    /// One of these.
    pub fn one_of<T: Copy>(&self, choices: &[T]) -> T {
        let at = self.between(0, choices.len() as u64);
        choices[usize::try_from(at).unwrap_or_default()]
    }

    /// Small numbers often, large ones sometimes: each of the steps from `from` to `to` as likely as the one before it.
    pub fn spread(&self, from: u64, to: u64) -> u64 {
        let (mut low, mut steps) = (from.max(1), Vec::new());
        while low < to {
            steps.push((low, (low * 4).min(to)));
            low *= 4;
        }
        let (low, high) = self.one_of(&steps);
        self.between(low, high)
    }
}
