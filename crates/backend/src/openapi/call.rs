//! One call, and how it is written down for OpenAPI. Which calls there are is not known here.

use api::{Code, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::openapi::content::{Content, ContentBuilder};
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{HeaderBuilder, PathItem, Ref, RefOr, Required, Response, ResponseBuilder, SecurityRequirement};
use utoipa::{PartialSchema, ToSchema};

/// The name of the way a merchant's server shows its token.
pub(super) const TOKEN: &str = "token";

/// The name of the way whoever reads the metrics shows theirs.
pub(super) const METRICS: &str = "metrics";

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";
/// A file as it is, for whoever wants bytes and no picture.
const BYTES: &str = "application/octet-stream";

/// A shape by its name.
pub(super) type Named = (String, RefOr<Schema>);

/// What a body is: a shape of `api`, with an example that was read by that very type.
pub(super) struct Shape {
    name: String,
    /// It, and those it names.
    pub(super) schemas: Vec<Named>,
    example: Value,
}

impl Shape {
    pub(super) fn of<T: ToSchema + Serialize + DeserializeOwned>(example: Value) -> Self {
        let read: T = serde_json::from_value(example).expect("a test reads every example");
        let mut schemas = Vec::new();
        T::schemas(&mut schemas);
        schemas.push((T::name().into_owned(), T::schema()));
        let example = serde_json::to_value(read).expect("our own JSON is texts and numbers");
        Self { name: T::name().into_owned(), schemas, example }
    }
}

/// What a problem is made of.
pub(super) fn problem_schemas() -> Vec<Named> {
    let mut schemas = Vec::new();
    Problem::schemas(&mut schemas);
    schemas.push((Problem::name().into_owned(), Problem::schema()));
    schemas
}

/// One call.
pub(super) struct Call {
    method: HttpMethod,
    path: &'static str,
    operation: OperationBuilder,
    parameters: Vec<Parameter>,
    answers: Vec<(u16, Response)>,
    refuses: Vec<Code>,
    /// Whether a person reads the answer: what is wrong is a page then, and no problem.
    page: bool,
    /// The shapes it names.
    pub(super) schemas: Vec<Named>,
}

impl Call {
    /// A call by somebody, with what it does in a sentence. It is open to everybody until it says otherwise.
    pub(super) fn new(tag: &str, method: HttpMethod, path: &'static str, id: &str, does: &str) -> Self {
        let open: [SecurityRequirement; 0] = [];
        let operation = OperationBuilder::new().tag(tag).operation_id(Some(id)).summary(Some(does)).securities(Some(open));
        let parameters = in_path(path);
        Self { method, path, operation, parameters, answers: Vec::new(), refuses: Vec::new(), page: false, schemas: Vec::new() }
    }

    /// More about it.
    pub(super) fn more(mut self, says: &str) -> Self {
        self.operation = self.operation.description(Some(says));
        self
    }

    /// A person reads the answer.
    pub(super) fn for_people(mut self) -> Self {
        let wrong = |says: &str| ResponseBuilder::new().description(says).content("text/html", text()).build();
        let asked = wrong("A page that says what is wrong with what was asked, with the status of the problem.");
        let ours = wrong("A page that says what cannot be done just now, with the status of the problem.");
        self.operation = self.operation.response("4XX", asked).response("default", ours);
        Self { page: true, ..self }
    }

    /// It shows a merchant's token.
    pub(super) fn with_token(mut self) -> Self {
        self.operation = self.operation.security(SecurityRequirement::new(TOKEN, Vec::<String>::new()));
        self.refuses(&[Code::Unauthorized])
    }

    /// It shows the token that the configuration has for metrics.
    pub(super) fn with_token_of_metrics(mut self) -> Self {
        self.operation = self.operation.security(SecurityRequirement::new(METRICS, Vec::<String>::new()));
        self.refuses(&[Code::Unauthorized])
    }

    /// It carries an `Idempotency-Key`.
    pub(super) fn with_key(mut self, required: Required) -> Self {
        let says = "8 to 200 visible ASCII characters, made once for what is wanted. The same request with the same key gets \
            the same answer, for two days at least and for as long as what it made can be paid.";
        let key = parameter(ParameterIn::Header, "Idempotency-Key", says, Type::String, "7f9c2ba4-e88f-4a1d");
        self.parameters.push(key.required(required).build());
        self.refuses(&[Code::IdempotencyKeyMissing, Code::IdempotencyKeyInvalid, Code::IdempotencyKeyReused])
    }

    /// It may say something after the question mark.
    pub(super) fn may_ask(mut self, name: &str, says: &str, kind: Type, example: impl Into<Value>) -> Self {
        self.parameters.push(parameter(ParameterIn::Query, name, says, kind, example).required(Required::False).build());
        self
    }

    /// It can be asked again for nothing: `ETag` and `If-None-Match`.
    pub(super) fn with_tag(mut self) -> Self {
        let known = parameter(ParameterIn::Header, "If-None-Match", "The `ETag` you have.", Type::String, "W/\"3-pending\"");
        self.parameters.push(known.required(Required::False).build());
        self.answers.push((304, Response::new("Nothing has changed since that tag.")));
        self
    }

    /// What it takes.
    pub(super) fn takes(mut self, shape: Shape) -> Self {
        self.operation = self.operation.request_body(Some(body(&shape)));
        self.schemas.extend(shape.schemas);
        self.refuses(&[Code::InvalidJson, Code::UnsupportedMediaType, Code::BodyTooLarge])
    }

    /// What it takes from a form.
    pub(super) fn takes_form(mut self, fields: &[&str]) -> Self {
        let mut form = ObjectBuilder::new();
        for field in fields {
            form = form.property(*field, ObjectBuilder::new().schema_type(Type::String));
        }
        let content = ContentBuilder::new().schema(Some(form.build())).build();
        let body = RequestBodyBuilder::new().content("application/x-www-form-urlencoded", content);
        self.operation = self.operation.request_body(Some(body.required(Some(Required::True)).build()));
        self
    }

    /// That it takes a file: its bytes, whatever they are called.
    pub(super) fn takes_file(mut self) -> Self {
        let body = RequestBodyBuilder::new().content(BYTES, bytes()).required(Some(Required::True)).build();
        self.operation = self.operation.request_body(Some(body));
        self.refuses(&[Code::BodyTooLarge])
    }

    /// What it takes as it comes.
    pub(super) fn takes_anything(mut self) -> Self {
        let content = ContentBuilder::new().schema(Some(ObjectBuilder::new().build())).build();
        let body = RequestBodyBuilder::new().content(JSON, content).required(Some(Required::True)).build();
        self.operation = self.operation.request_body(Some(body));
        self.refuses(&[Code::InvalidJson, Code::BodyTooLarge])
    }

    /// What it gives.
    pub(super) fn gives(mut self, status: u16, says: &str, shape: Shape) -> Self {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(&shape.name))).example(Some(shape.example));
        self.schemas.extend(shape.schemas);
        self.answers.push((status, ResponseBuilder::new().description(says).content(JSON, content.build()).build()));
        self
    }

    /// What it gives that is no JSON.
    pub(super) fn gives_text(self, status: u16, says: &str, kind: &str) -> Self {
        self.gives_texts(status, says, &[kind])
    }

    /// The same, in the form that is asked for.
    pub(super) fn gives_texts(mut self, status: u16, says: &str, kinds: &[&str]) -> Self {
        let answer = ResponseBuilder::new().description(says);
        self.answers.push((status, kinds.iter().fold(answer, |answer, kind| answer.content(*kind, text())).build()));
        self
    }

    /// What it gives that is no text: a picture, or its bytes for whoever asks for [`BYTES`] alone.
    pub(super) fn gives_file(mut self, status: u16, says: &str, kinds: &[&str]) -> Self {
        let answer = ResponseBuilder::new().description(says);
        let answer = kinds.iter().chain([&BYTES]).fold(answer, |answer, kind| answer.content(*kind, bytes()));
        self.answers.push((status, answer.build()));
        self
    }

    /// A stream of server-sent events. OpenAPI 3.1 has no words for what stands in them, so they have no schema.
    pub(super) fn streams(mut self, says: &str) -> Self {
        let answer = ResponseBuilder::new().description(says).content("text/event-stream", ContentBuilder::new().build());
        self.answers.push((200, answer.build()));
        self
    }

    /// That it gives a status and nothing else.
    pub(super) fn gives_nothing(mut self, status: u16, says: &str) -> Self {
        self.answers.push((status, Response::new(says)));
        self
    }

    /// How it may be refused. That the db cannot be used, and that something of ours breaks, may happen to every call.
    pub(super) fn refuses(mut self, codes: &[Code]) -> Self {
        self.refuses.extend(codes);
        self
    }

    /// The path, and the call as OpenAPI says it.
    pub(super) fn written(self) -> (&'static str, PathItem) {
        let mut operation = self.operation.parameters(Some(self.parameters));
        for (status, answer) in self.answers {
            operation = operation.response(status.to_string(), answer);
        }
        let mut refused: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in Code::ALL {
            if self.refuses.contains(&code) || matches!(code, Code::InvalidAddress | Code::Unavailable | Code::Internal) {
                refused.entry(code.status()).or_default().push(code);
            }
        }
        for (status, codes) in refused.into_iter().filter(|_| !self.page) {
            operation = operation.response(status.to_string(), problem(status, &codes));
        }
        (self.path, PathItem::new(self.method, operation.build()))
    }
}

/// The problems of one status, an example each.
fn problem(status: u16, codes: &[Code]) -> Response {
    let examples = codes.iter().map(|code| {
        let value = serde_json::to_value(code.problem()).expect("a problem is texts and numbers");
        (code.id(), RefOr::T(ExampleBuilder::new().value(Some(value)).build()))
    });
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).examples_from_iter(examples);
    let says: Vec<_> = codes.iter().map(|code| format!("`{}`", code.id())).collect();
    let answer = ResponseBuilder::new().description(says.join(", ")).content(PROBLEM, content.build());
    if status == 429 || status == 503 {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).build();
        let wait = HeaderBuilder::new().schema(Some(seconds)).description(Some("For how many seconds to wait, where known."));
        return answer.header("Retry-After", wait.build()).build();
    }
    answer.build()
}

/// A body of JSON of this shape.
pub(super) fn body(shape: &Shape) -> RequestBody {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(&shape.name))).example(Some(shape.example.clone()));
    RequestBodyBuilder::new().content(JSON, content.build()).required(Some(Required::True)).build()
}

fn bytes() -> Content {
    let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
    ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).build())).build()
}

fn text() -> Content {
    ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String).build())).build()
}

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
fn in_path(path: &str) -> Vec<Parameter> {
    let parts: Vec<_> = path.split('/').collect();
    let named = parts.windows(2).filter_map(|pair| {
        let name = pair[1].strip_prefix('{')?.trim_end_matches('}');
        let (says, example) = match (pair[0], name) {
            ("buttons" | "pay", _) => ("The button's id.", "btn_demo"),
            ("orders" | "o", _) => ("The order's id.", "ord_7q2m4k9x3w8r5t6v1b2n4c7d9f"),
            ("charges" | "cancel", _) => ("The charge's id.", "chg_3k9x7q2m4w8r5t6v1b2n4c7d9f"),
            ("clabes", _) => ("The standing CLABE's id.", "clb_5t6v1b2n7q2m4k9x3w8r4c7d9f"),
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
