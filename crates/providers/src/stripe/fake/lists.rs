//! A page of a list: the newest first, from one of its objects on or up to it.

use super::errors::Failure;
use super::form::Form;
use serde_json::{Value, json};
use std::borrow::Cow;

/// What every list can be asked for.
pub(super) const FIELDS: [&str; 3] = ["limit", "starting_after", "ending_before"];

/// The part of `all`, newest first, that was asked for: only that is copied, for an account of years has many.
pub(super) fn page(all: Vec<Cow<'_, Value>>, form: &Form, url: &str) -> Result<Value, Failure> {
    let limit = form.whole("limit")?.unwrap_or(10);
    let limit = usize::try_from(limit).ok().filter(|limit| (1..=100).contains(limit));
    let limit = limit.ok_or_else(|| Failure::invalid("parameter_invalid_integer", "limit", "A limit is from 1 to 100."))?;
    let place = |name: &str| -> Result<Option<usize>, Failure> {
        let Some(id) = form.get(name) else { return Ok(None) };
        let at = all.iter().position(|one| one["id"] == id);
        at.map(Some).ok_or_else(|| Failure::names_no("object", id, name))
    };
    let (from, to, has_more) = match (place("starting_after")?, place("ending_before")?) {
        (_, Some(before)) => {
            let from = before.saturating_sub(limit);
            (from, before, from > 0)
        }
        (after, None) => {
            let from = after.map_or(0, |at| at + 1);
            let to = (from + limit).min(all.len());
            (from, to, to < all.len())
        }
    };
    let data: Vec<Value> = all.into_iter().take(to).skip(from).map(Cow::into_owned).collect();
    Ok(json!({"object": "list", "data": data, "has_more": has_more, "url": url}))
}
