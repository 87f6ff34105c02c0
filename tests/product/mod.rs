//! The whole product, running for one test: provider and backend, each on a port of its own.
//!
//! All of it is real but the provider, which is the sandbox. Who comes to it, a browser or a plain client, and what
//! for, this does not know.

pub(crate) mod collectors;
mod eventually;
mod provider;

use std::{path::Path, sync::Arc};

use backend::{Parts, base::clock::Clock as _, config::Config, db::buttons, shop::token};
use payments::{Button, Currency, Money};
use secrecy::ExposeSecret as _;
use server::clock::SystemClock;
use server::public_http::PublicHttp;
use server::serve;
use tempfile::TempDir;

use self::collectors::{COMPROPAGO, Collector, KASHIO};
pub(crate) use self::{eventually::eventually, provider::Provider};

/// Running for as long as this is kept.
pub(crate) struct Product {
    /// The company that collects, played.
    pub(crate) provider: Provider,
    backend: serve::Running,
    _folder: TempDir,
}

impl Product {
    /// Starts it with two buttons: `btn_demo`, 150.00 MXN for the product of the provider's own documents, and `btn_demo_pe`,
    /// 149.90 PEN in Peru.
    pub(crate) async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// The same, with the pages of this folder at its root.
    pub(crate) async fn open_with_site(folder: &str) -> Self {
        Self::open_with(&[("FICHA_SITE_DIR", folder)]).await
    }

    /// The same, with more of the configuration, as the environment says it: `FICHA_KASHIO__STORES`.
    pub(crate) async fn open_with(environment: &[(&str, &str)]) -> Self {
        Self::open_collecting_by(&[COMPROPAGO, KASHIO], environment).await
    }

    /// The same, with these provider accounts, in the order of preference.
    pub(crate) async fn open_collecting_by(collectors: &[Collector], environment: &[(&str, &str)]) -> Self {
        let provider = Provider::open().await;
        let folder = TempDir::new().expect("a temporary folder can be made");
        let config = config(&provider, folder.path(), collectors, environment);
        let parts = serve::parts(config).await.expect("db, provider, widget and pages are there");
        let shops = Arc::new(PublicHttp::new(true).expect("there is a way out to shops"));
        let backend = serve::start(Parts { shops, ..parts }).await.expect("the backend starts");
        for collector in collectors {
            provider.tells(collector, &format!("http://{}/webhooks/{}", backend.address, collector.id)).await;
        }
        for button in [in_mexico(), in_peru()] {
            buttons::save(&*backend.backend.db, &button, SystemClock.now()).await.expect("the button is saved");
        }
        Self { provider, backend, _folder: folder }
    }

    /// A merchant's token.
    pub(crate) async fn token(&self) -> String {
        let token = token::make(&*self.backend.backend.db, &SystemClock, "shop").await.expect("a token is made");
        token.expose_secret().to_owned()
    }

    /// A CLABE of a customer's own, as the merchant's server asks for it: its id, and its digits.
    pub(crate) async fn standing_clabe(&self) -> (String, String) {
        let wanted = serde_json::json!({ "customer": { "id": "c-1", "email": "ana@example.mx" } });
        let made = self.made("clabes", &wanted).await;
        let said = |key: &str| made[key].as_str().unwrap_or_else(|| panic!("no {key} in {made}")).to_owned();
        (said("id"), said("clabe"))
    }

    /// An order of 150.00 MXN, as the merchant's server makes one: its id.
    pub(crate) async fn order(&self) -> String {
        self.order_of("Zapatos de salón").await
    }

    /// The same, for something of this name.
    pub(crate) async fn order_of(&self, description: &str) -> String {
        self.ordered(&serde_json::json!({ "amount": 15_000, "currency": "MXN", "description": description })).await
    }

    /// The same under a reference of the merchant's own: another order for each.
    pub(crate) async fn order_called(&self, reference: &str) -> String {
        let named = serde_json::json!({
            "amount": 15_000, "currency": "MXN", "description": "Zapatos de salón", "reference": reference,
        });
        self.ordered(&named).await
    }

    async fn ordered(&self, wanted: &serde_json::Value) -> String {
        let made = self.made("orders", wanted).await;
        made["id"].as_str().unwrap_or_else(|| panic!("no id in {made}")).to_owned()
    }

    /// What the merchant's server is answered.
    pub(crate) async fn made(&self, what: &str, wanted: &serde_json::Value) -> serde_json::Value {
        let token = self.token().await;
        let asked = reqwest::Client::new().post(format!("{}/api/v1/{what}", self.url())).bearer_auth(token);
        let name = wanted["reference"].as_str().unwrap_or("0001");
        let asked = asked.header("idempotency-key", format!("{what}-{name}"));
        let answer = asked.header("content-type", "application/json").body(wanted.to_string()).send().await;
        let text = answer.expect("the backend answers").text().await.expect("it answers in full");
        serde_json::from_str(&text).expect("it answers JSON")
    }

    /// What a backend does by itself every quarter of a minute: asks a provider that tells nobody what happened.
    pub(crate) async fn asks_what_happened(&self) {
        self.backend.backend.collect.pull().await;
    }

    /// The merchant changes what `btn_demo` sells for, or retires it.
    pub(crate) async fn sells(&self, amount: i64, retired: bool) {
        let button = Button { amount: Money::new(amount, Currency::Mxn), retired, ..in_mexico() };
        buttons::save(&*self.backend.backend.db, &button, SystemClock.now()).await.expect("the button is saved");
    }

    /// Where Ficha is, as a page names it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.backend.address)
    }
}

fn config(provider: &Provider, folder: &Path, collectors: &[Collector], environment: &[(&str, &str)]) -> Config {
    let db = format!("sqlite:{}", folder.join("ficha.db").display());
    // Who tests without a browser need not build what only a browser loads.
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/dist");
    let assets = if assets.is_dir() { format!("assets_dir = {assets:?}") } else { String::new() };
    let accounts: String = collectors.iter().map(|one| one.section(&provider.url_of(one.id))).collect();
    let text = format!(
        "listen = \"127.0.0.1:0\"\n\
         merchant = \"Tienda Lupita\"\n\
         allowed_origins = [\"loopback\"]\n\
         database_url = {db:?}\n\
         {assets}\n\
         {accounts}",
    );
    let secrets = collectors.iter().flat_map(Collector::secrets);
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let said = secrets.map(owned).chain(environment.iter().map(owned));
    Config::read(&text, said.collect()).expect("the configuration is fine")
}

fn in_mexico() -> Button {
    Button {
        id: "btn_demo".to_owned(),
        description: "SAMSUNG GOLD CURL".to_owned(),
        amount: Money::new(15_000, Currency::Mxn),
        image: None,
        reference: Some("SMGCURL1".to_owned()),
        methods: Vec::new(),
        retired: false,
    }
}

fn in_peru() -> Button {
    Button {
        id: "btn_demo_pe".to_owned(),
        description: "Chompa de alpaca".to_owned(),
        amount: Money::new(14_990, Currency::Pen),
        reference: Some("CHOMPA1".to_owned()),
        ..in_mexico()
    }
}
