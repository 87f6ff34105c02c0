//! A body of a request or an answer: a shape of `api` by its name, with an example that was read by that very type; or a problem.

use api::{Code, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::content::{Content, ContentBuilder};
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{HeaderBuilder, Ref, RefOr, Required, Response, ResponseBuilder};

/// The form of every body of the API.
pub(super) const JSON: &str = "application/json";

const PROBLEM: &str = "application/problem+json";

/// A shape by its name.
pub(in crate::http) type Named = (String, RefOr<Schema>);

/// What a body is.
pub(super) struct Shape {
    name: String,
    /// It, and those it names.
    pub(super) schemas: Vec<Named>,
    example: Value,
}

impl Shape {
    pub(super) fn of<T: ToSchema + Serialize + DeserializeOwned>(example: Value) -> Self {
        let read: T = serde_json::from_value(example).expect("a test reads every example");
        let example = serde_json::to_value(read).expect("our own JSON is texts and numbers");
        Self { name: T::name().into_owned(), schemas: schemas_of::<T>(), example }
    }

    pub(super) fn content(&self) -> Content {
        ContentBuilder::new().schema(Some(Ref::from_schema_name(&self.name))).example(Some(self.example.clone())).build()
    }

    /// A request that must carry it.
    pub(super) fn body(&self) -> RequestBody {
        RequestBodyBuilder::new().content(JSON, self.content()).required(Some(Required::True)).build()
    }
}

/// A type, and those it names.
pub(super) fn schemas_of<T: ToSchema>() -> Vec<Named> {
    let mut schemas = Vec::new();
    T::schemas(&mut schemas);
    schemas.push((T::name().into_owned(), T::schema()));
    schemas
}

/// The problems of one status, an example each.
pub(super) fn problem(status: u16, codes: &[Code]) -> Response {
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
