//! The list of events, followed from where it was left.

use super::{Line, client, cx, now};
use crate::capability::{Pull, Pulled};
use crate::provider::{Kind, ProviderError};
use crate::webhook::ChargeHint;

/// An event about a payment of ours.
fn event(number: u32) -> String {
    format!(
        r#"{{"id":"evt_{number}","type":"payment_intent.succeeded","data":{{"object":{{"object":"payment_intent","id":"pi_{number}",
            "customer":"cus_{number}","metadata":{{"ficha_charge":"chg_{number}"}}}}}}}}"#
    )
}

/// Money that came into a customer's balance.
fn came(number: u32, customer: u32) -> String {
    format!(
        r#"{{"id":"evt_{number}","type":"customer_cash_balance_transaction.created","data":{{"object":
            {{"object":"customer_cash_balance_transaction","customer":"cus_{customer}","type":"funded"}}}}}}"#
    )
}

fn list(events: &[String], has_more: bool) -> String {
    format!(r#"{{"object":"list","data":[{}],"has_more":{has_more}}}"#, events.join(","))
}

fn hint(number: u32) -> ChargeHint {
    ChargeHint { charge_id: Some(format!("chg_{number}")), ..ChargeHint::of(format!("pi_{number}")) }
}

fn pull(line: &Line, after: Option<&str>) -> Result<Pulled, ProviderError> {
    now(Pull::pull(&client(), cx(line), after))
}

#[test]
fn the_list_is_followed_upwards_page_by_page_the_oldest_first() {
    let first = list(&[event(3), event(2)], true);
    let second = list(&[event(4)], false);
    let line = Line::answering([(200, &first), (200, &second)]);
    let pulled = pull(&line, Some("evt_1")).unwrap();
    assert_eq!(pulled, Pulled { hints: vec![hint(2), hint(3), hint(4)], last: Some("evt_4".to_owned()) });
    let calls = line.calls();
    assert!(
        calls[0].starts_with("GET https://api.stripe.com/v1/events?limit=100&ending_before=evt_1&types[0]=payment_intent.")
    );
    assert!(calls[0].ends_with("&types[10]=customer_cash_balance_transaction.created"), "{}", calls[0]);
    assert!(calls[1].contains("&ending_before=evt_3&"), "{}", calls[1]);
}

#[test]
fn at_first_the_newest_page_is_followed_and_where_nothing_happened_nothing_changes() {
    let line = Line::answering([(200, &list(&[event(2), event(1)], true))]);
    assert_eq!(pull(&line, None).unwrap(), Pulled { hints: vec![hint(1), hint(2)], last: Some("evt_2".to_owned()) });
    assert!(line.calls().len() == 1 && !line.calls()[0].contains("ending_before"));
    let line = Line::answering([(200, &list(&[], false))]);
    assert_eq!(pull(&line, Some("evt_2")).unwrap(), Pulled::default());
}

#[test]
fn an_event_that_stripe_no_longer_knows_is_given_up_for_the_newest() {
    let gone = include_str!("../fixtures/written_error_404_resource_missing.json");
    for status in [400, 404] {
        let line = Line::answering([(status, gone), (200, &list(&[event(9)], true))]);
        assert_eq!(pull(&line, Some("evt_1")).unwrap(), Pulled { hints: vec![hint(9)], last: Some("evt_9".to_owned()) });
        assert_eq!(line.calls().len(), 2);
    }
}

#[test]
fn a_balance_is_asked_whose_it_is_unless_another_event_says_so() {
    let intents = r#"{"data":[{"id":"pi_7","metadata":{"ficha_charge":"chg_7"}},{"id":"pi_8","metadata":{}}]}"#;
    let line = Line::answering([(200, &list(&[came(3, 7), came(2, 7), event(1), came(0, 1)], false)), (200, intents)]);
    let pulled = pull(&line, Some("evt_x")).unwrap();
    assert_eq!(pulled.hints, [hint(1), hint(7)]);
    assert_eq!(line.calls()[1..], ["GET https://api.stripe.com/v1/payment_intents?customer=cus_7&limit=10"]);
    // Where that is not answered now, all of it is followed again.
    let line = Line::answering([(200, &list(&[came(3, 7)], false)), (500, "")]);
    assert_eq!(pull(&line, Some("evt_x")).unwrap_err().kind, Kind::NoAnswer);
}
