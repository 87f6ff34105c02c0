//! Notify: tells the merchant's shop what has become of its orders, until it answers.
//!
//! A round has two halves. First, stories: every order that changed is read with the events of its charges and what has
//! not been told yet is written down as webhook events, each with a delivery to every endpoint. Then, deliveries: what is
//! due is sent, each endpoint by itself, of one order and endpoint always the earliest first. A crash at any point repeats something and loses
//! nothing: a shop may hear an event twice, with the same id, and never hears of a change too early or out of order.
//!
//! Only one copy of the backend does this at a time (the lease is the shell's). Who collects is not known here.

pub mod endpoints;
mod lanes;
pub mod message;
mod put_off;
pub mod schedule;
pub mod timeline;

use crate::base::clock::{Clock, within};
use crate::base::id;
use crate::db::endpoints::EndpointRecord;
use crate::db::outbox::{self, Delivered, DeliveryRecord, EventRecord};
use crate::db::{Db, DbError, alerts, endpoints as kept, unreadable};
use crate::metrics::Metrics;
use futures_util::future::join_all;
use lanes::Lanes;
use payments::Moment;
use providers::http::{Http, TransportError};
use put_off::PutOff;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How many orders' stories one round turns into events.
const ROUND: i64 = 200;

/// How many deliveries of one endpoint are read at once, and how many are on their way to it at the same time.
const PART: i64 = 100;
const AT_ONCE: usize = 8;

/// How long an attempt may take, whatever the way out says of itself.
const ATTEMPT: Duration = Duration::from_secs(30);

/// Tells merchants' servers of changes: makes webhook events and delivers them.
pub struct Notify {
    db: Arc<dyn Db>,
    http: Arc<dyn Http>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    lanes: Lanes,
    put_off: PutOff,
}

/// What became of an attempt.
struct Answer {
    status: Option<u16>,
    detail: Option<String>,
}

impl Notify {
    /// `http` leads to addresses merchants typed (see `public_http.rs`).
    pub fn new(db: Arc<dyn Db>, http: Arc<dyn Http>, clock: Arc<dyn Clock>, metrics: Arc<Metrics>) -> Self {
        Self { db, http, clock, metrics, lanes: Lanes::default(), put_off: PutOff::default() }
    }

    /// One round; says how many deliveries were tried.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used. A delivery that fails is tried again later, which is no failure of the
    /// round.
    pub async fn round(&self) -> Result<usize, DbError> {
        self.tell_stories().await?;
        let endpoints = self.endpoints().await?;
        join_all(endpoints.iter().map(|endpoint| self.deliver_to(endpoint))).await.into_iter().sum()
    }

    /// Turns what has not been told of some orders into events. An order that cannot be read is told of later, and holds up no other.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used.
    pub async fn tell_stories(&self) -> Result<(), DbError> {
        let (mut after, mut told) = (String::new(), 0);
        while told < ROUND {
            let part = outbox::unpublished(&*self.db, &after, ROUND).await?;
            let full = i64::try_from(part.len()).is_ok_and(|orders| orders == ROUND);
            for order_id in part.iter().filter(|order_id| self.put_off.is_due(order_id, self.clock.running())) {
                match self.tell(order_id).await {
                    Ok(()) => told += 1,
                    Err(error @ DbError::Disagreement(_)) => self.cannot_tell(order_id, &error).await?,
                    Err(error) => return Err(error),
                }
            }
            match part.last() {
                Some(last) if full => after.clone_from(last),
                Some(_) | None => break,
            }
        }
        Ok(())
    }

    /// Leaves an order alone for a while, and has a person told of it once.
    async fn cannot_tell(&self, order_id: &str, error: &DbError) -> Result<(), DbError> {
        self.put_off.until_later(order_id, self.clock.running());
        if unreadable::is_news(&*self.db, "orders", order_id, error) {
            let alert = unreadable::alert(order_id, None, error, self.clock.now());
            self.db.batch(alerts::raise(&alert).to_vec()).await?;
        }
        Ok(())
    }

    /// The endpoints there is something to send to now. Each is sent to by itself, so that one that hangs delays no other.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used.
    pub async fn endpoints(&self) -> Result<Vec<String>, DbError> {
        outbox::endpoints_due(&*self.db, self.clock.now()).await
    }

    /// Turns what has not been told of an order into events.
    async fn tell(&self, order_id: &str) -> Result<(), DbError> {
        let Some(unpublished) = outbox::timeline(&*self.db, order_id).await? else { return Ok(()) };
        let metadata: BTreeMap<String, String> = serde_json::from_str(&unpublished.metadata).unwrap_or_default();
        let mut changes = timeline::changes(&unpublished.record.order, &unpublished.events, unpublished.told);
        changes.extend(timeline::of_alerts(
            &unpublished.record.order,
            &unpublished.events,
            &unpublished.alerts,
            unpublished.told,
        ));
        changes.sort_by_key(|change| change.order_version);
        let events: Vec<_> = changes.iter().map(|change| self.event(change, metadata.clone())).collect();
        match outbox::tell(&*self.db, order_id, unpublished.record.version, &events).await {
            // Another copy was first: it is told.
            Err(DbError::Conflict(_)) => Ok(()),
            done => done,
        }
    }

    fn event(&self, change: &timeline::OrderChange, metadata: BTreeMap<String, String>) -> EventRecord {
        EventRecord {
            id: id::event(),
            order_id: change.order.id.clone(),
            order_version: change.order_version,
            kind: message::kind(change),
            body: message::body(change, metadata),
            created_at: self.clock.now(),
        }
    }

    /// Sends what is due to an endpoint, and says how many attempts there were. One that fails is left alone until its next attempt is
    /// due, and one that failed last is tried with a single delivery first.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used. A delivery that fails is tried again later, which is no failure.
    pub async fn deliver_to(&self, endpoint_id: &str) -> Result<usize, DbError> {
        let Some(endpoint) = kept::find(&*self.db, endpoint_id).await? else { return Ok(0) };
        let due = outbox::due(&*self.db, endpoint_id, self.clock.now(), PART).await?;
        let first = if due.iter().any(|delivery| delivery.attempts > 0) { 1 } else { AT_ONCE };
        let (first, rest) = due.split_at(first.min(due.len()));
        let mut tried = 0;
        for some in std::iter::once(first).chain(rest.chunks(AT_ONCE)) {
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
        let _lane = self.lanes.enter(request.uri().host().unwrap_or_default()).await;
        let answer = within(&*self.clock, ATTEMPT, self.http.send(request)).await;
        match answer.unwrap_or_else(|_| Err(TransportError::NoResponse(format!("no answer in {} seconds", ATTEMPT.as_secs()))))
        {
            Ok(answer) if answer.status().is_success() => Answer { status: Some(answer.status().as_u16()), detail: None },
            Ok(answer) if answer.status().is_redirection() => {
                Answer { status: Some(answer.status().as_u16()), detail: Some("redirects are not followed".to_owned()) }
            }
            Ok(answer) => Answer { status: Some(answer.status().as_u16()), detail: None },
            Err(TransportError::Connect(detail) | TransportError::NoResponse(detail)) => {
                Answer { status: None, detail: Some(detail) }
            }
        }
    }
}
