//! What must be true once it is over: of what customers were told, of what the db says, of what the provider says. It changes
//! nothing but what reconcile changes.

use crate::load::{Answered, Load, Told, is_spent};
use crate::races;
use backend::base::clock::{Clock, ManualClock};
use backend::base::idempotency::Key;
use backend::charges::poll;
use backend::config::Config;
use backend::db::{Db, Statement, charges};
use backend::{Backend, Parts};
use http::StatusCode;
use payments::State;
use server::clock::SystemClock;
use server::serve;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// When those who left come back: later than any claim to their key is held.
const BACK: i64 = 2 * 60;

/// How far the clock is moved before reconcile looks: further than the longest interval at which it asks, and not as far as
/// the first voucher's end.
const LATER: i64 = 70 * 60;

/// Every key once more: how many gave the same answer to the letter, and what is wrong with the others.
pub(crate) async fn asked_again(load: &Load, told: &Told) -> (usize, Vec<String>) {
    let mut wrong = told.strange.clone();
    let mut same = 0;
    for answered in &told.answered {
        match load.charge_again(answered).await {
            Some((StatusCode::CREATED, body)) if body == answered.body => same += 1,
            other => wrong.push(format!("{}: was told {}, and asked again {other:?}", answered.key, answered.body)),
        }
    }
    (same, wrong)
}

/// Lets reconcile find what no webhook told, and compares: how many charges at the provider nobody was ever shown, and what is
/// wrong.
pub(crate) async fn compared(config: &Config, load: &Load, told: &mut Told) -> (usize, Vec<String>) {
    let clock = Arc::new(ManualClock::at(SystemClock.now().plus_seconds(BACK)));
    let parts = Parts { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..serve::parts(config.clone()).await.unwrap() };
    let (db, backend) = (Arc::clone(&parts.db), Backend::new(parts));
    let mut wrong = come_back(&backend, told).await;
    clock.advance(LATER);
    while poll::round(&*db, &backend.collect, clock.now()).await.unwrap() > 0 {}

    let mut at_provider: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
    for charge in load.charges().await {
        at_provider.entry(charge["order"].as_str().unwrap_or_default().to_owned()).or_default().push(charge);
    }
    wrong.extend(one_for_a_key(&*db, &at_provider).await);
    wrong.extend(known_here(&*db, &backend, &at_provider).await);
    wrong.extend(races::compared(&*db, &load.raced(), &mut at_provider, clock.now()).await);
    let (mut never_shown, mut shown) = (0, BTreeSet::new());
    for answered in &told.answered {
        let key = &answered.key;
        if !shown.insert(key) {
            wrong.push(format!("{key}: one key was shown two charges"));
        }
        let Some(record) = charges::find(&*db, &answered.charge).await.unwrap() else {
            wrong.push(format!("{key}: {} was answered and is gone", answered.charge));
            continue;
        };
        let expected = if answered.paid { State::Paid } else { State::Pending };
        if record.charge.state != expected || (answered.paid && record.charge.received != record.charge.amount) {
            wrong.push(format!(
                "{key}: should be {expected:?}, and is {:?} with {:?}",
                record.charge.state, record.charge.received
            ));
        }
        let digits = record.charge.voucher.as_ref().and_then(|voucher| voucher.payable.digits().map(str::to_owned));
        if digits.as_deref() != Some(&answered.digits) {
            wrong.push(format!("{key}: was shown {}, and the db says {digits:?}", answered.digits));
        }
        let theirs = at_provider.remove(&answered.charge).unwrap_or_default();
        if theirs.len() != 1 || theirs[0]["id"].as_str() != record.provider_charge.as_deref() {
            wrong.push(format!("{key}: the provider has not one, which is {:?}: {theirs:?}", record.provider_charge));
        }
    }
    // What is left was made for requests whose answer was lost. Nobody knows the digits, so none of it is paid; what could be was
    // withdrawn.
    let is_harmless = |theirs: &serde_json::Value| ["pending", "voided"].iter().any(|status| theirs["status"] == **status);
    for (charge, theirs) in at_provider {
        never_shown += theirs.len();
        let state = charges::find(&*db, &charge).await.unwrap().map(|record| record.charge.state);
        if state != Some(State::Canceled) || !theirs.iter().all(is_harmless) {
            wrong.push(format!("{charge}: no customer was told, it is {state:?}, and the provider has {theirs:?}"));
        }
    }
    (never_shown, wrong)
}

/// Nothing is at the provider that nobody here knows of: each has its charge here, by the provider's own id of it where the provider's
/// events are followed; elsewhere one whose answer and whose webhook were lost may be closed instead, and nobody was shown its digits.
async fn known_here(db: &dyn Db, backend: &Backend, at_provider: &BTreeMap<String, Vec<serde_json::Value>>) -> Vec<String> {
    let followed: Vec<&str> = backend.collect.pulls_from().collect();
    let mut wrong = Vec::new();
    for (charge, theirs) in at_provider {
        let Some(record) = charges::find(db, charge).await.unwrap() else {
            wrong.push(format!("{charge}: the provider has {theirs:?}, and nobody here knows of it"));
            continue;
        };
        let is_named = theirs.iter().all(|theirs| theirs["id"].as_str() == record.provider_charge.as_deref());
        let is_closed = record.provider_charge.is_none() && record.charge.state == State::Canceled;
        if !is_named && (followed.contains(&record.provider.as_str()) || !is_closed) {
            let (known, state) = (&record.provider_charge, record.charge.state);
            wrong.push(format!("{charge}: is {state:?} and called {known:?} here, and the provider has {theirs:?}"));
        }
    }
    wrong
}

/// No key has two charges at the provider: it has one at most of the charge that a key stands for in the end, and none of any
/// other, such as one that a key stood for before.
async fn one_for_a_key(db: &dyn Db, at_provider: &BTreeMap<String, Vec<serde_json::Value>>) -> Vec<String> {
    let sql = "select key, about from idempotency_keys where scope like 'charges:%'";
    let rows = db.batch(vec![Statement::new(sql, Vec::new())]).await.unwrap().remove(0);
    let (mut wrong, mut keys): (_, BTreeMap<&str, Vec<&str>>) = (Vec::new(), BTreeMap::new());
    for row in &rows {
        let (key, about) = (row.text("key").unwrap(), row.text("about").unwrap());
        keys.entry(about).or_default().push(key);
    }
    for (charge, theirs) in at_provider {
        let keys = keys.get(charge.as_str()).cloned().unwrap_or_default();
        if theirs.len() != 1 || keys.len() != 1 {
            wrong.push(format!("{charge}: the provider has {} of it, and these keys stand for it: {keys:?}", theirs.len()));
        }
    }
    wrong
}

/// Those who left ask once more with the key they kept, and with a new one where it is spent: they must get their voucher now
/// that all is well.
async fn come_back(backend: &Backend, told: &mut Told) -> Vec<String> {
    let mut wrong = Vec::new();
    for (order, mut key, sold) in told.left.clone() {
        let wanted = serde_json::from_str(sold.payers).unwrap();
        let answer = async |key: &str| backend.collect.create_charge(&order, &Key::parse(key).unwrap(), &wanted).await;
        let mut said = answer(&key).await;
        if said.as_ref().is_ok_and(|answer| is_spent(StatusCode::from_u16(answer.status).unwrap(), &answer.body)) {
            told.spent += 1;
            key.push_str("-again");
            said = answer(&key).await;
        }
        match said {
            Ok(answer) if answer.status == 201 => told.answered.push(Answered::read(order, key, answer.body, sold)),
            other => wrong.push(format!("{key}: came back, and was told {other:?}")),
        }
    }
    wrong
}
