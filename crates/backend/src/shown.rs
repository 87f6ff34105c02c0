//! What a page is shown: from the db's records to `api`'s JSON, and nothing the page should not know.
//!
//! No personal data, no metadata, no provider's name, no version of a charge. It decides nothing; it only translates.

use crate::clock::rfc3339;
use crate::collect::{cancel, sms};
use crate::db::alerts::AlertRecord;
use crate::db::charges::ChargeRecord;
use crate::db::decisions::DecisionRecord;
use crate::db::orders::OrderRecord;
use crate::offers::{Offers, Way};
use crate::pay_by::pay_by;
use payments::customer::Field;
use payments::store::recognise;
use payments::{Country, Currency, Hours, Method, Moment, Money, Voucher};
use providers::provider::OfferedStore;

/// What is sold, apart from the ways to pay it.
pub struct Sold<'a> {
    /// Who sells.
    pub merchant: &'a str,
    /// What.
    pub description: &'a str,
    /// A picture of it.
    pub image: Option<&'a str>,
    /// The price.
    pub total: Money,
    /// The methods allowed; all where empty.
    pub methods: &'a [Method],
    /// Whether no real money moves.
    pub test: bool,
}

/// An offer: what is sold and the ways to pay it.
pub fn offer(sold: &Sold<'_>, ways: &[Way]) -> api::Offer {
    api::Offer {
        merchant: sold.merchant.to_owned(),
        description: sold.description.to_owned(),
        image: sold.image.map(str::to_owned),
        total: sold.total.into(),
        country: Country::of(sold.total.currency()).id().to_owned(),
        methods: methods(sold.methods, ways),
        test: sold.test,
    }
}

/// The ways to pay, each method once: a second provider's stores stand after the first one's.
fn methods(allowed: &[Method], ways: &[Way]) -> Vec<api::MethodOffer> {
    let mut methods: Vec<api::MethodOffer> = Vec::new();
    for way in ways {
        let offered = &way.offered;
        if !allowed.is_empty() && !allowed.contains(&offered.method) {
            continue;
        }
        let limit = offered.limit.map(Into::into);
        let document = way.counter.needs.contains(&Field::Document);
        let stores = offered.stores.iter().map(store_offer);
        match methods.iter_mut().find(|method| method.method == offered.method.id()) {
            Some(known) => {
                known.document |= document;
                for store in stores {
                    if known.stores.iter().all(|other| other.id != store.id) {
                        known.stores.push(store);
                    }
                }
            }
            None => {
                let method = offered.method.id().to_owned();
                methods.push(api::MethodOffer { method, stores: stores.collect(), limit, document });
            }
        }
    }
    methods
}

fn store_offer(offered: &OfferedStore) -> api::StoreOffer {
    let known = recognise(&offered.code);
    api::StoreOffer {
        id: offered.code.clone(),
        name: known.map_or(offered.name.as_str(), |known| known.name).to_owned(),
        badge: known.map(|known| known.id.to_owned()),
        hours: known.and_then(|known| known.hours).map(hours),
        till_fee: offered.till_fee.map(Into::into),
        limit: offered.limit.map(Into::into),
    }
}

fn hours(hours: Hours) -> api::Hours {
    api::Hours { from: hours.from, to: hours.to }
}

/// An order as it stands at `now`.
pub fn order(record: &OrderRecord, offer: api::Offer, offers: &Offers, now: Moment) -> api::Order {
    let order = &record.order;
    api::Order {
        id: order.id.clone(),
        status: order.status(now).into(),
        late: order.late(),
        version: record.version,
        reference: order.reference.clone(),
        offer,
        received: order.received().into(),
        missing: order.missing().into(),
        created_at: rfc3339(order.created_at),
        expires_at: order.expires_at.map(rfc3339),
        success_url: order.success_url.clone(),
        known: record.prefill.known(),
        charges: record
            .charges
            .iter()
            .map(|record| api::Charge { status: record.charge.seen_at(now).into(), ..charge(record, offers) })
            .collect(),
    }
}

/// A charge with its voucher.
pub fn charge(record: &ChargeRecord, offers: &Offers) -> api::Charge {
    let charge = &record.charge;
    api::Charge {
        id: charge.id.clone(),
        method: charge.method.id().to_owned(),
        store: charge.store.as_deref().map(charge_store),
        status: charge.state.into(),
        late: charge.late,
        amount: charge.amount.into(),
        received: charge.received.into(),
        created_at: rfc3339(charge.created_at),
        paid_at: record.paid_at.map(rfc3339),
        voucher: charge.voucher.as_ref().map(|slip| voucher(slip, charge.store.as_deref(), charge.created_at)),
        sms: sms::can_be_sent(record, offers),
        can_cancel: cancel::can_be_canceled(record, offers),
    }
}

/// What needs, or needed, a person: for the merchant alone.
pub fn alert(record: &AlertRecord) -> api::Alert {
    let alert = &record.alert;
    api::Alert {
        id: record.id.clone(),
        charge: alert.charge_id.clone(),
        kind: alert.kind.id().to_owned(),
        asked: alert.asked.clone(),
        said: alert.said.clone(),
        paid: alert.paid.map(Into::into),
        since: rfc3339(alert.at),
        seen_at: rfc3339(record.seen_at),
        times: record.times,
        settled: record.settled.as_ref().map(|settled| api::AlertSettled {
            how: settled.how.id().to_owned(),
            by: settled.by.clone(),
            at: rfc3339(settled.at),
        }),
    }
}

/// What somebody did: for the merchant alone.
pub fn decision(record: &DecisionRecord) -> api::Decision {
    let by_hand = record.by_hand.as_ref();
    api::Decision {
        action: record.action.id().to_owned(),
        alert: record.alert_id.clone(),
        note: record.note.clone(),
        amount: by_hand.map(|by_hand| by_hand.amount.into()),
        refunded_on: by_hand.map(|by_hand| by_hand.on.clone()),
        reference: by_hand.map(|by_hand| by_hand.reference.clone()),
        by: record.by.clone(),
        at: rfc3339(record.at),
    }
}

/// A voucher, with the last moment at which a till of its store is open.
fn voucher(voucher: &Voucher, store: Option<&str>, made: Moment) -> api::Voucher {
    let zone = zone(store, voucher.amount.currency());
    let open = pay_by(made, voucher.expires_at, store.and_then(recognise).and_then(|known| known.hours), zone);
    api::Voucher {
        amount: voucher.amount.into(),
        till_fee: voucher.till_fee.map(Into::into),
        expires_at: rfc3339(voucher.expires_at),
        pay_by: open.pay_by.map(rfc3339),
        reminders: open.reminders.into_iter().map(rfc3339).collect(),
        zone: zone.to_owned(),
        payable: (&voucher.payable).into(),
        barcode: voucher.barcode.as_ref().map(Into::into),
        link: voucher.link.clone(),
    }
}

fn charge_store(code: &str) -> api::ChargeStore {
    let known = recognise(code);
    api::ChargeStore {
        id: code.to_owned(),
        name: known.map_or(code, |known| known.name).to_owned(),
        badge: known.map(|known| known.id.to_owned()),
        bank: known.is_some_and(|known| known.bank),
        hours: known.and_then(|known| known.hours).map(hours),
    }
}

/// The zone a customer reads the voucher's last moment in: the store's, or that of the money's country.
fn zone(store: Option<&str>, currency: Currency) -> &'static str {
    store.and_then(recognise).map_or_else(|| Country::of(currency).zone(), |known| known.zone)
}
