//! How often one caller may do what, and whom to believe who a caller is. The numbers alone: how they are counted stands in
//! `http/limits/`.

use anyhow::Context;
use ipnet::IpNet;
use serde::Deserialize;
use std::net::IpAddr;

/// The section `[limits]`. Nought switches a limit off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Questions of one address in a minute: offers, orders, pages. Many customers of a phone network share an address.
    pub reads_per_minute: u32,
    /// New orders, charges and cancellations of one address in a minute.
    pub writes_per_minute: u32,
    /// Charges and cancellations of one order in a minute.
    pub order_writes_per_minute: u32,
    /// Vouchers of one order that can be paid at once: a customer changes their mind a few times, and no more.
    pub order_open_vouchers: u32,
    /// SMS asked for by one address in an hour: each costs money.
    pub sms_per_hour: u32,
    /// SMS asked for of one order in an hour.
    pub order_sms_per_hour: u32,
    /// Calls of one address in a minute that need a merchant's token.
    pub merchant_per_minute: u32,
    /// Attempts of one address to sign in to the panel in a minute.
    pub sign_ins_per_minute: u32,
    /// Webhooks of one address in a minute.
    pub webhooks_per_minute: u32,
    /// Connections that are open at once.
    pub connections: u32,
    /// Connections one address may have open at once; proxies that are trusted may have them all.
    pub address_connections: u32,
    /// Event streams that are held at once: fewer than connections, so that whoever only asks is always served.
    pub streams: u32,
    /// Event streams one address may hold at once, also behind a proxy.
    pub caller_streams: u32,
    /// Event streams of one order, or of one reusable CLABE, at once.
    pub order_streams: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            reads_per_minute: 600,
            writes_per_minute: 60,
            order_writes_per_minute: 20,
            order_open_vouchers: 5,
            sms_per_hour: 20,
            order_sms_per_hour: 8,
            merchant_per_minute: 1200,
            sign_ins_per_minute: 10,
            webhooks_per_minute: 6000,
            connections: 4096,
            address_connections: 100,
            streams: 2048,
            caller_streams: 60,
            order_streams: 12,
        }
    }
}

/// The networks whose `X-Forwarded-For` is believed. This machine always is: who is on it need not lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads addresses and networks: `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
    ///
    /// # Errors
    ///
    /// Fails where an entry is neither an IP address nor a network; the message repeats the entry.
    pub fn parse(words: &[String]) -> anyhow::Result<Self> {
        let read = |word: &String| {
            let network = word.parse().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
            network.with_context(|| format!("{word} is neither an address nor a network like 10.0.0.0/8"))
        };
        words.iter().map(read).collect::<anyhow::Result<_>>().map(Self)
    }

    /// Whether none is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what this address says of others is believed.
    pub fn trust(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback() || self.0.iter().any(|network| network.contains(&address))
    }
}

/// What is asked for: each is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateClass {
    /// To be shown something.
    Read,
    /// A new order, a charge, a change of mind.
    Write,
    /// An SMS with a voucher, of a charge.
    Sms,
    /// Anything a merchant's server may.
    Merchant,
    /// To be let into the panel.
    SignIn,
    /// To be believed that something happened.
    Webhook,
}

impl RateClass {
    /// The word for it in metrics.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Sms => "sms",
            Self::Merchant => "merchant",
            Self::SignIn => "sign_in",
            Self::Webhook => "webhook",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_networks_and_this_machine_are_trusted() {
        let proxies = Proxies::parse(&["10.0.0.0/8".to_owned(), "192.0.2.7".to_owned(), "fd00::/8".to_owned()]).unwrap();
        let trusted = |address: &str| proxies.trust(address.parse().unwrap());
        for yes in ["10.1.2.3", "192.0.2.7", "fd00::1", "127.0.0.1", "::1", "::ffff:10.1.2.3"] {
            assert!(trusted(yes), "{yes}");
        }
        for no in ["11.1.2.3", "192.0.2.8", "2001:db8::1", "0.0.0.0"] {
            assert!(!trusted(no), "{no}");
        }
        assert!(Proxies::parse(&["everybody".to_owned()]).is_err());
    }
}
