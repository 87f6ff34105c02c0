//! Whether an answer has the shape of the one a document shows: the same names, and values of the same kind. Where the document shows
//! `...`, anything may follow; a number is any number, a moment any moment. It knows no answer.

use serde_json::Value;

/// Whether this is what a shop is sent, rather than what a call answers.
pub(crate) fn is_event(shown: &Value) -> bool {
    shown["type"].as_str().is_some_and(|kind| kind.starts_with("order."))
}

/// Where they differ, and how.
pub(crate) fn differences(shown: &Value, said: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", shown, said, &mut found);
    found
}

fn compare(path: &str, shown: &Value, said: &Value, found: &mut Vec<String>) {
    let fine = match (shown, said) {
        (Value::Object(shown), Value::Object(said)) => {
            for (name, value) in shown {
                match said.get(name) {
                    Some(said) => compare(&format!("{path}.{name}"), value, said, found),
                    None => found.push(format!("{path}.{name} is shown, and not said")),
                }
            }
            let more = said.keys().filter(|name| !shown.contains_key(*name));
            found.extend(more.map(|name| format!("{path}.{name} is said, and not shown")));
            true
        }
        (Value::Array(shown), Value::Array(said)) => {
            for (index, (shown, said)) in shown.iter().zip(said).enumerate() {
                compare(&format!("{path}[{index}]"), shown, said, found);
            }
            true
        }
        (Value::String(shown), Value::String(said)) => match shown.strip_suffix("...") {
            Some(begin) if !begin.ends_with("Bearer ") => said.starts_with(begin),
            Some(_) | None => shown == said || is_moment(shown) && is_moment(said),
        },
        (Value::Number(_), Value::Number(_)) | (Value::Null, Value::Null) => true,
        (Value::Bool(shown), Value::Bool(said)) => shown == said,
        (Value::Object(_) | Value::Array(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null, _) => false,
    };
    if !fine {
        found.push(format!("{path}: {shown} is shown, {said} is said"));
    }
}

/// RFC 3339 in UTC: `2026-11-20T18:41:07Z`.
fn is_moment(text: &str) -> bool {
    let form = text.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect::<String>();
    form.starts_with("0000-00-00T00:00:00") && form.ends_with('Z')
}

#[test]
fn another_shape_is_told() {
    let check = |shown: &str, said: &str, expected: usize| {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(differences(&read(shown), &read(said)).len(), expected, "{shown} {said}");
    };
    check(r#"{"id": "ord_...", "n": 1}"#, r#"{"id": "ord_7", "n": 2}"#, 0);
    check(r#"{"id": "ord_..."}"#, r#"{"id": "btn_7"}"#, 1);
    check(r#"{"a": 1}"#, r#"{"a": 1, "b": 2}"#, 1);
    check(r#"{"a": 1, "b": 2}"#, r#"{"a": 1}"#, 1);
    check(r#"{"a": {"b": true}}"#, r#"{"a": {"b": false}}"#, 1);
    check(r#"{"at": "2026-11-20T18:41:07Z"}"#, r#"{"at": "2026-11-21T00:00:00.5Z"}"#, 0);
    check(r#"{"a": "1"}"#, r#"{"a": 1}"#, 1);
}
