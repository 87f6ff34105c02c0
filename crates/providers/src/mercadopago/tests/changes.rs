//! What has changed in Peru, asked for: which question leaves, what is made of the answer, and where the next one goes on.

use super::*;
use crate::capability::{Pull, Pulled};
use crate::provider::Provider;
use crate::webhook::ChargeHint;

/// A payment as a search lists it: its id, which charge of ours it was made for, and when it last changed.
fn row(id: u64, ours: &str, changed: &str) -> String {
    format!(r#"{{"id": {id}, "external_reference": "{ours}", "date_last_updated": "{changed}", "status": "pending"}}"#)
}

fn list(rows: &[String]) -> String {
    format!(r#"{{"paging": {{"total": {}, "limit": 100, "offset": 0}}, "results": [{}]}}"#, rows.len(), rows.join(","))
}

fn pull(line: &Line, after: Option<&str>) -> Pulled {
    now(Pull::pull(&client(Country::Pe), cx(line), after)).unwrap()
}

fn hint(id: &str, ours: &str) -> ChargeHint {
    ChargeHint { charge_id: Some(ours.to_owned()), ..ChargeHint::of(id) }
}

#[test]
fn in_mexico_there_is_nothing_to_follow_and_in_peru_there_is() {
    assert!(Provider::pull(&client(Country::Mx)).is_none());
    assert!(Provider::pull(&client(Country::Pe)).is_some());
}

#[test]
fn the_payments_of_the_last_day_are_asked_for_by_when_they_changed() {
    let paid = row(5_466_310_457, "ch_0001", "2026-11-20T14:00:00.500-04:00");
    let others = row(5_466_310_458, "an order, of others", "2026-11-20T14:00:01.000-04:00");
    let line = Line::answering([(200, &list(&[paid, others]))]);
    let pulled = pull(&line, None);
    assert_eq!(
        line.asked(),
        ["GET /v1/payments/search?sort=date_last_updated&criteria=asc&range=date_last_updated\
          &begin_date=2026-11-19T13%3A30%3A00.000-05%3A00&end_date=2026-11-21T13%3A30%3A00.000-05%3A00&limit=100"]
    );
    assert_eq!(pulled.hints, [hint("5466310457", "ch_0001")]);
    assert_eq!(pulled.last.as_deref(), Some("1795197600500:5466310457:pending 1795197601000:5466310458:pending"));
}

#[test]
fn a_payment_is_named_once_for_each_change_and_a_minute_back_is_looked_at_again() {
    let before = "1795197600000:1:pending 1795197630000:2:pending";
    let first = row(1, "ch_0001", "2026-11-20T14:00:00.000-04:00");
    let changed = row(2, "ch_0002", "2026-11-20T14:00:45.000-04:00");
    let found_late = row(3, "ch_0003", "2026-11-20T14:00:20.000-04:00");
    let line = Line::answering([(200, &list(&[first.clone(), found_late, changed]))]);
    let pulled = pull(&line, Some(before));
    assert!(line.asked()[0].contains("begin_date=2026-11-20T12%3A59%3A30.000-05%3A00"), "{:?}", line.asked());
    assert_eq!(pulled.hints, [hint("3", "ch_0003"), hint("2", "ch_0002")]);
    let last = pulled.last.unwrap();
    assert_eq!(last, "1795197600000:1:pending 1795197620000:3:pending 1795197630000:2:pending 1795197645000:2:pending");
    // And then nothing has happened.
    let line = Line::answering([(200, &list(std::slice::from_ref(&first)))]);
    assert_eq!(pull(&line, Some(&last)), Pulled::default());
    // Paid in the very moment it was made.
    let line = Line::answering([(200, &list(&[first.replace("pending", "approved")]))]);
    assert_eq!(pull(&line, Some(&last)).hints, [hint("1", "ch_0001")]);
}

#[test]
fn more_than_a_page_is_read_on_and_what_cannot_be_read_is_passed_by() {
    let of = |id: u64| row(id, &format!("ch_{id}"), &format!("2026-11-20T14:{:02}:00.000-04:00", id / 10));
    let full: Vec<String> = (1..=100).map(of).collect();
    let broken = r#"{"id": "?", "date_last_updated": "2026-11-20T14:00:00.000-04:00"}"#.to_owned();
    let undated = r#"{"id": 7, "external_reference": "ch_7"}"#.to_owned();
    let line = Line::answering([(200, &list(&full)), (200, &list(&[broken, undated, of(100), of(101)]))]);
    let pulled = pull(&line, None);
    assert!(line.asked()[1].contains("begin_date=2026-11-20T13%3A10%3A00.000-05%3A00"), "{:?}", line.asked());
    assert_eq!((pulled.hints.len(), pulled.hints.last()), (101, Some(&hint("101", "ch_101"))));
    // A page that is not answered is asked for by the next pull.
    let line = Line::answering([(200, &list(&full)), (500, "")]);
    assert_eq!(pull(&line, None).hints.len(), 100);
    // A page of one millisecond goes on with the next.
    let same: Vec<String> = (1..=100).map(|id| row(id, "ch_1", "2026-11-20T14:00:00.000-04:00")).collect();
    let line = Line::answering([(200, &list(&same)), (200, &list(&same)), (200, &list(&[]))]);
    pull(&line, None);
    assert!(line.asked()[2].contains("begin_date=2026-11-20T13%3A00%3A00.001-05%3A00"), "{:?}", line.asked());
    // What is no list is no news.
    let line = Line::answering([(200, "[]")]);
    assert!(now(Pull::pull(&client(Country::Pe), cx(&line), None)).is_err());
}
