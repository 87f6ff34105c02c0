//! Idempotency keys: what a key is, what the same request is, and the answer that is kept to be given again.
//!
//! The customer's page keeps a key until it has an answer, so a request that comes twice is one request: the second
//! gets the first one's status and body. Where keys are kept is not known here.

use crate::base::error::WorkError;
use api::Code;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// What the page sends as `Idempotency-Key`: 8 to 200 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The key, or the rule it breaks: too short to be one, too long, or not visible ASCII.
    ///
    /// # Errors
    ///
    /// `idempotency_key_invalid`, with the rule it breaks.
    pub fn parse(text: &str) -> Result<Self, WorkError> {
        let invalid = |why: String| Err(WorkError::from(Code::IdempotencyKeyInvalid).with_detail(why));
        let strange = text.chars().position(|c| !c.is_ascii_graphic());
        match (text.chars().count(), strange) {
            (0, _) => Err(Code::IdempotencyKeyMissing.into()),
            (_, Some(at)) => invalid(format!("its character {} is not visible ASCII; a UUID is a good key", at + 1)),
            (length @ 1..8, None) => {
                invalid(format!("it has {length} characters; at least 8 are needed; a UUID is a good key"))
            }
            (8..=200, None) => Ok(Self(text.to_owned())),
            (length, None) => invalid(format!("it has {length} characters; at most 200 are allowed")),
        }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of what was asked, hexadecimal. It is made from the request as understood, so spaces and the order of
/// keys in the JSON do not matter.
pub fn fingerprint(request: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(request).expect("a request we have read can be written");
    hex(&Sha256::digest(bytes))
}

/// The bytes as lower-case hexadecimal digits, two for each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An answer that is kept with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The HTTP status of the answer.
    pub status: u16,
    /// The body of the answer, as JSON.
    pub body: String,
    /// Whether it was given before.
    pub replayed: bool,
    /// What it refuses, where it is no success.
    pub refusal: Option<WorkError>,
}

impl Answered {
    /// The answer to a request that made something.
    pub fn created(body: &impl Serialize) -> Self {
        let body = serde_json::to_string(body).expect("our own JSON is texts and numbers");
        Self { status: 201, body, replayed: false, refusal: None }
    }

    /// A refusal that is kept like any other answer.
    pub fn refusal(error: WorkError) -> Self {
        let problem = error.problem();
        let body = serde_json::to_string(&problem).expect("a problem is texts and numbers");
        Self { status: problem.status, body, replayed: false, refusal: Some(error) }
    }

    /// One that was given before.
    pub fn again((status, body): (u16, String)) -> Self {
        let refusal = (status >= 400).then(|| serde_json::from_str(&body).ok()).flatten();
        let refusal = refusal.map(|problem: api::Problem| WorkError::read(&problem));
        Self { status, body, replayed: true, refusal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii_of_a_sensible_length() {
        for right in ["12345678", &"x".repeat(200), "a-b_c.d/e+f="] {
            assert!(Key::parse(right).is_ok(), "{right}");
        }
        for wrong in ["", "1234567", &"x".repeat(201), "clave con espacio", "niño-1234", "12345678\n"] {
            assert!(Key::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
