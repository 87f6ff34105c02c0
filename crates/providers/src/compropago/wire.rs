//! ComproPago's cash charge (v1) as JSON, in all three of its generations at once.
//!
//! The names are theirs. Where a generation renamed a field, both names stand here, because nothing in a request decides
//! which one comes back: it depends on the account. Fields nobody here reads are left out; what each means is in the
//! folder's README. What a charge means to us is not known here.

use super::call::is_id;
use crate::exact::{Flag, Part, Scalar};
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
    order_price: Scalar,
    product_price: Scalar,
    exchange: Part<Exchange>,
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

    /// Whether it is the one the panel's test button sends: id and short id of zeros.
    pub(super) fn is_test_ping(&self) -> bool {
        let short_id = self.short_id.text().or(self.short_payment_id.text());
        let bare = self.id.text().or(self.payment_id.text()).map(|id| id.trim_start_matches("ch_"));
        short_id == Some("000000") || bare.is_some_and(|id| id.contains('0') && id.bytes().all(|b| b == b'0' || b == b'-'))
    }

    /// Its status in lower case, without the `charge.` some generations put before it.
    pub(super) fn status(&self) -> String {
        let lower = |said: &Scalar| said.text().map(str::to_ascii_lowercase);
        let kind = lower(&self.kind);
        let typed = kind.as_deref().and_then(|kind| kind.strip_prefix("charge.")).map(str::to_owned);
        typed.or(lower(&self.status)).or(lower(&self.payment_status)).or(kind).unwrap_or_default()
    }

    /// When it can last be paid.
    pub(super) fn expires_at(&self) -> Option<Moment> {
        [&self.expires_at, &self.exp_date, &self.expiration_date].into_iter().find_map(Scalar::moment)
    }

    /// Whether the money went back.
    pub(super) fn refunded(&self) -> bool {
        self.refunded.0 == Some(true)
    }

    /// What has come in so far, where that is said, in the currency handed over.
    pub(super) fn received(&self, sums: Sums) -> Option<Money> {
        self.amount_received.money(sums.due.currency())
    }

    /// What it is for. An answer that names no currency is in `unnamed`: 1.0 and 1.1 name none on create.
    pub(super) fn sums(&self, unnamed: Currency) -> Option<Sums> {
        let order = self.order_info.0.as_ref().or(self.payment_details.0.as_ref()).or(self.product_information.0.as_ref());
        if let Some(sums) = order.and_then(|order| order.exchange.0.as_ref()).and_then(Exchange::sums) {
            return Some(sums);
        }
        let currency = match self.currency.text() {
            Some(_) => self.currency.currency()?,
            None => unnamed,
        };
        let price = order.and_then(|order| order.order_price.money(currency).or_else(|| order.product_price.money(currency)));
        let amount = match self.amount.text() {
            Some(_) => self.amount.money(currency)?,
            None => price?,
        };
        Some(Sums { asked: amount, due: amount })
    }

    /// How to pay it; only the answer of create says.
    pub(super) fn instructions(&self) -> Option<&Instructions> {
        self.instructions.0.as_ref().or(self.payment_instructions.0.as_ref())
    }
}

impl Exchange {
    /// Both sides of the exchange, where all of it can be read.
    pub(super) fn sums(&self) -> Option<Sums> {
        let asked = self.origin_amount.money(self.origin_currency.currency()?)?;
        let due = self.final_amount.money(self.final_currency.currency()?)?;
        Some(Sums { asked, due })
    }
}

impl Sums {
    /// Whether they are what was asked for, and say how many pesos that is: nothing else is handed over.
    pub(super) fn are_for(self, asked: Money) -> bool {
        let in_pesos = self.due.currency() == Currency::Mxn;
        self.asked == asked && in_pesos && (self.due == asked || asked.currency() != Currency::Mxn)
    }

    /// What a part of `due` is in the currency of the order: in proportion, rounded down, in integers.
    pub(super) fn in_order_currency(self, part: Money) -> Option<Money> {
        if part.currency() != self.due.currency() {
            return None;
        }
        if part.currency() == self.asked.currency() {
            return Some(part);
        }
        if self.due.is_zero() {
            return Some(Money::zero(self.asked.currency()));
        }
        let minor = i128::from(part.minor()) * i128::from(self.asked.minor()) / i128::from(self.due.minor());
        i64::try_from(minor)
            .ok()
            .filter(|minor| *minor <= Money::MAX_MINOR)
            .map(|minor| Money::new(minor, self.asked.currency()))
    }
}
