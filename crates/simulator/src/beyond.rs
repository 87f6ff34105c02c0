//! What somebody holds and can still pay is never more than what is due, or a person was told, or it is about to be withdrawn. What can be
//! paid is asked of the provider; what is due, of the db, because money that nobody has heard of yet surprises everybody.

use crate::people::Town;
use crate::rows::{number, text};
use backend::db::Statement;
use payments::Method;
use providers::fake::FakeStatus;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How long after a change it must hold again: a withdrawal is a call, and takes its time.
const SETTLES: Duration = Duration::from_secs(300);

/// How long after that it must hold even of what was about to be withdrawn: by then it is, or somebody was told.
const AT_LAST: Duration = Duration::from_secs(3 * 3600);

/// What is to be withdrawn is looked at within this time.
const SOON: i64 = 300;

/// An alert that a person has settled was told, too.
const ORDER: &str = "select amount, (select count(*) from alerts where order_id = orders.id \
                     and (settled_at is null or settled_how in ('accepted', 'closed'))) as told from orders where id = $1";

const CHARGES: &str = "select id, provider, method, state, received, look_at from charges where order_id = $1";

/// Looks at every order that changes, a while after it did.
pub async fn watch_over(town: Arc<Town>, mut touched: mpsc::UnboundedReceiver<String>) {
    let (mut looks, mut to_come): (JoinSet<(String, bool)>, BTreeSet<String>) = (JoinSet::new(), BTreeSet::new());
    loop {
        tokio::select! {
            biased;
            Some(done) = looks.join_next() => {
                let Ok((order, at_last)) = done else { continue };
                to_come.remove(&order);
                if check(&town, &order, at_last) == Found::Withdrawing {
                    looks.spawn(async move {
                        tokio::time::sleep(AT_LAST).await;
                        (order, true)
                    });
                }
            }
            order = touched.recv() => {
                let Some(order) = order else { return };
                // One slip alone asks for what was due when it was made.
                if to_come.insert(order.clone()) {
                    looks.spawn(async move {
                        tokio::time::sleep(SETTLES).await;
                        (order, false)
                    });
                }
            }
        }
    }
}

/// What a look came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// All is as it should be, or somebody was told, or it is broken.
    Settled,
    /// A slip asks for too much and is about to be withdrawn, or a clock is wrong: it is to be looked at again.
    Withdrawing,
}

/// Looks now. At last nothing may be about to be withdrawn any more.
pub fn check(town: &Town, order: &str, at_last: bool) -> Found {
    let slips = town.slips.of(order);
    let site = town.copies.site();
    let mut found = Found::Settled;
    if slips.is_empty() {
        return found;
    }
    if town.copies.have_a_wrong_clock() {
        return Found::Withdrawing;
    }
    let ask = |sql: &'static str| Statement::new(sql, vec![order.into()]);
    let Ok(mut rows) = site.db.run(&[ask(ORDER), ask(CHARGES)]) else { return found };
    let (charges, orders) = (rows.pop().unwrap_or_default(), rows.pop().unwrap_or_default());
    let Some(row) = orders.first().filter(|row| number(row, "told") == 0) else { return found };
    let paid = charges.iter().filter(|row| text(row, "state") == "paid");
    let due = (number(row, "amount") - paid.map(|row| number(row, "received")).sum::<i64>()).max(0);
    for row in charges.iter().filter(|row| slips.iter().any(|slip| *slip == text(row, "id"))) {
        let charge = text(row, "id");
        for at in site.providers.made_of(&charge) {
            let Some(theirs) = site.providers.charge(&at) else { continue };
            let asked = theirs.amount.map_or(0, |asked| asked.amount);
            let payable = match theirs.status {
                FakeStatus::Pending | FakeStatus::PartlyPaid => asked - theirs.received.amount,
                FakeStatus::Paid
                | FakeStatus::Expired
                | FakeStatus::Declined
                | FakeStatus::Voided
                | FakeStatus::Refunded
                | FakeStatus::Active => 0,
            };
            // Of money that we have not heard of, less is payable, and less is due.
            let unheard = (theirs.received.amount - number(row, "received")).max(0);
            let account = site.accounts.iter().find(|account| account.id == at.account);
            let method = text(row, "method").parse::<Method>().ok();
            let withdraws = account.zip(method).is_some_and(|(account, method)| account.cancel(method).is_some());
            let soon = row.maybe_integer("look_at").ok().flatten().is_some_and(|at| at <= site.time.now().seconds() + SOON);
            if payable == 0 || payable + unheard <= due {
                continue;
            }
            if withdraws && soon && !at_last {
                found = Found::Withdrawing;
                continue;
            }
            site.rules.breaks("what can be paid is what is due, or somebody was told", || {
                format!("{order}: {charge} ({at:?}) takes {payable}, and {due} is due")
            });
        }
    }
    found
}
