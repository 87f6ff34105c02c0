//! Whether a JSON value has the shape that the description names: every field known, none missing, each of its type. It knows as
//! much of JSON Schema as the description uses, and nothing of HTTP.

use serde_json::Value;

/// What is wrong, and where in the value; nothing where it conforms.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    look(document, schema, value, "", &mut faults);
    faults
}

fn look(document: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let shape = document.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is not there"));
        return look(document, shape, value, at, faults);
    }
    if let Some(kinds) = schema["oneOf"].as_array() {
        let of_each: Vec<_> = kinds.iter().map(|kind| self::faults(document, kind, value)).collect();
        if of_each.iter().all(|faults| !faults.is_empty()) {
            faults.push(format!("{at} is none of its kinds: {of_each:?}"));
        }
        return;
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some(other) => panic!("{at}: {other} is no type the description uses"),
        None => true,
    };
    if !fits {
        faults.push(format!("{at} is no {}: {value}", schema["type"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        faults.push(format!("{at} is none of {}: {value}", schema["enum"]));
    }
    for item in value.as_array().into_iter().flatten() {
        look(document, &schema["items"], item, &format!("{at}[]"), faults);
    }
    let Some(fields) = value.as_object().filter(|_| schema["type"] == "object") else { return };
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(required) {
            faults.push(format!("{at}.{required} is missing"));
        }
    }
    for (name, field) in fields {
        let at = format!("{at}.{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Null | Value::Bool(_)) => faults.push(format!("{at} is not described")),
            (Value::Null, more) => look(document, more, field, &at, faults),
            (known, _) => look(document, known, field, &at, faults),
        }
    }
}

#[test]
fn a_field_that_is_unknown_missing_or_of_another_type_is_found() {
    let document = serde_json::json!({"shape": {
        "type": "object", "required": ["id"],
        "properties": {"id": {"type": "string"}, "many": {"type": "array", "items": {"$ref": "#/shape"}}}
    }});
    let found = |value: Value| faults(&document, &document["shape"], &value);
    assert!(found(serde_json::json!({"id": "a", "many": [{"id": "b"}]})).is_empty());
    assert_eq!(
        found(serde_json::json!({"many": [{"id": 1}], "odd": true})),
        [".id is missing", ".many[].id is no \"string\": 1", ".odd is not described"]
    );
}
