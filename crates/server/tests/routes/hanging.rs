//! A provider or a shop that hangs, beside others that answer, while the backend does what it does without being asked: whoever
//! answers is not delayed, and whoever hangs does not keep the backend from ending.

use crate::scripted_provider::{NoNetwork, Till};
use crate::shop::bare_order;
use backend::Parts;
use backend::base::clock;
use backend::config::Config;
use backend::db::Db;
use backend::db::charges::{self, ChargeRecord};
use backend::db::endpoints::{self, EndpointRecord};
use backend::db::orders::{self, Prefill};
use backend::db::outbox::{self, EventRecord};
use backend::providers::ProviderAccount;
use bytes::Bytes;
use http::{Request, Response};
use payments::{Charge, Country, Currency, Customer, Method, Moment, Money, State};
use providers::Provider as _;
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use server::serve::{self, Running};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take that is waited for: much longer than it ever does.
const LIMIT: Duration = Duration::from_secs(30);

/// Shops: what leads to `hangs.example` is never answered, everything else at once.
#[derive(Default)]
struct Shops(Mutex<Vec<String>>);

impl Shops {
    fn heard(&self, host: &str) -> usize {
        self.0.lock().unwrap().iter().filter(|heard| *heard == host).count()
    }
}

impl Http for Shops {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        let host = request.uri().host().unwrap().to_owned();
        self.0.lock().unwrap().push(host.clone());
        Box::pin(async move {
            if host == "hangs.example" {
                std::future::pending::<()>().await;
            }
            Ok(Response::new(Bytes::new()))
        })
    }
}

struct World {
    running: Running,
    hangs: Arc<Till>,
    answers: Arc<Till>,
    shops: Arc<Shops>,
    _folder: TempDir,
}

fn account(till: &Arc<Till>) -> ProviderAccount {
    ProviderAccount::new(till.facts().kind.to_owned(), till.clone())
}

/// So many charges of a provider that it is time to ask about, each of an order of its own.
async fn due(db: &dyn Db, provider: &str, number: usize) {
    let now = Moment::from_seconds(clock::Clock::now(&server::clock::SystemClock).seconds() - 60);
    let amount = Money::new(15_000, Currency::Mxn);
    for number in 0..number {
        let order = bare_order(&format!("ord_{provider}_{number}"), now);
        let charge = Charge {
            id: format!("chg_{provider}_{number}"),
            method: Method::Cash,
            store: None,
            amount,
            state: State::Pending,
            received: Money::zero(Currency::Mxn),
            refunded: Money::zero(Currency::Mxn),
            late: false,
            created_at: now,
            voucher: None,
        };
        let record = ChargeRecord {
            charge,
            order_id: order.id.clone(),
            provider: provider.to_owned(),
            provider_charge: None,
            alert: None,
            version: 0,
            sms: 0,
            poll_count: 0,
            next_poll_at: Some(now),
            paid_at: None,
            amending: None,
        };
        let maria = Customer::new(Country::Mx, "Maria Mora", "maria@ejemplo.com.mx", None, None).unwrap();
        let insert = vec![orders::insert(&order, &Prefill::default(), "{}"), charges::insert(&record, &maria)];
        db.batch(insert).await.unwrap();
        let sql = "update charges set provider_charge = $1 where id = $2";
        let its_id = format!("pc_{number}");
        db.batch(vec![backend::db::Statement::new(sql, vec![its_id.into(), record.charge.id.into()])]).await.unwrap();
    }
}

async fn endpoint(db: &dyn Db, host: &str) {
    let endpoint = EndpointRecord {
        id: format!("whe_{host}"),
        url: format!("https://{host}/ficha"),
        description: None,
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into(),
        old_secret: None,
        disabled: None,
        created_at: Moment::from_seconds(0),
    };
    endpoints::save(db, &endpoint).await.unwrap();
}

/// Something to tell every shop.
async fn news(db: &dyn Db, number: usize) {
    let event = EventRecord {
        id: format!("evt_{number}"),
        order_id: format!("ord_{number}"),
        order_version: 1,
        kind: "order.paid".to_owned(),
        body: "{}".to_owned(),
        created_at: Moment::from_seconds(1),
    };
    outbox::tell(db, &event.order_id, 1, std::slice::from_ref(&event)).await.unwrap();
}

impl World {
    /// Starts with a hanging provider of so many charges that are due, and one that answers about one.
    async fn open(charges: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let toml = format!(
            "listen = '127.0.0.1:0'\nallowed_origins = ['loopback']\ndatabase_url = 'sqlite:{}'\n",
            folder.path().join("ficha.db").display()
        );
        let parts = serve::parts(Config::read(&toml, Default::default()).unwrap()).await.unwrap();
        let (hangs, answers, shops) = (Arc::new(Till::called("hangs")), Arc::new(Till::called("answers")), Arc::default());
        hangs.gate.forget_permits(usize::MAX >> 4);
        due(&*parts.db, "hangs", charges).await;
        due(&*parts.db, "answers", 1).await;
        for host in ["hangs.example", "answers.example"] {
            endpoint(&*parts.db, host).await;
        }
        let accounts = vec![account(&hangs), account(&answers)];
        let shops: Arc<Shops> = shops;
        let parts = Parts { accounts, http: Arc::new(NoNetwork), shops: shops.clone(), ..parts };
        let running = serve::start(parts).await.unwrap();
        Self { running, hangs, answers, shops, _folder: folder }
    }
}

/// Waits until it is so.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, waiting).await.is_ok(), "never: {what}");
}

#[tokio::test]
async fn a_provider_that_hangs_delays_no_other_and_keeps_nobody_from_ending() {
    let world = World::open(10).await;
    until("the provider that hangs is asked", || world.hangs.fetched() > 0).await;
    until("the provider that answers is asked", || world.answers.fetched() > 0).await;
    assert!(world.hangs.fetched() <= 4, "it is not asked about everything at once");
    let began = Instant::now();
    world.running.end().await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_shop_that_hangs_delays_no_other_and_keeps_nobody_from_ending() {
    let world = World::open(0).await;
    let db = &*world.running.backend.db;
    for number in 1..=5 {
        news(db, number).await;
        until("the shop that answers hears it", || world.shops.heard("answers.example") == number).await;
    }
    until("the shop that hangs is told", || world.shops.heard("hangs.example") > 0).await;
    let began = Instant::now();
    world.running.end().await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_shop_that_hangs_with_much_to_be_told_leaves_the_others_their_turn() {
    let world = World::open(0).await;
    let db = &*world.running.backend.db;
    for number in 1..=300 {
        news(db, number).await;
    }
    until("the shop that answers hears all of it", || world.shops.heard("answers.example") == 300).await;
    assert!(world.shops.heard("hangs.example") <= 8, "to one that hangs a few are under way");
    world.running.end().await;
}
