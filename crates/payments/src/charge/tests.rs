//! The state table of the design, as a picture, and its algebra, as properties.

use super::*;
use crate::Currency;
use proptest::prelude::*;

fn pesos(minor: i64) -> Money {
    Money::new(minor, Currency::Mxn)
}

fn back(received: i64, refunded: i64) -> Event {
    Event::Refunded { received: pesos(received), refunded: pesos(refunded) }
}

fn charge(state: State) -> Charge {
    Charge {
        id: "chg_1".to_owned(),
        method: Method::Cash,
        store: Some("OXXO".to_owned()),
        amount: pesos(15000),
        state,
        received: if matches!(state, State::Paid | State::Refunded) { pesos(15000) } else { pesos(0) },
        refunded: if state == State::Refunded { pesos(15000) } else { pesos(0) },
        late: false,
        created_at: Moment::from_seconds(0),
        voucher: None,
    }
}

fn events() -> [Event; 10] {
    [
        Event::Issued,
        Event::Paid(pesos(15000)),
        Event::Expired,
        Event::Declined,
        Event::Canceled,
        back(15000, 5000),
        back(15000, 15000),
        Event::RefundedInFull,
        Event::Unknown("charge.pondering".to_owned()),
        Event::Unreadable("paid 75,00".to_owned()),
    ]
}

/// One cell of the table, in the design's own words.
fn cell(state: State, event: &Event) -> String {
    let mut after = charge(state);
    match after.apply(event) {
        Outcome::Moved => {
            let back = after.refunded.minor() > 0 && after.state == State::Paid;
            format!("{:?}{}{}", after.state, if after.late { " late" } else { "" }, if back { " -part" } else { "" })
        }
        Outcome::Stayed(why) => {
            assert_eq!(after, charge(state), "an event that changes nothing changes nothing");
            match why {
                Why::Seen => "seen",
                Why::OutOfOrder => "out of order",
                Why::Closed => "closed",
                Why::Contradiction => "contradiction",
                Why::Alert => "stay, alert",
            }
            .to_owned()
        }
    }
}

#[test]
fn every_event_in_every_state_has_the_answer_of_the_design() {
    let mut table = String::from(
        "             Issued          Paid            Expired         Declined        Canceled        Part back       All back        In full         Unknown         Unreadable\n",
    );
    for state in State::ALL {
        let row: Vec<_> = events().iter().map(|event| format!("{:<16}", cell(state, event))).collect();
        table.push_str(&format!("{:<13}{}\n", format!("{state:?}"), row.concat()).replace(" \n", "\n"));
    }
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    insta::assert_snapshot!(table, @r"
             Issued          Paid            Expired         Declined        Canceled        Part back       All back        In full         Unknown         Unreadable
Requested    Pending         Paid            Expired         Declined        Canceled        Paid -part      Refunded        Refunded        stay, alert     stay, alert
Pending      seen            Paid            Expired         Declined        Canceled        Paid -part      Refunded        Refunded        stay, alert     stay, alert
Paid         out of order    seen            contradiction   contradiction   contradiction   Paid -part      Refunded        Refunded        stay, alert     stay, alert
Expired      out of order    Paid late       seen            closed          closed          Paid late -part Refunded late   Refunded        stay, alert     stay, alert
Declined     out of order    Paid            closed          seen            closed          Paid -part      Refunded        Refunded        stay, alert     stay, alert
Canceled     out of order    Paid            closed          closed          seen            Paid -part      Refunded        Refunded        stay, alert     stay, alert
Refunded     out of order    contradiction   out of order    out of order    out of order    contradiction   seen            seen            stay, alert     stay, alert
");
}

#[test]
fn a_second_part_of_a_transfer_raises_the_total_and_a_smaller_total_takes_nothing_away_and_is_told() {
    let mut paid = charge(State::Pending);
    paid.apply(&Event::Paid(pesos(5000)));
    assert_eq!(paid.apply(&Event::Paid(pesos(15000))), Outcome::Moved);
    assert_eq!(paid.received, pesos(15000));
    assert_eq!(paid.apply(&Event::Paid(pesos(5000))), Outcome::Stayed(Why::Contradiction));
    assert_eq!(paid.received, pesos(15000));
}

#[test]
fn paid_with_nothing_is_no_payment_in_any_state() {
    for state in State::ALL {
        for nothing in [0, -15000] {
            let mut it = charge(state);
            assert_eq!(it.apply(&Event::Paid(pesos(nothing))), Outcome::Stayed(Why::Alert), "{state:?}");
            assert_eq!(it, charge(state));
        }
    }
}

#[test]
fn money_that_goes_back_in_parts_is_counted_until_all_of_it_is_gone() {
    let mut paid = charge(State::Paid);
    assert_eq!(paid.apply(&back(15000, 5000)), Outcome::Moved);
    assert_eq!((paid.state, paid.received, paid.refunded), (State::Paid, pesos(15000), pesos(5000)));
    assert_eq!(paid.apply(&back(15000, 5000)), Outcome::Stayed(Why::Seen));
    assert_eq!(paid.apply(&Event::Paid(pesos(15000))), Outcome::Stayed(Why::Seen), "what came came");
    assert_eq!(paid.apply(&back(15000, 4000)), Outcome::Stayed(Why::Contradiction));
    assert_eq!(paid.apply(&back(14000, 6000)), Outcome::Stayed(Why::Contradiction));
    assert_eq!(paid.apply(&back(15000, 15000)), Outcome::Moved);
    assert_eq!((paid.state, paid.refunded), (State::Refunded, pesos(15000)));
}

#[test]
fn a_refund_heard_before_any_payment_counts_what_came_and_not_what_was_asked() {
    let check = |told: Event, state: State, received: i64, refunded: i64| {
        for before in [State::Requested, State::Pending, State::Expired, State::Declined, State::Canceled] {
            let mut it = charge(before);
            assert_eq!(it.apply(&told), Outcome::Moved, "{before:?}");
            assert_eq!((it.state, it.received, it.refunded), (state, pesos(received), pesos(refunded)), "{before:?}");
            assert!(matches!(it.apply(&told), Outcome::Stayed(Why::Seen)), "{before:?}");
        }
    };
    check(back(7500, 2500), State::Paid, 7500, 2500);
    check(back(7500, 7500), State::Refunded, 7500, 7500);
    check(back(20000, 5000), State::Paid, 20000, 5000);
    check(Event::RefundedInFull, State::Refunded, 0, 0);
}

#[test]
fn all_of_what_came_in_part_is_not_more_than_had_come() {
    let mut part = charge(State::Pending);
    part.apply(&Event::Paid(pesos(7500)));
    assert_eq!(part.apply(&Event::RefundedInFull), Outcome::Moved);
    assert_eq!((part.state, part.received, part.refunded), (State::Refunded, pesos(7500), pesos(7500)));
    assert_eq!(part.apply(&Event::RefundedInFull), Outcome::Stayed(Why::Seen));
}

#[test]
fn what_went_back_as_a_whole_is_filled_in_once_it_is_told_and_a_part_contradicts_it() {
    let mut whole = charge(State::Pending);
    whole.apply(&Event::RefundedInFull);
    assert_eq!(whole.apply(&back(15000, 5000)), Outcome::Stayed(Why::Contradiction));
    assert_eq!(whole.apply(&back(15000, 15000)), Outcome::Moved);
    assert_eq!((whole.state, whole.received, whole.refunded), (State::Refunded, pesos(15000), pesos(15000)));
}

#[test]
fn money_that_comes_after_all_had_gone_back_is_received() {
    let mut again = charge(State::Refunded);
    assert_eq!(again.apply(&back(25000, 15000)), Outcome::Moved);
    assert_eq!((again.state, again.received, again.refunded), (State::Paid, pesos(25000), pesos(15000)));
}

#[test]
fn refunded_with_nothing_or_with_more_than_came_is_no_refund_in_any_state() {
    for state in State::ALL {
        for odd in [back(15000, 0), back(0, 0), back(15000, 15001), back(0, 5000), back(15000, -1), back(-1, -1)] {
            let mut it = charge(state);
            assert_eq!(it.apply(&odd), Outcome::Stayed(Why::Alert), "{state:?} {odd:?}");
            assert_eq!(it, charge(state));
        }
    }
}

fn any_state() -> impl Strategy<Value = State> {
    proptest::sample::select(State::ALL.to_vec())
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Issued),
        (1i64..30000).prop_map(|minor| Event::Paid(pesos(minor))),
        Just(Event::Expired),
        Just(Event::Declined),
        Just(Event::Canceled),
        (1i64..30000, 1i64..30000).prop_map(|(received, refunded)| back(received, refunded)),
        Just(Event::RefundedInFull),
        Just(Event::Unknown("?".to_owned())),
        Just(Event::Unreadable("?".to_owned())),
    ]
}

fn is_refund(event: &Event) -> bool {
    matches!(event, Event::Refunded { .. } | Event::RefundedInFull)
}

/// The most that an event tells to have come.
fn told(event: &Event) -> i64 {
    match event {
        Event::Paid(received) | Event::Refunded { received, .. } => received.minor(),
        Event::Issued
        | Event::Expired
        | Event::Declined
        | Event::Canceled
        | Event::RefundedInFull
        | Event::Unknown(_)
        | Event::Unreadable(_) => 0,
    }
}

/// What one provider says in turn of one charge, as money comes (a positive step) and goes back (a negative one; never more than is
/// there). One that `names_sums` says both totals; another knows a refund only as a whole.
fn history(steps: &[i64], names_sums: bool) -> Vec<Event> {
    let (mut received, mut refunded) = (0, 0);
    let reading = |step: &i64| {
        received += (*step).max(0);
        refunded += (-*step).clamp(0, received - refunded);
        match (received, refunded) {
            (0, _) => Event::Issued,
            (_, 0) => Event::Paid(pesos(received)),
            (_, _) if names_sums => back(received, refunded),
            (_, _) if refunded == received => Event::RefundedInFull,
            (_, _) => Event::Paid(pesos(received)),
        }
    };
    steps.iter().map(reading).collect()
}

proptest! {
    #[test]
    fn an_event_told_twice_is_the_event_told_once(state in any_state(), before in prop::collection::vec(any_event(), 0..6), event in any_event()) {
        let mut once = charge(state);
        before.iter().for_each(|e| { once.apply(e); });
        once.apply(&event);
        let mut twice = once.clone();
        prop_assert!(matches!(twice.apply(&event), Outcome::Stayed(_)));
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn money_wins_wherever_it_stands_in_the_order_of_events(events in prop::collection::vec(any_event(), 0..8), at in 0usize..9) {
        let mut events: Vec<_> = events.into_iter().filter(|event| !is_refund(event)).collect();
        events.insert(at.min(events.len()), Event::Paid(pesos(15000)));
        let mut pending = charge(State::Pending);
        events.iter().for_each(|event| { pending.apply(event); });
        prop_assert_eq!(pending.state, State::Paid);
        prop_assert!(pending.received.minor() >= 15000);
    }

    #[test]
    fn the_total_received_never_falls(events in prop::collection::vec(any_event(), 0..12)) {
        let mut it = charge(State::Requested);
        let mut highest = 0;
        for event in &events {
            it.apply(event);
            prop_assert!(it.received.minor() >= highest);
            highest = it.received.minor();
        }
    }

    #[test]
    fn no_more_is_received_than_was_told_and_no_more_refunded_than_received(
        state in prop::sample::select(vec![State::Requested, State::Pending, State::Expired, State::Declined, State::Canceled]),
        events in prop::collection::vec(any_event(), 0..12),
    ) {
        let (mut it, mut most) = (charge(state), 0);
        for event in &events {
            it.apply(event);
            most = most.max(told(event));
            prop_assert!(it.received.minor() <= most, "{:?} after {:?}", it.received, event);
            prop_assert!((0..=it.received.minor()).contains(&it.refunded.minor()), "{:?} of {:?}", it.refunded, it.received);
            prop_assert_eq!(it.state == State::Paid && it.refunded == it.received, false);
        }
    }

    #[test]
    fn in_whatever_order_a_history_of_sums_is_heard_it_ends_where_the_provider_does(
        state in prop::sample::select(vec![State::Requested, State::Pending, State::Expired, State::Declined, State::Canceled]),
        steps in prop::collection::vec(-20000i64..20000, 1..8),
        heard in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let readings = history(&steps, true);
        let mut it = charge(state);
        heard.iter().for_each(|at| { it.apply(at.get(&readings)); });
        // What contradicts is asked again, and what is true now is heard last.
        let now = readings.last().expect("at least one");
        it.apply(now);
        match now {
            Event::Refunded { received, refunded } => prop_assert_eq!((it.received, it.refunded), (*received, *refunded)),
            Event::Paid(received) => prop_assert_eq!((it.received, it.refunded), (*received, pesos(0))),
            other => prop_assert_eq!((it.received, other), (pesos(0), &Event::Issued)),
        }
        let ends = match (it.received.minor(), it.received.minor() - it.refunded.minor()) {
            (0, _) => it.state,
            (_, 0) => State::Refunded,
            (_, _) => State::Paid,
        };
        prop_assert_eq!(it.state, ends);
    }

    #[test]
    fn in_whatever_order_a_refund_without_sums_is_heard_only_what_was_told_is_counted(
        steps in prop::collection::vec(-20000i64..20000, 1..8),
        heard in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let readings = history(&steps, false);
        let (mut it, mut most) = (charge(State::Pending), 0);
        for event in heard.iter().map(|at| at.get(&readings)).chain(readings.last()) {
            it.apply(event);
            most = most.max(told(event));
            prop_assert!(it.received.minor() <= most);
            let refunded = if it.state == State::Refunded { it.received } else { pesos(0) };
            prop_assert_eq!(it.refunded, refunded);
        }
        if readings.last() == Some(&Event::RefundedInFull) {
            prop_assert_eq!(it.state, State::Refunded);
        }
    }
}
