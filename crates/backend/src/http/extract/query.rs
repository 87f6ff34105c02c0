//! What stands after the `?` of an address, or the problem which part of it cannot be read. It knows no route.
//!
//! Every value is a text, and an empty one says nothing; what a value must be is said by whoever asked for it.

use crate::base::error::{WorkError, field};
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde::de::value::{Error, MapDeserializer};
use std::collections::BTreeMap;

/// The names and values of a query, read into texts.
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = WorkError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WorkError> {
        let mut values = BTreeMap::new();
        let mut twice = Vec::new();
        for (name, value) in url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            if values.insert(name.clone().into_owned(), value.trim().to_owned()).is_some() {
                twice.push(field(&name, "is said twice"));
            }
        }
        if !twice.is_empty() {
            return Err(WorkError::fields(twice));
        }
        let read = T::deserialize(MapDeserializer::<_, Error>::new(values.into_iter()));
        read.map(Self).map_err(|error| WorkError::fields(vec![field("query", &error.to_string())]))
    }
}

/// A whole number of a query; `None` where nothing is said.
///
/// # Errors
///
/// `invalid_fields`, with the name of the parameter.
pub fn whole_number(name: &str, said: &str) -> Result<Option<i64>, WorkError> {
    match said {
        "" => Ok(None),
        said => said.parse().map(Some).map_err(|_| WorkError::fields(vec![field(name, "must be a whole number, like 50")])),
    }
}
