//! An invoice: what was asked for, its code, and what has become of it. How it is written is not known here.

use super::account::Account;
use crate::fake::{FakeCharge, FakeMethod, FakeStatus, Moment, Sum};
use serde_json::Value;

/// Where an invoice stands. The documents name pending, paid, expired and voided; their samples write the first as `NEW`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    New,
    Paid,
    Expired,
    Voided,
    /// Ours: the documents have no word for an invoice KashIO takes back.
    Rejected,
    /// Ours: the documents have no word for money that went back.
    Refunded,
}

impl Status {
    /// The word for it, as objects have it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Paid => "PAID",
            Self::Expired => "EXPIRED",
            Self::Voided => "VOIDED",
            Self::Rejected => "REJECTED",
            Self::Refunded => "REFUNDED",
        }
    }
}

/// An invoice of the fake provider.
#[derive(Clone, Debug)]
pub(super) struct Invoice {
    pub(super) id: String,
    /// The key of its account.
    pub(super) account: String,
    pub(super) ktin: String,
    pub(super) token: String,
    /// The merchant's own id.
    pub(super) invoice_id: String,
    /// What was asked for, so that asking again can be told from asking for something else.
    pub(super) asked: Value,
    pub(super) customer: Value,
    pub(super) metadata: Value,
    pub(super) urls: [Value; 2],
    pub(super) created: Moment,
    pub(super) requested: String,
    pub(super) expires: Moment,
    /// The amount in minor units.
    pub(super) amount: i64,
    pub(super) currency: &'static str,
    /// Ours: minor units that have come in. The documents know no payment in parts.
    pub(super) paid: i64,
    pub(super) status: Status,
}

impl Invoice {
    pub(super) fn missing(&self) -> i64 {
        (self.amount - self.paid).max(0)
    }

    /// Takes money in, and says what kind of event that is.
    pub(super) fn receive(&mut self, sum: i64) -> &'static str {
        self.paid += sum;
        if self.paid >= self.amount {
            self.status = Status::Paid;
            return "invoice.paid";
        }
        "invoice.partly_paid"
    }

    /// As the control page lists it.
    pub(super) fn seen(&self, account: &Account) -> FakeCharge {
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let sum = |amount: i64| Sum { amount, currency: self.currency };
        FakeCharge {
            id: self.id.clone(),
            provider: super::NAME,
            method: FakeMethod::Cash,
            // An invoice names no channel: its code is good at all of them.
            store: None,
            reference: Some(self.ktin.clone()),
            clabe: None,
            amount: Some(sum(self.amount)),
            received: sum(self.paid),
            // No document says what KashIO keeps.
            fee: sum(0),
            status: match self.status {
                Status::New if self.paid > 0 => FakeStatus::PartlyPaid,
                Status::New => FakeStatus::Pending,
                Status::Paid => FakeStatus::Paid,
                Status::Expired => FakeStatus::Expired,
                Status::Voided => FakeStatus::Voided,
                Status::Rejected => FakeStatus::Declined,
                Status::Refunded => FakeStatus::Refunded,
            },
            order: self.invoice_id.clone(),
            description: text(&self.metadata, "description"),
            customer: text(&self.customer, "name"),
            sms: Vec::new(),
            account: account.shortened(),
            live: account.live,
            created: self.created,
            expires: Some(self.expires),
            page: None,
        }
    }
}
