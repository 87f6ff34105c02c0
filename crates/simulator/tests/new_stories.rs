//! Stories that nobody has heard before: each run plays other seeds, for a few seconds where nobody says for how long
//! (`FICHA_SIMULATE_SECONDS`). One that breaks a rule is told again, shortened, by `cargo xtask simulate --seed N`.

use simulator::plan::{ORDERS, Plan};
use simulator::world;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

#[test]
fn new_stories_break_no_rule() {
    let seconds = std::env::var("FICHA_SIMULATE_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(5);
    let began = Instant::now();
    let first = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs() * 1000;
    let (mut seed, mut orders) = (first, 0);
    while seed == first || began.elapsed() < Duration::from_secs(seconds) {
        let ending = world::play(&Plan::of(seed, ORDERS), false).expect("a story can be put together");
        assert!(ending.broken.is_none(), "seed {seed}: {:?}", ending.broken);
        orders += ending.orders;
        seed += 1;
    }
    println!("{} stories from seed {first} on, {orders} orders, no rule broken", seed - first);
    assert!(orders > 0);
}
