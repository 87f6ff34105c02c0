//! What stands in the path, the query or the headers of a call: its name, what it is, and an example. Which call takes which is not
//! known here, but for the path, whose names say it.

use serde_json::Value;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// A parameter of this type.
pub(super) fn parameter(place: ParameterIn, name: &str, says: &str, kind: Type, example: impl Into<Value>) -> ParameterBuilder {
    let schema = ObjectBuilder::new().schema_type(kind).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .description(Some(says))
        .schema(Some(schema))
        .example(Some(example.into()))
}

/// The names in braces, each with what it is.
pub(super) fn in_path(path: &str) -> Vec<Parameter> {
    let parts: Vec<_> = path.split('/').collect();
    let named = parts.windows(2).filter_map(|pair| {
        let name = pair[1].strip_prefix('{')?.trim_end_matches('}');
        let (says, example) = match (pair[0], name) {
            ("buttons" | "pay", _) => ("The button's id.", "btn_demo"),
            ("orders" | "o", _) => ("The order's id.", "ord_7q2m4k9x3w8r5t6v1b2n4c7d9f"),
            ("charges" | "cancel", _) => ("The charge's id.", "chg_3k9x7q2m4w8r5t6v1b2n4c7d9f"),
            ("clabes", _) => ("The reusable CLABE's id.", "clb_5t6v1b2n7q2m4k9x3w8r4c7d9f"),
            ("accounts", _) => ("Your own id of the account.", "club-2026"),
            ("webhook-endpoints", _) => ("The endpoint's id.", "whe_2n4c7d9f7q2m4k9x3w8r"),
            ("deliveries", _) => ("The event's id, which is its `webhook-id`.", "evt_9f7q2m4k9x3w8r5t6v1b"),
            ("pictures", _) => ("The picture's id.", "pic_7q2m4k9x3w8r"),
            ("webhooks", _) => ("The provider's id, as in the configuration.", "compropago"),
            (_, _) => ("The file.", "ficha.js"),
        };
        Some(parameter(ParameterIn::Path, name, says, Type::String, example).required(Required::True).build())
    });
    named.collect()
}
