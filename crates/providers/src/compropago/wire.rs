//! ComproPago's cash charge (v1) as JSON, in all three of its generations at once.
//!
//! The names are theirs. Where a generation renamed a field, both names stand here, because nothing in a request decides
//! which one comes back: it depends on the account. Fields nobody here reads are left out; what each means is in the
//! folder's README. What a charge means to us is not known here.

use super::call::is_id;
use super::status::{self, MoneySaid};
use crate::call::is_segment;
use crate::exact::{Flag, Part, Said, Scalar};
use crate::scrub;
use payments::{Currency, Moment, Money};
use serde::Deserialize;

/// A charge: the answer of create and get, and the body of a webhook.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Charge {
    id: Scalar,
    payment_id: Scalar,
    short_id: Scalar,
    short_payment_id: Scalar,
    #[serde(rename = "type")]
    kind: Scalar,
    status: Scalar,
    payment_status: Scalar,
    expires_at: Scalar,
    exp_date: Scalar,
    expiration_date: Scalar,
    amount: Scalar,
    /// Of our own sandbox: the documents do not say what a partly paid charge looks like.
    amount_received: Scalar,
    currency: Scalar,
    refunded: Flag,
    order_info: Part<OrderInfo>,
    payment_details: Part<OrderInfo>,
    product_information: Part<OrderInfo>,
    instructions: Part<Instructions>,
    payment_instructions: Part<Instructions>,
}

/// `order_info`, earlier `payment_details` (get) and `product_information` (create).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct OrderInfo {
    /// What the merchant calls it: `product_id` in 1.0.
    order_id: Scalar,
    product_id: Scalar,
    order_price: Scalar,
    product_price: Scalar,
    exchange: Said<Exchange>,
}

/// What an order in another currency came to. v2 writes the same in camel case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Exchange {
    #[serde(alias = "originAmount")]
    origin_amount: Scalar,
    #[serde(alias = "originCurrency")]
    origin_currency: Scalar,
    #[serde(alias = "finalAmount")]
    final_amount: Scalar,
    #[serde(alias = "finalCurrency")]
    final_currency: Scalar,
}

/// How to pay it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Instructions {
    /// (sic) What the till adds, in a sentence.
    pub(super) note_extra_comition: Scalar,
    /// The digits for the till.
    pub(super) details: Part<Details>,
}

/// The digits for the till; which of them are filled depends on the store.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Details {
    pub(super) bank_name: Scalar,
    pub(super) bank_account_number: Scalar,
    pub(super) bank_account_holder_name: Scalar,
    pub(super) bank_reference: Scalar,
    pub(super) company_reference_name: Scalar,
    pub(super) company_reference_number: Scalar,
    pub(super) order_reference_number: Scalar,
}

/// 1.0's wrapping of get and webhook: `{type, object: "event", data: {object: {...}}}`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    #[serde(rename = "type")]
    kind: Scalar,
    data: Part<Data>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    object: Part<Charge>,
}

/// What an order came to, in its own currency and in what is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sums {
    /// In the currency of the order.
    pub(super) asked: Money,
    /// What the customer hands over.
    pub(super) due: Money,
}

impl Charge {
    /// Reads a charge, wrapped or not; `None` where the body is no JSON object.
    pub(super) fn read(body: &str) -> Option<Self> {
        let Part(envelope) = serde_json::from_str::<Part<Envelope>>(body).ok()?;
        let envelope = envelope?;
        match envelope.data.0.and_then(|data| data.object.0) {
            Some(charge) => Some(Self { kind: envelope.kind, ..charge }),
            None => serde_json::from_str::<Part<Self>>(body).ok()?.0,
        }
    }

    /// Its id: `ch_` and a uuid. Generation 1.0 leaves the `ch_` out, and it is put before it here, because a SPEI charge
    /// of such an account has it in v2 and not in its webhooks.
    pub(super) fn id(&self) -> Option<String> {
        let id = self.id.text().or(self.payment_id.text()).filter(|id| is_id(id))?;
        Some(if id.starts_with("ch_") { id.to_owned() } else { format!("ch_{id}") })
    }

    /// The short id, by which their panel finds it.
    pub(super) fn short_id(&self) -> Option<&str> {
        self.short_id.text().or(self.short_payment_id.text())
    }

    /// Whether it is the one the panel's test button sends: id and short id of zeros.
    pub(super) fn is_test_ping(&self) -> bool {
        let short_id = self.short_id();
        let bare = self.id.text().or(self.payment_id.text()).map(|id| id.trim_start_matches("ch_"));
        short_id == Some("000000") || bare.is_some_and(|id| id.contains('0') && id.bytes().all(|b| b == b'0' || b == b'-'))
    }

    /// Our id of the charge: what it was made for.
    pub(super) fn charge_id(&self) -> Option<String> {
        let order = self.order()?;
        ours(&order.order_id).or_else(|| ours(&order.product_id))
    }

    /// Its status in lower case, without the `charge.` some generations put before it. What is written as a name is, and no word of
    /// theirs, stays as it is: an operator is not to read it.
    pub(super) fn status(&self) -> String {
        let lower = |said: &Scalar| {
            let (text, lower) = (said.text()?, said.text()?.to_ascii_lowercase());
            Some(if scrub::is_name(text) && !status::is_known(&lower) { text.to_owned() } else { lower })
        };
        let kind = lower(&self.kind);
        let typed = kind.as_deref().and_then(|kind| kind.strip_prefix("charge.")).map(str::to_owned);
        typed.or(lower(&self.status)).or(lower(&self.payment_status)).or(kind).unwrap_or_default()
    }

    /// When it can last be paid.
    pub(super) fn expires_at(&self) -> Option<Moment> {
        [&self.expires_at, &self.exp_date, &self.expiration_date].into_iter().find_map(Scalar::moment)
    }

    /// Whether the money went back.
    pub(super) fn refunded(&self) -> Said<bool> {
        self.refunded.said()
    }

    fn order(&self) -> Option<&OrderInfo> {
        self.order_info.0.as_ref().or(self.payment_details.0.as_ref()).or(self.product_information.0.as_ref())
    }

    /// What it says of money.
    pub(super) fn money(&self, unnamed: Currency) -> MoneySaid<'_> {
        MoneySaid { sums: self.sums(unnamed), received: &self.amount_received }
    }

    /// What it is for. An answer that names no currency is in `unnamed`: 1.0 and 1.1 name none on create.
    pub(super) fn sums(&self, unnamed: Currency) -> Said<Sums> {
        let order = self.order();
        let exchange = match order.map(|order| &order.exchange) {
            Some(Said::Value(exchange)) => exchange.sums(),
            Some(Said::Unreadable) => Said::Unreadable,
            Some(Said::Nothing) | None => Said::Nothing,
        };
        let currency = match self.currency.said_currency() {
            Said::Value(currency) => currency,
            Said::Nothing => unnamed,
            Said::Unreadable => return exchange.or(Said::Unreadable),
        };
        let price = |order: &OrderInfo| order.order_price.said_money(currency).or(order.product_price.said_money(currency));
        let amount = self.amount.said_money(currency).or(order.map_or(Said::Nothing, price));
        exchange.or(amount.map(|amount| Sums { asked: amount, due: amount }))
    }

    /// How to pay it; only the answer of create says.
    pub(super) fn instructions(&self) -> Option<&Instructions> {
        self.instructions.0.as_ref().or(self.payment_instructions.0.as_ref())
    }
}

impl Exchange {
    /// Both sides of the exchange, where anything is said of them: an exchange of which a part cannot be read is none.
    pub(super) fn sums(&self) -> Said<Sums> {
        let fields = [&self.origin_amount, &self.origin_currency, &self.final_amount, &self.final_currency];
        if !fields.iter().any(|field| field.is_there()) {
            return Said::Nothing;
        }
        let side = |amount: &Scalar, currency: &Scalar| amount.money(currency.currency()?);
        match (side(&self.origin_amount, &self.origin_currency), side(&self.final_amount, &self.final_currency)) {
            (Some(asked), Some(due)) => Said::Value(Sums { asked, due }),
            (_, _) => Said::Unreadable,
        }
    }
}

impl Sums {
    /// Whether they are what was asked for, and say how many pesos that is: nothing else is handed over.
    pub(super) fn are_in_pesos(self) -> bool {
        let in_pesos = self.due.currency() == Currency::Mxn;
        in_pesos && !self.due.is_zero() && (self.due == self.asked || self.asked.currency() != Currency::Mxn)
    }
}

/// An id of ours, as it was sent.
pub(super) fn ours(said: &Scalar) -> Option<String> {
    said.text().filter(|id| is_segment(id)).map(str::to_owned)
}
