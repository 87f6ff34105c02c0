//! The channels: where KashIO's code is paid. No call lists them, so they stand here as a table.
//!
//! Source: the channels a KashIO pay-in names in the documents of the orchestrator that resells it (facts of 2022; the
//! folder's README). Which of them a merchant's account has is agreed with KashIO: the configuration says which to offer.

use crate::provider::OfferedStore;
use payments::Money;

/// A payment channel of KashIO.
pub(super) struct Channel {
    /// The code it has there.
    pub(super) code: &'static str,
    /// The name of the channel.
    name: &'static str,
    /// What the payer asks for at its counter or in its app.
    pub(super) company: &'static str,
}

/// Every channel KashIO documents.
const CHANNELS: [Channel; 6] = [
    Channel { code: "BCP", name: "BCP", company: "KashIO" },
    Channel { code: "BBVA", name: "BBVA", company: "KashIO" },
    Channel { code: "IBK", name: "Interbank", company: "KashIO" },
    Channel { code: "SBK", name: "Scotiabank", company: "KashIO" },
    Channel { code: "TAMBO", name: "Tambo", company: "KashIO" },
    Channel { code: "KASNET", name: "KasNet", company: "KashIO, convenio 220044" },
];

/// All of them, as stores.
pub(super) fn offered(limit: Money) -> Vec<OfferedStore> {
    let store = |channel: &Channel| OfferedStore {
        code: channel.code.to_owned(),
        name: channel.name.to_owned(),
        min: None,
        limit: Some(limit),
        till_fee: None,
    };
    CHANNELS.iter().map(store).collect()
}

/// The channel of that code.
pub(super) fn find(code: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|channel| channel.code == code)
}
