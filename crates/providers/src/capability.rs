//! What only some providers can do, as data: a function where a provider can, nothing where it cannot.
//!
//! Each function is handed the settings its provider was built from, so that a capability needs neither a trait nor
//! a downcast. It knows no provider.

use crate::http::Http;
use crate::provider::{Answer, Handle};
use crate::register::Settings;

/// What a provider can do beyond the four verbs every provider has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Capabilities {
    /// Sends the voucher of a charge to a phone (ten digits) by SMS.
    pub send_sms: Option<SendSms>,
    /// Asks the provider whether it accepts the keys, and in the mode they say they are for. An answer of
    /// [`BadKeys`](crate::Kind::BadKeys) carries a sentence for the operator.
    pub check_keys: Option<CheckKeys>,
}

/// See [`Capabilities::send_sms`].
pub type SendSms = for<'a> fn(&'a Settings, &'a dyn Http, &'a Handle, phone: &'a str) -> Answer<'a, ()>;

/// See [`Capabilities::check_keys`].
pub type CheckKeys = for<'a> fn(&'a Settings, &'a dyn Http) -> Answer<'a, ()>;
