//! KashIO's invoice and event as JSON, of 2017 and of 2020 at once.
//!
//! The names are theirs. An amount was a text in 2017 and is a number in 2020; dates have no zone. Fields nobody here reads
//! are left out. What an invoice means to us is not known here.

use super::dates;
use crate::call::is_segment;
use crate::exact::{Flag, Part, Scalar};
use crate::webhook::ChargeHint;
use payments::{Moment, Money};
use serde::Deserialize;

/// An invoice: the answer of create, get, amend and void, bare or, as in 2017, within `invoice`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Invoice {
    id: Scalar,
    status: Scalar,
    currency: Scalar,
    amount: Scalar,
    /// Of our own sandbox: the documents know no payment in parts.
    amount_paid: Scalar,
    invoice_id: Scalar,
    ktin: Scalar,
    token: Scalar,
    expiration_datetime: Scalar,
    due_datetime: Scalar,
    invoice: Option<Box<Part<Self>>>,
}

impl Invoice {
    /// The invoice of an answer, or `None` where there is none in it.
    pub(super) fn read(body: &str) -> Option<Self> {
        let Part(outer) = serde_json::from_str::<Part<Self>>(body).ok()?;
        let mut invoice = outer?;
        if let Some(Part(Some(inner))) = invoice.invoice.take().map(|inner| *inner) {
            return Some(inner);
        }
        Some(invoice)
    }

    /// The id of the invoice: `inv_live_...`.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.text().filter(|id| is_invoice_id(id))
    }

    /// What we called it when it was made: our id of the charge.
    pub(super) fn charge_id(&self) -> Option<String> {
        self.invoice_id.text().filter(|id| is_segment(id)).map(str::to_owned)
    }

    pub(super) fn status(&self) -> &str {
        self.status.text().unwrap_or_default()
    }

    /// What it was made for. KashIO writes the currency beside every amount.
    pub(super) fn amount(&self) -> Option<Money> {
        self.amount.money(self.currency.currency()?)
    }

    /// What is said to have been paid, in the currency of its amount.
    pub(super) fn paid(&self) -> &Scalar {
        &self.amount_paid
    }

    /// The digits the payer types or dictates: 8, 10 or 12 of them in the documents.
    pub(super) fn ktin(&self) -> Option<&str> {
        self.ktin.text().filter(|ktin| (6..=20).contains(&ktin.len()) && ktin.bytes().all(|b| b.is_ascii_digit()))
    }

    /// What opens KashIO's own page of it.
    pub(super) fn token(&self) -> Option<&str> {
        self.token.text().filter(|token| (8..=64).contains(&token.len()) && is_plain(token))
    }

    /// The last moment it can be paid.
    pub(super) fn expires_at(&self) -> Option<Moment> {
        dates::read(&self.expiration_datetime).or_else(|| dates::read(&self.due_datetime))
    }
}

/// A list of events.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Events {
    pub(super) has_more: Flag,
    pub(super) data: Vec<Part<Event>>,
}

/// An event: one of a list, or the body of a push.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Event {
    id: Scalar,
    object: Scalar,
    created: Scalar,
    #[serde(rename = "type")]
    kind: Scalar,
    data: Part<About>,
}

/// What an event is about.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct About {
    url: Scalar,
    invoice: Part<Invoice>,
}

impl Event {
    /// The id of the event: `eve_...`.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.text().filter(|id| id.len() <= 64 && is_plain(id))
    }

    /// The moment the event happened.
    pub(super) fn created(&self) -> Option<Moment> {
        dates::read(&self.created)
    }

    /// The invoice it is about: by itself, or by the end of its address, `//invoices/inv_live_...`.
    pub(super) fn invoice(&self) -> Option<&str> {
        let about = self.data.0.as_ref()?;
        let itself = about.invoice.0.as_ref().and_then(Invoice::id);
        let named = || about.url.text()?.rsplit('/').next().filter(|id| is_invoice_id(id));
        itself.or_else(named)
    }

    /// Which charge it is about, by their id and, where it holds the invoice itself, by ours.
    pub(super) fn hint(&self) -> Option<ChargeHint> {
        let invoice = self.data.0.as_ref().and_then(|about| about.invoice.0.as_ref());
        let charge_id = invoice.and_then(Invoice::charge_id);
        Some(ChargeHint { charge_id, ..ChargeHint::of(self.invoice()?) })
    }

    /// Whether it is an event at all.
    pub(super) fn is_event(&self) -> bool {
        self.object.text() == Some("event")
    }

    /// Whether it is about nothing: a push of our own sandbox, to see whether anybody hears.
    pub(super) fn is_ping(&self) -> bool {
        self.is_event() && self.kind.text() == Some("ping")
    }
}

/// Whether a text can be an id of an invoice, and part of an address as it stands.
pub(super) fn is_invoice_id(text: &str) -> bool {
    text.starts_with("inv_") && text.len() <= 64 && is_plain(text)
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}
