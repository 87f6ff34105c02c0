//! What Mercado Pago can do beyond what every provider can. When any of it is used is not known here. No call registers a webhook:
//! that is done in its panel, by hand.

use super::{MercadoPago, changes, methods, orders, payments_api};
use crate::capability::{Cancel, CheckKeys, Pull, Pulled, Refund, RefundRequest};
use crate::future::BoxFuture;
use crate::provider::{ChargeRef, Context, FetchedCharge, ProviderError};
use payments::Country;

impl Cancel for MercadoPago {
    fn cancel<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        match self.country {
            Country::Mx => Box::pin(orders::cancel(self, cx, charge)),
            Country::Pe => Box::pin(payments_api::cancel(self, cx, charge)),
        }
    }
}

impl Refund for MercadoPago {
    fn refund<'a>(
        &'a self,
        cx: Context<'a>,
        charge: &'a ChargeRef,
        refund: &'a RefundRequest,
    ) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        match self.country {
            Country::Mx => Box::pin(orders::refund(self, cx, charge, refund)),
            Country::Pe => Box::pin(payments_api::refund(self, cx, charge, refund)),
        }
    }
}

/// In Peru alone: [`Provider::pull`](crate::Provider::pull) hands it out nowhere else.
impl Pull for MercadoPago {
    fn pull<'a>(&'a self, cx: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError> {
        Box::pin(changes::pull(self, cx, after))
    }
}

impl CheckKeys for MercadoPago {
    fn check_keys<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(methods::check_keys(self, cx))
    }
}
