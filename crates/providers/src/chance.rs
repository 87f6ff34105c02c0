//! What fake providers make up: ids and references, each its own. Whoever plays a story again seeds them, so that it is the same one.

use std::cell::Cell;
use uuid::{Builder, Uuid};

thread_local! {
    static SEEDED: Cell<Option<u64>> = const { Cell::new(None) };
}

/// From now on what this thread's fakes make up is what this seed begins.
pub fn seed(seed: u64) {
    SEEDED.set(Some(seed));
}

/// A UUID that nobody has seen.
pub fn uuid() -> Uuid {
    let Some(state) = SEEDED.get() else { return Uuid::new_v4() };
    SEEDED.set(Some(state.wrapping_add(2)));
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&mixed(state).to_be_bytes());
    bytes[8..].copy_from_slice(&mixed(state.wrapping_add(1)).to_be_bytes());
    Builder::from_random_bytes(bytes).into_uuid()
}

/// SplitMix64, as its author Sebastiano Vigna published it: numbers beside each other come out far apart. Nothing here is a secret.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_makes_up_the_same_and_never_the_same_twice() {
        let some = |begin| {
            seed(begin);
            (0..100).map(|_| uuid()).collect::<BTreeSet<_>>()
        };
        assert_eq!(some(7), some(7));
        assert_eq!(some(7).len(), 100);
        assert_ne!(some(7), some(9));
        SEEDED.set(None);
        assert_ne!(uuid(), uuid());
    }
}
