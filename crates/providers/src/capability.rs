//! What only some providers can do, as data: a function where a provider can, nothing where it cannot.
//!
//! Each function is handed the settings its provider was built from, so that a capability needs neither a trait nor
//! a downcast. It knows no provider.

use crate::http::Http;
use crate::provider::{Answer, FetchedCharge, Handle, Hint};
use crate::register::Settings;
use payments::{Clabe, Moment, Money};

/// What a provider can do beyond the four verbs every provider has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Capabilities {
    /// Sends the voucher of a charge to a phone (ten digits) by SMS.
    pub send_sms: Option<SendSms>,
    /// Asks the provider whether it accepts the keys, and in the mode they say they are for. An answer of
    /// [`BadKeys`](crate::Kind::BadKeys) carries a sentence for the operator.
    pub check_keys: Option<CheckKeys>,
    /// Tells the provider by its API where to send webhooks, and where no longer.
    pub webhooks: Option<Webhooks>,
    /// CLABEs that stay a customer's own, and accounts of them.
    pub standing: Option<Standing>,
    /// Voids a charge that has not been paid, and answers what is true of it then: one that was paid meanwhile is paid.
    pub cancel: Option<CancelCharge>,
    /// Changes the amount and the expiry of a charge that has not been paid.
    pub amend: Option<AmendCharge>,
    /// Hands over what happened without a webhook.
    pub pull: Option<PullHints>,
}

/// See [`Capabilities::cancel`].
pub type CancelCharge = for<'a> fn(&'a Settings, &'a dyn Http, &'a Handle) -> Answer<'a, FetchedCharge>;

/// See [`Capabilities::amend`].
pub type AmendCharge = for<'a> fn(&'a Settings, &'a dyn Http, &'a Handle, &'a Amendment) -> Answer<'a, Amended>;

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
    /// The last moment it can be paid.
    pub expires_at: Moment,
}

/// See [`Capabilities::pull`]: what has happened since `after`, which is what [`Pulled::last`] said last, the oldest first. Where there
/// is more than can be read at once, the next pull goes on.
pub type PullHints = for<'a> fn(&'a Settings, &'a dyn Http, after: Option<&'a str>) -> Answer<'a, Pulled>;

/// What happened without a webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Which charges to ask about.
    pub hints: Vec<Hint>,
    /// Where to go on from, in the provider's own words; `None` where that has not changed.
    pub last: Option<String>,
}

/// See [`Capabilities::send_sms`].
pub type SendSms = for<'a> fn(&'a Settings, &'a dyn Http, &'a Handle, phone: &'a str) -> Answer<'a, ()>;

/// See [`Capabilities::check_keys`].
pub type CheckKeys = for<'a> fn(&'a Settings, &'a dyn Http) -> Answer<'a, ()>;

/// See [`Capabilities::webhooks`].
#[derive(Clone, Copy, Debug)]
pub struct Webhooks {
    /// Registers an address. One that is there already is answered as it is, so that this can be repeated.
    pub register: for<'a> fn(&'a Settings, &'a dyn Http, url: &'a str) -> Answer<'a, RegisteredWebhook>,
    /// All that are registered for these keys.
    pub list: for<'a> fn(&'a Settings, &'a dyn Http) -> Answer<'a, Vec<RegisteredWebhook>>,
    /// Removes one by its id.
    pub remove: for<'a> fn(&'a Settings, &'a dyn Http, id: &'a str) -> Answer<'a, ()>,
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
}

/// See [`Capabilities::standing`].
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The CLABE of a customer: the same for the same id, whenever it is asked for.
    pub clabe: for<'a> fn(&'a Settings, &'a dyn Http, &'a ClabeRequest) -> Answer<'a, StandingClabe>,
    /// Opens an account of several holders, each with a CLABE.
    pub open_account: for<'a> fn(&'a Settings, &'a dyn Http, &'a NewAccount) -> Answer<'a, Vec<Holder>>,
    /// All accounts, with their balances.
    pub accounts: for<'a> fn(&'a Settings, &'a dyn Http) -> Answer<'a, Vec<Account>>,
    /// The holders of an account.
    pub holders: for<'a> fn(&'a Settings, &'a dyn Http, account: &'a str) -> Answer<'a, Vec<Holder>>,
    /// What came and went on an account, of one CLABE or of all, in the provider's order.
    pub movements: ListMovements,
    /// What a webhook about a charge nobody here made is about: a deposit, if it is one into a standing CLABE. Whose CLABE it
    /// is, and whether the deposit is known already, is for the caller to look up.
    pub deposit: for<'a> fn(&'a Settings, &'a dyn Http, provider_charge: &'a str) -> Answer<'a, Deposit>,
}

/// See [`Standing::movements`].
pub type ListMovements =
    for<'a> fn(&'a Settings, &'a dyn Http, account: &'a str, Option<&'a Clabe>) -> Answer<'a, Vec<Movement>>;

/// What is needed for a customer's standing CLABE.
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
    /// The name.
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
    /// The name.
    pub name: String,
    /// The CLABE, where the provider says.
    pub clabe: Option<Clabe>,
}

/// An account.
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
    /// When.
    pub at: Moment,
    /// How much came (positive) or went (negative).
    pub amount: Money,
    /// What it is, in the provider's words.
    pub description: String,
    /// The reference of the transfer it belongs to, as text.
    pub reference: String,
}
