//! Stories in the suite: for two minutes at most, a few seconds where nobody says for how long (`FICHA_SIMULATE_SECONDS`). They are the
//! same each time, from the first seed on, as far as there is time: a story that nobody has heard before is for `cargo xtask simulate`, which tells
//! what it finds, and not for a suite that has to say whether a change broke something.

use simulator::plan::{ORDERS, Plan};
use simulator::world;
use std::time::{Duration, Instant};

/// So many at most.
const STORIES: u64 = 16;

#[test]
fn the_first_stories_break_no_rule() {
    let seconds = std::env::var("FICHA_SIMULATE_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(5);
    let (began, mut seed, mut orders) = (Instant::now(), 1, 0);
    while seed == 1 || (seed <= STORIES && began.elapsed() < Duration::from_secs(seconds)) {
        let ending = world::play(&Plan::of(seed, ORDERS), false).expect("a story can be put together");
        assert!(ending.broken.is_none(), "seed {seed}: {:?}", ending.broken);
        orders += ending.orders;
        seed += 1;
    }
    println!("{} stories, {orders} orders, no rule broken", seed - 1);
    assert!(orders > 0);
}
