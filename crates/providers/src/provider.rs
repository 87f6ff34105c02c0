//! The trait every provider account has, and the requests it is given.
//!
//! A few verbs, because few are what every provider can do. What only some can do is an optional part ([`crate::capability`]), and
//! never an empty implementation. A provider is stateless translation: it is built once from its settings, is handed its way out and
//! the moment with each request, and knows neither db nor the JSON of our own API.

use crate::capability::{Amend, Cancel, CheckKeys, Pull, Refund, ReusableClabes, Sms, Webhooks};
pub use crate::error::{Kind, ProviderError, Reason};
use crate::facts::{Facts, StoreChoice};
use crate::future::BoxFuture;
use crate::http::Http;
use crate::trial::Trial;
use crate::webhook::{WebhookReading, WebhookRequest};
use payments::{Customer, Event, Method, Moment, Money, Voucher};

/// What a provider is handed with every request.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The way out, which every request of the provider goes through.
    pub http: &'a dyn Http,
    /// The moment the call is made.
    pub now: Moment,
}

/// An account at a company whose API collects for the merchant.
pub trait Provider: Send + Sync {
    /// What is true of it before anybody is asked.
    fn facts(&self) -> &Facts;

    /// The ways to pay this amount, in the order to show them. Stores and methods whose limits the amount does not fit are listed
    /// too: the customer is told why they are not for this order.
    ///
    /// # Errors
    ///
    /// Where the provider had to be asked and did not say.
    fn offers<'a>(&'a self, cx: Context<'a>, amount: Money) -> BoxFuture<'a, Vec<OfferedMethod>, ProviderError>;

    /// Makes a charge and returns what the customer takes away.
    ///
    /// # Errors
    ///
    /// Whether there may be a charge all the same says [`Kind::may_have_happened`].
    fn create_charge<'a>(&'a self, cx: Context<'a>, request: &'a ChargeRequest) -> BoxFuture<'a, CreatedCharge, ProviderError>;

    /// What is true of a charge now.
    ///
    /// # Errors
    ///
    /// Where the provider does not say; [`Kind::NotFound`] where it knows no such charge.
    fn fetch_charge<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError>;

    /// Whether a webhook is this account's, where its kind is signed, and which charges it is about. What it claims is asked again
    /// by [`fetch_charge`](Self::fetch_charge). It asks nobody.
    ///
    /// # Errors
    ///
    /// [`Kind::BadSignature`] where it is not signed as it must be, [`Kind::NotUnderstood`] where it is no webhook of theirs.
    fn verify_webhook(&self, now: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError>;

    /// Voiding a charge that has not been paid.
    fn cancel(&self) -> Option<&dyn Cancel> {
        None
    }

    /// Refunds; `None` where the provider cannot give money back.
    fn refund(&self) -> Option<&dyn Refund> {
        None
    }

    /// Changing a charge that has not been paid.
    fn amend(&self) -> Option<&dyn Amend> {
        None
    }

    /// The voucher by SMS.
    fn sms(&self) -> Option<&dyn Sms> {
        None
    }

    /// Telling the provider where to send webhooks.
    fn webhooks(&self) -> Option<&dyn Webhooks> {
        None
    }

    /// CLABEs that stay a customer's own.
    fn reusable_clabes(&self) -> Option<&dyn ReusableClabes> {
        None
    }

    /// What happened, without a webhook.
    fn pull(&self) -> Option<&dyn Pull> {
        None
    }

    /// Whether its keys are accepted.
    fn check_keys(&self) -> Option<&dyn CheckKeys> {
        None
    }

    /// What its test mode can do beyond what every charge can, and what is open in its facts.
    fn trial(&self) -> Option<&dyn Trial> {
        None
    }
}

/// A method a provider offers for an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedMethod {
    /// The payment method.
    pub method: Method,
    /// Whether one of the stores must be named.
    pub store: StoreChoice,
    /// Where, for cash: the stores to choose from, or, where none need be named, the chains that take the voucher.
    pub stores: Vec<OfferedStore>,
    /// The least one payment may be; a store may have a minimum of its own.
    pub min: Option<Money>,
    /// The most one payment may be; a store may have a limit of its own.
    pub limit: Option<Money>,
}

/// A store a provider offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedStore {
    /// The provider's own code, sent back with the charge.
    pub code: String,
    /// The provider's name for it, shown where our own table does not know the store.
    pub name: String,
    /// The least one payment may be here, where that is not the method's.
    pub min: Option<Money>,
    /// The most one payment may be.
    pub limit: Option<Money>,
    /// What the till adds, where the provider says.
    pub till_fee: Option<Money>,
}

/// What is needed to make a charge.
#[derive(Clone, Debug)]
pub struct ChargeRequest {
    /// Our charge's id. Sent along, so that the provider's panel and our db can be laid side by side.
    pub charge_id: String,
    /// What is to be paid.
    pub amount: Money,
    /// A description of what is sold.
    pub description: String,
    /// A picture of it.
    pub image: Option<String>,
    /// The payment method.
    pub method: Method,
    /// The provider's own code for the store, for cash.
    pub store: Option<String>,
    /// The customer who pays.
    pub customer: Customer,
    /// When the customer asked for it: the same however often we ask the provider, so that asking again is the same request.
    pub requested_at: Moment,
    /// When the voucher should run out, if not when the provider likes. Providers may round or ignore it; what they
    /// answer counts.
    pub expires_at: Option<Moment>,
}

/// A charge as its provider finds it again: by its own id, and by the method, where that decides whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChargeRef {
    /// The provider's id of the charge.
    pub provider_charge: String,
    /// The method it was made by.
    pub method: Method,
}

/// A charge the provider has just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedCharge {
    /// The provider's id of it.
    pub provider_charge: String,
    /// What it was made for, in its own word, to be compared with what we asked for. `None` where the provider does not say.
    pub amount: Option<Money>,
    /// What the customer takes away.
    pub voucher: Voucher,
    /// What it is already: ordinarily [`Event::Issued`]. A payment is in the currency of the voucher.
    pub event: Event,
}

/// What the provider says is true of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedCharge {
    /// The provider's id of it, to be compared with the one asked for.
    pub provider_charge: String,
    /// Our own id of it, where the provider sends back what it was given when the charge was made: by this alone it is known to be ours
    /// where its answer was lost. `None` where it does not.
    pub charge_id: Option<String>,
    /// What it was made for, to be compared with what we asked for. `None` where the provider does not say.
    pub amount: Option<Money>,
    /// What is to be handed over for it, to be compared with the slip that was shown: the same, but for an order in another
    /// currency. `None` where the provider does not say.
    pub due: Option<Money>,
    /// What has happened to it. A payment is in the currency that was handed over: what it is of the order, the slip says.
    pub event: Event,
    /// What came in for it and is not part of the payment: the provider keeps it in the customer's balance. Nothing of it is the
    /// order's. Nought where the provider says that it keeps none (any more), `None` where it never says.
    pub held_elsewhere: Option<Money>,
}
