//! Orders, payments, payment methods and errors as JSON. The names are theirs. Amounts of an order are texts, those of a payment
//! numbers; both are read from their digits. What a status means stands in `status.rs`.

use super::rails::Rail;
use crate::call::is_segment;
use crate::exact::{Part, Rows, Said, Scalar};
use jiff::Timestamp;
use payments::{Clabe, Currency, LabelledReference, Links, Moment, Money, ReferenceLabel};
use serde::Deserialize;

/// An order: the answer of every call about one in Mexico.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Order {
    id: Scalar,
    external_reference: Scalar,
    currency: Scalar,
    created_date: Scalar,
    pub(super) status: Scalar,
    pub(super) status_detail: Scalar,
    total_amount: Scalar,
    total_paid_amount: Scalar,
    transactions: Part<Transactions>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Transactions {
    payments: Rows<Transaction>,
    refunds: Rows<Back>,
}

/// The one payment of an order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Transaction {
    id: Scalar,
    paid_amount: Scalar,
    refunded_amount: Scalar,
    date_of_expiration: Scalar,
    payment_method: Part<Slip>,
}

/// A refund of an order, as their own clients read it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Back {
    amount: Scalar,
    status: Scalar,
}

/// What the customer takes away of an order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Slip {
    id: Scalar,
    ticket_url: Scalar,
    barcode_content: Scalar,
    reference: Scalar,
    verification_code: Scalar,
}

/// A payment: the answer of every call about one in Peru.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Payment {
    id: Scalar,
    external_reference: Scalar,
    currency_id: Scalar,
    date_of_expiration: Scalar,
    date_last_updated: Scalar,
    pub(super) status: Scalar,
    pub(super) status_detail: Scalar,
    transaction_amount: Scalar,
    transaction_amount_refunded: Scalar,
    transaction_details: Part<Details>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    payment_method_reference_id: Scalar,
    external_resource_url: Scalar,
    overpaid_amount: Scalar,
}

/// A payment method, as `GET /v1/payment_methods` lists it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Listed {
    id: Scalar,
    status: Scalar,
    min_allowed_amount: Scalar,
    max_allowed_amount: Scalar,
}

/// What is wrong, in the words of either API.
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) message: String,
    /// The first detail of an order's error.
    pub(super) detail: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    errors: Rows<Cause>,
    error: Scalar,
    message: Scalar,
    cause: Rows<Cause>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cause {
    code: Scalar,
    message: Scalar,
    description: Scalar,
    details: Rows<Scalar>,
}

/// The error of a body, if it is one: its first cause, or where there is none the word for all of it.
pub(super) fn problem(body: &str) -> Option<Problem> {
    let Part(refusal) = serde_json::from_str::<Part<Refusal>>(body).ok()?;
    let refusal = refusal?;
    let message = |said: &Scalar| said.text().unwrap_or("no message").to_owned();
    if let Some(first) = refusal.errors.0.first() {
        let detail = first.details.0.first().and_then(Scalar::text).map(str::to_owned);
        return Some(Problem { code: first.code.text()?.to_owned(), message: message(&first.message), detail });
    }
    match refusal.cause.0.first().and_then(|cause| Some((cause, cause.code.text()?))) {
        Some((cause, code)) => {
            let why = if cause.description.text().is_some() { &cause.description } else { &refusal.message };
            Some(Problem { code: code.to_owned(), message: message(why), detail: None })
        }
        None => Some(Problem { code: refusal.error.text()?.to_owned(), message: message(&refusal.message), detail: None }),
    }
}

/// The payment methods of an account; a row that is broken is left out.
pub(super) fn listed(body: &str) -> Option<Vec<Listed>> {
    body.trim_start().starts_with('[').then(|| serde_json::from_str::<Rows<Listed>>(body).map(|Rows(rows)| rows).ok())?
}

impl Listed {
    /// Whether it is this rail.
    pub(super) fn is(&self, rail: &Rail) -> bool {
        self.id.text() == Some(rail.id)
    }

    /// Whether it can be used, by its own word.
    pub(super) fn is_active(&self) -> bool {
        self.status.text() == Some("active")
    }

    /// The least one payment may be.
    pub(super) fn min(&self, currency: Currency) -> Option<Money> {
        self.min_allowed_amount.money(currency).filter(|min| !min.is_zero())
    }

    /// The most one payment may be.
    pub(super) fn max(&self, currency: Currency) -> Option<Money> {
        self.max_allowed_amount.money(currency).filter(|max| !max.is_zero())
    }
}

impl Order {
    /// The order of an answer, or `None` where there is none in it.
    pub(super) fn read(body: &str) -> Option<Self> {
        serde_json::from_str::<Part<Self>>(body).ok()?.0
    }

    /// The id of the order: `ORD01` and capitals.
    pub(super) fn id(&self) -> Option<String> {
        self.id.text().filter(|id| is_order_id(id)).map(str::to_owned)
    }

    /// Our id of the charge it was made for.
    pub(super) fn charge_id(&self) -> Option<String> {
        our_id(&self.external_reference)
    }

    /// What it was made for; `None` where it says another currency, too.
    pub(super) fn amount(&self, currency: Currency) -> Option<Money> {
        self.total_amount.money(currency).filter(|_| is_in(&self.currency, currency))
    }

    /// What has come in.
    pub(super) fn came(&self, currency: Currency) -> Said<Money> {
        let paid = self.rows().iter().map(|payment| payment.paid_amount.said_money(currency));
        self.total_paid_amount.said_money(currency).or(sum(paid, currency)).or(self.total_amount.said_money(currency))
    }

    /// What went back: by each payment's own sum, or by the refunds that did not fail.
    pub(super) fn went_back(&self, currency: Currency) -> Said<Money> {
        let refunds = self.transactions.0.as_ref().map_or(&[][..], |transactions| &transactions.refunds.0);
        let failed = |back: &&Back| back.status.text() == Some("failed");
        let refunds = refunds.iter().filter(|back| !failed(back)).map(|back| back.amount.said_money(currency));
        let by_payment = self.rows().iter().map(|payment| payment.refunded_amount.said_money(currency));
        sum(by_payment, currency).or(sum(refunds, currency))
    }

    /// When it was made.
    pub(super) fn made(&self) -> Option<Moment> {
        self.created_date.moment()
    }

    /// Its one payment.
    pub(super) fn payment(&self) -> Option<&Transaction> {
        self.rows().first()
    }

    fn rows(&self) -> &[Transaction] {
        self.transactions.0.as_ref().map_or(&[], |transactions| &transactions.payments.0)
    }
}

impl Transaction {
    /// The id of the payment: `PAY01` and capitals.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.text().filter(|id| is_segment(id))
    }

    /// The last moment at which it can be paid, where it says so: the sample of OXXO does not.
    pub(super) fn ends(&self) -> Option<Moment> {
        self.date_of_expiration.moment()
    }

    /// What the customer takes away.
    pub(super) fn slip(&self) -> Option<&Slip> {
        self.payment_method.0.as_ref()
    }
}

impl Slip {
    /// Whether it is of this rail.
    pub(super) fn is_by(&self, rail: Rail) -> bool {
        self.id.text() == Some(rail.id)
    }

    /// The digits to dictate: the reference, or what is there in its place.
    pub(super) fn digits(&self) -> Option<String> {
        [&self.reference, &self.verification_code, &self.barcode_content].into_iter().find_map(digits)
    }

    /// What a till asks for beside them, where it is another number.
    pub(super) fn beside(&self) -> Vec<LabelledReference> {
        let code = digits(&self.verification_code).filter(|code| Some(code) != self.digits().as_ref());
        code.map(|value| LabelledReference { label: ReferenceLabel::VerificationCode, value }).into_iter().collect()
    }

    /// Where to transfer to: their `reference` is the CLABE.
    pub(super) fn clabe(&self) -> Option<Clabe> {
        Clabe::parse(self.reference.text()?).ok()
    }

    /// Mercado Pago's own page of it.
    pub(super) fn links(&self) -> Links {
        Links { page: link(&self.ticket_url), pdf: None }
    }
}

impl Payment {
    /// The payment of an answer, or `None` where there is none in it.
    pub(super) fn read(body: &str) -> Option<Self> {
        serde_json::from_str::<Part<Self>>(body).ok()?.0
    }

    /// The id of the payment: digits.
    pub(super) fn id(&self) -> Option<String> {
        self.id.text().filter(|id| is_payment_id(id)).map(str::to_owned)
    }

    /// Our id of the charge it was made for.
    pub(super) fn charge_id(&self) -> Option<String> {
        our_id(&self.external_reference)
    }

    /// What it was made for; `None` where it says another currency, too.
    pub(super) fn amount(&self, currency: Currency) -> Option<Money> {
        self.transaction_amount.money(currency).filter(|_| is_in(&self.currency_id, currency))
    }

    /// What comes in with it when it is paid: what it was made for, and what is too much.
    pub(super) fn came(&self, currency: Currency) -> Said<Money> {
        let over = self.details().map_or(Said::Nothing, |details| details.overpaid_amount.said_money(currency));
        match self.transaction_amount.said_money(currency) {
            Said::Nothing => Said::Nothing,
            made_for => sum([made_for, over], currency),
        }
    }

    /// What went back.
    pub(super) fn went_back(&self, currency: Currency) -> Said<Money> {
        self.transaction_amount_refunded.said_money(currency)
    }

    /// The last moment at which it can be paid.
    pub(super) fn ends(&self) -> Option<Moment> {
        self.date_of_expiration.moment()
    }

    /// When it last became something else, in milliseconds since 1970.
    pub(super) fn changed(&self) -> Option<i64> {
        self.date_last_updated.text()?.parse::<Timestamp>().ok().map(|at| at.as_millisecond())
    }

    /// Its status, where that is a word of theirs; else nothing.
    pub(super) fn status_word(&self) -> String {
        self.status.text().filter(|word| is_segment(word)).unwrap_or_default().to_owned()
    }

    /// The code to pay with.
    pub(super) fn digits(&self) -> Option<String> {
        digits(&self.details()?.payment_method_reference_id)
    }

    /// Mercado Pago's own page of it.
    pub(super) fn links(&self) -> Links {
        Links { page: self.details().and_then(|details| link(&details.external_resource_url)), pdf: None }
    }

    fn details(&self) -> Option<&Details> {
        self.transaction_details.0.as_ref()
    }
}

/// Whether a text is an id of an order of theirs.
pub(super) fn is_order_id(text: &str) -> bool {
    text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("ord")) && is_segment(text)
}

/// Whether a text is an id of a payment of theirs.
pub(super) fn is_payment_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// An id of ours, as we sent it along.
pub(super) fn our_id(said: &Scalar) -> Option<String> {
    said.text().filter(|id| is_segment(id)).map(str::to_owned)
}

/// Whether nothing is said of a currency, or this one.
fn is_in(said: &Scalar, currency: Currency) -> bool {
    match said.said_currency() {
        Said::Nothing => true,
        Said::Value(theirs) => theirs == currency,
        Said::Unreadable => false,
    }
}

/// The sum of those that are said; nothing where none is, and unreadable where one is.
fn sum(parts: impl IntoIterator<Item = Said<Money>>, currency: Currency) -> Said<Money> {
    let mut total = Said::Nothing;
    for part in parts {
        total = match (total, part) {
            (total, Said::Nothing) => total,
            (Said::Unreadable, _) | (_, Said::Unreadable) => Said::Unreadable,
            (Said::Nothing, Said::Value(part)) => Said::Value(part),
            (Said::Value(so_far), Said::Value(part)) => so_far.plus(part).map_or(Said::Unreadable, Said::Value),
        };
    }
    total.map(|money| Money::new(money.minor(), currency))
}

fn digits(said: &Scalar) -> Option<String> {
    let text = said.text()?;
    ((4..=60).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned())
}

fn link(said: &Scalar) -> Option<String> {
    said.text().filter(|url| url.starts_with("https://") && url.len() <= 500).map(str::to_owned)
}
