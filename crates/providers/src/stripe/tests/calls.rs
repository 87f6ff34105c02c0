//! What is asked of Stripe, as it leaves: to the pair what the vendor's own client sends for the same charge.

use super::{
    Line, NO_LINES, OXXO, SPEI, SPEI_PAID, SPEI_REFUNDED, UNEXPECTED_STATE, charge, client, cx, now, pesos, request, settings,
};
use crate::capability::{Cancel, CheckKeys, Refund, RefundRequest, Webhooks};
use crate::provider::{ChargeRequest, Kind, Provider, Reason};
use crate::stripe::Stripe;
use payments::{Country, Customer, Event, Method};
use secrecy::ExposeSecret;

const CUSTOMER: &str = r#"{"id":"cus_TfIcha00000001","object":"customer"}"#;

/// The pairs of a request that the vendor's own client sent.
fn golden(body: &str) -> Vec<(String, String)> {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let pairs = body["pairs"].as_array().unwrap().iter();
    pairs.map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned())).collect()
}

fn with_our_id(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.push(("metadata[ficha_charge]".to_owned(), "ch_0001".to_owned()));
    pairs
}

#[test]
fn a_slip_for_oxxo_is_asked_for_in_one_call_to_the_pair_as_the_vendors_client_does() {
    let line = Line::answering([(200, OXXO)]);
    let created = now(client().create_charge(cx(&line), &request(Method::Cash))).unwrap();
    assert_eq!(line.calls(), ["POST https://api.stripe.com/v1/payment_intents"]);
    assert_eq!(line.form(0), golden(include_str!("../fixtures/golden_request_create_oxxo.json")));
    let sent = |name: &str| line.header(0, name);
    assert_eq!(sent("idempotency-key").as_deref(), Some("ch_0001"));
    assert_eq!(sent("stripe-version").as_deref(), Some("2026-10-28.endive"));
    assert_eq!(sent("authorization").as_deref(), Some("Bearer sk_test_56e31883637446b1b"));
    assert_eq!(sent("content-type").as_deref(), Some("application/x-www-form-urlencoded"));
    assert_eq!((created.event, created.amount), (Event::Issued, Some(pesos(15_000))));
}

#[test]
fn a_transfer_has_a_customer_of_its_own_and_each_call_a_key_of_its_own() {
    let line = Line::answering([(200, CUSTOMER), (200, SPEI)]);
    let created = now(client().create_charge(cx(&line), &request(Method::Spei))).unwrap();
    let base = "POST https://api.stripe.com/v1";
    assert_eq!(line.calls(), [format!("{base}/customers"), format!("{base}/payment_intents")]);
    let customer = [("name", "Juana Perez"), ("email", "juana@example.com")].map(|(name, is)| (name.to_owned(), is.to_owned()));
    assert_eq!(line.form(0), with_our_id(customer.to_vec()));
    // What the vendor's client sent has no metadata; by ours a lost answer is found again.
    assert_eq!(line.form(1), with_our_id(golden(include_str!("../fixtures/golden_request_create_spei.json"))));
    let keys = [0, 1].map(|at| line.header(at, "idempotency-key").unwrap());
    assert_eq!(keys, ["ch_0001-customer", "ch_0001"]);
    assert_eq!((created.event, created.provider_charge.as_str()), (Event::Issued, "pi_3TfIcha0000000000000001"));
}

#[test]
fn what_is_sold_stands_in_stripes_panel_where_it_has_a_name() {
    let line = Line::answering([(200, OXXO)]);
    let named = ChargeRequest { description: "Silla".to_owned(), ..request(Method::Cash) };
    now(client().create_charge(cx(&line), &named)).unwrap();
    assert_eq!(line.form(0).pop(), Some(("description".to_owned(), "Silla".to_owned())));
}

#[test]
fn a_repeated_answer_is_that_of_before_so_it_is_asked_what_is_true_since() {
    let line = Line::answering([(200, OXXO), (200, SPEI_REFUNDED)]).repeating();
    let created = now(client().create_charge(cx(&line), &request(Method::Cash))).unwrap();
    assert_eq!(created.event, Event::Refunded { received: pesos(15_000), refunded: pesos(15_000) });
    assert_eq!(created.voucher.payable.digits(), Some("12345678901234657890123456789012"));
    let asked = "GET https://api.stripe.com/v1/payment_intents/pi_3TfIcha0000000000000001?expand[0]=latest_charge";
    assert_eq!(line.calls()[1], asked);
    // Where that is not answered, the slip is still the slip.
    let line = Line::answering([(200, OXXO)]).repeating();
    assert_eq!(now(client().create_charge(cx(&line), &request(Method::Cash))).unwrap().event, Event::Issued);
}

#[test]
fn what_cannot_be_is_refused_before_anybody_is_asked() {
    let check = |change: fn(&mut ChargeRequest), expected: Reason| {
        let mut asked = request(Method::Cash);
        change(&mut asked);
        let line = Line::answering([]);
        let error = now(client().create_charge(cx(&line), &asked)).unwrap_err();
        assert_eq!((error.kind, line.calls().len()), (Kind::Refused(expected), 0), "{error}");
    };
    check(|request| request.amount = pesos(999), Reason::UnderMinimum);
    check(|request| request.amount = pesos(1_000_001), Reason::OverLimit);
    check(|request| request.store = Some("SEVEN_ELEVEN".to_owned()), Reason::Store);
    let juana = |request: &mut ChargeRequest| {
        request.customer = Customer::new(Country::Mx, "Juana", "juana@example.com", None, None).unwrap();
    };
    check(juana, Reason::Name);
}

#[test]
fn a_transfer_is_asked_about_with_its_charge_and_its_customers_balance() {
    let held = r#"{"data":[{"type":"funded","currency":"mxn","net_amount":15000}],"has_more":false}"#;
    let line = Line::answering([(200, SPEI_REFUNDED), (200, held)]);
    let fetched = now(client().fetch_charge(cx(&line), &charge(Method::Spei))).unwrap();
    assert_eq!(fetched.event, Event::Refunded { received: pesos(15_000), refunded: pesos(15_000) });
    assert_eq!((fetched.held_elsewhere, fetched.charge_id.as_deref()), (Some(pesos(15_000)), Some("ch_0001")));
    let base = "GET https://api.stripe.com/v1";
    let asked = [
        format!("{base}/payment_intents/pi_3TfIcha0000000000000001?expand[0]=latest_charge"),
        format!("{base}/customers/cus_TfIcha00000001/cash_balance_transactions?limit=100"),
    ];
    assert_eq!(line.calls(), asked);
    assert_eq!((line.header(0, "idempotency-key"), line.header(0, "content-type")), (None, None));
}

#[test]
fn money_that_goes_back_between_two_answers_is_not_counted_as_here_and_as_gone() {
    let partly = include_str!("../fixtures/derived_payment_intent_spei_partially_funded.json");
    let line = |kind: &str, amount: i64| format!(r#"{{"type":{kind:?},"currency":"mxn","net_amount":{amount}}}"#);
    let back = format!(r#"{{"data":[{},{}],"has_more":false}}"#, line("return_initiated", -7_001), line("funded", 7_001));
    let fetched = |answers: Line| now(client().fetch_charge(cx(&answers), &charge(Method::Spei)));
    let all_back = Event::Refunded { received: pesos(7_001), refunded: pesos(7_001) };
    let moved = Line::answering([(200, partly), (200, &back), (200, SPEI), (200, &back), (200, SPEI)]);
    assert_eq!(fetched(moved).unwrap().event, all_back);
    let still = Line::answering([(200, SPEI), (200, &back), (200, SPEI)]);
    assert_eq!(fetched(still).unwrap().event, all_back);
    // One that never holds still says nothing.
    let pairs = [(200, partly), (200, &back), (200, SPEI), (200, &back), (200, partly), (200, &back), (200, SPEI)];
    assert_eq!(fetched(Line::answering(pairs)).unwrap_err().kind, Kind::NotReached);
}

#[test]
fn a_key_that_may_not_see_balances_still_tells_what_is_paid() {
    let refused = r#"{"error":{"type":"invalid_request_error","message":"no permission"}}"#;
    let line = Line::answering([(200, SPEI), (403, refused)]);
    let fetched = now(client().fetch_charge(cx(&line), &charge(Method::Spei))).unwrap();
    assert_eq!((fetched.event, fetched.held_elsewhere), (Event::Issued, None));
    // But a balance that is not answered now may be answered later.
    let line = Line::answering([(200, SPEI), (500, "")]);
    assert_eq!(now(client().fetch_charge(cx(&line), &charge(Method::Spei))).unwrap_err().kind, Kind::NoAnswer);
}

#[test]
fn a_paid_payment_without_its_charge_is_not_believed() {
    let line = Line::answering([(200, SPEI_PAID)]);
    assert_eq!(now(client().fetch_charge(cx(&line), &charge(Method::Spei))).unwrap_err().kind, Kind::NotUnderstood);
}

#[test]
fn a_slip_that_cannot_be_taken_back_says_so_and_one_that_came_to_something_says_to_what() {
    let cancel = |answers: [(u16, &str); 2]| {
        let line = Line::answering(answers);
        let cancelled = now(Cancel::cancel(&client(), cx(&line), &charge(Method::Cash)));
        assert_eq!(line.calls().len(), 2);
        cancelled
    };
    let still = cancel([(400, UNEXPECTED_STATE), (200, OXXO)]).unwrap_err();
    assert_eq!(still.kind, Kind::Refused(Reason::Other));
    let paid = SPEI_REFUNDED
        .replace("\"amount_refunded\": 15000", "\"amount_refunded\": 0")
        .replace("\"refunded\": true", "\"refunded\": false");
    assert_eq!(cancel([(400, UNEXPECTED_STATE), (200, &paid)]).unwrap().event, Event::Paid(pesos(15_000)));

    let line = Line::answering([(200, include_str!("../fixtures/derived_payment_intent_canceled.json"))]);
    assert_eq!(now(Cancel::cancel(&client(), cx(&line), &charge(Method::Cash))).unwrap().event, Event::Canceled);
    let asked = "POST https://api.stripe.com/v1/payment_intents/pi_3TfIcha0000000000000001/cancel";
    assert_eq!((line.calls(), line.form(0)), (vec![asked.to_owned()], Vec::new()));
}

#[test]
fn a_transfer_goes_back_by_one_call_with_our_refunds_key_and_cash_never_does() {
    let refund = RefundRequest { id: "rfd_1".to_owned(), amount: pesos(15_000) };
    let refunded = include_str!("../fixtures/vendor_refund_spei.json");
    let line = Line::answering([(200, refunded), (200, SPEI_REFUNDED), (200, NO_LINES)]);
    let fetched = now(Refund::refund(&client(), cx(&line), &charge(Method::Spei), &refund)).unwrap();
    assert_eq!(fetched.event, Event::Refunded { received: pesos(15_000), refunded: pesos(15_000) });
    let pairs = [("payment_intent", "pi_3TfIcha0000000000000001"), ("amount", "15000")];
    assert_eq!(line.form(0), pairs.map(|(name, is)| (name.to_owned(), is.to_owned())));
    assert_eq!(line.header(0, "idempotency-key").as_deref(), Some("rfd_1"));

    let line = Line::answering([]);
    let error = now(Refund::refund(&client(), cx(&line), &charge(Method::Cash), &refund)).unwrap_err();
    assert_eq!((error.kind, line.calls().len()), (Kind::Refused(Reason::Other), 0));
}

#[test]
fn the_key_is_checked_in_its_mode() {
    let check = |key: &str, live: bool, expected: Option<Kind>| {
        let line = Line::answering([(200, &format!(r#"{{"object":"balance","livemode":{live}}}"#))]);
        let client = Stripe::new(&settings().with("secret_key", key)).unwrap();
        let checked = now(CheckKeys::check_keys(&client, cx(&line)));
        assert_eq!(checked.err().map(|error| error.kind), expected, "{key} {live}");
        assert_eq!(line.calls(), ["GET https://api.stripe.com/v1/balance"]);
    };
    check("sk_test_56e31883637446b1b", false, None);
    check("rk_live_56e31883637446b1b", true, None);
    check("sk_test_56e31883637446b1b", true, Some(Kind::BadKeys));
    check("rk_live_56e31883637446b1b", false, Some(Kind::BadKeys));
}

#[test]
fn wrong_settings_are_refused_with_a_sentence() {
    let check = |name: &str, value: &str, expected: &str| {
        assert_eq!(Stripe::new(&settings().with(name, value)).err().unwrap_or_default(), expected, "{value}");
    };
    check("webhook_secret", "", "");
    check("webhook_secret", "whsec_1, sk_test_1", "webhook_secret begins with whsec_");
    check("secret_key", "pk_test_56e31883637446b1b", "secret_key begins with sk_test_, sk_live_, rk_test_ or rk_live_");
    check("secret_key", "sk_test_56e3 \u{7f}", "secret_key has a character that no key has");
    check("base_url", "ftp://x", "base_url must begin with https:// and have no query");
}

#[test]
fn an_address_is_registered_for_everything_in_the_pinned_version_and_its_secret_is_told_once() {
    let none = r#"{"object":"list","data":[],"has_more":false}"#;
    let line = Line::answering([(200, none), (200, include_str!("../fixtures/vendor_webhook_endpoint_created.json"))]);
    let registered = now(client().register(cx(&line), "https://pay.example.mx/webhooks/stripe")).unwrap();
    assert_eq!(registered.webhook.id, "we_1Pgc6yB7WZ01zgkWzAudq4eU");
    let secret = registered.secret.map(|secret| secret.expose_secret().to_owned());
    assert_eq!(secret.as_deref(), Some("whsec_0000000000000000000000000000000000000000"));
    let form = line.form(1);
    let said = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    assert_eq!((said("api_version"), said("url")), (Some("2026-10-28.endive"), Some("https://pay.example.mx/webhooks/stripe")));
    assert_eq!(
        (said("enabled_events[0]"), said("enabled_events[9]")),
        (Some("payment_intent.requires_action"), Some("refund.failed"))
    );

    // There already, and told of less: changed, and its secret is not told again.
    let there = include_str!("../fixtures/vendor_webhook_endpoint.json");
    let list = format!(r#"{{"object":"list","data":[{there}],"has_more":false}}"#);
    let line = Line::answering([(200, &list), (200, there)]);
    let again = now(client().register(cx(&line), "https://pay.example.mx/webhooks/stripe")).unwrap();
    assert!(again.secret.is_none());
    let changed = "POST https://api.stripe.com/v1/webhook_endpoints/we_1Pgc6yB7WZ01zgkWzAudq4eU";
    assert_eq!(line.calls()[1], changed);
    assert!(line.form(1).contains(&("disabled".to_owned(), "false".to_owned())));
}
