//! One charge as the played ComproPago keeps it, and what can happen to it. Which JSON it becomes is in `shapes` and
//! `spei`; who is told of it, in the parent module.

use uuid::Uuid;

use super::accounts::{Account, AccountId};
use super::exchange::Exchange;
use super::fees::{self, Fee};
use super::money;
use super::stores::Store;
use crate::fake::{Action, FakeCharge, FakeMethod, FakeStatus, Moment, Refused, Sum};

/// A charge of the fake provider.
#[derive(Clone, Debug)]
pub(super) struct Charge {
    /// Without the prefix `ch_`, which generation 1.0 does not know.
    pub(super) uuid: Uuid,
    pub(super) short_id: String,
    pub(super) account: AccountId,
    pub(super) means: Means,
    pub(super) order: Order,
    pub(super) customer: Customer,
    /// What is asked for, in centavos.
    pub(super) amount: i64,
    pub(super) exchange: Option<Exchange>,
    pub(super) created: Moment,
    pub(super) expires: Moment,
    /// The expiry as the merchant wrote it, to be echoed: seconds, or (one SDK) milliseconds.
    pub(super) expires_as_sent: i64,
    pub(super) changed: Moment,
    pub(super) accepted: Option<Moment>,
    pub(super) outcome: Outcome,
    /// What has come in, in centavos.
    pub(super) received: i64,
    pub(super) refunded: bool,
    /// The numbers it was sent to.
    pub(super) sms: Vec<String>,
}

/// How it is to be paid.
#[derive(Clone, Debug)]
pub(super) enum Means {
    /// At a counter, with the digits to dictate.
    Cash { store: &'static Store, number: String },
    /// By transfer into this CLABE; the customer's id when the merchant sent one.
    Spei { clabe: String, customer_id: Option<String>, client: Client },
}

/// The merchant's software, as it introduced itself.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) name: String,
    pub(super) version: String,
}

/// What is being paid for.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) name: String,
    /// The price with the digits the merchant sent, in the order's own currency.
    pub(super) price: String,
    pub(super) image_url: String,
    pub(super) success_url: String,
    pub(super) failed_url: String,
}

/// The customer of an order, as ComproPago keeps it.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
}

/// What has become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Pending,
    Success,
    Expired,
    Declined,
}

impl Outcome {
    /// The word after `charge.` in v1.
    pub(super) fn word(self) -> &'static str {
        match self {
            Outcome::Pending => "pending",
            Outcome::Success => "success",
            Outcome::Expired => "expired",
            Outcome::Declined => "declined",
        }
    }
}

impl Charge {
    /// The id as every generation but 1.0 writes it.
    pub(super) fn id(&self) -> String {
        format!("ch_{}", self.uuid)
    }

    /// `charge.pending` and its kin.
    pub(super) fn event(&self) -> String {
        format!("charge.{}", self.outcome.word())
    }

    /// The order's price with two decimals, in the order's own currency.
    pub(super) fn price(&self) -> String {
        money::cents(&self.order.price).map_or_else(|| self.order.price.clone(), money::decimal)
    }

    /// What is to be paid in pesos, with the digits the merchant sent where it sent pesos.
    pub(super) fn amount_as_sent(&self) -> String {
        match self.exchange {
            None => self.order.price.clone(),
            Some(_) => money::decimal(self.amount),
        }
    }

    /// What ComproPago keeps of it.
    pub(super) fn fee(&self) -> Fee {
        match &self.means {
            Means::Cash { .. } => fees::cash(self.amount),
            Means::Spei { .. } => fees::spei(self.amount),
        }
    }

    /// What has come in, when that is not simply all or nothing.
    pub(super) fn odd_sum(&self) -> Option<i64> {
        let usual = self.received == 0 || self.received == self.amount;
        (!usual).then_some(self.received)
    }

    /// Lets `action` happen to it; answers how many centavos came in.
    pub(super) fn act(&mut self, action: Action, now: Moment) -> Result<i64, Refused> {
        let missing = (self.amount - self.received).max(0);
        let came_in = match action {
            // Paid already: the same slip is paid once more.
            Action::Pay(sum) => self.take(sum.unwrap_or(if missing == 0 { self.amount } else { missing }), now)?,
            Action::PayPartial(sum) => {
                let sum = sum.unwrap_or(missing / 2);
                if sum >= missing {
                    return refuse("nothing so small is missing that a part of it could be paid");
                }
                self.take(sum, now)?
            }
            Action::Expire => self.end(Outcome::Expired)?,
            Action::Decline => self.end(Outcome::Declined)?,
            Action::Refund => {
                if self.received == 0 || self.refunded {
                    return refuse("there is no money in it to give back");
                }
                self.refunded = true;
                0
            }
        };
        self.changed = now;
        Ok(came_in)
    }

    /// Money arrives; it wins over every other outcome.
    fn take(&mut self, sum: i64, now: Moment) -> Result<i64, Refused> {
        if sum <= 0 {
            return refuse("a payment is more than nothing");
        }
        if self.refunded {
            return refuse("it was refunded; nothing more can be paid into it");
        }
        self.received += sum;
        if self.received >= self.amount {
            self.outcome = Outcome::Success;
            self.accepted.get_or_insert(now);
        }
        Ok(sum)
    }

    fn end(&mut self, outcome: Outcome) -> Result<i64, Refused> {
        if self.outcome != Outcome::Pending {
            return refuse(&format!("it is {} already", self.outcome.word()));
        }
        self.outcome = outcome;
        Ok(0)
    }

    /// The charge as the control page lists it.
    pub(super) fn seen(&self, account: &Account) -> FakeCharge {
        let (method, store, reference, clabe) = match &self.means {
            Means::Cash { store, number } => (FakeMethod::Cash, Some(store.name.to_owned()), Some(number.clone()), None),
            Means::Spei { clabe, .. } => (FakeMethod::Spei, None, None, Some(clabe.clone())),
        };
        let Fee { amount: fee, tax } = self.fee();
        FakeCharge {
            id: self.id(),
            provider: super::NAME,
            method,
            store,
            reference,
            clabe,
            amount: Some(pesos(self.amount)),
            received: pesos(self.received),
            fee: pesos(fee + tax),
            status: self.status(),
            order: self.order.id.clone(),
            description: self.order.name.clone(),
            customer: self.customer.name.clone(),
            sms: self.sms.clone(),
            account: account.short_key(),
            live: account.live,
            created: self.created,
            expires: Some(self.expires),
            page: None,
        }
    }

    fn status(&self) -> FakeStatus {
        match self.outcome {
            _ if self.refunded => FakeStatus::Refunded,
            Outcome::Success => FakeStatus::Paid,
            Outcome::Expired => FakeStatus::Expired,
            Outcome::Declined => FakeStatus::Declined,
            Outcome::Pending if self.received > 0 => FakeStatus::PartlyPaid,
            Outcome::Pending => FakeStatus::Pending,
        }
    }
}

/// So many centavos, as a sum of pesos.
pub(super) fn pesos(amount: i64) -> Sum {
    Sum { amount, currency: "MXN" }
}

fn refuse<T>(sentence: &str) -> Result<T, Refused> {
    Err(Refused::Impossible(sentence.to_owned()))
}
