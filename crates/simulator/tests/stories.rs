//! Stories: the same seed tells the same one; a few short ones break no rule; and those that once were a fault stay, by name.

use payments::Currency;
use simulator::plan::{Act, Blow, BlowKind, Deed, Life, Plan, Sum};
use simulator::world::{self, Ending};
use std::time::Duration;

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

/// Of seed 900024: two slips of a provider that takes none back, and money for one of them while the clock is three days ahead. The
/// other seemed to have run out, and nobody was told that it can still be paid.
#[test]
fn money_that_comes_while_a_clock_is_ahead_leaves_no_other_slip_unspoken_of() {
    let deed = |after: u64, act: Act| Deed { after: Duration::from_secs(after), act };
    let choose = |way: usize| Act::Choose { way, again: false, patience: Duration::from_secs(60) };
    let life = Life {
        number: 71,
        begins: Duration::from_millis(34_844_284),
        price: 37_395,
        currency: Currency::Mxn,
        deeds: vec![deed(0, choose(0)), deed(3_085, choose(6)), deed(5_463, Act::Pay { back: 0, sum: Sum::Exact })],
    };
    let ahead = BlowKind::Jump { seconds: 259_200, lasts: Duration::from_secs(10_035) };
    let blow = Blow { copy: 0, at: Duration::from_secs(38_105), kind: ahead };
    let first = Some("strict".to_owned());
    holds(&Plan {
        seed: 900_024,
        first,
        copies: 1,
        lives: vec![life],
        depositors: Vec::new(),
        spells: Vec::new(),
        blows: vec![blow],
    });
}

/// Of seed 700033: half of a transfer comes at Stripe and goes back at once, between two answers about it. It was counted as here and as
/// gone: twice what came.
#[test]
fn half_a_transfer_that_goes_back_while_it_is_asked_about_counts_once() {
    let deed = |after: u64, act: Act| Deed { after: Duration::from_millis(after), act };
    let deeds = vec![
        deed(286, Act::Choose { way: 7, again: false, patience: Duration::from_secs(60) }),
        deed(246_495_000, Act::Pay { back: 0, sum: Sum::Part }),
        deed(798, Act::Refund),
    ];
    let begins = Duration::from_millis(16_028_373);
    let life = Life { number: 18, begins, price: 3_667, currency: Currency::Mxn, deeds };
    holds(&Plan {
        seed: 700_033,
        first: None,
        copies: 1,
        lives: vec![life],
        depositors: Vec::new(),
        spells: Vec::new(),
        blows: Vec::new(),
    });
}
