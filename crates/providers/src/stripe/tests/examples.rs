//! Every body of the vendor's examples, and what it is to us. `vendor` is the vendor's own, `derived` a combination of states that its
//! documents describe, `written` an error of documented shape and code.

use super::{NO_LINES, OXXO, SPEI, SPEI_PAID, SPEI_REFUNDED, UNEXPECTED_STATE, pesos};
use crate::call::Masked;
use crate::provider::{Kind, Reason};
use crate::stripe::wire::{Intent, SentBack};
use crate::stripe::{SCRUB, errors, ledger, oxxo, spei};
use http::StatusCode;
use payments::{Event, Moment, Money, Payable};

fn intent(body: &str) -> Intent {
    Intent::read(body).expect("it is a payment")
}

#[test]
fn each_state_of_a_payment_is_read() {
    let check = |body: &str, expected: Event| {
        let intent = intent(body);
        assert_eq!(intent.event(SentBack(0)), expected);
        assert_eq!(intent.id().as_deref(), Some("pi_3TfIcha0000000000000001"));
        assert_eq!((intent.charge_id().as_deref(), intent.amount()), (Some("ch_0001"), Some(pesos(15_000))));
    };
    check(OXXO, Event::Issued);
    check(include_str!("../fixtures/derived_payment_intent_oxxo_processing.json"), Event::Issued);
    check(include_str!("../fixtures/derived_payment_intent_oxxo_succeeded.json"), Event::Paid(pesos(15_000)));
    check(include_str!("../fixtures/derived_payment_intent_oxxo_expired.json"), Event::Expired);
    check(include_str!("../fixtures/derived_payment_intent_canceled.json"), Event::Canceled);
    check(SPEI, Event::Issued);
    check(include_str!("../fixtures/derived_payment_intent_spei_partially_funded.json"), Event::Paid(pesos(7_001)));
    check(SPEI_PAID, Event::Paid(pesos(15_000)));
    check(SPEI_REFUNDED, Event::Refunded { received: pesos(15_000), refunded: pesos(15_000) });
}

#[test]
fn a_payment_that_does_not_show_its_charge_hides_what_went_back() {
    assert!(intent(SPEI_PAID).hides_refunds(), "the charge is an id there");
    assert!(!intent(SPEI_REFUNDED).hides_refunds() && !intent(SPEI).hides_refunds());
}

#[test]
fn money_that_cannot_be_read_is_no_money_and_a_word_nobody_knows_is_told() {
    let check = |body: &str, from: &str, to: &str, expected: Event| {
        assert!(body.contains(from), "{from}");
        assert_eq!(intent(&body.replacen(from, to, 1)).event(SentBack(0)), expected, "{to}");
    };
    let unreadable = |word: &str| Event::Unreadable(word.to_owned());
    let sums = "requires_action, and sums that cannot be read";
    for odd in ["150.00", "-1", "\"7999\"", "15001", "[1]"] {
        check(SPEI, "\"amount_remaining\": 15000", &format!("\"amount_remaining\": {odd}"), unreadable(sums));
    }
    check(SPEI, "\"mxn\"", "\"usd\"", unreadable(sums));
    check(
        SPEI_PAID,
        "\"amount_received\": 15000",
        "\"amount_received\": 150.5",
        unreadable("succeeded, and a sum that cannot be read"),
    );
    check(SPEI_PAID, "\"amount_received\": 15000", "\"amount_received\": 0", unreadable("succeeded, and nothing received"));
    let part = Event::Refunded { received: pesos(15_000), refunded: pesos(5_000) };
    check(SPEI_REFUNDED, "\"amount_refunded\": 15000", "\"amount_refunded\": 5000", part);
    let refund = unreadable("succeeded, and a refund that cannot be read");
    check(SPEI_REFUNDED, "\"amount_refunded\": 15000", "\"amount_refunded\": 1.5", refund);
    check(SPEI_REFUNDED, "\"amount_refunded\": 15000", "\"amount_refunded\": 0", Event::RefundedInFull);
    check(SPEI_REFUNDED, "\"disputed\": false", "\"disputed\": true", Event::Unknown("succeeded.disputed".to_owned()));
    check(OXXO, "\"requires_action\"", "\"frozen\"", Event::Unknown("frozen".to_owned()));
    let expired = include_str!("../fixtures/derived_payment_intent_oxxo_expired.json");
    check(expired, "attempt_expired\"", "attempt_failed\"", Event::Declined);
    check(expired, "payment_intent_payment_attempt_expired", "card_declined", Event::Unknown("card_declined".to_owned()));
}

#[test]
fn a_slip_has_its_digits_its_end_its_bar_code_and_stripes_own_page() {
    let slip = oxxo::voucher(&intent(OXXO), pesos(15_000)).unwrap();
    assert_eq!(slip.payable.digits(), Some("12345678901234657890123456789012"));
    assert_eq!(slip.barcode.map(|barcode| barcode.content).as_deref(), Some("12345678901234657890123456789012"));
    // 3 December 2026, 23:59:59 in Mexico City.
    assert_eq!(slip.expires_at, Some(Moment::from_seconds(1_796_363_999)));
    let page = "https://payments.stripe.com/oxxo/voucher/test_YWNjdF8xSWN1c1VMMzJLbFJvdDAx";
    assert_eq!((slip.links.page.as_deref(), slip.links.pdf), (Some(page), None));
}

#[test]
fn a_transfer_has_its_clabe_its_bank_its_concept_and_no_end() {
    let slip = spei::voucher(&intent(SPEI), pesos(15_000)).unwrap();
    let Payable::Transfer { clabe, bank, beneficiary, concept } = slip.payable else { panic!("it is a transfer") };
    assert_eq!(clabe.digits(), "124180001234567897");
    assert_eq!((bank.as_deref(), beneficiary.as_deref()), (Some("CITI MEXICO"), Some("TIENDA EJEMPLO")));
    assert_eq!((concept.as_deref(), slip.expires_at), (Some("ABCDEF123456"), None));
    let page = "https://payments.stripe.com/bank_transfers/instructions/test_YWNjdF8x";
    assert_eq!(slip.links.page.as_deref(), Some(page));
}

#[test]
fn a_balance_is_the_sum_of_its_lines_and_says_what_was_sent_back() {
    let line = include_str!("../fixtures/vendor_cash_balance_transaction_funded.json");
    let read = |lines: &[&str], more: bool| {
        ledger::read(&format!(r#"{{"object":"list","data":[{}],"has_more":{more}}}"#, lines.join(",")))
            .map(|ledger| (ledger.held, ledger.back))
    };
    let of = |kind: &str, amount: i64| line.replace("\"funded\"", &format!("{kind:?}")).replace("7001", &amount.to_string());
    let (back, off) = (of("return_initiated", -7_001), of("return_canceled", 7_001));
    assert_eq!(read(&[], false), Some((pesos(0), SentBack(0))));
    assert_eq!(read(&[line], false), Some((pesos(7_001), SentBack(0))));
    assert_eq!(read(&[&of("applied_to_payment", -7_001), line], false), Some((pesos(0), SentBack(0))));
    assert_eq!(read(&[&back, line], false), Some((Money::zero(payments::Currency::Mxn), SentBack(7_001))));
    assert_eq!(read(&[&off, &back, line], false), Some((pesos(7_001), SentBack(0))));
    assert_eq!(read(&[line], true), None, "what is not shown may be anything");
    assert_eq!(read(&[&line.replace("7001", "70.01")], false), None);
    assert_eq!(read(&[&line.replace("mxn", "usd")], false), None);
    assert_eq!(read(&[&back], false), None, "a balance below nothing");
    assert!(ledger::read(NO_LINES).is_some() && ledger::read("{}").is_none());
}

#[test]
fn what_came_and_was_sent_back_before_it_was_whole_is_told_with_both_sums() {
    let event = |body: &str, back: i64| intent(body).event(SentBack(back));
    assert_eq!(event(SPEI, 7_001), Event::Refunded { received: pesos(7_001), refunded: pesos(7_001) });
    let partly = include_str!("../fixtures/derived_payment_intent_spei_partially_funded.json");
    assert_eq!(event(partly, 2_000), Event::Refunded { received: pesos(9_001), refunded: pesos(2_000) });
    assert_eq!(event(SPEI_PAID, 2_000), Event::Paid(pesos(15_000)), "what was too much, and went back");
}

#[test]
fn each_error_means_what_may_have_happened() {
    let check = |status: u16, body: &str, expected: Kind| {
        let masked = Masked { scrub: SCRUB, private: &[] };
        let found = errors::error_in(StatusCode::from_u16(status).unwrap(), body, &masked);
        let (kind, why) = found.expect("it is an error");
        assert_eq!(kind, expected, "{body}");
        assert!(!why.contains("rong") && !why.contains("ch_0001"), "{why}");
    };
    check(400, include_str!("../fixtures/written_error_400_amount_too_large.json"), Kind::Refused(Reason::OverLimit));
    check(400, include_str!("../fixtures/written_error_400_amount_too_small.json"), Kind::Refused(Reason::UnderMinimum));
    check(400, include_str!("../fixtures/written_error_400_parameter_unknown.json"), Kind::Refused(Reason::Other));
    let of = |code: &str, param: &str| {
        format!(r#"{{"error":{{"type":"invalid_request_error","code":"{code}","param":"{param}","message":"No."}}}}"#)
    };
    check(
        400,
        &of("parameter_invalid_string_empty", "payment_method_data[billing_details][name]"),
        Kind::Refused(Reason::Name),
    );
    check(400, &of("parameter_invalid_string_empty", "name"), Kind::Refused(Reason::Name));
    check(400, &of("parameter_missing", "payment_method_data[billing_details][email]"), Kind::Refused(Reason::Email));
    check(400, &of("email_invalid", "email"), Kind::Refused(Reason::Email));
    check(400, &of("payment_method_unactivated", ""), Kind::Refused(Reason::Method));
    check(400, &of("payment_intent_invalid_parameter", "payment_method_types[0]"), Kind::Refused(Reason::Method));
    check(401, &of("api_key_expired", "name"), Kind::BadKeys);
    check(400, UNEXPECTED_STATE, Kind::Refused(Reason::Other));
    // The key was sent with something else before, and that may have made a charge.
    check(400, include_str!("../fixtures/written_error_400_idempotency_mismatch.json"), Kind::NoAnswer);
    check(409, include_str!("../fixtures/written_error_409_idempotency_in_use.json"), Kind::NoAnswer);
    check(401, include_str!("../fixtures/written_error_401_invalid_key.json"), Kind::BadKeys);
    check(404, include_str!("../fixtures/written_error_404_resource_missing.json"), Kind::NotFound);
    check(400, include_str!("../fixtures/written_error_404_resource_missing.json"), Kind::Refused(Reason::Other));
    check(404, "<html>no Stripe</html>", Kind::Refused(Reason::Other));
    check(429, include_str!("../fixtures/written_error_429_rate_limit.json"), Kind::Busy);
    check(429, include_str!("../fixtures/written_error_429_lock_timeout.json"), Kind::Busy);
    check(500, r#"{"error":{"type":"api_error","message":"An unknown error occurred"}}"#, Kind::NoAnswer);
}
