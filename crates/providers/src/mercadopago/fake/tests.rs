//! What the played Mercado Pago refuses, and what it remembers: so that a client which is wrong about it is found out.

use super::*;

const TOKEN: &str = "TEST-0123456789abcdef";

const ORDER: &str = r#"{"type":"online","processing_mode":"automatic","total_amount":"150.00","external_reference":"ch_1",
    "payer":{"email":"juana@example.com"},"transactions":{"payments":[{"amount":"150.00","expiration_time":"P3D",
    "payment_method":{"id":"oxxo","type":"ticket"}}]}}"#;

const PAYMENT: &str = r#"{"transaction_amount":100,"payment_method_id":"pagoefectivo_atm","description":"Silla",
    "date_of_expiration":"2026-11-23T18:30:00.000-05:00","payer":{"email":"juana@example.com"}}"#;

const NOW: Moment = Moment(1_795_199_400_000);

fn fake() -> MercadoPago {
    MercadoPago::new(Some("https://shop.example.mx/webhook".to_owned()))
}

fn in_peru() -> MercadoPago {
    let mut fake = fake();
    fake.set_account(TOKEN, &json!({"country": "PE"})).unwrap();
    fake
}

fn ask(fake: &mut MercadoPago, verb: &str, path: &str, key: Option<&str>, body: &str, now: Moment) -> (u16, Value) {
    let request = Request::builder().method(verb).uri(path).header(header::AUTHORIZATION, format!("Bearer {TOKEN}"));
    let request = key.into_iter().fold(request, |request, key| request.header("x-idempotency-key", key));
    let answer = fake.answer(&request.body(Bytes::copy_from_slice(body.as_bytes())).unwrap(), now);
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
}

#[test]
fn an_order_that_is_wrong_is_refused_with_the_code_of_the_table() {
    let check = |from: &str, to: &str, key: Option<&str>, status: u16, code: &str| {
        let body = ORDER.replace(from, to);
        let (said, answer) = ask(&mut fake(), "POST", "/v1/orders", key, &body, NOW);
        assert_eq!((said, answer["errors"][0]["code"].as_str().unwrap_or("-")), (status, code), "{to}");
    };
    check("", "", Some("k"), 201, "-");
    check("", "", None, 400, "empty_required_header");
    check("", "", Some(&"k".repeat(129)), 400, "invalid_idempotency_key_length");
    check("{\"type\"", "{type", Some("k"), 400, "json_syntax_error");
    check("\"email\":\"juana@example.com\"", "", Some("k"), 400, "required_properties");
    check("\"type\":\"online\",", "", Some("k"), 400, "required_properties");
    check(
        "\"type\":\"online\"",
        "\"type\":\"online\",\"payment_expiration_time\":\"P3D\"",
        Some("k"),
        400,
        "unsupported_properties",
    );
    check("\"total_amount\":\"150.00\"", "\"total_amount\":150.00", Some("k"), 400, "property_type");
    check("\"total_amount\":\"150.00\"", "\"total_amount\":\"150.001\"", Some("k"), 400, "property_value");
    check("\"total_amount\":\"150.00\"", "\"total_amount\":\"151.00\"", Some("k"), 400, "invalid_total_amount");
    check("150.00", "4.99", Some("k"), 400, "property_value");
    check("150.00", "10000.01", Some("k"), 400, "property_value");
    check("\"ticket\"", "\"atm\"", Some("k"), 400, "property_value");
    check("\"oxxo\"", "\"pagoefectivo_atm\"", Some("k"), 400, "property_value");
    check("P3D", "P31D", Some("k"), 400, "property_value");
    check("}]}}", "},{\"amount\":\"1.00\"}]}}", Some("k"), 400, "maximum_items");
}

#[test]
fn a_payment_that_is_wrong_is_refused_with_the_code_of_the_table() {
    let check = |from: &str, to: &str, status: u16, code: i64| {
        let body = PAYMENT.replace(from, to);
        let (said, answer) = ask(&mut in_peru(), "POST", "/v1/payments", Some("k"), &body, NOW);
        assert_eq!((said, answer["cause"][0]["code"].as_i64().unwrap_or(0)), (status, code), "{to}");
    };
    check("", "", 201, 0);
    check("100,", "10000.01,", 400, 129);
    check("100,", "\"100\",", 400, 1);
    check("pagoefectivo_atm", "oxxo", 400, 204);
    check("2026-11-23T18:30:00.000-05:00", "2026-11-23", 400, 23);
    check("2026-11-23T18:30:00.000-05:00", "2026-12-31T18:30:00.000-05:00", 400, 23);
}

#[test]
fn a_key_is_known_for_a_day_and_refused_or_answered_again() {
    let mut fake = fake();
    let mut make = |settings: Value, hours: i64| {
        fake.set_account(TOKEN, &settings).unwrap();
        let (status, answer) = ask(&mut fake, "POST", "/v1/orders", Some("k"), ORDER, NOW.plus_seconds(hours * 3_600));
        (status, answer["errors"][0]["code"].as_str().unwrap_or("-").to_owned(), fake.charges.len())
    };
    assert_eq!(make(json!({}), 0), (201, "-".to_owned(), 1));
    assert_eq!(make(json!({}), 23), (409, "idempotency_key_already_used".to_owned(), 1));
    assert_eq!(make(json!({"repeats": "replay"}), 23), (201, "-".to_owned(), 1));
    assert_eq!(make(json!({"repeats": "refuse"}), 25), (201, "-".to_owned(), 2));
}

#[test]
fn a_payment_is_answered_again_by_its_key_and_refused_when_it_looks_the_same() {
    let mut fake = in_peru();
    let mut make = |key: &str, seconds: i64| {
        let (status, answer) = ask(&mut fake, "POST", "/v1/payments", Some(key), PAYMENT, NOW.plus_seconds(seconds));
        (status, answer["cause"][0]["code"].as_i64().unwrap_or(0), fake.charges.len())
    };
    assert_eq!(make("k", 0), (201, 0, 1));
    assert_eq!(make("k", 30), (201, 0, 1));
    assert_eq!(make("l", 30), (400, 801, 1));
    assert_eq!(make("l", 61), (201, 0, 2));
}

#[test]
fn another_accounts_order_no_token_a_lock_and_too_many_questions_are_told_apart() {
    let mut fake = fake();
    let (_, made) = ask(&mut fake, "POST", "/v1/orders", Some("k"), ORDER, NOW);
    let id = made["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/orders/{id}");
    assert_eq!(ask(&mut fake, "GET", &path, None, "", NOW).0, 200);
    let other =
        Request::get(path.as_str()).header(header::AUTHORIZATION, "Bearer TEST-another-token").body(Bytes::new()).unwrap();
    assert_eq!(fake.answer(&other, NOW).status(), 404);
    let nobody = Request::get(path.as_str()).body(Bytes::new()).unwrap();
    assert_eq!(fake.answer(&nobody, NOW).status(), 401);
    fake.set_account(TOKEN, &json!({"orders_are": "locked"})).unwrap();
    assert_eq!(ask(&mut fake, "POST", &format!("{path}/cancel"), Some("c"), "", NOW).0, 423);
    fake.set_account(TOKEN, &json!({"orders_are": "free", "per_minute": 5})).unwrap();
    let later = NOW.plus_seconds(120);
    let said: Vec<u16> = (0..6).map(|_| ask(&mut fake, "GET", &path, None, "", later).0).collect();
    assert_eq!(said, [200, 200, 200, 200, 200, 429]);
}

#[test]
fn what_comes_when_the_voucher_is_over_goes_back_unless_it_was_only_told_late() {
    let mut fake = fake();
    let (_, made) = ask(&mut fake, "POST", "/v1/orders", Some("k"), ORDER, NOW);
    let id = made["id"].as_str().unwrap().to_owned();
    fake.act(&id, Action::Expire, NOW).unwrap();
    assert!(matches!(fake.act(&id, Action::Pay(None), NOW), Err(Refused::Impossible(_))));
    fake.set_account(TOKEN, &json!({"late_money": "credited"})).unwrap();
    fake.act(&id, Action::Pay(None), NOW).unwrap();
    let (_, order) = ask(&mut fake, "GET", &format!("/v1/orders/{id}"), None, "", NOW);
    assert_eq!((order["status"].as_str(), order["total_paid_amount"].as_str()), (Some("processed"), Some("150.00")));
}

#[test]
fn an_order_is_found_by_our_reference_between_two_dates() {
    let mut fake = fake();
    ask(&mut fake, "POST", "/v1/orders", Some("k"), ORDER, NOW);
    let mut count = |query: &str| {
        let (status, answer) = ask(&mut fake, "GET", &format!("/v1/orders?{query}"), None, "", NOW);
        (status, answer["data"].as_array().map_or(0, Vec::len))
    };
    let dates = "begin_date=2026-11-20T00:00:00Z&end_date=2026-11-21T00:00:00Z";
    assert_eq!(count(&format!("external_reference=ch_1&{dates}")), (200, 1));
    assert_eq!(count(&format!("external_reference=ch_2&{dates}")), (200, 0));
    assert_eq!(count("external_reference=ch_1&begin_date=2026-11-21T00:00:00Z&end_date=2026-11-22T00:00:00Z"), (200, 0));
    assert_eq!(count("external_reference=ch_1").0, 400);
}
