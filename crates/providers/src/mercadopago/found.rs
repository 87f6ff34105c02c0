//! What a search of either API finds, and which of it is ours. What is searched for is not known here.

use super::rails::Rail;
use super::wire::{Order, Payment, Transaction};
use crate::exact::{Part, Rows};
use serde::Deserialize;

/// What a search finds: an order has it in `data`, a payment in `results`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Found {
    data: Rows<Order>,
    results: Rows<Payment>,
}

impl Found {
    /// What a search found, or `None` where it says no list.
    pub(super) fn read(body: &str) -> Option<Self> {
        serde_json::from_str::<Part<Self>>(body).ok()?.0
    }

    /// The id of the order that was made by this rail for this charge of ours: the one that may still be paid before others.
    pub(super) fn order_of(&self, charge_id: &str, rail: Rail) -> Option<String> {
        let is_by = |order: &Order| order.payment().and_then(Transaction::slip).is_some_and(|slip| slip.is_by(rail));
        let ours = |order: &&Order| order.charge_id().as_deref() == Some(charge_id) && is_by(order);
        let over = |order: &&Order| matches!(order.status.text(), Some("canceled" | "expired" | "failed"));
        self.data.0.iter().filter(ours).min_by_key(|order| over(order))?.id()
    }

    /// The payments of a search.
    pub(super) fn payments(&self) -> &[Payment] {
        &self.results.0
    }

    /// The id of the payment that was made for this charge of ours.
    pub(super) fn payment_of(&self, charge_id: &str) -> Option<String> {
        let ours = |payment: &&Payment| payment.charge_id().as_deref() == Some(charge_id);
        let over = |payment: &&Payment| matches!(payment.status.text(), Some("cancelled" | "rejected"));
        self.results.0.iter().filter(ours).min_by_key(|payment| over(payment))?.id()
    }
}
