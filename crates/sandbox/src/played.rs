//! Which providers are played: the only list of them here. A provider is added in one line. What each can do, it is
//! asked.

use providers::compropago::sandbox::ComproPago;
use providers::kashio::sandbox::KashIo;
use providers::sandbox::Played;

/// Every played provider, fresh. `webhook` is registered for each account that opens; `{provider}` in it becomes the id of
/// the provider that tells.
pub(crate) fn every(webhook: Option<&str>) -> Vec<Box<dyn Played>> {
    let told = |provider: &str| webhook.map(|url| url.replace("{provider}", provider));
    vec![Box::new(ComproPago::new(told("compropago"))), Box::new(KashIo::new(told("kashio")))]
}
