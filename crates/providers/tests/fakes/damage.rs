//! What can happen to an answer between a provider and us: a table of damages, and how each is done.
//!
//! Values that do not belong there are the customer's own data and the keys, because those are what must not come out again.

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

/// One damage. Places are counted modulo what there is.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    /// The connection broke off, and nobody noticed.
    CutAt(usize),
    /// A byte is another one.
    Byte(usize, u8),
    /// A value in the document is another one.
    Value(usize, Value),
    /// A field is missing.
    Missing(usize),
    /// The status is another one.
    Status(u16),
    /// It is another document.
    Other(&'static str),
}

/// Any damage.
pub(crate) fn any() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (0usize..4096).prop_map(Damage::CutAt),
        (0usize..4096, any_byte()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        (0usize..128, value()).prop_map(|(at, value)| Damage::Value(at, value)),
        (0usize..128).prop_map(Damage::Missing),
        (200u16..600).prop_map(Damage::Status),
        prop::sample::select(OTHER).prop_map(Damage::Other),
    ]
}

fn any_byte() -> impl Strategy<Value = u8> {
    prop_oneof![0u8..=255, prop::sample::select(&b"\"{}[]:,-0.e"[..])]
}

const OTHER: &[&str] = &[
    "",
    "null",
    "[]",
    "{}",
    "[{}]",
    "Alejandra Leyva",
    "<html><body>Alejandra Leyva noreply@compropago.com</body></html>",
    r#"{"type":"error","code":"Alejandra","message":"Alejandra Leyva 2221515801 sk_test_56e31883637446b1b"}"#,
    r#"{"status":"error","code":null,"message":["noreply@compropago.com"]}"#,
    r#"{"data":{"object":{"data":{"object":{}}}}}"#,
    r#"{"data":[[[[[[]]]]]]}"#,
    r#"{"id":"Alejandra Leyva","type":"Alejandra","noreply@compropago.com":1}"#,
    "\u{feff}{}",
];

fn value() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(0.005),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("xxxx xxxx xxxx xxxx"),
        json!("99999999999999999999999999"),
        json!("Alejandra Leyva"),
        json!("noreply@compropago.com"),
        json!("2221515801"),
        json!("sk_test_56e31883637446b1b"),
        json!("pk_test_8781245a88240f9cf"),
        json!("error"),
        json!("charge.success"),
        json!([]),
        json!({}),
        json!([[["Alejandra Leyva"]]]),
        json!({"Alejandra Leyva": {"Alejandra Leyva": "Alejandra Leyva"}}),
    ])
}

/// Does all of it.
pub(crate) fn apply(damages: &[Damage], answer: http::Response<Bytes>) -> http::Response<Bytes> {
    damages.iter().fold(answer, |answer, damage| {
        let (mut parts, body) = answer.into_parts();
        let body = match damage {
            Damage::CutAt(at) => body.slice(..at % (body.len() + 1)),
            Damage::Byte(at, byte) => {
                let mut bytes = body.to_vec();
                let length = bytes.len().max(1);
                if let Some(there) = bytes.get_mut(at % length) {
                    *there = *byte;
                }
                Bytes::from(bytes)
            }
            Damage::Value(at, value) => in_document(&body, *at, &mut |there| *there = value.clone()),
            Damage::Missing(at) => in_document(&body, *at, &mut remove_first),
            Damage::Status(status) => {
                parts.status = http::StatusCode::from_u16(*status).expect("between 200 and 599");
                body
            }
            Damage::Other(other) => Bytes::from_static(other.as_bytes()),
        };
        http::Response::from_parts(parts, body)
    })
}

fn remove_first(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let first = fields.keys().next().cloned();
            first.map(|name| fields.remove(&name));
        }
        other => *other = Value::Null,
    }
}

/// Changes the `at`th value of the document, counted through it; what is no document stays as it is.
fn in_document(body: &Bytes, at: usize, change: &mut dyn FnMut(&mut Value)) -> Bytes {
    let Ok(mut document) = serde_json::from_slice::<Value>(body) else { return body.clone() };
    let count = values(&mut document, usize::MAX, change);
    values(&mut document, at % count, change);
    Bytes::from(document.to_string())
}

/// Counts the values in it, and changes the one of that number.
fn values(value: &mut Value, at: usize, change: &mut dyn FnMut(&mut Value)) -> usize {
    let mut count = 1;
    match value {
        Value::Object(fields) => {
            for inner in fields.values_mut() {
                count += values(inner, at.wrapping_sub(count), change);
            }
        }
        Value::Array(items) => {
            for inner in items {
                count += values(inner, at.wrapping_sub(count), change);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    if at == 0 {
        change(value);
    }
    count
}
