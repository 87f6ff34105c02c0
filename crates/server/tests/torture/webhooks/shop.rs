//! The merchant's own server in the storm: it verifies what it is told, notes it, and is down now and then. Whether
//! what it was told is true is not known here.

use crate::random::Dice;
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use standardwebhooks::Webhook;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Where an order stands: the word for it, and what it has received.
pub(crate) type Standing = (String, i64);

/// The server.
pub(crate) struct Shop {
    pub(crate) url: String,
    kept: Mutex<Kept>,
}

struct Kept {
    secret: String,
    dice: Dice,
    /// One request in so many is refused; none where nought.
    refuses: u64,
    refused: usize,
    orders: BTreeMap<String, Story>,
}

/// What it was told of one order.
#[derive(Clone, Default)]
pub(crate) struct Story {
    /// Each event once, in the order in which they first came.
    pub(crate) told: Vec<Standing>,
    ids: BTreeSet<String>,
    version: i64,
    /// The last one, while it has not been accepted.
    refused: Option<String>,
    /// What no shop should hear.
    pub(crate) wrong: Vec<String>,
}

impl Shop {
    pub(crate) async fn open(seed: u64) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let kept = Kept { secret: String::new(), dice: Dice::new(seed), refuses: 10, refused: 0, orders: BTreeMap::new() };
        let shop = Arc::new(Self { url, kept: Mutex::new(kept) });
        let router = Router::new().route("/hook", post(hear)).with_state(Arc::clone(&shop));
        tokio::spawn(async move { axum::serve(listener, router).await });
        shop
    }

    /// What it verifies with.
    pub(crate) fn trusts(&self, secret: &str) {
        self.kept.lock().unwrap().secret = secret.to_owned();
    }

    /// From now on it is always there.
    pub(crate) fn is_well(&self) {
        self.kept.lock().unwrap().refuses = 0;
    }

    /// Every order it was told of, and how many requests it refused.
    pub(crate) fn heard(&self) -> (BTreeMap<String, Story>, usize) {
        let kept = self.kept.lock().unwrap();
        (kept.orders.clone(), kept.refused)
    }
}

async fn hear(State(shop): State<Arc<Shop>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let kept = &mut *shop.kept.lock().unwrap();
    let said = |name: &str| headers[name].to_str().unwrap().to_owned();
    // Not verified by the library's own way, which asks this machine's clock: the one here is moved by hand.
    let at = said("webhook-timestamp").parse().unwrap();
    let signature = Webhook::new(&kept.secret).unwrap().sign(&said("webhook-id"), at, &body).unwrap();
    if said("webhook-signature") != signature {
        kept.orders.entry("somebody".to_owned()).or_default().wrong.push("not signed with the secret".to_owned());
        return StatusCode::UNAUTHORIZED;
    }
    let event: Value = serde_json::from_slice(&body).unwrap();
    let order = &event["data"]["order"];
    let id = said("webhook-id");
    let refused = kept.refuses > 0 && kept.dice.between(0, kept.refuses) == 0;
    kept.refused += usize::from(refused);
    let story = kept.orders.entry(order["id"].as_str().unwrap().to_owned()).or_default();
    story.hear(id, order, refused);
    if refused { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
}

impl Story {
    fn hear(&mut self, id: String, order: &Value, refused: bool) {
        if let Some(waiting) = &self.refused
            && *waiting != id
        {
            self.wrong.push(format!("{id} came although {waiting} had not been accepted"));
        }
        if self.ids.insert(id.clone()) {
            let version = order["version"].as_i64().unwrap();
            if version <= self.version {
                self.wrong.push(format!("version {version} came after {}", self.version));
            }
            self.version = version;
            let received = order["received"]["amount"].as_i64().unwrap();
            self.told.push((order["status"].as_str().unwrap().to_owned(), received));
        }
        self.refused = refused.then_some(id);
    }
}
