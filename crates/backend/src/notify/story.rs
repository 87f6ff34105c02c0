//! The story of an order, told from its charges' events: every time its status, or the money it has received, changed; and
//! from its alerts: every time it began to need a person, and no longer did.
//!
//! Nothing is written down beside a change to remember that it must be told: the events are the memory, and telling them
//! again from the beginning gives the same story. Pure; the db, JSON and the shop are not known here.

use crate::db::alerts::AlertRecord;
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

/// What a chapter tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Where the order stands, or what it has received.
    Status,
    /// That a person must look at it.
    Raised(Vec<AlertRecord>),
    /// That nobody must any more.
    Settled(Vec<AlertRecord>),
}

/// A moment from which an order was something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// What it tells.
    pub about: About,
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
                about: About::Status,
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

/// The chapters after version `told` that tell of alerts, in order. Alerts that ended together are one.
pub fn of_alerts(order: &Order, events: &[Told], alerts: &[AlertRecord], told: i64) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    let mut add = |order_version: i64, at: Moment, about: About| {
        let known = chapters.iter_mut().find(|chapter| chapter.order_version == order_version);
        match (known.map(|known| &mut known.about), about) {
            (Some(About::Settled(all)), About::Settled(more)) | (Some(About::Raised(all)), About::Raised(more)) => {
                all.extend(more)
            }
            (_, about) if order_version > told => {
                let order = then(order, events, order_version);
                let status = order.status(at);
                chapters.push(Chapter { about, order_version, order, status, at });
            }
            (_, About::Status | About::Raised(_) | About::Settled(_)) => {}
        }
    };
    for alert in alerts {
        let raised = AlertRecord { settled: None, ..alert.clone() };
        add(alert.raised_version, alert.alert.at, About::Raised(vec![raised]));
        if let Some(settled) = &alert.settled {
            add(settled.version, settled.at, About::Settled(vec![alert.clone()]));
        }
    }
    chapters.sort_by_key(|chapter| chapter.order_version);
    chapters
}

/// The order as it was at a version.
fn then(order: &Order, events: &[Told], version: i64) -> Order {
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
        let told = |version: i64, event: Event| Told {
            charge_id: "a".to_owned(),
            order_version: version,
            event,
            at: Moment::from_seconds(version),
        };
        let events = [told(2, Event::Issued), told(5, Event::Paid(pesos(14_999)))];
        let alerts = [alert("alr_1", 3, 6), alert("alr_2", 4, 6), alert("alr_old", 0, 0)];
        let check = |told: i64, expected: &str| {
            let word = |chapter: &Chapter| {
                let ids = |alerts: &[AlertRecord]| alerts.iter().map(|alert| alert.id.as_str()).collect::<Vec<_>>().join("+");
                let about = match &chapter.about {
                    About::Status => String::new(),
                    About::Raised(alerts) => format!("raised {}", ids(alerts)),
                    About::Settled(alerts) => format!("settled {}", ids(alerts)),
                };
                format!("{} {about} {} {}", chapter.order_version, chapter.status.id(), chapter.order.received().minor())
            };
            let chapters = of_alerts(&order(), &events, &alerts, told);
            assert_eq!(chapters.iter().map(word).collect::<Vec<_>>().join(", "), expected);
            let raised = chapters.iter().all(|chapter| match &chapter.about {
                About::Raised(alerts) => alerts.iter().all(|alert| alert.settled.is_none()),
                About::Status | About::Settled(_) => true,
            });
            assert!(raised, "when it was raised it had not ended");
        };
        check(0, "3 raised alr_1 pending 0, 4 raised alr_2 pending 0, 6 settled alr_1+alr_2 partly_paid 14999");
        check(4, "6 settled alr_1+alr_2 partly_paid 14999");
        check(6, "");
    }
}
