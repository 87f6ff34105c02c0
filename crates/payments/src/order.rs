//! Order: what is to be paid. It has no state of its own: its status is worked out from its charges, every time.
//!
//! A customer may hold two vouchers and pay both, or pay one in parts; nothing of that is refused, and the status
//! says so. This file does not know how orders are kept.

use crate::{Charge, Method, Moment, Money, State};

/// What is to be paid, and how it has been tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// `ord_...`, unguessable: whoever knows it may see the order and pay it.
    pub id: String,
    /// What is to be paid.
    pub amount: Money,
    /// What is sold, as the customer reads it.
    pub description: String,
    /// The merchant's own id.
    pub reference: Option<String>,
    /// A picture, an https URL.
    pub image: Option<String>,
    /// The button it was made from.
    pub button: Option<String>,
    /// The methods it may be paid by; all where empty.
    pub methods: Vec<Method>,
    /// Where the customer goes once it is paid.
    pub success_url: Option<String>,
    /// After this no new charge is made.
    pub expires_at: Option<Moment>,
    /// When it was made.
    pub created_at: Moment,
    /// Every attempt to collect it, oldest first.
    pub charges: Vec<Charge>,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Nothing is under way.
    Open,
    /// A charge is: the customer holds a voucher, or is about to.
    Pending,
    /// Some money has arrived, and less than the amount.
    PartlyPaid,
    /// The amount has arrived.
    Paid,
    /// More than the amount has arrived.
    Overpaid,
    /// The last voucher, or the order itself, ran out before any money came.
    Expired,
    /// Money had arrived, and all of it went back.
    Refunded,
}

impl Status {
    /// Every status, in the order an order goes through them.
    pub const ALL: [Self; 7] =
        [Self::Open, Self::Pending, Self::PartlyPaid, Self::Paid, Self::Overpaid, Self::Expired, Self::Refunded];

    /// The word for it in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::PartlyPaid => "partly_paid",
            Self::Paid => "paid",
            Self::Overpaid => "overpaid",
            Self::Expired => "expired",
            Self::Refunded => "refunded",
        }
    }
}

impl Order {
    /// All that has arrived and has not gone back.
    pub fn received(&self) -> Money {
        self.sum_of_paid(|charge| charge.received.minor() - charge.refunded.minor())
    }

    /// All that went back of it, in part or whole.
    pub fn refunded(&self) -> Money {
        let minor = self.charges.iter().map(|charge| charge.refunded.minor()).sum();
        Money::new(minor, self.amount.currency())
    }

    /// What is still to be paid. What went back in part is not: it was paid, and the merchant gave it back.
    pub fn missing(&self) -> Money {
        let arrived = self.sum_of_paid(|charge| charge.received.minor());
        Money::new((self.amount.minor() - arrived.minor()).max(0), self.amount.currency())
    }

    fn sum_of_paid(&self, of: impl Fn(&Charge) -> i64) -> Money {
        let minor = self.charges.iter().filter(|charge| charge.state == State::Paid).map(of).sum();
        Money::new(minor, self.amount.currency())
    }

    /// What can still be paid of a charge of this order at `now` ([`Charge::payable`]), and would bring more than what is missing: a slip that is out, or
    /// the rest of one that was paid in part. Several slips may be out, each for what was missing when it was made, and
    /// the customer pays one of them; once money has come or the price has changed, the others ask for too much.
    pub fn payable_beyond_missing(&self, now: Moment) -> impl Iterator<Item = &Charge> {
        let missing = self.missing().minor();
        self.charges.iter().filter(move |charge| charge.payable(now).minor() > missing)
    }

    /// Whether any money came after its voucher had run out.
    pub fn late(&self) -> bool {
        self.charges.iter().any(|charge| charge.late && charge.state == State::Paid)
    }

    /// Where it stands at `now`.
    pub fn status(&self, now: Moment) -> Status {
        let (received, amount) = (self.received().minor(), self.amount.minor());
        if received > amount {
            return Status::Overpaid;
        }
        let paid = self.charges.iter().any(|charge| charge.state == State::Paid);
        if paid && self.missing().is_zero() {
            return Status::Paid;
        }
        if received > 0 {
            return Status::PartlyPaid;
        }
        if self.charges.iter().any(|charge| charge.seen_at(now).is_open()) {
            return Status::Pending;
        }
        if self.charges.iter().any(|charge| charge.state == State::Refunded) {
            return Status::Refunded;
        }
        let last_ran_out = self.charges.last().is_some_and(|charge| charge.seen_at(now) == State::Expired);
        if last_ran_out || self.expires_at.is_some_and(|end| end <= now) {
            return Status::Expired;
        }
        Status::Open
    }

    /// Whether a new charge may be made at `now`: the order has not run out and is not settled. One that is partly
    /// paid may be completed, and one whose voucher ran out may be renewed.
    pub fn takes_charges(&self, now: Moment) -> bool {
        let ended = self.expires_at.is_some_and(|end| end <= now);
        match self.status(now) {
            Status::Open | Status::Pending | Status::PartlyPaid | Status::Expired => !ended,
            Status::Paid | Status::Overpaid | Status::Refunded => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn pesos(minor: i64) -> Money {
        Money::new(minor, Currency::Mxn)
    }

    /// An order of 150.00 with one charge for each pair of state and total received.
    fn order(charges: &[(State, i64)]) -> Order {
        let charge = |&(state, received): &(State, i64)| Charge {
            id: "chg_1".to_owned(),
            method: Method::Cash,
            store: None,
            amount: pesos(15000),
            state,
            received: pesos(received),
            refunded: pesos(if state == State::Refunded { received } else { 0 }),
            late: false,
            created_at: Moment::from_seconds(0),
            voucher: (state != State::Requested).then(|| {
                let payable = crate::Payable::Reference { reference: "1".to_owned(), company: None };
                crate::Voucher::new(pesos(15000), Some(Moment::from_seconds(100)), payable)
            }),
        };
        Order {
            id: "ord_1".to_owned(),
            amount: pesos(15000),
            description: "Samsung Gold Curl".to_owned(),
            reference: None,
            image: None,
            button: None,
            methods: vec![],
            success_url: None,
            expires_at: Some(Moment::from_seconds(100)),
            created_at: Moment::from_seconds(0),
            charges: charges.iter().map(charge).collect(),
        }
    }

    fn check(charges: &[(State, i64)], expected: Status) {
        assert_eq!(order(charges).status(Moment::from_seconds(50)), expected, "{charges:?}");
    }

    #[test]
    fn the_status_follows_from_the_charges() {
        use State as S;
        check(&[], Status::Open);
        check(&[(S::Requested, 0)], Status::Pending);
        check(&[(S::Pending, 0)], Status::Pending);
        check(&[(S::Declined, 0)], Status::Open);
        check(&[(S::Canceled, 0)], Status::Open);
        check(&[(S::Expired, 0)], Status::Expired);
        check(&[(S::Expired, 0), (S::Pending, 0)], Status::Pending);
        check(&[(S::Expired, 0), (S::Paid, 15000)], Status::Paid);
        check(&[(S::Paid, 5000)], Status::PartlyPaid);
        check(&[(S::Paid, 5000), (S::Pending, 0)], Status::PartlyPaid);
        check(&[(S::Paid, 5000), (S::Paid, 10000)], Status::Paid);
        check(&[(S::Paid, 15000), (S::Paid, 15000)], Status::Overpaid);
        check(&[(S::Paid, 15000), (S::Refunded, 15000)], Status::Paid);
        check(&[(S::Refunded, 15000)], Status::Refunded);
    }

    #[test]
    fn an_order_of_which_a_part_went_back_is_paid_and_asks_for_no_more() {
        let check = |received: i64, refunded: i64, expected: Status| {
            let mut order = order(&[(State::Paid, received)]);
            order.charges[0].refunded = pesos(refunded);
            let told = (order.status(Moment::from_seconds(50)), order.received(), order.refunded());
            assert_eq!(told, (expected, pesos(received - refunded), pesos(refunded)));
            order
        };
        let order = check(15000, 5000, Status::Paid);
        assert!(order.missing().is_zero() && !order.takes_charges(Moment::from_seconds(50)));
        check(30000, 15000, Status::Paid);
        check(30000, 5000, Status::Overpaid);
        check(5000, 1000, Status::PartlyPaid);
    }

    #[test]
    fn an_order_runs_out_only_where_no_money_came() {
        let later = Moment::from_seconds(100);
        assert_eq!(order(&[]).status(later), Status::Expired);
        assert_eq!(order(&[(State::Paid, 15000)]).status(later), Status::Paid);
        assert!(!order(&[]).takes_charges(later));
    }

    #[test]
    fn what_can_still_be_paid_is_held_against_what_is_missing() {
        use State as S;
        let check = |charges: &[(State, i64)], expected: usize| {
            let order = order(charges);
            assert_eq!(order.payable_beyond_missing(Moment::from_seconds(50)).count(), expected, "{charges:?}");
        };
        check(&[(S::Pending, 0)], 0);
        check(&[(S::Pending, 0), (S::Pending, 0)], 0);
        check(&[(S::Paid, 15000), (S::Pending, 0)], 1);
        check(&[(S::Paid, 5000), (S::Pending, 0), (S::Pending, 0)], 2);
        check(&[(S::Paid, 5000)], 0);
        check(&[(S::Paid, 5000), (S::Paid, 10000)], 2);
        check(&[(S::Paid, 15000), (S::Expired, 0), (S::Canceled, 0), (S::Declined, 0), (S::Refunded, 0)], 0);
        check(&[(S::Paid, 15000), (S::Requested, 0)], 0);
        let dearer = Order { amount: pesos(14000), ..order(&[(S::Pending, 0)]) };
        assert_eq!(dearer.payable_beyond_missing(Moment::from_seconds(50)).count(), 1);
        assert_eq!(
            dearer.payable_beyond_missing(Moment::from_seconds(100)).count(),
            1,
            "until its provider says that it is over"
        );
    }

    #[test]
    fn an_expired_voucher_can_be_renewed_and_a_settled_order_takes_no_more() {
        let now = Moment::from_seconds(50);
        assert!(order(&[(State::Expired, 0)]).takes_charges(now));
        assert!(order(&[(State::Paid, 5000)]).takes_charges(now));
        assert!(!order(&[(State::Paid, 15000)]).takes_charges(now));
        assert_eq!(order(&[(State::Paid, 5000)]).missing(), pesos(10000));
    }
}
