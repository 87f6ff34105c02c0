//! What a page is shown: from the db's records to `api`'s JSON, and nothing the page should not know.
//!
//! No personal data, no metadata, no provider's name, no version of a charge. It decides nothing; it only translates.

pub mod pay_by;

use crate::base::clock::rfc3339;
use crate::base::web_address::maybe_web;
use crate::db::alerts::AlertRecord;
use crate::db::charges::ChargeRecord;
use crate::db::decisions::DecisionRecord;
use crate::db::orders::OrderRecord;
use crate::present::pay_by::pay_by;
use crate::providers::{Offers, PaymentOption, choose, same_store};
use payments::customer::{Need, first_and_last};
use payments::store::recognise;
use payments::{Country, Currency, Hours, Method, Moment, Money, Voucher};
use providers::facts::StoreChoice;
use providers::provider::OfferedStore;

/// What is sold, apart from the ways to pay it.
pub struct Sold<'a> {
    /// The merchant's name.
    pub merchant: &'a str,
    /// A description of what is sold.
    pub description: &'a str,
    /// A picture of it.
    pub image: Option<&'a str>,
    /// The price of the order.
    pub total: Money,
    /// The methods allowed; all where empty.
    pub methods: &'a [Method],
    /// Whether no real money moves.
    pub test: bool,
}

/// An offer: what is sold and the ways to pay it.
pub fn offer(sold: &Sold<'_>, options: &[PaymentOption]) -> api::Offer {
    api::Offer {
        merchant: sold.merchant.to_owned(),
        description: sold.description.to_owned(),
        image: sold.image.map(str::to_owned),
        total: sold.total.into(),
        country: Country::of(sold.total.currency()).id().to_owned(),
        methods: with_needs(methods(sold.methods, options, sold.total), options, sold.total),
        test: sold.test,
    }
}

/// The ways to pay, each method and each store once: a second account's stores stand after the first one's. What two accounts offer has
/// the bounds and the fee of the first that takes this total, because that one would collect it, or else of the one that nearly does.
fn methods(allowed: &[Method], options: &[PaymentOption], total: Money) -> Vec<api::MethodOffer> {
    let mut methods: Vec<api::MethodOffer> = Vec::new();
    let total = api::Amount::from(total);
    for option in options {
        let offered = &option.offered;
        if !allowed.is_empty() && !allowed.contains(&offered.method) {
            continue;
        }
        // A store must be chosen, and there is none.
        if offered.store == StoreChoice::Needed && offered.stores.is_empty() {
            continue;
        }
        let limit = offered.limit.map(Into::into);
        let document = option.account.provider.facts().needs(offered.method).contains(&Need::Document);
        let min = offered.min.map(Into::into);
        let stores = offered.stores.iter().map(|store| store_offer(store, offered.min));
        match methods.iter_mut().find(|method| method.method == offered.method.id()) {
            Some(known) => {
                known.document |= document;
                let beyond = |min: &_, limit: &_| beyond(&total, min, limit);
                if beyond(&min, &limit) < beyond(&known.min, &known.limit) {
                    (known.min, known.limit) = (min, limit);
                }
                for store in stores {
                    match known.stores.iter_mut().find(|other| same_store(&other.id, &store.id)) {
                        None => known.stores.push(store),
                        Some(other) if beyond(&store.min, &store.limit) < beyond(&other.min, &other.limit) => {
                            *other = api::StoreOffer { id: other.id.clone(), ..store };
                        }
                        Some(_) => {}
                    }
                }
            }
            None => {
                let method = offered.method.id().to_owned();
                let stores = stores.collect();
                methods.push(api::MethodOffer { method, stores, min, limit, document, needs: Vec::new() });
            }
        }
    }
    methods
}

/// How far a total is beyond what is taken; nothing where it is taken. A bound in another currency is the provider's to judge.
fn beyond(total: &api::Amount, min: &Option<api::Amount>, limit: &Option<api::Amount>) -> i64 {
    let of =
        |bound: &Option<api::Amount>| bound.as_ref().filter(|bound| bound.currency == total.currency).map(|bound| bound.amount);
    let under = of(min).map_or(0, |min| min - total.amount);
    let over = of(limit).map_or(0, |limit| total.amount - limit);
    under.max(over).max(0)
}

/// Says what each way to pay needs of the customer, by who would collect this total: of the method where every way does, and else
/// of the store. What nobody would collect needs nothing.
fn with_needs(mut methods: Vec<api::MethodOffer>, options: &[PaymentOption], total: Money) -> Vec<api::MethodOffer> {
    for offer in &mut methods {
        let Ok(method) = offer.method.parse() else { continue };
        let of = |store: Option<&str>| {
            let chosen = choose(options, method, store, total).ok();
            chosen.map(|option| option.account.provider.facts().needs(method))
        };
        let ways = offer.stores.iter().map(|store| of(Some(&store.id))).chain([of(None)]);
        let ways: Vec<&[Need]> = ways.flatten().collect();
        let by_all = |need: &Need| !ways.is_empty() && ways.iter().all(|needs| needs.contains(need));
        offer.needs = words(|need| by_all(need));
        for store in &mut offer.stores {
            let needs = of(Some(&store.id)).unwrap_or_default();
            store.needs = words(|need| needs.contains(need) && !by_all(need));
        }
    }
    methods
}

/// Those needs in the words of the JSON, always in the same order.
fn words(those: impl Fn(&Need) -> bool) -> Vec<String> {
    Need::ALL.into_iter().filter(those).map(|need| need.id().to_owned()).collect()
}

fn store_offer(offered: &OfferedStore, of_method: Option<Money>) -> api::StoreOffer {
    let known = recognise(&offered.code);
    api::StoreOffer {
        id: offered.code.clone(),
        name: known.map_or(offered.name.as_str(), |known| known.name).to_owned(),
        badge: known.map(|known| known.id.to_owned()),
        hours: known.and_then(|known| known.hours).map(hours),
        till_fee: offered.till_fee.map(Into::into),
        min: offered.min.or(of_method).map(Into::into),
        limit: offered.limit.map(Into::into),
        needs: Vec::new(),
    }
}

fn hours(hours: Hours) -> api::Hours {
    api::Hours { from: hours.from, to: hours.to }
}

/// Whether some way to pay needs a first and a last name.
fn wants_both_names(offer: &api::Offer) -> bool {
    let wants = |needs: &[String]| api::has_need(needs, Need::LastName.id());
    offer.methods.iter().any(|method| wants(&method.needs) || method.stores.iter().any(|store| wants(&store.needs)))
}

/// An order as it stands at `now`.
pub fn order(record: &OrderRecord, offer: api::Offer, offers: &Offers, now: Moment) -> api::Order {
    let order = &record.order;
    // A name that is known and does not do is no help: it is asked for.
    let apart = record.prefill.name.as_deref().is_none_or(|name| first_and_last(name).is_some());
    let known =
        record.prefill.known().into_iter().filter(|known| apart || known != "name" || !wants_both_names(&offer)).collect();
    api::Order {
        id: order.id.clone(),
        status: order.status(now).into(),
        late: order.late(),
        version: record.version,
        reference: order.reference.clone(),
        offer,
        received: order.received().into(),
        refunded: Some(order.refunded()).filter(|refunded| !refunded.is_zero()).map(Into::into),
        missing: order.missing().into(),
        created_at: rfc3339(order.created_at),
        expires_at: order.expires_at.map(rfc3339),
        success_url: order.success_url.clone(),
        known,
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
        refunded: Some(charge.refunded).filter(|refunded| !refunded.is_zero()).map(Into::into),
        created_at: rfc3339(charge.created_at),
        paid_at: record.paid_at.map(rfc3339),
        voucher: charge.voucher.as_ref().map(|slip| voucher(slip, charge.store.as_deref(), charge.created_at)),
        sms: offers.can_send_sms(record),
        can_cancel: offers.can_cancel(record),
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
    let hours = store.and_then(recognise).and_then(|known| known.hours);
    let open = voucher.expires_at.map(|end| pay_by(made, end, hours, zone)).unwrap_or_default();
    api::Voucher {
        amount: voucher.amount.into(),
        till_fee: voucher.till_fee.map(Into::into),
        expires_at: voucher.expires_at.map(rfc3339),
        pay_by: open.pay_by.map(rfc3339),
        reminders: open.reminders.into_iter().map(rfc3339).collect(),
        zone: zone.to_owned(),
        payable: (&voucher.payable).into(),
        barcode: voucher.barcode.as_ref().map(Into::into),
        link: link(voucher.links.page.as_deref()),
        pdf: link(voucher.links.pdf.as_deref()),
        references: voucher.references.iter().map(Into::into).collect(),
        chains: voucher.chains.iter().map(|code| charge_store(code)).collect(),
        alternatives: voucher.alternatives.iter().map(|other| self::voucher(other, store, made)).collect(),
    }
}

/// An address a provider gives, where a browser may open it: https, and nothing else that could be made of one.
pub(crate) fn link(said: Option<&str>) -> Option<String> {
    maybe_web(said, false).ok().flatten().filter(|link| link.starts_with("https://"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_providers_is_https_or_none() {
        let check = |said: &str, expected: Option<&str>| assert_eq!(link(Some(said)).as_deref(), expected, "{said}");
        check("https://red.example.mx/v/1.pdf?signed=a%20b", Some("https://red.example.mx/v/1.pdf?signed=a%20b"));
        for none in
            ["", "javascript:alert(1)", "http://127.0.0.1/v", "http://red.example.mx/v", "//red.example.mx", "https://", "v/1"]
        {
            check(none, None);
        }
        check("https://red.example.mx/\njavascript:", None);
        check(&format!("https://red.example.mx/{}", "v".repeat(2000)), None);
    }
}
