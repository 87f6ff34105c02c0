//! Chance: the bytes that nobody can guess, from the operating system. Everything here that is made up is made of these.
//!
//! Whoever plays the backend's whole life through (`crates/simulator`) seeds the chance of its thread instead, so that the same
//! seed tells the same story. A merchant's binary is built without that.

/// Fills all of it.
///
/// # Panics
///
/// Where the operating system has no randomness: it could not serve TLS either.
pub fn fill(bytes: &mut [u8]) {
    #[cfg(feature = "seeded-chance")]
    if seeded::fill(bytes) {
        return;
    }
    getrandom::fill(bytes).expect("an operating system without randomness cannot serve TLS either");
}

#[cfg(feature = "seeded-chance")]
pub use seeded::seed;

#[cfg(feature = "seeded-chance")]
mod seeded {
    use std::cell::RefCell;

    thread_local! {
        static OF_THIS_THREAD: RefCell<Option<fastrand::Rng>> = const { RefCell::new(None) };
    }

    /// From now on this thread's chance is the one that this seed begins.
    pub fn seed(seed: u64) {
        OF_THIS_THREAD.set(Some(fastrand::Rng::with_seed(seed)));
    }

    /// Whether this thread's chance is seeded, and has filled them.
    pub(super) fn fill(bytes: &mut [u8]) -> bool {
        OF_THIS_THREAD.with_borrow_mut(|rng| rng.as_mut().map(|rng| rng.fill(bytes)).is_some())
    }
}
