//! v1 against the seeds and the SDKs: charges in each generation, SMS, webhooks, refusals, time and money.

use http::Method;
use serde_json::{Value, json};

use super::super::ComproPago;
use super::{NOON, SEED_KEY, TEST_KEY, World, same};
use crate::fake::{Action, FakeProvider, Moment};

#[test]
fn the_seeds_request_gives_the_seeds_answer_of_1_1_field_for_field() {
    let (answer, _) = World::new(SEED_KEY, "1.1").seed_charge();
    let constants = [
        "/object",
        "/status",
        "/live_mode",
        "/order_info/order_price",
        "/order_info/image_url",
        "/fee_details",
        "/instructions/details/amount",
        "/instructions/details/store",
        "/instructions/details/bank_name",
    ];
    same(&answer, include_str!("../../fixtures/seed003_v1_create_answer_1_1.json"), &constants);
    // The other seed has the same example without the picture.
    let mut pictureless = answer.clone();
    pictureless["order_info"].as_object_mut().unwrap().remove("image_url");
    same(&pictureless, include_str!("../../fixtures/seed002_v1_create_answer_1_1.json"), &constants[..4]);
    assert_eq!(answer["created"], "1795199400");
    assert_eq!(answer["exp_date"], "1795285800", "24 hours later");
}

#[test]
fn the_seeds_key_speaks_the_seeds_generation_unasked() {
    let mut world = World { played: ComproPago::new(None), key: SEED_KEY };
    let (answer, _) = world.seed_charge();
    same(&answer, include_str!("../../fixtures/seed003_v1_create_answer_1_1.json"), &["/object", "/status", "/live_mode"]);
}

#[test]
fn the_seeds_request_of_1_0_gives_the_seeds_answer_of_1_0() {
    let mut world = World::new(SEED_KEY, "1.0");
    let (status, answer) = world.post("/v1/charges/", include_str!("../../fixtures/seed003_v1_create_request_1_0.json"));
    assert_eq!(status, 200);
    same(
        &answer,
        include_str!("../../fixtures/seed003_v1_create_answer_1_0.json"),
        &["/payment_status", "/product_information/product_price", "/payment_instructions/details/payment_store"],
    );
    assert_eq!(answer["creation_date"], "2026-11-20T18:30:00Z");
    assert_eq!(answer["expiration_date"], "2026-11-21T18:30:00Z");
}

#[test]
fn both_documents_ask_for_a_charge_of_1_1_alike() {
    let mut world = World::new(SEED_KEY, "1.1");
    let (mut first, _) = world.seed_charge();
    let (status, mut second) = world.post("/v1/charges", include_str!("../../fixtures/seed003_v1_create_request_1_1.json"));
    assert_eq!(status, 200);
    for answer in [&mut first, &mut second] {
        let own = answer.as_object_mut().unwrap();
        own.retain(|name, _| !["id", "short_id", "instructions"].contains(&name.as_str()));
    }
    assert_eq!(first, second);
}

#[test]
fn new_payload_and_union_have_every_field_the_vendors_sdks_read() {
    let check = |generation: &str, created: &str, fetched: &str| {
        let mut world = World::new(TEST_KEY, generation);
        let (answer, id) = world.seed_charge();
        same(
            &answer,
            created,
            &["/type", "/object", "/livemode", "/accepted_at", "/instructions/details/bank_name", "/api_version"],
        );
        same(&world.get(&format!("/v1/charges/{id}/")).1, fetched, &["/type", "/paid"]);
    };
    check(
        "new",
        include_str!("../../fixtures/sdk_v1_create_answer_new.json"),
        include_str!("../../fixtures/sdk_v1_get_answer_new.json"),
    );
    check(
        "union",
        include_str!("../../fixtures/ours_v1_create_answer_union.json"),
        include_str!("../../fixtures/ours_v1_get_answer_union.json"),
    );
}

#[test]
fn get_and_webhook_are_the_seeds_in_both_old_generations() {
    let check = |generation: &str, fetched: &str, told: &str, status: &str| {
        let mut world = World::new(SEED_KEY, generation);
        let (_, id) = world.seed_charge();
        same(&world.get(&format!("/v1/charges/{id}")).1, fetched, &["/type", "/object"]);
        same(&world.told()[0], told, &["/type", status]);
    };
    check(
        "1.1",
        include_str!("../../fixtures/seed003_v1_get_answer_1_1.json"),
        include_str!("../../fixtures/seed003_v1_webhook_1_1.json"),
        "/livemode",
    );
    check(
        "1.0",
        include_str!("../../fixtures/seed003_v1_get_answer_1_0.json"),
        include_str!("../../fixtures/seed003_v1_webhook_1_0.json"),
        "/data/object/store_mode",
    );
}

#[test]
fn sms_is_the_seeds_and_two_an_order_are_all() {
    for (generation, example) in [
        ("1.1", include_str!("../../fixtures/seed003_v1_sms_answer_1_1.json")),
        ("1.0", include_str!("../../fixtures/seed003_v1_sms_answer_1_0.json")),
    ] {
        let mut world = World::new(SEED_KEY, generation);
        let (_, id) = world.seed_charge();
        let path = format!("/v1/charges/{id}/sms");
        let code = |answer: (u16, Value)| answer.1["code"].as_i64();
        assert_eq!(code(world.post(&path, r#"{"customer_phone": "22215158"}"#)), Some(6004));
        assert_eq!(code(world.post(&path, "customer_phone=2221515801&customer_company_phone=ATT")), Some(6003));
        world.played.set_settings(&json!({"sms_fails": true})).unwrap();
        assert_eq!(code(world.post(&path, "customer_phone=2221515801")), Some(6001));
        world.played.set_settings(&json!({"sms_fails": false})).unwrap();
        for body in ["customer_phone=2221515801&customer_company_phone=TELCEL", r#"{"customer_phone": "2221515801"}"#] {
            same(&world.post(&path, body).1, example, &["/type", "/object"]);
        }
        assert_eq!(code(world.post(&path, "customer_phone=2221515801")), Some(6002));
    }
}

#[test]
fn every_charge_has_a_number_of_its_own() {
    let mut world = World::new(TEST_KEY, "union");
    let details = |store: &str, world: &mut World| {
        let body = format!("order_price=75&order_name=a&customer_name=b&customer_email=c@d&payment_type={store}");
        world.post("/v1/charges", &body).1["instructions"]["details"].clone()
    };
    let deposit = [details("OXXO", &mut world), details("OXXO", &mut world)];
    assert_ne!(deposit[0]["bank_account_number"], deposit[1]["bank_account_number"]);
    assert_eq!(deposit[0]["bank_account_number"].as_str().unwrap().len(), "0000 0000 0000 0000".len());
    assert_eq!(deposit[0]["bank_name"], "Banco de Pruebas");
    let reference = details("CHEDRAUI", &mut world);
    assert_eq!(reference["order_reference_number"].as_str().unwrap().len(), 14);
    assert_eq!(reference["bank_account_number"], "");
    let listed = world.played.charges(NOON);
    assert_eq!(listed[0].reference.as_deref(), reference["order_reference_number"].as_str(), "newest first, bare digits");
}

#[test]
fn what_the_vendor_refuses_is_refused_with_its_code() {
    let good =
        json!({"order_price": 75, "order_name": "a", "customer_name": "b", "customer_email": "c@d.mx", "payment_type": "OXXO"});
    let check = |change: Value, status: u16, code: i64| {
        let mut world = World::new(TEST_KEY, "union");
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (got, answer) = world.post("/v1/charges", &body.to_string());
        assert_eq!((got, answer["type"].as_str(), answer["code"].as_i64()), (status, Some("error"), Some(code)), "{body}");
        assert!(world.played.charges(NOON).is_empty());
    };
    check(json!({"payment_type": "SPEI"}), 400, 5002);
    check(json!({"order_price": "15000.01"}), 400, 5003);
    check(json!({"order_price": 800, "currency": "GBP"}), 400, 5003);
    for change in [
        json!({"order_price": 0}),
        json!({"order_price": "gratis"}),
        json!({"order_name": " "}),
        json!({"customer_email": "x"}),
        json!({"currency": "PEN"}),
        json!({"expiration_time": 1}),
        json!({"expiration_time": "mañana"}),
        json!({"payment_type": null}),
    ] {
        check(change, 422, 422);
    }
    let mut world = World::new(TEST_KEY, "union");
    assert_eq!(world.get("/v1/charges/ch_nadie").1["code"], 5001);
    assert_eq!(world.post("/v1/charges", "{").0, 400);
    world.key = "nadie";
    assert_eq!(
        world.get("/v1/providers"),
        (401, json!({"type": "error", "code": 4001, "message": "No se encontró la llave del API."}))
    );
    assert_eq!(world.get("/v1/providers/true").1.as_array().unwrap().len(), 13, "asks for no key");
}

#[test]
fn an_expiry_is_echoed_as_it_was_sent() {
    let check = |sent: Value, echoed: i64, ends: i64| {
        let mut world = World::new(TEST_KEY, "union");
        let body = json!({"order_price": 75, "order_name": "a", "customer_name": "b", "customer_email": "c@d.mx",
            "payment_type": "OXXO", "expiration_time": sent});
        assert_eq!(world.post("/v1/charges", &body.to_string()).1["expires_at"], echoed);
        assert_eq!(world.played.next_due(), Some(Moment(ends)));
    };
    check(json!(1_795_300_000), 1_795_300_000, 1_795_300_000_000);
    check(json!("1795300000"), 1_795_300_000, 1_795_300_000_000);
    check(json!(1_795_300_000_123_i64), 1_795_300_000_123, 1_795_300_000_123);
    check(Value::Null, 1_795_285_800, 1_795_285_800_000);
}

#[test]
fn a_charge_expires_when_the_clock_says_so_and_paid_late_is_still_paid() {
    let mut world = World::new(TEST_KEY, "union");
    let (_, id) = world.seed_charge();
    world.played.pass_time(NOON.plus_seconds(86_399));
    assert_eq!(world.told().len(), 1, "only its birth so far");
    world.played.pass_time(NOON.plus_seconds(86_400));
    assert_eq!(world.told()[0]["type"], "charge.expired");
    world.played.act(&id, Action::Pay(None), NOON.plus_seconds(90_000)).unwrap();
    assert_eq!(world.told()[0]["type"], "charge.success");
    assert_eq!(world.get(&format!("/v1/charges/{id}")).1["accepted_at"], NOON.plus_seconds(90_000).seconds());
}

#[test]
fn money_that_is_not_the_sum_asked_shows() {
    let mut world = World::new(TEST_KEY, "union");
    let (_, id) = world.seed_charge();
    let path = format!("/v1/charges/{id}");
    let check = |action, event: &str, received: Value, world: &mut World| {
        world.played.act(&id, action, NOON).unwrap();
        let (_, answer) = world.get(&path);
        assert_eq!((answer["type"].as_str(), &answer["amount_received"]), (Some(event), &received));
    };
    check(Action::PayPartial(None), "charge.pending", json!(37.5), &mut world);
    check(Action::Pay(None), "charge.success", Value::Null, &mut world);
    check(Action::Pay(None), "charge.success", json!(150), &mut world);
    world.played.act(&id, Action::Refund, NOON).unwrap();
    let (_, answer) = world.get(&path);
    assert_eq!((&answer["refunded"], &answer["amount_refunded"]), (&json!(true), &json!(150)));
    assert!(world.played.act(&id, Action::Expire, NOON).is_err());
}

#[test]
fn webhooks_are_registered_changed_switched_off_and_deleted() {
    let mut world = World::new(TEST_KEY, "union");
    let (_, hook) = world.post("/v1/webhooks/stores/", r#"{"url": "https://tienda.example.mx/aviso"}"#);
    same(&hook, include_str!("../../fixtures/sdk_v1_webhooks_store.json"), &["/mode", "/status", "/type"]);
    let again = world.post("/v1/webhooks/stores", "url=https%3A%2F%2Ftienda.example.mx%2Faviso");
    assert_eq!((again.0, &again.1["message"]), (409, &json!("conflict.urls.create")));
    let path = format!("/v1/webhooks/stores/{}", hook["id"].as_str().unwrap());
    let (_, changed) = world.send(Method::PUT, &path, r#"{"url": null, "webhookType": "primary"}"#);
    assert_eq!((&changed["url"], &changed["type"]), (&hook["url"], &json!("primary")));
    let (_, off) = world.send(Method::DELETE, &format!("{path}/deactive"), "");
    assert_eq!(off["status"], "deactivated");
    world.seed_charge();
    assert_eq!(world.told().len(), 1, "only the account's first webhook is told");
    assert_eq!(world.send(Method::DELETE, &path, "").1["status"], "deleted");
    assert_eq!(world.get("/v1/webhooks/stores/").1.as_array().unwrap().len(), 1);
    assert_eq!(world.send(Method::DELETE, &path, "").0, 404);
}

#[test]
fn anothers_charge_is_as_unknown_as_none() {
    let mut world = World::new(TEST_KEY, "union");
    let (_, id) = world.seed_charge();
    world.key = "sk_test_00000000000000000";
    assert_eq!(world.get(&format!("/v1/charges/{id}")).0, 404);
    world.key = "pk_test_638e8b14112423a086";
    assert_eq!(world.get(&format!("/v1/charges/{id}")).1["code"], 4001, "asks for the private key");
}
