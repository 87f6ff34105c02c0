//! Doubt: what is believed of a provider's answer, and what a voucher still lacks.
//!
//! A provider is believed about the charge we asked about, for the amount we asked for, in its currency. Anything else
//! changes nothing and somebody is told. It asks nobody itself.

use crate::db::alerts::{self, AlertKind, NewAlert};
use crate::db::charges::ChargeRecord;
use crate::offers::Way;
use payments::{Barcode, Charge, Event, Moment, Money, Voucher};
use providers::ProviderError;
use providers::provider::{ChargeRequest, CreatedCharge, FetchedCharge, Handle, Kind};

/// A voucher for another amount than we asked for would make the customer pay the wrong price.
pub fn sensible(request: &ChargeRequest, created: CreatedCharge) -> Result<CreatedCharge, ProviderError> {
    let (asked, given) = (request.amount, created.voucher.amount);
    if given.currency() == asked.currency() && given != asked {
        let detail = format!("asked for {} and got a voucher of {}", asked.to_decimal(), given.to_decimal());
        return Err(ProviderError::new(Kind::NotUnderstood, detail));
    }
    Ok(created)
}

/// Why an answer is not believed, as a person will read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What is odd.
    pub kind: AlertKind,
    /// What the provider says: amounts as decimals, status words.
    pub said: String,
    /// What it says has been paid in all, where it says so in the charge's currency.
    pub paid: Option<Money>,
}

impl Doubt {
    /// A status nobody here knows, in the provider's word.
    pub fn unknown(word: &str) -> Self {
        Self { kind: AlertKind::UnknownStatus, said: word.to_owned(), paid: None }
    }

    /// The alert by which a person hears of it.
    pub fn alert(&self, record: &ChargeRecord, at: Moment) -> NewAlert {
        let asked = alerts::amount(record.charge.amount);
        NewAlert::new(record, self.kind, &asked, &self.said, at).with_paid(self.paid)
    }
}

/// What the provider says, if it is about the charge we asked about, for the amount it was made for or is being changed to;
/// otherwise why it is not believed, so that nothing changes and somebody is told.
pub fn believed(record: &ChargeRecord, handle: &Handle, fetched: FetchedCharge) -> Result<Event, Doubt> {
    let charge = &record.charge;
    let said = spoken(&fetched.event);
    let doubt = |kind: AlertKind, said: String| Err(Doubt { kind, said, paid: None });
    if fetched.provider_charge != handle.provider_charge {
        return doubt(AlertKind::WrongCharge, format!("another charge than the one asked about: {said}"));
    }
    let paid = match fetched.event {
        Event::Paid(total) => Some(total).filter(|total| total.currency() == charge.amount.currency()),
        Event::Issued | Event::Expired | Event::Declined | Event::Canceled | Event::Refunded | Event::Unknown(_) => None,
    };
    if let Some(made) = fetched.amount.filter(|amount| *amount != charge.amount && Some(*amount) != record.amending) {
        let same = made.currency() == charge.amount.currency();
        let kind = if same { AlertKind::WrongAmount } else { AlertKind::WrongCurrency };
        return Err(Doubt { kind, said: format!("{said}, of a charge of {}", alerts::amount(made)), paid });
    }
    match fetched.event {
        Event::Paid(_) if paid.is_none() => doubt(AlertKind::WrongCurrency, said),
        Event::Unknown(word) => Err(Doubt::unknown(&word)),
        event @ (Event::Issued | Event::Paid(_) | Event::Expired | Event::Declined | Event::Canceled | Event::Refunded) => {
            Ok(event)
        }
    }
}

/// What a provider says, as a person reads it: `paid 149.99 MXN`.
pub fn spoken(event: &Event) -> String {
    match event {
        Event::Paid(total) => format!("paid {}", alerts::amount(*total)),
        Event::Unknown(word) => word.clone(),
        Event::Issued => "payable".to_owned(),
        Event::Expired | Event::Declined | Event::Canceled | Event::Refunded => event.id().to_owned(),
    }
}

/// Adds to a voucher what its provider does not say: what the till adds, by our table, and what it can scan, where the
/// merchant's configuration says that this store's till can.
pub fn complete(voucher: &mut Voucher, way: &Way, charge: &Charge) {
    let Some(store) = charge.store.as_deref() else { return };
    if voucher.till_fee.is_none() {
        let offered = way.offered.stores.iter().find(|offered| offered.code == store);
        let fee = offered.and_then(|offered| offered.till_fee);
        voucher.till_fee = fee.filter(|fee| fee.currency() == voucher.amount.currency());
    }
    if voucher.barcode.is_none() {
        let content = voucher.payable.digits().to_owned();
        voucher.barcode = way.counter.symbology(store).map(|symbology| Barcode { content, symbology });
    }
}
