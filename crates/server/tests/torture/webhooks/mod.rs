//! A storm of webhooks over real HTTP: duplicated, reordered, one in ten lost, every second one forged. Afterwards every order must
//! stand as the provider says, and the merchant's shop must have been told what changed, all of it, in order, and nothing else.
//!
//! What is short here is long in `cargo xtask torture --webhooks 100000`. The backend's clock and the provider's are moved together.

pub(crate) mod shop;
mod unreliable_delivery;

use crate::collectors::{COMPROPAGO, PAYERS};
use crate::load::Load;
use crate::random::Dice;
use crate::{cluster, said};
use backend::base::clock::{Clock, ManualClock};
use backend::base::idempotency::Key;
use backend::charges::poll;
use backend::config::Config;
use backend::db::{Row, Statement, buttons, orders};
use backend::http::router::router;
use backend::{Backend, Parts};
use payments::{Button, Currency, Money};
use providers::http::Http;
use sandbox::{Options, Sandbox};
use server::clock::SystemClock;
use server::serve;
use shop::{Shop, Standing, Story};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use unreliable_delivery::{Blown, Part, Watched, standing};

/// How many parts of the storm blow at the same time.
const PARTS: usize = 8;

/// How many webhooks there are for each order: ten for each of about four changes.
const PER_ORDER: usize = 40;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_webhooks_changes_nothing_but_what_is_true_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    whole("SQLite", &format!("sqlite:{}", folder.path().join("ficha.db").display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_webhooks_changes_nothing_but_what_is_true_on_postgres() {
    whole("Postgres", &cluster::cluster().database()).await;
}

async fn whole(name: &str, database_url: &str) {
    let (webhooks, seed) = (said("FICHA_TORTURE_WEBHOOKS", 1000), said("FICHA_TORTURE_SEED", 1));
    let limit = Duration::from_secs(120 + webhooks / 20);
    let done = tokio::time::timeout(limit, torture(name, database_url, usize::try_from(webhooks).unwrap(), seed)).await;
    done.unwrap_or_else(|_| panic!("{name}: not done within {limit:?}"));
}

async fn torture(name: &str, database_url: &str, webhooks: usize, seed: u64) {
    let began = Instant::now();
    let world = World::open(database_url, seed).await;
    let parts = world.parts(webhooks / PER_ORDER, seed).await;
    let ordered = began.elapsed();
    let over = AtomicBool::new(false);
    let blowing = async {
        let blowing = parts.into_iter().map(|part| tokio::spawn(part.blow(webhooks / PARTS)));
        let parts: Vec<Part> = futures_util::future::join_all(blowing).await.into_iter().map(Result::unwrap).collect();
        over.store(true, Ordering::Relaxed);
        parts
    };
    let (parts, ()) = tokio::join!(blowing, world.tell_until(&over));
    let blown = began.elapsed() - ordered;
    world.calm().await;

    let mut sum = Blown::default();
    let mut orders = Vec::new();
    for part in parts {
        sum.genuine += part.blown.genuine;
        sum.forged += part.blown.forged;
        sum.lost += part.blown.lost;
        sum.wrong.extend(part.blown.wrong);
        orders.extend(part.orders);
    }
    let (stories, refused) = world.shop.heard();
    let told: usize = stories.values().map(|story| story.told.len()).sum();
    sum.wrong.extend(world.compared(orders, &stories).await);
    println!(
        "{name}, seed {seed}: {} genuine webhooks, {} forged, {} lost, about {} orders, in {blown:.1?} ({:.1?} in all); the shop was \
         told {told} changes, and refused {refused} times",
        sum.genuine,
        sum.forged,
        sum.lost,
        stories.len(),
        began.elapsed(),
    );
    assert!(sum.wrong.is_empty(), "{name}, seed {seed}, {} wrong:\n{}", sum.wrong.len(), sum.wrong.join("\n"));
    assert!(told > stories.len() && refused > 0 && sum.lost > 0, "there was hardly any storm");
}

/// A backend, a provider that tells nobody anything by itself, and a shop that listens.
struct World {
    backend: Arc<Backend>,
    url: String,
    provider: sandbox::Running,
    load: Load,
    shop: Arc<Shop>,
    clock: Arc<ManualClock>,
    http: Arc<dyn Http>,
}

impl World {
    async fn open(database_url: &str, seed: u64) -> Self {
        let provider = Sandbox::start(Options::default()).await.unwrap();
        let text = format!(
            "merchant = 'Tienda Lupita'\nallowed_origins = ['loopback']\nprivate_webhooks = true\n\
             database_url = '{database_url}'\n[limits]\nwebhooks_per_minute = 0\n[compropago]\n\
             public_key = 'pk_test_638e8b14112423a086'\nbase_url = '{}'\n",
            provider.url("compropago")
        );
        let secret = ("FICHA_COMPROPAGO__SECRET_KEY".to_owned(), "sk_test_9c95e149614142822f".to_owned());
        let config = Config::read(&text, [secret].into()).unwrap();
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let parts = serve::parts(config).await.unwrap();
        let http = Arc::clone(&parts.http);
        let backend = Backend::new(Parts { clock: Arc::clone(&clock) as _, ..parts });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = axum::serve(listener, router(Arc::clone(&backend)));
        tokio::spawn(async move { serving.await });
        let shop = Shop::open(seed).await;
        let wanted = api::CreateWebhookEndpoint { url: shop.url.clone(), description: None };
        shop.trusts(&backend.endpoints.create(&wanted).await.unwrap().secret.unwrap());
        let load = Load::new(0, provider.address, &COMPROPAGO);
        Self { backend, url, provider, load, shop, clock, http }
    }

    /// So many orders, each with a voucher, by cash and by transfer in turn, dealt out to the parts of the storm.
    async fn parts(&self, orders: usize, seed: u64) -> Vec<Part> {
        let button = Button {
            id: "btn_demo".to_owned(),
            description: "Samsung Gold Curl".to_owned(),
            amount: Money::new(15_000, Currency::Mxn),
            image: None,
            reference: None,
            methods: vec![],
            retired: false,
        };
        buttons::save(&*self.backend.db, &button, self.clock.now()).await.unwrap();
        let mut parts: Vec<Part> = (0..PARTS)
            .map(|part| Part {
                http: Arc::clone(&self.http),
                backend: self.url.clone(),
                provider: format!("http://{}", self.provider.address),
                dice: Dice::new(seed.wrapping_mul(1000) + u64::try_from(part).unwrap()),
                orders: Vec::new(),
                blown: Blown::default(),
            })
            .collect();
        let ways = [PAYERS.to_owned(), PAYERS.replace("cash", "spei").replace(r#""store": "OXXO", "#, "")];
        let ways = ways.map(|way| serde_json::from_str(&way).unwrap());
        for number in 0..orders.max(PARTS) {
            let key = Key::parse(&format!("storm-{number:08}")).unwrap();
            let order = self.backend.orders.create_from_button("btn_demo", &key).await.unwrap().id;
            self.backend.collect.create_charge(&order, &key, &ways[number % ways.len()]).await.unwrap();
            parts[number % PARTS].orders.push(Watched {
                order,
                charge: String::new(),
                history: vec![("pending".to_owned(), 0)],
            });
        }
        let ids: BTreeMap<String, String> = self
            .rows("select order_id, provider_charge from charges")
            .await
            .iter()
            .map(|row| (row.text("order_id").unwrap().to_owned(), row.text("provider_charge").unwrap().to_owned()))
            .collect();
        for watched in parts.iter_mut().flat_map(|part| &mut part.orders) {
            watched.charge.clone_from(&ids[&watched.order]);
        }
        parts
    }

    async fn rows(&self, sql: &'static str) -> Vec<Row> {
        self.backend.db.batch(vec![Statement::new(sql, vec![])]).await.unwrap().remove(0)
    }

    /// Tells the shop, as the backend does by itself, while the storm blows.
    async fn tell_until(&self, over: &AtomicBool) {
        while !over.load(Ordering::Relaxed) {
            self.backend.notify.round().await.unwrap();
            tokio::task::yield_now().await;
        }
    }

    /// Lets time pass for everybody until reconcile has found what no webhook told, and the shop has heard everything.
    async fn calm(&self) {
        self.shop.is_well();
        for wait in [70 * MINUTE, DAY + 70 * MINUTE] {
            self.pass(wait).await;
            while poll::round(&*self.backend.db, &self.backend.collect, self.clock.now()).await.unwrap() > 0 {}
        }
        let sql = "select count(*) as left_over from deliveries where state <> 'delivered'";
        loop {
            while self.backend.notify.round().await.unwrap() > 0 {}
            if self.rows(sql).await[0].integer("left_over").unwrap() == 0 {
                return;
            }
            self.pass(MINUTE).await;
        }
    }

    async fn pass(&self, seconds: i64) {
        self.clock.advance(seconds);
        self.load.control("POST", "/control/clock", format!(r#"{{"advance_seconds":{seconds}}}"#)).await;
    }

    /// What is wrong with the orders, and with what the shop was told of them.
    async fn compared(&self, orders: Vec<Watched>, stories: &BTreeMap<String, Story>) -> Vec<String> {
        let truth: BTreeMap<String, Standing> = self
            .load
            .charges()
            .await
            .iter()
            .map(|charge| (charge["id"].as_str().unwrap().to_owned(), standing(charge)))
            .collect();
        // Every event moved the one charge of its order, so each is a change the shop must have heard of.
        let sql =
            "select order_id, count(*) as changes from charge_events join charges on charges.id = charge_id group by order_id";
        let rows = self.rows(sql).await;
        let changes: BTreeMap<&str, i64> =
            rows.iter().map(|row| (row.text("order_id").unwrap(), row.integer("changes").unwrap())).collect();
        let mut wrong = Vec::new();
        for Watched { order, charge, mut history } in orders {
            let true_now = &truth[&charge];
            if history.last() != Some(true_now) {
                // The calm was long enough for it to expire.
                history.push(true_now.clone());
            }
            let record = orders::find(&*self.backend.db, &order).await.unwrap().unwrap();
            let shown = (record.order.status(self.clock.now()).id().to_owned(), record.order.received().minor());
            if shown != *true_now {
                wrong.push(format!("{order} is {true_now:?} and we say {shown:?}"));
            }
            let Some(story) = stories.get(&order) else {
                wrong.push(format!("{order}: the shop was told nothing"));
                continue;
            };
            wrong.extend(story.wrong.iter().map(|why| format!("{order}: {why}")));
            if story.told.last() != Some(true_now) {
                wrong.push(format!("{order} is {true_now:?}, and the shop heard last {:?}", story.told.last()));
            }
            let mut then = history.iter();
            if !story.told.iter().all(|told| then.any(|was| was == told)) {
                wrong.push(format!("{order} was {history:?}, and the shop was told {:?}", story.told));
            }
            if i64::try_from(story.told.len()).unwrap() != changes[&*order] {
                wrong.push(format!("{order} changed {} times, and the shop was told {:?}", changes[&*order], story.told));
            }
            if story.told.windows(2).any(|two| two[0] == two[1]) {
                wrong.push(format!("{order}: told without a change: {:?}", story.told));
            }
        }
        wrong
    }
}
