//! Stripe's errors, as its documents write them.

use serde_json::{Value, json};

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    param: Option<String>,
    message: String,
    /// Whether the call had begun: then the same key gets the same answer again.
    pub(super) is_kept: bool,
}

impl Failure {
    fn of(status: u16, kind: &'static str, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, kind, code, param: None, message: message.into(), is_kept: false }
    }

    /// What was sent cannot be.
    pub(super) fn invalid(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        Self { param: Some(param.to_owned()), ..Self::of(400, "invalid_request_error", Some(code), message) }
    }

    /// The same, of which the documents name no code.
    pub(super) fn nameless(message: impl Into<String>) -> Self {
        Self::of(400, "invalid_request_error", None, message)
    }

    /// A field is missing.
    pub(super) fn missing(param: &str) -> Self {
        Self::invalid("parameter_missing", param, format!("Missing required param: {param}."))
    }

    /// It is there, and its state does not allow it. The call had begun.
    pub(super) fn state(message: impl Into<String>) -> Self {
        let failure = Self::of(400, "invalid_request_error", Some("payment_intent_unexpected_state"), message);
        Self { is_kept: true, ..failure }
    }

    /// There is no such object of this account.
    pub(super) fn no_such(what: &str, id: &str, param: &str) -> Self {
        let message = format!("No such {what}: '{id}'");
        let failure = Self::of(404, "invalid_request_error", Some("resource_missing"), message);
        Self { param: Some(param.to_owned()), ..failure }
    }

    /// What stands in a form names nothing of this account.
    pub(super) fn names_no(what: &str, id: &str, param: &str) -> Self {
        Self { status: 400, ..Self::no_such(what, id, param) }
    }

    /// There is no such call.
    pub(super) fn no_call(verb: &str, path: &str) -> Self {
        Self::of(404, "invalid_request_error", None, format!("Unrecognized request URL ({verb}: {path})."))
    }

    /// No key, or none of Stripe's.
    pub(super) fn key(sent: Option<String>) -> Self {
        let message = match sent {
            Some(masked) => format!("Invalid API Key provided: {masked}"),
            None => "You did not provide an API key.".to_owned(),
        };
        Self::of(401, "invalid_request_error", None, message)
    }

    /// The body is no form.
    pub(super) fn no_form() -> Self {
        let message = "Invalid request (check that your POST content type is application/x-www-form-urlencoded).";
        Self::of(415, "invalid_request_error", None, message)
    }

    /// Too many requests in this second.
    pub(super) fn rate_limit() -> Self {
        Self::of(429, "invalid_request_error", Some("rate_limit"), "Request rate limit exceeded.")
    }

    /// The same key with something else.
    pub(super) fn other_parameters(key: &str) -> Self {
        let message = format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key \
             other than '{key}' if you meant to execute a different request."
        );
        Self::of(400, "idempotency_error", None, message)
    }

    /// The same key is being worked on.
    pub(super) fn key_in_use(key: &str) -> Self {
        let message = format!(
            "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and \
             the other request is still going through): {key}."
        );
        Self::of(409, "idempotency_error", Some("idempotency_key_in_use"), message)
    }

    /// The body of the answer.
    pub(super) fn document(&self) -> Value {
        let mut error = json!({"message": self.message, "type": self.kind});
        if let Some(code) = self.code {
            error["code"] = json!(code);
            error["doc_url"] = json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
        }
        if let Some(param) = &self.param {
            error["param"] = json!(param);
        }
        json!({"error": error})
    }
}
