//! The one way out: a request goes, an answer or a reason comes. Providers are handed it and never make their own.
//!
//! It does not know what is asked of whom. Limits live here, because everything outside is slow, large or broken
//! at some time: ten seconds to connect, thirty for the whole answer, one mebibyte of body, no redirects.

use bytes::Bytes;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// What [`Http::send`] returns.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, NotAnswered>> + Send + 'a>>;

/// Sends one request.
pub trait Http: Send + Sync {
    /// Sends it and reads the whole answer, whatever its status.
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_>;
}

/// Why there is no answer. The text names no key and no body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAnswered {
    /// No connection was made, so nobody was asked.
    NotSent(String),
    /// Somebody may have been asked: the answer timed out, broke off or was too large.
    Lost(String),
}

impl fmt::Display for NotAnswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSent(detail) => write!(f, "not sent: {detail}"),
            Self::Lost(detail) => write!(f, "no answer: {detail}"),
        }
    }
}

impl std::error::Error for NotAnswered {}

/// The most an answer may weigh.
pub const MAX_ANSWER: usize = 1024 * 1024;

/// The real network, over TLS by rustls.
pub struct Network {
    client: reqwest::Client,
    whole: Duration,
}

impl Network {
    /// A client with the limits above.
    pub fn new() -> Result<Self, NotAnswered> {
        Self::with_timeout(Duration::from_secs(30))
    }

    /// The same with another limit for the whole answer.
    pub fn with_timeout(whole: Duration) -> Result<Self, NotAnswered> {
        // Whoever installed a provider of cryptography first wins; a second one is refused, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(whole)
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(Duration::from_secs(60))
            .user_agent(concat!("ficha/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| NotAnswered::NotSent(error.without_url().to_string()))?;
        Ok(Self { client, whole })
    }

    async fn answer(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, NotAnswered> {
        let request = reqwest::Request::try_from(request).map_err(|error| NotAnswered::NotSent(error.to_string()))?;
        let mut answer = self.client.execute(request).await.map_err(|error| self.explain(error))?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers().clone();
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.explain(error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(NotAnswered::Lost(format!("the answer is larger than {MAX_ANSWER} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        response.body(Bytes::from(body)).map_err(|error| NotAnswered::Lost(error.to_string()))
    }

    fn explain(&self, error: reqwest::Error) -> NotAnswered {
        let error = error.without_url();
        if error.is_connect() || error.is_builder() {
            return NotAnswered::NotSent(with_causes(&error));
        }
        if error.is_timeout() {
            return NotAnswered::Lost(format!("no whole answer within {} seconds", self.whole.as_secs()));
        }
        NotAnswered::Lost(with_causes(&error))
    }
}

impl Http for Network {
    fn send(&self, request: http::Request<Bytes>) -> Sending<'_> {
        Box::pin(self.answer(request))
    }
}

/// The error and what caused it, in one line: reqwest's own text stops at "error sending request".
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
