//! What ComproPago can do beyond what every provider can. When any of it is used is not known here.

use super::ComproPago;
use crate::capability::{
    Account, CheckKeys, ClabeRequest, Deposit, Holder, Movement, NewAccount, RegisteredWebhook, Registration, ReusableClabes,
    Sms, StandingClabe, Webhooks,
};
use crate::future::BoxFuture;
use crate::provider::{ChargeRef, Context, ProviderError};
use payments::Clabe;

impl Sms for ComproPago {
    /// By its documents; a third one is refused.
    fn at_most(&self) -> i64 {
        2
    }

    fn send<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef, phone: &'a str) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(self.send_sms(cx, charge, phone))
    }
}

impl CheckKeys for ComproPago {
    fn check_keys<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(self.ask_about_keys(cx))
    }
}

impl Webhooks for ComproPago {
    fn register<'a>(&'a self, cx: Context<'a>, url: &'a str) -> BoxFuture<'a, Registration, ProviderError> {
        Box::pin(async move { Ok(Registration { webhook: self.register_webhook(cx, url).await?, secret: None }) })
    }

    fn list<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, Vec<RegisteredWebhook>, ProviderError> {
        Box::pin(self.list_webhooks(cx))
    }

    fn remove<'a>(&'a self, cx: Context<'a>, id: &'a str) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(self.remove_webhook(cx, id))
    }
}

impl ReusableClabes for ComproPago {
    fn clabe<'a>(&'a self, cx: Context<'a>, request: &'a ClabeRequest) -> BoxFuture<'a, StandingClabe, ProviderError> {
        Box::pin(self.reusable_clabe(cx, request))
    }

    fn open_account<'a>(&'a self, cx: Context<'a>, account: &'a NewAccount) -> BoxFuture<'a, Vec<Holder>, ProviderError> {
        Box::pin(self.open_account_of_several(cx, account))
    }

    fn accounts<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, Vec<Account>, ProviderError> {
        Box::pin(self.list_accounts(cx))
    }

    fn holders<'a>(&'a self, cx: Context<'a>, account: &'a str) -> BoxFuture<'a, Vec<Holder>, ProviderError> {
        Box::pin(self.list_holders(cx, account))
    }

    fn movements<'a>(
        &'a self,
        cx: Context<'a>,
        account: &'a str,
        clabe: Option<&'a Clabe>,
    ) -> BoxFuture<'a, Vec<Movement>, ProviderError> {
        Box::pin(self.list_movements(cx, account, clabe))
    }

    fn deposit<'a>(&'a self, cx: Context<'a>, provider_charge: &'a str) -> BoxFuture<'a, Deposit, ProviderError> {
        Box::pin(super::spei::deposit(self, cx, provider_charge))
    }
}
