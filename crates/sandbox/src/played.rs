//! Which providers are played: the only list of them here. A provider is added in one line.

use providers::compropago::sandbox::ComproPago;
use providers::kashio::sandbox::KashIo;
use providers::sandbox::Played;

/// Every played provider, fresh. `webhook` is registered for each account that opens.
pub(crate) fn every(webhook: Option<&str>) -> Vec<Box<dyn Played>> {
    vec![Box::new(ComproPago::new(webhook.map(str::to_owned))), Box::new(KashIo::new(webhook.map(str::to_owned)))]
}
