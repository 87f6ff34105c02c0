//! Things that go wrong on demand: which there are, which of them meets a request or a webhook event, and how an answer is
//! broken. It knows nothing of providers; a fault can be aimed at any path.

use std::time::Duration;

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

/// A fault, as it is asked for and shown.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// The kind of fault.
    pub(crate) kind: Kind,
    /// How long an answer is held back, for `latency`. 2000 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ms: Option<u64>,
    /// The HTTP status, for `5xx`. 503 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// How many times it happens; until it is cleared unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
    /// Which requests: a method, a piece of the path, or both, as in `POST /v1/charges`. All unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) on: Option<String>,
}

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The answer is late.
    Latency,
    /// The provider is down; what was asked is not done.
    #[serde(rename = "5xx")]
    ServerError,
    /// What was asked is done, but no answer ever comes.
    Timeout,
    /// What was asked is done, and the connection is closed without an answer.
    Reset,
    /// What was asked is done, and the answer is no JSON.
    Garbage,
    /// What was asked is done, and the answer ends half-way.
    Truncated,
    /// A charge is made for another amount than was asked, a peso or a sol more, and whatever is said of it says so.
    OtherAmount,
    /// A webhook event is sent twice.
    DuplicateWebhooks,
    /// A webhook event is held back until a later one has been delivered.
    ReorderedWebhooks,
    /// A webhook event is never sent.
    LostWebhooks,
}

impl Kind {
    fn is_of_webhooks(self) -> bool {
        match self {
            Kind::DuplicateWebhooks | Kind::ReorderedWebhooks | Kind::LostWebhooks => true,
            Kind::Latency
            | Kind::ServerError
            | Kind::Timeout
            | Kind::Reset
            | Kind::Garbage
            | Kind::Truncated
            | Kind::OtherAmount => false,
        }
    }
}

impl Fault {
    /// How long [`Kind::Latency`] takes.
    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.ms.unwrap_or(2_000))
    }

    fn is_aimed_at(&self, method: &str, path: &str) -> bool {
        let Some(on) = self.on.as_deref().map(str::trim) else {
            return true;
        };
        match on.split_once(' ') {
            Some((wanted, piece)) => wanted.eq_ignore_ascii_case(method) && path.contains(piece.trim()),
            None => on.eq_ignore_ascii_case(method) || path.contains(on),
        }
    }
}

/// The faults asked for and not used up yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault to those that are waiting.
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Removes every fault.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Those still to happen.
    pub(crate) fn all(&self) -> &[Fault] {
        &self.0
    }

    /// Those that meet this request, which may be one that makes a charge. Each is used once by it.
    pub(crate) fn of_request(&mut self, method: &str, path: &str, makes_a_charge: bool) -> Vec<Fault> {
        let can_meet = |kind: Kind| !kind.is_of_webhooks() && (makes_a_charge || kind != Kind::OtherAmount);
        self.take(|fault| can_meet(fault.kind) && fault.is_aimed_at(method, path))
    }

    /// Those that meet the next webhook event. Each is used once by it.
    pub(crate) fn of_webhooks(&mut self) -> Vec<Fault> {
        self.take(|fault| fault.kind.is_of_webhooks())
    }

    fn take(&mut self, wanted: impl Fn(&Fault) -> bool) -> Vec<Fault> {
        let mut taken = Vec::new();
        self.0.retain_mut(|fault| {
            if !wanted(fault) {
                return true;
            }
            taken.push(fault.clone());
            if let Some(times) = &mut fault.times {
                *times = times.saturating_sub(1);
            }
            fault.times != Some(0)
        });
        taken
    }
}

/// An answer of an HTTP status and nothing that helps, as a proxy in front of a dead service gives it.
pub(crate) fn server_error(status: Option<u16>) -> Response<Bytes> {
    let status = status.filter(|status| (500..600).contains(status)).unwrap_or(503);
    let mut response = Response::new(Bytes::from_static(b"<html><body><h1>Service Unavailable</h1></body></html>"));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or(http::StatusCode::SERVICE_UNAVAILABLE);
    response.headers_mut().insert("content-type", http::HeaderValue::from_static("text/html"));
    response
}

/// The answer with a body that is no JSON, though it says it is.
pub(crate) fn garbage(response: Response<Bytes>) -> Response<Bytes> {
    response.map(|_| Bytes::from_static(b"\x00\xffPHP Warning: mysql_connect(): Too many connections {\"id\":"))
}

/// The first half of the answer.
pub(crate) fn truncated(response: Response<Bytes>) -> Response<Bytes> {
    response.map(|body| body.slice(..body.len() / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: Kind, times: Option<u32>, on: Option<&str>) -> Fault {
        Fault { kind, ms: None, status: None, times, on: on.map(str::to_owned) }
    }

    #[test]
    fn a_fault_meets_what_it_is_aimed_at() {
        let check = |on: Option<&str>, expected: bool| {
            let met = fault(Kind::Garbage, None, on).is_aimed_at("POST", "/compropago/v1/charges");
            assert_eq!(met, expected, "{on:?}");
        };
        check(None, true);
        check(Some("post"), true);
        check(Some("/v1/charges"), true);
        check(Some("POST /v1/charges"), true);
        check(Some("GET /v1/charges"), false);
        check(Some("/v1/providers"), false);
    }

    #[test]
    fn a_fault_happens_as_often_as_was_asked() {
        let mut faults = Faults::default();
        faults.add(fault(Kind::Timeout, Some(2), None));
        faults.add(fault(Kind::LostWebhooks, Some(1), None));
        let kinds = |taken: Vec<Fault>| taken.into_iter().map(|fault| fault.kind).collect::<Vec<_>>();
        assert_eq!(kinds(faults.of_request("GET", "/", false)), [Kind::Timeout]);
        assert_eq!(kinds(faults.of_request("GET", "/", false)), [Kind::Timeout]);
        assert_eq!(kinds(faults.of_request("GET", "/", false)), []);
        assert_eq!(kinds(faults.of_webhooks()), [Kind::LostWebhooks]);
        faults.add(fault(Kind::OtherAmount, Some(1), None));
        assert_eq!(kinds(faults.of_request("GET", "/", false)), [], "it waits for one that makes a charge");
        assert_eq!(kinds(faults.of_request("POST", "/", true)), [Kind::OtherAmount]);
        assert!(faults.all().is_empty());
    }
}
