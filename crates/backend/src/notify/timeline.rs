//! The story of an order, told from its charges' events: every time its status, or the money it has received, changed; and
//! from its alerts: every time it began to need a person, and no longer did.
//!
//! Nothing is written down beside a change to remember that it must be told: the events are the memory, and telling them
//! again from the beginning gives the same story. Pure; the db, JSON and the shop are not known here.

use crate::db::alerts::AlertRecord;
use crate::db::outbox::ChargeEvent;
use payments::order::Status;
use payments::{Charge, Moment, Money, Order, State};

/// What a chapter tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Where the order stands, or what it has received.
    Status,
    /// That some of its money went back, where it stands as it did and the rest stays.
    PartlyRefunded,
    /// That a person must look at it.
    Raised(Vec<AlertRecord>),
    /// That nobody must any more.
    Settled(Vec<AlertRecord>),
}

/// A moment from which an order was something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderChange {
    /// The subject of the event: an order's status, or an alert.
    pub about: About,
    /// The version of the order it begins with.
    pub order_version: i64,
    /// The order, with its charges as they were.
    pub order: Order,
    /// The status of the order at that moment.
    pub status: Status,
    /// The moment it happened.
    pub at: Moment,
}

/// The chapters after version `told`, in order. A charge is part of the story from its first event on: a wish the provider
/// never answered is nothing to tell a shop.
pub fn changes(order: &Order, events: &[ChargeEvent], told: i64) -> Vec<OrderChange> {
    let mut then = Order { charges: Vec::new(), ..order.clone() };
    let (mut seen, mut gone) = ((Status::Open, 0, false), 0);
    let mut changes = Vec::new();
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
        // What went back in part makes no second "paid": whoever ships by that ships once.
        let arrived = then.received().minor() + then.refunded().minor();
        let standing = (then.status(told_event.at), arrived, then.late());
        let back = then.refunded().minor();
        let about = match (standing != seen, back > gone) {
            (true, _) => Some(About::Status),
            (false, true) => Some(About::PartlyRefunded),
            (false, false) => None,
        };
        if let Some(about) = about.filter(|_| told_event.order_version > told) {
            changes.push(OrderChange {
                about,
                order_version: told_event.order_version,
                order: then.clone(),
                status: standing.0,
                at: told_event.at,
            });
        }
        (seen, gone) = (standing, back);
    }
    changes
}

/// The chapters after version `told` that tell of alerts, in order. Alerts that ended together are one.
pub fn of_alerts(order: &Order, events: &[ChargeEvent], alerts: &[AlertRecord], told: i64) -> Vec<OrderChange> {
    let mut changes: Vec<OrderChange> = Vec::new();
    let mut add = |order_version: i64, at: Moment, about: About| {
        let known = changes.iter_mut().find(|change| change.order_version == order_version);
        match (known.map(|known| &mut known.about), about) {
            (Some(About::Settled(all)), About::Settled(more)) | (Some(About::Raised(all)), About::Raised(more)) => {
                all.extend(more)
            }
            (_, about) if order_version > told => {
                let order = then(order, events, order_version);
                let status = order.status(at);
                changes.push(OrderChange { about, order_version, order, status, at });
            }
            (_, About::Status | About::PartlyRefunded | About::Raised(_) | About::Settled(_)) => {}
        }
    };
    for alert in alerts {
        let raised = AlertRecord { settled: None, ..alert.clone() };
        add(alert.raised_version, alert.alert.at, About::Raised(vec![raised]));
        if let Some(settled) = &alert.settled {
            add(settled.version, settled.at, About::Settled(vec![alert.clone()]));
        }
    }
    changes.sort_by_key(|change| change.order_version);
    changes
}

/// The order as it was at a version.
fn then(order: &Order, events: &[ChargeEvent], version: i64) -> Order {
    let mut then = Order { charges: Vec::new(), ..order.clone() };
    for told in events.iter().filter(|told| told.order_version <= version) {
        let Some(now) = order.charges.iter().find(|charge| charge.id == told.charge_id) else { continue };
        if then.charges.iter().all(|charge| charge.id != now.id) {
            then.charges.push(as_requested(now));
        }
        if let Some(charge) = then.charges.iter_mut().find(|charge| charge.id == now.id) {
            charge.apply(&told.event);
        }
    }
    then
}

fn as_requested(charge: &Charge) -> Charge {
    let nothing = Money::zero(charge.amount.currency());
    Charge { state: State::Requested, received: nothing, refunded: nothing, late: false, ..charge.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payments::{Currency, Event, Method};

    fn pesos(minor: i64) -> Money {
        Money::new(minor, Currency::Mxn)
    }

    fn back(charge: &str, received: i64, refunded: i64) -> (&str, Event) {
        (charge, Event::Refunded { received: pesos(received), refunded: pesos(refunded) })
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
            refunded: pesos(99_999),
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
            .map(|(version, (charge, event))| ChargeEvent {
                charge_id: (*charge).to_owned(),
                order_version: version,
                event: event.clone(),
                at: Moment::from_seconds(version),
            })
            .collect();
        let word = |change: &OrderChange| {
            let late = if change.order.late() { " late" } else { "" };
            let word = if change.about == About::PartlyRefunded { "partly_refunded" } else { change.status.id() };
            format!("{} {word} {}{late}", change.order_version, change.order.received().minor())
        };
        let timeline: Vec<_> = changes(&order(), &told_events, told).iter().map(word).collect();
        assert_eq!(timeline.join(", "), expected);
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
        check(&[issued("a"), paid("a", 15_000), back("a", 15_000, 15_000)], 3, "4 refunded 0");
    }

    #[test]
    fn each_part_that_goes_back_is_told_and_makes_no_second_paid() {
        let (issued, paid) = (("a", Event::Issued), ("a", Event::Paid(pesos(15_000))));
        let in_parts = [back("a", 15_000, 5_000), back("a", 15_000, 8_000), back("a", 15_000, 15_000)];
        let all = [&[issued.clone(), paid.clone()], &in_parts[..]].concat();
        let told = "2 pending 0, 3 paid 15000, 4 partly_refunded 10000, 5 partly_refunded 7000, 6 refunded 0";
        check(&all, 0, told);
        check(&all, 4, "5 partly_refunded 7000, 6 refunded 0");
        // Heard before the payment was: one change, which says all of it.
        check(&[issued.clone(), back("a", 15_000, 5_000)], 2, "3 paid 10000");
        check(&[issued.clone(), back("a", 7_000, 5_000)], 2, "3 partly_paid 2000");
        check(&[issued.clone(), ("a", Event::RefundedInFull)], 2, "3 refunded 0");
        // One of two charges goes back, and too much has come as before.
        let twice = [issued, paid, ("b", Event::Paid(pesos(40_000)))];
        check(&[&twice[..], &[back("b", 40_000, 5_000)]].concat(), 4, "5 partly_refunded 50000");
        check(&[&twice[..], &[back("a", 15_000, 15_000)]].concat(), 4, "5 partly_refunded 40000");
        check(&[&twice[..], &[back("b", 40_000, 40_000)]].concat(), 4, "5 paid 15000");
    }

    #[test]
    fn what_needs_a_person_is_told_in_its_place_with_the_order_as_it_was() {
        use crate::db::alerts::{AlertKind, NewAlert, Settled, SettledRecord};
        let alert = |id: &str, raised: i64, settled: i64| AlertRecord {
            id: id.to_owned(),
            alert: NewAlert {
                order_id: "ord_1".to_owned(),
                charge_id: Some("a".to_owned()),
                provider: None,
                kind: AlertKind::WrongAmount,
                asked: "150.00 MXN".to_owned(),
                said: "paid 149.99 MXN".to_owned(),
                paid: None,
                at: Moment::from_seconds(raised),
            },
            raised_version: raised,
            seen_at: Moment::from_seconds(raised),
            times: 1,
            settled: (settled > 0).then(|| SettledRecord {
                at: Moment::from_seconds(settled),
                by: "fct_ana".to_owned(),
                how: Settled::Accepted,
                version: settled,
            }),
        };
        let told = |version: i64, event: Event| ChargeEvent {
            charge_id: "a".to_owned(),
            order_version: version,
            event,
            at: Moment::from_seconds(version),
        };
        let events = [told(2, Event::Issued), told(5, Event::Paid(pesos(14_999)))];
        let alerts = [alert("alr_1", 3, 6), alert("alr_2", 4, 6), alert("alr_old", 0, 0)];
        let check = |told: i64, expected: &str| {
            let word = |change: &OrderChange| {
                let ids = |alerts: &[AlertRecord]| alerts.iter().map(|alert| alert.id.as_str()).collect::<Vec<_>>().join("+");
                let about = match &change.about {
                    About::Status | About::PartlyRefunded => String::new(),
                    About::Raised(alerts) => format!("raised {}", ids(alerts)),
                    About::Settled(alerts) => format!("settled {}", ids(alerts)),
                };
                format!("{} {about} {} {}", change.order_version, change.status.id(), change.order.received().minor())
            };
            let changes = of_alerts(&order(), &events, &alerts, told);
            assert_eq!(changes.iter().map(word).collect::<Vec<_>>().join(", "), expected);
            let raised = changes.iter().all(|change| match &change.about {
                About::Raised(alerts) => alerts.iter().all(|alert| alert.settled.is_none()),
                About::Status | About::PartlyRefunded | About::Settled(_) => true,
            });
            assert!(raised, "when it was raised it had not ended");
        };
        check(0, "3 raised alr_1 pending 0, 4 raised alr_2 pending 0, 6 settled alr_1+alr_2 partly_paid 14999");
        check(4, "6 settled alr_1+alr_2 partly_paid 14999");
        check(6, "");
    }
}
