//! What `/openapi.json` says of one route: what it is for, what it takes, gives and refuses. It is written beside the handler, in
//! `http/routes/`. The address, the method and who may call stand in `http/router.rs`, and are added by its group.

use super::parameter::{in_path, parameter};
use super::shape::{JSON, Named, Shape, problem};
use crate::base::scope::Scope;
use api::Code;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::content::{Content, ContentBuilder};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{PathItem, Required, Response, ResponseBuilder, SecurityRequirement};

/// The name of the way a merchant's server shows its token.
pub(super) const TOKEN: &str = "token";

/// The name of the way whoever reads the metrics shows theirs.
pub(super) const METRICS: &str = "metrics";

/// What may go wrong where a provider is asked.
const ASKING: [Code; 3] = [Code::ProviderUnreachable, Code::ProviderRefused, Code::ProviderNotUnderstood];

/// A file as it is, for whoever wants bytes and no picture.
const BYTES: &str = "application/octet-stream";

/// The description of one route.
pub(crate) struct Operation {
    operation: OperationBuilder,
    parameters: Vec<Parameter>,
    answers: Vec<(u16, Response)>,
    refuses: Vec<Code>,
    /// Whether a person reads the answer: what is wrong is a page then, and no problem.
    page: bool,
    /// The shapes it names.
    schemas: Vec<Named>,
}

impl Operation {
    /// An operation by its id, with what it does in a sentence. It is open to everybody until its group says otherwise.
    pub(crate) fn new(id: &str, does: &str) -> Self {
        let open: [SecurityRequirement; 0] = [];
        let operation = OperationBuilder::new().operation_id(Some(id)).summary(Some(does)).securities(Some(open));
        let (parameters, answers, refuses, schemas) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { operation, parameters, answers, refuses, page: false, schemas }
    }

    /// Adds a second paragraph to the description.
    pub(crate) fn more(mut self, says: &str) -> Self {
        self.operation = self.operation.description(Some(says));
        self
    }

    /// A page, by its id: a person reads the answer.
    pub(crate) fn page(id: &str, does: &str) -> Self {
        let wrong = |says: &str| ResponseBuilder::new().description(says).content("text/html", text()).build();
        let asked = wrong("A page that says what is wrong with what was asked, with the status of the problem.");
        let ours = wrong("A page that says what cannot be done just now, with the status of the problem.");
        let page = Self::new(id, does);
        let operation = page.operation.response("4XX", asked).response("default", ours);
        Self { operation, page: true, ..page }
    }

    /// A file of one kind, which is sent only to who has not got it.
    pub(crate) fn file(id: &str, does: &str, kind: &str) -> Self {
        Self::new(id, does).with_tag().gives_text(200, "The file.", kind).refuses(&[Code::NotFound])
    }

    /// It shows a merchant's token of this scope, or of a wider one.
    pub(in crate::http) fn with_token(mut self, needed: Scope) -> Self {
        // Not among the scopes of the requirement: those are OAuth's, and linters say so.
        let scope = ExtensionsBuilder::new().add("x-scope", needed.id()).build();
        let security = SecurityRequirement::new(TOKEN, Vec::<String>::new());
        self.operation = self.operation.security(security).extensions(Some(scope));
        match needed {
            Scope::Read => self.refuses(&[Code::Unauthorized]),
            Scope::Orders | Scope::All => self.refuses(&[Code::Unauthorized, Code::ScopeTooNarrow]),
        }
    }

    /// It shows the token that the configuration has for metrics.
    pub(crate) fn with_token_of_metrics(mut self) -> Self {
        self.operation = self.operation.security(SecurityRequirement::new(METRICS, Vec::<String>::new()));
        self.refuses(&[Code::Unauthorized])
    }

    /// It carries an `Idempotency-Key`.
    pub(crate) fn with_key(mut self, required: Required) -> Self {
        let says = "8 to 200 visible ASCII characters, made once for what is wanted. The same request with the same key gets \
            the same answer, for two days at least and for as long as what it made can be paid.";
        let key = parameter(ParameterIn::Header, "Idempotency-Key", says, Type::String, "7f9c2ba4-e88f-4a1d");
        self.parameters.push(key.required(required).build());
        self.refuses(&[Code::IdempotencyKeyMissing, Code::IdempotencyKeyInvalid, Code::IdempotencyKeyReused])
    }

    /// It may say something after the question mark.
    pub(crate) fn may_ask(mut self, name: &str, says: &str, kind: Type, example: impl Into<Value>) -> Self {
        self.parameters.push(parameter(ParameterIn::Query, name, says, kind, example).required(Required::False).build());
        self
    }

    /// A list that is read in parts: of how many lines where nothing is said, and of how many at most.
    pub(crate) fn in_parts(self, (ordinary, most): (i64, i64)) -> Self {
        let says = format!("How many at most, 1 to {most}; {ordinary} where it is left out.");
        self.may_ask("cursor", "The `next` of the page before.", Type::String, "clb_5t6v1b2n7q2m4k9x3w8r4c7d9f")
            .may_ask("limit", &says, Type::Integer, ordinary)
            .refuses(&[Code::InvalidFields])
    }

    /// It can be asked again for nothing: `ETag` and `If-None-Match`.
    pub(crate) fn with_tag(mut self) -> Self {
        let known = parameter(ParameterIn::Header, "If-None-Match", "The `ETag` you have.", Type::String, "W/\"3-pending\"");
        self.parameters.push(known.required(Required::False).build());
        self.answers.push((304, Response::new("Nothing has changed since that tag.")));
        self
    }

    /// Sets the body that the call takes.
    pub(crate) fn takes<T: ToSchema + Serialize + DeserializeOwned>(mut self, example: Value) -> Self {
        let shape = Shape::of::<T>(example);
        self.operation = self.operation.request_body(Some(shape.body()));
        self.schemas.extend(shape.schemas);
        self.refuses(&[Code::InvalidJson, Code::UnsupportedMediaType, Code::BodyTooLarge])
    }

    /// What it takes from a form.
    pub(crate) fn takes_form(mut self, fields: &[&str]) -> Self {
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
    pub(crate) fn takes_file(mut self) -> Self {
        let body = RequestBodyBuilder::new().content(BYTES, bytes()).required(Some(Required::True)).build();
        self.operation = self.operation.request_body(Some(body));
        self.refuses(&[Code::BodyTooLarge])
    }

    /// What it takes as it comes.
    pub(crate) fn takes_anything(mut self) -> Self {
        let content = ContentBuilder::new().schema(Some(ObjectBuilder::new().build())).build();
        let body = RequestBodyBuilder::new().content(JSON, content).required(Some(Required::True)).build();
        self.operation = self.operation.request_body(Some(body));
        self.refuses(&[Code::InvalidJson, Code::BodyTooLarge])
    }

    /// Adds an answer with a JSON body.
    pub(crate) fn gives<T: ToSchema + Serialize + DeserializeOwned>(mut self, status: u16, says: &str, example: Value) -> Self {
        let shape = Shape::of::<T>(example);
        self.answers.push((status, ResponseBuilder::new().description(says).content(JSON, shape.content()).build()));
        self.schemas.extend(shape.schemas);
        self
    }

    /// What it gives that is no JSON.
    pub(crate) fn gives_text(self, status: u16, says: &str, kind: &str) -> Self {
        self.gives_texts(status, says, &[kind])
    }

    /// The same, in the form that is asked for.
    pub(crate) fn gives_texts(mut self, status: u16, says: &str, kinds: &[&str]) -> Self {
        let answer = ResponseBuilder::new().description(says);
        self.answers.push((status, kinds.iter().fold(answer, |answer, kind| answer.content(*kind, text())).build()));
        self
    }

    /// What it gives that is no text: a picture, or its bytes for whoever asks for [`BYTES`] alone.
    pub(crate) fn gives_file(mut self, status: u16, says: &str, kinds: &[&str]) -> Self {
        let answer = ResponseBuilder::new().description(says);
        let answer = kinds.iter().chain([&BYTES]).fold(answer, |answer, kind| answer.content(*kind, bytes()));
        self.answers.push((status, answer.build()));
        self
    }

    /// A stream of server-sent events. OpenAPI 3.1 has no words for what stands in them, so they have no schema.
    pub(crate) fn streams(mut self, says: &str) -> Self {
        let answer = ResponseBuilder::new().description(says).content("text/event-stream", ContentBuilder::new().build());
        self.answers.push((200, answer.build()));
        self
    }

    /// That it gives a status and nothing else.
    pub(crate) fn gives_nothing(mut self, status: u16, says: &str) -> Self {
        self.answers.push((status, Response::new(says)));
        self
    }

    /// How it may be refused. That the db cannot be used, and that something of ours breaks, may happen to every call.
    pub(crate) fn refuses(mut self, codes: &[Code]) -> Self {
        self.refuses.extend(codes);
        self
    }

    /// A provider is asked while the caller waits.
    pub(crate) fn asks_a_provider(self) -> Self {
        self.refuses(&ASKING)
    }

    /// The operation as OpenAPI says it, with the shapes it names.
    pub(in crate::http) fn written(self, tag: &str, method: HttpMethod, path: &str) -> (PathItem, Vec<Named>) {
        let mut operation = self.operation.tag(tag).parameters(Some(in_path(path).into_iter().chain(self.parameters)));
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
        (PathItem::new(method, operation.build()), self.schemas)
    }
}

fn bytes() -> Content {
    let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
    ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).build())).build()
}

fn text() -> Content {
    ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String).build())).build()
}
