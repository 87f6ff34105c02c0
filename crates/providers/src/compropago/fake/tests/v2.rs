//! v2 against the vendor's two documents: orders by transfer, reusable CLABEs, accounts and their ledgers.

use serde_json::{Value, json};

use super::{NOON, TEST_KEY, World, same};
use crate::fake::{Action, FakeProvider, FakeStatus};

const ENVELOPE: [&str; 5] = ["/object", "/code", "/status", "/message", "/url"];

fn order(customer_id: Option<&str>, price: Value) -> String {
    let mut body = json!({
        "product": {"id": "SMGCURL1", "price": price, "name": "SAMSUNG GOLD CURL", "currency": "MXN", "url": "http://dummyurl.com/smgcul1.jpg"},
        "customer": {"name": "Waldix", "email": "waldix@compropago.com", "phone": "5513899832"},
        "payment": {"type": "SPEI"},
    });
    if let Some(id) = customer_id {
        body["customer"]["id"] = json!(id);
    }
    body.to_string()
}

fn clabe_of(answer: &Value) -> String {
    answer["data"]["payment"]["clabe"].as_str().unwrap().to_owned()
}

impl World {
    fn create_clabe(&mut self, id: &str, amount: Value) -> Value {
        let body = json!({"customer": {"id": id, "email": "a@b.mx", "phone": "5555555555"},
            "payment": {"frecuency": "unlimited", "exp_date": null, "amount": amount}});
        let (status, answer) = self.post("/v2/createClabe", &body.to_string());
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

#[test]
fn an_order_is_the_documents_field_for_field() {
    let mut world = World::new("sk_live_71863001136936a44", "union");
    let (status, answer) = world.post("/v2/orders", &order(None, json!(150)));
    assert_eq!(status, 200);
    let data = [
        "/data/product",
        "/data/customer",
        "/data/payment/fee",
        "/data/payment/iva",
        "/data/payment/instructions",
        "/data/status",
        "/data/testMode",
        "/data/exchange",
        "/data/extras",
        "/data/client",
    ];
    same(&answer, include_str!("../../fixtures/seed001_v2_orders_create_answer.json"), &[&ENVELOPE[..], &data[..]].concat());
    assert_eq!(answer["data"]["expiresAt"], NOON.plus_seconds(172_800).seconds());
    let short = answer["data"]["shortId"].as_str().unwrap();
    assert!(short.len() == 8 && short.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'A'..=b'F')), "{short}");
    let path = format!("/v2/orders/{}", answer["data"]["id"].as_str().unwrap());
    same(&world.get(&path).1, include_str!("../../fixtures/sdk_v2_orders_get_answer.json"), &ENVELOPE[..4]);
}

#[test]
fn v1_does_not_know_a_transfers_id_but_sends_sms_for_it() {
    let mut world = World::new(TEST_KEY, "union");
    let (_, answer) = world.post("/v2/orders/", &order(None, json!("12.56")));
    let id = answer["data"]["id"].as_str().unwrap();
    assert_eq!((&answer["data"]["payment"]["fee"], &answer["data"]["payment"]["iva"]), (&json!(8.19), &json!(1.31)));
    assert_eq!(world.get(&format!("/v1/charges/{id}")).1["code"], 5001);
    assert_eq!(world.post(&format!("/v1/charges/{id}/sms"), "customer_phone=2221515801").1["type"], "sms.success");
    let (status, error) = world.get("/v2/orders/ch_nobody");
    assert_eq!((status, &error["status"], &error["code"]), (404, &json!("error"), &json!(404)));
}

#[test]
fn a_transfer_in_two_parts_is_received_and_then_accepted() {
    let mut world = World::new(TEST_KEY, "union");
    let (_, answer) = world.post("/v2/orders", &order(None, json!(150)));
    let id = answer["data"]["id"].as_str().unwrap().to_owned();
    let check = |sum, status: &str, received: Value, event: &str, world: &mut World| {
        world.told();
        world.played.act(&id, Action::Pay(Some(sum)), NOON).unwrap();
        let (_, order) = world.get(&format!("/v2/orders/{id}"));
        assert_eq!((&order["data"]["status"], &order["data"]["payment"]["received"]), (&json!(status), &received));
        let told = &world.told()[0];
        assert_eq!((&told["type"], &told["order_info"]["order_id"]), (&json!(event), &json!("SMGCURL1")), "v1's shape");
    };
    check(7_500, "PENDING", json!(75), "charge.pending", &mut world);
    check(7_500, "ACCEPTED", Value::Null, "charge.success", &mut world);
}

#[test]
fn an_order_expires_after_two_days() {
    let mut world = World::new(TEST_KEY, "union");
    let (_, answer) = world.post("/v2/orders", &order(None, json!(150)));
    world.played.pass_time(NOON.plus_seconds(172_800));
    let (_, order) = world.get(&format!("/v2/orders/{}", answer["data"]["id"].as_str().unwrap()));
    assert_eq!(order["data"]["status"], "EXPIRED");
}

#[test]
fn a_customer_always_has_the_same_clabe() {
    let mut world = World::new(TEST_KEY, "union");
    let first = clabe_of(&world.post("/v2/orders", &order(Some("7"), json!(150))).1);
    assert!(first.starts_with("6461801464") && first.len() == 18, "{first}");
    assert_eq!(clabe_of(&world.post("/v2/orders", &order(Some("7"), json!(99))).1), first);
    assert_eq!(clabe_of(&world.create_clabe("7", Value::Null)), first);
    assert_ne!(clabe_of(&world.post("/v2/orders", &order(Some("8"), json!(99))).1), first);
    let anonymous = |world: &mut World| clabe_of(&world.post("/v2/orders", &order(None, json!(99))).1);
    assert_ne!(anonymous(&mut world), anonymous(&mut world));
}

#[test]
fn a_standing_clabe_is_the_documents_field_for_field() {
    let mut world = World::new("sk_live_71863001136936a44", "union");
    let answer = world.create_clabe("1", Value::Null);
    let data = ["/data/customer/id", "/data/payment/frecuency", "/data/payment/instructions", "/data/status", "/data/testMode"];
    same(&answer, include_str!("../../fixtures/seed001_v2_create_clabe_answer.json"), &[&ENVELOPE[..], &data[..]].concat());
}

#[test]
fn deposits_pay_the_order_that_asks_for_them_or_stay_the_customers() {
    let mut world = World::new(TEST_KEY, "union");
    let clabe = clabe_of(&world.create_clabe("7", Value::Null));
    let (_, asked) = world.post("/v2/orders", &order(Some("7"), json!(150)));
    let status = |world: &mut World| {
        world.get(&format!("/v2/orders/{}", asked["data"]["id"].as_str().unwrap())).1["data"]["status"].clone()
    };
    world.told();
    world.played.act(&clabe, Action::Pay(Some(9_900)), NOON).unwrap();
    assert_eq!(status(&mut world), "PENDING", "another sum");
    let told = world.told();
    assert_eq!((&told[0]["type"], &told[0]["amount"]), (&json!("charge.success"), &json!(99)), "told as an order of its own");
    assert_eq!(world.get(&format!("/v2/orders/{}", told[0]["id"].as_str().unwrap())).1["data"]["status"], "ACCEPTED");
    let seen = world.played.act(&clabe, Action::Pay(Some(15_000)), NOON).unwrap();
    assert_eq!(status(&mut world), "ACCEPTED", "the sum asked for");
    assert_eq!((seen.received.amount, seen.status), (24_900, FakeStatus::Active));
    assert!(world.played.act(&clabe, Action::Pay(None), NOON).is_err(), "any sum, but some sum");
}

#[test]
fn a_clabe_for_one_sum_takes_no_other() {
    let mut world = World::new(TEST_KEY, "union");
    let clabe = clabe_of(&world.create_clabe("7", json!("100.50")));
    assert!(world.played.act(&clabe, Action::Pay(Some(10_000)), NOON).is_err());
    assert_eq!(world.played.act(&clabe, Action::Pay(None), NOON).unwrap().received.amount, 10_050);
}

#[test]
fn accounts_have_members_balances_and_a_ledger() {
    let mut world = World::new("sk_live_71863001136936a44", "union");
    let (_, made) = world.post("/v2/createAccount", include_str!("../../fixtures/slate2019_v2_create_account_request.json"));
    same(&made, include_str!("../../fixtures/slate2019_v2_create_account_answer.json"), &ENVELOPE);
    let id = made["data"]["accountId"].as_str().unwrap();
    let (_, members) = world.get(&format!("/v2/accounts/{id}"));
    same(&members, include_str!("../../fixtures/slate2019_v2_account_answer.json"), &ENVELOPE[..4]);
    let clabe = members["data"][0]["clabe"].as_str().unwrap().to_owned();
    world.played.act(&clabe, Action::Pay(Some(1_000)), NOON).unwrap();
    let (_, list) = world.get("/v2/accounts");
    assert_eq!(
        list["data"],
        json!([{"accountId": id, "name": "Condominio Polanco", "balance": 1.85}]),
        "10.00 less 8.00 and 1.5 %"
    );
    let ledger = |clabe: &str, world: &mut World| world.get(&format!("/v2/accounts/{id}/transactions?clabe={clabe}")).1;
    let lines = ledger(&clabe, &mut world);
    let amounts: Vec<&Value> = lines["data"].as_array().unwrap().iter().map(|line| &line["amount"]).collect();
    assert_eq!(amounts, [&json!(10), &json!(-8), &json!(-0.15)]);
    assert_eq!(lines["data"][0]["reference"].as_str().unwrap().len(), 18);
    assert_eq!(ledger(members["data"][1]["clabe"].as_str().unwrap(), &mut world)["data"], json!([]));
    assert_eq!(world.get("/v2/accounts/nobody").0, 404);
}

#[test]
fn the_seeds_account_form_still_works_and_tells_no_clabe() {
    let mut world = World::new("sk_live_71863001136936a44", "union");
    let (_, made) = world.post("/v2/createAccount", include_str!("../../fixtures/seed001_v2_create_account_request.json"));
    same(
        &made,
        include_str!("../../fixtures/seed001_v2_create_account_answer.json"),
        &["/object", "/data/name", "/data/reference", "/data/customer", "/data/payment", "/data/status", "/data/testMode"],
    );
    assert_eq!(world.get("/v2/accounts/153").1["data"][0]["name"], "CONDOVIVE_1234");
}

#[test]
fn what_is_missing_is_said() {
    let check = |path: &str, body: Value, status: u16| {
        let mut world = World::new(TEST_KEY, "union");
        let (got, answer) = world.post(path, &body.to_string());
        assert_eq!((got, &answer["status"]), (status, &json!("error")), "{answer}");
    };
    check("/v2/orders", json!({}), 422);
    check("/v2/orders", json!({"product": {"id": "1", "price": 1, "name": "a"}}), 422);
    check("/v2/orders", json!({"payment": {"type": "CASH"}}), 422);
    check("/v2/createClabe", json!({"customer": {"id": "1", "email": "a@b"}, "payment": {"frecuency": "once"}}), 422);
    check("/v2/createAccount", json!({"name": "a", "accountId": "1", "customers": [{"id": "1"}]}), 422);
    check("/v2/refunds", json!({}), 404);
    let mut world = World::new("pk_test_638e8b14112423a086", "union");
    assert_eq!(world.get("/v2/accounts").0, 401, "asks for the private key");
}
