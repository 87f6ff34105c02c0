//! Verify: how much of a provider's answer is believed, and what a voucher still lacks.
//!
//! A provider is believed about the charge we asked about, for the amount we asked for, in its currency. Anything else
//! changes nothing and somebody is told. No provider is asked here.

use crate::base::clock::rfc3339;
use crate::db::alerts::{self, AlertKind, NewAlert};
use crate::db::charges::ChargeRecord;
use crate::present;
use crate::providers::PaymentOption;
use payments::{Barcode, Charge, Event, Moment, Money, Payable, Voucher};
use providers::ProviderError;
use providers::provider::{ChargeRef, ChargeRequest, CreatedCharge, FetchedCharge, Kind};

/// Why a charge that has just been made is not the one that was asked for: it is for another amount, by its own word or by its
/// voucher's. It would make the customer pay the wrong price, and stands at the provider all the same.
pub fn made_otherwise(request: &ChargeRequest, created: &CreatedCharge) -> Option<Doubt> {
    let asked = request.amount;
    let slip = Some(created.voucher.amount).filter(|slip| slip.currency() == asked.currency());
    let made = [created.amount, slip].into_iter().flatten().find(|made| *made != asked)?;
    let kind = if made.currency() == asked.currency() { AlertKind::WrongAmount } else { AlertKind::WrongCurrency };
    let said = format!("{}, of a charge of {}", spoken(&created.event), alerts::amount(made));
    Some(Doubt { kind, said, paid: handed_over(&created.event) })
}

/// What has been made, where it is what was asked for. What it has brought already is told in the currency of the order from here on.
///
/// # Errors
///
/// [`ProviderError`] of the kind [`Kind::NotUnderstood`] where it was made otherwise.
pub fn check_created(request: &ChargeRequest, created: CreatedCharge) -> Result<CreatedCharge, ProviderError> {
    let asked = request.amount;
    if let Some(doubt) = made_otherwise(request, &created) {
        let detail = format!("asked for {} and got: {}", alerts::amount(asked), doubt.said);
        return Err(ProviderError::new(Kind::NotUnderstood, detail));
    }
    let of_the_order = |handed: Money| created.voucher.in_order_currency(asked, handed);
    let counted = match &created.event {
        Event::Paid(handed) => of_the_order(*handed).map(Event::Paid),
        Event::Refunded { received, refunded } => of_the_order(*received)
            .zip(of_the_order(*refunded))
            .map(|(received, refunded)| Event::Refunded { received, refunded }),
        event @ (Event::Issued
        | Event::Expired
        | Event::Declined
        | Event::Canceled
        | Event::RefundedInFull
        | Event::Unknown(_)
        | Event::Unreadable(_)) => Some(event.clone()),
    };
    let event = counted.unwrap_or_else(|| Event::Unreadable(spoken(&created.event)));
    Ok(CreatedCharge { event, ..created })
}

/// The longest a voucher may run, in seconds: no till and no bank of ours keeps a reference for more than a year.
const LONGEST: i64 = 366 * 24 * 60 * 60;

/// A voucher that had ended before it was made, or that ends when nobody lives by this reference any more, is a date misread or
/// made up, and a customer would go by it.
///
/// # Errors
///
/// [`ProviderError`] of the kind [`Kind::NotUnderstood`] where the voucher's end cannot be right.
pub fn in_time(request: &ChargeRequest, created: CreatedCharge, now: Moment) -> Result<CreatedCharge, ProviderError> {
    // One that never runs out by itself is looked after for a while, and ends with nothing.
    let Some(ends) = created.voucher.expires_at else { return Ok(created) };
    let latest = request.expires_at.into_iter().chain([now.plus_seconds(LONGEST)]).max().unwrap_or(now);
    if now < ends && ends <= latest {
        return Ok(created);
    }
    let detail = format!("a voucher that ends at {}, made at {}", rfc3339(ends), rfc3339(now));
    Err(ProviderError::new(Kind::NotUnderstood, detail))
}

/// A voucher that a page alone shows can be paid where that page can be opened.
///
/// # Errors
///
/// [`ProviderError`] of the kind [`Kind::NotUnderstood`] where no browser would be let to that address.
pub fn can_be_opened(created: CreatedCharge) -> Result<CreatedCharge, ProviderError> {
    match &created.voucher.payable {
        Payable::Page { url, .. } if present::link(Some(url)).is_none() => {
            Err(ProviderError::new(Kind::NotUnderstood, "a voucher without digits, on a page that is none of the web's"))
        }
        Payable::Page { .. } | Payable::Deposit { .. } | Payable::Reference { .. } | Payable::Transfer { .. } => Ok(created),
    }
}

/// Why an answer is not believed, as a person will read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The kind of alert to raise about it.
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
            | Event::Refunded { .. }
            | Event::RefundedInFull => AlertKind::UnreadableAnswer,
        };
        Self { kind, said: spoken(event), paid: None }
    }

    /// Of an event that takes back what was seen, said twice.
    pub fn contradiction(event: &Event) -> Self {
        Self { kind: AlertKind::Contradiction, said: spoken(event), paid: handed_over(event) }
    }

    /// The alert by which a person hears of it.
    pub fn alert(&self, record: &ChargeRecord, at: Moment) -> NewAlert {
        let asked = alerts::amount(record.charge.amount);
        NewAlert::new(record, self.kind, &asked, &self.said, at).with_paid(self.paid)
    }
}

/// What somebody has paid, by what is said; every other event brings no money.
fn handed_over(event: &Event) -> Option<Money> {
    match event {
        Event::Paid(total) => Some(*total),
        Event::Issued
        | Event::Expired
        | Event::Declined
        | Event::Canceled
        | Event::Refunded { .. }
        | Event::RefundedInFull
        | Event::Unknown(_)
        | Event::Unreadable(_) => None,
    }
}

/// What a provider's answer about a charge comes to.
#[derive(Debug)]
pub struct Checked {
    /// What has happened, or why that is not believed.
    pub said: Result<Event, Doubt>,
    /// What the provider keeps of this charge in the customer's balance; `None` where the answer does not say.
    pub held: Option<Money>,
}

impl Checked {
    /// Of an answer of [`check_fetched`], with what it says of the customer's balance, where it is about the charge we asked about.
    pub fn new(record: &ChargeRecord, about: &ChargeRef, fetched: FetchedCharge) -> Self {
        let held = fetched.held_elsewhere.filter(|_| fetched.provider_charge == about.provider_charge);
        Self { said: check_fetched(record, about, fetched), held }
    }
}

/// What the provider says, if it is about the charge we asked about, for the amount it was made for or is being changed to, and
/// for what the slip says is to be handed over; otherwise why it is not believed, so that nothing changes and somebody is told.
/// What was paid of an order in another currency counts by the slip that was shown, whatever rate the provider names later.
///
/// # Errors
///
/// [`Doubt`] where the answer is about another charge, names another amount, or says what cannot be read.
pub fn check_fetched(record: &ChargeRecord, about: &ChargeRef, fetched: FetchedCharge) -> Result<Event, Doubt> {
    let charge = &record.charge;
    let said = spoken(&fetched.event);
    let doubt = |kind: AlertKind, said: String, paid| Err(Doubt { kind, said, paid });
    // By a name of ours that is not this one's. Who writes our names otherwise has said nothing by them.
    let is_anothers = fetched.charge_id.as_ref().is_some_and(|ours| *ours != charge.id && ours.starts_with("chg_"));
    if is_anothers || fetched.provider_charge != about.provider_charge {
        return doubt(AlertKind::WrongCharge, format!("another charge than the one asked about: {said}"), None);
    }
    let back = if let Event::Refunded { received, refunded } = fetched.event { Some((received, refunded)) } else { None };
    let handed = handed_over(&fetched.event).or(back.map(|(received, _)| received));
    let paid = handed.and_then(|handed| counted(charge, &fetched, handed));
    let back = back.and_then(|(_, refunded)| counted(charge, &fetched, refunded));
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
        Event::Paid(_) => paid.map_or_else(|| doubt(AlertKind::WrongCurrency, said, None), |paid| Ok(Event::Paid(paid))),
        Event::Refunded { .. } => paid.zip(back).map_or_else(
            || doubt(AlertKind::WrongCurrency, said, None),
            |(received, refunded)| Ok(Event::Refunded { received, refunded }),
        ),
        event @ (Event::Unknown(_) | Event::Unreadable(_)) => Err(Doubt::odd(&event)),
        // It was changed there and not here: the merchant, who was not answered, asks again, and until then somebody knows.
        Event::Issued if is_amended => doubt(
            AlertKind::WrongAmount,
            format!("{said}, of a charge of {}", fetched.amount.map_or_else(String::new, alerts::amount)),
            None,
        ),
        event @ (Event::Issued | Event::Expired | Event::Declined | Event::Canceled | Event::RefundedInFull) => Ok(event),
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
        Event::Refunded { received, refunded } if refunded == received => format!("refunded {}", alerts::amount(*refunded)),
        Event::Refunded { received, refunded } => {
            format!("refunded {} of {}", alerts::amount(*refunded), alerts::amount(*received))
        }
        Event::Expired | Event::Declined | Event::Canceled | Event::RefundedInFull => event.id().to_owned(),
    }
}

/// Adds to a voucher what its provider does not say: what the till adds, by our table, and what it can scan, where the
/// merchant's configuration says that this store's till can.
pub fn complete(voucher: &mut Voucher, option: &PaymentOption, charge: &Charge) {
    let Some(store) = charge.store.as_deref() else { return };
    if voucher.till_fee.is_none() {
        let fee = option.store(store).and_then(|offered| offered.till_fee);
        voucher.till_fee = fee.filter(|fee| fee.currency() == voucher.amount.currency());
    }
    if let (None, Some(digits)) = (&voucher.barcode, voucher.payable.digits()) {
        let content = digits.to_owned();
        voucher.barcode = option.account.symbology(store).map(|symbology| Barcode { content, symbology });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use payments::{Currency, Method, State};

    fn pesos(minor: i64) -> Money {
        Money::new(minor, Currency::Mxn)
    }

    fn dollars(minor: i64) -> Money {
        Money::new(minor, Currency::Usd)
    }

    /// A charge of 10 dollars, whose slip says 200 pesos.
    fn record() -> ChargeRecord {
        let payable = Payable::Reference { reference: "1".to_owned(), company: None };
        let voucher = Voucher::new(pesos(20_000), Some(Moment::from_seconds(100)), payable);
        ChargeRecord {
            order_id: "ord_1".to_owned(),
            provider: "compropago".to_owned(),
            provider_charge: Some("pc_1".to_owned()),
            alert: None,
            version: 1,
            sms: 0,
            poll_count: 0,
            next_poll_at: None,
            paid_at: None,
            amending: None,
            charge: Charge {
                id: "chg_1".to_owned(),
                method: Method::Cash,
                store: None,
                amount: dollars(1_000),
                state: State::Pending,
                received: dollars(0),
                refunded: dollars(0),
                late: false,
                created_at: Moment::from_seconds(0),
                voucher: Some(voucher),
            },
        }
    }

    fn hear(due: i64, event: Event) -> Result<Event, Doubt> {
        let handle = ChargeRef { provider_charge: "pc_1".to_owned(), method: Method::Cash };
        let (amount, due) = (Some(dollars(1_000)), Some(pesos(due)));
        check_fetched(
            &record(),
            &handle,
            FetchedCharge { provider_charge: "pc_1".to_owned(), amount, due, event, held_elsewhere: None, charge_id: None },
        )
    }

    #[test]
    fn what_counts_is_the_slip_that_was_shown_whatever_rate_is_named_later() {
        assert_eq!(hear(20_000, Event::Paid(pesos(20_000))), Ok(Event::Paid(dollars(1_000))));
        assert_eq!(hear(20_000, Event::Paid(pesos(10_000))), Ok(Event::Paid(dollars(500))));
        assert_eq!(hear(21_000, Event::Paid(pesos(20_000))), Ok(Event::Paid(dollars(1_000))), "200 pesos of a slip of 200");
        assert_eq!(hear(20_000, Event::Issued), Ok(Event::Issued));
        let back = |received: Money, refunded: Money| Event::Refunded { received, refunded };
        assert_eq!(hear(20_000, back(pesos(20_000), pesos(5_000))), Ok(back(dollars(1_000), dollars(250))));
        assert_eq!(hear(21_000, back(pesos(10_000), pesos(10_000))), Ok(back(dollars(500), dollars(500))));
        assert_eq!(hear(20_000, Event::RefundedInFull), Ok(Event::RefundedInFull));
    }

    #[test]
    fn all_of_another_sum_than_the_slips_is_no_payment_in_full() {
        for (due, event, paid) in [
            (100, Event::Paid(pesos(100)), Some(dollars(5))),
            (21_000, Event::Paid(pesos(21_000)), Some(dollars(1_050))),
            (21_000, Event::Refunded { received: pesos(21_000), refunded: pesos(2_100) }, Some(dollars(1_050))),
            (21_000, Event::RefundedInFull, None),
            (21_000, Event::Issued, None),
            (21_000, Event::Expired, None),
        ] {
            let doubt = hear(due, event.clone()).unwrap_err();
            assert_eq!((doubt.kind, doubt.paid), (AlertKind::WrongAmount, paid), "{event:?}");
        }
        for odd in [
            Event::Paid(dollars(1_000)),
            Event::Refunded { received: dollars(1_000), refunded: dollars(1_000) },
            Event::Refunded { received: pesos(20_000), refunded: dollars(1_000) },
        ] {
            assert_eq!(hear(20_000, odd.clone()).unwrap_err().kind, AlertKind::WrongCurrency, "{odd:?}");
        }
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
        let made = CreatedCharge {
            provider_charge: "pc_1".to_owned(),
            amount: Some(dollars(1_000)),
            voucher,
            event: Event::Paid(pesos(20_000)),
        };
        assert_eq!(check_created(&request, made.clone()).map(|made| made.event), Ok(Event::Paid(dollars(1_000))));
        // What it was made for counts, also where it is handed over in another currency.
        let other = CreatedCharge { amount: Some(dollars(1_100)), ..made };
        let doubt = made_otherwise(&request, &other).expect("it is for more");
        assert_eq!((doubt.kind, doubt.paid), (AlertKind::WrongAmount, Some(pesos(20_000))));
        assert!(doubt.said.ends_with("of a charge of 11.00 USD"), "{}", doubt.said);
        assert!(check_created(&request, other).is_err());
    }
}
