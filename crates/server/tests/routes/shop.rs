//! A shop to test: the backend behind its router, with everything that moves in the test's hands.

use crate::described;
use crate::ear::Ear;
use crate::scripted_provider::{Can, NoNetwork, Till};
use crate::vendor::Vendor;
use axum::Router;
use axum::body::Body;
use backend::base::clock::ManualClock;
use backend::base::files::Files;
use backend::charges::poll;
use backend::db::Db;
use backend::http::router::router;
use backend::providers::ProviderAccount;
use backend::{Backend, Parts};
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use payments::{Button, Currency, Moment, Money, Order, Symbology};
use providers::http::Http;
use providers::register;
use providers::settings::Settings;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use server::sqlite::Sqlite;
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::watch;
use tower::ServiceExt;

/// 2026-11-20T18:30:00Z, when every test begins.
pub(crate) const BEGIN: i64 = 1_795_199_400;

/// A shop with one button, `btn_demo`, of 150.00 pesos.
pub(crate) struct TestShop {
    pub(crate) backend: Arc<Backend>,
    pub(crate) till: Arc<Till>,
    pub(crate) ear: Arc<Ear>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) end: watch::Sender<bool>,
    router: Router,
    _folder: Option<TempDir>,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// Status and code, `422 over_limit`: what most tests are about.
    pub(crate) fn code(&self) -> String {
        format!("{} {}", self.status.as_u16(), self.json()["code"].as_str().unwrap_or_default())
    }

    /// Status and body with the letters nobody can know left out.
    pub(crate) fn shown(&self) -> String {
        let body = serde_json::from_str::<Value>(&self.body).map_or(self.body.clone(), |mut json| {
            // Another package of the same build may ask serde_json to keep the order in which fields were written.
            json.sort_all_objects();
            serde_json::to_string_pretty(&json).unwrap()
        });
        format!("{}\n{}", self.status.as_u16(), without_ids(&body))
    }
}

/// `ord_7q2m...` becomes `ord_`.
fn without_ids(text: &str) -> String {
    let mut text = text.to_owned();
    for (prefix, letters) in [("ord_", 26), ("chg_", 26), ("req_", 20), ("clb_", 26)] {
        let mut from = 0;
        while let Some(at) = text[from..].find(prefix) {
            let start = from + at + prefix.len();
            text.replace_range(start..(start + letters).min(text.len()), "");
            from = start;
        }
    }
    text
}

impl TestShop {
    pub(crate) async fn open() -> Self {
        Self::open_with("", Files::default(), Files::default()).await
    }

    pub(crate) async fn open_with(toml: &str, assets: Files, site: Files) -> Self {
        Self::put_together(toml, assets, site, Can::default(), Arc::new(NoNetwork)).await
    }

    /// A shop whose provider can do all that ComproPago can; what it is asked beyond the four verbs, `vendor` answers.
    pub(crate) async fn open_with_vendor(vendor: Arc<Vendor>) -> Self {
        let keys =
            Settings::new().with("public_key", "pk_test_638e8b14112423a086").with("secret_key", "sk_test_9c95e149614142822f");
        let like = (register::find("compropago").unwrap().build)(&keys).unwrap();
        let can = Can { like: Some(like.into()), ..Can::default() };
        Self::put_together("", Files::default(), Files::default(), can, vendor).await
    }

    /// A shop whose provider can do what is said, and is asked by `http`.
    pub(crate) async fn open_where(can: Can, http: Arc<dyn Http>) -> Self {
        Self::put_together("", Files::default(), Files::default(), can, http).await
    }

    /// Another copy of the backend, on a db and with a provider that are there already.
    pub(crate) async fn open_on(db: Arc<dyn Db>, till: Arc<Till>) -> Self {
        let files = (Files::default(), Files::default());
        Self::on(db, till, None, "", files, Arc::new(NoNetwork)).await
    }

    /// The same, of another version: with these files.
    pub(crate) async fn open_on_with(db: Arc<dyn Db>, till: Arc<Till>, assets: Files) -> Self {
        let files = (assets, Files::default());
        Self::on(db, till, None, "", files, Arc::new(NoNetwork)).await
    }

    /// Somebody else writes to the db and does not end.
    pub(crate) fn lock_the_db(&self) -> rusqlite::Connection {
        let folder = self._folder.as_ref().expect("the db is a file of this shop's own");
        let other = rusqlite::Connection::open(folder.path().join("ficha.db")).unwrap();
        other.execute_batch("begin immediate").unwrap();
        other
    }

    /// What is served to operators alone, at an address of its own.
    pub(crate) async fn ask_operators(&self, path: &str, token: Option<&str>) -> Answer {
        let request = Request::get(path);
        let request =
            token.into_iter().fold(request, |request, token| request.header("authorization", format!("Bearer {token}")));
        let operators = backend::http::router::operators(Arc::clone(&self.backend));
        read(operators.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()).await
    }

    async fn put_together(toml: &str, assets: Files, site: Files, can: Can, http: Arc<dyn Http>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Arc::new(Sqlite::open(&folder.path().join("ficha.db")).unwrap());
        Self::on(db, Arc::new(Till::that_can(can)), Some(folder), toml, (assets, site), http).await
    }

    async fn on(
        db: Arc<dyn Db>,
        till: Arc<Till>,
        folder: Option<TempDir>,
        toml: &str,
        (assets, site): (Files, Files),
        http: Arc<dyn Http>,
    ) -> Self {
        let accounts = vec![Self::account_of(&till)];
        Self::with(db, till, folder, toml, (assets, site), accounts, http).await
    }

    /// A shop with these provider accounts, asked by `http`.
    pub(crate) async fn open_with_accounts(accounts: Vec<ProviderAccount>, http: Arc<dyn Http>) -> Self {
        Self::open_with_accounts_of("", accounts, http).await
    }

    /// The same, where the configuration says this of them.
    pub(crate) async fn open_with_accounts_of(toml: &str, accounts: Vec<ProviderAccount>, http: Arc<dyn Http>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Arc::new(Sqlite::open(&folder.path().join("ficha.db")).unwrap());
        let files = (Files::default(), Files::default());
        Self::with(db, Arc::new(Till::new()), Some(folder), toml, files, accounts, http).await
    }

    fn account_of(till: &Arc<Till>) -> ProviderAccount {
        ProviderAccount {
            stores: vec!["OXXO".to_owned(), "7-Eleven".to_owned(), "TIENDA_LUPITA".to_owned()],
            barcodes: BTreeMap::from([("oxxo".to_owned(), Symbology::Code128)]),
            ..ProviderAccount::new("compropago".to_owned(), till.clone())
        }
    }

    async fn with(
        db: Arc<dyn Db>,
        till: Arc<Till>,
        folder: Option<TempDir>,
        toml: &str,
        (assets, site): (Files, Files),
        accounts: Vec<ProviderAccount>,
        http: Arc<dyn Http>,
    ) -> Self {
        let toml = format!("merchant = 'Tienda Lupita'\nallowed_origins = ['https://tienda.example.mx']\n{toml}");
        let config = server::configuration::read(&toml, Default::default()).unwrap();
        let clock = Arc::new(ManualClock::at(Moment::from_seconds(BEGIN)));
        let (end, ending) = watch::channel(false);
        let ear = Arc::new(Ear::default());
        let parts = Parts { config, db, accounts, http, shops: ear.clone(), clock: clock.clone(), assets, site, ending };
        let backend = Backend::new(parts);
        let router = router(Arc::clone(&backend));
        let shop = Self { backend, till, ear, clock, end, router, _folder: folder };
        shop.save_button("btn_demo", 15_000, false).await;
        shop
    }

    pub(crate) async fn save_button(&self, id: &str, amount: i64, retired: bool) {
        let button = Button {
            id: id.to_owned(),
            description: "Samsung Gold Curl".to_owned(),
            amount: Money::new(amount, Currency::Mxn),
            image: None,
            reference: Some("SMGCURL1".to_owned()),
            methods: vec![],
            retired,
        };
        backend::db::buttons::save(&*self.backend.db, &button, Moment::from_seconds(BEGIN)).await.unwrap();
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = read(self.router.clone().oneshot(request).await.unwrap()).await;
        described::check(&method, &path, &answer);
        answer
    }

    /// The answer as it comes, for streams.
    pub(crate) async fn stream(&self, path: &str) -> http::Response<Body> {
        self.raw(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// The answer as it comes, for what is no text.
    pub(crate) async fn raw(&self, request: Request<Body>) -> http::Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// The same from an address.
    pub(crate) async fn stream_from(&self, path: &str, address: [u8; 4]) -> http::Response<Body> {
        let request = Request::get(path).extension(backend::http::limits::caller::Peer(address.into()));
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A post of JSON with a key.
    pub(crate) async fn post(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = Request::post(path).header("idempotency-key", key).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// A call of the merchant's server, with its token; a post where there is a body.
    pub(crate) async fn merchant(&self, path: &str, body: Option<&Value>) -> Answer {
        self.merchant_with(if body.is_some() { "POST" } else { "GET" }, path, body).await
    }

    /// The same by another HTTP method.
    pub(crate) async fn merchant_with(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let token = backend::shop::token::make(&*self.backend.db, &*self.clock, "shop").await.unwrap();
        let request = Request::builder().uri(path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {}", token.expose_secret()));
        let request = request.method(method);
        self.send(request.body(body.map_or(Body::empty(), |body| Body::from(body.to_string()))).unwrap()).await
    }

    /// An order from `btn_demo`: its id.
    pub(crate) async fn order(&self) -> String {
        let answer = self.post("/api/v1/buttons/btn_demo/orders", &backend::base::id::request(), &json!({})).await;
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn charge(&self, order: &str, key: &str, body: &Value) -> Answer {
        self.post(&format!("/api/v1/orders/{order}/charges"), key, body).await
    }

    /// The order as the page sees it now.
    pub(crate) async fn see(&self, order: &str) -> Value {
        self.get(&format!("/api/v1/orders/{order}")).await.json()
    }

    /// Status of the order and of its charges: `paid: expired, paid (late)`.
    pub(crate) async fn standing(&self, order: &str) -> String {
        let order = self.see(order).await;
        let charge = |charge: &Value| {
            let late = if charge["late"] == true { " (late)" } else { "" };
            format!("{}{late}", charge["status"].as_str().unwrap())
        };
        let charges: Vec<_> = order["charges"].as_array().unwrap().iter().map(charge).collect();
        format!("{}: {}", order["status"].as_str().unwrap(), charges.join(", "))
    }

    pub(crate) async fn webhook(&self, body: &str) -> Answer {
        self.send(Request::post("/webhooks/compropago").body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Lets time pass, and reconciles once.
    pub(crate) async fn pass(&self, seconds: i64) -> usize {
        self.clock.advance(seconds);
        poll::round(&*self.backend.db, &self.backend.collect, self.now()).await.unwrap()
    }

    /// Tells the shop once: how many deliveries were tried.
    pub(crate) async fn tell(&self) -> usize {
        self.backend.notify.round().await.unwrap()
    }

    pub(crate) fn now(&self) -> Moment {
        backend::base::clock::Clock::now(&*self.clock)
    }
}

async fn read(response: http::Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
}

/// The same customer, who has changed their mind.
pub(crate) fn at_seven_eleven() -> Value {
    let mut other = at_oxxo();
    other["store"] = json!("SEVEN_ELEVEN");
    other
}

/// An order of 150.00 pesos with nothing but what every order has.
pub(crate) fn bare_order(id: &str, created_at: Moment) -> Order {
    Order {
        id: id.to_owned(),
        amount: Money::new(15_000, Currency::Mxn),
        description: "Silla".to_owned(),
        reference: None,
        image: None,
        button: None,
        methods: vec![],
        success_url: None,
        expires_at: None,
        created_at,
        charges: vec![],
    }
}

/// A picture of one pixel, as another program wrote it.
#[rustfmt::skip]
pub(crate) const PIXEL: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\
    \x00\x0d\x49\x44\x41\x54\x78\xda\x63\x64\xf8\xcf\x50\x0f\x00\x03\x86\x01\x80\x5a\x34\x7d\x6b\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// A customer at OXXO.
pub(crate) fn at_oxxo() -> Value {
    json!({"method": "cash", "store": "OXXO", "customer": {"name": "María Núñez", "email": "maria@ejemplo.com.mx"}})
}
