//! Which screen comes next: the state of a checkout and what each piece of news does to it. Pure, no DOM, no network.

use api::{Charge, ChargeState, Offer, Order, OrderStatus, Problem};

/// Everything the screens are drawn from, but what the shopper is typing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// What is offered, from the button or the order.
    pub offer: Option<Offer>,
    /// The order, once there is one.
    pub order: Option<Order>,
    /// Whether the shopper, who has a voucher, wants another way to pay.
    pub changing: bool,
    /// Whether a request is under way whose answer decides the next screen.
    pub busy: bool,
    /// What went wrong last.
    pub trouble: Option<Trouble>,
    /// Whether the order's changes arrive by themselves; otherwise they are asked for.
    pub live: bool,
}

/// Something that went wrong, by its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// One of [`api::Code`], or `offline`, or `other`.
    pub code: String,
    /// What to quote to the shop.
    pub request_id: Option<String>,
    /// The fields the backend refuses: `customer.email`.
    pub fields: Vec<String>,
    /// The developer's sentence.
    pub detail: String,
}

impl Trouble {
    /// The backend was not reached.
    pub fn offline() -> Self {
        Self { code: "offline".to_owned(), detail: "the backend was not reached".to_owned(), ..Self::default() }
    }

    /// The backend's answer was not understood.
    pub fn other() -> Self {
        Self { code: "other".to_owned(), detail: "the backend's answer was not understood".to_owned(), ..Self::default() }
    }

    /// Whether the same request may be made again with hope.
    pub fn can_retry(&self) -> bool {
        !matches!(self.code.as_str(), "button_not_found" | "button_retired" | "order_not_found" | "order_closed")
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self {
            fields: problem.fields.into_iter().map(|field| field.field).collect(),
            detail: problem.detail.unwrap_or(problem.title),
            code: problem.code,
            request_id: problem.request_id,
        }
    }
}

/// What can be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A request was sent.
    Asked,
    /// The offer of a button arrived.
    Offered(Offer),
    /// The order arrived: asked for, or by itself.
    Order(Box<Order>),
    /// It went wrong.
    Failed(Trouble),
    /// The shopper wants to choose: another way to pay, or again after a problem.
    Choose,
    /// There is no order any more: what was kept of it is stale.
    Forgotten,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Screen {
    /// Nothing to show yet.
    Loading,
    /// Methods, stores and details.
    Choose,
    /// The slip.
    Voucher,
    /// The money has arrived.
    Paid,
    /// Something went wrong.
    Problem,
}

impl State {
    /// Takes in a piece of news. An order older than the one we have changes nothing.
    pub fn hear(&mut self, news: News) {
        match news {
            News::Asked => {
                self.busy = true;
                self.trouble = None;
            }
            News::Offered(offer) => {
                self.offer = Some(offer);
                self.settle();
            }
            News::Order(order) => {
                if self.order.as_ref().is_some_and(|ours| ours.id == order.id && ours.version > order.version) {
                    return;
                }
                let had = self.charge().map(|charge| charge.id.clone());
                self.offer = Some(order.offer.clone());
                self.order = Some(*order);
                // A new voucher, or money, ends the choosing; the repeated news of an old voucher does not.
                if self.charge().map(|charge| charge.id.clone()) != had || self.is_paid() {
                    self.changing = false;
                }
                self.settle();
            }
            News::Failed(trouble) => {
                self.settle();
                self.trouble = Some(trouble);
            }
            News::Choose => {
                self.changing = true;
                self.trouble = None;
            }
            News::Forgotten => *self = Self { live: self.live, ..Self::default() },
        }
    }

    fn settle(&mut self) {
        self.busy = false;
        self.trouble = None;
    }

    /// The screen to show.
    pub fn screen(&self) -> Screen {
        if self.is_paid() {
            return Screen::Paid;
        }
        let at_fields = self.trouble.as_ref().is_some_and(|trouble| !trouble.fields.is_empty());
        if self.trouble.is_some() && !at_fields {
            return Screen::Problem;
        }
        if self.offer.is_none() {
            return Screen::Loading;
        }
        if self.charge().is_some() && !self.changing { Screen::Voucher } else { Screen::Choose }
    }

    /// The screen, and what tells one slip from the next: when this changes, another screen is drawn.
    pub fn shown(&self) -> (Screen, String) {
        let screen = self.screen();
        let slip = match (screen, self.charge()) {
            (Screen::Voucher, Some(charge)) => {
                let received = charge.received.amount.to_string();
                [charge.id.as_str(), if charge.is_payable() { " open " } else { " closed " }, &received].concat()
            }
            (Screen::Voucher | Screen::Loading | Screen::Choose | Screen::Paid | Screen::Problem, _) => String::new(),
        };
        (screen, slip)
    }

    /// The events the merchant's page is told of, between two states.
    pub fn events(before: &Self, after: &Self) -> Vec<&'static str> {
        let slip =
            |state: &Self, status| state.charge().filter(|charge| charge.status == status).map(|charge| charge.id.clone());
        let new = |status| slip(after, status).is_some() && slip(before, status) != slip(after, status);
        [
            ("ficha:voucher", new(ChargeState::Pending)),
            ("ficha:expired", new(ChargeState::Expired)),
            ("ficha:paid", after.is_paid() && !before.is_paid()),
        ]
        .into_iter()
        .filter(|(_, happened)| *happened)
        .map(|(event, _)| event)
        .collect()
    }

    /// The charge whose slip is shown: the current one, if it has one. A charge nobody could finish is not shown.
    pub fn charge(&self) -> Option<&Charge> {
        let charge = self.order.as_ref()?.current_charge()?;
        match charge.status {
            ChargeState::Pending | ChargeState::Paid | ChargeState::Expired if charge.voucher.is_some() => Some(charge),
            ChargeState::Pending | ChargeState::Paid | ChargeState::Expired => None,
            ChargeState::Requested | ChargeState::Declined | ChargeState::Canceled | ChargeState::Refunded => None,
        }
    }

    /// Whether the money is all there.
    pub fn is_paid(&self) -> bool {
        self.order.as_ref().is_some_and(|order| match order.status {
            OrderStatus::Paid | OrderStatus::Overpaid => true,
            OrderStatus::Open
            | OrderStatus::Pending
            | OrderStatus::PartlyPaid
            | OrderStatus::Expired
            | OrderStatus::Refunded => false,
        })
    }
}

#[cfg(test)]
mod tests;
