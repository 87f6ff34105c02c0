//! A provider that is counted and timed: it asks the real one, and changes nothing of what it says.

use super::Metrics;
use http::HeaderMap;
use payments::Money;
use providers::http::Http;
use providers::provider::{Answer, ChargeRequest, CreatedCharge, FetchedCharge, Handle, Hint, OfferedMethod};
use providers::{Provider, ProviderError};
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

/// The real one, and where it is counted.
pub struct Asked {
    provider: Arc<dyn Provider>,
    metrics: Arc<Metrics>,
}

impl Asked {
    /// Counts from now on.
    pub fn new(provider: Arc<dyn Provider>, metrics: Arc<Metrics>) -> Self {
        Self { provider, metrics }
    }

    async fn timed<T>(
        &self,
        verb: &'static str,
        asking: impl Future<Output = Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        let began = Instant::now();
        let answer = asking.await;
        let failed = answer.as_ref().err().map(|error| error.kind.id());
        self.metrics.provider_asked(self.provider.id(), verb, began.elapsed(), failed);
        answer
    }
}

impl Provider for Asked {
    fn id(&self) -> &'static str {
        self.provider.id()
    }

    fn test_mode(&self) -> bool {
        self.provider.test_mode()
    }

    fn repeats_create(&self) -> bool {
        self.provider.repeats_create()
    }

    fn offers<'a>(&'a self, http: &'a dyn Http, amount: Money) -> Answer<'a, Vec<OfferedMethod>> {
        Box::pin(self.timed("offers", self.provider.offers(http, amount)))
    }

    fn create_charge<'a>(&'a self, http: &'a dyn Http, request: &'a ChargeRequest) -> Answer<'a, CreatedCharge> {
        Box::pin(self.timed("create_charge", self.provider.create_charge(http, request)))
    }

    fn fetch_charge<'a>(&'a self, http: &'a dyn Http, handle: &'a Handle) -> Answer<'a, FetchedCharge> {
        Box::pin(self.timed("fetch_charge", self.provider.fetch_charge(http, handle)))
    }

    fn read_webhook(&self, headers: &HeaderMap, body: &[u8]) -> Result<Option<Hint>, ProviderError> {
        self.provider.read_webhook(headers, body)
    }
}
