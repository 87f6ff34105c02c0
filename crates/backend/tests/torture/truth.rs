//! What must be true once it is over: of what customers were told, of what the db says, of what the provider says. It changes
//! nothing but what reconcile changes.

use crate::load::{Answered, Load, Told};
use backend::clock::{Clock, HandClock, SystemClock};
use backend::config::Config;
use backend::db::charges;
use backend::idempotency::Key;
use backend::{Backend, Parts, reconcile, serve};
use http::StatusCode;
use payments::State;
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
    let clock = Arc::new(HandClock::at(SystemClock.now().plus_seconds(BACK)));
    let parts = Parts { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..serve::parts(config.clone()).await.unwrap() };
    let (db, backend) = (Arc::clone(&parts.db), Backend::new(parts));
    let mut wrong = come_back(&backend, told).await;
    clock.advance(LATER);
    while reconcile::round(&*db, &backend.collect, clock.now()).await.unwrap() > 0 {}

    let mut at_provider: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
    for charge in load.charges().await {
        at_provider.entry(charge["order"].as_str().unwrap_or_default().to_owned()).or_default().push(charge);
    }
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
        let digits = record.charge.voucher.as_ref().map(|voucher| voucher.payable.digits().to_owned());
        if digits.as_deref() != Some(&answered.digits) {
            wrong.push(format!("{key}: was shown {}, and the db says {digits:?}", answered.digits));
        }
        let theirs = at_provider.remove(&answered.charge).unwrap_or_default();
        let ours = |charge: &&serde_json::Value| charge["id"].as_str() == record.provider_charge.as_deref();
        if theirs.iter().filter(ours).count() != 1 {
            wrong.push(format!("{key}: the provider does not have {:?} once: {theirs:?}", record.provider_charge));
        }
        if answered.country.asked_twice_makes_one && theirs.len() != 1 {
            wrong.push(format!("{key}: the provider, which can be asked twice, has {}", theirs.len()));
        }
        // Of the others, made by a request whose answer was lost, nobody knows the digits; so none of them is paid.
        for other in theirs.iter().filter(|charge| !ours(charge)) {
            never_shown += 1;
            if other["status"] != "pending" {
                wrong.push(format!("{key}: a charge nobody was shown is {}", other["status"]));
            }
        }
    }
    for (charge, theirs) in at_provider {
        wrong.push(format!("{charge}: the provider has {}, and no customer was told", theirs.len()));
    }
    (never_shown, wrong)
}

/// Those who left ask once more with the key they kept, and must get their voucher now that all is well.
async fn come_back(backend: &Backend, told: &mut Told) -> Vec<String> {
    let mut wrong = Vec::new();
    for (order, key, country) in told.left.clone() {
        let wanted = serde_json::from_str(country.payers).unwrap();
        match backend.collect.create_charge(&order, &Key::parse(&key).unwrap(), &wanted).await {
            Ok(answer) => told.answered.push(Answered::read(order, key, answer.body, country)),
            Err(error) => wrong.push(format!("{key}: came back, and was told {error:?}")),
        }
    }
    wrong
}
