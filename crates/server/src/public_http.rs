//! The way out to a shop's own address, which a merchant typed: so it may lead nowhere but to the public internet.
//!
//! Every name is looked up here, addresses that are not public are left out, and what is left is what is connected to: a
//! name that means something else a moment later changes nothing. Redirects are not followed, answers are not read, and
//! nobody waits longer than fifteen seconds. What is sent is not known here.

use anyhow::Context;
use backend::base::public_address::{is_private_literal, is_public};
use bytes::Bytes;
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer may take.
const WHOLE: Duration = Duration::from_secs(15);

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Posts to public addresses; and, where the operator allows it, to those of this network.
pub struct PublicHttp {
    client: reqwest::Client,
    private_too: bool,
}

impl PublicHttp {
    /// With `private_too`, addresses of this machine and network are allowed: for trying it out, and for shops that live
    /// beside their backend.
    ///
    /// # Errors
    ///
    /// Fails where TLS cannot be set up on this machine.
    pub fn new(private_too: bool) -> anyhow::Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Lookup { private_too }))
            .user_agent(concat!("ficha/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("no way out to shops")?;
        Ok(Self { client, private_too })
    }

    async fn post(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(|error| TransportError::Connect(error.to_string()))?;
        // A number in place of a name is never looked up.
        if !self.private_too && is_private_literal(request.url()) {
            return Err(TransportError::Connect("this address is not public".to_owned()));
        }
        let answer = self.client.execute(request).await.map_err(explain)?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        Ok(response)
    }
}

impl Http for PublicHttp {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        Box::pin(self.post(request))
    }
}

struct Lookup {
    private_too: bool,
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let private_too = self.private_too;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<_> = found.into_iter().filter(|found| private_too || is_public(found.ip())).collect();
            if allowed.is_empty() {
                return Err("this name leads to no public address".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Reqwest's errors name the URL; ours do not repeat it, because it may carry a key of the merchant's.
fn explain(error: reqwest::Error) -> TransportError {
    let connecting = error.is_connect() || error.is_builder();
    let timed_out = error.is_timeout();
    let error = error.without_url();
    let mut said = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(next) = cause {
        said = next.to_string();
        cause = next.source();
    }
    match (connecting, timed_out) {
        (true, _) => TransportError::Connect(said),
        (false, true) => TransportError::NoResponse(format!("no answer in {} seconds", WHOLE.as_secs())),
        (false, false) => TransportError::NoResponse(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_followed() {
        let outside = PublicHttp::new(false).expect("a client");
        for url in ["http://localhost:9/", "http://127.0.0.1:9/"] {
            let request = http::Request::post(url).body(Bytes::new()).expect("a request");
            assert!(matches!(outside.send(request).await, Err(TransportError::Connect(_))), "{url}");
        }
    }
}
