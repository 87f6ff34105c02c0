//! One path for every call to KashIO: write it, address it, sign it, send it, and tell an answer from an error.
//!
//! The documents give the statuses (200, 201, 400, 401, 404, 500) and no shape for an error's body, so the status decides, and
//! a 404 counts as "no such invoice" only where KashIO itself says it, in JSON. What a good answer means is not known here.

use super::KashIo;
use crate::http::Http;
use crate::provider::{Kind, ProviderError};
use crate::scrub;
use bytes::Bytes;
use http::{Method, header};
use serde::Serialize;

/// An answer that is no error.
pub(super) struct Reply {
    what: &'static str,
    pub(super) body: String,
}

/// One call, before it is sent.
pub(super) struct Call {
    /// How it is asked.
    pub(super) verb: Method,
    /// The path from the base on, with its query.
    pub(super) path: String,
    /// The path without ids, for errors.
    pub(super) what: &'static str,
    /// The JSON sent along; empty for none.
    pub(super) body: String,
}

impl KashIo {
    /// Sends it, and returns the answer unless it is an error.
    pub(super) async fn ask(&self, http: &dyn Http, call: Call) -> Result<Reply, ProviderError> {
        let Call { verb, path, what, body } = call;
        let mut request = http::Request::builder()
            .method(verb)
            .uri(format!("{}{path}", self.base))
            .header(header::AUTHORIZATION, self.key.authorization())
            .header(header::ACCEPT, "application/json");
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request
            .body(Bytes::from(body))
            .map_err(|_| ProviderError::new(Kind::NotReached, format!("{what}: the address cannot be built")))?;
        let answer = http.send(request).await?;
        let status = answer.status();
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        if status.is_success() {
            return Ok(Reply { what, body });
        }
        let theirs = body.trim_start().starts_with('{');
        Err(ProviderError::new(
            Kind::of_status(status, theirs),
            format!("{what}: status {}: {}", status.as_u16(), scrub::shape(&body)),
        ))
    }
}

impl Reply {
    /// The error of an answer that cannot be used, with its shape.
    pub(super) fn nonsense(&self, why: &str) -> ProviderError {
        not_understood(self.what, why, &self.body)
    }
}

/// The error of something that cannot be used, with its shape.
pub(super) fn not_understood(what: &str, why: &str, body: &str) -> ProviderError {
    ProviderError::new(Kind::NotUnderstood, format!("{what}: {why}: {}", scrub::shape(body)))
}

/// A body.
pub(super) fn json<T: Serialize>(body: &T) -> String {
    serde_json::to_string(body).expect("texts and numbers always become JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Reason;
    use http::StatusCode;

    #[test]
    fn a_status_is_judged_by_what_may_have_happened() {
        let check = |status: u16, theirs: bool, expected: Kind| {
            assert_eq!(Kind::of_status(StatusCode::from_u16(status).unwrap(), theirs), expected, "{status} {theirs}");
        };
        check(400, true, Kind::Refused(Reason::Other));
        check(401, true, Kind::BadKeys);
        check(404, true, Kind::NotFound);
        check(404, false, Kind::Refused(Reason::Other));
        check(429, true, Kind::Busy);
        check(500, true, Kind::NoAnswer);
        check(503, false, Kind::Busy);
        check(302, false, Kind::NotUnderstood);
    }
}
