//! What can happen to a charge, as learned from its provider. Not how it was learned: by webhook or by asking.

use crate::Money;

/// Something a provider says is true of a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The voucher exists and can be paid.
    Issued,
    /// Money has arrived: the total received for this charge so far, not the last part of it.
    Paid(Money),
    /// The voucher can no longer be paid.
    Expired,
    /// The provider refused or withdrew the charge.
    Declined,
    /// The merchant or the customer withdrew it.
    Canceled,
    /// Money went back. Both are totals of this charge so far, as the provider tells them: whoever hears of a refund before he heard of
    /// the payment knows by this alone what came.
    Refunded {
        /// All that came, what went back of it included.
        received: Money,
        /// All that went back of it.
        refunded: Money,
    },
    /// All that had come went back, and the provider does not say how much that was. Nothing is counted by it that was not told before.
    RefundedInFull,
    /// A status nobody here knows, in the provider's word. It changes nothing and somebody is told.
    Unknown(String),
    /// An answer that says something of money which nobody can read: what was wrong with it, in words. It is never taken for an
    /// answer that says nothing; it changes nothing and somebody is told.
    Unreadable(String),
}

impl Event {
    /// The word for it in the db and in logs.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Paid(_) => "paid",
            Self::Expired => "expired",
            Self::Declined => "declined",
            Self::Canceled => "canceled",
            // One word for both: how much it was, where that is known, stands beside it.
            Self::Refunded { .. } | Self::RefundedInFull => "refunded",
            // One word for both: what is kept of them is the same, and programs of before know this one.
            Self::Unknown(_) | Self::Unreadable(_) => "unknown",
        }
    }
}
