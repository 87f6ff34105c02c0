//! A form of the panel, as a browser sends it: fields by name, and perhaps one file. It is read only in a session, and only
//! where it carries that session's seal. What the fields mean is not known here.

use super::session::{SignedIn, is_foreign};
use crate::Backend;
use crate::base::error::WorkError;
use api::Code;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{StatusCode, header};
use std::convert::Infallible;
use std::sync::Arc;
use url::form_urlencoded;

/// The name of the field with the seal.
pub const SEAL: &str = "seal";

/// What was sent, and by whom.
pub struct Sent {
    /// The signed-in person who sent the form.
    pub by: SignedIn,
    /// The fields of the form.
    pub fields: Fields,
    /// A file, where one was chosen.
    pub file: Option<Bytes>,
}

/// Fields in the order they were sent; a name may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form's body, or the query of an address: `a=1&b=2`.
    pub fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The first of that name, without the space around it; nothing where it is empty.
    pub fn said(&self, name: &str) -> Option<String> {
        self.all(name).find(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The same; empty where there is none.
    pub fn text(&self, name: &str) -> String {
        self.said(name).unwrap_or_default()
    }

    /// Every one of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// The same with one more value of that name.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with this value and no other of that name.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Those of an address.
impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default().as_bytes()))
    }
}

impl FromRequest<Arc<Backend>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, backend: &Arc<Backend>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let by = SignedIn::from_request_parts(&mut parts, backend).await?;
        let refuse = |code: Code| WorkError::from(code).into_response();
        if is_foreign(&parts.headers, &backend.config.public_url) {
            return Err(StatusCode::FORBIDDEN.into_response());
        }
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let several = kind.starts_with("multipart/form-data");
        let request = Request::from_parts(parts, body);
        let (mut fields, mut file) = (Fields::default(), None);
        if several {
            let mut form = Multipart::from_request(request, backend).await.map_err(|_| refuse(Code::UnsupportedMediaType))?;
            while let Some(field) = form.next_field().await.map_err(|error| refuse(broken(error.status())))? {
                let (name, is_file) = (field.name().unwrap_or_default().to_owned(), field.file_name().is_some());
                let body = field.bytes().await.map_err(|error| refuse(broken(error.status())))?;
                if is_file {
                    file = Some(body).filter(|body| !body.is_empty());
                } else {
                    fields.0.push((name, String::from_utf8_lossy(&body).into_owned()));
                }
            }
        } else {
            let body = Bytes::from_request(request, backend).await.map_err(|rejection| refuse(broken(rejection.status())))?;
            fields = Fields::parse(&body);
        }
        if !by.sealed(&fields.text(SEAL)) {
            return Err(StatusCode::FORBIDDEN.into_response());
        }
        Ok(Self { by, fields, file })
    }
}

fn broken(status: StatusCode) -> Code {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Code::BodyTooLarge } else { Code::InvalidFields }
}
