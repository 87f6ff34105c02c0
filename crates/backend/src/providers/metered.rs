//! The way out of one operation asked of one provider account: everything it sends is counted and timed under its name.
//!
//! Whatever a provider does for an operation goes through here, the optional parts as well. It changes nothing of what is said.

use crate::base::clock::Clock;
use bytes::Bytes;

use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::{Context, ProviderError};
use std::future::Future;
use std::time::Duration;

/// Counts the calls to providers: how many, how they ended, and how long they took.
pub trait Meter: Send + Sync {
    /// A request was sent to an account for an operation, and this came back: `fine`, `refused`, `server_error`, `no_connection` or
    /// `no_response`.
    fn called(&self, account: &str, operation: &'static str, was: &'static str);

    /// An account was asked for an operation, and took so long; `failed` is the kind of failure, where it failed.
    fn asked(&self, account: &str, operation: &'static str, took: Duration, failed: Option<&'static str>);
}

/// The way out, and what it is for.
pub struct MeteredHttp<'a> {
    http: &'a dyn Http,
    meter: &'a dyn Meter,
    account: &'a str,
    operation: &'static str,
    clock: &'a dyn Clock,
}

impl<'a> MeteredHttp<'a> {
    /// For this operation of this account.
    pub fn new(
        http: &'a dyn Http,
        meter: &'a dyn Meter,
        account: &'a str,
        operation: &'static str,
        clock: &'a dyn Clock,
    ) -> Self {
        Self { http, meter, account, operation, clock }
    }

    /// What the provider is handed.
    pub fn cx(&self) -> Context<'_> {
        Context { http: self, now: self.clock.now() }
    }

    /// Waits for the operation, and counts how it ended and how long it took.
    ///
    /// # Errors
    ///
    /// As the operation fails.
    pub async fn answer<T>(&self, asking: impl Future<Output = Result<T, ProviderError>>) -> Result<T, ProviderError> {
        let began = self.clock.running();
        let answer = asking.await;
        let failed = answer.as_ref().err().map(|error| error.kind.id());
        self.meter.asked(self.account, self.operation, self.clock.running().saturating_sub(began), failed);
        answer
    }
}

impl Http for MeteredHttp<'_> {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        let sending = self.http.send(request);
        Box::pin(async move {
            let answer = sending.await;
            let was = match &answer {
                Ok(answer) if answer.status().is_success() => "fine",
                Ok(answer) if answer.status().is_server_error() => "server_error",
                Ok(_) => "refused",
                Err(TransportError::Connect(_)) => "no_connection",
                Err(TransportError::NoResponse(_)) => "no_response",
            };
            self.meter.called(self.account, self.operation, was);
            answer
        })
    }
}
