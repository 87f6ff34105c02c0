//! docs/api.md from the description: the same words, for people. It adds nothing that the description does not say.

use serde_json::Value;
use std::fmt::Write;

const OPENING: &str =
    "<!-- Made from /openapi.json by a test (crates/server/tests/routes/described.rs): change the code, not this page. -->\n";

/// The longest example that stands in one line.
const LINE: usize = 110;

/// The whole page.
pub(crate) fn page(document: &Value) -> String {
    // Another package of the same build may ask serde_json to keep the order in which fields were written.
    let mut document = document.clone();
    document.sort_all_objects();
    let document = &document;
    let mut page = format!(
        "{OPENING}\n# The API\n\n{}\n\nFor programs: `/openapi.json`.\n",
        wrapped(text(&document["info"]["description"]))
    );
    for tag in list(&document["tags"]) {
        let name = text(&tag["name"]);
        writeln!(page, "\n## {}\n\n{}", capital(name), text(&tag["description"])).unwrap();
        for (path, method, call) in calls(document, "paths").filter(|(_, _, call)| call["tags"][0] == *name) {
            one_call(&mut page, path, method, call);
        }
        for (kind, _, event) in calls(document, "webhooks").filter(|(_, _, event)| event["tags"][0] == *name) {
            one_event(&mut page, kind, event);
        }
    }
    shapes(&mut page, document);
    problems(&mut page, document);
    page
}

fn one_call(page: &mut String, path: &str, method: &str, call: &Value) {
    writeln!(page, "\n### `{} {path}`\n\n{}.", method.to_ascii_uppercase(), text(&call["summary"])).unwrap();
    if let Some(more) = call["description"].as_str() {
        writeln!(page, "{}", wrapped(more)).unwrap();
    }
    if let Some(scope) = call["x-scope"].as_str() {
        writeln!(page, "Scope: `{scope}`.").unwrap();
    }
    let asked: Vec<_> = list(&call["parameters"]).filter(|parameter| parameter["in"] != "path").collect();
    if !asked.is_empty() {
        page.push('\n');
    }
    for parameter in asked {
        let must = if parameter["required"] == true { "must be sent" } else { "may be sent" };
        let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
        writeln!(page, "- `{name}` ({place}, {must}): {}", text(&parameter["description"])).unwrap();
    }
    let body = &call["requestBody"]["content"];
    if let Some(example) = body.get("application/json").and_then(|content| content.get("example")) {
        writeln!(page, "\nSend {}:\n\n{}", shape(&body["application/json"]["schema"]), json(example)).unwrap();
    }
    let mut refused = Vec::new();
    for (status, answer) in call["responses"].as_object().into_iter().flatten() {
        if let Some(examples) = answer["content"]["application/problem+json"]["examples"].as_object() {
            refused.extend(examples.keys().map(|code| format!("{status} `{code}`")));
            continue;
        }
        write!(page, "\n**{status}** {}", text(&answer["description"])).unwrap();
        match answer["content"].as_object().and_then(|content| content.iter().next()) {
            Some((_, content)) if content.get("example").is_some() => {
                writeln!(page, " {}:\n\n{}", shape(&content["schema"]), json(&content["example"])).unwrap();
            }
            Some((kind, _)) => writeln!(page, " `{kind}`").unwrap(),
            None => page.push('\n'),
        }
    }
    if !refused.is_empty() {
        writeln!(page, "\nRefused with {}.", refused.join(", ")).unwrap();
    }
}

/// The headers are the same for all, and said in docs/webhooks.md.
fn one_event(page: &mut String, kind: &str, event: &Value) {
    writeln!(page, "\n### `{kind}`\n\n{}.\n{}", text(&event["summary"]), wrapped(text(&event["description"]))).unwrap();
    let body = &event["requestBody"]["content"]["application/json"];
    writeln!(page, "\nWe send {}:\n\n{}", shape(&body["schema"]), json(&body["example"])).unwrap();
}

fn shapes(page: &mut String, document: &Value) {
    page.push_str("\n## Shapes\n");
    for (name, shape) in document["components"]["schemas"].as_object().into_iter().flatten() {
        writeln!(page, "\n### {name}\n\n{}\n", one_line(&shape["description"])).unwrap();
        if let Some(words) = shape["enum"].as_array() {
            let words: Vec<_> = words.iter().map(|word| format!("`{}`", text(word))).collect();
            writeln!(page, "One of {}.", words.join(", ")).unwrap();
        }
        for kind in list(&shape["oneOf"]) {
            writeln!(page, "- {}", one_line(&kind["description"])).unwrap();
            fields(page, kind, "  ");
        }
        fields(page, shape, "");
    }
}

fn fields(page: &mut String, shape: &Value, indent: &str) {
    for (name, field) in shape["properties"].as_object().into_iter().flatten() {
        let must = list(&shape["required"]).any(|required| required == name);
        let must = if must { "" } else { ", may be absent" };
        let says = one_line(&field["description"]);
        let says = if says.is_empty() { says } else { format!(": {says}") };
        writeln!(page, "{indent}- `{name}` ({}{must}){says}", kind(field)).unwrap();
    }
}

fn problems(page: &mut String, document: &Value) {
    page.push_str("\n## Problems\n\n| code | status | means |\n| --- | --- | --- |\n");
    let mut rows: Vec<_> = calls(document, "paths")
        .flat_map(|(_, _, call)| call["responses"].as_object().into_iter().flatten())
        .flat_map(|(_, answer)| answer["content"]["application/problem+json"]["examples"].as_object().into_iter().flatten())
        .map(|(code, example)| {
            format!("| `{code}` | {} | {} |\n", example["value"]["status"], text(&example["value"]["title"]))
        })
        .collect();
    rows.sort();
    rows.dedup();
    page.extend(rows);
}

/// Path, method and description of each call, or of each event that is sent.
fn calls<'a>(document: &'a Value, part: &str) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
    let paths = document[part].as_object().into_iter().flatten();
    paths.flat_map(|(path, calls)| {
        calls.as_object().into_iter().flatten().map(move |(method, call)| (path.as_str(), method.as_str(), call))
    })
}

fn kind(field: &Value) -> String {
    match (field["type"].as_str(), field["$ref"].as_str()) {
        (Some("array"), _) => format!("list of {}", kind(&field["items"])),
        (Some(kind), _) => list(&field["enum"]).next().map_or(kind.to_owned(), |only| format!("`{}`", text(only))),
        (None, Some(_)) => shape(field),
        (None, None) => "any".to_owned(),
    }
}

/// The link to a shape.
fn shape(schema: &Value) -> String {
    let name = text(&schema["$ref"]).rsplit('/').next().unwrap_or_default();
    format!("[{name}](#{})", name.to_ascii_lowercase())
}

fn json(example: &Value) -> String {
    let mut lines = String::new();
    lay_out(&mut lines, example, 0);
    format!("```json\n{lines}\n```")
}

/// JSON as a person writes it: what is short in one line.
fn lay_out(lines: &mut String, value: &Value, depth: usize) {
    let short = value.to_string();
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(object) if short.len() > LINE => {
            object.iter().map(|(name, value)| (format!("\"{name}\": "), value)).collect()
        }
        Value::Array(values) if short.len() > LINE => values.iter().map(|value| (String::new(), value)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) | Value::Array(_) => {
            lines.push_str(&short);
            return;
        }
    };
    let (open, close) = if value.is_object() { ('{', '}') } else { ('[', ']') };
    lines.push(open);
    for (at, (name, value)) in inside.iter().enumerate() {
        write!(lines, "{}\n{}{name}", if at == 0 { "" } else { "," }, "  ".repeat(depth + 1)).unwrap();
        lay_out(lines, value, depth + 1);
    }
    write!(lines, "\n{}{close}", "  ".repeat(depth)).unwrap();
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// In one line, and without links into the code.
fn one_line(value: &Value) -> String {
    let words: Vec<_> = text(value).split_whitespace().collect();
    words.join(" ").replace("[`", "`").replace("`]", "`")
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

fn wrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
