//! Webhook events on their way: which wait, which are sent when, and what became of each. What counts as an answer is the
//! provider's rule. **When a failed one is tried again is ours**: the vendors document no schedule.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use providers::fake::{Moment, OutgoingWebhook};
use serde::Serialize;

use crate::clock;
use crate::faults::{Fault, Kind};
use crate::world::World;

/// The vendor's: whoever has not answered by then has not answered.
const TIME_OUT: Duration = Duration::from_secs(30);

/// Ours, in seconds of the sandbox's clock after each failure; after the last, it gives up.
const TRY_AGAIN_AFTER: [i64; 5] = [5, 30, 120, 600, 3_600];

/// How long a reordered event waits for another to overtake it.
const HELD_BACK_SECONDS: i64 = 5;

/// How many are remembered once they are over.
const REMEMBERED: usize = 500;

/// One webhook event for one URL.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    id: u64,
    provider: &'static str,
    charge: String,
    event: String,
    url: String,
    queued: Moment,
    #[serde(flatten)]
    status: Status,
    attempts: Vec<Attempt>,
    #[serde(skip)]
    webhook: OutgoingWebhook,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
enum Status {
    Waiting {
        due: Moment,
    },
    /// By the fault `reordered_webhooks`.
    HeldBack {
        due: Moment,
    },
    UnderWay,
    Delivered,
    GaveUp,
    /// By the fault `lost_webhooks`.
    Lost,
}

#[derive(Clone, Debug, Serialize)]
struct Attempt {
    at: Moment,
    outcome: String,
}

/// All deliveries, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    all: VecDeque<Delivery>,
    last_id: u64,
}

impl Deliveries {
    /// Queues an event, as the faults that meet it will have it.
    pub(crate) fn add(&mut self, provider: &'static str, webhook: OutgoingWebhook, met: &[Fault], now: Moment) {
        let is_met_by = |kind: Kind| met.iter().any(|fault| fault.kind == kind);
        let status = if is_met_by(Kind::LostWebhooks) {
            Status::Lost
        } else if is_met_by(Kind::ReorderedWebhooks) {
            Status::HeldBack { due: now.plus_seconds(HELD_BACK_SECONDS) }
        } else {
            Status::Waiting { due: now }
        };
        let copies = if is_met_by(Kind::DuplicateWebhooks) { 2 } else { 1 };
        for _ in 0..copies {
            self.last_id += 1;
            self.all.push_back(Delivery {
                id: self.last_id,
                provider,
                charge: webhook.charge.clone(),
                event: webhook.event.clone(),
                url: webhook.url.clone(),
                queued: now,
                status,
                attempts: Vec::new(),
                webhook: webhook.clone(),
            });
        }
        while self.all.len() > REMEMBERED && self.all.front().is_some_and(Delivery::is_over) {
            self.all.pop_front();
        }
    }

    /// The deliveries made last, newest first, at most `limit`.
    pub(crate) fn newest(&self, limit: usize) -> Vec<Delivery> {
        self.all.iter().rev().take(limit).cloned().collect()
    }

    /// Those about one charge, the oldest first.
    pub(crate) fn about(&self, charge: &str) -> Vec<Delivery> {
        self.all.iter().filter(|delivery| delivery.charge == charge).cloned().collect()
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.all.clear();
    }

    /// Marks what is due as under way and hands it over. One URL is sent one event at a time, in order.
    fn take_due(&mut self, now: Moment) -> Vec<(u64, &'static str, OutgoingWebhook)> {
        let mut busy = self.busy_urls();
        let mut taken = Vec::new();
        for delivery in &mut self.all {
            if delivery.status.due().is_some_and(|due| due <= now) && busy.insert(delivery.url.clone()) {
                delivery.status = Status::UnderWay;
                taken.push((delivery.id, delivery.provider, delivery.webhook.clone()));
            }
        }
        taken
    }

    /// When [`Deliveries::take_due`] will next have something.
    fn next_due(&self) -> Option<Moment> {
        let busy = self.busy_urls();
        let free = self.all.iter().filter(|delivery| !busy.contains(&delivery.url));
        free.filter_map(|delivery| delivery.status.due()).min()
    }

    fn busy_urls(&self) -> HashSet<String> {
        let under_way = self.all.iter().filter(|delivery| delivery.status == Status::UnderWay);
        under_way.map(|delivery| delivery.url.clone()).collect()
    }

    /// Notes how an attempt ended.
    fn finish(&mut self, id: u64, delivered: bool, outcome: String, now: Moment) {
        let Some(delivery) = self.all.iter_mut().find(|delivery| delivery.id == id) else {
            // Forgotten by a reset while it was on its way.
            return;
        };
        delivery.attempts.push(Attempt { at: now, outcome });
        let again = TRY_AGAIN_AFTER.get(delivery.attempts.len() - 1);
        delivery.status = match again {
            _ if delivered => Status::Delivered,
            Some(seconds) => Status::Waiting { due: now.plus_seconds(*seconds) },
            None => Status::GaveUp,
        };
        let url = delivery.url.clone();
        for held in self.all.iter_mut().filter(|held| held.url == url && held.id < id) {
            if let Status::HeldBack { .. } = held.status {
                held.status = Status::Waiting { due: now };
            }
        }
    }
}

impl Delivery {
    fn is_over(&self) -> bool {
        match self.status {
            Status::Waiting { .. } | Status::HeldBack { .. } | Status::UnderWay => false,
            Status::Delivered | Status::GaveUp | Status::Lost => true,
        }
    }
}

impl Status {
    fn due(self) -> Option<Moment> {
        match self {
            Status::Waiting { due } | Status::HeldBack { due } => Some(due),
            Status::UnderWay | Status::Delivered | Status::GaveUp | Status::Lost => None,
        }
    }
}

/// The HTTP client that posts webhooks.
pub(crate) fn client() -> reqwest::Result<reqwest::Client> {
    // Whoever embeds the sandbox may have chosen already; then theirs stands.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().timeout(TIME_OUT).build()
}

/// Delivers webhooks until the program ends.
pub(crate) async fn forever(world: Arc<World>, client: reqwest::Client) {
    let mut changes = world.changes();
    let mut under_way = tokio::task::JoinSet::new();
    loop {
        let due = world.look(|state| state.deliveries.next_due());
        let now = world.look(|state| state.clock.now());
        if due.is_some_and(|due| due <= now) {
            for (id, provider, webhook) in world.change(|state, now| state.deliveries.take_due(now)) {
                under_way.spawn(deliver(Arc::clone(&world), client.clone(), id, provider, webhook));
            }
            continue;
        }
        tokio::select! {
            () = clock::wait(due, now, &mut changes) => {}
            Some(_) = under_way.join_next() => {}
        }
    }
}

async fn deliver(world: Arc<World>, client: reqwest::Client, id: u64, provider: &'static str, webhook: OutgoingWebhook) {
    let headers = world.look(|state| {
        // Whoever hears it lives by this machine's clock, however far the sandbox's was moved.
        state
            .played(provider)
            .map_or_else(|| webhook.headers.clone(), |played| played.leaving(&webhook, clock::of_the_machine()))
    });
    let sent = client.post(&webhook.url).headers(headers).body(webhook.body).send().await;
    let answer = match sent {
        Ok(response) => {
            let status = response.status().as_u16();
            response.bytes().await.map(|body| (status, body))
        }
        Err(error) => Err(error),
    };
    world.change(|state, now| {
        let (delivered, outcome) = match answer {
            Ok((status, body)) => {
                let counts = state.provider(provider).is_some_and(|played| played.counts_as_delivered(status, &body));
                let why = if counts { "" } else { ", which this provider does not count as an answer" };
                (counts, format!("HTTP {status}{why}"))
            }
            Err(error) if error.is_timeout() => (false, "no answer within 30 seconds".to_owned()),
            Err(error) if error.is_connect() => (false, "nobody answers there".to_owned()),
            Err(error) => (false, error.to_string()),
        };
        tracing::info!(delivery = id, event = webhook.event, outcome, "webhook");
        state.deliveries.finish(id, delivered, outcome, now);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook(charge: &str) -> OutgoingWebhook {
        let event = "charge.success".to_owned();
        OutgoingWebhook {
            url: "http://shop".into(),
            charge: charge.into(),
            event,
            headers: providers::fake::unsigned_json(),
            body: "{}".into(),
        }
    }

    fn fault(kind: Kind) -> Vec<Fault> {
        vec![Fault { kind, ms: None, status: None, times: None, on: None }]
    }

    /// Sends all that is due at a moment; the charges in the order they were sent.
    fn send_due(deliveries: &mut Deliveries, now: Moment) -> Vec<String> {
        let mut sent = Vec::new();
        while let [(id, _, webhook)] = deliveries.take_due(now).as_slice() {
            sent.push(webhook.charge.clone());
            deliveries.finish(*id, true, "HTTP 200".into(), now);
        }
        sent
    }

    #[test]
    fn faults_lose_double_and_reorder() {
        let check = |kind, expected: &[&str]| {
            let mut deliveries = Deliveries::default();
            deliveries.add("played", webhook("first"), &fault(kind), Moment(0));
            deliveries.add("played", webhook("second"), &[], Moment(0));
            assert_eq!(send_due(&mut deliveries, Moment(0)), expected, "{kind:?}");
        };
        check(Kind::LostWebhooks, &["second"]);
        check(Kind::DuplicateWebhooks, &["first", "first", "second"]);
        check(Kind::ReorderedWebhooks, &["second", "first"]);
    }

    #[test]
    fn a_failed_one_is_tried_again_and_given_up_at_last() {
        let mut deliveries = Deliveries::default();
        let mut now = Moment(0);
        deliveries.add("played", webhook("first"), &[], now);
        for seconds in TRY_AGAIN_AFTER {
            let [(id, ..)] = deliveries.take_due(now)[..] else { panic!("it is due") };
            deliveries.finish(id, false, "HTTP 500".into(), now);
            assert_eq!(deliveries.next_due(), Some(now.plus_seconds(seconds)));
            now = now.plus_seconds(seconds);
        }
        let [(id, ..)] = deliveries.take_due(now)[..] else { panic!("it is due") };
        deliveries.finish(id, false, "HTTP 500".into(), now);
        assert_eq!(deliveries.next_due(), None);
        assert_eq!(deliveries.newest(1)[0].status, Status::GaveUp);
    }
}
