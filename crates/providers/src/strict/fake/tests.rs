//! What the played Strict refuses, so that a client which is wrong about it is found out.

use super::*;
use http::header;

fn post(path: &str, content_type: &str, key: Option<&str>, body: &str) -> Request<Bytes> {
    let request = Request::post(path).header(header::AUTHORIZATION, "Basic c2s6").header(header::CONTENT_TYPE, content_type);
    let request = key.into_iter().fold(request, |request, key| request.header("idempotency-key", key));
    request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap()
}

const FORM: &str = "application/x-www-form-urlencoded";
const CASH: &str = "amount=15000&currency=mxn&method=cash&customer[first_name]=Ana&customer[last_name]=Li&customer[email]=a%40b.mx\
                    &customer[phone]=5512345678";

#[test]
fn a_body_that_is_no_form_an_amount_in_pesos_and_a_name_of_one_word_are_refused() {
    let check = |request: Request<Bytes>, status: u16, expected: &str| {
        let answer = FakeStrict::new(None, "whs_test").answer(&request, Moment(0));
        let body = String::from_utf8(answer.body().to_vec()).unwrap();
        assert!(answer.status() == status && body.contains(expected), "{body}");
    };
    check(post("/v1/payments", FORM, Some("k"), CASH), 200, "\"status\":\"open\"");
    check(post("/v1/payments", "application/json", Some("k"), "{}"), 415, "not_a_form");
    check(post("/v1/payments", FORM, None, CASH), 400, "key_missing");
    check(post("/v1/payments", FORM, Some("k"), &CASH.replace("15000", "150.00")), 422, "amount_not_centavos");
    check(post("/v1/payments", FORM, Some("k"), &CASH.replace("15000", "999")), 422, "amount_too_small");
    check(post("/v1/payments", FORM, Some("k"), &CASH.replace("=Li", "=")), 422, "field_missing");
}

#[test]
fn a_key_is_known_for_a_day() {
    let mut fake = FakeStrict::new(None, "whs_test");
    let mut make = |hours: i64| {
        fake.answer(&post("/v1/payments", FORM, Some("k"), CASH), Moment(0).plus_seconds(hours * 3_600));
        fake.payments.len()
    };
    assert_eq!([make(0), make(23), make(25)], [1, 1, 2]);
}
