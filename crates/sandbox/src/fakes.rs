//! Which providers are played: the only list of them here. A provider is added in two lines. What each can do, it is
//! asked.

use providers::compropago::fake::ComproPago;
use providers::fake::FakeProvider;
use providers::kashio::fake::KashIo;
use providers::mercadopago::fake::MercadoPago;
use providers::stripe::fake::FakeStripe;

/// Whose own clients take a host and no path: each of these has a port of its own, too.
pub(crate) const WITHOUT_PATH: &[&str] = &["stripe"];

/// Every played provider, fresh. `webhook` is registered for each account that opens; `{provider}` in it becomes the id of
/// the provider that tells.
pub(crate) fn every(webhook: Option<&str>) -> Vec<Box<dyn FakeProvider>> {
    let told = |provider: &str| webhook.map(|url| url.replace("{provider}", provider));
    vec![
        Box::new(ComproPago::new(told("compropago"))),
        Box::new(KashIo::new(told("kashio"))),
        Box::new(MercadoPago::new(told("mercadopago"))),
        Box::new(FakeStripe::new(told("stripe"))),
    ]
}

/// What customers call the company of a played provider.
pub(crate) fn company(name: &str) -> &str {
    match name {
        "compropago" => "ComproPago",
        "kashio" => "KashIO",
        "mercadopago" => "Mercado Pago",
        "stripe" => "Stripe",
        other => other,
    }
}
