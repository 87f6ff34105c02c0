//! What KashIO can do beyond what every provider can. When any of it is used is not known here.

use super::{KashIo, events, invoices};
use crate::call::Call;
use crate::capability::{Amend, Amended, Amendment, Cancel, CheckKeys, Pull, Pulled};
use crate::future::BoxFuture;
use crate::provider::{ChargeRef, Context, FetchedCharge, ProviderError};

impl CheckKeys for KashIo {
    /// The shortest question a key is needed for.
    fn check_keys<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, (), ProviderError> {
        let question = Call::get("/invoices?limit=1".to_owned(), "GET /invoices");
        Box::pin(async move { self.api.ask(cx, question).await.map(drop) })
    }
}

impl Cancel for KashIo {
    fn cancel<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(invoices::void(self, cx, charge))
    }
}

impl Amend for KashIo {
    fn amend<'a>(
        &'a self,
        cx: Context<'a>,
        charge: &'a ChargeRef,
        amendment: &'a Amendment,
    ) -> BoxFuture<'a, Amended, ProviderError> {
        Box::pin(invoices::amend(self, cx, charge, amendment))
    }
}

impl Pull for KashIo {
    fn pull<'a>(&'a self, cx: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError> {
        Box::pin(events::pull(self, cx, after))
    }
}
