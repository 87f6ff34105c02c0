//! What ComproPago can do beyond the four verbs, in the form the register holds it. When any of it is used is not
//! known here.

use super::ComproPago;
use crate::capability::{
    Account, Capabilities, ClabeRequest, Deposit, Holder, Movement, NewAccount, RegisteredWebhook, Standing, StandingClabe,
    Webhooks,
};
use crate::http::Http;
use crate::provider::{Answer, Handle, Kind, ProviderError};
use crate::register::Settings;
use payments::Clabe;

/// All of it.
pub(super) const ALL: Capabilities = Capabilities {
    send_sms: Some(send_sms),
    check_keys: Some(check_keys),
    webhooks: Some(Webhooks { register: register_webhook, list: list_webhooks, remove: remove_webhook }),
    standing: Some(Standing { clabe, open_account, accounts, holders, movements, deposit }),
    cancel: None,
    amend: None,
    pull: None,
};

fn client(settings: &Settings) -> Result<ComproPago, ProviderError> {
    ComproPago::new(settings).map_err(|sentence| ProviderError::new(Kind::BadKeys, sentence))
}

fn send_sms<'a>(settings: &'a Settings, http: &'a dyn Http, handle: &'a Handle, phone: &'a str) -> Answer<'a, ()> {
    Box::pin(async move { client(settings)?.send_sms(http, handle, phone).await })
}

fn check_keys<'a>(settings: &'a Settings, http: &'a dyn Http) -> Answer<'a, ()> {
    Box::pin(async move { client(settings)?.check_keys(http).await })
}

fn register_webhook<'a>(settings: &'a Settings, http: &'a dyn Http, url: &'a str) -> Answer<'a, RegisteredWebhook> {
    Box::pin(async move { client(settings)?.register_webhook(http, url).await })
}

fn list_webhooks<'a>(settings: &'a Settings, http: &'a dyn Http) -> Answer<'a, Vec<RegisteredWebhook>> {
    Box::pin(async move { client(settings)?.webhooks(http).await })
}

fn remove_webhook<'a>(settings: &'a Settings, http: &'a dyn Http, id: &'a str) -> Answer<'a, ()> {
    Box::pin(async move { client(settings)?.remove_webhook(http, id).await })
}

fn clabe<'a>(settings: &'a Settings, http: &'a dyn Http, request: &'a ClabeRequest) -> Answer<'a, StandingClabe> {
    Box::pin(async move { client(settings)?.standing_clabe(http, request).await })
}

fn open_account<'a>(settings: &'a Settings, http: &'a dyn Http, account: &'a NewAccount) -> Answer<'a, Vec<Holder>> {
    Box::pin(async move { client(settings)?.open_account(http, account).await })
}

fn accounts<'a>(settings: &'a Settings, http: &'a dyn Http) -> Answer<'a, Vec<Account>> {
    Box::pin(async move { client(settings)?.accounts(http).await })
}

fn holders<'a>(settings: &'a Settings, http: &'a dyn Http, account: &'a str) -> Answer<'a, Vec<Holder>> {
    Box::pin(async move { client(settings)?.holders(http, account).await })
}

fn movements<'a>(
    settings: &'a Settings,
    http: &'a dyn Http,
    account: &'a str,
    clabe: Option<&'a Clabe>,
) -> Answer<'a, Vec<Movement>> {
    Box::pin(async move { client(settings)?.movements(http, account, clabe).await })
}

fn deposit<'a>(settings: &'a Settings, http: &'a dyn Http, provider_charge: &'a str) -> Answer<'a, Deposit> {
    Box::pin(async move { client(settings)?.deposit(http, provider_charge).await })
}
