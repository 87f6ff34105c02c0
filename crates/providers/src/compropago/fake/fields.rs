//! The body of a request, however it comes: JSON, or form-encoded as the vendor's oldest SDKs and its `curl` examples send
//! it, whatever the content type says. Values keep the digits they were written with; no number is ever parsed here.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::errors::Failure;

/// The named values of a request's body.
#[derive(Debug, Default)]
pub(super) struct Fields(HashMap<String, Box<RawValue>>);

impl Fields {
    /// Reads a body; an empty one has no fields.
    pub(super) fn read(body: &[u8]) -> Result<Fields, Failure> {
        let body = body.trim_ascii();
        if body.is_empty() {
            return Ok(Fields::default());
        }
        if body.starts_with(b"{") {
            return serde_json::from_slice(body).map(Fields).map_err(|_| Failure::NotJson);
        }
        if !body.contains(&b'=') {
            return Err(Failure::NotJson);
        }
        let quoted = |value: &str| serde_json::value::to_raw_value(value).expect("text is JSON");
        let pairs = url::form_urlencoded::parse(body);
        Ok(Fields(pairs.map(|(name, value)| (name.into_owned(), quoted(&value))).collect()))
    }

    /// A field's text: a string's content, a number's digits as sent. `None` when absent or null.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let raw = self.0.get(name)?.get();
        match raw.as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw).ok(),
            Some(b'n') | None => None,
            Some(_) => Some(raw.to_owned()),
        }
    }

    /// The first of several names that holds something other than blanks.
    pub(super) fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name).filter(|text| !text.trim().is_empty()))
    }

    /// Like [`Fields::first`], for a field the provider refuses to do without.
    pub(super) fn required(&self, names: &[&str]) -> Result<String, Failure> {
        self.first(names).ok_or_else(|| Failure::Invalid(format!("El campo {} es requerido.", names[0])))
    }

    /// A field that is an object; an absent one has no fields.
    pub(super) fn object(&self, name: &str) -> Fields {
        self.0.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok()).map(Fields).unwrap_or_default()
    }

    /// A field that is a list of objects; `None` when it is not.
    pub(super) fn list(&self, name: &str) -> Option<Vec<Fields>> {
        let raw = self.0.get(name)?;
        let list: Vec<HashMap<String, Box<RawValue>>> = serde_json::from_str(raw.get()).ok()?;
        Some(list.into_iter().map(Fields).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_forms_say_the_same() {
        let json = Fields::read(br#"{"order_price": 75.0, "order_id": 7, "image_url": null}"#).unwrap();
        let form = Fields::read(b"order_price=75.0&order_id=7").unwrap();
        for fields in [json, form] {
            assert_eq!(fields.text("order_price").as_deref(), Some("75.0"));
            assert_eq!(fields.text("order_id").as_deref(), Some("7"));
            assert_eq!(fields.text("image_url"), None);
        }
    }

    #[test]
    fn what_is_neither_is_refused() {
        for body in ["{", "[1]", "hola", "{\"a\":}"] {
            assert!(matches!(Fields::read(body.as_bytes()), Err(Failure::NotJson)), "{body}");
        }
        assert!(Fields::read(b" ").unwrap().text("a").is_none());
    }
}
