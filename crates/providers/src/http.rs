//! The one way out: a request goes, an answer or a reason comes. Providers are handed it and never make their own.
//!
//! It does not know what is asked of whom. Limits live here, because everything outside is slow, large or broken
//! at some time: ten seconds to connect, thirty for the whole answer, one mebibyte of body, no redirects.

use crate::future::BoxFuture;
use bytes::Bytes;
use std::fmt;

/// The way out: sends one HTTP request and returns its answer.
pub trait Http: Send + Sync {
    /// Sends it and reads the whole answer, whatever its status.
    ///
    /// # Errors
    ///
    /// Where no whole answer came: the error says whether somebody may have been asked.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError>;
}

/// Why there is no answer. The text names no key and no body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// No connection was made, so nobody was asked.
    Connect(String),
    /// Somebody may have been asked: the answer timed out, broke off or was too large.
    NoResponse(String),
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(detail) => write!(f, "not sent: {detail}"),
            Self::NoResponse(detail) => write!(f, "no answer: {detail}"),
        }
    }
}

impl std::error::Error for TransportError {}

/// The most an answer may weigh.
pub const MAX_ANSWER: usize = 1024 * 1024;
