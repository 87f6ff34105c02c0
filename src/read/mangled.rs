//! Answers with anything in the place of anything: each is read whole or refused, and nothing panics.
//!
//! A run is short here and long in `cargo xtask torture --fuzz 10000000`. The browser's parser, which makes the values, is not
//! tested here.

use super::value::{Value, whole};
use super::{button, error, slip};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRng, TestRunner};
use serde_json::json;

/// The number of runs, a hundredth of all: the readers are a small part of all parsers.
fn runs() -> u32 {
    let all: u32 = std::env::var("FICHA_FUZZ_RUNS").map_or(50_000, |said| said.parse().expect("a whole number"));
    all / 100
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Flag),
        any::<i64>().prop_map(Value::Number),
        prop::sample::select(&["", "MXN", "paid", "deposit", "2026-11-20T18:30:00Z", "ñ\u{202e}"][..])
            .prop_map(|text| Value::Text(text.to_owned())),
        any::<String>().prop_map(Value::Text),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::vec(("[a-z_]{1,8}", inner), 0..4).prop_map(Value::Object),
        ]
    })
}

/// A value of serde's as ours.
fn value(of: &serde_json::Value) -> Value {
    match of {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Flag(*flag),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Number),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(values) => Value::List(values.iter().map(value).collect()),
        serde_json::Value::Object(fields) => Value::Object(fields.iter().map(|(key, of)| (key.clone(), value(of))).collect()),
    }
}

/// Puts something in the place of the value that is the so-manieth, counted modulo how many there are.
fn put(into: &mut Value, place: &mut usize, instead: &Value) -> bool {
    if *place == 0 {
        *into = instead.clone();
        return true;
    }
    *place -= 1;
    match into {
        Value::List(values) => values.iter_mut().any(|one| put(one, place, instead)),
        Value::Object(fields) => fields.iter_mut().any(|(_, one)| put(one, place, instead)),
        Value::Null | Value::Flag(_) | Value::Number(_) | Value::Text(_) => false,
    }
}

/// An order with everything the screens show, as the backend writes it.
fn an_order() -> serde_json::Value {
    let pesos = |amount: i64| json!({"amount": amount, "currency": "MXN"});
    let store = json!({"id": "OXXO", "name": "OXXO", "badge": "oxxo", "hours": {"from": 480, "to": 1200}, "till_fee": pesos(900), "limit": pesos(1)});
    let voucher = json!({"amount": pesos(15_000), "till_fee": pesos(900), "expires_at": "2026-11-21T18:30:00Z", "pay_by": "2026-11-21T02:00:00Z", "reminders": ["2026-11-21T00:00:00Z"], "zone": "America/Mexico_City",
        "payable": {"kind": "deposit", "account": "0000000000000001", "bank": "Banco"}, "barcode": {"content": "1", "symbology": "code128"}});
    let charge = json!({"id": "chg_1", "method": "cash", "store": store, "status": "pending", "late": false, "amount": pesos(15_000),
        "received": pesos(0), "created_at": "2026-11-20T18:30:00Z", "voucher": voucher});
    json!({"id": "ord_1", "status": "pending", "late": false, "version": 1, "received": pesos(0), "missing": pesos(15_000),
        "created_at": "2026-11-20T18:30:00Z", "charges": [charge], "code": "x", "title": "y", "fields": [{"field": "name"}],
        "clabe": "646180111812345678", "deposits": [{"amount": pesos(1), "received_at": "2026-11-20T18:30:00Z"}],
        "offer": {"merchant": "Tienda", "description": "Silla", "total": pesos(15_000), "country": "MX", "test": true,
            "methods": [{"method": "cash", "stores": [store], "limit": pesos(1), "document": false}]}})
}

#[test]
fn whatever_the_backend_seems_to_say_no_reader_panics() {
    let config = Config { cases: runs(), failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha));
    let written = value(&an_order());
    assert!(whole(&written, slip::order).is_some(), "what is bent is whole at first");
    let bends = prop::collection::vec((0usize..90, any_value()), 0..4);
    let done = runner.run(&bends, |bends| {
        let mut bent = written.clone();
        for (mut place, instead) in bends {
            put(&mut bent, &mut place, &instead);
        }
        let _ = (whole(&bent, slip::order), whole(&bent, slip::clabe), whole(&bent, button), whole(&bent, error));
        Ok(())
    });
    done.unwrap_or_else(|error| panic!("{error}"));
}
