//! The state of a checkout, the changes each message makes to it, and the screen that follows. Pure, no DOM, no network.

pub mod typed;

use api::{Amount, Charge, ChargeState, Clabe, Offer, Order, OrderStatus};

/// All that the screens are drawn from, but the text the shopper is typing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The button's offer. An order brings the offer it was made from: see [`State::offer`].
    pub offered: Option<Offer>,
    /// The order, once there is one.
    pub order: Option<Order>,
    /// A customer's own CLABE, where that is what the element shows.
    pub standing: Option<Clabe>,
    /// Whether the shopper, who has a voucher, wants another way to pay.
    pub changing: bool,
    /// Whether a request is under way whose answer decides the next screen.
    pub busy: bool,
    /// The last error.
    pub error: Option<CheckoutError>,
    /// Whether the order's changes are asked for, because they do not arrive by themselves.
    pub asking: bool,
}

/// An error of the backend, or on the way to it, by its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckoutError {
    /// The code: of [`api::Code`], or `offline`, `other` or `nothing_named`.
    pub code: String,
    /// The reason, where a code has several.
    pub reason: Option<String>,
    /// The request's id, to quote to the shop.
    pub request_id: Option<String>,
    /// The fields the backend refuses: `customer.email`.
    pub fields: Vec<String>,
    /// The developer's sentence.
    pub detail: String,
    /// The seconds the backend asks not to be asked again for.
    pub wait: i64,
}

impl CheckoutError {
    /// The backend was not reached.
    pub fn offline() -> Self {
        Self { code: "offline".to_owned(), detail: "the backend was not reached".to_owned(), ..Self::default() }
    }

    /// The backend's answer was not understood.
    pub fn other() -> Self {
        Self { code: "other".to_owned(), detail: "the backend's answer was not understood".to_owned(), ..Self::default() }
    }

    /// All of the order's money went back: it is closed.
    pub fn refunded() -> Self {
        let (code, reason) = ("order_closed".to_owned(), Some("refunded".to_owned()));
        Self { code, reason, detail: "the order's money went back".to_owned(), ..Self::default() }
    }

    /// The element names neither button nor order nor CLABE.
    pub fn nothing_named() -> Self {
        let detail = "<ficha-checkout> needs the attribute button, order or clabe";
        Self { code: "nothing_named".to_owned(), detail: detail.to_owned(), ..Self::default() }
    }

    /// The remedy that the error's text names, and that its button does.
    pub fn remedy(&self) -> Remedy {
        match self.code.as_str() {
            "button_not_found" | "button_retired" | "order_not_found" | "order_closed" | "offer_changed"
            | "clabe_not_found" | "preview_only" | "nothing_named" => Remedy::Leave,
            "too_many_vouchers" => Remedy::Slip,
            "over_limit" | "under_minimum" | "store_not_offered" | "method_not_offered" | "provider_refused" => Remedy::Choose,
            // The rest is of a moment: nobody was reached, or too much was asked.
            _ => Remedy::Retry,
        }
    }
}

/// The remedy for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Ask the same again.
    Retry,
    /// Choose another way to pay: the same again is refused again.
    Choose,
    /// Go back to a slip that there is already.
    Slip,
    /// Ask the shop: nothing here helps.
    Leave,
}

/// A message to a checkout: an answer, a change, a wish of the shopper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Msg {
    /// A request was sent.
    Asked,
    /// The offer of a button arrived.
    Offered(Offer),
    /// The order arrived: asked for, or by itself.
    Order(Box<Order>),
    /// A charge was made, of the order there is or of one that was opened for it.
    Charged(Option<Box<Order>>, Box<Charge>),
    /// A customer's own CLABE arrived: asked for, or because something was deposited.
    Standing(Box<Clabe>),
    /// A request failed.
    Failed(CheckoutError),
    /// The shopper wants to choose: another way to pay, or again after a problem.
    Choose,
    /// The shopper keeps the voucher there is.
    Back,
    /// There is no order any more: the memory of it is stale.
    Forgotten,
}

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Screen {
    /// Grey rows, until there is an offer or an order.
    Loading,
    /// Methods, stores and details.
    Choose,
    /// The slip.
    Voucher,
    /// A customer's own CLABE.
    Standing,
    /// The money has arrived.
    Paid,
    /// An error, with its remedy.
    Problem,
}

/// The consequences of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Another screen is to be drawn, or the same for another slip.
    pub screen: bool,
    /// The order is another or has changed.
    pub order: bool,
    /// The events the merchant's page is told of.
    pub events: Vec<&'static str>,
}

/// The parts of the state that are compared before and after a message.
struct Mark {
    screen: Screen,
    version: Option<i64>,
    standing: Option<i64>,
    /// The charge whose slip is shown, where it stands, and how much of its money is there.
    slip: Option<(String, ChargeState, i64)>,
    /// The money of the order: what has arrived, what is missing, and whether it came late.
    money: Option<(i64, i64, bool)>,
}

impl State {
    /// Takes in a message. An order older than the one we have changes nothing.
    pub fn update(&mut self, msg: Msg) -> Change {
        let before = self.mark();
        self.take(msg);
        let after = self.mark();
        let mut events = Vec::new();
        let stood = |(id, status, _): &&(String, ChargeState, i64)| {
            before.slip.as_ref().is_some_and(|(before, stood, _)| before == id && stood == status)
        };
        if let Some((_, status, _)) = after.slip.as_ref().filter(|slip| !stood(slip)) {
            match status {
                ChargeState::Pending => events.push("ficha:voucher"),
                ChargeState::Expired => events.push("ficha:expired"),
                ChargeState::Requested
                | ChargeState::Paid
                | ChargeState::Declined
                | ChargeState::Canceled
                | ChargeState::Refunded => {}
            }
        }
        if after.screen == Screen::Paid && before.screen != Screen::Paid {
            events.push("ficha:paid");
        }
        let shown = match after.screen {
            Screen::Voucher => after.slip != before.slip || after.money != before.money,
            Screen::Choose | Screen::Paid => after.money != before.money,
            Screen::Loading | Screen::Standing | Screen::Problem => false,
        };
        let redrawn = after.screen != before.screen || shown || after.standing != before.standing;
        Change { screen: redrawn, order: after.version != before.version, events }
    }

    fn mark(&self) -> Mark {
        Mark {
            screen: self.screen(),
            version: self.order.as_ref().map(|order| order.version),
            standing: self.standing.as_ref().map(|clabe| clabe.version),
            slip: self.charge().map(|charge| (charge.id.clone(), charge.status, charge.received.amount)),
            money: self.order.as_ref().map(|order| (order.received.amount, order.missing.amount, order.late)),
        }
    }

    fn take(&mut self, msg: Msg) {
        match msg {
            Msg::Asked => {
                self.busy = true;
                self.error = None;
            }
            Msg::Offered(offer) => {
                self.offered = Some(offer);
                self.settle();
            }
            Msg::Order(order) => {
                if self.order.as_ref().is_some_and(|ours| ours.id == order.id && ours.version > order.version) {
                    return;
                }
                let had = self.charge().map(|charge| charge.id.clone());
                self.order = Some(*order);
                // A new voucher, or money, ends the choosing; the repeated word of an old voucher does not.
                if self.charge().map(|charge| charge.id.clone()) != had || self.is_paid() {
                    self.changing = false;
                }
                self.settle();
                if self.order.as_ref().is_some_and(|order| order.status == OrderStatus::Refunded) {
                    self.error = Some(CheckoutError::refunded());
                }
            }
            Msg::Charged(opened, charge) => {
                if let Some(order) = opened {
                    self.order = Some(*order);
                }
                // Its slip is shown at once. What else has changed the order says itself as soon as it is listened to.
                if let Some(order) = &mut self.order {
                    order.charges.push(*charge);
                }
                self.changing = false;
                self.settle();
            }
            Msg::Standing(clabe) => {
                if self.standing.as_ref().is_none_or(|ours| ours.version <= clabe.version) {
                    self.standing = Some(*clabe);
                }
                self.settle();
            }
            Msg::Failed(error) => {
                self.settle();
                self.error = Some(error);
            }
            Msg::Choose => {
                self.changing = true;
                self.error = None;
            }
            Msg::Back => {
                self.changing = false;
                self.error = None;
            }
            Msg::Forgotten => *self = Self { asking: self.asking, ..Self::default() },
        }
    }

    fn settle(&mut self) {
        self.busy = false;
        self.error = None;
    }

    /// The screen to show.
    pub fn screen(&self) -> Screen {
        if self.is_paid() {
            return Screen::Paid;
        }
        let at_fields = self.error.as_ref().is_some_and(|error| !error.fields.is_empty());
        if self.error.is_some() && !at_fields {
            return Screen::Problem;
        }
        if self.standing.is_some() {
            return Screen::Standing;
        }
        if self.offer().is_none() {
            return Screen::Loading;
        }
        if self.charge().is_some() && !self.changing { Screen::Voucher } else { Screen::Choose }
    }

    /// The offer: the order's, once there is one.
    pub fn offer(&self) -> Option<&Offer> {
        self.order.as_ref().map(|order| &order.offer).or(self.offered.as_ref())
    }

    /// Whether no real money moves.
    pub fn is_test(&self) -> bool {
        self.offer().is_some_and(|offer| offer.test) || self.standing.as_ref().is_some_and(|clabe| clabe.test)
    }

    /// The amount still to be paid: the price, or the part of it that is missing.
    pub fn due(&self) -> Option<&Amount> {
        self.order.as_ref().map(|order| &order.missing).or(self.offered.as_ref().map(|offer| &offer.total))
    }

    /// The ids of the order and of the charge that is shown, empty where there is none.
    pub fn ids(&self) -> (String, String) {
        let order = self.order.as_ref().map(|order| order.id.clone());
        (order.unwrap_or_default(), self.charge().map(|charge| charge.id.clone()).unwrap_or_default())
    }

    /// Whether an order that came by itself is to be taken in: it is newer, and no answer to the shopper is under way.
    pub fn awaits(&self, order: &Order) -> bool {
        !self.busy && self.order.as_ref().is_none_or(|ours| ours.version < order.version)
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

    /// The charge that can still be paid while another way is being chosen.
    pub fn open_charge(&self) -> Option<&Charge> {
        self.charge().filter(|charge| charge.is_payable())
    }

    /// Whether this way to pay, `spei` or `cash/` and a store's id, is the one there is a voucher for already.
    pub fn has(&self, way: &str) -> bool {
        let (method, store) = way.split_once('/').map_or((way, None), |(method, store)| (method, Some(store)));
        self.open_charge()
            .is_some_and(|charge| charge.method == method && charge.store.as_ref().map(|store| store.id.as_str()) == store)
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
