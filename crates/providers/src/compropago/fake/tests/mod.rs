//! Whether the played ComproPago answers as the vendor's documents do: every example of theirs is asked for, and what comes
//! back must have the same fields, of the same types, with the same constants. Written against JSON text, not our types.

mod v1;
mod v2;

use http::{Method, Request};
use serde_json::{Value, json};

use super::ComproPago;
use crate::fake::{FakeProvider, Moment};

/// 2026-11-20T18:30:00Z
const NOON: Moment = Moment(1_795_199_400_000);
/// The key of the vendor's `curl` examples, `-u 23976112561d20:`.
const SEED_KEY: &str = "23976112561d20";
const TEST_KEY: &str = "sk_test_71863001136936a44";

struct World {
    played: ComproPago,
    key: &'static str,
}

impl World {
    fn new(key: &'static str, generation: &str) -> World {
        let mut played = ComproPago::new(Some("http://127.0.0.1:9/webhook".into()));
        played.set_account(key, &json!({ "generation": generation })).unwrap();
        World { played, key }
    }

    fn send(&mut self, method: Method, path: &str, body: &str) -> (u16, Value) {
        use base64::Engine as _;
        let keys = base64::engine::general_purpose::STANDARD.encode(format!("{}:", self.key));
        let request = Request::builder().method(method).uri(path).header("authorization", format!("Basic {keys}"));
        let answer = self.played.answer(&request.body(body.to_owned().into()).unwrap(), NOON);
        (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
    }

    fn post(&mut self, path: &str, body: &str) -> (u16, Value) {
        self.send(Method::POST, path, body)
    }

    fn get(&mut self, path: &str) -> (u16, Value) {
        self.send(Method::GET, path, "")
    }

    /// Makes a charge as the seeds ask for one; its answer, and its id.
    fn seed_charge(&mut self) -> (Value, String) {
        let (status, answer) = self.post("/v1/charges", include_str!("../../fixtures/seed002_v1_create_request_1_1.json"));
        assert_eq!(status, 200, "{answer}");
        let id = answer.get("id").or(answer.get("payment_id")).unwrap().as_str().unwrap().to_owned();
        (answer, id)
    }

    fn told(&mut self) -> Vec<Value> {
        let events = self.played.take_webhooks();
        events.iter().map(|event| serde_json::from_slice(&event.body).unwrap()).collect()
    }
}

/// Every field's path and JSON type, in the order written: what "the same answer, field for field" means where the values
/// are of this one charge.
fn shape(document: &Value) -> Vec<String> {
    fn walk(path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    walk(&format!("{path}/{name}"), value, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(&format!("{path}/[]"), item, found)),
            Value::Null => found.push(format!("{path}: null")),
            Value::Bool(_) => found.push(format!("{path}: bool")),
            Value::Number(_) => found.push(format!("{path}: number")),
            Value::String(_) => found.push(format!("{path}: text")),
        }
    }
    let mut found = Vec::new();
    walk("", document, &mut found);
    found
}

#[track_caller]
fn same(answer: &Value, example: &str, constants: &[&str]) {
    let example: Value = serde_json::from_str(example).unwrap();
    assert_eq!(shape(answer), shape(&example), "{answer:#}");
    for pointer in constants {
        assert_eq!(answer.pointer(pointer), example.pointer(pointer), "{pointer}");
    }
}
