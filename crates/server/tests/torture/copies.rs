//! Two copies of the backend on one Postgres: a process of its own that is killed in the middle of everything, and one in this
//! process that survives, whose clock is moved by hand so that nobody waits for a lease to end.

use crate::cluster;
use crate::collectors::{COMPROPAGO, PAYERS};
use crate::load::{Answered, Load, is_spent};
use crate::victim::Victim;
use crate::webhooks::shop::Shop;
use backend::Parts;
use backend::base::clock::{Clock as _, ManualClock};
use http::StatusCode;
use sandbox::{Options, Sandbox};
use serde_json::Value;
use server::clock::SystemClock;
use server::serve;
use std::sync::Arc;
use std::time::Duration;

/// How long anything may take that is waited for: much longer than it ever does.
const LIMIT: Duration = Duration::from_secs(60);

/// Longer than a lease or a claim is held without being renewed, in seconds.
const LEASES_END: i64 = 60;

/// Longer than reconcile waits between two questions about an open charge, in seconds.
const LATER: i64 = 70 * 60;

#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_copies_is_killed_and_the_other_loses_nothing_and_goes_on() {
    let (url, port) = (cluster::cluster().database(), crate::free_port());
    let webhook = Some(format!("http://127.0.0.1:{port}/webhooks/{{provider}}"));
    let provider = Sandbox::start(Options { webhook, ..Options::default() }).await.unwrap();
    let mut victim = Victim::new(port, &url, &provider, &COMPROPAGO);
    victim.sell();
    victim.start();
    let there = Load::new(port, provider.address, &COMPROPAGO);
    there.until_alive().await;
    let shop = Shop::open(1).await;
    shop.is_well();
    let survivor = Survivor::start(&victim, &shop).await;
    let here = Load::new(survivor.running.address.port(), provider.address, &COMPROPAGO);

    let mut answered = Vec::new();
    for number in 0..6 {
        let at = if number % 2 == 0 { &there } else { &here };
        answered.push(orders(at, &format!("two-copies-{number}")).await);
    }

    // A change that only the other copy hears of arrives at whoever watches here.
    let watched = survivor.watch(&answered[0].order).await;
    assert!(there.pay(&answered[0]).await);
    in_time("the stream here says what the copy there has written", watched.until("paid")).await;

    // It is killed while it asks the provider for a charge: the claim to the key, and every lease it has, die with it.
    there.control("POST", "/control/faults", r#"{"kind": "timeout", "times": 1, "on": "POST /v1/charges"}"#).await;
    let order = begin(&there, "two-copies-cut").await;
    let path = format!("/api/v1/orders/{order}/charges");
    let asking = there.post_once(&path, "two-copies-cut", PAYERS);
    let killing = async {
        // Not before the provider has been reached: what is to go wrong there must not meet the survivor.
        in_time("the provider is asked", there.until_all_has_gone_wrong()).await;
        victim.kill();
    };
    let (cut, ()) = tokio::join!(asking, killing);
    assert!(cut.is_none(), "nobody was answered: {cut:?}");

    // Nothing that was answered is lost, whoever answered it.
    for one in &answered {
        let (status, body) = here.charge_again(one).await.unwrap();
        assert_eq!((status, &body), (StatusCode::CREATED, &one.body), "{}", one.key);
    }

    // Who was cut off gets one slip here, once the dead copy's claim has ended; under a new key, for the provider may have made
    // what it was asked for under the first.
    survivor.clock.advance(LEASES_END);
    let (status, body) = here.post_once(&path, "two-copies-cut", PAYERS).await.unwrap();
    assert!(is_spent(status, &body), "{status} {body}");
    let (status, body) = here.post_once(&path, "two-copies-cut-again", PAYERS).await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let saved = Answered::read(order, "two-copies-cut-again".to_owned(), body, &COMPROPAGO.sold[0]);
    let (_, again) = here.charge_again(&saved).await.unwrap();
    assert_eq!(again, saved.body);

    // The webhooks of these go to the dead copy. Reconciling and telling are taken over.
    let watching = [
        survivor.watch(&answered[2].order).await,
        survivor.watch(&answered[3].order).await,
        survivor.watch(&saved.order).await,
    ];
    for paid in [&answered[2], &answered[3], &saved] {
        assert!(there.pay(paid).await);
    }
    survivor.clock.advance(LATER);
    for stream in watching {
        in_time("what no webhook told is found, and said here", stream.until("paid")).await;
    }
    for one in [&answered[0], &answered[2], &answered[3], &saved] {
        in_time("the shop is told", async {
            while shop.heard().0.get(&one.order).and_then(|story| story.told.last().cloned())
                != Some(("paid".to_owned(), 15_000))
            {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
    let wrong: Vec<_> = shop.heard().0.into_values().flat_map(|story| story.wrong).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    survivor.running.end().await;
}

/// An order, by whoever answers.
async fn begin(load: &Load, key: &str) -> String {
    let (status, body) = load.post_once("/api/v1/buttons/btn_demo/orders", &format!("{key}-order"), "{}").await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["id"].as_str().unwrap().to_owned()
}

/// An order with a voucher.
async fn orders(load: &Load, key: &str) -> Answered {
    let order = begin(load, key).await;
    let (status, body) = load.post_once(&format!("/api/v1/orders/{order}/charges"), key, PAYERS).await.unwrap();
    assert_eq!(status, StatusCode::CREATED, "{body}");
    Answered::read(order, key.to_owned(), body, &COMPROPAGO.sold[0])
}

async fn in_time<T>(what: &str, done: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, done).await.unwrap_or_else(|_| panic!("not within {LIMIT:?}: {what}"))
}

/// The copy in this process.
struct Survivor {
    running: serve::Running,
    clock: Arc<ManualClock>,
}

impl Survivor {
    /// On the same db, with the same configuration, but for the port; the merchant asks it to tell the shop.
    async fn start(victim: &Victim, shop: &Shop) -> Self {
        let mut config = victim.config();
        (config.listen, config.private_webhooks) = (([127, 0, 0, 1], 0).into(), true);
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let parts = Parts { clock: Arc::clone(&clock) as _, ..serve::parts(config).await.unwrap() };
        let running = serve::start(parts).await.unwrap();
        let wanted = api::CreateWebhookEndpoint { url: shop.url.clone(), description: None };
        shop.trusts(&running.backend.endpoints.create(&wanted).await.unwrap().secret.unwrap());
        Self { running, clock }
    }

    /// Watches an order by its stream of events.
    async fn watch(&self, order: &str) -> Stream {
        let url = format!("http://{}/api/v1/orders/{order}/events", self.running.address);
        let mut stream = Stream { answer: reqwest::get(url).await.unwrap(), heard: Vec::new() };
        stream.hear().await;
        stream
    }
}

/// A stream of events, and what it has said so far.
struct Stream {
    answer: reqwest::Response,
    heard: Vec<u8>,
}

impl Stream {
    async fn hear(&mut self) {
        let chunk = self.answer.chunk().await.unwrap();
        self.heard.extend_from_slice(&chunk.expect("a stream does not end before the backend does"));
    }

    async fn until(mut self, status: &str) {
        let says = |heard: &[u8]| {
            let text = String::from_utf8_lossy(heard).into_owned();
            text.lines()
                .filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok())
                .any(|order| order["status"] == status)
        };
        while !says(&self.heard) {
            self.hear().await;
        }
    }
}
