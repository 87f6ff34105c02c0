//! Stories: the same seed tells the same one; a few short ones break no rule; and those that once were a fault stay, by name.

use simulator::plan::Plan;
use simulator::world::{self, Ending};

fn played(plan: &Plan) -> Ending {
    world::play(plan, true).expect("a story can be put together")
}

fn holds(plan: &Plan) {
    let ending = played(plan);
    assert!(ending.broken.is_none(), "{:?}\n{}", ending.broken, ending.lines.join("\n"));
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let plan = Plan::of(4, 3);
    let (first, second) = (played(&plan).lines, played(&plan).lines);
    assert!(first.len() > 20, "{first:?}");
    let differs = first.iter().zip(&second).find(|(first, second)| first != second);
    assert_eq!(differs, None);
    assert_eq!(first.len(), second.len());
}

#[test]
fn short_stories_break_no_rule() {
    for seed in 1..5 {
        holds(&Plan::of(seed, 4));
    }
}
