//! The played Stripe, put to what its documents say: forms, keys, triggers, cancelling, balances, lists, signatures.

use super::{Action, FakeProvider, FakeStripe, Moment, WEBHOOK_SECRET};
use crate::signature;
use bytes::Bytes;
use http::Request;
use secrecy::SecretString;
use serde_json::{Value, json};

const OXXO: &str = "amount=15000&currency=mxn&payment_method_types[0]=oxxo&confirm=true&payment_method_data[type]=oxxo\
                    &payment_method_data[billing_details][name]=Juana%20Perez\
                    &payment_method_data[billing_details][email]=juana%40example.com\
                    &payment_method_options[oxxo][expires_after_days]=3&metadata[ficha_charge]=ch_0001";

const SPEI: &str = "amount=15000&currency=mxn&confirm=true&payment_method_types[0]=customer_balance\
                    &payment_method_data[type]=customer_balance\
                    &payment_method_options[customer_balance][funding_type]=bank_transfer\
                    &payment_method_options[customer_balance][bank_transfer][type]=mx_bank_transfer&customer=";

/// 30 November 2026, half past seven in the evening in Mexico City.
const NOW: Moment = Moment(1_796_088_600_000);

struct Play {
    fake: FakeStripe,
    now: Moment,
}

impl Play {
    fn new() -> Self {
        Self { fake: FakeStripe::new(Some("https://shop.example.mx/webhook".to_owned())), now: NOW }
    }

    fn ask_as(&mut self, key: &str, verb: &str, path: &str, form: &str, idempotency: Option<&str>) -> (u16, Value) {
        let mut request = Request::builder().method(verb).uri(path).header("authorization", format!("Bearer {key}"));
        if !form.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        if let Some(key) = idempotency {
            request = request.header("idempotency-key", key);
        }
        let answer = self.fake.answer(&request.body(Bytes::copy_from_slice(form.as_bytes())).unwrap(), self.now);
        assert!(answer.headers().contains_key("request-id"));
        let mut body: Value = serde_json::from_slice(answer.body()).unwrap();
        if answer.headers().contains_key("idempotent-replayed") {
            body["repeated"] = json!(true);
        }
        (answer.status().as_u16(), body)
    }

    fn ask(&mut self, verb: &str, path: &str, form: &str) -> (u16, Value) {
        self.ask_as("sk_test_56e31883637446b1b", verb, path, form, None)
    }

    fn post(&mut self, path: &str, form: &str) -> Value {
        let (status, body) = self.ask("POST", path, form);
        assert_eq!(status, 200, "{body}");
        body
    }

    fn get(&mut self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, "");
        assert_eq!(status, 200, "{body}");
        body
    }

    fn pass(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
        self.fake.pass_time(self.now);
    }

    /// The id of a transfer's payment, and of its customer.
    fn transfer(&mut self) -> (String, String) {
        let customer =
            self.post("/v1/customers", "name=Juana%20Perez&email=juana%40example.com")["id"].as_str().unwrap().to_owned();
        let payment = self.post("/v1/payment_intents", &format!("{SPEI}{customer}"));
        (payment["id"].as_str().unwrap().to_owned(), customer)
    }

    fn told(&mut self) -> Vec<String> {
        self.fake.take_webhooks().into_iter().map(|webhook| webhook.event).collect()
    }
}

fn code(answer: &(u16, Value)) -> (u16, &str) {
    let error = &answer.1["error"];
    (answer.0, error["code"].as_str().or(error["type"].as_str()).unwrap_or_default())
}

#[test]
fn a_misspelt_field_an_amount_in_pesos_and_json_are_refused() {
    let mut play = Play::new();
    let mut check = |form: &str, expected: (u16, &str)| {
        let answer = play.ask("POST", "/v1/payment_intents", form);
        assert_eq!(code(&answer), expected, "{form}");
    };
    check(&OXXO.replace("[expires_after_days]", "[expires_after]"), (400, "parameter_unknown"));
    check(&OXXO.replace("15000", "150.00"), (400, "parameter_invalid_integer"));
    check(&OXXO.replace("15000", "999"), (400, "amount_too_small"));
    check(&OXXO.replace("15000", "1000001"), (400, "amount_too_large"));
    check(&OXXO.replace("days]=3", "days]=8"), (400, "parameter_invalid_integer"));
    check(&OXXO.replace("currency=mxn&", ""), (400, "parameter_missing"));
    check(&OXXO.replace("Juana%20Perez", "Juana"), (400, "invalid_request_error"));
    check(SPEI, (400, "parameter_missing"));
    check(&format!("{SPEI}cus_nobody"), (400, "resource_missing"));
    let json = Request::builder().method("POST").uri("/v1/payment_intents").header("content-type", "application/json");
    let json = json.header("authorization", "Bearer sk_test_56e31883637446b1b").body(Bytes::from_static(b"{}")).unwrap();
    assert_eq!(play.fake.answer(&json, NOW).status(), 415);
}

#[test]
fn who_has_no_key_or_anothers_sees_nothing() {
    let mut play = Play::new();
    let id = play.post("/v1/payment_intents", OXXO)["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/payment_intents/{id}");
    let answer = play.ask_as("sk_test_wrong", "GET", &path, "", None);
    assert_eq!(code(&answer), (401, "invalid_request_error"));
    assert_eq!(code(&play.ask_as("sk_live_another0", "GET", &path, "", None)), (404, "resource_missing"));
    assert_eq!(code(&play.ask("GET", "/v1/payment_intents/pi_nobodys", "")), (404, "resource_missing"));
    assert_eq!(play.get("/v1/balance")["livemode"], false);
    assert_eq!(play.ask_as("rk_live_another0", "GET", "/v1/balance", "", None).1["livemode"], true);
}

#[test]
fn a_key_repeats_its_answer_for_a_day_and_takes_nothing_else() {
    let mut play = Play::new();
    let ask =
        |play: &mut Play, form: &str| play.ask_as("sk_test_56e31883637446b1b", "POST", "/v1/payment_intents", form, Some("k"));
    let first = ask(&mut play, OXXO).1;
    play.fake.act(first["id"].as_str().unwrap(), Action::Pay(None), NOW).unwrap();
    let mut again = ask(&mut play, OXXO).1;
    assert_eq!(again["repeated"], true);
    again.as_object_mut().unwrap().remove("repeated");
    assert_eq!(again, first, "as it was answered, and not as it is");
    assert_eq!(code(&ask(&mut play, &OXXO.replace("15000", "15001"))), (400, "idempotency_error"));
    play.pass(86_400);
    assert_ne!(ask(&mut play, OXXO).1["id"], first["id"]);
    // Refused before anything was begun, a key is not used up.
    let refused = play.ask_as("sk_test_56e31883637446b1b", "POST", "/v1/payment_intents", "amount=x", Some("k2"));
    assert_eq!(code(&refused), (400, "parameter_invalid_integer"));
    assert_eq!(play.ask_as("sk_test_56e31883637446b1b", "POST", "/v1/payment_intents", OXXO, Some("k2")).0, 200);
    play.fake.set_settings(&json!({"keys_in_use": 1})).unwrap();
    let in_use = play.ask_as("sk_test_56e31883637446b1b", "POST", "/v1/payment_intents", OXXO, Some("k3"));
    assert_eq!(code(&in_use), (409, "idempotency_key_in_use"));
    assert_eq!(play.ask_as("sk_test_56e31883637446b1b", "POST", "/v1/payment_intents", OXXO, Some("k3")).0, 200);
}

#[test]
fn an_address_says_what_becomes_of_a_slip_of_the_test_mode() {
    let check = |local: &str, by_itself: bool, seconds: i64, expected: &str| {
        let mut play = Play::new();
        play.fake.set_settings(&json!({"pays_by_itself": by_itself})).unwrap();
        let id = play.post("/v1/payment_intents", &OXXO.replace("juana%40", &format!("{local}%40")))["id"]
            .as_str()
            .unwrap()
            .to_owned();
        play.pass(seconds);
        assert_eq!(play.get(&format!("/v1/payment_intents/{id}"))["status"], expected, "{local} after {seconds}");
    };
    check("ana.succeed_immediately", false, 10, "succeeded");
    check("ana.expire_immediately", false, 10, "requires_payment_method");
    check("ana.expire_with_delay", false, 10, "requires_action");
    check("ana.expire_with_delay", false, 200, "requires_payment_method");
    check("ana.fill_never", true, 200, "requires_action");
    check("ana", true, 200, "succeeded");
    check("ana", false, 200, "requires_action");
}

#[test]
fn a_slip_cannot_be_taken_back_ends_with_its_day_and_is_given_up_a_week_later() {
    let mut play = Play::new();
    let payment = play.post("/v1/payment_intents", OXXO);
    // 3 December, 23:59:59 in Mexico City.
    assert_eq!(payment["next_action"]["oxxo_display_details"]["expires_after"], 1_796_363_999);
    let path = format!("/v1/payment_intents/{}", payment["id"].as_str().unwrap());
    assert_eq!(code(&play.ask("POST", &format!("{path}/cancel"), "")), (400, "payment_intent_unexpected_state"));
    play.pass(1_796_363_999 - NOW.seconds());
    assert_eq!(play.get(&path)["status"], "requires_action");
    play.pass(1);
    assert_eq!(play.get(&path)["status"], "processing");
    play.pass(7 * 86_400);
    let failed = play.get(&path);
    assert_eq!(failed["last_payment_error"]["code"], "payment_intent_payment_attempt_expired");
    let told = ["payment_intent.requires_action", "payment_intent.processing", "payment_intent.payment_failed"];
    assert_eq!(play.told(), told);
}

#[test]
fn a_transfer_in_parts_makes_a_payment_whole_and_what_is_too_much_stays_in_the_balance() {
    let mut play = Play::new();
    let (id, customer) = play.transfer();
    let path = format!("/v1/payment_intents/{id}");
    let fund = format!("/v1/test_helpers/customers/{customer}/fund_cash_balance");
    assert_eq!(play.post(&fund, "amount=7001&currency=mxn&reference=ABC")["funded"]["bank_transfer"]["reference"], "ABC");
    let partly = play.get(&path);
    assert_eq!(partly["next_action"]["display_bank_transfer_instructions"]["amount_remaining"], 7_999);
    assert_eq!((&partly["status"], &partly["amount_received"]), (&json!("requires_action"), &json!(0)));
    play.post(&fund, "amount=10000&currency=mxn");
    let paid = play.get(&format!("{path}?expand[]=latest_charge"));
    assert_eq!((&paid["status"], &paid["latest_charge"]["amount"]), (&json!("succeeded"), &json!(15_000)));
    assert_eq!(play.get(&format!("/v1/customers/{customer}/cash_balance"))["available"]["mxn"], 2_001);
    let lines = play.get(&format!("/v1/customers/{customer}/cash_balance_transactions"));
    let kinds: Vec<_> =
        lines["data"].as_array().unwrap().iter().map(|line| line["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["applied_to_payment", "funded", "applied_to_payment", "funded"]);
    assert_eq!(lines["data"][0]["ending_balance"], 2_001);
    // A second payment of the same customer takes at once what is there.
    let second = play.post("/v1/payment_intents", &format!("{SPEI}{customer}"));
    assert_eq!(second["next_action"]["display_bank_transfer_instructions"]["amount_remaining"], 12_999);
}

#[test]
fn a_transfer_comes_in_as_the_vendors_own_client_asks_for_it() {
    let golden: Value = serde_json::from_str(include_str!("../fixtures/golden_request_fund_cash_balance.json")).unwrap();
    let pairs = golden["pairs"].as_array().unwrap().iter().map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()));
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut play = Play::new();
    let (id, customer) = play.transfer();
    let line = play.post(&format!("/v1/test_helpers/customers/{customer}/fund_cash_balance"), &form);
    assert_eq!((&line["type"], &line["net_amount"]), (&json!("funded"), &json!(7_001)));
    let partly = play.get(&format!("/v1/payment_intents/{id}"));
    assert_eq!(partly["next_action"]["display_bank_transfer_instructions"]["amount_remaining"], 7_999);
}

#[test]
fn a_transfer_can_be_cancelled_and_what_had_come_is_in_the_balance_then() {
    let mut play = Play::new();
    let (id, customer) = play.transfer();
    play.fake.act(&id, Action::PayPartial(Some(7_001)), NOW).unwrap();
    assert_eq!(play.post(&format!("/v1/payment_intents/{id}/cancel"), "")["status"], "canceled");
    assert_eq!(play.get(&format!("/v1/customers/{customer}/cash_balance"))["available"]["mxn"], 7_001);
    let again = play.ask("POST", &format!("/v1/payment_intents/{id}/cancel"), "");
    assert_eq!(code(&again), (400, "payment_intent_unexpected_state"));
    let back = format!("customer={customer}&amount=7001&currency=mxn&origin=customer_balance");
    assert_eq!(play.post("/v1/refunds", &back)["amount"], 7_001);
    assert_eq!(play.get(&format!("/v1/customers/{customer}/cash_balance"))["available"]["mxn"], 0);
}

#[test]
fn a_transfer_goes_back_in_parts_and_never_more_than_came() {
    let mut play = Play::new();
    let (id, _) = play.transfer();
    let refund = |amount: &str| format!("payment_intent={id}&amount={amount}");
    assert_eq!(code(&play.ask("POST", "/v1/refunds", &refund("1"))), (400, "payment_intent_unexpected_state"));
    play.fake.act(&id, Action::Pay(None), NOW).unwrap();
    let made = play.post("/v1/refunds", &refund("4000"));
    assert_eq!(play.get(&format!("/v1/refunds/{}", made["id"].as_str().unwrap()))["amount"], 4_000);
    assert_eq!(code(&play.ask("POST", "/v1/refunds", &refund("11001"))), (400, "invalid_request_error"));
    play.post("/v1/refunds", &format!("payment_intent={id}"));
    assert_eq!(code(&play.ask("POST", "/v1/refunds", &refund("1"))), (400, "charge_already_refunded"));
    let paid = play.get(&format!("/v1/payment_intents/{id}?expand[0]=latest_charge"));
    assert_eq!((&paid["status"], &paid["latest_charge"]["amount_refunded"]), (&json!("succeeded"), &json!(15_000)));
}

#[test]
fn a_payment_can_be_made_first_and_confirmed_later() {
    let mut play = Play::new();
    let made = play.post("/v1/payment_intents", "amount=15000&currency=mxn&payment_method_types[]=oxxo");
    assert_eq!(made["status"], "requires_payment_method");
    let path = format!("/v1/payment_intents/{}/confirm", made["id"].as_str().unwrap());
    assert_eq!(code(&play.ask("POST", &path, "")), (400, "parameter_missing"));
    let slip = "payment_method_data[type]=oxxo&payment_method_data[billing_details][name]=Juana%20Perez\
                &payment_method_data[billing_details][email]=juana%40example.com";
    let confirmed = play.post(&path, slip);
    assert_eq!(confirmed["next_action"]["oxxo_display_details"]["number"].as_str().map(str::len), Some(32));
}

#[test]
fn a_list_is_read_from_either_side_of_an_event() {
    let mut play = Play::new();
    for _ in 0..5 {
        play.post("/v1/payment_intents", OXXO);
    }
    let kinds = "types[0]=payment_intent.requires_action";
    let mut ids = |query: &str| {
        let list = play.get(&format!("/v1/events?{kinds}&{query}"));
        let ids: Vec<_> =
            list["data"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
        (ids, list["has_more"].as_bool().unwrap())
    };
    let (all, more) = ids("limit=100");
    assert!(all.len() == 5 && !more);
    assert_eq!(ids("limit=2"), (all[..2].to_vec(), true));
    assert_eq!(ids(&format!("limit=2&starting_after={}", all[3])), (all[4..].to_vec(), false));
    assert_eq!(
        ids(&format!("limit=2&ending_before={}", all[4])),
        (all[2..4].to_vec(), true),
        "those next to it, the newest first"
    );
    assert_eq!(ids(&format!("limit=2&ending_before={}", all[1])), (all[..1].to_vec(), false));
    assert_eq!(code(&play.ask("GET", "/v1/events?ending_before=evt_gone", "")), (400, "resource_missing"));
    play.pass(31 * 86_400);
    let old: Vec<Value> = play.get("/v1/events?type=payment_intent.requires_action")["data"].as_array().unwrap().clone();
    assert!(old.is_empty(), "thirty days");
}

#[test]
fn a_limit_is_kept_to_where_one_is_set() {
    let mut play = Play::new();
    play.fake.set_settings(&json!({"requests_per_second": "2"})).unwrap();
    assert_eq!([0, 0, 0].map(|_| play.ask("GET", "/v1/balance", "").0), [200, 200, 429]);
    play.now = play.now.plus_seconds(1);
    assert_eq!(play.ask("GET", "/v1/balance", "").0, 200);
}

#[test]
fn each_webhook_is_signed_with_the_secret_of_its_endpoint_and_again_when_it_leaves_later() {
    let mut play = Play::new();
    let url = "url=https%3A%2F%2Fshop.example.mx%2Fsecond&enabled_events[]=payment_intent.requires_action";
    let second = play.post("/v1/webhook_endpoints", url);
    assert!(play.get("/v1/webhook_endpoints")["data"][0].get("secret").is_none(), "told once");
    play.post("/v1/payment_intents", OXXO);
    let told = play.fake.take_webhooks();
    let secrets = [WEBHOOK_SECRET, second["secret"].as_str().unwrap()];
    assert_eq!(told.len(), 2);
    for (webhook, secret) in told.iter().zip(secrets) {
        for (headers, at) in [(webhook.headers.clone(), NOW), (play.fake.leaving(webhook, Moment(9_000)), Moment(9_000))] {
            let sent = headers["stripe-signature"].to_str().unwrap().to_owned();
            let (time, hex) = sent.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
            assert_eq!(time, at.seconds().to_string());
            let parts: [&[u8]; 3] = [time.as_bytes(), b".", &webhook.body];
            assert!(signature::is_hmac_sha256(&SecretString::from(secret), &parts, hex));
        }
    }
}

#[test]
fn what_cannot_happen_is_refused_at_the_control_page() {
    let mut play = Play::new();
    let oxxo = play.post("/v1/payment_intents", OXXO)["id"].as_str().unwrap().to_owned();
    let (spei, _) = play.transfer();
    let mut refused = |id: &str, action: Action| play.fake.act(id, action, NOW).is_err();
    assert!(refused(&oxxo, Action::PayPartial(None)) && refused(&oxxo, Action::Pay(Some(14_999))));
    assert!(refused(&oxxo, Action::Decline) && refused(&oxxo, Action::Refund));
    assert!(refused(&spei, Action::Expire) && refused(&spei, Action::Refund) && refused("pi_nobodys", Action::Pay(None)));
}
