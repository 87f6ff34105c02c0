//! Doubt: what is believed of a provider's answer, and what a voucher still lacks.
//!
//! A provider is believed about the charge we asked about, for the amount we asked for, in its currency. Anything else
//! changes nothing and somebody is told. It asks nobody itself.

use crate::clock::rfc3339;
use crate::db::alerts::{self, AlertKind, NewAlert};
use crate::db::charges::ChargeRecord;
use crate::offers::Way;
use payments::{Barcode, Charge, Event, Moment, Money, Voucher};
use providers::ProviderError;
use providers::provider::{ChargeRequest, CreatedCharge, FetchedCharge, Handle, Kind};

/// A voucher for another amount than we asked for would make the customer pay the wrong price. What it has brought already is
/// told in the currency of the order from here on.
pub fn sensible(request: &ChargeRequest, created: CreatedCharge) -> Result<CreatedCharge, ProviderError> {
    let (asked, given) = (request.amount, created.voucher.amount);
    if given.currency() == asked.currency() && given != asked {
        let detail = format!("asked for {} and got a voucher of {}", asked.to_decimal(), given.to_decimal());
        return Err(ProviderError::new(Kind::NotUnderstood, detail));
    }
    let event = match created.event {
        Event::Paid(handed) => match created.voucher.in_order_currency(asked, handed) {
            Some(paid) => Event::Paid(paid),
            None => Event::Unreadable(spoken(&Event::Paid(handed))),
        },
        event @ (Event::Issued
        | Event::Expired
        | Event::Declined
        | Event::Canceled
        | Event::Refunded
        | Event::Unknown(_)
        | Event::Unreadable(_)) => event,
    };
    Ok(CreatedCharge { event, ..created })
}

/// The longest a voucher may run, in seconds: no till and no bank of ours keeps a reference for more than a year.
const LONGEST: i64 = 366 * 24 * 60 * 60;

/// A voucher that had ended before it was made, or that ends when nobody lives by this reference any more, is a date misread or
/// made up, and a customer would go by it.
pub fn in_time(request: &ChargeRequest, created: CreatedCharge, now: Moment) -> Result<CreatedCharge, ProviderError> {
    let ends = created.voucher.expires_at;
    let latest = request.expires_at.into_iter().chain([now.plus_seconds(LONGEST)]).max().unwrap_or(now);
    if now < ends && ends <= latest {
        return Ok(created);
    }
    let detail = format!("a voucher that ends at {}, made at {}", rfc3339(ends), rfc3339(now));
    Err(ProviderError::new(Kind::NotUnderstood, detail))
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
    /// Of an event that changes nothing and that somebody must see: a status nobody here knows, or what nobody can read.
    pub fn odd(event: &Event) -> Self {
        let kind = match event {
            Event::Unknown(_) => AlertKind::UnknownStatus,
            Event::Unreadable(_)
            | Event::Issued
            | Event::Paid(_)
            | Event::Expired
            | Event::Declined
            | Event::Canceled
            | Event::Refunded => AlertKind::UnreadableAnswer,
        };
        Self { kind, said: spoken(event), paid: None }
    }

    /// Of an event that takes back what was seen, said twice.
    pub fn contradiction(event: &Event) -> Self {
        let paid = match event {
            Event::Paid(total) => Some(*total),
            Event::Issued
            | Event::Expired
            | Event::Declined
            | Event::Canceled
            | Event::Refunded
            | Event::Unknown(_)
            | Event::Unreadable(_) => None,
        };
        Self { kind: AlertKind::Contradiction, said: spoken(event), paid }
    }

    /// The alert by which a person hears of it.
    pub fn alert(&self, record: &ChargeRecord, at: Moment) -> NewAlert {
        let asked = alerts::amount(record.charge.amount);
        NewAlert::new(record, self.kind, &asked, &self.said, at).with_paid(self.paid)
    }
}

/// What the provider says, if it is about the charge we asked about, for the amount it was made for or is being changed to, and
/// for what the slip says is to be handed over; otherwise why it is not believed, so that nothing changes and somebody is told.
/// What was paid of an order in another currency counts by the slip that was shown, whatever rate the provider names later.
pub fn believed(record: &ChargeRecord, handle: &Handle, fetched: FetchedCharge) -> Result<Event, Doubt> {
    let charge = &record.charge;
    let said = spoken(&fetched.event);
    let doubt = |kind: AlertKind, said: String, paid| Err(Doubt { kind, said, paid });
    if fetched.provider_charge != handle.provider_charge {
        return doubt(AlertKind::WrongCharge, format!("another charge than the one asked about: {said}"), None);
    }
    let handed = match fetched.event {
        Event::Paid(total) => Some(total),
        Event::Issued
        | Event::Expired
        | Event::Declined
        | Event::Canceled
        | Event::Refunded
        | Event::Unknown(_)
        | Event::Unreadable(_) => None,
    };
    let paid = handed.and_then(|handed| counted(charge, &fetched, handed));
    let is_amended = fetched.amount.is_some() && fetched.amount == record.amending && fetched.amount != Some(charge.amount);
    if let Some(made) = fetched.amount.filter(|amount| *amount != charge.amount && !is_amended) {
        let same = made.currency() == charge.amount.currency();
        let kind = if same { AlertKind::WrongAmount } else { AlertKind::WrongCurrency };
        return doubt(kind, format!("{said}, of a charge of {}", alerts::amount(made)), paid);
    }
    // To hand over something else than the slip says is another slip. Only what certainly came is counted all the same: where a
    // provider says no more than that all of it came, its "all" is not the one that was shown.
    let slip = charge.voucher.as_ref().map(|voucher| voucher.amount);
    if let Some((due, slip)) = fetched.due.zip(slip).filter(|(due, slip)| due != slip && !is_amended)
        && handed.is_none_or(|handed| handed == due)
    {
        let said = format!("{said}, with {} to be handed over instead of {}", alerts::amount(due), alerts::amount(slip));
        return doubt(AlertKind::WrongAmount, said, paid);
    }
    match fetched.event {
        Event::Paid(_) => match paid {
            Some(paid) => Ok(Event::Paid(paid)),
            None => doubt(AlertKind::WrongCurrency, said, None),
        },
        event @ (Event::Unknown(_) | Event::Unreadable(_)) => Err(Doubt::odd(&event)),
        // It was changed there and not here: the merchant, who was not answered, asks again, and until then somebody knows.
        Event::Issued if is_amended => doubt(
            AlertKind::WrongAmount,
            format!("{said}, of a charge of {}", fetched.amount.map_or_else(String::new, alerts::amount)),
            None,
        ),
        event @ (Event::Issued | Event::Expired | Event::Declined | Event::Canceled | Event::Refunded) => Ok(event),
    }
}

/// What `handed` over is of the order: by the slip that was shown, or, where none was, by what the provider says.
fn counted(charge: &Charge, fetched: &FetchedCharge, handed: Money) -> Option<Money> {
    if let Some(voucher) = &charge.voucher {
        return voucher.in_order_currency(charge.amount, handed);
    }
    if handed.currency() == charge.amount.currency() {
        return Some(handed);
    }
    let (amount, due) = (fetched.amount.filter(|amount| *amount == charge.amount)?, fetched.due?);
    (handed == due).then_some(amount)
}

/// What a provider says, as a person reads it: `paid 149.99 MXN`.
pub fn spoken(event: &Event) -> String {
    match event {
        Event::Paid(total) => format!("paid {}", alerts::amount(*total)),
        Event::Unknown(word) | Event::Unreadable(word) => word.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use payments::{Currency, Method, Payable, State};

    fn pesos(minor: i64) -> Money {
        Money::new(minor, Currency::Mxn)
    }

    fn dollars(minor: i64) -> Money {
        Money::new(minor, Currency::Usd)
    }

    /// A charge of 10 dollars, whose slip says 200 pesos.
    fn record() -> ChargeRecord {
        let voucher = Voucher {
            amount: pesos(20_000),
            till_fee: None,
            expires_at: Moment::from_seconds(100),
            payable: Payable::Reference { reference: "1".to_owned(), company: None },
            barcode: None,
            link: None,
        };
        ChargeRecord {
            order_id: "ord_1".to_owned(),
            provider: "compropago".to_owned(),
            provider_charge: Some("pc_1".to_owned()),
            alert: None,
            version: 1,
            sms: 0,
            looks: 0,
            look_at: None,
            paid_at: None,
            amending: None,
            charge: Charge {
                id: "chg_1".to_owned(),
                method: Method::Cash,
                store: None,
                amount: dollars(1_000),
                state: State::Pending,
                received: dollars(0),
                late: false,
                created_at: Moment::from_seconds(0),
                voucher: Some(voucher),
            },
        }
    }

    fn hear(due: i64, event: Event) -> Result<Event, Doubt> {
        let handle = Handle { provider_charge: "pc_1".to_owned(), method: Method::Cash };
        let (amount, due) = (Some(dollars(1_000)), Some(pesos(due)));
        believed(&record(), &handle, FetchedCharge { provider_charge: "pc_1".to_owned(), amount, due, event })
    }

    #[test]
    fn what_counts_is_the_slip_that_was_shown_whatever_rate_is_named_later() {
        assert_eq!(hear(20_000, Event::Paid(pesos(20_000))), Ok(Event::Paid(dollars(1_000))));
        assert_eq!(hear(20_000, Event::Paid(pesos(10_000))), Ok(Event::Paid(dollars(500))));
        assert_eq!(hear(21_000, Event::Paid(pesos(20_000))), Ok(Event::Paid(dollars(1_000))), "200 pesos of a slip of 200");
        assert_eq!(hear(20_000, Event::Issued), Ok(Event::Issued));
    }

    #[test]
    fn all_of_another_sum_than_the_slips_is_no_payment_in_full() {
        for (due, event, paid) in [
            (100, Event::Paid(pesos(100)), Some(dollars(5))),
            (21_000, Event::Paid(pesos(21_000)), Some(dollars(1_050))),
            (21_000, Event::Issued, None),
            (21_000, Event::Expired, None),
        ] {
            let doubt = hear(due, event.clone()).unwrap_err();
            assert_eq!((doubt.kind, doubt.paid), (AlertKind::WrongAmount, paid), "{event:?}");
        }
        assert_eq!(hear(20_000, Event::Paid(dollars(1_000))).unwrap_err().kind, AlertKind::WrongCurrency);
    }

    #[test]
    fn what_was_paid_before_anybody_was_shown_a_slip_counts_by_its_own_slip() {
        let voucher = record().charge.voucher.expect("it has one");
        let request = ChargeRequest {
            charge_id: "chg_1".to_owned(),
            amount: dollars(1_000),
            description: "Silla".to_owned(),
            image: None,
            method: Method::Cash,
            store: None,
            customer: payments::Customer::new(payments::Country::Mx, "Ana Li", "a@b.mx", None, None).expect("a customer"),
            requested_at: Moment::from_seconds(0),
            expires_at: None,
        };
        let made = CreatedCharge { provider_charge: "pc_1".to_owned(), voucher, event: Event::Paid(pesos(20_000)) };
        assert_eq!(sensible(&request, made).map(|made| made.event), Ok(Event::Paid(dollars(1_000))));
    }
}
