//! The body of a request as JSON, and its fields by their path. It does not know what a field is for.

use super::errors::Failure;
use bytes::Bytes;
use serde_json::{Map, Value};

/// The fields of a body; none where there is no body.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Value);

impl Fields {
    /// Reads a body: an object, or nothing at all.
    pub(super) fn read(body: &Bytes) -> Result<Self, Failure> {
        if body.trim_ascii().is_empty() {
            return Ok(Self(Value::Object(Map::new())));
        }
        match serde_json::from_slice(body) {
            Ok(value @ Value::Object(_)) => Ok(Self(value)),
            // The vendor's own client writes this where it is given no body.
            Ok(Value::Null) => Ok(Self(Value::Object(Map::new()))),
            Ok(_) | Err(_) => Err(Failure::NotJson),
        }
    }

    /// The value at a path such as `/payer/email`, where there is one.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        self.0.pointer(path).filter(|value| !value.is_null())
    }

    /// The text at a path, where it is one and says something.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.at(path)?.as_str().filter(|text| !text.is_empty())
    }

    /// The names of its properties.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.as_object().into_iter().flat_map(|fields| fields.keys().map(String::as_str))
    }
}
