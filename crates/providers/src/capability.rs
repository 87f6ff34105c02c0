//! What only some providers can do: a trait for each part, so that a provider either has it or has not.
//!
//! A part is asked of the provider account itself ([`Provider::cancel`](crate::Provider::cancel) and its like), which has been built
//! with its settings already. When any of it is used is not known here.

use crate::error::ProviderError;
use crate::future::BoxFuture;
use crate::provider::{ChargeRef, Context, FetchedCharge};
use crate::webhook::ChargeHint;
use payments::{Clabe, Moment, Money};
use secrecy::SecretString;

/// Cancelling a charge, so that its voucher can no longer be paid.
pub trait Cancel: Send + Sync {
    /// Voids a charge that has not been paid, and answers what is true of it then: one that was paid meanwhile is paid.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say.
    fn cancel<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError>;
}

/// Refunding a charge, wholly or in part.
pub trait Refund: Send + Sync {
    /// Gives back this much of what was paid, and answers what is true of the charge then. The same id asks for the same refund:
    /// repeated, it gives nothing back a second time.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say; whether money may have gone back all the same says
    /// [`Kind::may_have_happened`](crate::Kind::may_have_happened).
    fn refund<'a>(
        &'a self,
        cx: Context<'a>,
        charge: &'a ChargeRef,
        refund: &'a RefundRequest,
    ) -> BoxFuture<'a, FetchedCharge, ProviderError>;
}

/// What is to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// Our id of the refund.
    pub id: String,
    /// How much, in the currency that was handed over.
    pub amount: Money,
}

/// Amending a charge: another amount or another end, under the same voucher.
pub trait Amend: Send + Sync {
    /// Changes the amount and the expiry of a charge that has not been paid.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say.
    fn amend<'a>(
        &'a self,
        cx: Context<'a>,
        charge: &'a ChargeRef,
        amendment: &'a Amendment,
    ) -> BoxFuture<'a, Amended, ProviderError>;
}

/// What a charge is to be from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// What is to be paid.
    pub amount: Money,
    /// The last moment it can be paid; as it was where it is `None`.
    pub expires_at: Option<Moment>,
}

/// What a charge is, in the provider's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amended {
    /// What is to be paid.
    pub amount: Money,
    /// The last moment it can be paid; `None` where it does not run out by itself.
    pub expires_at: Option<Moment>,
}

/// The voucher by SMS.
pub trait Sms: Send + Sync {
    /// How often it sends the voucher of one charge at most.
    fn at_most(&self) -> i64;

    /// Sends the voucher of a charge to a phone, as its digits are dialled at home.
    ///
    /// # Errors
    ///
    /// [`Reason::Phone`](crate::Reason::Phone) where the phone is none; or where the provider refuses, or does not say.
    fn send<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef, phone: &'a str) -> BoxFuture<'a, (), ProviderError>;
}

/// Whether the provider accepts the keys.
pub trait CheckKeys: Send + Sync {
    /// Asks whether it accepts the keys, and in the mode they say they are for.
    ///
    /// # Errors
    ///
    /// [`Kind::BadKeys`](crate::Kind::BadKeys), with a sentence for the operator; any other where it does not say.
    fn check_keys<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, (), ProviderError>;
}

/// What happened, without a webhook.
pub trait Pull: Send + Sync {
    /// What has happened since `after`, which is what [`Pulled::last`] said last, the oldest first. Where there is more than can be
    /// read at once, the next pull goes on.
    ///
    /// # Errors
    ///
    /// Where nothing could be read.
    fn pull<'a>(&'a self, cx: Context<'a>, after: Option<&'a str>) -> BoxFuture<'a, Pulled, ProviderError>;
}

/// What happened without a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Which charges to ask about.
    pub hints: Vec<ChargeHint>,
    /// Where to go on from, in the provider's own words; `None` where that has not changed.
    pub last: Option<String>,
}

/// Telling the provider where to send webhooks.
pub trait Webhooks: Send + Sync {
    /// Registers an address for everything a charge can come to: which events that is, each provider knows. One that is there already
    /// is taken as it is, so that this can be repeated, and is made whole where it is silent or is told of less; but a secret is told
    /// once, when the address is new.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say.
    fn register<'a>(&'a self, cx: Context<'a>, url: &'a str) -> BoxFuture<'a, Registration, ProviderError>;

    /// All that are registered for these keys.
    ///
    /// # Errors
    ///
    /// Where the provider does not say.
    fn list<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, Vec<RegisteredWebhook>, ProviderError>;

    /// Removes one by its id.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say.
    fn remove<'a>(&'a self, cx: Context<'a>, id: &'a str) -> BoxFuture<'a, (), ProviderError>;
}

/// An address that was registered.
#[derive(Clone, Debug)]
pub struct Registration {
    /// As the provider lists it.
    pub webhook: RegisteredWebhook,
    /// What its webhooks are signed with, where the provider has just made it up: it is told this once, and belongs into the
    /// setting the account reads it from.
    pub secret: Option<SecretString>,
}

/// A webhook address a provider knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredWebhook {
    /// The provider's id of it.
    pub id: String,
    /// Where the provider posts to.
    pub url: String,
    /// The provider's word for its state, such as `active`; empty where it says none.
    pub status: String,
    /// Whether it is told of everything a charge can come to: it is not silenced, and no event of ours is left out.
    pub is_whole: bool,
}

/// CLABEs that stay a customer's own, and accounts of them.
pub trait ReusableClabes: Send + Sync {
    /// The CLABE of a customer: the same for the same id, whenever it is asked for.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say.
    fn clabe<'a>(&'a self, cx: Context<'a>, request: &'a ClabeRequest) -> BoxFuture<'a, StandingClabe, ProviderError>;

    /// Opens an account of several holders, each with a CLABE.
    ///
    /// # Errors
    ///
    /// Where the provider refuses, or does not say.
    fn open_account<'a>(&'a self, cx: Context<'a>, account: &'a NewAccount) -> BoxFuture<'a, Vec<Holder>, ProviderError>;

    /// All accounts, with their balances.
    ///
    /// # Errors
    ///
    /// Where the provider does not say.
    fn accounts<'a>(&'a self, cx: Context<'a>) -> BoxFuture<'a, Vec<Account>, ProviderError>;

    /// The holders of an account.
    ///
    /// # Errors
    ///
    /// [`Kind::NotFound`](crate::Kind::NotFound) where there is no such account; or where the provider does not say.
    fn holders<'a>(&'a self, cx: Context<'a>, account: &'a str) -> BoxFuture<'a, Vec<Holder>, ProviderError>;

    /// What came and went on an account, of one CLABE or of all, in the provider's order.
    ///
    /// # Errors
    ///
    /// [`Kind::NotFound`](crate::Kind::NotFound) where there is no such account; or where the provider does not say.
    fn movements<'a>(
        &'a self,
        cx: Context<'a>,
        account: &'a str,
        clabe: Option<&'a Clabe>,
    ) -> BoxFuture<'a, Vec<Movement>, ProviderError>;

    /// What a webhook about a charge nobody here made is about: a deposit, if it is one into a reusable CLABE. Whose CLABE it
    /// is, and whether the deposit is known already, is for the caller to look up.
    ///
    /// # Errors
    ///
    /// [`Kind::NotFound`](crate::Kind::NotFound) where it is none; or where the provider does not say.
    fn deposit<'a>(&'a self, cx: Context<'a>, provider_charge: &'a str) -> BoxFuture<'a, Deposit, ProviderError>;
}

/// What is needed for a customer's reusable CLABE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClabeRequest {
    /// The merchant's own id of the customer.
    pub customer_id: String,
    /// The provider sends the CLABE there.
    pub email: String,
    /// The provider sends it there too, ten digits.
    pub phone: Option<String>,
    /// The last moment a deposit is taken; for ever where it is `None`.
    pub expires_at: Option<Moment>,
    /// The only amount that is taken; any where it is `None`.
    pub amount: Option<Money>,
}

/// A CLABE that stays a customer's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingClabe {
    /// Where to transfer to.
    pub clabe: Clabe,
    /// The bank to choose.
    pub bank: Option<String>,
    /// Who receives it, where that is known.
    pub beneficiary: Option<String>,
    /// The last moment a deposit is taken; for ever where it is `None`.
    pub expires_at: Option<Moment>,
    /// The only amount that is taken; any where it is `None`.
    pub amount: Option<Money>,
}

/// An account to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// The merchant's own id of it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who gets a CLABE in it.
    pub holders: Vec<NewHolder>,
}

/// Somebody who is to get a CLABE in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHolder {
    /// The merchant's own id.
    pub id: String,
    /// Full name of the customer.
    pub name: String,
    /// The provider sends the CLABE there.
    pub email: String,
    /// The provider sends it there too, ten digits.
    pub phone: Option<String>,
}

/// Somebody who has a CLABE in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The merchant's own id; empty where the provider does not say.
    pub id: String,
    /// Full name of the customer.
    pub name: String,
    /// The CLABE, where the provider says.
    pub clabe: Option<Clabe>,
}

/// An account of the merchant at the provider, in which customers have CLABEs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The id to ask by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What is on it; may be negative.
    pub balance: Money,
}

/// Money that came into a CLABE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// The provider's id of it.
    pub id: String,
    /// Where it came in.
    pub clabe: Clabe,
    /// How much has come in, and has not gone back; nothing while nothing has. `None` where the provider says something of
    /// it that nobody understands: that is not nothing.
    pub amount: Option<Money>,
    /// Whether the provider says that money went back: then less than before is no contradiction.
    pub refunded: bool,
    /// When the provider last changed its mind about it, where it says.
    pub at: Option<Moment>,
}

/// One line of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The provider's id of it.
    pub id: String,
    /// The moment the money moved.
    pub at: Moment,
    /// How much came (positive) or went (negative).
    pub amount: Money,
    /// What it is, in the provider's words.
    pub description: String,
    /// The reference of the transfer it belongs to, as text.
    pub reference: String,
}
