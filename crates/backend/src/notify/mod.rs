//! Notify: tells the merchant's shop what has become of its orders, until it answers.
//!
//! A round has two halves. First, stories: every order that changed is read with the events of its charges and what has
//! not been told yet is written down as webhook events, each with a delivery to every endpoint. Then, deliveries: what is
//! due is sent, of one order and endpoint always the earliest first. A crash at any point repeats something and loses
//! nothing: a shop may hear an event twice, with the same id, and never hears of a change too early or out of order.
//!
//! Only one copy of the backend does this at a time (the lease is the shell's). Who collects is not known here.

pub mod endpoints;
pub mod message;
pub mod outside;
pub mod schedule;
pub mod story;

use crate::clock::Clock;
use crate::db::endpoints::EndpointRecord;
use crate::db::outbox::{self, Delivered, DeliveryRecord, EventRecord};
use crate::db::{Db, DbError, endpoints as kept};
use crate::id;
use crate::metrics::Metrics;
use futures_util::future::join_all;
use payments::Moment;
use providers::http::{Http, NotAnswered};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many orders' stories one round turns into events, and how many deliveries it makes.
const ROUND: i64 = 200;

/// How many deliveries are on their way to one endpoint at the same time.
const AT_ONCE: usize = 8;

/// Tells shops.
pub struct Notify {
    db: Arc<dyn Db>,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
}

/// What became of an attempt.
struct Answer {
    status: Option<u16>,
    detail: Option<String>,
}

impl Notify {
    /// `http` leads to addresses merchants typed (see `outside.rs`).
    pub fn new(db: Arc<dyn Db>, http: Arc<dyn Http>, clock: Arc<dyn Clock>, metrics: Arc<Metrics>) -> Self {
        Self { db, http, clock, metrics }
    }

    /// One round; says how many deliveries were tried.
    pub async fn round(&self) -> Result<usize, DbError> {
        for order_id in outbox::untold(&*self.db, ROUND).await? {
            self.tell(&order_id).await?;
        }
        self.deliver().await
    }

    /// Turns what has not been told of an order into events.
    async fn tell(&self, order_id: &str) -> Result<(), DbError> {
        let Some(untold) = outbox::story(&*self.db, order_id).await? else { return Ok(()) };
        let metadata: BTreeMap<String, String> = serde_json::from_str(&untold.metadata).unwrap_or_default();
        let chapters = story::chapters(&untold.record.order, &untold.events, untold.told);
        let events: Vec<_> = chapters.iter().map(|chapter| self.event(chapter, metadata.clone())).collect();
        match outbox::tell(&*self.db, order_id, untold.record.version, &events).await {
            // Another copy was first: it is told.
            Err(DbError::Conflict(_)) => Ok(()),
            done => done,
        }
    }

    fn event(&self, chapter: &story::Chapter, metadata: BTreeMap<String, String>) -> EventRecord {
        EventRecord {
            id: id::event(),
            order_id: chapter.order.id.clone(),
            order_version: chapter.order_version,
            kind: message::kind(chapter),
            body: message::body(chapter, metadata),
            created_at: self.clock.now(),
        }
    }

    /// Sends what is due. An endpoint that fails is left alone for the rest of the round, so that one that hangs does not
    /// hold up the others for longer than one attempt takes.
    async fn deliver(&self) -> Result<usize, DbError> {
        let mut by_endpoint: BTreeMap<String, Vec<DeliveryRecord>> = BTreeMap::new();
        for delivery in outbox::due(&*self.db, self.clock.now(), ROUND).await? {
            by_endpoint.entry(delivery.endpoint_id.clone()).or_default().push(delivery);
        }
        let endpoints: Vec<_> = by_endpoint.into_iter().map(|(id, due)| self.deliver_to(id, due)).collect();
        join_all(endpoints).await.into_iter().sum()
    }

    async fn deliver_to(&self, endpoint_id: String, due: Vec<DeliveryRecord>) -> Result<usize, DbError> {
        let Some(endpoint) = kept::find(&*self.db, &endpoint_id).await? else { return Ok(0) };
        let mut tried = 0;
        for some in due.chunks(AT_ONCE) {
            let sending: Vec<_> = some.iter().map(|delivery| self.attempt(&endpoint, delivery.clone())).collect();
            tried += sending.len();
            let arrived = join_all(sending).await.into_iter().collect::<Result<Vec<_>, _>>()?;
            if arrived.contains(&false) {
                break;
            }
        }
        Ok(tried)
    }

    /// One attempt, and what becomes of it; true where it arrived.
    async fn attempt(&self, endpoint: &EndpointRecord, mut delivery: DeliveryRecord) -> Result<bool, DbError> {
        let now = self.clock.now();
        let answer = self.send(endpoint, &delivery, now).await;
        let now = self.clock.now();
        let arrived = answer.status.is_some_and(|status| (200..300).contains(&status));
        self.metrics.shop_told(arrived, now.seconds() - delivery.event.created_at.seconds());
        delivery.attempts += 1;
        delivery.tried_at = Some(now);
        delivery.status = answer.status.map(i64::from);
        delivery.detail = answer.detail;
        delivery.next_at = if arrived { None } else { schedule::next_attempt(delivery.attempts, now, &delivery.event.id) };
        delivery.state = match (arrived, delivery.next_at) {
            (true, _) => Delivered::Yes,
            (false, Some(_)) => Delivered::Waiting,
            (false, None) => Delivered::Failed,
        };
        self.db.batch(vec![outbox::tried(&delivery)]).await?;
        // The specification's word for "never again".
        if delivery.status == Some(410) {
            let gone = EndpointRecord { disabled: Some((now, "it answered 410 Gone".to_owned())), ..endpoint.clone() };
            kept::save(&*self.db, &gone).await?;
        }
        if delivery.state == Delivered::Failed {
            tracing::error!(endpoint = endpoint.id, event = delivery.event.id, "the shop was not told: given up");
        }
        Ok(arrived)
    }

    async fn send(&self, endpoint: &EndpointRecord, delivery: &DeliveryRecord, now: Moment) -> Answer {
        let event = &delivery.event;
        let request = match message::request(&endpoint.url, &event.id, &event.body, &endpoint.secrets(now), now) {
            Ok(request) => request,
            Err(detail) => return Answer { status: None, detail: Some(detail) },
        };
        match self.http.send(request).await {
            Ok(answer) if answer.status().is_success() => Answer { status: Some(answer.status().as_u16()), detail: None },
            Ok(answer) if answer.status().is_redirection() => {
                Answer { status: Some(answer.status().as_u16()), detail: Some("redirects are not followed".to_owned()) }
            }
            Ok(answer) => Answer { status: Some(answer.status().as_u16()), detail: None },
            Err(NotAnswered::NotSent(detail) | NotAnswered::Lost(detail)) => Answer { status: None, detail: Some(detail) },
        }
    }
}
