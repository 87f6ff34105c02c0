//! What KashIO can do beyond the four verbs, in the form the register holds it. When any of it is used is not known
//! here.

use super::call::Call;
use super::{KashIo, events, invoices};
use crate::capability::{Amended, Amendment, Capabilities, Pulled};
use crate::http::Http;
use crate::provider::{Answer, FetchedCharge, Handle, Kind, ProviderError};
use crate::register::Settings;
use http::Method as Verb;

/// All of it.
pub(super) const ALL: Capabilities = Capabilities {
    send_sms: None,
    check_keys: Some(check_keys),
    webhooks: None,
    standing: None,
    cancel: Some(cancel),
    amend: Some(amend),
    pull: Some(pull),
};

fn client(settings: &Settings) -> Result<KashIo, ProviderError> {
    KashIo::new(settings).map_err(|sentence| ProviderError::new(Kind::BadKeys, sentence))
}

/// The shortest question a key is needed for.
fn check_keys<'a>(settings: &'a Settings, http: &'a dyn Http) -> Answer<'a, ()> {
    Box::pin(async move {
        let path = "/invoices?limit=1".to_owned();
        client(settings)?.ask(http, Call { verb: Verb::GET, path, what: "GET /invoices", body: String::new() }).await.map(drop)
    })
}

fn cancel<'a>(settings: &'a Settings, http: &'a dyn Http, handle: &'a Handle) -> Answer<'a, FetchedCharge> {
    Box::pin(async move { invoices::void(&client(settings)?, http, handle).await })
}

fn amend<'a>(settings: &'a Settings, http: &'a dyn Http, handle: &'a Handle, to: &'a Amendment) -> Answer<'a, Amended> {
    Box::pin(async move { invoices::amend(&client(settings)?, http, handle, to).await })
}

fn pull<'a>(settings: &'a Settings, http: &'a dyn Http, after: Option<&'a str>) -> Answer<'a, Pulled> {
    Box::pin(async move { events::pull(&client(settings)?, http, after).await })
}
