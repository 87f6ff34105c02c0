//! Doubt: what is believed of a provider's answer, and what a voucher still lacks.
//!
//! A provider is believed about the charge we asked about, for the amount we asked for, in its currency. Anything else
//! changes nothing and somebody is told. It asks nobody itself.

use crate::db::charges::ChargeRecord;
use crate::offers::Way;
use payments::{Barcode, Charge, Event, Voucher};
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

/// What the provider says, if it is about the charge we asked about, for the amount it was made for or is being changed to;
/// otherwise an event nobody understands, so that
/// nothing changes and somebody is told.
pub fn believed(record: &ChargeRecord, handle: &Handle, fetched: FetchedCharge) -> Event {
    let charge = &record.charge;
    if fetched.provider_charge != handle.provider_charge {
        return Event::Unknown("the provider answered about another charge".to_owned());
    }
    if let Some(amount) = fetched.amount.filter(|amount| *amount != charge.amount && Some(*amount) != record.amending) {
        return Event::Unknown(format!("made for {}, the provider says {amount:?}", charge.amount.to_decimal()));
    }
    match fetched.event {
        Event::Paid(total) if total.currency() != charge.amount.currency() => {
            Event::Unknown(format!("paid in another currency: {total:?}"))
        }
        event => event,
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
