//! Reconcile: finds what no webhook told. When to ask about a charge, and a round of asking.
//!
//! Open charges are asked about at growing intervals, at once after they have run out, and for two weeks more,
//! because money comes late. What is paid or given up is asked about a few times more: money may go back, or come after all. It is handed the moment; the loop that calls it belongs to the shell
//! (`background.rs`).
//!
//! Only its provider's word makes a charge expired: a clock can be wrong, and what is payable must be so again when it is right.

use crate::base::clock::within;
use crate::base::error::WorkError;
use crate::charges::Collect;
use crate::db::charges::ChargeRecord;
use crate::db::rearm::{FORGOTTEN, LATE};
use crate::db::{Db, DbError, alerts, charges, rearm, unreadable};
use api::Code;
use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use payments::{Charge, Moment, State};
use std::collections::BTreeSet;
use std::time::Duration;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// For how many seconds a charge is left alone that this version cannot read.
const UNREADABLE: i64 = HOUR;

/// For how long a charge without an answer is kept open for its key to come back.
const ABANDONED_AFTER: i64 = HOUR;

/// How often it is looked whether anything waits for a moment that cannot be.
const REARM: Duration = Duration::from_secs(300);

/// How many charges one round asks a provider about, and how many at a time, so that none is ever flooded and one answer that hangs
/// holds up few others.
const ROUND: i64 = 50;
const AT_ONCE: usize = 4;

/// How long one question, and a whole round may take: what is left over is due in the next one.
const QUESTION: Duration = Duration::from_secs(40);
const WHOLE: Duration = Duration::from_secs(120);

/// The providers there is something to ask of now. Each has rounds of its own, so that one that hangs delays no other.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used.
pub async fn providers(db: &dyn Db, collect: &Collect, now: Moment) -> Result<Vec<String>, DbError> {
    if collect.is_time_to_rearm(REARM) {
        match rearm::all(db, now).await? {
            0 => {}
            many => tracing::warn!(many, "a clock was wrong: what waited for a moment that cannot be is done now"),
        }
    }
    let mut providers: BTreeSet<String> = collect.pulls_from().map(str::to_owned).collect();
    providers.extend(charges::providers_to_ask(db, now).await?);
    providers.extend(collect.deposits_wait(now).await?);
    Ok(providers.into_iter().collect())
}

/// A round with every provider, side by side; says how much was looked at.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A provider that does not answer fails alone, and is no failure of the
/// round.
pub async fn round(db: &dyn Db, collect: &Collect, now: Moment) -> Result<usize, DbError> {
    let providers = providers(db, collect, now).await?;
    let rounds = join_all(providers.iter().map(|provider| round_of(db, collect, provider, now))).await;
    rounds.into_iter().sum()
}

/// Follows what a provider has to tell, asks it about every charge whose time has come, and says how many there were. A question that
/// fails is asked again later; the rest of the round goes on.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be asked what is due.
pub async fn round_of(db: &dyn Db, collect: &Collect, provider: &str, now: Moment) -> Result<usize, DbError> {
    let clock = &*collect.clock;
    let until = clock.running() + WHOLE;
    let left = || until.saturating_sub(clock.running());
    let pulled = within(clock, left(), collect.pull_from(provider)).await.unwrap_or_else(|_| {
        tracing::warn!(provider, "its events could not be followed in time");
        0
    });
    let due = charges::due_for_poll(db, provider, now, ROUND).await?;
    let questions: Vec<_> = due.iter().map(|charge_id| poll(collect, charge_id)).collect();
    let polled = stream::iter(questions).buffer_unordered(AT_ONCE).count();
    if within(clock, left(), polled).await.is_err() {
        tracing::warn!(provider, "it could not be asked about every charge in time");
    }
    let deposits = within(clock, left(), collect.poll_deposits(provider, now, ROUND)).await.unwrap_or_else(|_| {
        tracing::warn!(provider, "it could not be asked about every deposit in time");
        Ok(0)
    });
    Ok(pulled + due.len() + deposits?)
}

/// One question. Where there is no end of it, its charge goes to the end of the line.
async fn poll(collect: &Collect, charge_id: &str) {
    let failed = match within(&*collect.clock, QUESTION, collect.settle(charge_id, "reconcile")).await {
        Ok(Ok(())) => None,
        // Nobody was asked: its row, or one beside it, cannot be read.
        Ok(Err(error)) if error.code == Code::Internal => Some(collect.put_off(charge_id).await.err().unwrap_or(error)),
        Ok(Err(error)) => Some(error),
        Err(_) => Some(collect.put_off(charge_id).await.err().unwrap_or_else(too_long)),
    };
    if let Some(error) = failed {
        tracing::warn!(code = error.code.id(), cause = error.cause(), "could not look at a charge");
    }
}

impl Collect {
    /// Asks about a charge later, because there is no end of asking now, or because it cannot be read: that a newer version of this
    /// program may have written it changes nothing for the others. Where it was to be withdrawn, somebody is told that it was not.
    ///
    /// # Errors
    ///
    /// `unavailable` where the db cannot be used.
    pub async fn put_off(&self, charge_id: &str) -> Result<(), WorkError> {
        let now = self.clock.now();
        if let Ok((order, record)) = self.with_order(charge_id).await
            && self.is_to_be_withdrawn(&order, &record, now)
        {
            return Ok(self.tell_of_too_much(&order, &record, now).await?);
        }
        match charges::find(&*self.db, charge_id).await {
            Ok(Some(record)) => self.mark_polled(record).await,
            Ok(None) => Ok(()),
            Err(error @ DbError::Disagreement(_)) => {
                let order_id = charges::order_of(&*self.db, charge_id).await?.unwrap_or_default();
                let mut statements = vec![charges::put_off(charge_id, now.plus_seconds(UNREADABLE))];
                if unreadable::is_news(&*self.db, "charges", charge_id, &error) {
                    statements.extend(alerts::raise(&unreadable::alert(&order_id, Some(charge_id), &error, now)));
                }
                Ok(self.db.batch(statements).await.map(drop)?)
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn too_long() -> WorkError {
    WorkError::from(Code::ProviderUnreachable).because(format!("no end of it within {} seconds", QUESTION.as_secs()))
}

/// When to ask again about a charge that is being withdrawn.
pub fn soon(now: Moment) -> Moment {
    now.plus_seconds(MINUTE)
}

/// When to ask about a charge again; `None` where nothing is to be expected any more.
pub fn next_poll(record: &ChargeRecord, now: Moment) -> Option<Moment> {
    let (charge, poll_count) = (&record.charge, record.poll_count);
    // Where its voucher came too late to be shown to anybody (`charges/abandon.rs`) it has no end here, and may still be paid.
    let unshown = record.provider_charge.is_some().then_some(charge.created_at);
    let end = charge.voucher.as_ref().map(|voucher| voucher.horizon(charge.created_at)).or(unshown);
    let open = end.is_some_and(|end| now < end);
    let partly = charge.received.minor() < charge.amount.minor();
    match charge.state {
        State::Requested => {
            let given_up = charge.created_at.plus_seconds(ABANDONED_AFTER).min(now.plus_seconds(ABANDONED_AFTER));
            Some(given_up.max(now.plus_seconds(MINUTE)))
        }
        State::Pending if end.is_some_and(|end| end.plus_seconds(FORGOTTEN) < now) => None,
        State::Pending => Some(while_open(charge, poll_count, now)),
        State::Paid if partly && open => Some(while_open(charge, poll_count, now)),
        State::Expired => {
            let end = end.unwrap_or(charge.created_at);
            let next = now.plus_seconds(if now < end.plus_seconds(DAY) { 2 * HOUR } else { DAY });
            (next < end.plus_seconds(LATE)).then_some(next)
        }
        // More may come in, or go back, or come after all, and the webhook that says so be lost: after a day, two, four, eight.
        State::Paid | State::Declined | State::Canceled | State::Refunded => {
            let next = now.plus_seconds((now.seconds() - charge.created_at.seconds()).max(DAY));
            end.filter(|end| next < end.plus_seconds(LATE)).map(|_| next)
        }
    }
}

/// When to ask again about a charge that may be paid at any time: at growing intervals, and at its end.
fn while_open(charge: &Charge, poll_count: i64, now: Moment) -> Moment {
    let end = charge.voucher.as_ref().map(|voucher| voucher.horizon(charge.created_at).plus_seconds(MINUTE));
    // Long over, and the provider still does not say so: once a day, in case it comes back.
    let forgotten = end.is_some_and(|end| end.plus_seconds(LATE) < now);
    let wait = if forgotten { DAY } else { (MINUTE << poll_count.clamp(0, 6)).min(HOUR) };
    let regular = now.plus_seconds(wait + spread(&charge.id, wait));
    end.filter(|end| *end > now).map_or(regular, |end| regular.min(end))
}

/// When to ask again about a deposit of which nothing new was heard `poll_count` times since it changed: after five minutes, then
/// less and less often, for two weeks. More may come in, or go back, and the webhook that says so be lost.
pub fn next_deposit_poll(its_id: &str, poll_count: i64, changed_at: Moment, now: Moment) -> Option<Moment> {
    let wait = (5 * MINUTE * 3_i64.pow(u32::try_from(poll_count.clamp(0, 6)).unwrap_or_default())).min(DAY);
    let next = now.plus_seconds(wait + spread(its_id, wait));
    (next < changed_at.plus_seconds(LATE)).then_some(next)
}

/// A part of the wait, up to a tenth, that differs from charge to charge, so that they do not all ask at once.
fn spread(charge_id: &str, wait: i64) -> i64 {
    let sum: i64 = charge_id.bytes().map(i64::from).sum();
    sum % (wait / 10).max(1)
}

/// Whether a charge the provider never answered about is given up: an hour after it was written down, or where that was, by a clock
/// that was wrong, more than an hour from now.
pub fn is_abandoned(charge: &Charge, now: Moment) -> bool {
    (now.seconds() - charge.created_at.seconds()).abs() >= ABANDONED_AFTER
}

#[cfg(test)]
mod tests {
    use super::*;
    use payments::{Currency, Method, Money, Payable, Voucher};

    fn charge(state: State) -> Charge {
        let amount = Money::new(15000, Currency::Mxn);
        Charge {
            id: "chg_1".to_owned(),
            method: Method::Cash,
            store: None,
            amount,
            state,
            received: Money::zero(Currency::Mxn),
            refunded: Money::zero(Currency::Mxn),
            late: false,
            created_at: Moment::from_seconds(0),
            voucher: Some(Voucher::new(
                amount,
                Some(Moment::from_seconds(DAY)),
                Payable::Reference { reference: "1".to_owned(), company: None },
            )),
        }
    }

    fn record(charge: Charge, poll_count: i64) -> ChargeRecord {
        ChargeRecord {
            order_id: "ord_1".to_owned(),
            provider: "lupita".to_owned(),
            provider_charge: None,
            alert: None,
            version: 1,
            sms: 0,
            poll_count,
            next_poll_at: None,
            paid_at: None,
            amending: None,
            charge,
        }
    }

    fn check(state: State, poll_count: i64, now: i64, between: Option<(i64, i64)>) {
        let next = next_poll(&record(charge(state), poll_count), Moment::from_seconds(now)).map(|next| next.seconds() - now);
        let fits = match (next, between) {
            (Some(wait), Some((from, to))) => (from..=to).contains(&wait),
            (wait, expected) => wait.is_none() && expected.is_none(),
        };
        assert!(fits, "{state:?} after {poll_count} looks at {now}: waits {next:?}");
    }

    #[test]
    fn a_charge_is_asked_about_less_and_less_often_and_at_its_end() {
        check(State::Pending, 0, 0, Some((MINUTE, 66)));
        check(State::Pending, 3, 0, Some((8 * MINUTE, 9 * MINUTE)));
        check(State::Pending, 99, 0, Some((HOUR, HOUR + 6 * MINUTE)));
        check(State::Pending, 99, DAY - 5, Some((65, 65)));
        check(State::Pending, 99, DAY + 100, Some((HOUR, HOUR + 6 * MINUTE)));
        check(State::Pending, 99, 20 * DAY, Some((DAY, DAY + DAY / 10)));
        check(State::Pending, 99, 62 * DAY, None);
        check(State::Expired, 99, DAY + 100, Some((2 * HOUR, 2 * HOUR)));
        check(State::Expired, 99, 3 * DAY, Some((DAY, DAY)));
        check(State::Expired, 99, 15 * DAY, None);
        check(State::Requested, 0, 0, Some((HOUR, HOUR)));
        check(State::Requested, 5, 2 * DAY, Some((MINUTE, MINUTE)));
        check(State::Refunded, 0, 0, Some((DAY, DAY)));
        check(State::Refunded, 9, 9 * DAY, None);
    }

    #[test]
    fn a_voucher_that_does_not_run_out_is_asked_about_for_two_months_and_then_let_be() {
        let next = |now: i64| {
            let payable = Payable::Reference { reference: "1".to_owned(), company: None };
            let voucher = Voucher::new(Money::new(15_000, Currency::Mxn), None, payable);
            let charge = Charge { voucher: Some(voucher), ..charge(State::Pending) };
            next_poll(&record(charge, 99), Moment::from_seconds(now)).map(|next| next.seconds() - now)
        };
        assert!(next(59 * DAY).is_some_and(|wait| wait <= HOUR + 6 * MINUTE), "as long as it may be paid at any time");
        assert!(next(80 * DAY).is_some_and(|wait| wait >= DAY), "once a day then");
        assert_eq!(next(121 * DAY), None);
    }

    #[test]
    fn what_is_over_is_asked_about_a_few_times_more_in_case_its_webhook_is_lost() {
        for over in [State::Declined, State::Canceled] {
            check(over, 1, 60, Some((DAY, DAY)));
            check(over, 2, 3 * DAY, Some((3 * DAY, 3 * DAY)));
            check(over, 4, 8 * DAY, None);
        }
    }

    #[test]
    fn a_deposit_is_asked_about_less_and_less_often_for_two_weeks() {
        let mut now = Moment::from_seconds(0);
        let mut waits = Vec::new();
        while let Some(next) = next_deposit_poll("", i64::try_from(waits.len()).unwrap(), Moment::from_seconds(0), now) {
            waits.push(next.seconds() - now.seconds());
            now = next;
        }
        assert_eq!(waits[..6], [5 * MINUTE, 15 * MINUTE, 45 * MINUTE, 135 * MINUTE, 405 * MINUTE, 1215 * MINUTE]);
        assert_eq!((waits.len(), waits[6], *waits.last().unwrap()), (18, DAY, DAY));
    }

    #[test]
    fn what_is_partly_paid_is_asked_about_like_what_is_open_and_what_is_paid_hardly_ever() {
        let next = |received: i64, now: i64| {
            let received = Money::new(received, Currency::Mxn);
            let now = Moment::from_seconds(now);
            next_poll(&record(Charge { received, ..charge(State::Paid) }, 1), now).map(|next| next.seconds() - now.seconds())
        };
        assert!(next(7_500, HOUR).is_some_and(|wait| wait <= 3 * MINUTE));
        assert_eq!(next(15_000, HOUR), Some(DAY));
        assert_eq!(next(7_500, 2 * DAY), Some(2 * DAY), "its voucher has run out");
        assert_eq!(next(15_000, 10 * DAY), None);
    }

    #[test]
    fn what_the_provider_never_had_is_not_asked_about() {
        let given_up = record(Charge { voucher: None, ..charge(State::Canceled) }, 1);
        assert_eq!(next_poll(&given_up, Moment::from_seconds(2 * HOUR)), None);
    }

    #[test]
    fn what_the_provider_has_and_nobody_was_shown_is_asked_about_for_two_weeks() {
        let unshown = Charge { voucher: None, ..charge(State::Canceled) };
        let unshown = ChargeRecord { provider_charge: Some("pc_1".to_owned()), ..record(unshown, 1) };
        let next = |now: i64| next_poll(&unshown, Moment::from_seconds(now)).map(|next| next.seconds() - now);
        assert_eq!([next(60), next(3 * DAY), next(8 * DAY)], [Some(DAY), Some(3 * DAY), None]);
    }
}
