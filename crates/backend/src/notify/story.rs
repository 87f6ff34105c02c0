//! The story of an order, told from its charges' events: every time its status, or the money it has received, changed.
//!
//! Nothing is written down beside a change to remember that it must be told: the events are the memory, and telling them
//! again from the beginning gives the same story. Pure; the db, JSON and the shop are not known here.

use payments::order::Status;
use payments::{Charge, Event, Moment, Money, Order, State};

/// One event of one charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The charge.
    pub charge_id: String,
    /// The version of the order this event made; nought for what happened before that was counted.
    pub order_version: i64,
    /// What happened.
    pub event: Event,
    /// When we learned it.
    pub at: Moment,
}

/// A moment from which an order was something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The version of the order it begins with.
    pub order_version: i64,
    /// The order, with its charges as they were.
    pub order: Order,
    /// Where it stood.
    pub status: Status,
    /// When.
    pub at: Moment,
}

/// The chapters after version `told`, in order. A charge is part of the story from its first event on: a wish the provider
/// never answered is nothing to tell a shop.
pub fn chapters(order: &Order, events: &[Told], told: i64) -> Vec<Chapter> {
    let mut then = Order { charges: Vec::new(), ..order.clone() };
    let mut seen = (Status::Open, Money::zero(order.amount.currency()), false);
    let mut chapters = Vec::new();
    for told_event in events {
        let Some(now) = order.charges.iter().find(|charge| charge.id == told_event.charge_id) else { continue };
        let at = match then.charges.iter().position(|charge| charge.id == now.id) {
            Some(at) => at,
            None => {
                then.charges.push(as_requested(now));
                then.charges.len() - 1
            }
        };
        then.charges[at].apply(&told_event.event);
        let standing = (then.status(told_event.at), then.received(), then.late());
        if standing != seen && told_event.order_version > told {
            chapters.push(Chapter {
                order_version: told_event.order_version,
                order: then.clone(),
                status: standing.0,
                at: told_event.at,
            });
        }
        seen = standing;
    }
    chapters
}

fn as_requested(charge: &Charge) -> Charge {
    Charge { state: State::Requested, received: Money::zero(charge.amount.currency()), late: false, ..charge.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payments::{Currency, Method};

    fn pesos(minor: i64) -> Money {
        Money::new(minor, Currency::Mxn)
    }

    fn charge(id: &str) -> Charge {
        Charge {
            id: id.to_owned(),
            method: Method::Cash,
            store: None,
            amount: pesos(15_000),
            // What it came to in the end does not matter: the story is told from its events.
            state: State::Refunded,
            received: pesos(99_999),
            late: true,
            created_at: Moment::from_seconds(0),
            voucher: None,
        }
    }

    fn order() -> Order {
        Order {
            id: "ord_1".to_owned(),
            amount: pesos(15_000),
            description: "Samsung Gold Curl".to_owned(),
            reference: None,
            image: None,
            button: None,
            methods: vec![],
            success_url: None,
            expires_at: None,
            created_at: Moment::from_seconds(0),
            charges: vec![charge("a"), charge("b")],
        }
    }

    /// Each event makes the order's next version, beginning with 2. The story as words: `2 pending, 3 paid 15000`.
    fn check(events: &[(&str, Event)], told: i64, expected: &str) {
        let told_events: Vec<_> = (2..)
            .zip(events)
            .map(|(version, (charge, event))| Told {
                charge_id: (*charge).to_owned(),
                order_version: version,
                event: event.clone(),
                at: Moment::from_seconds(version),
            })
            .collect();
        let word = |chapter: &Chapter| {
            let late = if chapter.order.late() { " late" } else { "" };
            format!("{} {} {}{late}", chapter.order_version, chapter.status.id(), chapter.order.received().minor())
        };
        let story: Vec<_> = chapters(&order(), &told_events, told).iter().map(word).collect();
        assert_eq!(story.join(", "), expected);
    }

    #[test]
    fn each_change_is_told_once_and_in_order() {
        let issued = |charge| (charge, Event::Issued);
        let paid = |charge, minor| (charge, Event::Paid(pesos(minor)));
        check(&[], 0, "");
        check(&[issued("a"), paid("a", 15_000)], 0, "2 pending 0, 3 paid 15000");
        check(&[issued("a"), paid("a", 15_000)], 2, "3 paid 15000");
        check(&[issued("a"), paid("a", 15_000)], 3, "");
        check(&[issued("a"), issued("b"), paid("b", 7_000)], 0, "2 pending 0, 4 partly_paid 7000");
        check(&[issued("a"), paid("a", 7_000), paid("a", 15_000)], 2, "3 partly_paid 7000, 4 paid 15000");
        check(&[issued("a"), ("a", Event::Expired), paid("a", 15_000)], 2, "3 expired 0, 4 paid 15000 late");
        check(&[issued("a"), issued("b"), ("a", Event::Expired), ("b", Event::Expired)], 2, "5 expired 0");
        check(&[issued("a"), paid("a", 15_000), issued("b"), paid("b", 15_000)], 3, "5 overpaid 30000");
        check(&[issued("a"), ("a", Event::Unknown("frozen".to_owned())), paid("a", 15_000)], 2, "4 paid 15000");
        check(&[("a", Event::Declined)], 0, "");
        check(&[issued("a"), paid("a", 15_000), ("a", Event::Refunded)], 3, "4 refunded 0");
    }
}
