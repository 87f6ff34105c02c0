//! What is known of a provider account before anybody is asked: its mode, its currencies, and what each method can and cannot do.
//!
//! Facts are data, so that whoever offers a method, waits for a voucher or repeats a request branches on them and never on a
//! provider's name; the contract suite asks its questions by them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Unit};
use payments::customer::Need;
use payments::{Currency, Method, Moment, Money};
use std::time::Duration;

/// What is true of an account of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Which provider it is an account of: the name of its folder, and the word for it in the configuration.
    pub kind: &'static str,
    /// Whether real money moves with its keys.
    pub live: bool,
    /// The currencies an order may be in; what the customer hands over may be another (see [`payments::Voucher`]).
    pub currencies: &'static [Currency],
    /// The methods it collects by, in the order to show them.
    pub methods: Vec<MethodFacts>,
}

impl Facts {
    /// What is true of a method; `None` where this account does not collect by it.
    pub fn method(&self, method: Method) -> Option<&MethodFacts> {
        self.methods.iter().find(|facts| facts.method == method)
    }

    /// Whether a charge of this method that has not been paid can be voided.
    pub fn cancels(&self, method: Method) -> bool {
        self.method(method).is_some_and(|facts| facts.cancel)
    }

    /// Whether, and for how long, a create of this method can be repeated harmlessly.
    pub fn create_is_idempotent(&self, method: Method) -> Idempotency {
        self.method(method).map_or(Idempotency::Never, |facts| facts.create_is_idempotent)
    }

    /// What a charge of this method cannot do without of the customer.
    pub fn needs(&self, method: Method) -> &'static [Need] {
        self.method(method).map_or(&[], |facts| facts.needs)
    }
}

/// What is true of one method of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodFacts {
    /// The payment method.
    pub method: Method,
    /// Whether a charge of this method names its store.
    pub store: StoreChoice,
    /// What a charge cannot do without of the customer, beyond a name and an e-mail address.
    pub needs: &'static [Need],
    /// The least one payment may be, where there is one.
    pub min: Option<Money>,
    /// The most one payment may be, where the method itself has a limit; a store's own stands in the offer.
    pub max: Option<Money>,
    /// When a voucher runs out.
    pub expiry: Expiry,
    /// Whether less than the amount may come in, and be told.
    pub partial: bool,
    /// Whether a charge that has not been paid can be voided. Where any method's can, the provider has that part
    /// ([`Cancel`](crate::capability::Cancel)).
    pub cancel: bool,
    /// Whether the provider may withdraw a voucher by itself.
    pub declines: bool,
    /// Whether money that comes after the voucher ran out is still taken, and told.
    pub late: bool,
    /// Whether more than was asked for stays with the charge. Where it does not, the surplus is kept in the customer's balance
    /// at the provider, and told as [`FetchedCharge::held_elsewhere`](crate::provider::FetchedCharge::held_elsewhere).
    pub overpaid: bool,
    /// What can be given back by the provider.
    pub refund: Refundable,
    /// Whether, and for how long, a create that may have happened can be repeated harmlessly: asked again for a charge with the
    /// id of ours it already has, to the letter as before, it makes no second one and answers with the first. Past that, whoever
    /// heard no answer must never ask again for what that request was about. Each provider says where it knows it from.
    pub create_is_idempotent: Idempotency,
}

/// Whether a method needs a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreChoice {
    /// A charge is made for one store: the customer chooses it.
    Needed,
    /// One voucher is good at several chains: a store may be named, and decides nothing.
    Optional,
    /// There are no stores.
    None,
}

/// When a voucher runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// At the moment that is asked for, to the second; and by itself where none is.
    Instant,
    /// At the last second of a whole day, so many days after today at least and at most: of the day in which the moment falls that
    /// is asked for, or of the nearest that can be had.
    Days {
        /// The fewest days that may be asked for.
        min: u8,
        /// The most days that may be asked for.
        max: u8,
        /// By whose clock days begin and end: an IANA zone.
        zone: &'static str,
    },
    /// The voucher does not expire by itself.
    Never,
}

impl Expiry {
    /// How many whole days to ask for at `made`, so that the voucher runs out on the day in which `wanted` falls; the most there are
    /// where nothing is wanted. `None` where days are not what is asked for.
    pub fn days(self, wanted: Option<Moment>, made: Moment) -> Option<u8> {
        let Self::Days { min, max, zone } = self else { return None };
        let Some(wanted) = wanted else { return Some(max) };
        let days = date(made, zone).until((Unit::Day, date(wanted, zone))).map_or(0, |span| span.get_days());
        Some(u8::try_from(days.max(0)).unwrap_or(u8::MAX).clamp(min, max))
    }

    /// When a voucher runs out that was asked for at `made` to run out at `wanted`; `None` where it never does by itself.
    pub fn end(self, wanted: Moment, made: Moment) -> Option<Moment> {
        match self {
            Self::Instant => Some(wanted),
            Self::Days { zone, .. } => self.days(Some(wanted), made).and_then(|days| end_of_day(made, days, zone)),
            Self::Never => None,
        }
    }
}

/// The last second of the day that comes so many days after the one in which `made` falls.
fn end_of_day(made: Moment, days: u8, zone: &str) -> Option<Moment> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day = Timestamp::from_second(made.seconds()).ok()?.to_zoned(zone.clone()).date();
    let end = day.checked_add(Span::new().days(days)).ok()?.at(23, 59, 59, 0).to_zoned(zone).ok()?;
    Some(Moment::from_seconds(end.timestamp().as_second()))
}

/// The day a zone's calendar shows.
fn date(at: Moment, zone: &str) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_second(at.seconds()).unwrap_or_default().to_zoned(zone).date()
}

/// What of a payment a provider can give back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refundable {
    /// Nothing: the merchant gives it back by hand.
    No,
    /// The whole payment alone.
    Whole,
    /// Any part of it.
    Part,
}

/// Whether, and for how long, a request can be repeated harmlessly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// It makes a second one.
    Never,
    /// For so long after it was first sent.
    For(Duration),
    /// A repeated request is recognised however late it comes.
    Always,
}

impl Idempotency {
    /// Whether a request first sent so long ago may be sent again. Of the time a provider promises a tenth is kept in hand,
    /// because its clock began when it heard us, and runs as it likes.
    pub fn covers(self, age: Duration) -> bool {
        match self {
            Self::Never => false,
            Self::For(time) => age < time.saturating_sub(time / 10),
            Self::Always => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_by_the_calendar_of_the_zone() {
        let mexico = Expiry::Days { min: 1, max: 7, zone: "America/Mexico_City" };
        let check = |wanted: &str, made: &str, expected: u8| {
            let at = |text: &str| Moment::from_seconds(text.parse::<Timestamp>().unwrap().as_second());
            assert_eq!(mexico.days(Some(at(wanted)), at(made)), Some(expected), "{wanted}, made {made}");
        };
        // Half past noon, and an hour before midnight, when it is the next day in UTC.
        for made in ["2026-11-20T18:30:00Z", "2026-11-21T05:00:00Z"] {
            check("2026-11-22T06:00:00Z", made, 2);
            check("2026-11-23T05:59:59Z", made, 2);
            check("2026-11-21T05:30:00Z", made, 1);
            check("2026-11-10T00:00:00Z", made, 1);
            check("2027-11-10T00:00:00Z", made, 7);
        }
        // Mexico had summer time then: midnight was at five.
        check("2021-04-09T04:59:59Z", "2021-04-06T12:00:00Z", 2);
        check("2021-04-09T05:00:00Z", "2021-04-06T12:00:00Z", 3);
        let now = Moment::from_seconds(0);
        assert_eq!((mexico.days(None, now), Expiry::Instant.days(Some(now), now)), (Some(7), None));
    }

    #[test]
    fn a_voucher_of_days_ends_with_the_last_second_of_its_day() {
        let at = |text: &str| Moment::from_seconds(text.parse::<Timestamp>().unwrap().as_second());
        let mexico = Expiry::Days { min: 1, max: 7, zone: "America/Mexico_City" };
        let (wanted, made) = (at("2026-11-23T05:00:00Z"), at("2026-11-21T05:30:00Z"));
        assert_eq!(mexico.end(wanted, made), Some(at("2026-11-23T05:59:59Z")));
        assert_eq!((Expiry::Instant.end(wanted, made), Expiry::Never.end(wanted, made)), (Some(wanted), None));
    }

    #[test]
    fn a_key_that_lives_a_day_is_not_trusted_to_its_last_hour() {
        let day = Idempotency::For(Duration::from_secs(86_400));
        assert!(day.covers(Duration::from_secs(21 * 3_600)));
        assert!(!day.covers(Duration::from_secs(22 * 3_600)));
        assert!(Idempotency::Always.covers(Duration::MAX) && !Idempotency::Never.covers(Duration::ZERO));
    }
}
