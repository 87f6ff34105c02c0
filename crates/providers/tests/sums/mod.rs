//! What a provider tells of sums beyond what was asked for once: what came and went back, and what it keeps elsewhere. Nobody is counted
//! a centavo that nobody told.

use crate::fakes::{ask_everybody, minor};
use payments::Event;
use providers::facts::{MethodFacts, Refundable};
use providers::fake::Action;

/// Makes a charge of each method of which `applies` is true, lets money come and all of it go back, and compares what is told of it.
fn check_back(applies: impl Fn(&MethodFacts) -> bool, came: Action, expected: i64) {
    ask_everybody(|world| {
        for request in world.request_of_each_method().into_iter().filter(|request| applies(world.facts_of(request))) {
            let (_, handle) = world.made(&request);
            world.act(came);
            world.act(Action::Refund);
            let came = minor(expected, request.amount.currency());
            let told = world.fetch(&handle).unwrap().event;
            let sums = Event::Refunded { received: came, refunded: came };
            assert!(told == sums || told == Event::RefundedInFull, "{told:?} of {came:?}");
            assert!(told == sums || world.facts_of(&request).refund == Refundable::No, "who gives back says how much");
        }
    });
}

#[test]
fn what_went_back_is_told_with_what_had_come_or_without_any_sum_and_never_with_what_was_asked() {
    check_back(|_| true, Action::Pay(None), 15_000);
    check_back(|facts| facts.partial, Action::PayPartial(Some(7_001)), 7_001);
    check_back(|facts| facts.overpaid, Action::Pay(Some(20_001)), 20_001);
}

#[test]
fn what_is_more_than_was_asked_for_stays_with_the_charge_or_is_told_as_held_elsewhere() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (_, charge) = world.made(&request);
            world.act(Action::Pay(None));
            let held = world.fetch(&charge).unwrap().held_elsewhere;
            assert_eq!(
                held.is_none(),
                world.facts_of(&request).overpaid,
                "who may keep money elsewhere says that there is none"
            );
            assert!(held.is_none_or(|held| held.is_zero()));
            world.act(Action::Pay(None));
            let fetched = world.fetch(&charge).unwrap();
            let told = match world.facts_of(&request).overpaid {
                true => (Event::Paid(minor(30_000, request.amount.currency())), None),
                false => (Event::Paid(request.amount), Some(request.amount)),
            };
            assert_eq!((fetched.event, fetched.held_elsewhere), told);
        }
    });
}
