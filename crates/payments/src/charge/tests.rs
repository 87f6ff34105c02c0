//! The state table of the design, as a picture, and its algebra, as properties.

use super::*;
use crate::Currency;
use proptest::prelude::*;

fn pesos(minor: i64) -> Money {
    Money::new(minor, Currency::Mxn)
}

fn charge(state: State) -> Charge {
    Charge {
        id: "chg_1".to_owned(),
        method: Method::Cash,
        store: Some("OXXO".to_owned()),
        amount: pesos(15000),
        state,
        received: if state == State::Paid { pesos(15000) } else { pesos(0) },
        late: false,
        created_at: Moment::from_seconds(0),
        voucher: None,
    }
}

fn events() -> [Event; 8] {
    [
        Event::Issued,
        Event::Paid(pesos(15000)),
        Event::Expired,
        Event::Declined,
        Event::Canceled,
        Event::Refunded,
        Event::Unknown("charge.pondering".to_owned()),
        Event::Unreadable("paid 75,00".to_owned()),
    ]
}

/// One cell of the table, in the design's own words.
fn cell(state: State, event: &Event) -> String {
    let mut after = charge(state);
    match after.apply(event) {
        Outcome::Moved => format!("{:?}{}", after.state, if after.late { " (late)" } else { "" }),
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
        "             Issued        Paid          Expired       Declined      Canceled      Refunded      Unknown       Unreadable\n",
    );
    for state in State::ALL {
        let row: Vec<_> = events().iter().map(|event| format!("{:<14}", cell(state, event))).collect();
        table.push_str(&format!("{:<13}{}\n", format!("{state:?}"), row.concat()).replace(" \n", "\n"));
    }
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    insta::assert_snapshot!(table, @r"
             Issued        Paid          Expired       Declined      Canceled      Refunded      Unknown       Unreadable
Requested    Pending       Paid          Expired       Declined      Canceled      Refunded      stay, alert   stay, alert
Pending      seen          Paid          Expired       Declined      Canceled      Refunded      stay, alert   stay, alert
Paid         out of order  seen          contradiction contradiction contradiction Refunded      stay, alert   stay, alert
Expired      out of order  Paid (late)   seen          closed        closed        Refunded      stay, alert   stay, alert
Declined     out of order  Paid          closed        seen          closed        Refunded      stay, alert   stay, alert
Canceled     out of order  Paid          closed        closed        seen          Refunded      stay, alert   stay, alert
Refunded     out of order  contradiction out of order  out of order  out of order  seen          stay, alert   stay, alert
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
        Just(Event::Refunded),
        Just(Event::Unknown("?".to_owned())),
        Just(Event::Unreadable("?".to_owned())),
    ]
}

fn is_refund(event: &Event) -> bool {
    *event == Event::Refunded
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
}
