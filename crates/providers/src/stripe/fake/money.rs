//! Money that comes and goes: at a till, into a customer's CLABE and from there to the payments that wait, and back again. When any of it
//! happens is not known here.

use super::intent::{Intent, Status};
use super::{FakeStripe, customer};
use crate::fake::{Moment, Refused};
use serde_json::{Value, json};

impl FakeStripe {
    /// All of it has come, or more.
    pub(super) fn succeed(&mut self, place: usize, received: i64, now: Moment) {
        let id = self.next_id("py_");
        self.intents[place].succeed(id, received, now);
        self.watch(place);
        self.tell_of_charge(place, "charge.succeeded", now);
        self.tell(place, "payment_intent.succeeded", now);
    }

    /// Its slip has not been paid.
    pub(super) fn fail(&mut self, place: usize, now: Moment) {
        self.intents[place].fail("payment_intent_payment_attempt_expired");
        self.watch(place);
        self.tell(place, "payment_intent.payment_failed", now);
    }

    /// A till has taken money for a slip.
    pub(super) fn pay_at_till(&mut self, place: usize, amount: Option<i64>, now: Moment) -> Result<(), Refused> {
        let intent = &mut self.intents[place];
        let amount = amount.unwrap_or(intent.amount);
        if amount < intent.amount {
            return Err(Refused::Impossible("a till takes all of it or nothing".to_owned()));
        }
        match intent.status {
            // What OXXO tells late is told all the same.
            Status::RequiresAction | Status::Processing | Status::RequiresPaymentMethod => self.succeed(place, amount, now),
            Status::Succeeded => {
                intent.received += amount;
                self.tell(place, "payment_intent.succeeded", now);
            }
            Status::RequiresConfirmation => return Err(Refused::Impossible("it has no slip yet".to_owned())),
            Status::Canceled => return Err(Refused::Impossible("it was cancelled".to_owned())),
        }
        Ok(())
    }

    /// A transfer has come into a customer's CLABE.
    pub(super) fn fund(&mut self, customer: &str, amount: i64, reference: Option<&str>, now: Moment) {
        self.enter(customer, "funded", amount, json!({"funded": customer::funded(reference)}), now);
        self.apply_balance(customer, now);
    }

    /// What is in a customer's balance goes to the payments that wait for it, the oldest first.
    pub(super) fn apply_balance(&mut self, customer: &str, now: Moment) {
        let Some(account) = self.customers.get(customer).map(|customer| customer.account) else { return };
        let waits = |intent: &Intent| {
            let is_theirs = intent.customer.as_deref() == Some(customer) && intent.account == account;
            is_theirs && intent.status == Status::RequiresAction && intent.is_transfer()
        };
        let open: Vec<usize> = (0..self.intents.len()).filter(|place| waits(&self.intents[*place])).collect();
        for place in open {
            let in_balance = self.customers.get(customer).map_or(0, |customer| customer.balance);
            let intent = &mut self.intents[place];
            let part = in_balance.min(intent.amount - intent.applied);
            if part <= 0 {
                continue;
            }
            intent.applied += part;
            let (id, is_whole, whole) = (intent.id.clone(), intent.applied == intent.amount, intent.amount);
            self.enter(customer, "applied_to_payment", -part, json!({"applied_to_payment": {"payment_intent": id}}), now);
            if is_whole {
                self.succeed(place, whole, now);
            } else {
                self.tell(place, "payment_intent.partially_funded", now);
            }
        }
    }

    /// Writes a line into a customer's balance, and tells of it.
    pub(super) fn enter(&mut self, customer: &str, kind: &'static str, amount: i64, more: Value, now: Moment) {
        let id = self.next_id("ccsbtxn_");
        let Some(known) = self.customers.get_mut(customer) else { return };
        let line = known.enter(id, kind, amount, more, now);
        let account = known.account;
        let about = self.intents.iter().rev().find(|intent| intent.customer.as_deref() == Some(customer));
        let about = about.map_or_else(String::new, |intent| intent.id.clone());
        self.record(account, "customer_cash_balance_transaction.created", line, &about, now);
    }

    /// What has been applied to a payment goes back into its customer's balance.
    pub(super) fn unapply(&mut self, place: usize, now: Moment) -> i64 {
        let intent = &mut self.intents[place];
        let part = std::mem::take(&mut intent.applied);
        if let (true, Some(customer)) = (part > 0, intent.customer.clone()) {
            let id = intent.id.clone();
            self.enter(
                &customer,
                "unapplied_from_payment",
                part,
                json!({"unapplied_from_payment": {"payment_intent": id}}),
                now,
            );
        }
        part
    }

    /// Money goes back to whoever paid.
    pub(super) fn give_back(&mut self, place: usize, now: Moment) -> Result<(), Refused> {
        let intent = &self.intents[place];
        let left = intent.received - intent.refunded;
        if intent.status == Status::Succeeded && left > 0 {
            self.refund(place, left, None, now);
            return Ok(());
        }
        let Some(customer) = intent.customer.clone().filter(|_| intent.applied > 0) else {
            return Err(Refused::Impossible("nothing came that could go back".to_owned()));
        };
        let part = self.unapply(place, now);
        self.intents[place].returned += part;
        self.enter(&customer, "return_initiated", -part, json!({}), now);
        self.tell(place, "payment_intent.requires_action", now);
        Ok(())
    }
}
