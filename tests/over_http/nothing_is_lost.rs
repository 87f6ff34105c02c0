//! Nothing is lost, whatever goes wrong between customer, backend and provider: over real HTTP, all in one process.
//!
//! The backend's clock and the sandbox's are moved together; what a webhook brings is waited for on the order's own
//! event stream, as the widget does. That all goes well is tested in `order_to_paid.rs`.

use backend::Parts;
use backend::base::clock::{Clock, ManualClock};
use backend::charges::poll;
use backend::config::Config;
use payments::{Button, Currency, Money};
use reqwest::{Client, Method, StatusCode};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use server::clock::SystemClock;
use server::network::Network;
use server::public_http::PublicHttp;
use server::serve;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const PUBLIC_KEY: &str = "pk_test_638e8b14112423a086";
const SECRET_KEY: &str = "sk_test_9c95e149614142822f";
const DAY: i64 = 86_400;

/// A shop with the button `btn_demo` of 150.00 pesos, and a provider that tells it what happens.
struct World {
    shop: serve::Running,
    provider: sandbox::Running,
    clock: Arc<ManualClock>,
    client: Client,
    _folder: TempDir,
}

impl World {
    async fn open() -> Self {
        let provider = Sandbox::start(Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("ficha.db").display());
        let base = provider.url("compropago");
        let environment = [
            ("FICHA_LISTEN", "127.0.0.1:0"),
            ("FICHA_PUBLIC_URL", "http://127.0.0.1"),
            ("FICHA_ALLOWED_ORIGINS", "loopback"),
            ("FICHA_DATABASE_URL", &database),
            ("FICHA_COMPROPAGO__PUBLIC_KEY", PUBLIC_KEY),
            ("FICHA_COMPROPAGO__SECRET_KEY", SECRET_KEY),
            ("FICHA_COMPROPAGO__BASE_URL", &base),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let config = Config::read("", environment).unwrap();
        let clock = Arc::new(ManualClock::at(SystemClock.now()));
        let parts = serve::parts(config).await.unwrap();
        serve::refuse_if_unsafe(&parts.config, &parts.accounts).unwrap();
        let button = Button {
            id: "btn_demo".to_owned(),
            description: "SAMSUNG GOLD CURL".to_owned(),
            amount: Money::new(15_000, Currency::Mxn),
            image: None,
            reference: None,
            methods: vec![],
            retired: false,
        };
        backend::db::buttons::save(&*parts.db, &button, clock.now()).await.unwrap();
        let parts = Parts {
            http: Arc::new(Network::with_timeout(Duration::from_secs(2)).unwrap()),
            shops: Arc::new(PublicHttp::new(true).unwrap()),
            clock: clock.clone(),
            ..parts
        };
        let shop = serve::start(parts).await.unwrap();
        let client = Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
        let world = Self { shop, provider, clock, client, _folder: folder };
        world.register_webhook().await;
        world
    }

    /// As the merchant does once: tells the provider where to say that something happened.
    async fn register_webhook(&self) {
        let url = format!("{}/v1/webhooks/stores", self.provider.url("compropago"));
        let hook = json!({"url": self.shop_url("/webhooks/compropago")}).to_string();
        let answer = self.client.post(url).basic_auth(SECRET_KEY, Some(PUBLIC_KEY)).body(hook);
        let answer = answer.header("content-type", "application/json").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }

    fn shop_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.shop.address)
    }

    async fn ask(&self, method: Method, url: String, key: Option<&str>, body: Option<Value>) -> (u16, Value) {
        let mut request = self.client.request(method, url);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// An order from the button: its id.
    async fn order(&self) -> String {
        let url = self.shop_url("/api/v1/buttons/btn_demo/orders");
        let (status, order) = self.ask(Method::POST, url, Some(&backend::base::id::request()), None).await;
        assert_eq!(status, 201, "{order}");
        order["id"].as_str().unwrap().to_owned()
    }

    /// A charge by the way the customer has chosen.
    async fn pay_by(&self, order: &str, key: &str, mut way: Value) -> (u16, Value) {
        way["customer"] = json!({"name": "María Núñez", "email": "maria@ejemplo.com.mx"});
        self.ask(Method::POST, self.shop_url(&format!("/api/v1/orders/{order}/charges")), Some(key), Some(way)).await
    }

    async fn charge(&self, order: &str, key: &str, store: &str) -> (u16, Value) {
        self.pay_by(order, key, json!({"method": "cash", "store": store})).await
    }

    async fn see(&self, order: &str) -> Value {
        let (status, order) = self.ask(Method::GET, self.shop_url(&format!("/api/v1/orders/{order}")), None, None).await;
        assert_eq!(status, 200, "{order}");
        order
    }

    async fn webhook(&self, body: Value) -> (u16, Value) {
        self.ask(Method::POST, self.shop_url("/webhooks/compropago"), None, Some(body)).await
    }

    /// Waits until the order's stream says that it stands so.
    async fn until(&self, order: &str, status: &str) -> Value {
        let url = self.shop_url(&format!("/api/v1/orders/{order}/events"));
        let mut stream = self.client.get(url).send().await.unwrap();
        let mut told = Vec::new();
        let wait = async {
            while let Some(chunk) = stream.chunk().await.unwrap() {
                told.extend_from_slice(&chunk);
                let text = String::from_utf8_lossy(&told).into_owned();
                let orders = text.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
                if let Some(order) = orders.into_iter().find(|order| order["status"] == status) {
                    return order;
                }
            }
            panic!("the stream ended before the order was {status}")
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("the order never was {status}"))
    }

    /// The provider's control page, by hand.
    async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("http://{}/control/{path}", self.provider.address);
        let (status, answer) = self.ask(method, url, None, Some(body)).await;
        assert!(status < 300, "{path}: {answer}");
        answer
    }

    /// The charges the provider has, the newest first.
    async fn at_provider(&self) -> Vec<Value> {
        self.control(Method::GET, "charges", json!({})).await.as_array().unwrap().clone()
    }

    /// Something happens to the newest charge at the provider.
    async fn happens(&self, action: &str) {
        let id = self.at_provider().await[0]["id"].as_str().unwrap().to_owned();
        self.control(Method::POST, &format!("charges/{id}/{action}"), json!({})).await;
    }

    async fn fault(&self, kind: &str, on: Option<&str>) {
        self.control(Method::POST, "faults", json!({"kind": kind, "on": on, "times": 1, "ms": 300})).await;
    }

    /// Lets time pass for everybody.
    async fn pass(&self, seconds: i64) {
        self.clock.advance(seconds);
        self.control(Method::POST, "clock", json!({"advance_seconds": seconds})).await;
    }

    async fn reconcile(&self) -> usize {
        let backend = &self.shop.backend;
        poll::round(&*backend.db, &backend.collect, self.clock.now()).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_by_transfer() {
    let world = World::open().await;
    let order = world.order().await;
    let (status, charge) = world.pay_by(&order, "12345678", json!({"method": "spei"})).await;
    assert_eq!(status, 201, "{charge}");
    let payable = &charge["voucher"]["payable"];
    assert_eq!((&payable["kind"], &payable["clabe"]), (&json!("transfer"), &world.at_provider().await[0]["clabe"]));
    world.happens("pay").await;
    assert_eq!(world.until(&order, "paid").await["received"]["amount"], 15_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_in_dollars_is_paid_in_pesos_and_counts_in_dollars() {
    let world = World::open().await;
    let backend = &world.shop.backend;
    let token = backend::shop::token::make(&*backend.db, &*backend.clock, "shop").await.unwrap();
    let wanted = json!({"amount": 1_000, "currency": "USD", "description": "Sticker"});
    let request = world
        .client
        .post(world.shop_url("/api/v1/orders"))
        .bearer_auth(secrecy::ExposeSecret::expose_secret(&token))
        .body(wanted.to_string());
    let answer = request.header("content-type", "application/json").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    let order: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let order = order["id"].as_str().unwrap();

    let (status, charge) = world.charge(order, "12345678", "OXXO").await;
    assert_eq!(status, 201, "{charge}");
    assert_eq!((&charge["amount"]["currency"], &charge["voucher"]["amount"]["currency"]), (&json!("USD"), &json!("MXN")));
    world.happens("pay").await;
    assert_eq!(world.until(order, "paid").await["received"], json!({"amount": 1_000, "currency": "USD"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_voucher_can_be_renewed_and_paid_late_is_paid() {
    let world = World::open().await;
    let order = world.order().await;
    world.charge(&order, "12345678", "OXXO").await;
    world.pass(DAY + 60).await;
    world.until(&order, "expired").await;
    let (status, _) = world.charge(&order, "87654321", "SEVEN_ELEVEN").await;
    assert_eq!(status, 201);

    let oldest = world.at_provider().await.pop().unwrap()["id"].as_str().unwrap().to_owned();
    world.control(Method::POST, &format!("charges/{oldest}/pay"), json!({})).await;
    let paid = world.until(&order, "paid").await;
    assert_eq!((&paid["late"], &paid["charges"][0]["late"]), (&json!(true), &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_hangs_up_finds_the_voucher_later() {
    let world = World::open().await;
    let order = world.order().await;
    world.fault("latency", Some("POST /v1/charges")).await;
    let charge =
        json!({"method": "cash", "store": "OXXO", "customer": {"name": "María Núñez", "email": "maria@ejemplo.com.mx"}});
    let request = world.client.post(world.shop_url(&format!("/api/v1/orders/{order}/charges"))).body(charge.to_string());
    let request = request.header("idempotency-key", "12345678").header("content-type", "application/json");
    request.timeout(Duration::from_millis(100)).send().await.unwrap_err();
    assert_eq!(world.charge(&order, "12345678", "OXXO").await.0, 201);
    assert_eq!(world.at_provider().await.len(), 1, "what was begun was finished, and found again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_webhook_is_found_by_asking() {
    let world = World::open().await;
    let order = world.order().await;
    world.charge(&order, "12345678", "OXXO").await;
    world.fault("lost_webhooks", None).await;
    world.happens("pay").await;
    assert_eq!(world.see(&order).await["status"], "pending");
    world.pass(300).await;
    // The backend's own loop may be at it already.
    world.reconcile().await;
    world.until(&order, "paid").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicated_webhook_changes_nothing_twice() {
    let world = World::open().await;
    let order = world.order().await;
    world.charge(&order, "12345678", "OXXO").await;
    world.fault("duplicate_webhooks", None).await;
    world.happens("pay").await;
    let version = world.until(&order, "paid").await["version"].clone();
    let id = world.at_provider().await[0]["id"].clone();
    assert_eq!(world.webhook(json!({"id": id})).await.0, 200);
    assert_eq!(world.see(&order).await["version"], version);
}

/// Whatever goes wrong at the provider, the customer reads a code and is shown one voucher. What may have been made is not asked
/// for again: its key is spent, and a new one goes on. What certainly was not made is asked for again under the same.
async fn goes_wrong(fault: &str, code: &str, standing: &str) {
    let world = World::open().await;
    let order = world.order().await;
    world.fault(fault, Some("POST /v1/charges")).await;
    let (_, problem) = world.charge(&order, "12345678", "OXXO").await;
    assert_eq!(problem["code"], code, "{fault}");
    assert_eq!(world.see(&order).await["status"], standing, "{fault}");

    let (mut status, mut charge) = world.charge(&order, "12345678", "OXXO").await;
    if standing == "pending" {
        assert_eq!((status, &charge["code"]), (409, &json!("idempotency_key_spent")), "{fault}");
        assert_eq!(world.at_provider().await.len(), 1, "{fault}: it was asked once");
        (status, charge) = world.charge(&order, "87654321", "OXXO").await;
    }
    assert_eq!(status, 201, "{fault}: {charge}");
    let seen = world.see(&order).await;
    let vouchers = seen["charges"].as_array().unwrap().iter().filter(|charge| charge["voucher"].is_object()).count();
    assert_eq!(vouchers, 1, "{fault}");
    world.happens("pay").await;
    world.until(&order, "paid").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_loses_nothing() {
    // It says itself that it has not done it, so nothing is under way.
    goes_wrong("5xx", "provider_unreachable", "open").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_never_answers_loses_nothing() {
    goes_wrong("timeout", "provider_unreachable", "pending").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_hangs_up_loses_nothing() {
    goes_wrong("reset", "provider_unreachable", "pending").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_answers_nonsense_loses_nothing() {
    goes_wrong("garbage", "provider_not_understood", "pending").await;
    goes_wrong("truncated", "provider_not_understood", "pending").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_is_found_again_although_the_provider_is_gone() {
    let world = World::open().await;
    let order = world.order().await;
    let (_, charge) = world.charge(&order, "12345678", "OXXO").await;
    let id = world.at_provider().await[0]["id"].clone();
    world.provider.stop().await;
    let url = format!("http://{}/api/v1/orders/{order}", world.shop.address);
    let seen: Value = serde_json::from_str(&world.client.get(url).send().await.unwrap().text().await.unwrap()).unwrap();
    assert_eq!(seen["charges"][0]["voucher"], charge["voucher"]);
    let url = format!("http://{}/webhooks/compropago", world.shop.address);
    let told = world.client.post(url).body(json!({"id": id}).to_string()).send().await.unwrap();
    assert_eq!(told.status(), StatusCode::SERVICE_UNAVAILABLE, "it is to be sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_closes_streams_and_finishes_what_has_begun() {
    let world = World::open().await;
    let order = world.order().await;
    let url = world.shop_url(&format!("/api/v1/orders/{order}/events"));
    let mut stream = world.client.get(url).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    world.shop.end().await;
    assert!(stream.chunk().await.unwrap().is_none(), "the stream has an end, not a break");
}
