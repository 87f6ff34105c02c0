//! The real network, as providers are asked over it: TLS by rustls, ten seconds to connect, thirty for the whole answer, no redirects.

use bytes::Bytes;
use providers::future::BoxFuture;
use providers::http::{Http, MAX_ANSWER, TransportError};
use std::time::Duration;

/// The real network, over TLS by rustls.
pub struct Network {
    client: reqwest::Client,
    whole: Duration,
}

impl Network {
    /// A client with the limits above.
    ///
    /// # Errors
    ///
    /// Where TLS cannot be set up on this machine.
    pub fn new() -> Result<Self, TransportError> {
        Self::with_timeout(Duration::from_secs(30))
    }

    /// The same with another limit for the whole answer.
    ///
    /// # Errors
    ///
    /// Where TLS cannot be set up on this machine.
    pub fn with_timeout(whole: Duration) -> Result<Self, TransportError> {
        // Whoever installed a provider of cryptography first wins; a second one is refused, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(whole)
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(Duration::from_secs(60))
            .user_agent(concat!("ficha/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| TransportError::Connect(error.without_url().to_string()))?;
        Ok(Self { client, whole })
    }

    async fn answer(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(|error| TransportError::Connect(error.to_string()))?;
        let mut answer = self.client.execute(request).await.map_err(|error| self.explain(error))?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers().clone();
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.explain(error))? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(TransportError::NoResponse(format!("the answer is larger than {MAX_ANSWER} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        response.body(Bytes::from(body)).map_err(|error| TransportError::NoResponse(error.to_string()))
    }

    fn explain(&self, error: reqwest::Error) -> TransportError {
        let error = error.without_url();
        if error.is_connect() || error.is_builder() {
            return TransportError::Connect(with_causes(&error));
        }
        if error.is_timeout() {
            return TransportError::NoResponse(format!("no whole answer within {} seconds", self.whole.as_secs()));
        }
        TransportError::NoResponse(with_causes(&error))
    }
}

impl Http for Network {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
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
