//! Why a body cannot be read, for the developer who sent it: which field, which rule, and what kind of thing came.
//!
//! Serde's words are for whoever wrote the types; these are for whoever fills them. What was sent is never repeated, for it may
//! be somebody's name.

use crate::base::error::{WorkError, field};
use api::Code;
use serde_json::error::Category;
use serde_path_to_error::{Error, Path, Segment};

/// The problem of a body that is not what its route takes.
pub(super) fn problem(body: &[u8], error: &Error<serde_json::Error>) -> WorkError {
    let invalid = WorkError::from(Code::InvalidJson);
    let said = error.inner().to_string();
    let (line, column) = (error.inner().line(), error.inner().column());
    let said = said.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&said);
    let path = written(error.path());
    if body.iter().all(u8::is_ascii_whitespace) {
        return invalid.with_detail("the body is empty; it must be a JSON object");
    }
    if std::str::from_utf8(body).is_err() {
        return invalid.with_detail("the body is not UTF-8");
    }
    if said.starts_with("number out of range") {
        return at(&path, "is too large");
    }
    match error.inner().classify() {
        Category::Data => {
            let (path, rule) = rule(&path, said);
            at(&path, &rule)
        }
        Category::Eof => invalid.with_detail(format!("the body is cut off: {said}, after {}", place(&path, line, column))),
        Category::Syntax | Category::Io => {
            invalid.with_detail(format!("the body is no JSON: {said}, at {}", place(&path, line, column)))
        }
    }
}

/// Where the reading stopped.
fn place(path: &str, line: usize, column: usize) -> String {
    match path {
        "" => format!("line {line}, column {column}"),
        path => format!("`{path}` (line {line}, column {column})"),
    }
}

fn at(path: &str, rule: &str) -> WorkError {
    match path {
        "" => WorkError::from(Code::InvalidJson).with_detail(format!("the body {rule}")),
        path => {
            let detail = format!("`{path}` {rule}");
            WorkError::from(Code::InvalidJson).with_fields(vec![field(path, rule)]).with_detail(detail)
        }
    }
}

/// As the fields of our own refusals are written: `customers.0.name`.
fn written(path: &Path) -> String {
    let parts = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    });
    parts.collect::<Vec<_>>().join(".")
}

/// The field that is meant, and the rule in our words.
fn rule(path: &str, said: &str) -> (String, String) {
    let named = |prefix: &str| said.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
    let below = |name: &str| match path {
        "" => name.to_owned(),
        // Serde says of some fields where they stand, and of some what they stand in.
        path if path.rsplit('.').next() == Some(name) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    if let Some(name) = named("missing field `") {
        return (below(name), "is missing".to_owned());
    }
    if let Some(name) = named("duplicate field `") {
        return (below(name), "is there twice".to_owned());
    }
    if let Some(name) = named("unknown field `") {
        let known: Vec<_> = said.split('`').skip(3).step_by(2).collect();
        let known = if known.is_empty() { String::new() } else { format!("; what may stand here: {}", known.join(", ")) };
        return (below(name), format!("is not a field of this call{known}"));
    }
    let (came, expected) = said.split_once(", expected ").unwrap_or((said, ""));
    let kind = came.strip_prefix("invalid type: ");
    let wanted = wanted(path, expected);
    match kind {
        Some(kind) => (path.to_owned(), format!("must be {wanted}, and is {}", what(kind))),
        None if came.starts_with("invalid value: integer") => {
            (path.to_owned(), format!("must be {wanted}, and is too large or below zero"))
        }
        None if came.starts_with("unknown variant") => (path.to_owned(), format!("must be {expected}")),
        None => (path.to_owned(), format!("must be {wanted}")),
    }
}

/// What serde expected, as JSON calls it.
fn wanted(path: &str, expected: &str) -> String {
    let is_money = path.rsplit('.').next() == Some("amount");
    let plain = match expected {
        "i64" | "u64" | "u32" | "i32" | "u16" | "u8" if is_money => {
            "a whole number of minor units, without quotes (150.00 pesos are 15000 centavos)"
        }
        "i64" | "u64" | "u32" | "i32" | "u16" | "u8" => "a whole number, without quotes",
        "a string" | "a borrowed string" | "str" => "a text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        other if other.starts_with("struct ") => "an object",
        "" => "something else",
        other => other,
    };
    plain.to_owned()
}

/// What came, by its kind alone.
fn what(kind: &str) -> &'static str {
    let begins = |with: &str| kind.starts_with(with);
    match () {
        () if begins("string") || begins("character") => "a text",
        () if begins("floating point") => "a number with decimals",
        () if begins("integer") => "a number",
        () if begins("boolean") => "true or false",
        () if begins("null") || begins("unit") || begins("Option") => "null",
        () if begins("sequence") => "a list",
        () if begins("map") => "an object",
        () => "something else",
    }
}
