//! `/openapi.json`: every URL of `http/router.rs` described for programs, with what it takes, gives and refuses.
//!
//! What is said of a route stands beside its handler, in `http/routes/`, as an `operation::Operation`; the shapes are those of
//! `api`, described by the types themselves. Here it is put together. It decides nothing: a test holds every answer of every
//! route's test against it.

mod events;
pub(crate) mod examples;
pub(crate) mod operation;
mod parameter;
pub(in crate::http) mod shape;

use crate::http::router;
use api::Problem;
use serde_json::{Map, Value, json};
use std::sync::OnceLock;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Info, License, OpenApiBuilder, OpenApiVersion, PathsBuilder, Tag};

/// Who calls, in the order of `http/router.rs`.
const TAGS: [(&str, &str); 7] = [
    ("page", "Whoever has the id of a button or of an order: the widget, or a page of your own."),
    (
        "merchant",
        "Your own server, with its token: `Authorization: Bearer ficha_sk_...`. A token of the scope `read` may make every `GET`, one of \
        `orders` also what a shop's server does for its customers, and one of `all` everything.",
    ),
    ("provider", "The company that collects."),
    ("widget", "What a page loads."),
    ("customer", "Pages that work where no script runs."),
    ("operator", "Whoever watches over the backend."),
    (
        events::TAG,
        "What we post to your own server: the webhook events, each signed as the Standard Webhooks specification says.",
    ),
];

/// What every call has in common.
const ABOUT: &str = "Amounts are whole minor units with a currency: 15000 is 150.00. References and CLABEs are text. Times are \
    RFC 3339 in UTC. A field that has no value is absent, never null. What is not a success is a problem (RFC 9457) with a stable \
    `code`; branch on that. Fields may be added to any object, and none is renamed or removed within `/api/v1`.";

/// The document, as every backend has it.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(write)
}

/// The document as one backend serves it: where the world knows it by this address, and this merchant answers for it.
pub fn served(public: &str, merchant: &str) -> Value {
    let mut document = document().clone();
    document["servers"] = json!([{"url": public, "description": merchant}]);
    document["info"]["contact"] = json!({"name": merchant, "url": public});
    document
}

fn write() -> Value {
    let mut components = ComponentsBuilder::new().schemas_from_iter(shape::schemas_of::<Problem>());
    let mut paths = PathsBuilder::new();
    for route in router::described() {
        components = components.schemas_from_iter(route.schemas);
        paths = paths.path(route.path, route.item);
    }
    let mut webhooks = PathsBuilder::new();
    for event in events::all() {
        components = components.schemas_from_iter(event.schemas);
        webhooks = webhooks.path(event.kind, event.item);
    }
    let bearer =
        |says: &str| SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(says)).build());
    let components = components
        .security_scheme(
            operation::TOKEN,
            bearer("Made by `ficha-backend token add`. The scope each call needs is its `x-scope`."),
        )
        .security_scheme(operation::METRICS, bearer("`metrics_token` of the configuration."));
    let mut info = Info::new("Ficha", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    let mut license = License::new(env!("CARGO_PKG_LICENSE"));
    license.identifier = Some(env!("CARGO_PKG_LICENSE").to_owned());
    info.license = Some(license);
    let tags = TAGS.map(|(name, about)| {
        let mut tag = Tag::new(name);
        tag.description = Some(about.to_owned());
        tag
    });
    let document = OpenApiBuilder::new()
        .openapi(OpenApiVersion::Version31)
        .info(info)
        .paths(paths.build())
        .webhooks(Some(webhooks.build()))
        .components(Some(components.build()))
        .tags(Some(tags))
        .build();
    let mut document = serde_json::to_value(document).expect("a description is texts, numbers and lists");
    without_null(&mut document);
    document
}

/// What may be left out is left out, and never null: utoipa says of every `Option` that it may be both.
fn without_null(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::Array(kinds)) = object.get_mut("type") {
                kinds.retain(|kind| kind != "null");
                if let [kind] = kinds.as_slice() {
                    let kind = kind.clone();
                    object.insert("type".to_owned(), kind);
                }
            }
            if object.get("default").is_some_and(Value::is_null) {
                object.remove("default");
            }
            unwrap_choice(object);
            object.values_mut().for_each(without_null);
        }
        Value::Array(values) => values.iter_mut().for_each(without_null),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// `oneOf` null and one more is that one.
fn unwrap_choice(object: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = object.get_mut("oneOf") else { return };
    let before = choices.len();
    choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
    if let ([Value::Object(only)], true) = (choices.as_slice(), before > 1) {
        let only = only.clone();
        object.remove("oneOf");
        for (name, value) in only {
            // What the field says of itself comes before what its type says.
            object.entry(name).or_insert(value);
        }
    }
}
