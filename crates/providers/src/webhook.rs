//! Webhooks as every provider hears them: the request as it came, and what was read from it.
//!
//! A reading names charges and claims nothing about them: what is true is asked. It also carries the answer its sender
//! expects, because some want their challenge echoed, and some a body of their own form.

use crate::error::{Kind, ProviderError};
use ::http::{HeaderMap, StatusCode};

/// The most a webhook may weigh: ten times the largest sample of any provider.
pub const MAX_WEBHOOK: usize = 64 * 1024;

/// A webhook as it came. Signatures may cover any part of it, so nothing has been decoded.
#[derive(Clone, Copy, Debug)]
pub struct WebhookRequest<'a> {
    /// The headers of the request, all of them.
    pub headers: &'a HeaderMap,
    /// What stood behind the question mark of the address; empty where there was none.
    pub query: &'a str,
    /// The body, to the byte.
    pub body: &'a [u8],
}

impl WebhookRequest<'_> {
    /// Refuses one that is too large to be one.
    ///
    /// # Errors
    ///
    /// [`Kind::NotUnderstood`] for a body over [`MAX_WEBHOOK`].
    pub fn check_size(&self) -> Result<(), ProviderError> {
        if self.body.len() <= MAX_WEBHOOK {
            return Ok(());
        }
        Err(ProviderError::new(Kind::NotUnderstood, format!("webhook: {} bytes are too many", self.body.len())))
    }
}

/// What a webhook turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookReading {
    /// The provider's id of the event, where it has one: the same event told twice has the same.
    pub event_id: Option<String>,
    /// What it is about.
    pub about: WebhookSubject,
    /// What its sender is answered.
    pub answer: WebhookAnswer,
}

impl WebhookReading {
    /// About these charges, answered in our own form.
    pub fn of_charges(charges: Vec<ChargeHint>) -> Self {
        Self { event_id: None, about: WebhookSubject::Charges(charges), answer: WebhookAnswer::default() }
    }

    /// About nothing: the provider's own test.
    pub fn ping() -> Self {
        Self { event_id: None, about: WebhookSubject::Ping, answer: WebhookAnswer::default() }
    }
}

/// What a webhook is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookSubject {
    /// These charges: each is to be asked about. None where it is about something that is no charge.
    Charges(Vec<ChargeHint>),
    /// A test of the provider's own, about nothing.
    Ping,
    /// A question whether this address is ours: the answer is all there is to it.
    Challenge,
}

/// A charge a webhook or an event names: a reason to ask, never believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeHint {
    /// The provider's id of the charge.
    pub provider_charge: String,
    /// Our own id of it, where the provider sends back what it was given: so a charge is found whose answer was lost.
    pub charge_id: Option<String>,
}

impl ChargeHint {
    /// By the provider's id alone.
    pub fn of(provider_charge: impl Into<String>) -> Self {
        Self { provider_charge: provider_charge.into(), charge_id: None }
    }
}

/// What the sender of a webhook is answered where all went well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebhookAnswer {
    /// Our own JSON, which says what came of it, with these fields of the sender's echoed in it.
    Ours(Vec<(&'static str, String)>),
    /// An answer in the provider's own form.
    Theirs {
        /// The HTTP status of the answer.
        status: StatusCode,
        /// The type of the body.
        content_type: &'static str,
        /// The body of the answer.
        body: String,
    },
}

impl Default for WebhookAnswer {
    fn default() -> Self {
        Self::Ours(Vec::new())
    }
}
