//! Races: while a slip is being made, money comes for another slip of the same order, its price changes, or it is withdrawn. What must
//! hold afterwards: a slip that was handed out, and can still be paid, asks for no more than what is due, or somebody has been told;
//! and all money that was handed over is counted.

use crate::load::{CUSTOMER_TIMEOUT, Load, PAUSE, text};
use crate::random::Dice;
use backend::db::orders::OrderRecord;
use backend::db::{Db, alerts, orders};
use bytes::Bytes;
use http::{Request, StatusCode};
use payments::{Moment, State};
use providers::http::Http;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// What was raced for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Raced {
    /// Every order.
    pub(crate) orders: Vec<String>,
    /// Every charge whose slip was handed out.
    pub(crate) handed_out: Vec<String>,
    /// How often something happened while a slip was being made.
    pub(crate) meanwhile: usize,
}

impl Load {
    /// One race after another, until it is over.
    pub(crate) async fn racer(self: Arc<Self>, number: u64, seed: u64, token: String) {
        let mut dice = Dice::new(seed.wrapping_mul(7_000) + number);
        for race in 0.. {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            let tracks = &self.collectors.tracks;
            let track = &tracks[usize::try_from(race).unwrap_or_default() % tracks.len()];
            let name = format!("race-{seed}-{number}-{race}");
            let made = self.insist("POST", "/api/v1/orders", &format!("{name}-order"), Some(&token), track.order).await;
            let Some((StatusCode::CREATED, order)) = made else { continue };
            let order = text(&order, "/id");
            self.raced.lock().unwrap().orders.push(order.clone());
            let to = format!("/api/v1/orders/{order}/charges");
            let first = self.slip(&to, &format!("{name}-1"), track.ways[0]).await;
            let pause = Duration::from_millis(dice.between(0, 400));
            let what = dice.between(0, 6);
            let meanwhile = async {
                tokio::time::sleep(pause).await;
                self.meanwhile(&order, first.as_deref(), what, &token).await;
            };
            let key = format!("{name}-2");
            let (second, ()) = tokio::join!(self.slip(&to, &key, track.ways[1]), meanwhile);
            if let Some(second) = second.filter(|_| dice.between(0, 4) == 0) {
                self.hand_over(&second, None).await;
            }
        }
    }

    /// Asks for a slip as a page does: with a new key where one is spent.
    async fn slip(&self, to: &str, key: &str, way: &'static str) -> Option<String> {
        let mut key = key.to_owned();
        loop {
            match self.insist("POST", to, &key, None, way).await? {
                (StatusCode::CREATED, body) => {
                    let charge = text(&body, "/id");
                    self.raced.lock().unwrap().handed_out.push(charge.clone());
                    return Some(charge);
                }
                (status, body) if crate::load::is_spent(status, &body) => key.push_str("-again"),
                // The order is settled, or has as many slips as it may have.
                (StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS, _) => return None,
                (status, body) => {
                    self.told.lock().unwrap().strange.push(format!("{key}: {to} answers {status} {body}"));
                    return None;
                }
            }
        }
    }

    /// What happens while a slip is being made.
    async fn meanwhile(&self, order: &str, first: Option<&str>, what: u64, token: &str) {
        let path = format!("/api/v1/orders/{order}");
        match (what, first) {
            (0, Some(first)) => self.hand_over(first, None).await,
            (1, Some(first)) => self.hand_over(first, Some(5_000)).await,
            (2, _) => drop(self.insist("PATCH", &path, "", Some(token), r#"{"amount": 99900}"#).await),
            (3, _) => drop(self.insist("PATCH", &path, "", Some(token), r#"{"amount": 4900}"#).await),
            (4, Some(first)) => drop(self.insist("POST", &format!("{path}/charges/{first}/cancel"), "", None, "").await),
            (_, _) => return,
        }
        self.raced.lock().unwrap().meanwhile += 1;
    }

    /// Hands money over for a charge of ours: so much, or all of it.
    async fn hand_over(&self, charge: &str, minor: Option<i64>) {
        let all = self.charges().await;
        let Some(id) = all.iter().find(|known| known["order"] == *charge).and_then(|known| known["id"].as_str()) else {
            return;
        };
        let (verb, body) = match minor {
            Some(minor) => ("pay-partial", format!(r#"{{"amount": {minor}}}"#)),
            None => ("pay", String::new()),
        };
        // What has been withdrawn meanwhile takes no money.
        let url = format!("http://{}/control/charges/{id}/{verb}", self.provider);
        let _ = self.http.send(Request::post(url).body(Bytes::from(body)).unwrap()).await;
    }

    /// Asks until there is an answer that is one.
    async fn insist(
        &self,
        method: &str,
        path: &str,
        key: &str,
        token: Option<&str>,
        body: &'static str,
    ) -> Option<(StatusCode, String)> {
        let began = Instant::now();
        while began.elapsed() < CUSTOMER_TIMEOUT {
            let mut request = Request::builder().method(method).uri(format!("{}{path}", self.backend));
            request = request.header("content-type", "application/json");
            if !key.is_empty() {
                request = request.header("idempotency-key", key);
            }
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let answer = self.http.send(request.body(Bytes::from_static(body.as_bytes())).unwrap()).await;
            match answer {
                Ok(answer) if !answer.status().is_server_error() => {
                    return Some((answer.status(), String::from_utf8_lossy(answer.body()).into_owned()));
                }
                Ok(_) | Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
        None
    }
}

/// Looks at every order that was raced for, and takes its charges out of what the provider has.
pub(crate) async fn compared(
    db: &dyn Db,
    raced: &Raced,
    at_provider: &mut BTreeMap<String, Vec<Value>>,
    now: Moment,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for id in &raced.orders {
        let Some(order) = orders::find(db, id).await.unwrap() else {
            wrong.push(format!("{id}: was made and is gone"));
            continue;
        };
        let told: Vec<String> =
            alerts::open_of_order(db, id).await.unwrap().into_iter().filter_map(|open| open.alert.charge_id).collect();
        for charge in order.order.payable_beyond_missing(now).filter(|charge| !told.contains(&charge.id)) {
            let (status, missing) = (order.order.status(now), order.order.missing());
            wrong.push(format!(
                "{id} is {status:?}: {} can still be paid with {:?}, {missing:?} is due, and nobody was told",
                charge.id,
                charge.payable(now)
            ));
        }
        wrong.extend(counted(&order, at_provider, raced, &told));
    }
    wrong
}

/// Whether what the provider has of an order's charges is what we say of them.
fn counted(order: &OrderRecord, at_provider: &mut BTreeMap<String, Vec<Value>>, raced: &Raced, told: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    for record in &order.charges {
        let charge = &record.charge;
        let theirs = at_provider.remove(&charge.id).unwrap_or_default();
        let received: i64 = theirs.iter().filter_map(|theirs| theirs["received"]["amount"].as_i64()).sum();
        if received != charge.received.minor() {
            wrong.push(format!(
                "{}: the provider has {received}, and we say {:?} of {:?}",
                charge.id, charge.received, charge.state
            ));
        }
        let is_payable = theirs.iter().any(|theirs| theirs["status"] == "pending");
        let was_handed_out = raced.handed_out.contains(&charge.id);
        if is_payable && was_handed_out && charge.state != State::Pending && !told.contains(&charge.id) {
            wrong.push(format!(
                "{}: was handed out and can be paid, is {:?} here, and nobody was told",
                charge.id, charge.state
            ));
        }
    }
    wrong
}
