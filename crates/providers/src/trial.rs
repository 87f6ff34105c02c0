//! Trying an account with its test keys against the real service: what of that only the provider's own folder can know.
//!
//! Making a charge, reading it and cancelling it is what every provider can do. Here is how the test mode of a service has a charge
//! paid, and what its documents leave open, asked of the service itself. When an account is tried, what its facts say beside it and
//! what is told of it is not known here.

use crate::error::ProviderError;
use crate::future::BoxFuture;
use crate::provider::{ChargeRef, ChargeRequest, Context};
use payments::{Method, Money};

/// What a provider's test mode can do, and what is open in its facts.
pub trait Trial: Send + Sync {
    /// The e-mail address of a customer to whose charges nothing happens by itself.
    fn email(&self) -> &'static str;

    /// How the test mode brings a charge of this method to that end; `None` where it does not.
    fn brings(&self, method: Method, end: End) -> Option<Brought<'_>>;

    /// What is open in its facts, each with the question that answers it. Charges that are made for one are like `like`, with ids
    /// of ours that begin with its id.
    fn open<'a>(&'a self, cx: Context<'a>, like: &'a ChargeRequest) -> Vec<Open<'a>>;
}

/// What a charge of a trial is to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It is paid.
    Paid,
    /// Its voucher runs out.
    Expired,
}

/// How a test mode brings a charge to an end.
#[derive(Clone, Copy)]
pub enum Brought<'a> {
    /// By itself, where the customer has this e-mail address.
    ByAddress(&'static str),
    /// By a call that has money come in.
    ByCall(&'a dyn Pay),
}

/// Money that is pretended to come in.
pub trait Pay: Send + Sync {
    /// Has this much come in for a charge.
    ///
    /// # Errors
    ///
    /// Where the service refuses, or does not say.
    fn pay<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef, amount: Money) -> BoxFuture<'a, (), ProviderError>;
}

/// Something that the documents leave open.
pub struct Open<'a> {
    /// What is not known, in the words of the facts.
    pub what: &'static str,
    /// What the service does.
    pub seen: Seen<'a>,
}

/// How something that is open is seen.
pub enum Seen<'a> {
    /// The service is asked, and what was seen is said: no key, no value, nobody's data. A refusal is an answer as well. Nothing is
    /// asked before it is polled.
    Asked(BoxFuture<'a, String, ProviderError>),
    /// Nobody should ask it, or a test cannot show it: why.
    NotAsked(&'static str),
}

/// What may be told of a text that came: how long it is and of what, never what it says.
pub(crate) fn shape(text: &str) -> String {
    let of = match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => "digits",
        false => "characters",
    };
    format!("{} {of}", text.chars().count())
}

/// The same request, made as another charge.
pub(crate) fn another(like: &ChargeRequest, which: &str) -> ChargeRequest {
    ChargeRequest { charge_id: format!("{}-{which}", like.charge_id), ..like.clone() }
}

/// Something open that the service is asked about.
pub(crate) fn asked<'a>(what: &'static str, seen: impl Future<Output = Result<String, ProviderError>> + Send + 'a) -> Open<'a> {
    Open { what, seen: Seen::Asked(Box::pin(seen)) }
}

/// Something open that nobody asks about.
pub(crate) fn not_asked<'a>(what: &'static str, why: &'static str) -> Open<'a> {
    Open { what, seen: Seen::NotAsked(why) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_tells_nothing_of_what_it_is_of() {
        assert_eq!((shape("0064601035").as_str(), shape("Ana Núñez").as_str()), ("10 digits", "9 characters"));
    }
}
