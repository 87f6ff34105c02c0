//! What every answer of v2 comes in: `object`, `code`, `status`, `message`, and the answer itself as `data`.

use serde_json::{Value, json};

use super::errors::Failure;
use super::template::fill;
use crate::chance;
use crate::fake::Moment;

/// A v2 answer before it is put in its envelope: which object it is, the vendor's word for having succeeded, and the data.
pub(super) struct Answer {
    pub(super) object: &'static str,
    pub(super) message: &'static str,
    pub(super) data: Value,
}

/// In the envelope the vendor's document shows.
pub(super) fn success(answer: Answer, path: &str, now: Moment) -> Value {
    fill(
        include_str!("../fixtures/seed001_v2_orders_create_answer.json"),
        [
            ("/object", json!(answer.object)),
            ("/message", json!(answer.message)),
            ("/request", json!(now.0)),
            ("/url", json!(path)),
            ("/map", json!(chance::uuid().to_string())),
            ("/data", answer.data),
        ],
    )
}

/// A refusal; its `code` is the HTTP status.
pub(super) fn error(failure: &Failure, path: &str, now: Moment) -> Value {
    let (status, _, message) = failure.parts();
    let object = path.split('/').nth(2).unwrap_or_default();
    fill(
        include_str!("../fixtures/sdk_v2_error.json"),
        [
            ("/object", json!(object)),
            ("/code", json!(status)),
            ("/message", json!(message)),
            ("/request", json!(now.0)),
            ("/url", json!(path)),
            ("/map", json!(chance::uuid().to_string())),
        ],
    )
}
