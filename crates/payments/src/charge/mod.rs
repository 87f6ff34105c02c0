//! Charge: one attempt to collect an order, and the one function that says what an event does to it.
//!
//! The function is pure and total: every state meets every event, and late, repeated or reordered events are
//! ordinary life, not errors. Money always wins: a payment on an expired voucher makes the charge paid, and late.
//! It knows nothing of vouchers' looks, of providers or of the db.

use crate::{Event, Method, Moment, Money, Voucher};

/// Where a charge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Written down; the provider has been or is about to be asked, and has not answered.
    Requested,
    /// The customer holds a voucher.
    Pending,
    /// Money has arrived; [`Charge::received`] says how much, which may be less or more than the amount.
    Paid,
    /// The voucher ran out.
    Expired,
    /// The provider refused it.
    Declined,
    /// Withdrawn before it was paid.
    Canceled,
    /// The money went back.
    Refunded,
}

impl State {
    /// Every state, in the order of a charge's life.
    pub const ALL: [Self; 7] =
        [Self::Requested, Self::Pending, Self::Paid, Self::Expired, Self::Declined, Self::Canceled, Self::Refunded];

    /// The word for it in JSON and in the db.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Expired => "expired",
            Self::Declined => "declined",
            Self::Canceled => "canceled",
            Self::Refunded => "refunded",
        }
    }

    /// The state of that word, if it is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }

    /// Whether the customer may still pay it: the voucher is out, or may be.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Requested | Self::Pending => true,
            Self::Paid | Self::Expired | Self::Declined | Self::Canceled | Self::Refunded => false,
        }
    }
}

/// One attempt to collect an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Our id of the charge, `chg_...`.
    pub id: String,
    /// How it is paid.
    pub method: Method,
    /// The provider's own code for the store (`OXXO`), where the method is cash.
    pub store: Option<String>,
    /// What is to be paid with it.
    pub amount: Money,
    /// The state of the charge, which only [`Charge::apply`] changes.
    pub state: State,
    /// The total received so far, of what a provider has told; nothing until [`State::Paid`].
    pub received: Money,
    /// The total of it that went back so far: never more than was received.
    pub refunded: Money,
    /// Whether the money came after the voucher had run out.
    pub late: bool,
    /// When it was written down.
    pub created_at: Moment,
    /// What the customer takes away; `None` until the provider has answered.
    pub voucher: Option<Voucher>,
}

/// What an event did to a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The charge changed: state, or the total received.
    Moved,
    /// The event changed nothing, for this reason.
    Stayed(Why),
}

/// Why an event changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is already so.
    Seen,
    /// It tells of an earlier time than we are in.
    OutOfOrder,
    /// The charge is over, and this does not reopen it.
    Closed,
    /// It takes back money that was seen, or brings money back that had gone. It may have been overtaken: whoever hears this asks
    /// again, and where the provider says so a second time, somebody must be told.
    Contradiction,
    /// Nobody knows what it means. Somebody must be told.
    Alert,
}

/// For how many seconds after its end a voucher is still shown as payable: clocks differ.
pub const GRACE: i64 = 10 * 60;

impl Charge {
    /// Where it stands for whoever looks at it `now`. A voucher whose end has passed is shown as expired, and is not: only its
    /// provider's word makes it so, because a clock can be wrong, and until then money and time may say otherwise. One that would
    /// have been over when it was made tells of clocks that differ, and not of time that has passed.
    pub fn seen_at(&self, now: Moment) -> State {
        let end = self.voucher.as_ref().and_then(|voucher| voucher.expires_at).filter(|end| *end > self.created_at);
        let over = end.is_some_and(|end| end.plus_seconds(GRACE) <= now);
        match self.state {
            State::Pending if over => State::Expired,
            State::Requested
            | State::Pending
            | State::Paid
            | State::Expired
            | State::Declined
            | State::Canceled
            | State::Refunded => self.state,
        }
    }

    /// Applies what the provider says. Applying the same event again changes nothing.
    /// Money wins, even where the voucher had run out; and what is told twice happens once:
    ///
    /// ```
    /// use payments::charge::{Charge, Outcome, State, Why};
    /// use payments::{Currency, Event, Method, Moment, Money};
    ///
    /// let price = Money::new(15_000, Currency::Mxn);
    /// let mut charge = Charge {
    ///     id: "chg_7Q2M".to_owned(),
    ///     method: Method::Cash,
    ///     store: Some("OXXO".to_owned()),
    ///     amount: price,
    ///     state: State::Expired,
    ///     received: Money::zero(Currency::Mxn),
    ///     refunded: Money::zero(Currency::Mxn),
    ///     late: false,
    ///     created_at: Moment::from_seconds(1_800_000_000),
    ///     voucher: None,
    /// };
    /// assert_eq!(charge.apply(&Event::Paid(price)), Outcome::Moved);
    /// assert_eq!((charge.state, charge.late), (State::Paid, true));
    /// assert_eq!(charge.apply(&Event::Paid(price)), Outcome::Stayed(Why::Seen));
    /// assert_eq!(charge.apply(&Event::Expired), Outcome::Stayed(Why::Contradiction));
    /// ```
    pub fn apply(&mut self, event: &Event) -> Outcome {
        use Event as E;
        use State as S;
        match (self.state, event) {
            (
                S::Requested | S::Pending | S::Paid | S::Expired | S::Declined | S::Canceled | S::Refunded,
                E::Unknown(_) | E::Unreadable(_),
            ) => Outcome::Stayed(Why::Alert),
            // "Paid" and nothing handed over, "refunded" and nothing given back, or more than came: whatever that means, it is no money.
            (S::Requested | S::Pending | S::Paid | S::Expired | S::Declined | S::Canceled | S::Refunded, E::Paid(total))
                if total.minor() <= 0 =>
            {
                Outcome::Stayed(Why::Alert)
            }
            (
                S::Requested | S::Pending | S::Paid | S::Expired | S::Declined | S::Canceled | S::Refunded,
                E::Refunded { received, refunded },
            ) if !(1..=received.minor()).contains(&refunded.minor()) => Outcome::Stayed(Why::Alert),

            (S::Requested, E::Issued) => self.move_to(S::Pending),
            (S::Pending, E::Issued) => Outcome::Stayed(Why::Seen),
            (S::Paid | S::Expired | S::Declined | S::Canceled | S::Refunded, E::Issued) => Outcome::Stayed(Why::OutOfOrder),

            (S::Requested | S::Pending | S::Declined | S::Canceled, E::Paid(total)) => self.receive(*total),
            (S::Expired, E::Paid(total)) => {
                self.late = true;
                self.receive(*total)
            }
            (S::Paid, E::Paid(total)) if total.minor() > self.received.minor() => self.receive(*total),
            (S::Paid, E::Paid(total)) if total.minor() == self.received.minor() => Outcome::Stayed(Why::Seen),
            (S::Paid | S::Refunded, E::Paid(_)) => Outcome::Stayed(Why::Contradiction),

            (S::Requested | S::Pending, E::Expired) => self.move_to(S::Expired),
            (S::Requested | S::Pending, E::Declined) => self.move_to(S::Declined),
            (S::Requested | S::Pending, E::Canceled) => self.move_to(S::Canceled),
            (S::Paid, E::Expired | E::Declined | E::Canceled) => Outcome::Stayed(Why::Contradiction),
            (S::Expired, E::Expired) | (S::Declined, E::Declined) | (S::Canceled, E::Canceled) => Outcome::Stayed(Why::Seen),
            (S::Expired, E::Declined | E::Canceled)
            | (S::Declined, E::Expired | E::Canceled)
            | (S::Canceled, E::Expired | E::Declined) => Outcome::Stayed(Why::Closed),
            (S::Refunded, E::Expired | E::Declined | E::Canceled) => Outcome::Stayed(Why::OutOfOrder),

            (S::Requested | S::Pending | S::Declined | S::Canceled, E::Refunded { received, refunded }) => {
                self.give_back(*received, *refunded)
            }
            (S::Expired, E::Refunded { received, refunded }) => {
                self.late = true;
                self.give_back(*received, *refunded)
            }
            (S::Paid | S::Refunded, E::Refunded { received, refunded }) => self.give_back_more(*received, *refunded),

            (S::Requested | S::Pending | S::Paid | S::Expired | S::Declined | S::Canceled, E::RefundedInFull) => {
                self.refunded = self.received;
                self.move_to(S::Refunded)
            }
            (S::Refunded, E::RefundedInFull) => Outcome::Stayed(Why::Seen),
        }
    }

    /// What the customer could still hand over for it at `now`: nothing where there is no slip in anybody's hands. A slip of which nothing
    /// has come can be paid until its provider says that it is over, whatever our clock says; the rest of one that was paid in part, of
    /// which no provider says so, as long as it runs.
    pub fn payable(&self, now: Moment) -> Money {
        let Some(voucher) = &self.voucher else { return Money::zero(self.amount.currency()) };
        let rest = match self.state {
            State::Pending => self.amount.minor(),
            State::Paid if voucher.runs(now) => (self.amount.minor() - self.received.minor()).max(0),
            State::Paid | State::Requested | State::Expired | State::Declined | State::Canceled | State::Refunded => 0,
        };
        Money::new(rest, self.amount.currency())
    }

    fn move_to(&mut self, state: State) -> Outcome {
        self.state = state;
        Outcome::Moved
    }

    /// What is told of a refund where money is known already. Totals only grow, so that every order of hearing ends the same; more may
    /// have come after all had gone back.
    fn give_back_more(&mut self, received: Money, refunded: Money) -> Outcome {
        let came = received.minor() - self.received.minor();
        let went = refunded.minor() - self.refunded.minor();
        // All of an unknown sum had gone back, and now it is a part.
        let takes_back_all = self.state == State::Refunded && self.received.is_zero() && refunded.minor() < received.minor();
        match (came, went) {
            (0, 0) => Outcome::Stayed(Why::Seen),
            (came, went) if came < 0 || went < 0 || takes_back_all => Outcome::Stayed(Why::Contradiction),
            (_, _) => self.give_back(received, refunded),
        }
    }

    fn give_back(&mut self, received: Money, refunded: Money) -> Outcome {
        self.received = received;
        self.refunded = refunded;
        self.move_to(if refunded.minor() < received.minor() { State::Paid } else { State::Refunded })
    }

    fn receive(&mut self, total: Money) -> Outcome {
        self.received = total;
        self.move_to(State::Paid)
    }
}

#[cfg(test)]
mod tests;
