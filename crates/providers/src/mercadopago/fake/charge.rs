//! One order or payment as the played Mercado Pago keeps it, and what can happen to it. Which JSON it becomes is in `orders.rs` and
//! `payments_api.rs`.

use super::account::Account;
use super::methods::Rail;
use crate::fake::{Action, FakeCharge, FakeMethod, FakeStatus, Moment, Refused, Sum};
use bytes::Bytes;

/// Which of the two APIs made it, and answers about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Api {
    Orders,
    Payments,
}

/// What has become of it, money aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Waiting,
    Paid,
    Expired,
    Canceled,
    Failed,
}

/// An order with its payment, or a payment.
#[derive(Clone, Debug)]
pub(super) struct Charge {
    pub(super) api: Api,
    pub(super) id: String,
    /// The id of an order's payment.
    pub(super) payment_id: String,
    pub(super) account: usize,
    pub(super) rail: Rail,
    /// The body of the request that made it.
    pub(super) body: Bytes,
    pub(super) made: Moment,
    pub(super) changed: Moment,
    pub(super) paid: Option<Moment>,
    /// In centavos, as everything here.
    pub(super) amount: i64,
    pub(super) received: i64,
    pub(super) refunds: Vec<Refund>,
    pub(super) outcome: Outcome,
    pub(super) expires: Moment,
    /// The duration that was asked for, to be echoed.
    pub(super) duration: Option<String>,
    /// The digits for the counter, or the CLABE.
    pub(super) digits: String,
    pub(super) code: String,
    pub(super) barcode: String,
    pub(super) external_reference: Option<String>,
    pub(super) description: Option<String>,
    pub(super) payer: Payer,
    /// Where this payment is told of instead of where the panel says.
    pub(super) told_at: Option<String>,
}

/// Who pays, as was said.
#[derive(Clone, Debug, Default)]
pub(super) struct Payer {
    pub(super) email: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) document: Option<(String, String)>,
}

/// Money that went back.
#[derive(Clone, Debug)]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) at: Moment,
}

impl Charge {
    /// What went back so far.
    pub(super) fn back(&self) -> i64 {
        self.refunds.iter().map(|refund| refund.amount).sum()
    }

    /// Whether all that came went back.
    pub(super) fn is_refunded(&self) -> bool {
        self.received > 0 && self.back() >= self.received
    }

    /// Gives so much back.
    pub(super) fn give_back(&mut self, id: String, amount: i64, now: Moment) {
        self.refunds.push(Refund { id, amount, at: now });
        self.changed = now;
    }

    /// Lets something happen to it.
    pub(super) fn act(&mut self, action: Action, account: &Account, now: Moment) -> Result<(), Refused> {
        match action {
            Action::Pay(sum) => self.take(sum, account, now)?,
            Action::PayPartial(_) => return refuse("all of it is paid, or nothing"),
            Action::Expire => self.end(Outcome::Expired)?,
            Action::Decline => self.end(Outcome::Failed)?,
            Action::Refund if self.received > self.back() => {
                let rest = self.received - self.back();
                self.give_back(super::numbers::digits(10), rest, now);
            }
            Action::Refund => return refuse("there is no money in it to give back"),
        }
        self.changed = now;
        Ok(())
    }

    /// Money arrives. What comes when the voucher is over goes back to whoever paid, unless it was only told late.
    fn take(&mut self, sum: Option<i64>, account: &Account, now: Moment) -> Result<(), Refused> {
        let sum = sum.unwrap_or(self.amount);
        match self.outcome {
            Outcome::Waiting if sum < self.amount => return refuse("all of it is paid, or nothing"),
            Outcome::Paid if self.is_refunded() => return refuse("it was refunded; nothing more can be paid into it"),
            Outcome::Expired if account.credits_late && sum >= self.amount => {}
            Outcome::Expired | Outcome::Canceled | Outcome::Failed => return refuse("it is over: what comes now is returned"),
            Outcome::Waiting | Outcome::Paid => {}
        }
        self.received += sum;
        self.outcome = Outcome::Paid;
        self.paid.get_or_insert(now);
        Ok(())
    }

    fn end(&mut self, outcome: Outcome) -> Result<(), Refused> {
        if self.outcome != Outcome::Waiting {
            return refuse("it does not wait for money any more");
        }
        self.outcome = outcome;
        Ok(())
    }

    /// Where Mercado Pago's own page of it is.
    pub(super) fn ticket(&self) -> String {
        let id = match self.api {
            Api::Orders => &self.code,
            Api::Payments => &self.id,
        };
        format!("/payments/{id}/ticket")
    }

    /// As the control page lists it.
    pub(super) fn seen(&self, account: &Account) -> FakeCharge {
        let sum = |amount: i64| Sum { amount, currency: account.currency() };
        let transfer = self.rail.is_transfer();
        let status = match self.outcome {
            Outcome::Paid if self.is_refunded() => FakeStatus::Refunded,
            Outcome::Waiting => FakeStatus::Pending,
            Outcome::Paid => FakeStatus::Paid,
            Outcome::Expired => FakeStatus::Expired,
            Outcome::Canceled => FakeStatus::Voided,
            Outcome::Failed => FakeStatus::Declined,
        };
        let names = [&self.payer.first_name, &self.payer.last_name];
        FakeCharge {
            id: self.id.clone(),
            provider: super::NAME,
            method: if transfer { FakeMethod::Spei } else { FakeMethod::Cash },
            store: (!transfer).then(|| self.rail.name.to_owned()),
            reference: (!transfer).then(|| self.digits.clone()),
            clabe: transfer.then(|| self.digits.clone()),
            amount: Some(sum(self.amount)),
            received: sum(self.received),
            fee: sum(0),
            status,
            order: self.external_reference.clone().unwrap_or_default(),
            description: self.description.clone().unwrap_or_default(),
            customer: names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "),
            sms: Vec::new(),
            account: account.shortened(),
            live: account.live,
            created: self.made,
            expires: Some(self.expires),
            page: Some(self.ticket()),
        }
    }
}

fn refuse<T>(sentence: &str) -> Result<T, Refused> {
    Err(Refused::Impossible(sentence.to_owned()))
}
